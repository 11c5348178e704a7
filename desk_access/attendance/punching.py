"""What a recognised sighting becomes: IN, OUT, or nothing. Pure functions on values.

A working day ends where the person's schedule says so, and without one at the site's local time
``day_ends_at`` (04:00 by default). Its first punch is IN; then OUT and IN alternate.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from desk_access.config import AttendanceSettings
from desk_access.model.punch import Direction, Punch

_A_DAY = timedelta(days=1)


def punch_for(
    last: Punch | None,
    at: datetime,
    settings: AttendanceSettings,
    zone: ZoneInfo,
    day_of: Callable[[datetime], date] | None = None,
) -> Direction | None:
    """What the sighting at ``at`` becomes after the person's ``last`` punch; None: nothing.

    ``day_of``: the working day by the person's schedule. After the clock was set back, ``last`` may
    lie ahead of ``at``: the cool-down counts the distance, whichever way. Raises ValueError for a
    time without a zone.
    """
    find = day_of or partial(working_day, settings=settings, zone=zone)
    day = find(at)
    if last is None:
        return Direction.IN
    apart = abs(at - last.entry.at)
    if apart < timedelta(seconds=settings.cool_down_s):
        return None
    if find(last.entry.at) != day:
        return Direction.IN
    return Direction.OUT if last.entry.direction is Direction.IN else Direction.IN


def working_day(at: datetime, settings: AttendanceSettings, zone: ZoneInfo) -> date:
    """The working day without a schedule that ``at`` belongs to, named by its first date.

    Later moments never belong to earlier days, also when clocks change. Raises ValueError for a
    time without a zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"expected a time with its zone, got {at!r}")
    # One day ahead: a clock set back across midnight repeats the end of a day that is over.
    day = at.astimezone(zone).date() + _A_DAY
    while _begins(day, settings, zone) > at:
        day -= _A_DAY
    return day


def _begins(day: date, settings: AttendanceSettings, zone: ZoneInfo) -> datetime:
    """The moment at which the working day ``day`` begins, and the one before it ends.

    In UTC, for arithmetic within a zone ignores clock changes. A time that a change repeats is
    taken at its first occurrence; one that it skips, as far after the change as it would have been.
    """
    return datetime.combine(day, settings.day_ends_at, zone).astimezone(UTC)
