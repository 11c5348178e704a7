"""The port Exports on the database."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import delete, select, update

from desk_access.errors import ChangeRefused
from desk_access.model.export_job import ExportJob, JobStanding
from desk_access.model.parsing import parse_json
from desk_access.model.plain import as_plain, from_plain
from desk_access.model.report import ReportTemplate
from desk_access.store.database import Database
from desk_access.store.export_tables import JobRow, TemplateRow
from desk_access.store.failures import damaged

T = TypeVar("T")


class SqlExports:
    """Templates and jobs. Callable on any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def templates(self) -> list[ReportTemplate]:
        """Those that were saved, by name. Raises StoreError."""
        with self._database.read() as session:
            rows = session.scalars(select(TemplateRow.content).order_by(TemplateRow.name))
            return [self._read(ReportTemplate, content) for content in rows]

    def save_template(self, template: ReportTemplate) -> None:
        """Keep a template, in place of the one of the same name. Raises StoreError."""
        with self._database.write() as session:
            session.merge(TemplateRow(name=template.name, content=_written(template)))

    def remove_template(self, name: str) -> bool:
        """Whether there was one. Raises StoreError."""
        with self._database.write() as session:
            gone = delete(TemplateRow).where(TemplateRow.name == name).returning(TemplateRow.name)
            return session.scalar(gone) is not None

    def jobs(self) -> list[JobStanding]:
        """By name. Raises StoreError."""
        with self._database.read() as session:
            rows = session.scalars(select(JobRow).order_by(JobRow.name))
            return [
                JobStanding(
                    self._read(ExportJob, row.content), row.done, row.failure, row.failed_at
                )
                for row in rows
            ]

    def add_job(self, job: ExportJob) -> None:
        """Keep a job that was never done. Raises ChangeRefused, StoreError."""
        with self._database.write() as session:
            if session.get(JobRow, job.name) is not None:
                raise ChangeRefused(
                    f"There is a scheduled export {job.name} already.",
                    "Choose another name, or remove that one first.",
                )
            session.add(JobRow(name=job.name, content=_written(job), failure=""))

    def remove_job(self, name: str) -> bool:
        """Whether there was one. Raises StoreError."""
        with self._database.write() as session:
            gone = delete(JobRow).where(JobRow.name == name).returning(JobRow.name)
            return session.scalar(gone) is not None

    def job_done(self, name: str, last: date) -> None:
        """The period that ends on ``last`` is written. Raises StoreError."""
        self._note(name, done=last, failure="", failed_at=None)

    def job_failed(self, name: str, why: str, at: datetime) -> None:
        """An attempt came to nothing. Raises StoreError."""
        self._note(name, failure=why, failed_at=at)

    def _note(self, name: str, **values: Any) -> None:
        with self._database.write() as session:
            session.execute(update(JobRow).where(JobRow.name == name).values(**values))

    def _read(self, kind: type[T], content: str) -> T:
        try:
            return from_plain(kind, parse_json(content))
        except ValueError as error:
            raise damaged(self._database.place) from error


def _written(value: ReportTemplate | ExportJob) -> str:
    return json.dumps(as_plain(value), ensure_ascii=False)
