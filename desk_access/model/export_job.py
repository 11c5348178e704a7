"""Reports that are written by themselves, and how each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desk_access.model.report import STANDARD, ReportForm, ReportKind


class Every(StrEnum):
    """How often: for each day, each week from Monday to Sunday, each month."""

    DAY = "daily"
    WEEK = "weekly"
    MONTH = "monthly"


@dataclass(frozen=True, slots=True)
class ExportJob:
    """A report that is written into ``folder`` once each of its periods is over.

    The first period is the one with the day ``since`` in it. ``name`` begins the files' names.
    ``template`` is a name.
    """

    name: str
    kind: ReportKind
    form: ReportForm
    every: Every
    folder: str
    since: date
    template: str = STANDARD.name
    group: str | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class JobStanding:
    """A job, and the last day of the last period that was written, None before the first.

    ``failure`` says why the last attempt, at ``failed_at`` (UTC), came to nothing; it is empty
    where the last one came to something.
    """

    job: ExportJob
    done: date | None = None
    failure: str = ""
    failed_at: datetime | None = None
