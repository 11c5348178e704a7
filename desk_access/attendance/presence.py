"""Where somebody stands on their working day."""

from __future__ import annotations

from typing import NamedTuple

from desk_access.attendance.planning import DayPlan, PlannedShift
from desk_access.attendance.spans import Span, without
from desk_access.model.presence import Presence
from desk_access.model.punch import Direction
from desk_access.model.timesheet import DayReading, Minute, Portion, PortionKind, Rule
from desk_access.model.work_rules import Pairing

_LEAVE = (PortionKind.LEAVE, PortionKind.UNPAID_LEAVE)


class Standing(NamedTuple):
    """``since``: the last punch, or when they were due; ``late``: by how many minutes so far."""

    presence: Presence
    since: Minute | None
    late: int


def standing(day: DayReading, plan: DayPlan, now: Minute) -> Standing:
    """Where somebody stands ``now``, on a working day that has begun and is not over."""
    marks = [mark for mark in day.marks if mark.at // 60 <= now]
    late = day.minutes(PortionKind.LATE)
    if marks:
        since = int(marks[-1].at // 60)
        if plan.rules.pairing is Pairing.ALTERNATE:
            inside = len(marks) % 2 == 1
        else:
            inside = marks[-1].direction is Direction.IN
        if not inside:
            return Standing(Presence.GONE, since, late)
        too_long = now > plan.open_until(since)
        return Standing(Presence.TOO_LONG if too_long else Presence.IN, since, late)
    return _absent(day, plan, now)


def _absent(day: DayReading, plan: DayPlan, now: Minute) -> Standing:
    """Somebody without a punch, by the first minute that is asked for beside leave and trips."""
    if not plan.shifts:
        return Standing(Presence.OFF, None, 0)
    away = sorted((each.start, each.end) for each in day.portions if _is_away(each))
    asked = [each for shift in plan.shifts for each in without(_asked(shift), away)]
    if asked:
        start, end = asked[0][0], asked[-1][1]
        if now <= start + plan.rules.grace_in:
            return Standing(Presence.EXPECTED, start, 0)
        if now < end:
            return Standing(Presence.LATE, start, now - start)
        return Standing(Presence.MISSING, start, 0)
    if away:
        return Standing(Presence.ON_LEAVE, None, 0)
    # Flexible hours without a core time can be begun until their frame ends.
    over = now >= plan.shifts[-1].end
    return Standing(Presence.MISSING if over else Presence.EXPECTED, None, 0)


def _asked(shift: PlannedShift) -> tuple[Span, ...]:
    """When somebody must be there: what is due of the shift, or the core of flexible hours."""
    if shift.core is None:
        return shift.due
    return (shift.core,) if shift.core[0] < shift.core[1] else ()


def _is_away(portion: Portion) -> bool:
    return portion.kind in _LEAVE or portion.rule is Rule.TRIP
