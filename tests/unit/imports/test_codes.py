"""Codes of a table: what cannot be seen is refused, and what looks alike is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_access.capture.pictures import picture_files
from desk_access.errors import ImportRefused
from desk_access.imports.roster import read_roster
from desk_access.imports.tables import read_import
from desk_access.model.importing import TableKind
from tests.unit.imports.files import csv_file


@pytest.mark.parametrize("kind", [TableKind.PEOPLE, TableKind.LEAVE, TableKind.ASSIGNMENTS])
@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("E7\u200b", "“code” has the character U+200B, which cannot be seen."),
        ("\u202eE7", "“code” has the character U+202E, which turns the direction of writing."),
        ("E\u200d7", "“code” has the invisible format character U+200D, which cannot be seen."),
        ("1.23457E+11", "“code” is “1.23457E+11”: a spreadsheet has shortened a long number."),
    ],
)
def test_a_code_with_what_cannot_be_seen_is_refused_by_its_row(
    tmp_path: Path, kind: TableKind, code: str, told: str
) -> None:
    head = ("code", "name", "from", "kind", "schedule")
    file = csv_file(tmp_path / "a.csv", head, (code, "Kim", "2026-03-05", "sick", "Office"))
    (row,) = read_import(kind, file).rows
    assert row.value is None
    assert row.refusal.startswith(told)


def test_rows_of_schedules_belong_together_however_they_are_written(tmp_path: Path) -> None:
    head = ("schedule", "days", "start", "end")
    rows = (("Office", "Mon", "09:00", "18:00"), ("OFFICE", "Tue", "09:00", "18:00"))
    (row,) = read_import(TableKind.SCHEDULES, csv_file(tmp_path / "a.csv", head, *rows)).rows
    assert row.value is not None
    assert [bool(day) for day in row.value.schedule.cycle[:3]] == [True, True, False]


def test_people_with_photos_whose_codes_look_alike_are_refused(tmp_path: Path) -> None:
    head = ("code", "name", "photos")
    rows = (("E7", "Kim One", "a.jpg"), ("e7", "Kim Two", "b.jpg"))
    with pytest.raises(ImportRefused, match=r"Line 3 .* has the code e7, which looks like E7"):
        read_roster(csv_file(tmp_path / "a.csv", head, *rows), picture_files)
