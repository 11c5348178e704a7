"""Days that are not like others: holidays, and the leave of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which nobody is due. ``source``: the country, file or operator it is from."""

    day: date
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of a day, of the site's clock; an end at or before the start is on the next day."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Leave:
    """A person's leave: whole days from ``first`` to ``last``, or the ``hours`` of each of them.

    Half a day is the hours until, or from, the middle of the shift. ``kind`` is what the
    organisation calls it. ``number`` is the store's, 0 for one that is not kept yet.
    """

    person_code: str
    first: date
    last: date
    kind: str
    hours: Hours | None = None
    paid: bool = True
    number: int = 0
