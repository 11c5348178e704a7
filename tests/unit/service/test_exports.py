"""Scheduled exports: due, written once, caught up, retried, told; and templates."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from desk_access.config import AttendanceSettings
from desk_access.errors import (
    ChangeRefused,
    DeskAccessError,
    ReportUnwritable,
    UsageError,
    WorkspaceBusy,
)
from desk_access.model.export_job import Every, ExportJob, JobStanding
from desk_access.model.punch import LedgerHead
from desk_access.model.report import (
    STANDARD,
    DayColumn,
    Receipt,
    ReportForm,
    ReportKind,
    ReportOrder,
    Stamp,
)
from desk_access.service.exports import Attempt, ExportDesk
from desk_access.store.workspace import Workspace
from tests.fakes import FakeClock

NOW = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
"""The fourth of March, noon in Seoul."""

FULL = ReportUnwritable("The disk is full.", "Make room.")


class FakeReports:
    """Writes the order's days; fails with ``failure`` while it is set."""

    def __init__(self) -> None:
        self.orders: list[ReportOrder] = []
        self.failure: DeskAccessError | None = None
        self.wrote = threading.Event()
        self.halted = threading.Event()
        self.halted.set()

    def write(
        self, order: ReportOrder, target: Path, progress: Callable[[int], None] | None = None
    ) -> Receipt:
        self.wrote.set()
        self.halted.wait(30)
        if progress is not None:
            progress(1)
        if self.failure is not None:
            raise self.failure
        self.orders.append(order)
        target.write_text(f"{order.first} {order.last}", "utf-8")
        return Receipt(Stamp("0", NOW, LedgerHead(0, "")), 1)

    def there(self, order: ReportOrder, target: Path) -> bool:
        return target.exists()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "workspace") as workspace:
        yield workspace


@pytest.fixture
def reports() -> FakeReports:
    return FakeReports()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def desk(workspace: Workspace, reports: FakeReports, clock: FakeClock) -> Iterator[ExportDesk]:
    desk = ExportDesk(workspace.exports, reports, clock, AttendanceSettings(), "Asia/Seoul")
    yield desk
    desk.close()


@pytest.fixture
def job(tmp_path: Path) -> ExportJob:
    folder = tmp_path / "out"
    folder.mkdir()
    return ExportJob(
        "hours", ReportKind.TIMESHEET, ReportForm.CSV, Every.DAY, str(folder), date(2026, 3, 1)
    )


def run(desk: ExportDesk, name: str | None = None) -> list[Attempt]:
    attempts: list[Attempt] = []
    desk.run_due(name, attempts.append)
    return attempts


def files(job: ExportJob) -> list[str]:
    return sorted(path.name for path in Path(job.folder).iterdir())


def eventually(happened: Callable[[], bool]) -> None:
    for _ in range(3000):
        if happened():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never happened")


def test_what_is_over_is_written_each_day_its_own_file(desk: ExportDesk, job: ExportJob) -> None:
    desk.add_job(job)
    assert [attempt.target.name for attempt in run(desk)] == files(job)
    assert files(job) == ["hours 2026-03-01.csv", "hours 2026-03-02.csv", "hours 2026-03-03.csv"]
    assert (Path(job.folder) / "hours 2026-03-02.csv").read_text() == "2026-03-02 2026-03-02"
    assert desk.jobs() == [JobStanding(job, date(2026, 3, 3))]


def test_an_order_says_what_the_job_says(
    desk: ExportDesk, job: ExportJob, reports: FakeReports
) -> None:
    template = replace(STANDARD, name="payroll", days=(DayColumn.WORK,))
    desk.save_template(template)
    desk.add_job(replace(job, template="payroll", group="Office", signed=True))
    run(desk)
    day = date(2026, 3, 1)
    assert reports.orders[0] == ReportOrder(
        job.kind, job.form, day, day, template, group="Office", signed=True
    )


