"""Days with worked answers, counted by hand: business trips, and an IN that a rule closes."""

from __future__ import annotations

from datetime import time

from desk_access.model.calendar import Hours
from desk_access.model.correction import Trip
from desk_access.model.work_rules import BreakRule, ForgottenOut
from tests.unit.attendance.days import LUNCH, MONDAY, OFFICE, pause, rules, shift, week
from tests.unit.attendance.worked_absences import away, on_leave
from tests.unit.attendance.worked_days import (
    CLOSES,
    FLEXIBLE,
    NIGHTS,
    OUT,
    RECOGNISED,
    SATURDAY,
    Case,
    leave_of,
    missed,
    seoul,
)

_CLOSES = rules(forgotten_out=ForgottenOut.SHIFT_END)
FLEXIBLE_CLOSES = week(shift("07:00-21:00", LUNCH, due=480, core="10:00-15:00"), rules=_CLOSES)
CLOSES_RECOGNISED = week(
    OFFICE, rules=rules(forgotten_out=ForgottenOut.SHIFT_END, breaks=BreakRule.RECOGNISED)
)
CLOSES_EARLY_BIRDS = week(
    OFFICE, rules=rules(forgotten_out=ForgottenOut.SHIFT_END, early_counts=True)
)
CLOSES_GRACE = week(
    OFFICE, rules=rules(forgotten_out=ForgottenOut.SHIFT_END, grace_in=5, grace_out=10)
)
CLOSES_SPLIT = week(shift("09:00-13:00"), shift("15:00-19:00"), rules=_CLOSES)
TWO_BREAKS = week(
    shift("09:00-18:00", LUNCH, pause("16:00-16:15")),
    rules=rules(breaks=BreakRule.RECOGNISED, forgotten_out=ForgottenOut.SHIFT_END),
)


