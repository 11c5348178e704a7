"""Templates, scheduled exports and a writer in memory, under the service's own desk of exports."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from desk_access.config import AttendanceSettings
from desk_access.errors import ChangeRefused, DeskAccessError
from desk_access.model.export_job import ExportJob, JobStanding
from desk_access.model.punch import LedgerHead
from desk_access.model.report import Receipt, ReportOrder, ReportTemplate, Stamp
from desk_access.service.exports import ExportDesk
from tests.fakes import FakeClock
from tests.gui.samples import ZONE

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


class MemoryExports:
    """The port Exports; raises ``failure`` from every method while it is set."""

    def __init__(self) -> None:
        self.kept: dict[str, ReportTemplate] = {}
        self.standings: dict[str, JobStanding] = {}
        self.failure: DeskAccessError | None = None

    def templates(self) -> list[ReportTemplate]:
        self._fail()
        return [self.kept[name] for name in sorted(self.kept)]

    def save_template(self, template: ReportTemplate) -> None:
        self._fail()
        self.kept[template.name] = template

    def remove_template(self, name: str) -> bool:
        self._fail()
        return self.kept.pop(name, None) is not None

    def jobs(self) -> list[JobStanding]:
        self._fail()
        return [self.standings[name] for name in sorted(self.standings)]

    def add_job(self, job: ExportJob) -> None:
        self._fail()
        if job.name in self.standings:
            raise ChangeRefused(f"There is an export {job.name} already.", "Choose another name.")
        self.standings[job.name] = JobStanding(job)

    def remove_job(self, name: str) -> bool:
        self._fail()
        return self.standings.pop(name, None) is not None

    def job_done(self, name: str, last: date) -> None:
        self.standings[name] = JobStanding(self.standings[name].job, last)

    def job_failed(self, name: str, why: str, at: datetime) -> None:
        self.standings[name] = replace(self.standings[name], failure=why, failed_at=at)

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


class FakeReports:
    """The port Reports: writes 24 people's names, waiting for ``gate`` before the last."""

    def __init__(self) -> None:
        self.orders: list[ReportOrder] = []
        self.failure: DeskAccessError | None = None
        self.gate = threading.Event()
        self.gate.set()

    def write(
        self, order: ReportOrder, target: Path, progress: Callable[[int], None] | None = None
    ) -> Receipt:
        if self.failure is not None:
            raise self.failure
        for count in range(1, 25):
            if count == 24:
                self.gate.wait(20)
            if progress is not None:
                progress(count)
        self.orders.append(order)
        target.write_text("written", "utf-8")
        return Receipt(Stamp("0", AT, LedgerHead(0, "")), 24)

    def there(self, order: ReportOrder, target: Path) -> bool:
        return target.exists()


class FakeExportDesk(ExportDesk):
    """The service's own, over memory and a clock that stands on the 20th of November."""

    def __init__(self) -> None:
        self.memory = MemoryExports()
        self.reports = FakeReports()
        super().__init__(
            self.memory, self.reports, FakeClock(AT), AttendanceSettings(zone=ZONE), ZONE
        )
