"""The cells of a row about a punch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from desk_access.model.punch import Punch
from desk_access.model.report import PunchColumn
from desk_access.reports.cells import Cell
from desk_access.reports.day_cells import zone_named

PunchCell = Callable[[Punch], Cell]


def punch_cells(columns: tuple[PunchColumn, ...]) -> list[PunchCell]:
    """What gives the cells of the columns, in their order."""
    return [_CELLS[column] for column in columns]


def local_time(punch: Punch) -> datetime:
    """When it was by the clock there, with the zone."""
    return punch.entry.at.astimezone(zone_named(punch.entry.zone))


def utc_time(punch: Punch) -> datetime:
    """When it was, in UTC."""
    return punch.entry.at.astimezone(UTC)


_CELLS: dict[PunchColumn, PunchCell] = {
    PunchColumn.SEQUENCE: lambda punch: punch.sequence,
    PunchColumn.CODE: lambda punch: punch.code,
    PunchColumn.NAME: lambda punch: punch.name,
    PunchColumn.DIRECTION: lambda punch: punch.entry.direction.value,
    PunchColumn.DATE: lambda punch: local_time(punch).date(),
    PunchColumn.TIME: lambda punch: local_time(punch).time(),
    PunchColumn.LOCAL_TIME: local_time,
    PunchColumn.UTC_TIME: utc_time,
    PunchColumn.ZONE: lambda punch: punch.entry.zone,
    PunchColumn.CAMERA: lambda punch: punch.entry.evidence.camera,
    PunchColumn.SCORE: lambda punch: punch.entry.evidence.score,
    PunchColumn.THRESHOLD: lambda punch: punch.entry.evidence.threshold,
    PunchColumn.LIVENESS: lambda punch: punch.entry.evidence.liveness,
    PunchColumn.POLICY: lambda punch: punch.entry.evidence.policy,
    PunchColumn.SOURCE_KIND: lambda punch: punch.entry.evidence.source_kind,
    PunchColumn.ENTRY_HASH: lambda punch: punch.entry_hash,
}
