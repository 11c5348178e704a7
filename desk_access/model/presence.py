"""Who is in the house at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk_access.model.timesheet import DayReading


class Presence(StrEnum):
    """Where somebody stands on their working day.

    IN, and TOO_LONG for longer than the rules' ``longest``; LATE: due and not yet there; MISSING:
    due, not there, and the shift is over or its core has passed; EXPECTED: due later; GONE: was
    there and left; ON_LEAVE; OFF: not due and not there.
    """

    IN = "in"
    TOO_LONG = "too_long"
    LATE = "late"
    MISSING = "missing"
    EXPECTED = "expected"
    GONE = "gone"
    ON_LEAVE = "on_leave"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class PersonToday:
    """A person on the board. ``since`` (UTC) is the last punch, or when they were due; ``late`` how
    many minutes they came late. ``day`` is their working day as it reads so far."""

    code: str
    name: str
    group: str
    presence: Presence
    since: datetime | None
    late: int
    day: DayReading

    @property
    def inside(self) -> bool:
        """Whether they are to be looked for in a fire."""
        return self.presence in (Presence.IN, Presence.TOO_LONG)
