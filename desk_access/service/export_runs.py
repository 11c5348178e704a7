"""When scheduled exports are due: a pure function of what was done and what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from desk_access.model.export_job import Every, ExportJob, JobStanding

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Run:
    """One period of a job, from ``first`` to ``last``, both included. It is over at ``due``."""

    job: ExportJob
    first: date
    last: date
    due: datetime

    @property
    def file_name(self) -> str:
        """Its file's own name: ``hours 2026-03.xlsx``, ``hours 2026-W10.xlsx``."""
        return f"{self.job.name} {_period_name(self.job.every, self.first)}.{self.job.form}"


def runs(standing: JobStanding, site: tzinfo, day_ends_at: time) -> Iterator[Run]:
    """The job's periods that were not written, the first one first, without end.

    A period is over when its last working day is, at ``day_ends_at`` of the site's clock.
    """
    job = standing.job
    start = job.since if standing.done is None else standing.done + _A_DAY
    first, last = _period(job.every, start)
    while True:
        over = datetime.combine(last + _A_DAY, day_ends_at, site).astimezone(UTC)
        yield Run(job, first, last, over)
        first, last = _period(job.every, last + _A_DAY)


def _period(every: Every, day: date) -> tuple[date, date]:
    """The first and the last day of the period with ``day`` in it."""
    if every is Every.DAY:
        return day, day
    if every is Every.WEEK:
        monday = day - day.weekday() * _A_DAY
        return monday, monday + 6 * _A_DAY
    first = day.replace(day=1)
    next_month = (first + 31 * _A_DAY).replace(day=1)
    return first, next_month - _A_DAY


def _period_name(every: Every, first: date) -> str:
    if every is Every.DAY:
        return first.isoformat()
    if every is Every.MONTH:
        return f"{first:%Y-%m}"
    year, week, _ = first.isocalendar()
    return f"{year}-W{week:02}"