CASES = [
    # Business trips
    Case("flexible, a trip", "", "work=480 break=60", FLEXIBLE, changes=[Trip(MONDAY)]),
    Case(
        "flexible, a trip and half on leave",
        "",
        "work=240 leave=240",
        FLEXIBLE,
        leave=on_leave(13, 17),
        changes=[Trip(MONDAY)],
    ),
    Case(
        "a trip and half on leave",
        "",
        "work=240 break=60 leave=240",
        leave=on_leave(14, 18),
        changes=[Trip(MONDAY)],
    ),
    Case(
        "a trip, and in the house at noon",
        "10:00> 12:00<",
        "work=480 break=60",
        changes=[Trip(MONDAY)],
    ),
    Case(
        "a trip, and long in the house",
        "09:00> 19:00<",
        "work=540 break=60 overtime=60",
        changes=[Trip(MONDAY)],
    ),
    Case(
        "a trip, and in the house in the evening",
        "19:00> 21:00<",
        "work=480 break=60",
        changes=[Trip(MONDAY)],
    ),
    Case(
        "a trip on leave", "", "leave=480", leave=[leave_of(MONDAY, MONDAY)], changes=[Trip(MONDAY)]
    ),
    Case(
        "a trip of hours on leave",
        "",
        "leave=480",
        leave=[leave_of(MONDAY, MONDAY)],
        changes=[away(13, 16)],
    ),
    Case("a trip of hours beyond the shift", "", "work=480 break=60", changes=[away(7, 20)]),
    Case(
        "a trip of hours, late for it",
        "",
        "work=300 break=60 late=180 | late",
        changes=[away(12, 18)],
    ),
    Case(
        "flexible, a trip of long hours",
        "",
        "work=660 break=60 overtime=180",
        FLEXIBLE,
        changes=[away(8, 20)],
    ),
    Case(
        "flexible, a trip of short hours",
        "",
        "work=240 break=60 undertime=240 | undertime",
        FLEXIBLE,
        changes=[away(10, 15)],
    ),
    Case(
        "a trip of hours, and in the house in the evening",
        "18:00> 20:00<",
        "work=600 break=60 overtime=120",
        changes=[away(9, 18)],
    ),
    Case("a trip on a free day", "", "", day=SATURDAY, changes=[Trip(SATURDAY)]),
    Case(
        "a trip of hours on a free day",
        "",
        "work=180 free_day=180",
        day=SATURDAY,
        changes=[Trip(SATURDAY, Hours(time(13), time(16)))],
    ),
    Case(
        "a trip of hours on a holiday",
        "",
        "work=180 free_day=180",
        holidays=[MONDAY],
        changes=[away(13, 16)],
    ),
    Case("a trip on a holiday", "", "", holidays=[MONDAY], changes=[Trip(MONDAY)]),
    Case("a trip of hours without a schedule", "", "work=180", None, changes=[away(13, 16)]),
    Case("a trip at night", "", "work=480 night=480", NIGHTS, changes=[Trip(MONDAY)]),
    Case("recognised: a trip", "", "work=480 break=60", RECOGNISED, changes=[Trip(MONDAY)]),
    # Closed by rule
    Case("closed: flexible", "08:00>", "work=480 break=60 | forgotten_out", FLEXIBLE_CLOSES),
    Case(
        "closed: flexible, too late for all",
        "19:00>",
        "work=120 late=240 | forgotten_out late",
        FLEXIBLE_CLOSES,
    ),
    Case(
        "closed: flexible, a pair before",
        "07:00> 11:00< 12:30>",
        "work=480 break=60 undertime=60 | forgotten_out undertime",
        FLEXIBLE_CLOSES,
    ),
    Case(
        "closed: leave in the afternoon",
        "09:00>",
        "work=240 break=60 leave=240 | forgotten_out",
        CLOSES,
        leave=on_leave(14, 18),
    ),
    Case(
        "closed: leave in the morning",
        "09:00>",
        "work=300 break=60 leave=180 | forgotten_out",
        CLOSES,
        leave=on_leave(9, 13),
    ),
    Case(
        "closed: flexible, leave in the afternoon",
        "09:00>",
        "work=240 break=60 leave=240 | forgotten_out",
        FLEXIBLE_CLOSES,
        leave=on_leave(14, 18),
    ),
    Case(
        "closed: flexible, leave in the morning",
        "07:00>",
        "work=240 break=60 leave=240 | forgotten_out",
        FLEXIBLE_CLOSES,
        leave=on_leave(8, 12),
    ),
    Case(
        "closed: all of it is leave",
        "09:00>",
        "leave=480 | forgotten_out",
        CLOSES,
        leave=[leave_of(MONDAY, MONDAY)],
    ),
    Case("closed: on a free day", "09:00>", " | forgotten_out", CLOSES, day=SATURDAY),
    Case("closed: on a holiday", "09:00>", " | forgotten_out", CLOSES, holidays=[MONDAY]),
    Case("closed: after the shift", "18:30>", "absent=480 | forgotten_out absent", CLOSES),
    Case(
        "closed: came early, early work counts",
        "08:00>",
        "work=480 break=60 | forgotten_out",
        CLOSES_EARLY_BIRDS,
    ),
    Case(
        "closed: worked early before",
        "06:00> 08:30< 09:00>",
        "work=480 break=60 | forgotten_out",
        CLOSES_EARLY_BIRDS,
    ),
    Case(
        "closed: worked in the evening too",
        "09:00> 19:00> 21:00<",
        "work=480 break=60 | forgotten_out",
        CLOSES,
    ),
    Case("closed: within the grace", "09:05>", "work=480 break=60 | forgotten_out", CLOSES_GRACE),
    Case("closed: late", "09:30>", "work=450 break=60 late=30 | forgotten_out late", CLOSES_GRACE),
    Case(
        "closed: recognised, lunch taken",
        "09:00> 11:00< 12:00>",
        "work=480 break=60 | forgotten_out",
        CLOSES_RECOGNISED,
    ),
    Case(
        "closed: recognised, lunch short",
        "09:00> 10:00< 10:30>",
        "work=480 break=60 | forgotten_out",
        CLOSES_RECOGNISED,
    ),
    Case(
        "closed: recognised, out too long",
        "09:00> 10:00< 11:30>",
        "work=450 break=60 undertime=30 | forgotten_out undertime",
        CLOSES_RECOGNISED,
    ),
    Case(
        "closed: recognised, two breaks, came in the first",
        "12:30> 14:00< 15:00>",
        "work=270 break=45 late=180 undertime=15 | forgotten_out late",
        TWO_BREAKS,
    ),
    Case(
        "closed: a trip in the afternoon",
        "09:00>",
        "work=480 break=60 | forgotten_out",
        CLOSES,
        changes=[away(13, 16)],
    ),
    Case(
        "closed: a trip",
        "09:00>",
        "work=480 break=60 | forgotten_out",
        CLOSES,
        changes=[Trip(MONDAY)],
    ),
    Case(
        "closed: split, the first", "09:00> 15:00> 19:00<", "work=480 | forgotten_out", CLOSES_SPLIT
    ),
    Case(
        "closed: split, nobody knows of the second",
        "09:00>",
        "work=240 | forgotten_out",
        CLOSES_SPLIT,
    ),
    Case(
        "closed: the OUT added",
        "09:00>",
        "work=510 break=60 overtime=30",
        CLOSES,
        changes=[missed("18:30", OUT)],
    ),
    Case("closed: shift not over", "09:00>", "", CLOSES, now=seoul("17:00")),
]
