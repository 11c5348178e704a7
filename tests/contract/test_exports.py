"""What every Exports does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desk_access.errors import ChangeRefused
from desk_access.model.export_job import Every, ExportJob, JobStanding
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
    Rows,
    TimeStyle,
)
from desk_access.ports import Exports
from tests.contract.stores import ADAPTERS
from tests.records import START

PAYROLL = ReportTemplate(
    "급여",
    Rows.PEOPLE,
    (DayColumn.DATE, DayColumn.WORK),
    (PersonColumn.CODE, PersonColumn.OVERTIME),
    (PunchColumn.DATE, PunchColumn.TIME),
    DateStyle.KOREAN,
    TimeStyle.H12,
    LengthStyle.HOURS,
)
NIGHTLY = ExportJob(
    "nightly", ReportKind.PUNCHES, ReportForm.CSV, Every.DAY, "exports", date(2026, 3, 2)
)
MONTHLY = ExportJob(
    "Months",
    ReportKind.TIMESHEET,
    ReportForm.XLSX,
    Every.MONTH,
    "달",
    date(2026, 3, 2),
    "급여",
    "Office",
    True,
)


@pytest.fixture(params=ADAPTERS)
def exports(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Exports]:
    with ADAPTERS[request.param](tmp_path) as stores:
        yield stores.exports


def test_a_template_is_kept_by_its_name(exports: Exports) -> None:
    assert exports.templates() == []
    exports.save_template(PAYROLL)
    exports.save_template(replace(STANDARD, name="A"))
    exports.save_template(replace(PAYROLL, dates=DateStyle.DOTS))
    assert exports.templates() == [
        replace(STANDARD, name="A"),
        replace(PAYROLL, dates=DateStyle.DOTS),
    ]
    assert exports.remove_template("A")
    assert not exports.remove_template("A")
    assert [each.name for each in exports.templates()] == ["급여"]


def test_a_job_is_kept_with_all_that_it_says(exports: Exports) -> None:
    exports.add_job(NIGHTLY)
    exports.add_job(MONTHLY)
    assert exports.jobs() == [JobStanding(MONTHLY), JobStanding(NIGHTLY)]
    with pytest.raises(ChangeRefused):
        exports.add_job(replace(NIGHTLY, folder="elsewhere"))
    assert exports.remove_job("nightly")
    assert not exports.remove_job("nightly")
    assert exports.jobs() == [JobStanding(MONTHLY)]


def test_a_failure_stands_until_it_is_done(exports: Exports) -> None:
    exports.add_job(NIGHTLY)
    exports.job_done("nightly", date(2026, 3, 2))
    exports.job_failed("nightly", "The disk is full.", START)
    assert exports.jobs() == [JobStanding(NIGHTLY, date(2026, 3, 2), "The disk is full.", START)]
    exports.job_done("nightly", date(2026, 3, 3))
    assert exports.jobs() == [JobStanding(NIGHTLY, date(2026, 3, 3))]


def test_what_became_of_a_job_that_is_gone_is_nothing(exports: Exports) -> None:
    exports.job_done("nightly", date(2026, 3, 2))
    exports.job_failed("nightly", "The disk is full.", START)
    assert exports.jobs() == []
