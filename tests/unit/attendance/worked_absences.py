"""Days with worked answers, counted by hand: time away and breaks recognised.

``due`` of each: what is worked beside leave, and everything that is missing, add up to it.
"""

from __future__ import annotations

from datetime import time

from desk_access.model.calendar import Hours, Leave
from desk_access.model.correction import Excuse, IgnorePunch, Trip
from desk_access.model.work_rules import BreakRule
from tests.unit.attendance.days import LUNCH, MONDAY, OFFICE, pause, rules, shift, week
from tests.unit.attendance.worked_days import (
    FLEXIBLE,
    NIGHTS,
    RECOGNISED,
    SATURDAY,
    SPLIT,
    TEA,
    Case,
    leave_of,
    seoul,
)

_RECOGNISED = rules(breaks=BreakRule.RECOGNISED)
TEA_RECOGNISED = week(
    shift("09:00-18:00", LUNCH, pause("15:00-15:15", paid=True)), rules=_RECOGNISED
)
FREE_HOURS = week(shift("07:00-21:00", LUNCH, due=480))
FLEXIBLE_RECOGNISED = week(
    shift("07:00-21:00", LUNCH, due=480, core="10:00-15:00"), rules=_RECOGNISED
)


def away(start: int, end: int) -> Trip:
    return Trip(MONDAY, Hours(time(start), time(end)))


def on_leave(start: int, end: int) -> list[Leave]:
    return [leave_of(MONDAY, MONDAY, (time(start), time(end)))]


