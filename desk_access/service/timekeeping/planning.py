"""What a change of the plan does to people's month, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from desk_access.attendance.reading import totals_of
from desk_access.model.calendar import Leave
from desk_access.model.identifier import canonical
from desk_access.model.member import Member
from desk_access.model.plan import Plan
from desk_access.model.timesheet import PersonMonth, Totals
from desk_access.service.timekeeping.months import Months, Part, last_day
from desk_access.service.timekeeping.records import Entry, Stores, gather

_A_DAY: Final = timedelta(days=1)
_A_WEEK: Final = timedelta(days=8)


def preview(
    stores: Stores, months: Months, plan: Plan, then: Plan, month: date, now: datetime
) -> list[tuple[PersonMonth, PersonMonth]]:
    """The open ``month`` by one plan and by another, of those whose reads otherwise.

    In order of name. Of what the month carries, only the difference is told: of leave in closed
    months. Raises StoreError.
    """
    concerns = _concerned(plan, then)
    leave = _LeaveChange.of(plan, then)
    carried = _carried(stores, months, leave, now) if month == months.open_month() else {}
    last = last_day(month)
    before, after = (months.part(month, last, each) for each in (plan, then))
    found = []
    for entry in gather(stores, month, last):
        if not concerns(entry.member):
            continue
        was = _month(entry, before, now)
        will = _month(leave.made(entry), after, now)
        will = replace(will, carried=carried.get(will.code, will.carried))
        if was != will:
            found.append((was, will))
    return found


@dataclass(frozen=True, slots=True)
class _LeaveChange:
    """Leave that goes and leave that comes."""

    gone: Collection[Leave]
    new: Collection[Leave]

    @classmethod
    def of(cls, plan: Plan, then: Plan) -> _LeaveChange:
        before, after = set(plan.leave), set(then.leave)
        return cls(before - after, after - before)

    def people(self, first: date, last: date) -> set[str]:
        """Whose leave of these days it concerns."""
        every = (*self.gone, *self.new)
        return {each.person_code for each in every if each.first <= last and first <= each.last}

    def made(self, entry: Entry) -> Entry:
        """The person with the other leave."""
        kept = [each for each in entry.record.leave if each not in self.gone]
        mine = [each for each in self.new if each.person_code == entry.member.code]
        return Entry(entry.member, replace(entry.record, leave=(*kept, *mine)))


def _carried(
    stores: Stores, months: Months, leave: _LeaveChange, now: datetime
) -> dict[str, Totals]:
    """What leave in closed months would have the open one carry."""
    found: dict[str, Totals] = {}
    for closed in stores.closed_months.all():
        last = last_day(closed.month)
        # What it changes before the month may make overtime at its beginning.
        for code in leave.people(closed.month - _A_WEEK, last + _A_DAY):
            (part,) = months.parts(closed.month, last, code)
            for entry in gather(stores, closed.month, last, code):
                was, will = (totals_of(part.days(each, now)) for each in (entry, leave.made(entry)))
                found[code] = found.get(code, Totals()).plus(will.minus(was))
    return found


def _concerned(plan: Plan, then: Plan) -> Callable[[Member], bool]:
    """Whose days may read otherwise: nobody else is read."""
    if plan.holidays != then.holidays:
        return lambda member: True
    schedules = {each.name for each in set(plan.schedules) ^ set(then.schedules)}
    assignments = set(plan.assignments) ^ set(then.assignments)
    assignments.update(each for each in then.assignments if each.schedule in schedules)
    groups = {canonical(each.group) for each in assignments if each.group}
    codes = {each.person_code for each in assignments}
    codes.update(each.person_code for each in set(plan.leave) ^ set(then.leave))
    return lambda member: member.code in codes or canonical(member.group) in groups


def _month(entry: Entry, part: Part, now: datetime) -> PersonMonth:
    member, days = entry.member, part.days(entry, now)
    return PersonMonth(member.code, member.name, member.group, days, totals_of(days), Totals())
