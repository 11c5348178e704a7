"""What rows of assignments and leave say, however a spreadsheet kept their cells."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from desk_access.imports.roster import ROSTER
from desk_access.imports.tables import LAYOUTS, read_import
from desk_access.model.calendar import Hours, Leave
from desk_access.model.importing import Column, DraftLeave, Half, LeaveTable, TableKind
from desk_access.model.schedule import Assignment
from tests.unit.imports.files import csv_file, workbook_file

MAY_4, MAY_6 = date(2026, 5, 4), date(2026, 5, 6)
LEAVE_HEAD = ("code", "from", "to", "kind", "start", "end", "paid")


def leave_rows(tmp_path: Path, *rows: tuple[object, ...]) -> list[tuple[Leave | None, str]]:
    table = read_import(TableKind.LEAVE, workbook_file(tmp_path / "a.xlsx", LEAVE_HEAD, *rows))
    assert isinstance(table, LeaveTable)
    assert not any(row.value and row.value.half for row in table.rows)
    return [(row.value and row.value.leave, row.refusal) for row in table.rows]


@pytest.mark.parametrize(
    "written",
    [
        MAY_4,
        datetime(2026, 5, 4),
        "2026-05-04",
        "2026.05.04",
        "2026. 5. 4.",
        "2026/5/4",
        "2026년 5월 4일",
        "20260504",
        20260504,
        "2026-05-04 00:00:00",
    ],
)
def test_days_as_dates_words_and_numbers(tmp_path: Path, written: object) -> None:
    assert leave_rows(tmp_path, ("E7", written, None, "annual")) == [
        (Leave("E7", MAY_4, MAY_4, "annual"), "")
    ]


@pytest.mark.parametrize(
    "written", ["05/04/2026", "4.5.26", "2026-02-30", "May", 46146, datetime(2026, 5, 4, 9), 1.5]
)
def test_days_that_could_be_others_or_are_none_are_refused(tmp_path: Path, written: object) -> None:
    ((value, refusal),) = leave_rows(tmp_path, ("E7", written, None, "annual"))
    assert value is None
    assert refusal.startswith("“from” is no day, but “")
    assert refusal.endswith("Write it as 2026-03-31.")


@pytest.mark.parametrize(
    "nine",
    [time(9), "9:00", "09:00", "09:00:00", "9:00 am", "오전 9:00", 0.375, timedelta(hours=9)],
)
def test_times_as_times_words_and_numbers(tmp_path: Path, nine: object) -> None:
    for end in (time(0), "24:00", "0:00", "12:00 AM", "오전 12:00", 1):
        row = ("E7", MAY_4, None, "hours", nine, end)
        assert leave_rows(tmp_path, row) == [
            (Leave("E7", MAY_4, MAY_4, "hours", Hours(time(9), time(0))), "")
        ]


def test_a_time_with_rounding_of_the_spreadsheet_is_its_minute(tmp_path: Path) -> None:
    row = ("E7", MAY_4, None, "hours", 17 / 48, 0.1 + 0.2 + 0.45)
    ((value, _),) = leave_rows(tmp_path, row)
    assert value == Leave("E7", MAY_4, MAY_4, "hours", Hours(time(8, 30), time(18)))


@pytest.mark.parametrize("written", ["nine", "9", 9, "25:00", "9:61", "13:00 PM", 0.3751, -0.1])
def test_times_that_are_none_are_refused(tmp_path: Path, written: object) -> None:
    ((value, refusal),) = leave_rows(tmp_path, ("E7", MAY_4, None, "hours", written, "18:00"))
    assert value is None
    assert refusal.startswith("“start” is")


def test_leave_of_days_and_whether_it_is_paid(tmp_path: Path) -> None:
    found = leave_rows(
        tmp_path,
        (7, MAY_4, MAY_6, "annual", None, None, None),
        ("E7", MAY_4, MAY_6, "unpaid", None, None, "no"),
        ("E7", MAY_4, MAY_6, "sick", None, None, True),
        ("E7", MAY_4, MAY_6, "sick", None, None, "아니요"),
        ("E7", MAY_4, MAY_6, "sick", None, None, "perhaps"),
    )
    assert [value and (value.person_code, value.paid) for value, _ in found] == [
        ("7", True),
        ("E7", False),
        ("E7", True),
        ("E7", False),
        None,
    ]
    assert found[-1][1] == "“paid” is neither yes nor no, but “perhaps”."


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("E7", MAY_6, MAY_4, "annual"), "It ends on 2026-05-04, before it begins on 2026-05-06."),
        (("E7", None, MAY_4, "annual"), "“from” is empty."),
        (("E7", MAY_4, MAY_4, None), "“kind” is empty."),
        (("E7", MAY_4, MAY_4, "hours", "9:00"), "Leave of some hours has a start and an end."),
        (("E7", MAY_4, MAY_4, "hours", "9:00", "9:00"), "It ends at 09:00, when it starts."),
        (("E7" * 200, MAY_4, MAY_4, "x"), "“code” is longer than 200 characters."),
    ],
)
def test_leave_that_makes_no_sense(tmp_path: Path, row: tuple[object, ...], why: str) -> None:
    assert leave_rows(tmp_path, row) == [(None, why)]


@pytest.mark.parametrize(
    ("written", "half"),
    [("first", Half.FIRST), ("PM", Half.SECOND), ("오전", Half.FIRST), ("오후", Half.SECOND)],
)
def test_half_a_day(tmp_path: Path, written: str, half: Half) -> None:
    rows = [("code", "from", "kind", "half"), ("E7", "2026-05-04", "annual", written)]
    (row,) = read_import(TableKind.LEAVE, csv_file(tmp_path / "a.csv", *rows)).rows
    assert row.value == DraftLeave(Leave("E7", MAY_4, MAY_4, "annual"), half)


@pytest.mark.parametrize(
    ("to", "start", "end", "half", "why"),
    [
        ("2026-05-06", "", "", "am", "Half a day is of one day, and has no start and end."),
        ("", "9:00", "12:00", "am", "Half a day is of one day, and has no start and end."),
        ("", "", "", "third", "“half” is “third”. Write it as first or second."),
    ],
)
def test_half_a_day_that_makes_no_sense(
    tmp_path: Path, to: str, start: str, end: str, half: str, why: str
) -> None:
    head = ("code", "from", "kind", "to", "start", "end", "half")
    row = ("E7", "2026-05-04", "annual", to, start, end, half)
    (found,) = read_import(TableKind.LEAVE, csv_file(tmp_path / "a.csv", head, row)).rows
    assert (found.value, found.refusal) == (None, why)


def test_assignments_of_people_and_groups(tmp_path: Path) -> None:
    head = ("schedule", "from", "to", "code", "group")
    table = read_import(
        TableKind.ASSIGNMENTS,
        csv_file(
            tmp_path / "a.csv",
            head,
            ("Office", "2026-05-04", "2026-05-06", "E7", ""),
            ("Night", "2026-05-04", "", "", "Workshop"),
            ("Night", "2026-05-04", "", "E7", "Workshop"),
            ("Night", "2026-05-04", "", "", ""),
            ("Night", "2026-05-06", "2026-05-04", "E7", ""),
        ),
    )
    assert [row.value for row in table.rows] == [
        Assignment("Office", MAY_4, MAY_6, person_code="E7"),
        Assignment("Night", MAY_4, None, group="Workshop"),
        None,
        None,
        None,
    ]
    assert [row.refusal for row in table.rows[2:]] == [
        "It must name a code or a group, and not both.",
        "It must name a code or a group, and not both.",
        "It ends on 2026-05-04, before it begins on 2026-05-06.",
    ]


def test_every_column_belongs_to_a_table() -> None:
    layouts = (*LAYOUTS.values(), ROSTER)
    named = {column for layout in layouts for column in (*layout.required, *layout.optional)}
    assert named == set(Column)
