"""A plan as it is after a change: for showing what a change does, and for refusing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desk_access.attendance.checking import check_assignment, check_leave, check_schedule
from desk_access.errors import ChangeRefused, ScheduleRefused
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.plan import Plan
from desk_access.model.plan_change import (
    AddLeave,
    Assign,
    PlanChange,
    RemoveHoliday,
    RemoveLeave,
    RemoveSchedule,
    SaveHolidays,
    SaveSchedule,
    Unassign,
)
from desk_access.model.schedule import Assignment, Schedule

_LOOK = "Look at the list again."


def after(plan: Plan, changes: Sequence[PlanChange]) -> Plan:
    """The plan after the changes, made in their order.

    Leave that is new has a number below 0. Raises ScheduleRefused for what makes no sense, and
    ChangeRefused for what is not there, or there already.
    """
    for change in changes:
        plan = _after(plan, change)
    return plan


def _after(plan: Plan, change: PlanChange) -> Plan:
    match change:
        case SaveSchedule():
            return _with_schedule(plan, change.schedule, change.replaces)
        case RemoveSchedule():
            return _without_schedule(plan, change.name)
        case Assign():
            return _with_assignment(plan, change.assignment)
        case Unassign():
            return _without_assignment(plan, change.assignment)
        case SaveHolidays() | RemoveHoliday():
            return _with_other_holidays(plan, change)
        case AddLeave():
            check_leave(change.leave, plan.leave)
            number = min((0, *(each.number for each in plan.leave))) - 1
            return replace(plan, leave=(*plan.leave, replace(change.leave, number=number)))
        case RemoveLeave():
            return _without_leave(plan, change.number)


def _with_schedule(plan: Plan, schedule: Schedule, replaces: str | None) -> Plan:
    check_schedule(schedule)
    names = {each.name for each in plan.schedules}
    if replaces is not None and replaces not in names:
        raise _no_schedule(replaces)
    if schedule.name in names - {replaces}:
        raise ChangeRefused(
            f"There is a schedule {schedule.name} already.", "Use another name, or edit that one."
        )
    others = (each for each in plan.schedules if each.name != replaces)
    assignments = (
        replace(each, schedule=schedule.name) if each.schedule == replaces else each
        for each in plan.assignments
    )
    return replace(plan, schedules=(*others, schedule), assignments=tuple(assignments))


def _without_schedule(plan: Plan, name: str) -> Plan:
    if all(each.name != name for each in plan.schedules):
        raise _no_schedule(name)
    return replace(
        plan,
        schedules=tuple(each for each in plan.schedules if each.name != name),
        assignments=tuple(each for each in plan.assignments if each.schedule != name),
    )


def _with_assignment(plan: Plan, assignment: Assignment) -> Plan:
    check_assignment(assignment, plan.assignments, (each.name for each in plan.schedules))
    return replace(plan, assignments=(*plan.assignments, assignment))


def _without_assignment(plan: Plan, assignment: Assignment) -> Plan:
    if assignment not in plan.assignments:
        whose = assignment.person_code or assignment.group
        raise ChangeRefused(f"{whose} has no such assignment of {assignment.schedule}.", _LOOK)
    left = list(plan.assignments)
    left.remove(assignment)
    return replace(plan, assignments=tuple(left))


def _with_other_holidays(plan: Plan, change: SaveHolidays | RemoveHoliday) -> Plan:
    holidays = {each.day: each for each in plan.holidays}
    if isinstance(change, SaveHolidays):
        for each in change.holidays:
            _check_holiday(each)
            holidays[each.day] = each
    elif holidays.pop(change.day, None) is None:
        raise ChangeRefused(f"{change.day} is no holiday.", _LOOK)
    return replace(plan, holidays=tuple(holidays[day] for day in sorted(holidays)))


def _check_holiday(holiday: Holiday) -> None:
    if not holiday.name.strip():
        raise ScheduleRefused(f"The holiday on {holiday.day} has no name.", "Give it one.")


def _without_leave(plan: Plan, number: int) -> Plan:
    left: tuple[Leave, ...] = tuple(each for each in plan.leave if each.number != number)
    if len(left) == len(plan.leave):
        raise ChangeRefused(f"There is no leave {number}.", _LOOK)
    return replace(plan, leave=left)


def _no_schedule(name: str) -> ChangeRefused:
    return ChangeRefused(f"There is no schedule {name}.", _LOOK)
