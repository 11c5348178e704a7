"""What is planned for a day, as sets of minutes: for the oracle of hours.

Written from docs/attendance.md and the docstrings of the model. Nothing of
``desk_access.attendance`` is used, so that an error there is not made twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from desk_access.model.schedule import Assignment, Schedule, Shift
from desk_access.model.work_rules import Rounding, Towards, WorkRules

A_DAY = timedelta(1)


@lru_cache(maxsize=200_000)
def minute_of(day: date, at: time, zone: str) -> int:
    """Minutes since 1970 in UTC: the first time that the clock shows this."""
    return int(datetime.combine(day, at, ZoneInfo(zone)).timestamp()) // 60


@lru_cache(maxsize=500_000)
def shown(minute: int, zone: str) -> tuple[int, int]:
    """The minutes of the day that the clock shows, and how far it is ahead of UTC."""
    local = datetime.fromtimestamp(minute * 60, ZoneInfo(zone))
    ahead = local.utcoffset()
    assert ahead is not None
    return local.hour * 60 + local.minute, int(ahead.total_seconds()) // 60


def rounded(seconds: float, rounding: Rounding, zone: str) -> int:
    """Cut to the minute, then step by step to where the clock shows a multiple, or changes."""
    minute, step = int(seconds // 60), rounding.minutes
    face, ahead = shown(minute, zone)
    up = rounding.towards is Towards.UP
    if rounding.towards is Towards.NEAREST:
        up = 2 * (face % step) >= step
    while shown(minute, zone)[0] % step:
        following = minute + 1 if up else minute - 1
        if shown(following, zone)[1] != ahead:
            return following if up else minute
        minute = following
    return minute


@dataclass(frozen=True)
class Site:
    """Who has which schedule, for one person. ``zone`` is the site's."""

    schedules: Mapping[str, Schedule]
    assignments: Sequence[Assignment]
    holidays: frozenset[date]
    zone: str
    day_ends_at: time = time(4)

    def schedule(self, day: date) -> Schedule | None:
        """The person's own schedule of a day: what begins later comes first."""
        mine = [each for each in self.assignments if each.covers(day)]
        return self.schedules[max(mine, key=lambda each: each.first).schedule] if mine else None


@dataclass
class PlannedShift:
    """A shift of a day in minutes; ``due`` is in order of time."""

    start: int
    end: int
    unpaid: set[int]
    paid: set[int]
    due: list[int]
    core: set[int] | None

    @property
    def frame(self) -> range:
        return range(self.start, self.end)


@dataclass
class Day:
    """A working day; ``rules`` are None without a schedule."""

    day: date
    zone: str
    begins: int
    ends: int
    rules: WorkRules | None
    holiday: bool
    shifts: list[PlannedShift] = field(default_factory=list)
    longest_beside: int = 0

    @property
    def counting(self) -> WorkRules:
        """The rules by which punches are read: the usual ones without a schedule."""
        return self.rules or WorkRules()


def day_of(site: Site, day: date, zone: str, begins_by: Site, ends_by: Site) -> Day:
    """The day by ``site``. Where it begins, or ends, the plan of a closed month may say."""
    schedule = site.schedule(day)
    begins = begin_of(begins_by, day, zone)
    ends = begin_of(ends_by, day + A_DAY, zone)
    rules = schedule.rules if schedule else None
    shifts = shifts_of(site, day, zone)
    beside = 0
    for shift in (each for shifts_on in schedule.cycle for each in shifts_on) if schedule else ():
        frame = _minutes(shift.start, shift.end, date(2024, 1, 1), "UTC")
        if len(frame) > schedule.rules.longest:
            beside = max(beside, len(frame) + 120)
    return Day(day, zone, begins, ends, rules, day in site.holidays, shifts, beside)


def begin_of(site: Site, day: date, zone: str) -> int:
    """Where a working day begins by the clock: at the usual end of a day, or between two shifts."""
    usual = minute_of(day, site.day_ends_at, zone)
    before = [frame.stop for frame in frames_of(site, day - A_DAY, zone)]
    after = [frame.start for frame in frames_of(site, day, zone)]
    near_before = bool(before) and max(before) > usual - 120
    near_after = bool(after) and min(after) < usual + 120
    if not near_before and not near_after:
        return usual
    if before and after:
        cut = (max(before) + min(after)) // 2
    elif before:
        cut = max(before) + 8 * 60
    else:
        cut = min(after) - 4 * 60
    return max(usual - 10 * 60, min(usual + 12 * 60, cut))


def shifts_of(site: Site, day: date, zone: str) -> list[PlannedShift]:
    """The shifts of a day, none on a holiday on which the schedule does not work."""
    return [_shift(shift, day, zone) for shift in _on(site, day)]


def frames_of(site: Site, day: date, zone: str) -> list[range]:
    """The shifts of a day, from start to end."""
    return [_minutes(shift.start, shift.end, day, zone) for shift in _on(site, day)]


def _on(site: Site, day: date) -> Sequence[Shift]:
    schedule = site.schedule(day)
    if schedule is None or (day in site.holidays and not schedule.works_on_holidays):
        return ()
    return schedule.cycle[(day - schedule.begins).days % len(schedule.cycle)]


def _shift(shift: Shift, day: date, zone: str) -> PlannedShift:
    frame = _minutes(shift.start, shift.end, day, zone)

    def part(start: time, end: time) -> range:
        overnight = shift.end <= shift.start
        return _minutes(start, end, day + A_DAY if overnight and start < shift.start else day, zone)

    unpaid = _all(part(each.start, each.end) for each in shift.breaks if not each.paid)
    unpaid &= set(frame)
    paid = _all(part(each.start, each.end) for each in shift.breaks if each.paid)
    paid = paid & set(frame) - unpaid
    due = [minute for minute in frame if minute not in unpaid]
    core = None
    if shift.due_minutes is not None:
        due = due[: shift.due_minutes]
        core = set(part(shift.core.start, shift.core.end)) if shift.core else set()
    return PlannedShift(frame.start, frame.stop, unpaid, paid, due, core)


def _minutes(start: time, end: time, day: date, zone: str) -> range:
    until = day if end > start else day + A_DAY
    return range(minute_of(day, start, zone), minute_of(until, end, zone))


def _all(parts: Iterable[range]) -> set[int]:
    return {minute for part in parts for minute in part}
