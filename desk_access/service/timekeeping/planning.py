"""What a change of the plan does to people's month, before it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from desk_access.attendance.reading import Reader, totals_of
from desk_access.model.member import Member
from desk_access.model.plan import Plan
from desk_access.model.timesheet import PersonMonth, Totals
from desk_access.service.timekeeping.months import last_day
from desk_access.service.timekeeping.records import Entry, Stores, days_of, gather, roster_of


def preview(
    stores: Stores, plan: Plan, then: Plan, month: date, now: datetime
) -> list[tuple[PersonMonth, PersonMonth]]:
    """The open ``month`` by one plan and by another, of those whose reads otherwise.

    In order of name; what the month carries is left out. Raises StoreError.
    """
    concerns = _concerned(plan, then)
    before, after = Reader(roster_of(plan)), Reader(roster_of(then))
    gone = set(plan.leave) - set(then.leave)
    new = set(then.leave) - set(plan.leave)
    found = []
    for entry in gather(stores, month, last_day(month)):
        member, record = entry
        if not concerns(member):
            continue
        leave = [
            *(each for each in record.leave if each not in gone),
            *(each for each in new if each.person_code == member.code),
        ]
        both = (
            _month(entry, before, month, now, plan.zone),
            _month(Entry(member, replace(record, leave=leave)), after, month, now, plan.zone),
        )
        if both[0] != both[1]:
            found.append(both)
    return found


def _concerned(plan: Plan, then: Plan) -> Callable[[Member], bool]:
    """Whose days may read otherwise: nobody else is read."""
    if plan.holidays != then.holidays:
        return lambda member: True
    schedules = {each.name for each in set(plan.schedules) ^ set(then.schedules)}
    assignments = set(plan.assignments) ^ set(then.assignments)
    assignments.update(each for each in then.assignments if each.schedule in schedules)
    groups = {each.group for each in assignments}
    codes = {each.person_code for each in assignments}
    codes.update(each.person_code for each in set(plan.leave) ^ set(then.leave))
    return lambda member: member.code in codes or member.group in groups


def _month(entry: Entry, reader: Reader, month: date, now: datetime, zone: str) -> PersonMonth:
    member, record = entry
    days = days_of(member, reader.days(record, month, last_day(month), now), zone)
    return PersonMonth(member.code, member.name, member.group, days, totals_of(days), Totals())
