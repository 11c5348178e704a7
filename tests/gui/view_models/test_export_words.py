"""Exports in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desk_access.gui.view_models.export_words import (
    Days,
    column_word,
    export_days,
    file_name,
    form_sentence,
    job_row,
    job_sentence,
    written_words,
)
from desk_access.model.export_job import Every, ExportJob, JobStanding
from desk_access.model.report import (
    DayColumn,
    PersonColumn,
    PunchColumn,
    ReportForm,
    ReportKind,
    ReportOrder,
)

TODAY = date(2026, 11, 20)
ORDER = ReportOrder(ReportKind.TIMESHEET, ReportForm.XLSX, date(2026, 10, 1), date(2026, 10, 31))
JOB = ExportJob("Hours", ReportKind.PUNCHES, ReportForm.CSV, Every.WEEK, "/srv", TODAY)


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (Days.THIS_MONTH, date(2026, 11, 1), TODAY),
        (Days.LAST_MONTH, date(2026, 10, 1), date(2026, 10, 31)),
        (Days.RANGE, date(2026, 3, 1), date(2026, 3, 9)),
    ],
)
def test_days_of_an_export(days: Days, first: date, last: date) -> None:
    """A range that is given backwards is turned."""
    assert export_days(days, TODAY, date(2026, 3, 9), date(2026, 3, 1)) == (first, last)


def test_a_file_is_named_by_what_is_in_it() -> None:
    assert file_name(ORDER) == "timesheet 2026-10.xlsx"
    part = replace(ORDER, last=date(2026, 10, 30), form=ReportForm.CSV)
    assert file_name(part) == "timesheet 2026-10-01 2026-10-30.csv"
    assert file_name(replace(ORDER, group="R/D")) == "timesheet 2026-10 R-D.xlsx"
    assert file_name(replace(ORDER, code="E7")) == "timesheet 2026-10 E7.xlsx"


def test_what_was_written() -> None:
    target = Path("hours.xlsx")
    assert written_words(ORDER, 1240, target) == "1,240 people were written to hours.xlsx."
    signed = replace(ORDER, kind=ReportKind.PUNCHES, signed=True)
    assert written_words(signed, 3, target) == (
        "3 punches were written to hours.xlsx. Its signature lies beside it."
    )


def test_how_a_scheduled_export_stands() -> None:
    name, what, folder, stands = job_row(JobStanding(JOB))
    assert (name, what, folder) == ("Hours", "Punches, CSV, each week", "/srv")
    assert stands == "begins with 20/11/2026"
    assert job_row(JobStanding(JOB, TODAY))[3] == "written until 20/11/2026"
    failed = JobStanding(JOB, TODAY, "The disk is full.", datetime(2026, 11, 21, tzinfo=UTC))
    assert job_row(failed)[3] == "The disk is full."


def test_every_choice_has_words_of_its_own() -> None:
    assert len({job_sentence(replace(JOB, every=each)) for each in Every}) == 3
    assert len({form_sentence(form, kind) for form in ReportForm for kind in ReportKind}) == 5
    for columns in (DayColumn, PersonColumn, PunchColumn):
        assert len({column_word(column) for column in columns}) == len(columns)
