"""What a recognised sighting becomes: IN, OUT, or nothing. Pure functions on values.

IN and OUT alternate, and a working day begins with IN, unless the person is still in the house:
:class:`desk_access.attendance.reading.Reader` says what belongs to which day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.planning import Roster
from desk_access.attendance.reading import Reader
from desk_access.config import AttendanceSettings
from desk_access.model.punch import Direction, Punch
from desk_access.model.timesheet import Mark


def without_schedules(settings: AttendanceSettings, zone: str) -> Reader:
    """Reads days that all end alike, at ``day_ends_at`` where the clock shows ``zone``."""
    return Reader(Roster({}, (), {}, zone, settings.day_ends_at))


def punch_for(
    last: Callable[[datetime | None], Punch | None],
    at: datetime,
    cool_down_s: float,
    zone: ZoneInfo,
    reader: Reader,
    whose: PersonRecord,
) -> Direction | None:
    """What the person's sighting at ``at`` becomes; None: nothing.

    ``last`` gives their latest punch in the ledger's order, of those before a time where one is
    given. A clock that was ahead may have written some on later days: they are passed over, for
    they do not say whether somebody came today. The cool-down counts the distance to the latest
    punch, whichever way. Raises ValueError for a time without a zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"expected a time with its zone, got {at!r}")
    cool_down = timedelta(seconds=cool_down_s)
    before = last(None)
    if before is None:
        return Direction.IN
    if abs(at - before.entry.at) < cool_down:
        return None
    ends = reader.ends(whose, at, zone.key)
    if before.entry.at >= ends:
        before = last(ends)
        if before is None:
            return Direction.IN
        if abs(at - before.entry.at) < cool_down:
            return None
    entry = before.entry
    mark = Mark(before.sequence, entry.at.timestamp(), entry.direction, entry.zone)
    return reader.turn(whose, mark, at, zone.key)
