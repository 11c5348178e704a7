"""When scheduled exports are due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.model.export_job import Every, ExportJob, JobStanding
from desk_access.model.report import ReportForm, ReportKind
from desk_access.service.export_runs import Run, runs

SEOUL, BERLIN = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")
FOUR = time(4, 0)
JOB = ExportJob(
    "hours", ReportKind.TIMESHEET, ReportForm.XLSX, Every.DAY, "/exports", date(2026, 2, 25)
)


def first(every: Every, count: int, done: date | None = None) -> list[Run]:
    standing = JobStanding(replace(JOB, every=every), done)
    return list(islice(runs(standing, SEOUL, FOUR), count))


@pytest.mark.parametrize(
    ("every", "names"),
    [
        (Every.DAY, ["hours 2026-02-25.xlsx", "hours 2026-02-26.xlsx", "hours 2026-02-27.xlsx"]),
        (Every.WEEK, ["hours 2026-W09.xlsx", "hours 2026-W10.xlsx", "hours 2026-W11.xlsx"]),
        (Every.MONTH, ["hours 2026-02.xlsx", "hours 2026-03.xlsx", "hours 2026-04.xlsx"]),
    ],
)
def test_each_period_has_a_name_of_its_own(every: Every, names: list[str]) -> None:
    assert [run.file_name for run in first(every, 3)] == names


def test_a_week_is_from_monday_to_sunday() -> None:
    (week,) = first(Every.WEEK, 1)
    assert (week.first, week.last) == (date(2026, 2, 23), date(2026, 3, 1))


def test_a_month_ends_where_it_does() -> None:
    found = first(Every.MONTH, 12)
    assert [run.last.day for run in found] == [28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31]


def test_the_week_of_new_year_bears_the_year_of_its_thursday() -> None:
    standing = JobStanding(replace(JOB, every=Every.WEEK), date(2026, 12, 27))
    names = [run.file_name for run in islice(runs(standing, SEOUL, FOUR), 2)]
    assert names == ["hours 2026-W53.xlsx", "hours 2027-W01.xlsx"]


def test_a_period_is_over_when_its_last_working_day_is() -> None:
    (month,) = first(Every.MONTH, 1)
    assert (
        month.due
        == datetime(2026, 3, 1, 4, 0, tzinfo=SEOUL)
        == datetime(2026, 2, 28, 19, 0, tzinfo=UTC)
    )


def test_it_goes_on_after_what_is_done() -> None:
    (day,) = first(Every.DAY, 1, date(2026, 3, 7))
    assert day.first == date(2026, 3, 8)
    (week,) = first(Every.WEEK, 1, date(2026, 3, 8))
    assert week.first == date(2026, 3, 9)
    (month,) = first(Every.MONTH, 1, date(2026, 2, 28))
    assert month.first == date(2026, 3, 1)


def test_clock_changes_leave_every_day_one_file() -> None:
    # 02:30 does not exist on 2026-03-29 in Berlin, and comes twice on 2026-10-25.
    standing = JobStanding(replace(JOB, since=date(2026, 3, 26)))
    found = list(islice(runs(standing, BERLIN, time(2, 30)), 250))
    assert all(earlier.due < later.due for earlier, later in pairwise(found))
    assert len({run.file_name for run in found}) == 250


@given(
    every=st.sampled_from(Every),
    since=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    zone=st.sampled_from([SEOUL, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("UTC")]),
    ends=st.times(max_value=time(12)),
)
def test_periods_follow_each_other_without_gap_and_whatever_was_done(
    every: Every, since: date, zone: ZoneInfo, ends: time
) -> None:
    job = replace(JOB, every=every, since=since)
    found = list(islice(runs(JobStanding(job), zone, ends), 8))
    assert found[0].first <= since <= found[0].last
    for earlier, later in pairwise(found):
        assert later.first == earlier.last + timedelta(days=1)
        assert earlier.due < later.due
        assert next(runs(JobStanding(job, earlier.last), zone, ends)) == later
