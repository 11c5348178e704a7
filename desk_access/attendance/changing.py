"""A plan as it is after a change: for showing what a change does, and for refusing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from desk_access.attendance.checking import check_assignment, check_leave, check_schedule
from desk_access.errors import ChangeRefused, ScheduleRefused
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.identifier import Known, canonical
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

_Owner = tuple[str | None, str | None]


def after(plan: Plan, changes: Sequence[PlanChange]) -> Plan:
    """The plan after the changes, made in their order.

    Leave that is new has a number below 0. Raises ScheduleRefused for what makes no sense, and
    ChangeRefused for what is not there, or there already.
    """
    draft = _Draft(plan)
    for change in changes:
        draft.make(change)
    return draft.plan()


class _Draft:
    """A plan under change. By whose it is, so that ten thousand changes of an import look each at
    what they concern."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._schedules = {each.name: each for each in plan.schedules}
        self._holidays = {each.day: each for each in plan.holidays}
        self._leave = {each.number: each for each in plan.leave}
        self._number = min((0, *self._leave))
        self._assignments: dict[_Owner, list[Assignment]] = {}
        for each in plan.assignments:
            self._assignments.setdefault(_owner(each), []).append(each)
        self._of_person: dict[str, dict[int, Leave]] = {}
        for leave in plan.leave:
            self._of_person.setdefault(leave.person_code, {})[leave.number] = leave

    def plan(self) -> Plan:
        """The plan as it has become."""
        assignments = [each for theirs in self._assignments.values() for each in theirs]
        return replace(
            self._plan,
            schedules=tuple(self._schedules.values()),
            assignments=tuple(sorted(assignments, key=lambda each: each.first)),
            holidays=tuple(self._holidays[day] for day in sorted(self._holidays)),
            leave=tuple(self._leave.values()),
        )

    def make(self, change: PlanChange) -> None:
        """Make one change. Raises ScheduleRefused and ChangeRefused."""
        match change:
            case SaveSchedule():
                self._save_schedule(change.schedule, change.replaces)
            case RemoveSchedule():
                self._remove_schedule(change.name)
            case Assign():
                self._assign(change.assignment)
            case Unassign():
                self._unassign(change.assignment)
            case SaveHolidays():
                self._save_holidays(change.holidays)
            case RemoveHoliday():
                self._remove_holiday(change.day)
            case AddLeave():
                self._add_leave(change.leave)
            case RemoveLeave():
                self._remove_leave(change.number)

    def _save_schedule(self, schedule: Schedule, replaces: str | None) -> None:
        check_schedule(schedule)
        if replaces is not None and replaces not in self._schedules:
            raise _no_schedule(replaces)
        for name in Known(self._schedules).alike(schedule.name):
            if replaces not in (name, schedule.name):
                raise ChangeRefused(
                    f"There is a schedule {name} already.", "Use another name, or edit that one."
                )
        if replaces is not None:
            del self._schedules[replaces]
            for theirs in self._assignments.values():
                theirs[:] = [
                    replace(each, schedule=schedule.name) if each.schedule == replaces else each
                    for each in theirs
                ]
        self._schedules[schedule.name] = schedule

    def _remove_schedule(self, name: str) -> None:
        if self._schedules.pop(name, None) is None:
            raise _no_schedule(name)
        for theirs in self._assignments.values():
            theirs[:] = [each for each in theirs if each.schedule != name]

    def _assign(self, assignment: Assignment) -> None:
        theirs = self._assignments.setdefault(_owner(assignment), [])
        check_assignment(assignment, theirs, self._schedules)
        theirs.append(assignment)

    def _unassign(self, assignment: Assignment) -> None:
        theirs = self._assignments.get(_owner(assignment), [])
        if assignment not in theirs:
            whose = assignment.person_code or assignment.group
            raise ChangeRefused(f"{whose} has no such assignment of {assignment.schedule}.", _LOOK)
        theirs.remove(assignment)

    def _save_holidays(self, holidays: Sequence[Holiday]) -> None:
        for each in holidays:
            if not each.name.strip():
                raise ScheduleRefused(f"The holiday on {each.day} has no name.", "Give it one.")
            self._holidays[each.day] = each

    def _remove_holiday(self, day: date) -> None:
        if self._holidays.pop(day, None) is None:
            raise ChangeRefused(f"{day} is no holiday.", _LOOK)

    def _add_leave(self, leave: Leave) -> None:
        theirs = self._of_person.setdefault(leave.person_code, {})
        check_leave(leave, theirs.values())
        self._number -= 1
        kept = replace(leave, number=self._number)
        self._leave[kept.number] = theirs[kept.number] = kept

    def _remove_leave(self, number: int) -> None:
        leave = self._leave.pop(number, None)
        if leave is None:
            raise ChangeRefused(f"There is no leave {number}.", _LOOK)
        del self._of_person[leave.person_code][number]


def _owner(assignment: Assignment) -> _Owner:
    group = assignment.group
    return assignment.person_code, group and canonical(group)


def _no_schedule(name: str) -> ChangeRefused:
    return ChangeRefused(f"There is no schedule {name}.", _LOOK)
