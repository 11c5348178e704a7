"""People's months for the tests of reports, read by the engine from made-up punches."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.reading import Reader, totals_of
from desk_access.model.calendar import Leave
from desk_access.model.correction import AddPunch, Change, Excuse
from desk_access.model.punch import Direction, LedgerHead
from desk_access.model.report import (
    STANDARD,
    ReportForm,
    ReportKind,
    ReportOrder,
    ReportTemplate,
    Stamp,
)
from desk_access.model.timesheet import Mark, PersonMonth, Totals
from tests.unit.attendance.days import LONG_AFTER, SEOUL, corrections, punches, roster_of, week
from tests.unit.attendance.days import NIGHT as NIGHT_SHIFT
from tests.unit.attendance.days import OFFICE as OFFICE_SHIFT

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)

STAMP = Stamp("0123abcd", datetime(2026, 4, 1, 3, 4, 5, tzinfo=UTC), LedgerHead(1234, "c5" * 32))

_OFFICE = Reader(roster_of(week(OFFICE_SHIFT), holidays=[date(2026, 3, 2)]))
_NIGHT = Reader(roster_of(week(NIGHT_SHIFT)))


def order(
    form: ReportForm = ReportForm.CSV,
    template: ReportTemplate = STANDARD,
    kind: ReportKind = ReportKind.TIMESHEET,
) -> ReportOrder:
    return ReportOrder(kind, form, FIRST, LAST, template)


def office(
    name: str = "Kim", code: str = "E7", group: str = "Office", seed: int = 1
) -> PersonMonth:
    """A month in the office: late days, long ones, a free day worked, a leave, a forgotten OUT,
    a missing day, an hour and ten minutes away, and a punch that a correction added."""
    given = random.Random(seed)
    marks: list[Mark] = []
    for day in _days():
        if day.weekday() == 6 or day.day in (12, 17, 18):
            continue
        came, left = given.randint(525, 550), given.randint(1070, 1230)
        words = f"{_clock(came)}> {_clock(left)}<"
        if day.day == 10:
            words = f"{_clock(came)}>"
        elif given.random() < 0.2:
            words = f"{_clock(came)}> {_clock(came)}> 12:02< 12:58> {_clock(left)}<"
        if day.day == 26:
            words = f"{_clock(came)}> 15:00< 16:10> {_clock(left)}<"
        marks += punches(words, day, first=len(marks) + 1)
    added = AddPunch(datetime(2026, 3, 19, 9, 30, tzinfo=UTC), Direction.OUT, SEOUL)
    marks = [mark for mark in marks if not _on(mark, 19, Direction.OUT)]
    changes: list[Change] = [added, Excuse(date(2026, 3, 25))]
    leave = [Leave("1", date(2026, 3, 17), date(2026, 3, 18), "annual")]
    fixed = [
        replace(each, asked=replace(each.asked, day=date(2026, 3, 19 if number == 0 else 25)))
        for number, each in enumerate(corrections(*changes))
    ]
    days = _OFFICE.days(PersonRecord("1", group, marks, fixed, leave), FIRST, LAST, LONG_AFTER)
    return PersonMonth(code, name, group, tuple(days), totals_of(days), Totals())


def night(name: str = "Lee", code: str = "E8", group: str = "Guards") -> PersonMonth:
    """A month of nights, closed, with something carried from the month before."""
    marks: list[Mark] = []
    for day in _days():
        if day.weekday() < 5:
            marks += punches("21:55> +1 06:10<", day, first=len(marks) + 1)
    days = _NIGHT.days(PersonRecord("1", group, marks), FIRST, LAST, LONG_AFTER)
    totals = totals_of(days)
    carried = Totals(work=-90, overtime=30, days=-1)
    return PersonMonth(
        code, name, group, tuple(days), totals, carried, totals._replace(work=totals.work - 15)
    )


def people(count: int) -> Iterator[PersonMonth]:
    """So many people, one by one."""
    for number in range(count):
        yield office(f"Person {number}", f"P{number:05}", seed=number)


def _days() -> list[date]:
    return [FIRST + timedelta(number) for number in range(31)]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _on(mark: Mark, day: int, direction: Direction) -> bool:
    at = datetime.fromtimestamp(mark.at, UTC) + timedelta(hours=9)
    return at.day == day and mark.direction is direction
