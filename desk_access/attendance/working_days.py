"""To which working day each of a person's punches belongs.

By the clock, a punch belongs to the day in which it lies. An OUT goes by its IN: it belongs to the
day of an IN that is still open, also when that day has ended by the clock. Everything that asks for
the day of a punch asks here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from desk_access.attendance.marking import AN_HOUR_S, Reading, repeats
from desk_access.attendance.planned_days import PlannedDays
from desk_access.attendance.planning import DayPlan
from desk_access.model.punch import Direction
from desk_access.model.timesheet import DayKind, Minute

_COMING = 60
"""Who comes for a shift comes at most so many minutes before it."""

_OVER = 2 * 60
"""A shift's own presence is over so many minutes after its end."""

_UNPLANNED_LONGEST = 13 * 60
"""Where no shift tells coming from going: a day less the daily rest of 11 hours (Directive
2003/88/EC, article 3)."""


def by_day(found: Sequence[Reading], days: PlannedDays) -> dict[int, list[Reading]]:
    """The readings of each day, by its number. ``found`` is in order of time; punches before the
    first of the days and after the last are left out."""
    # This runs for every punch of everybody, so the usual ways are short.
    sorted_out: dict[int, list[Reading]] = {}
    mine: list[Reading] = []
    begins: list[Minute] = []
    arrives: list[Minute] = []
    shown = ""
    in_turn, count = days.in_turn, days.count
    last: Reading | None = None
    last_at, day, is_open = 0.0, -1, False
    for place, each in enumerate(found):
        _, at, direction, zone = each.mark
        if zone != shown:
            shown, begins, arrives = zone, days.begins(zone), days.arrives(zone)
        clock = bisect_right(begins, at // 60) - 1
        if not 0 <= clock < count:
            continue
        if each.ignored:
            sorted_out.setdefault(clock, []).append(each)
            continue
        if last is not None:
            repeated = at - last_at < AN_HOUR_S and _repeats(each, last, day, days)
            if repeated or (is_open and _closes(each, last, day, clock, days)):
                mine.append(each)
                if not repeated:
                    last, last_at, is_open = each, at, False
                continue
        # In turn, what does not close anything is an IN, but the first one of all may end what was
        # begun before: taken for an IN, it would turn the days after it round. Else it may be an
        # OUT without an IN.
        turns = in_turn is not None and in_turn[clock] and last is not None
        is_open = direction is Direction.IN or turns
        early = is_open and at >= arrives[clock + 1] * 60
        day = _meant(place, found, clock, days) if early else clock
        mine = sorted_out.setdefault(day, [])
        mine.append(each)
        last, last_at = each, at
    return sorted_out


def _repeats(each: Reading, last: Reading, day: int, days: PlannedDays) -> bool:
    return repeats(each, last, days.plan(day, last.mark.zone).rules)


def _closes(each: Reading, came: Reading, day: int, clock: int, days: PlannedDays) -> bool:
    """Whether a punch ends the presence that ``came`` began on ``day``."""
    if days.in_turn is None and (clock <= day or each.mark.direction is Direction.IN):
        return each.mark.direction is Direction.OUT
    at, since = int(each.mark.at // 60), int(came.mark.at // 60)
    if days.in_turn is not None and days.in_turn[day]:
        return closes_in_turn(since, came.mark.zone, day, at, clock, days)
    if each.mark.direction is Direction.IN:
        return False
    plan = days.plan(day, came.mark.zone)
    return clock <= day or each.meant == plan.day or plan.holds(since, at)


def closes_in_turn(
    came: Minute, zone: str, day: int, at: Minute, clock: int, days: PlannedDays
) -> bool:
    """Whether a punch of unknown direction, at ``at`` and on the day ``clock``, is the OUT of an IN
    at ``came`` on ``day``: that is open, and nobody comes for the next shift at that time."""
    if clock <= day:
        return True
    before = days.plan(day, zone)
    return before.holds(came, at) and not _comes(came, at, before, days.as_seen(clock, zone))


def _comes(came: Minute, at: Minute, before: DayPlan, plan: DayPlan) -> bool:
    """Whether it is rather an IN of its own day: an OUT, or the IN itself, was forgotten before."""
    if plan.shifts:
        if not plan.shifts[0].start - _COMING <= at < plan.shifts[-1].end:
            return False
    elif plan.kind is not DayKind.UNPLANNED:
        return False
    if before.shifts:
        over = before.shifts[-1].end + _OVER
        return came <= over < at
    return at - came > _UNPLANNED_LONGEST


def _meant(place: int, found: Sequence[Reading], clock: int, days: PlannedDays) -> int:
    """The day of an IN; what follows it may be its OUT."""
    mark = found[place].mark
    minute = int(mark.at // 60)
    following = next((each.mark for each in found[place + 1 :] if not each.ignored), None)
    in_turn = days.in_turn is not None and days.in_turn[clock]
    if following is None or (following.direction is Direction.IN and not in_turn):
        return meant(minute, mark.zone, None, clock, days)
    return meant(minute, mark.zone, int(following.at // 60), clock, days)


def meant(came: Minute, zone: str, out: Minute | None, clock: int, days: PlannedDays) -> int:
    """The day that an IN on the day ``clock`` is meant for: the next one, where that shift follows
    close upon this one's and the presence until ``out`` lies more in it."""
    if clock + 1 >= days.count or came < days.arrives(zone)[clock + 1]:
        return clock
    if out is None:
        return clock + 1
    here = max((shift.end for shift in days.plan(clock, zone).shifts), default=came) - came
    shifts = days.as_seen(clock + 1, zone).shifts
    there = min(out, shifts[-1].end) - shifts[0].start
    return clock + 1 if there > here else clock
