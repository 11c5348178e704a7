"""Schedules, holidays, leave and months in memory, behind what the window uses of ``TimeDesk``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from desk_access.model.calendar import Holiday, Leave
from desk_access.model.plan_change import PlanChange
from desk_access.model.schedule import Assignment, Schedule
from desk_access.model.timesheet import PersonMonth
from tests.gui.fake_hours import FakeHours


class FakeTimeDesk(FakeHours):
    """Keeps what it is given; raises ``failure`` from every method while it is set.

    ``months`` are by month, in place of those of the house; ``differs`` is what :meth:`preview`
    answers, ``asked`` what it was asked.
    """

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Schedule] = []
        self.assigned: list[Assignment] = []
        self.free: list[Holiday] = []
        self.on_leave: list[Leave] = []
        self.months: dict[date, list[PersonMonth]] = {}
        self.differs: list[tuple[PersonMonth, PersonMonth]] = []
        self.asked: list[PlanChange] = []

    def month(
        self, month: date, *, group: str | None = None, code: str | None = None
    ) -> Iterator[PersonMonth]:
        self._fail()
        if month not in self.months:
            yield from super().month(month, group=group, code=code)
            return
        for person in self.months[month]:
            if group in (None, person.group) and code in (None, person.code):
                yield person

    def schedules(self) -> list[Schedule]:
        self._fail()
        return sorted(self.kept, key=lambda schedule: schedule.name)

    def save_schedule(self, schedule: Schedule, replaces: str | None = None) -> None:
        self._fail()
        self.kept = [each for each in self.kept if each.name not in (replaces, schedule.name)]
        self.kept.append(schedule)
        self.assigned = [
            replace(each, schedule=schedule.name) if each.schedule == replaces else each
            for each in self.assigned
        ]

    def remove_schedule(self, name: str) -> None:
        self._fail()
        self.kept = [each for each in self.kept if each.name != name]
        self.assigned = [each for each in self.assigned if each.schedule != name]

    def assignments(self) -> list[Assignment]:
        self._fail()
        return list(self.assigned)

    def assign(self, assignment: Assignment) -> None:
        self._fail()
        self.assigned.append(assignment)

    def unassign(self, assignment: Assignment) -> None:
        self._fail()
        self.assigned.remove(assignment)

    def holidays(self, year: int | None = None) -> list[Holiday]:
        self._fail()
        found = [each for each in self.free if year in (None, each.day.year)]
        return sorted(found, key=lambda holiday: holiday.day)

    def save_holidays(self, holidays: list[Holiday]) -> None:
        self._fail()
        days = {each.day for each in holidays}
        self.free = [each for each in self.free if each.day not in days] + list(holidays)

    def remove_holiday(self, day: date) -> None:
        self._fail()
        self.free = [each for each in self.free if each.day != day]

    def leave(
        self, code: str | None = None, first: date | None = None, last: date | None = None
    ) -> list[Leave]:
        self._fail()
        return [
            each
            for each in self.on_leave
            if code in (None, each.person_code)
            and (first is None or each.last >= first)
            and (last is None or each.first <= last)
        ]

    def add_leave(self, leave: Leave) -> Leave:
        self._fail()
        kept = replace(leave, number=len(self.on_leave) + 1)
        self.on_leave.append(kept)
        return kept

    def remove_leave(self, number: int) -> None:
        self._fail()
        self.on_leave = [each for each in self.on_leave if each.number != number]

    def preview(self, change: PlanChange) -> list[tuple[PersonMonth, PersonMonth]]:
        self._fail()
        self.asked.append(change)
        return self.differs
