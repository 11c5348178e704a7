"""Whether closed months still agree with the ledger and with the sums that they were closed with.

A closed month keeps the ledger's head of its closing, and everybody's sums. The head must be an
entry of the ledger today; the sums must be what the punches up to that entry come to by the plan
that is kept with the month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desk_access.model.closing import ClosedMonth
from desk_access.model.timesheet import Totals
from desk_access.ports import Ledger
from desk_access.service.timekeeping.months import Months
from desk_access.service.timekeeping.records import Stores


class ClosedFaultKind(StrEnum):
    """How a closed month differs.

    NO_ENTRY: the ledger ends before the entry it was closed at, or has lost it. OTHER_HASH: that
    entry has another hash, so that it or one before it is another. OTHER_SUMS: a person's sums are
    not what their punches come to.
    """

    NO_ENTRY = "no_entry"
    OTHER_HASH = "other_hash"
    OTHER_SUMS = "other_sums"


@dataclass(frozen=True, slots=True)
class ClosedFault:
    """A closed month that differs; ``code`` is whose sums do, "" where it is the ledger."""

    month: date
    kind: ClosedFaultKind
    sequence: int
    code: str = ""

    def __str__(self) -> str:
        """A sentence for an operator."""
        month, entry = f"{self.month:%Y-%m}", f"entry {self.sequence} of the ledger"
        if self.kind is ClosedFaultKind.NO_ENTRY:
            return f"{month} was closed at {entry}, which is missing."
        if self.kind is ClosedFaultKind.OTHER_HASH:
            return f"{month} was closed at {entry}, whose hash was another then."
        return (
            f"{month}: the sums of {self.code} are not what the punches up to {entry} come to. They"
            " were changed, or counted by another version of the program."
        )


def head_faults(closed: Iterable[ClosedMonth], ledger: Ledger) -> list[ClosedFault]:
    """The closed months whose head is no entry of the ledger, in their order. Raises StoreError.

    One query a month: quick enough for every time that a closed month is shown.
    """
    found = []
    for each in closed:
        known = ledger.hashes_at(each.sequence)
        if not known:
            found.append(ClosedFault(each.month, ClosedFaultKind.NO_ENTRY, each.sequence))
        elif each.head_hash not in known:
            found.append(ClosedFault(each.month, ClosedFaultKind.OTHER_HASH, each.sequence))
    return found


def sum_faults(stores: Stores, months: Months, closed: ClosedMonth) -> Iterator[ClosedFault]:
    """Whose sums of a closed month are not what it reads to, in order of code. Raises StoreError.

    Reads the whole month: seconds with thousands of people. Left out are those whom a correction,
    leave, a late punch or a merge concerned since, for their days read otherwise for a reason that
    is kept, and whoever was erased. How many problems a month has is not compared: a clock that is
    found to have been wrong is one of earlier punches too.
    """
    frozen = stores.closed_months.frozen(closed.month)
    known = {member.code for member in stores.housekeeping.members()}
    since = stores.closed_months.touched(closed.month)
    live = {
        each.code: each.totals
        for each in months.as_closed(closed)
        if each.days and each.code not in since
    }
    for code in sorted((frozen.keys() | live.keys()) & known - since):
        kept = frozen.get(code)
        paid = Totals() if kept is None else kept.totals
        if _paid_by(live.get(code, Totals())) != _paid_by(paid):
            yield ClosedFault(closed.month, ClosedFaultKind.OTHER_SUMS, closed.sequence, code)


def _paid_by(totals: Totals) -> Totals:
    return totals._replace(problems=0)
