"""Days with worked answers, counted by hand: plain days, breaks, overtime, flexible hours.

The sums name every kind of minutes that is not zero, so a minute too many of any kind fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from desk_access.model.calendar import Hours, Leave
from desk_access.model.correction import (
    AddPunch,
    Change,
)
from desk_access.model.punch import Direction
from desk_access.model.schedule import Schedule
from desk_access.model.work_rules import (
    Band,
    BreakRule,
    ForgottenOut,
    Pairing,
    Rounding,
    Towards,
)
from tests.unit.attendance.days import (
    LONG_AFTER,
    LUNCH,
    MONDAY,
    NIGHT,
    OFFICE,
    SEOUL,
    pause,
    rules,
    shift,
    week,
)

PLAIN = week(OFFICE)


@dataclass(frozen=True)
class Case:
    """What is punched from ``day`` on, and what it comes to over so many ``days``."""

    name: str
    punched: str
    comes_to: str
    schedule: Schedule | None = PLAIN
    day: date = MONDAY
    days: int = 1
    zone: str = SEOUL
    now: datetime = LONG_AFTER
    holidays: Sequence[date] = ()
    leave: Sequence[Leave] = ()
    changes: Sequence[Change] = ()


def leave_of(
    first: date, last: date, hours: tuple[time, time] | None = None, paid: bool = True
) -> Leave:
    return Leave("1", first, last, "annual", Hours(*hours) if hours else None, paid)


def seoul(at: str, day: date = MONDAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{at}:00+09:00").astimezone(UTC)


def missed(at: str, direction: Direction, day: date = MONDAY) -> AddPunch:
    return AddPunch(seoul(at, day), direction, SEOUL)


IN, OUT = Direction.IN, Direction.OUT
SATURDAY, SUNDAY = date(2026, 3, 7), date(2026, 3, 8)
FLEXIBLE = week(shift("07:00-21:00", LUNCH, due=480, core="10:00-15:00"))
SPLIT = week(shift("09:00-13:00"), shift("15:00-19:00"))
NIGHTS = week(NIGHT)
GRACE = week(OFFICE, rules=rules(grace_in=5, grace_out=5, snap_out=10))
QUARTERS = week(
    OFFICE, rules=rules(round_in=Rounding(Towards.UP, 15), round_out=Rounding(Towards.DOWN, 15))
)
NEAREST = week(
    OFFICE,
    rules=rules(round_in=Rounding(Towards.NEAREST, 10), round_out=Rounding(Towards.NEAREST, 10)),
)
RECOGNISED = week(OFFICE, rules=rules(breaks=BreakRule.RECOGNISED))
TEA = week(shift("09:00-18:00", LUNCH, pause("15:00-15:15", paid=True)))
FIRST_LAST = week(OFFICE, rules=rules(pairing=Pairing.FIRST_LAST))
IN_TURN = week(OFFICE, rules=rules(pairing=Pairing.ALTERNATE, flap=2))
CLOSES = week(OFFICE, rules=rules(forgotten_out=ForgottenOut.SHIFT_END))
BANDS = week(OFFICE, rules=rules(daily=(Band(0, 125), Band(120, 150)), weekly=()))
LATE_BAND = week(OFFICE, rules=rules(daily=(Band(30, 150),), weekly=()))
EARLY_BIRDS = week(OFFICE, rules=rules(early_counts=True))

CASES = [
    # A plain day
    Case("on time", "09:00> 18:00<", "work=480 break=60"),
    Case("early and late away", "08:50> 18:30<", "work=510 break=60 idle=10 overtime=30"),
    Case(
        "early work counts by rule", "08:30> 18:00<", "work=510 break=60 overtime=30", EARLY_BIRDS
    ),
    Case("late", "09:12> 18:00<", "work=468 break=60 late=12 | late"),
    Case("late, made up for", "09:12> 18:12<", "work=480 break=60 late=12 | late"),
    Case("seconds are no minute", "09:00:59> 18:00:01<", "work=480 break=60"),
    Case("leaves early", "09:00> 17:30<", "work=450 break=60 early=30 | left_early"),
    Case("comes after the break", "13:00> 18:00<", "work=300 late=180 | late"),
    Case("comes in the break", "12:30> 18:00<", "work=300 break=30 late=180 | late"),
    Case("goes in the break", "09:00> 12:30<", "work=180 break=30 early=300 | left_early"),
    Case("nothing", "", "absent=480 | absent"),
    Case("nothing, the day not over", "", "", now=seoul("23:00")),
    Case(
        "nothing, the day just over",
        "",
        "absent=480 | absent",
        now=seoul("04:00", date(2026, 3, 3)),
    ),
    Case("no schedule", "09:00> 18:00<", "work=540", None),
    Case("no schedule, no punch", "", "", None),
    # Pairs, breaks taken
    Case("lunch punched", "09:00> 12:00< 13:00> 18:00<", "work=480 break=60"),
    Case(
        "lunch punched short, taken off whole", "09:00> 12:00< 12:40> 18:00<", "work=480 break=60"
    ),
    Case(
        "lunch punched long",
        "09:00> 12:00< 13:30> 18:00<",
        "work=450 break=60 undertime=30 | undertime",
    ),
    Case(
        "out on an errand",
        "09:00> 10:00< 10:30> 18:00<",
        "work=450 break=60 undertime=30 | undertime",
    ),
    Case(
        "recognised: lunch at another time",
        "09:00> 13:00< 14:00> 18:00<",
        "work=480 break=60",
        RECOGNISED,
    ),
    Case(
        "recognised: short one, the rest comes off",
        "09:00> 13:00< 13:20> 18:00<",
        "work=480 break=60",
        RECOGNISED,
    ),
    Case("recognised: none taken", "09:00> 18:00<", "work=480 break=60", RECOGNISED),
    Case(
        "recognised: two short ones",
        "09:00> 10:00< 10:15> 15:00< 15:45> 18:00<",
        "work=480 break=60",
        RECOGNISED,
    ),
    Case(
        "recognised: too long",
        "09:00> 12:00< 14:00> 18:00<",
        "work=420 break=60 undertime=60 | undertime",
        RECOGNISED,
    ),
    Case("a paid break is work", "09:00> 18:00<", "work=480 break=60", TEA),
    Case(
        "a paid break is work outside too", "09:00> 15:00< 15:15> 18:00<", "work=480 break=60", TEA
    ),
    Case(
        "first and last",
        "09:00> 12:00< 13:00> 18:00<",
        "work=480 break=60 | ignored_punch ignored_punch",
        FIRST_LAST,
    ),
    Case("first and last, directions wrong", "09:00< 18:00>", "work=480 break=60", FIRST_LAST),
    Case(
        "in turn, whatever was recorded",
        "09:00> 12:00> 13:00> 18:00>",
        "work=480 break=60",
        IN_TURN,
    ),
    # Duplicates and flapping
    Case(
        "seen twice in a minute", "09:00:00> 09:00:40> 18:00<", "work=480 break=60 | ignored_punch"
    ),
    Case(
        "out twice in a minute", "09:00> 18:00:00< 18:00:30<", "work=480 break=60 | ignored_punch"
    ),
    Case("the door flaps", "09:00:00> 09:00:10< 09:00:20> 18:00<", "work=480 break=60"),
    Case(
        "in turn, lingering", "09:00> 09:01< 18:00>", "work=480 break=60 | ignored_punch", IN_TURN
    ),
    # Forgotten ones
    Case("OUT forgotten", "09:00>", " | forgotten_out"),
    Case("OUT forgotten, came early", "08:54>", " | forgotten_out"),
    Case("OUT forgotten, came early, IN again", "08:54> 13:00> 18:00<", "work=300 | forgotten_out"),
    Case("OUT forgotten, closed by rule", "09:00>", "work=480 break=60 | forgotten_out", CLOSES),
    Case("OUT forgotten, not yet", "09:00>", "", now=seoul("17:00")),
    Case(
        "OUT forgotten, after sixteen hours",
        "09:00>",
        " | forgotten_out",
        now=seoul("01:30", date(2026, 3, 3)),
    ),
    Case("IN forgotten", "18:00<", "absent=480 | forgotten_in absent"),
    Case("IN again without OUT", "09:00> 13:00> 18:00<", "work=300 | forgotten_out"),
    Case(
        "IN again without OUT, closed by rule",
        "09:00> 13:00> 18:00<",
        "work=480 break=60 | forgotten_out",
        CLOSES,
    ),
    Case(
        "OUT forgotten, the next day begins anew",
        "09:00> +1 09:00> 18:00<",
        "work=480 break=60 | forgotten_out",
        days=2,
    ),
    # Grace and rounding
    Case("within the grace", "09:05> 17:55<", "work=480 break=60", GRACE),
    Case("a minute past the grace", "09:06> 18:00<", "work=474 break=60 late=6 | late", GRACE),
    Case(
        "a minute before the grace",
        "09:00> 17:54<",
        "work=474 break=60 early=6 | left_early",
        GRACE,
    ),
    Case("puts tools away", "09:00> 18:10<", "work=480 break=60 idle=10", GRACE),
    Case("stays longer than that", "09:00> 18:11<", "work=491 break=60 overtime=11", GRACE),
    Case(
        "quarters against the worker",
        "09:01> 17:59<",
        "work=450 break=60 late=15 early=15 | late left_early",
        QUARTERS,
    ),
    Case("quarters on the spot", "09:00> 18:15<", "work=495 break=60 overtime=15", QUARTERS),
    Case("nearest ten: 4 down, 5 up", "09:04> 18:05<", "work=490 break=60 overtime=10", NEAREST),
    Case("rounded to nothing", "09:01> 09:10<", "late=15 early=465 | late left_early", QUARTERS),
    # Overtime
    Case("bands", "09:00> 22:00<", "work=720 break=60 overtime=240", BANDS),
    Case(
        "the first half hour is none", "09:00> 18:45<", "work=525 break=60 overtime=15", LATE_BAND
    ),
    Case(
        "comes back in the evening", "09:00> 18:00< 20:00> 21:00<", "work=540 break=60 overtime=60"
    ),
    Case("Saturday", "10:00> 15:00<", "work=300 free_day=300", day=SATURDAY),
    Case("a holiday worked", "09:00> 18:00<", "work=540 free_day=540", holidays=[MONDAY]),
    Case("a holiday at home", "", "", holidays=[MONDAY]),
    Case(
        "a holiday is a workday there",
        "09:00> 18:00<",
        "work=480 break=60",
        week(OFFICE, works_on_holidays=True),
        holidays=[MONDAY],
    ),
    Case(
        "the week has forty hours",
        " ".join(f"+{day} 08:00> 18:00<" for day in range(6)),
        # Five days of 9 hours, the day's due 8: overtime by day; Saturday is a free day.
        "work=3300 break=300 overtime=300 free_day=600",
        week(OFFICE, rules=rules(early_counts=True)),
        days=6,
    ),
    Case(
        "a week of six days of eight hours",
        " ".join(f"+{day} 09:00> 18:00<" for day in range(6)),
        "work=2880 break=360 weekly_overtime=480",
        Schedule("six", ((OFFICE,),) * 6 + ((),), MONDAY),
        days=6,
    ),
    # Flexible hours
    Case("flexible", "08:00> 17:00<", "work=480 break=60", FLEXIBLE),
    Case("flexible, long", "07:30> 18:00<", "work=570 break=60 overtime=90", FLEXIBLE),
    Case(
        "flexible, core missed",
        "10:20> 14:30<",
        "work=190 break=60 late=20 early=30 undertime=240 | late left_early undertime",
        FLEXIBLE,
    ),
    Case("flexible, outside the frame", "06:30> 16:00<", "work=480 break=60 idle=30", FLEXIBLE),
    Case("flexible, absent", "", "absent=480 | absent", FLEXIBLE),
    Case(
        "flexible, half on leave",
        "13:00> 17:00<",
        "work=240 leave=240",
        FLEXIBLE,
        leave=[leave_of(MONDAY, MONDAY, (time(8), time(12)))],
    ),
    # Several shifts a day
    Case("split", "09:00> 13:00< 15:00> 19:00<", "work=480", SPLIT),
    Case("split, stays between", "09:00> 13:20< 15:00> 19:00<", "work=500 overtime=20", SPLIT),
    Case("split, back early", "09:00> 13:00< 14:50> 19:00<", "work=480 idle=10", SPLIT),
    Case("split, one missed", "15:00> 19:00<", "work=240 absent=240 | absent", SPLIT),
    Case(
        "split, late for the second",
        "09:00> 13:00< 15:10> 19:00<",
        "work=470 late=10 | late",
        SPLIT,
    ),
]
