"""Reports: their templates, and those that are written by themselves."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Final

from desk_access.config import AttendanceSettings
from desk_access.errors import ChangeRefused, DeskAccessError, StoreError, UsageError
from desk_access.model.export_job import ExportJob, JobStanding
from desk_access.model.identifier import Known
from desk_access.model.report import STANDARD, Receipt, ReportOrder, ReportTemplate
from desk_access.ports import Clock, Exports, Reports
from desk_access.service.export_checks import check_job, check_new, check_template
from desk_access.service.export_runs import Run, runs

_RETRY: Final = timedelta(minutes=5)
"""After a failure, such as a network folder that is away, a job waits so long."""

_LONGEST_SLEEP_S: Final = 300.0
"""A clock that is set, or a machine that wakes, is noticed after so long at the latest."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of a run: the file, and why it is not there; "" when it is."""

    run: Run
    target: Path
    failure: str = ""


class ExportDesk:
    """Everything about reports. Methods block and may be called on any thread but the GUI's.

    Once started, a thread of its own writes what is due; what it missed while the program was not
    running, it catches up.
    """

    def __init__(
        self,
        kept: Exports,
        reports: Reports,
        clock: Clock,
        settings: AttendanceSettings,
        machine_zone: str,
    ) -> None:
        self._kept = kept
        self._reports = reports
        self._clock = clock
        self._settings = settings
        self._machine_zone = machine_zone
        self._one_at_a_time = threading.Lock()
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None
        self.trouble = ""
        """Why scheduled exports are not written, in a line; cheap, for a status line."""

    def start(self) -> None:
        """Write what is due from now on, on the thread."""
        self._thread = threading.Thread(target=self._work, name="exports", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop. A report that is half written is left undone; the next start catches up."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def configure(self, settings: AttendanceSettings) -> None:
        """Take another time zone, or end of the working day, into force."""
        self._settings = settings
        self._woken.set()

    def today(self) -> date:
        """The day it is on the site's calendar."""
        zone = self._settings.tzinfo(self._machine_zone)
        return self._clock.now().astimezone(zone).date()

    def write(
        self, order: ReportOrder, target: Path, progress: Callable[[int], None] | None = None
    ) -> Receipt:
        """Write a report now. As :meth:`desk_access.ports.Reports.write`."""
        return self._reports.write(order, target, progress)

    def templates(self) -> list[ReportTemplate]:
        """Those there are, the standard one first. Raises StoreError."""
        return [STANDARD, *self._kept.templates()]

    def template(self, name: str) -> ReportTemplate:
        """The one with this name. Raises UsageError without one, StoreError."""
        there = {template.name: template for template in self.templates()}
        meant = Known(there).meant(name)
        if meant is None:
            raise UsageError(f"There is no template {name}.", f"There are: {', '.join(there)}.")
        return there[meant]

    def save_template(self, template: ReportTemplate) -> None:
        """Keep a template, in place of the one of the same name. Raises ChangeRefused, StoreError.

        Exports that were scheduled with it use it as it is then.
        """
        check_template(template)
        check_new(template.name, [each.name for each in self.templates()])
        self._kept.save_template(template)

    def remove_template(self, name: str) -> None:
        """Raises ChangeRefused for the standard one, one that is used or not there; StoreError."""
        name = Known(each.name for each in self._kept.templates()).meant(name) or name
        used = [each.job.name for each in self._kept.jobs() if each.job.template == name]
        if used:
            raise ChangeRefused(
                f"The scheduled export {used[0]} uses the template {name}.", "Remove that first."
            )
        if not self._kept.remove_template(name):
            raise ChangeRefused(f"There is no template {name} to be removed.", "List them first.")

    def jobs(self) -> list[JobStanding]:
        """The scheduled exports by name. Raises StoreError."""
        return self._kept.jobs()

    def add_job(self, job: ExportJob) -> None:
        """Schedule an export; periods that are over already are written at once.

        Raises ChangeRefused, StoreError.
        """
        check_job(job, self.templates())
        check_new(job.name, [each.job.name for each in self._kept.jobs()])
        self._kept.add_job(job)
        self._woken.set()

    def remove_job(self, name: str) -> None:
        """Its files stay. Raises ChangeRefused for one that is not there, StoreError."""
        name = self._job(name)
        if not self._kept.remove_job(name):
            raise ChangeRefused(f"There is no scheduled export {name}.", "List them first.")
        self._woken.set()

    def run_due(
        self, name: str | None = None, told: Callable[[Attempt], None] = lambda _attempt: None
    ) -> None:
        """Write what is due now of all jobs, or of one, those too that failed a moment ago.

        ``told`` hears of each. A job stops at its first failure. Raises StoreError, UsageError for
        a job that is not there.
        """
        with self._one_at_a_time:
            name = name if name is None else self._job(name)
            standings = [each for each in self._kept.jobs() if name in (None, each.job.name)]
            if name is not None and not standings:
                raise UsageError(f"There is no scheduled export {name}.", "List them first.")
            for standing in standings:
                self._run(standing, told)
            self._look()

    def _job(self, name: str) -> str:
        return Known(each.job.name for each in self._kept.jobs()).meant(name) or name

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                seconds = self._work_once()
            except _Stopped:
                return
            except StoreError as error:
                log.warning("scheduled exports wait: %s", error)
                seconds = _LONGEST_SLEEP_S
            self._woken.wait(seconds)

    def _work_once(self) -> float:
        """Write what is due; in how many seconds to look again."""
        with self._one_at_a_time:
            for standing in self._kept.jobs():
                if self._waits_until(standing) <= self._clock.now():
                    self._run(standing, _note)
            self._look()
            waits = [self._waits_until(standing) for standing in self._kept.jobs()]
        now = self._clock.now()
        seconds = min(((each - now).total_seconds() for each in waits), default=_LONGEST_SLEEP_S)
        return min(max(seconds, 0.0), _LONGEST_SLEEP_S)

    def _waits_until(self, standing: JobStanding) -> datetime:
        """When the job has something to do: its next period is over, and no failure is fresh."""
        due = next(self._runs(standing)).due
        failed = standing.failed_at
        if failed is None or failed > self._clock.now():  # the clock was set back since
            return due
        return max(due, failed + _RETRY)

    def _runs(self, standing: JobStanding) -> Iterator[Run]:
        settings = self._settings
        return runs(standing, settings.tzinfo(self._machine_zone), settings.day_ends_at)

    def _run(self, standing: JobStanding, told: Callable[[Attempt], None]) -> None:
        """Write the job's periods that are over, up to the first that fails."""
        name, now = standing.job.name, self._clock.now()
        for run in takewhile(lambda run: run.due <= now, self._runs(standing)):
            attempt = self._attempt(run)
            told(attempt)
            if attempt.failure:
                self._kept.job_failed(name, attempt.failure, now)
                return
            self._kept.job_done(name, run.last)

    def _attempt(self, run: Run) -> Attempt:
        job = run.job
        target = Path(job.folder) / run.file_name
        try:
            order = ReportOrder(
                job.kind,
                job.form,
                run.first,
                run.last,
                self.template(job.template),
                group=job.group,
                signed=job.signed,
            )
            # Written once: also where the program was killed before it could note that it did.
            if not self._reports.there(order, target):
                for warning in self._reports.write(order, target, self._go_on).warnings:
                    log.warning("scheduled export %s: %s", target.name, warning)
        except DeskAccessError as error:
            return Attempt(run, target, str(error))
        return Attempt(run, target)

    def _go_on(self, _count: int) -> None:
        if self._stopping.is_set():
            raise _Stopped

    def _look(self) -> None:
        failed = [each for each in self._kept.jobs() if each.failure]
        words = "The scheduled export {} was not written. {}"
        self.trouble = words.format(failed[0].job.name, failed[0].failure) if failed else ""


class _Stopped(Exception):
    """The program ends: what is half written is left undone, and caught up."""


def _note(attempt: Attempt) -> None:
    if attempt.failure:
        log.warning("scheduled export %s: %s", attempt.target.name, attempt.failure)
    else:
        log.info("scheduled export %s is written", attempt.target.name)
