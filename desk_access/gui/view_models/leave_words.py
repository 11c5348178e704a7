"""Leave in words, and the hours of its halves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QCoreApplication

from desk_access.attendance.halves import half_days
from desk_access.attendance.planning import Planner, Roster
from desk_access.gui.view_models.plan import Plan
from desk_access.gui.view_models.schedule_words import period_words, span_words
from desk_access.model.calendar import Hours, Leave
from desk_access.model.person import Person
from desk_access.model.schedule import Shift

translate = QCoreApplication.translate


def usual_kinds() -> list[str]:
    """What leave is often called; an organisation writes its own."""
    return [
        translate("Leave", "Annual leave"),
        translate("Leave", "Sick leave"),
        translate("Leave", "Family leave"),
        translate("Leave", "Unpaid leave"),
    ]


def leave_row(leave: Leave, names: Mapping[str, str]) -> tuple[str, str, str, str, str]:
    """Who, what, on which days, at which hours, and whether it is paid."""
    return (
        names.get(leave.person_code, leave.person_code),
        leave.kind,
        period_words(leave.first, leave.last),
        hours_words(leave.hours),
        translate("Leave", "paid") if leave.paid else translate("Leave", "unpaid"),
    )


def hours_words(hours: Hours | None) -> str:
    """The hours of a leave, or that it is whole days."""
    if hours is None:
        return translate("Leave", "whole days")
    return span_words(hours.start, hours.end)


def shifts_of(plan: Plan, person: Person, day: date) -> tuple[Shift, ...]:
    """What somebody is to work on a day, holidays or not."""
    roster = Roster({each.name: each for each in plan.schedules}, plan.assignments, {}, "UTC")
    name = Planner(roster).schedule(person.code, person.group, day)
    if name is None:
        return ()
    schedule = roster.schedules[name]
    return schedule.cycle[(day - schedule.begins).days % len(schedule.cycle)]


def halves_of(plan: Plan, person: Person, day: date) -> tuple[Hours, Hours] | None:
    """The hours of the two halves of somebody's day; None where it has no shift, or several."""
    shifts = shifts_of(plan, person, day)
    return half_days(shifts[0]) if len(shifts) == 1 else None
