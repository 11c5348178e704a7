"""A workspace with people, a clock that a test sets, and the TimeDesk over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desk_access.config import Approval, AttendanceSettings, CorrectionSettings
from desk_access.model.person import Person
from desk_access.model.punch import Direction, Punch
from desk_access.model.schedule import Assignment, Break, Schedule, Shift
from desk_access.service.timekeeping.desk import TimeDesk, TimeSettings
from desk_access.service.timekeeping.records import Stores
from desk_access.store.workspace import Workspace
from tests.fakes import FakeClock
from tests.records import moment, new_punch

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = date(2026, 3, 2)
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
DAY = Shift("Day", time(9), time(18), (Break(time(12), time(13)),))
NIGHT = Shift("Night", time(22), time(6))
OFFICE = Schedule("Office", (*[(DAY,)] * 5, (), ()), MONDAY)
NIGHTS = Schedule("Nights", ((NIGHT,),) * 7, MONDAY)


def at(text: str, day: date = MONDAY) -> datetime:
    """A time such as ``09:02`` of a day in Seoul, as UTC."""
    return datetime.combine(day, time.fromisoformat(text), SEOUL).astimezone(UTC)


class House:
    """People, their punches and the desk, at a time that a test sets."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.clock = FakeClock(at("12:00"))
        self.settings = TimeSettings(AttendanceSettings(), CorrectionSettings(), "Asia/Seoul")
        self.stores = Stores(
            workspace.ledger,
            workspace.housekeeping,
            workspace.plans,
            workspace.corrections,
            workspace.closed_months,
        )
        self.time = TimeDesk(self.stores, self.clock, self.settings)
        self.made = 0
        self.passed = 0.0

    def enrol(self, code: str, name: str, group: str = "Office") -> Person:
        """Enrolled in good time."""
        return self.workspace.gallery.enrol(code, name, group, [], at("09:00", date(2026, 1, 5)))

    def punch(self, code: str, *times: str, day: date = MONDAY) -> list[Punch]:
        """IN and OUT in turn at these times of a day; the clock stays where it is."""
        person = self.workspace.gallery.person(code)
        made = []
        for place, text in enumerate(times):
            direction = Direction.OUT if place % 2 else Direction.IN
            # Monotonic time goes as the clock does, and stands still rather than go back.
            self.passed = max(self.passed, at(text, day).timestamp())
            entry = new_punch(person, self.made, direction)
            entry = replace(entry, at=at(text, day), monotonic=self.passed)
            made.append(self.workspace.ledger.append(entry, moment(self.made)))
            self.made += 1
        return made

    def work(self, code: str, first: date, last: date) -> None:
        """From nine to six on every weekday."""
        day = first
        while day <= last:
            if day.weekday() < 5:
                self.punch(code, "09:00", "18:00", day=day)
            day += timedelta(days=1)

    def approval(self, wanted: Approval = Approval.ANOTHER_OPERATOR) -> None:
        self.time.configure(self.settings.attendance, CorrectionSettings(wanted))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Kim of the office and Lee of the mill; the office has its hours."""
    with Workspace.open(tmp_path / "workspace") as workspace:
        house = House(workspace)
        house.enrol("E7", "Kim")
        house.enrol("E8", "Lee", "Mill")
        house.time.save_schedule(OFFICE)
        house.time.save_schedule(NIGHTS)
        house.time.assign(Assignment("Office", date(2026, 1, 5), group="Office"))
        yield house