CASES = [
    # Away during the shift
    Case(
        "away all day between two short stays",
        "09:00> 09:05< 17:55> 18:00<",
        "work=10 break=60 undertime=470 | undertime",
    ),
    Case(
        "away a quarter of an hour: tolerated",
        "09:00> 10:00< 10:15> 18:00<",
        "work=465 break=60 undertime=15",
    ),
    Case(
        "away a minute more",
        "09:00> 10:00< 10:16> 18:00<",
        "work=464 break=60 undertime=16 | undertime",
    ),
    Case(
        "away twice for ten minutes",
        "09:00> 10:00< 10:10> 15:00< 15:10> 18:00<",
        "work=460 break=60 undertime=20 | undertime",
    ),
    Case(
        "away, no tolerance",
        "09:00> 10:00< 10:01> 18:00<",
        "work=479 break=60 undertime=1 | undertime",
        week(OFFICE, rules=rules(undertime_tolerance=0)),
    ),
    Case(
        "away, and stays longer for it",
        "09:00> 10:00< 11:00> 19:00<",
        "work=480 break=60 undertime=60 | undertime",
    ),
    Case(
        "late, away and early",
        "09:10> 11:00< 11:30> 17:00<",
        "work=380 break=60 late=10 early=60 undertime=30 | late left_early undertime",
    ),
    Case(
        "away, back in the house",
        "09:00> 10:00< 11:00>",
        "work=60 undertime=60 | undertime",
        now=seoul("11:30"),
    ),
    Case("away, not back yet", "09:00> 10:00<", "work=60", now=seoul("11:30")),
    Case(
        "away, still out when the shift ends",
        "09:00> 10:00<",
        "work=60 early=420 | left_early",
        now=seoul("18:00"),
    ),
    Case(
        "away, excused",
        "09:00> 10:00< 11:00> 18:00<",
        "work=420 break=60 excused=60",
        changes=[Excuse(MONDAY)],
    ),
    Case(
        "away on leave",
        "09:00> 15:00< 16:00> 18:00<",
        "work=420 break=60 leave=60",
        leave=on_leave(15, 16),
    ),
    Case(
        "away longer than the leave",
        "09:00> 15:00< 16:30> 18:00<",
        "work=390 break=60 undertime=30 leave=60 | undertime",
        leave=on_leave(15, 16),
    ),
    Case(
        "away on a trip", "09:00> 10:00< 11:00> 18:00<", "work=480 break=60", changes=[away(10, 11)]
    ),
    Case(
        "away longer than the trip",
        "09:00> 10:00< 12:00> 18:00<",
        "work=420 break=60 undertime=60 | undertime",
        changes=[away(10, 11)],
    ),
    Case(
        "away, the punches ignored",
        "09:00> 10:00< 11:00> 18:00<",
        "work=480 break=60 | ignored_punch ignored_punch",
        changes=[IgnorePunch(2), IgnorePunch(3)],
    ),
    Case(
        "away on a free day", "09:00> 10:00< 12:00> 13:00<", "work=120 free_day=120", day=SATURDAY
    ),
    Case(
        "away on a holiday",
        "09:00> 10:00< 12:00> 13:00<",
        "work=120 free_day=120",
        holidays=[MONDAY],
    ),
    Case("away without a schedule", "09:00> 10:00< 12:00> 13:00<", "work=120", None),
    Case(
        "away at night",
        "22:00> 23:00< +1 01:00> 06:00<",
        "work=360 night=360 undertime=120 | undertime",
        NIGHTS,
    ),
    Case(
        "split, away in both",
        "09:00> 10:00< 10:30> 13:00< 15:00> 16:00< 16:20> 19:00<",
        "work=430 undertime=50 | undertime",
        SPLIT,
    ),
    Case(
        "split, away from one to the other",
        "09:00> 12:00< 16:00> 19:00<",
        "work=360 late=60 early=60 | left_early late",
        SPLIT,
    ),
    Case("split, out past the break and back", "09:00> 13:00< 15:00> 19:00<", "work=480", SPLIT),
    # Not known: no OUT, no IN
    Case(
        "OUT forgotten, and back: nobody knows", "09:00> 13:00> 18:00<", "work=300 | forgotten_out"
    ),
    Case(
        "IN forgotten in between: unknown until that OUT",
        "09:00> 12:00< 15:00< 16:00> 18:00<",
        "work=300 undertime=60 | forgotten_in undertime",
    ),
    # Breaks recognised
    Case(
        "recognised: leave outside is no lunch",
        "09:00> 15:00< 16:00> 18:00<",
        "work=420 break=60 leave=60",
        RECOGNISED,
        leave=on_leave(15, 16),
    ),
    Case(
        "recognised: paid tea outside is no lunch",
        "09:00> 15:00< 15:15> 18:00<",
        "work=480 break=60",
        TEA_RECOGNISED,
    ),
    Case(
        "deducted: paid tea outside, out for longer",
        "09:00> 15:00< 15:45> 18:00<",
        "work=450 break=60 undertime=30 | undertime",
        TEA,
    ),
    Case(
        "recognised: tea and lunch outside",
        "09:00> 13:00< 14:00> 15:00< 15:15> 18:00<",
        "work=480 break=60",
        TEA_RECOGNISED,
    ),
    Case(
        "recognised: tea runs into lunch",
        "09:00> 14:30< 15:45> 18:00<",
        "work=480 break=60",
        TEA_RECOGNISED,
    ),
    Case(
        "recognised: leave over the lunch",
        "09:00> 11:00< 15:00> 18:00<",
        "work=300 break=60 leave=180",
        RECOGNISED,
        leave=on_leave(11, 15),
    ),
    Case(
        "recognised: leave, and out for as long again",
        "09:00> 15:00< 17:00> 18:00<",
        "work=420 break=60 leave=60",
        RECOGNISED,
        leave=on_leave(15, 16),
    ),
    Case(
        "recognised: comes after the lunch, then goes out",
        "13:00> 15:00< 15:30> 18:00<",
        "work=270 late=180 undertime=30 | late undertime",
        RECOGNISED,
    ),
    Case(
        "recognised: comes in the lunch, then goes out",
        "12:30> 14:00< 15:00> 18:00<",
        "work=270 break=30 late=180 undertime=30 | late undertime",
        RECOGNISED,
    ),
    Case(
        "recognised: goes in the lunch, was out before",
        "09:00> 10:00< 11:00> 12:30<",
        "work=150 break=30 early=300 undertime=30 | left_early undertime",
        RECOGNISED,
    ),
    Case(
        "recognised: out at eleven, still there",
        "09:00> 10:00< 11:00>",
        "work=60 break=60",
        RECOGNISED,
        now=seoul("11:30"),
    ),
    Case(
        "recognised: out twice, the second too long",
        "09:00> 10:00< 10:45> 14:00< 15:00> 18:00<",
        "work=435 break=60 undertime=45 | undertime",
        RECOGNISED,
    ),
    # Flexible hours
    Case(
        "flexible, too few", "08:00> 16:00<", "work=420 break=60 undertime=60 | undertime", FLEXIBLE
    ),
    Case(
        "flexible, too few, the day not over",
        "08:00> 16:00<",
        "work=420 break=60",
        FLEXIBLE,
        now=seoul("23:00"),
    ),
    Case(
        "flexible, a quarter of an hour too few",
        "08:00> 16:45<",
        "work=465 break=60 undertime=15",
        FLEXIBLE,
    ),
    Case(
        "flexible, away in the core",
        "07:00> 10:00< 15:00> 21:00<",
        "work=540 break=60 overtime=60 undertime=240 | undertime",
        FLEXIBLE,
    ),
    Case(
        "flexible, away in the core, back in the house",
        "07:00> 10:00< 15:00>",
        "work=180 break=60 undertime=240 | undertime",
        FLEXIBLE,
        now=seoul("15:30"),
    ),
    Case(
        "flexible, away in the core and too few",
        "07:00> 10:00< 15:00> 16:00<",
        "work=240 break=60 undertime=240 | undertime",
        FLEXIBLE,
    ),
    Case(
        "flexible, away beside the core",
        "07:00> 08:00< 10:00> 18:00<",
        "work=480 break=60",
        FLEXIBLE,
    ),
    Case(
        "flexible without a core, away at noon",
        "07:00> 10:00< 15:00> 20:00<",
        "work=480 break=60",
        FREE_HOURS,
    ),
    Case(
        "flexible, core missed, made up for",
        "10:20> 19:20<",
        "work=480 break=60 late=20 | late",
        FLEXIBLE,
    ),
    Case(
        "flexible, too few, excused",
        "08:00> 16:00<",
        "work=420 break=60 excused=60",
        FLEXIBLE,
        changes=[Excuse(MONDAY)],
    ),
    Case(
        "flexible, OUT forgotten: nobody knows",
        "08:00> 12:00< 13:00>",
        "work=240 break=60 | forgotten_out",
        FLEXIBLE,
    ),
    Case(
        "flexible, half on leave, too few",
        "13:00> 16:00<",
        "work=180 undertime=60 leave=240 | undertime",
        FLEXIBLE,
        leave=on_leave(8, 13),
    ),
    Case(
        "flexible, recognised: lunch late in the core, an errand before",
        "07:00> 08:00< 09:00> 14:00< 15:00> 18:00<",
        "work=540 break=60 overtime=60",
        FLEXIBLE_RECOGNISED,
    ),
    Case(
        "flexible, recognised: away in the core for longer",
        "08:00> 11:00< 14:00> 20:00<",
        "work=540 break=60 overtime=60 undertime=120 | undertime",
        FLEXIBLE_RECOGNISED,
    ),
]
