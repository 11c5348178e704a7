"""Months that are closed: what was paid by stays as it was, later changes are differences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desk_access.model.timesheet import PersonMonth, Totals


@dataclass(frozen=True, slots=True)
class Frozen:
    """A person's sums as a month was closed.

    ``carried`` is what corrections changed, since they were closed, in the months before, and what
    no month has carried yet: it is part of this month's statement. ``group`` is that of the time,
    None for somebody who was not in that month.
    """

    totals: Totals
    carried: Totals
    group: str | None


def statement_of(month: PersonMonth) -> Totals:
    """What a person is paid by: the sums that the month was closed with, or those of its days while
    it is open, and what it carries from closed months before."""
    counted = month.totals if month.frozen is None else month.frozen
    return counted.plus(month.carried)


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A month, named by its first day, that was closed ``at`` (UTC) by ``who``.

    ``sequence`` and ``head_hash`` are the ledger's head of that moment.
    """

    month: date
    at: datetime
    who: str
    sequence: int
    head_hash: str


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A person's closed ``month`` that may read otherwise since the last closing.

    ``accounted`` are the sums that were paid for it so far: as frozen, with what was carried since.
    ``group`` is that of the time, None for somebody who was not in that month.
    """

    month: date
    code: str
    group: str | None
    accounted: Totals