def test_nothing_is_written_twice(
    desk: ExportDesk, job: ExportJob, reports: FakeReports, clock: FakeClock
) -> None:
    desk.add_job(job)
    run(desk)
    assert run(desk) == []
    clock.advance(24 * 3600)
    assert [attempt.run.first for attempt in run(desk)] == [date(2026, 3, 4)]
    assert len(reports.orders) == 4


def test_a_file_that_a_killed_program_left_is_not_written_again(
    desk: ExportDesk, job: ExportJob, reports: FakeReports
) -> None:
    (Path(job.folder) / "hours 2026-03-01.csv").write_text("whole")
    desk.add_job(job)
    run(desk)
    assert (Path(job.folder) / "hours 2026-03-01.csv").read_text() == "whole"
    assert [order.first.day for order in reports.orders] == [2, 3]


def test_a_program_that_was_away_catches_up(
    workspace: Workspace, desk: ExportDesk, job: ExportJob, reports: FakeReports, clock: FakeClock
) -> None:
    desk.add_job(replace(job, every=Every.WEEK))
    desk.close()
    clock.advance(40 * 24 * 3600)
    later = ExportDesk(workspace.exports, reports, clock, AttendanceSettings(), "Asia/Seoul")
    assert [attempt.run.file_name for attempt in run(later)] == [
        f"hours 2026-W{week:02}.csv" for week in range(9, 16)
    ]


def test_a_failure_is_told_and_stops_only_its_job(
    desk: ExportDesk, job: ExportJob, reports: FakeReports
) -> None:
    other = replace(job, name="a punch", kind=ReportKind.PUNCHES)
    desk.add_job(job)
    desk.add_job(other)
    reports.failure = FULL
    assert [attempt.failure for attempt in run(desk)] == [str(FULL)] * 2
    assert desk.jobs() == [
        JobStanding(other, None, str(FULL), NOW),
        JobStanding(job, None, str(FULL), NOW),
    ]
    assert desk.trouble == f"The scheduled export a punch was not written. {FULL}"
    reports.failure = None
    assert len(run(desk)) == 6
    assert desk.trouble == ""
    assert [standing.failure for standing in desk.jobs()] == ["", ""]


def test_one_job_may_be_run_alone(desk: ExportDesk, job: ExportJob) -> None:
    desk.add_job(job)
    desk.add_job(replace(job, name="other"))
    assert {attempt.run.job.name for attempt in run(desk, "other")} == {"other"}
    with pytest.raises(UsageError, match="no scheduled export"):
        run(desk, "missing")


def test_another_end_of_the_day_counts_from_now_on(desk: ExportDesk, job: ExportJob) -> None:
    desk.add_job(job)
    desk.configure(AttendanceSettings(day_ends_at=time(12, 30)))
    run(desk)
    assert files(job)[-1] == "hours 2026-03-02.csv"
    desk.configure(AttendanceSettings(day_ends_at=time(12, 30), zone="Pacific/Auckland"))
    run(desk)
    assert files(job)[-1] == "hours 2026-03-03.csv"


# The thread.


def test_the_thread_writes_what_is_due_and_what_is_added(desk: ExportDesk, job: ExportJob) -> None:
    desk.add_job(job)
    desk.start()
    eventually(lambda: len(files(job)) == 3)
    desk.add_job(replace(job, name="new", since=date(2026, 3, 3)))
    eventually(lambda: "new 2026-03-03.csv" in files(job))


def test_the_thread_tries_again_but_not_at_once(
    desk: ExportDesk,
    job: ExportJob,
    reports: FakeReports,
    clock: FakeClock,
    expected_logs: list[str],
) -> None:
    expected_logs.append(f"scheduled export hours 2026-03-01.csv: {FULL}")
    reports.failure = FULL
    desk.add_job(job)
    desk.start()
    eventually(lambda: desk.trouble != "")
    reports.failure = None
    desk.configure(AttendanceSettings())  # wakes it
    eventually(lambda: not desk._woken.is_set())
    clock.advance(299)
    desk.configure(AttendanceSettings())
    eventually(lambda: not desk._woken.is_set())
    assert files(job) == []
    clock.advance(1)
    desk.configure(AttendanceSettings())
    eventually(lambda: len(files(job)) == 3 and desk.trouble == "")


