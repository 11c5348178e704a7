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


def rounded(minute: Minute, rounding: Rounding, zone: str) -> Minute:
    """A minute rounded on the face of the zone's clock; a half goes up.

    Rounding never crosses a change of clocks: it ends at the change, whose other side shows other
    hours. So rounding up is never earlier, and rounding down never later.
    """
    step = rounding.minutes
    if step == 1:
        return minute
    offset = _offset(minute, zone)
    # Not every zone is whole hours from UTC, and a clock in Kathmandu shows its own quarter hours.
    shown = minute + offset
    if rounding.towards is Towards.NEAREST:
        steps = (2 * shown + step) // (2 * step)
    elif rounding.towards is Towards.UP:
        steps = -(-shown // step)
    else:
        steps = shown // step
    found = steps * step - offset
    while found > minute and _offset(found - 1, zone) != offset:
        found -= 1
    while found < minute and _offset(found, zone) != offset:
        found += 1
    return found


def _offset(minute: Minute, zone: str) -> int:
    """The zone's minutes ahead of UTC at a minute since 1970."""
    hour = minute // 60
    offset = _offset_at(hour * 60, zone)
    # Clocks change within an hour too: at half past of UTC in Adelaide, at 03:31 in Newfoundland.
    return offset if offset == _offset_at(hour * 60 + 60, zone) else _offset_at(minute, zone)


@lru_cache(maxsize=100_000)
def _offset_at(minute: Minute, zone: str) -> int:
    offset = datetime.fromtimestamp(minute * 60, ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0
