"""Closing a month: its sums are frozen, and what changed in closed ones before is carried."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from desk_access.errors import ChangeRefused
from desk_access.model.closing import ClosedMonth
from desk_access.model.plan import Plan
from desk_access.model.timesheet import Totals
from desk_access.service.timekeeping.months import Months, Whose, next_month
from desk_access.service.timekeeping.records import Stores


def close_month(
    stores: Stores, months: Months, plan: Plan, month: date, who: str, now: datetime
) -> ClosedMonth:
    """Freeze a month that is over, by ``plan``. Raises ChangeRefused, StoreError.

    Months are closed in their order; the first may be any. Nothing else may change what is read
    meanwhile.
    """
    closed = stores.closed_months.all()
    if closed and month != next_month(closed[-1].month):
        following = next_month(closed[-1].month)
        raise ChangeRefused(
            f"{month:%Y-%m} cannot be closed: {closed[-1].month:%Y-%m} was closed last.",
            f"Close {following:%Y-%m}.",
        )
    if now.astimezone(ZoneInfo(plan.zone)).date() < next_month(month):
        raise _not_over(month)
    head = stores.ledger.head()
    people: dict[str, tuple[str, Totals]] = {}
    for each in months.uncarried(month, Whose(through=head.sequence)):
        if not all(day.over for day in each.days):
            raise _not_over(month)
        if each.days:
            people[each.code] = (each.group, each.totals)
    made = ClosedMonth(month, now, who, head.sequence, head.entry_hash)
    stores.closed_months.close(made, plan, people, months.differences())
    return made


def _not_over(month: date) -> ChangeRefused:
    return ChangeRefused(
        f"{month:%Y-%m} is not over yet.", "Close it when its last working day has ended."
    )