def test_a_clock_that_was_set_back_does_not_stop_it(
    desk: ExportDesk, job: ExportJob, workspace: Workspace
) -> None:
    desk.add_job(job)
    workspace.exports.job_failed("hours", "long ago", NOW + timedelta(days=300))
    desk.start()
    eventually(lambda: len(files(job)) == 3)


def test_a_store_that_is_busy_is_tried_again(
    desk: ExportDesk,
    job: ExportJob,
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    expected_logs: list[str],
) -> None:
    expected_logs.append("scheduled exports wait: Somebody else writes.")
    desk.add_job(job)
    asked = threading.Event()

    def busy() -> list[JobStanding]:
        asked.set()
        raise WorkspaceBusy("Somebody else writes.")

    with monkeypatch.context() as patch:
        patch.setattr(workspace.exports, "jobs", busy)
        desk.start()
        assert asked.wait(30)
    desk.configure(AttendanceSettings())
    eventually(lambda: len(files(job)) == 3)


def test_the_end_of_the_program_stops_a_long_report(
    desk: ExportDesk, job: ExportJob, reports: FakeReports
) -> None:
    desk.add_job(job)
    reports.halted.clear()
    desk.start()
    assert reports.wrote.wait(30)
    desk._stopping.set()
    reports.halted.set()
    desk.close()
    assert files(job) == []
    assert desk.jobs() == [JobStanding(job)], "the next start catches up, and it is no failure"


# Templates and what makes no sense.


def test_the_standard_template_is_always_there(desk: ExportDesk) -> None:
    assert desk.templates() == [STANDARD]
    assert desk.template("standard") is STANDARD
    with pytest.raises(UsageError, match="no template payroll"):
        desk.template("payroll")
    with pytest.raises(ChangeRefused, match="always"):
        desk.save_template(STANDARD)
    with pytest.raises(ChangeRefused):
        desk.remove_template("standard")


def test_a_template_in_use_stays(desk: ExportDesk, job: ExportJob) -> None:
    desk.save_template(replace(STANDARD, name="급여"))
    desk.add_job(replace(job, template="급여"))
    with pytest.raises(ChangeRefused, match="hours uses"):
        desk.remove_template("급여")
    desk.remove_job("hours")
    desk.remove_template("급여")
    assert desk.templates() == [STANDARD]


@pytest.mark.parametrize(
    "name", ["", " ", "a/b", "a\\b", "..", "a:b", "a\nb", "x" * 61, " a", "a."]
)
def test_a_name_that_is_none_is_refused(desk: ExportDesk, job: ExportJob, name: str) -> None:
    with pytest.raises(ChangeRefused, match="no name"):
        desk.save_template(replace(STANDARD, name=name))
    with pytest.raises(ChangeRefused, match="no name"):
        desk.add_job(replace(job, name=name))


@pytest.mark.parametrize("name", ["a", "Löhne (2026)", "급여 대장", "a.b-c_d", "x" * 60, "C++"])
def test_other_names_are_names(desk: ExportDesk, job: ExportJob, name: str) -> None:
    desk.add_job(replace(job, name=name))
    assert run(desk)
    assert len(files(job)) == 3


@pytest.mark.parametrize("columns", [(), (DayColumn.DATE, DayColumn.DATE)])
def test_columns_that_make_no_sense_are_refused(
    desk: ExportDesk, columns: tuple[DayColumn, ...]
) -> None:
    with pytest.raises(ChangeRefused):
        desk.save_template(replace(STANDARD, name="a", days=columns))


def test_jobs_that_make_no_sense_are_refused(desk: ExportDesk, job: ExportJob) -> None:
    for changed in (
        replace(job, template="missing"),
        replace(job, folder="relative"),
        replace(job, folder=""),
        replace(job, kind=ReportKind.PUNCHES, group="Office"),
    ):
        with pytest.raises(ChangeRefused):
            desk.add_job(changed)
    with pytest.raises(ChangeRefused, match="no scheduled export"):
        desk.remove_job("hours")
