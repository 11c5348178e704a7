"""Reports, their templates, and those that are written by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from desk_access.model.export_job import ExportJob, JobStanding
from desk_access.model.report import Receipt, ReportOrder, ReportTemplate


class Exports(Protocol):
    """Templates of reports, and the reports that are written by themselves. Callable on any thread.

    Any may raise StoreError.
    """

    def templates(self) -> list[ReportTemplate]:
        """Those that were saved, by name."""
        ...

    def save_template(self, template: ReportTemplate) -> None:
        """Keep a template, in place of the one of the same name."""
        ...

    def remove_template(self, name: str) -> bool:
        """Whether there was one."""
        ...

    def jobs(self) -> list[JobStanding]:
        """By name."""
        ...

    def add_job(self, job: ExportJob) -> None:
        """Keep a job that was never done. Raises ChangeRefused for a name that is taken."""
        ...

    def remove_job(self, name: str) -> bool:
        """Whether there was one. What it wrote stays."""
        ...

    def job_done(self, name: str, last: date) -> None:
        """The period that ends on ``last`` is written; nothing for a job that is gone."""
        ...

    def job_failed(self, name: str, why: str, at: datetime) -> None:
        """An attempt came to nothing, ``at`` (UTC); nothing for a job that is gone."""
        ...


class Reports(Protocol):
    """Writes reports as files. Callable on any thread."""

    def write(
        self, order: ReportOrder, target: Path, progress: Callable[[int], None] | None = None
    ) -> Receipt:
        """Write the report into the file ``target``, which appears whole or not at all.

        With ``order.signed`` its signature lies beside it. ``progress`` hears how many people, or
        punches, are written, and stops it by raising. Raises UsageError for an order that makes no
        sense, PersonNotFound, ReportUnwritable, SignatureUnusable, StoreError.
        """
        ...

    def there(self, order: ReportOrder, target: Path) -> bool:
        """Whether such a file lies there already, with its signature if it is to have one."""
        ...
