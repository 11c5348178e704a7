"""The plan in memory, and what changes of it do, behind what the window uses of ``TimeDesk``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from desk_access.attendance.checking import check_assignment, check_leave, check_schedule
from desk_access.attendance.planning import Roster
from desk_access.errors import ScheduleRefused
from desk_access.model.calendar import Holiday, Leave
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
from desk_access.model.timesheet import PersonMonth
from tests.gui.fake_hours import FakeHours, House
from tests.gui.samples import ZONE


class FakeTimeDesk(FakeHours):
    """The plan is the roster of the house and its leave."""

    def __init__(self) -> None:
        super().__init__()
        self.previewed: list[PlanChange] = []

    def schedules(self) -> list[Schedule]:
        self._fail()
        return sorted(self.house.roster.schedules.values(), key=lambda each: each.name)

    def assignments(self) -> list[Assignment]:
        self._fail()
        return sorted(self.house.roster.assignments, key=lambda each: each.first)

    def holidays(self, year: int | None = None) -> list[Holiday]:
        self._fail()
        kept = self.house.roster.holidays
        return [kept[day] for day in sorted(kept) if year in (None, day.year)]

    def leave(
        self, code: str | None = None, first: date | None = None, last: date | None = None
    ) -> list[Leave]:
        self._fail()
        found = [
            each
            for each in self.house.leave
            if code in (None, each.person_code)
            and (first is None or each.last >= first)
            and (last is None or each.first <= last)
        ]
        return sorted(found, key=lambda each: each.first)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(ZONE)

    def open_month(self) -> date:
        self._fail()
        if not self.closed:
            return self.house.now.astimezone(ZoneInfo(ZONE)).date().replace(day=1)
        last = self.closed[-1].month
        return date(last.year + last.month // 12, last.month % 12 + 1, 1)

    def change(self, *changes: PlanChange) -> None:
        self._fail()
        self.house = self._changed(changes)
        for listener in self.listeners:
            listener()

    def preview(
        self, *changes: PlanChange, month: date | None = None
    ) -> list[tuple[PersonMonth, PersonMonth]]:
        self._fail()
        self.previewed.extend(changes)
        wanted, house = month or self.open_month(), self.house
        before = list(self.month(wanted))
        try:
            self.house = self._changed(changes)
            after = list(self.month(wanted))
        finally:
            self.house = house
        return [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]

    def _changed(self, changes: tuple[PlanChange, ...]) -> House:
        plan = _Plan(
            dict(self.house.roster.schedules),
            list(self.house.roster.assignments),
            dict(self.house.roster.holidays),
            list(self.house.leave),
        )
        for each in changes:
            plan.apply(each)
        roster = Roster(plan.schedules, plan.assignments, plan.holidays, self.house.roster.zone)
        return replace(self.house, roster=roster, leave=plan.leave)


@dataclass
class _Plan:
    """What is planned, under change."""

    schedules: dict[str, Schedule]
    assignments: list[Assignment]
    holidays: dict[date, Holiday]
    leave: list[Leave]

    def apply(self, change: PlanChange) -> None:
        match change:
            case SaveSchedule():
                self._save(change)
            case RemoveSchedule(name):
                del self.schedules[name]
                self.assignments = [each for each in self.assignments if each.schedule != name]
            case Assign(assignment):
                check_assignment(assignment, self.assignments, self.schedules)
                self.assignments.append(assignment)
            case Unassign(assignment):
                self.assignments.remove(assignment)
            case SaveHolidays(holidays):
                self.holidays |= {each.day: each for each in holidays}
            case RemoveHoliday(day):
                del self.holidays[day]
            case AddLeave(leave):
                check_leave(leave, self.leave)
                number = max((each.number for each in self.leave), default=0) + 1
                self.leave.append(replace(leave, number=number))
            case RemoveLeave(number):
                self.leave = [each for each in self.leave if each.number != number]

    def _save(self, change: SaveSchedule) -> None:
        check_schedule(change.schedule)
        name, replaces = change.schedule.name, change.replaces
        if name in self.schedules and name != replaces:
            raise ScheduleRefused(f"There is a schedule {name} already.", "Choose another name.")
        if replaces is not None:
            del self.schedules[replaces]
            self.assignments = [
                replace(each, schedule=name) if each.schedule == replaces else each
                for each in self.assignments
            ]
        self.schedules[name] = change.schedule
