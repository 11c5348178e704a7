"""Workbooks: what the cells hold, and what LibreOffice makes of the formulas."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from desk_access.errors import DatabaseCorrupt, ReportUnwritable
from desk_access.model.closing import statement_of
from desk_access.model.report import (
    STANDARD,
    DateStyle,
    DayColumn,
    LengthStyle,
    PersonColumn,
    PunchColumn,
    ReportForm,
    ReportKind,
    ReportTemplate,
    TimeStyle,
)
from desk_access.model.timesheet import PersonMonth, Totals
from desk_access.reports import xlsx_punches, xlsx_timesheet
from desk_access.reports.person_cells import COUNTS, SUMS
from desk_access.reports.timesheet import Timesheet
from desk_access.reports.words import DAYS, PEOPLE
from tests.records import some_punch
from tests.unit.reports.months import STAMP, night, office, order

ALL = replace(STANDARD, days=tuple(DayColumn), people=tuple(PersonColumn))
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def written(
    template: ReportTemplate, people: Iterator[PersonMonth] | Sequence[PersonMonth]
) -> io.BytesIO:
    stream = io.BytesIO()
    sheet = Timesheet(order(ReportForm.XLSX, template), STAMP, people)
    xlsx_timesheet.write_xlsx(sheet, stream)
    stream.seek(0)
    return stream


def punches(template: ReportTemplate, *names: str) -> Any:
    stream = io.BytesIO()
    wanted = order(ReportForm.XLSX, template, ReportKind.PUNCHES)
    given = [some_punch(name, sequence=place) for place, name in enumerate(names, 1)]
    xlsx_punches.write_xlsx(wanted, STAMP, given, stream)
    stream.seek(0)
    return load_workbook(stream)["Punches"]


def day_row(template: ReportTemplate, person: PersonMonth, day: int) -> dict[DayColumn, Any]:
    sheet = load_workbook(written(template, [person]))["Days"]
    return dict(zip(template.days, sheet[day + 1], strict=True))


def test_dates_and_lengths_are_no_texts() -> None:
    told = day_row(ALL, office("김하밀"), 19)
    assert told[DayColumn.DATE].value == datetime(2026, 3, 19)
    assert told[DayColumn.DATE].number_format == "yyyy-mm-dd"
    assert told[DayColumn.WORK].value == timedelta(hours=8, minutes=21)
    assert told[DayColumn.WORK].number_format == "[h]:mm"
    assert told[DayColumn.LEFT].value == datetime(2026, 3, 19, 18, 30)
    assert told[DayColumn.LEFT].number_format == "yyyy-mm-dd hh:mm"
    assert told[DayColumn.NAME].value == "김하밀"
    assert told[DayColumn.KIND].value == "Working day"


@pytest.mark.parametrize(
    ("lengths", "value", "shown"),
    [(LengthStyle.HOURS, 8.35, "0.00"), (LengthStyle.MINUTES, 501, "0")],
)
def test_lengths_may_be_numbers(lengths: LengthStyle, value: float, shown: str) -> None:
    told = day_row(replace(ALL, lengths=lengths), office(), 19)[DayColumn.WORK]
    assert told.value == pytest.approx(value)
    assert told.number_format == shown


@pytest.mark.parametrize("dates", DateStyle)
def test_dates_are_shown_as_the_template_says(dates: DateStyle) -> None:
    told = day_row(replace(ALL, dates=dates, times=TimeStyle.H12), office(), 19)
    assert told[DayColumn.DATE].value == datetime(2026, 3, 19)
    assert told[DayColumn.DATE].number_format == dates
    assert told[DayColumn.LEFT].number_format == f"{dates} h:mm AM/PM"


@pytest.mark.parametrize("name", ["=1+1", '=HYPERLINK("http://x","y")', "+82", "@x", "#N/A", "1e5"])
def test_a_name_stays_text(name: str) -> None:
    book = load_workbook(written(ALL, [office(name)]))
    for sheet in ("Summary", "Days"):
        cell = book[sheet]["B2"]
        assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)


def test_signs_that_no_workbook_may_hold_are_replaced() -> None:
    assert day_row(ALL, office("a\x00b\x1bc"), 1)[DayColumn.NAME].value == "a\ufffdb\ufffdc"


def test_headings_stay_in_sight_and_rows_can_be_filtered() -> None:
    book = load_workbook(written(STANDARD, [office(), night()]))
    assert book.sheetnames == ["Summary", "Days", "Carried", "About"]
    assert [book[name].freeze_panes for name in book.sheetnames] == ["A2"] * 4
    assert book["Days"].auto_filter.ref == "A1:S63"
    assert book["Summary"].auto_filter.ref == "A1:S3"
    assert [cell.value for cell in book["Days"][1]] == [DAYS[c].words for c in STANDARD.days]
    assert [cell.value for cell in book["Summary"][1]] == [PEOPLE[c].words for c in STANDARD.people]


def test_it_says_where_it_comes_from() -> None:
    about = load_workbook(written(STANDARD, [office()]))["About"]
    told = {row[0].value: row[1].value for row in about.iter_rows(min_row=2)}
    assert told["Export"] == STAMP.export_id
    assert told["Hash of the last one"] == STAMP.head.entry_hash
    assert told["Entries of the ledger"] == "1234"


def test_sums_are_formulas_over_the_days() -> None:
    summary = load_workbook(written(STANDARD, [office(), night()]))["Summary"]
    place = STANDARD.people.index(PersonColumn.WORK)
    assert [summary.cell(row, place + 1).value for row in (2, 3, 4)] == [
        "=SUM('Days'!I2:I32)",
        "=Carried!F2/24+Carried!F3/24",
        "=SUM(F2:F3)",
    ]


def test_a_sum_whose_days_are_not_shown_is_a_value() -> None:
    template = replace(STANDARD, days=(DayColumn.DATE, DayColumn.DUE))
    summary = load_workbook(written(template, [office()]))["Summary"]
    told = dict(zip(template.people, summary[2], strict=True))
    assert told[PersonColumn.DUE].value == "=SUM('Days'!B2:B32)"
    assert told[PersonColumn.WORK].value == timedelta(minutes=office().totals.work)
    assert told[PersonColumn.DAYS].value == office().totals.days


def test_days_go_on_on_another_sheet_where_one_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_timesheet, "LAST_ROW", 70)
    book = load_workbook(written(STANDARD, [office(code=f"E{n}") for n in range(5)]))
    assert book.sheetnames == ["Summary", "Days", "Days 2", "Days 3", "About"]
    assert [book[name].max_row for name in book.sheetnames[1:4]] == [63, 63, 32]
    assert book["Summary"]["F4"].value == "=SUM('Days 2'!I2:I32)"


def test_nobody_makes_a_whole_book_too() -> None:
    book = load_workbook(written(STANDARD, []))
    assert book["Summary"].max_row == 2
    assert book["Days"].max_row == 1


def failing() -> Iterator[PersonMonth]:
    yield office()
    raise DatabaseCorrupt("The database is damaged.")


def test_a_failure_in_the_middle_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(DatabaseCorrupt):
        written(STANDARD, failing())
    assert os.listdir(tmp_path) == []
    written(STANDARD, [office()])
    assert os.listdir(tmp_path) == []


def test_punches_have_real_moments_and_texts() -> None:
    template = replace(STANDARD, punches=tuple(PunchColumn))
    told = dict(zip(template.punches, punches(template, "=1+1")[2], strict=True))
    assert told[PunchColumn.LOCAL_TIME].value == datetime(2026, 3, 2, 17)
    assert told[PunchColumn.LOCAL_TIME].number_format == "yyyy-mm-dd hh:mm:ss"
    assert told[PunchColumn.UTC_TIME].value == datetime(2026, 3, 2, 8)
    assert told[PunchColumn.DATE].value == datetime(2026, 3, 2)
    assert told[PunchColumn.TIME].value == time(17)
    assert told[PunchColumn.SCORE].value == 0.8125
    assert (told[PunchColumn.NAME].value, told[PunchColumn.NAME].data_type) == ("=1+1", "s")


def test_more_punches_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_punches, "LAST_ROW", 3)
    assert punches(STANDARD, "Kim", "Lee").max_row == 3
    with pytest.raises(ReportUnwritable, match="more than 2 punches"):
        punches(STANDARD, "Kim", "Lee", "Park")


@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice (soffice), which calculates")
@pytest.mark.parametrize("lengths", LengthStyle)
def test_libreoffice_comes_to_the_programs_sums(tmp_path: Path, lengths: LengthStyle) -> None:
    people = [office("김하밀"), night(), *(office(f"=P{n}", f"P{n}", seed=n) for n in range(40))]
    summary = calculated(written(replace(ALL, lengths=lengths), people), tmp_path)
    of_all = Totals()
    for row, person in enumerate(people, 2):
        statement = statement_of(person)
        of_all = of_all.plus(statement)
        assert told(summary, row, lengths) == told_of(statement), person.name
        assert summary.cell(row, 2).value == person.name
    assert told(summary, len(people) + 2, lengths) == told_of(of_all)
    if lengths is LengthStyle.CLOCK:
        assert summary.cell(2, ALL.people.index(PersonColumn.WORK) + 1).number_format == "[h]:mm"


def calculated(book: io.BytesIO, folder: Path) -> Any:
    """The summary as LibreOffice calculates it."""
    source = folder / "made.xlsx"
    source.write_bytes(book.getvalue())
    assert OFFICE is not None
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(source)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return load_workbook(folder / "out" / "made.xlsx", data_only=True)["Summary"]


def told(summary: Any, row: int, lengths: LengthStyle) -> dict[PersonColumn, int]:
    """The sums of a row, lengths in minutes; what is left empty is none."""
    found = {}
    for place, column in enumerate(ALL.people, 1):
        if column in SUMS:
            value = summary.cell(row, place).value or 0
            found[column] = value if column in COUNTS else in_minutes(value, lengths)
    return found


def told_of(totals: Totals) -> dict[PersonColumn, int]:
    return {column: getattr(totals, field) for column, field in SUMS.items()}


def in_minutes(value: Any, lengths: LengthStyle) -> int:
    if isinstance(value, datetime):  # openpyxl takes some lengths for moments after its epoch
        value -= datetime(1899, 12, 30)
    if isinstance(value, time):
        value = datetime.combine(date.min, value) - datetime.min
    if isinstance(value, timedelta):
        minutes = value.total_seconds() / 60
    else:
        minutes = value * {LengthStyle.CLOCK: 1440, LengthStyle.HOURS: 60}.get(lengths, 1)
    assert minutes == pytest.approx(round(minutes), abs=1e-6)
    return round(minutes)
