"""The site's clock: from its calendar to exact minutes, and back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from desk_access.model.timesheet import Minute
from desk_access.model.work_rules import Rounding, Towards

A_DAY = timedelta(days=1)


@lru_cache(maxsize=100_000)
def minute_at(day: date, at: time, zone: str) -> Minute:
    """The minute at which the clock shows ``at`` on ``day``.

    A time that a change of clocks repeats is taken at its first occurrence; one that it skips, as
    far after the change as it would have been. Raises ZoneInfoNotFoundError for an unknown zone.
    """
    return int(datetime.combine(day, at, ZoneInfo(zone)).timestamp() // 60)


def stretch_at(day: date, start: time, end: time, zone: str) -> tuple[Minute, Minute]:
    """From ``start`` on ``day`` to ``end``, which is on the next day when it is not later."""
    until = day if end > start else day + A_DAY
    return minute_at(day, start, zone), minute_at(until, end, zone)


def rounded(at: float, rounding: Rounding, zone: str) -> Minute:
    """Seconds since 1970 as a minute, rounded on the face of the zone's clock; a half goes up."""
    step = rounding.minutes
    if step == 1 and rounding.towards is Towards.DOWN:
        return int(at // 60)
    # Not every zone is whole hours from UTC, and a clock in Kathmandu shows its own quarter hours.
    shift = _offset(int(at // 3600), zone)
    seconds = at + shift
    if rounding.towards is Towards.NEAREST:
        steps = (seconds + step * 30) // (step * 60)
    elif rounding.towards is Towards.UP:
        steps = -(-seconds // (step * 60))
    else:
        steps = seconds // (step * 60)
    return int(steps * step - shift // 60)


@lru_cache(maxsize=100_000)
def _offset(hour: int, zone: str) -> int:
    """The zone's seconds ahead of UTC in an hour since 1970; changes fall on whole hours."""
    offset = datetime.fromtimestamp(hour * 3600, ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0
