"""A day in a line of words, as a correction keeps it: what it read before, and what after."""

from __future__ import annotations

from typing import Final

from desk_access.model.timesheet import DayReading, PortionKind, moment

_SUMS: Final = (
    ("worked", (PortionKind.WORK,)),
    ("overtime", (PortionKind.OVERTIME, PortionKind.WEEKLY_OVERTIME, PortionKind.FREE_DAY)),
    ("late", (PortionKind.LATE,)),
    ("left early", (PortionKind.EARLY,)),
    ("absent", (PortionKind.ABSENT,)),
    ("undertime", (PortionKind.UNDERTIME,)),
    ("excused", (PortionKind.EXCUSED,)),
    ("leave", (PortionKind.LEAVE, PortionKind.UNPAID_LEAVE)),
)


def day_in_words(day: DayReading) -> str:
    """Its punches on the clock of its zone, and its sums in hours and minutes."""
    punches = [
        f"{mark.direction.value} {moment(int(mark.at // 60), day.zone):%H:%M}" for mark in day.marks
    ]
    sums = [
        f"{name} {minutes // 60}:{minutes % 60:02}"
        for name, kinds in _SUMS
        if (minutes := sum(day.minutes(kind) for kind in kinds))
    ]
    return "; ".join((", ".join(punches) or "no punch", *sums))
