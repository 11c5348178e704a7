"""Schedules out of rows, one for each shift."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, time
from pathlib import Path

import pytest

from desk_access.imports.tables import read_import
from desk_access.model.importing import DraftSchedule, Listed, ScheduleTable, TableKind
from desk_access.model.schedule import Break, Core, Schedule, Shift
from desk_access.model.work_rules import (
    BreakRule,
    ForgottenOut,
    Pairing,
    Rounding,
    Towards,
    WorkRules,
)
from tests.unit.imports.files import csv_file, workbook_file

HEAD = ("schedule", "days", "start", "end")
MONDAY = date(2024, 1, 1)


def schedules(
    tmp_path: Path, head: tuple[str, ...], *rows: tuple[object, ...]
) -> tuple[Listed[DraftSchedule], ...]:
    table = read_import(TableKind.SCHEDULES, workbook_file(tmp_path / "a.xlsx", head, *rows))
    assert isinstance(table, ScheduleTable)
    return table.rows


def one(tmp_path: Path, head: tuple[str, ...], *rows: tuple[object, ...]) -> DraftSchedule:
    (found,) = schedules(tmp_path, head, *rows)
    assert found.value is not None, found.refusal
    return found.value


def test_a_week_with_breaks_and_a_free_weekend(tmp_path: Path) -> None:
    head = (*HEAD, "breaks", "paid breaks")
    draft = one(
        tmp_path,
        head,
        ("Office", "Mon-Thu", time(9), "18:00", "12:00-13:00", "15:00–15:10; 17:00-17:05"),
        ("Office", "Fri", 0.375, 0.625),
        ("Office", "Sat, Sun"),
    )
    breaks = (
        Break(time(12), time(13)),
        Break(time(15), time(15, 10), True),
        Break(time(17), time(17, 5), True),
    )
    long = (Shift("", time(9), time(18), breaks),)
    short = (Shift("", time(9), time(15)),)
    cycle = (long, long, long, long, short, (), ())
    assert draft == DraftSchedule(Schedule("Office", cycle, MONDAY), weekly=True)


@pytest.mark.parametrize(
    ("days", "worked"),
    [
        ("Mon-Fri", {0, 1, 2, 3, 4}),
        ("월~금", {0, 1, 2, 3, 4}),
        ("monday, Wed;fri", {0, 2, 4}),
        ("Sat – Mon", {5, 6, 0}),
        ("Sun", {6}),
    ],
)
def test_days_of_the_week(tmp_path: Path, days: str, worked: set[int]) -> None:
    draft = one(tmp_path, HEAD, ("A", days, "9:00", "18:00"))
    assert {day for day, shifts in enumerate(draft.schedule.cycle) if shifts} == worked


def test_a_rotation_with_several_shifts_on_a_day_in_order_of_time(tmp_path: Path) -> None:
    head = (*HEAD, "shift", "cycle", "begins")
    draft = one(
        tmp_path,
        head,
        ("Crew", "1-2, 4", "14:00", "22:00", "Late", 6, date(2026, 3, 4)),
        ("Crew", 1, "6:00", "10:00", "Early", None, None),
        ("Crew", "5", "22:00", "6:00", "Night", None, None),
    )
    early, late, night = (
        Shift("Early", time(6), time(10)),
        Shift("Late", time(14), time(22)),
        Shift("Night", time(22), time(6)),
    )
    cycle = ((early, late), (late,), (), (late,), (night,), ())
    assert draft == DraftSchedule(Schedule("Crew", cycle, date(2026, 3, 4)), weekly=False)


def test_flexible_hours(tmp_path: Path) -> None:
    head = (*HEAD, "due", "core")
    draft = one(tmp_path, head, ("Flexi", "Mon", "7:00", "20:00", "8:00", "10:00-15:00"))
    shift = Shift("", time(7), time(20), (), 480, Core(time(10), time(15)))
    assert draft.schedule.cycle[0] == (shift,)


def test_the_rules_that_a_table_names(tmp_path: Path) -> None:
    rules = {
        "pairing": "first last",
        "break_rule": "recognised",
        "forgotten_out": "shift_end",
        "grace_in": 5,
        "grace_out": "3",
        "early_counts": "yes",
        "undertime_tolerance": 30,
        "snap_out": 10,
        "flap": 2,
        "longest": "14:00",
        "round_in": "up 10",
        "round_out": "nearest 15",
    }
    head = (*HEAD, *rules, "on_holidays")
    row = ("A", "Mon", "9:00", "18:00")
    draft = one(tmp_path, head, (*row, *rules.values(), "no"), ("A", "Tue", "9:00", "18:00"))
    assert draft.on_holidays is False
    assert set(draft.rules) <= {field.name for field in fields(WorkRules)}
    assert replace(WorkRules(), **draft.rules) == WorkRules(
        pairing=Pairing.FIRST_LAST,
        breaks=BreakRule.RECOGNISED,
        forgotten_out=ForgottenOut.SHIFT_END,
        grace_in=5,
        grace_out=3,
        early_counts=True,
        undertime_tolerance=30,
        snap_out=10,
        flap=2,
        longest=14 * 60,
        round_in=Rounding(Towards.UP, 10),
        round_out=Rounding(Towards.NEAREST, 15),
    )


def test_what_a_table_does_not_name_is_not_spoken_of(tmp_path: Path) -> None:
    draft = one(tmp_path, (*HEAD, "grace_in", "on_holidays"), ("A", "Mon", "9:00", "18:00"))
    assert draft.rules == {}
    assert draft.on_holidays is None


@pytest.mark.parametrize(
    ("head", "rows", "why"),
    [
        (HEAD, [("A", "Mon", "9:00", None)], "A shift has a start and an end; a free day has ne"),
        (HEAD, [("A", "Mon", 9, "18:00")], "“start” is no time of day, but “9”. Write it as 09:00"),
        (HEAD, [("A", None, "9:00", "18:00")], "“days” is empty."),
        (HEAD, [("A", "Mo", "9:00", "18:00")], "“days” is “Mo”. Write them as Mon-Fri, Sat or"),
        (HEAD, [("A", "Mon, 3", "9:00", "18:00")], "“days” is “Mon, 3”: name days of the week or"),
        (HEAD, [("A", "5-2", "9:00", "18:00")], "The days 5-2 run backwards."),
        (HEAD, [("A", "1", "9:00", "18:00")], "Days by number need a cycle"),
        (HEAD, [("A", "Mon", "9:00", "18:00"), ("A", 2, "9:00", "18:00")], "Its days are days of"),
        (("cycle", *HEAD), [(6, "A", "Mon", "9:00", "18:00")], "With days of the week, the cycle"),
        (
            ("cycle", "begins", *HEAD),
            [(4, MONDAY, "A", "5", "9:00", "18:00")],
            "It has a day 5, but the cycle 4.",
        ),
        (
            ("cycle", "begins", *HEAD),
            [(400, MONDAY, "A", "5", "9:00", "18:00")],
            "The cycle has 400 days",
        ),
        (
            ("grace_in", *HEAD),
            [(5, "A", "Mon", "9:00", "18:00"), (6, "A", "Tue", "9:00", "18:00")],
            "Its rows differ in grace_in.",
        ),
        (("grace_in", *HEAD), [("five", "A", "Mon", "9:00", "18:00")], "“grace_in” is no whole"),
        (("pairing", *HEAD), [("both", "A", "Mon", "9:00", "18:00")], "“pairing” is “both”, and"),
        (("round_in", *HEAD), [("10", "A", "Mon", "9:00", "18:00")], "“round_in” is “10”. Write"),
        (("breaks", *HEAD), [("12:00", "A", "Mon", "9:00", "18:00")], "“breaks” is “12:00”. Write"),
        (("core", *HEAD), [("9:00-10:00, 11:00-12:00", "A", "Mon", "9:00", "18:00")], "“core” is "),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused_as_a_whole(
    tmp_path: Path, head: tuple[str, ...], rows: list[tuple[object, ...]], why: str
) -> None:
    (found,) = schedules(tmp_path, head, *rows)
    assert found.value is None
    assert found.what == "A"
    assert found.refusal.startswith(why)


def test_a_refused_row_is_told_by_its_own_place(tmp_path: Path) -> None:
    rows = [HEAD, ("A", "Mon", "9:00", "18:00"), ("B", "Mon", "9:00", "18:00"), ("A", "x", "", "")]
    table = read_import(TableKind.SCHEDULES, csv_file(tmp_path / "a.csv", *rows))
    assert [(row.what, row.place, row.value is None) for row in table.rows] == [
        ("A", "Line 4", True),
        ("B", "Line 3", False),
    ]
