"""Days with worked answers, counted by hand: nights, clocks, corrections, known faults."""

from __future__ import annotations

from datetime import date, time

from desk_access.model.calendar import Hours
from desk_access.model.correction import (
    ClockWasWrong,
    Excuse,
    IgnorePunch,
    Trip,
    TurnPunch,
)
from desk_access.model.schedule import Schedule
from desk_access.model.work_rules import (
    NightHours,
)
from tests.unit.attendance.days import (
    BERLIN,
    MONDAY,
    NEW_YORK,
    NIGHT,
    pause,
    rules,
    shift,
    week,
)
from tests.unit.attendance.worked_days import IN, NIGHTS, OUT, Case, leave_of, missed, seoul

BERLIN_NIGHTS = week(NIGHT, cycle=((NIGHT,),) * 7, rules=rules(weekly=()))
GUARDS = Schedule(
    "guards",
    ((shift("08:00-20:00"),), (shift("20:00-08:00"),), (), ()),
    MONDAY,
    rules=rules(weekly=()),
)

CASES = [
    # Nights
    Case("night shift", "22:00> +1 06:00<", "work=480 night=480", NIGHTS),
    Case("night shift, stays on", "22:00> +1 06:30<", "work=510 overtime=30 night=480", NIGHTS),
    Case(
        "night shift, out after the day's usual end",
        "22:00> +1 05:00<",
        "work=420 night=420 early=60 | left_early",
        NIGHTS,
    ),
    Case(
        "night after night",
        "22:00> +1 06:00< 22:00> +2 06:00<",
        "work=960 night=960",
        NIGHTS,
        days=2,
    ),
    Case(
        "evening reaches into the night", "09:00> 23:30<", "work=810 break=60 overtime=330 night=90"
    ),
    Case("no night hours", "22:00> +1 06:00<", "work=480", week(NIGHT, rules=rules(night=None))),
    Case(
        "night from 20 to 5",
        "22:00> +1 06:00<",
        "work=480 night=420",
        week(NIGHT, rules=rules(night=NightHours(time(20), time(5)))),
    ),
    Case(
        "a break after midnight",
        "22:00> +1 06:00<",
        "work=450 break=30 night=450",
        week(shift("22:00-06:00", pause("02:00-02:30"))),
    ),
    Case(
        "rotating guards",
        "08:00> 20:00< +1 20:00> +2 08:00<",
        "work=1440 night=480",
        GUARDS,
        days=4,
    ),
    # From the field's trackers
    Case(
        "frappe/hrms 3298: the night's OUT is not the next day's shift",
        "18:30> +1 07:10< 14:00> 20:00<",
        "work=1120 night=480 late=30 | late",
        Schedule(
            "mixed",
            ((shift("18:00-07:00"),), (shift("14:00-20:00"),)),
            MONDAY,
            rules=rules(weekly=()),
        ),
        days=2,
    ),
    Case(
        "horilla 358: a night's IN and OUT are one day",
        "22:05> +1 06:02<",
        "work=477 night=475 late=5 | late",
        NIGHTS,
        days=2,
        now=seoul("09:00", date(2026, 3, 3)),
    ),
    Case(
        "odoo 249410: a night in Kolkata has no overtime",
        "20:00> +1 04:00<",
        "work=480 night=360",
        week(shift("20:00-04:00")),
        zone="Asia/Kolkata",
    ),
    Case(
        "odoo 29645: forgotten OUT, and the next morning is a new day",
        "09:00> +1 08:59> 18:00<",
        "work=480 break=60 idle=1 | forgotten_out",
        days=2,
    ),
    Case(
        "odoo 216667: punched twice, nobody is locked out",
        "09:00> 09:00> 18:00< 18:00<",
        "work=480 break=60 | ignored_punch ignored_punch",
    ),
    Case(
        "horilla 340: IN recorded as OUT, turned",
        "09:00< 18:00<",
        "work=480 break=60",
        changes=[TurnPunch(1, IN)],
    ),
    Case(
        "frappe 3839: not absent on a holiday or before the day is over",
        "",
        "",
        days=2,
        holidays=[MONDAY],
        now=seoul("22:00", date(2026, 3, 3)),
    ),
    # Clocks
    Case(
        "spring forward: the night is an hour shorter",
        "22:00> +1 06:00<",
        "work=420 night=420",
        BERLIN_NIGHTS,
        date(2026, 3, 28),
        zone=BERLIN,
    ),
    Case(
        "fall back: the night is an hour longer",
        "22:00> +1 06:00<",
        "work=540 night=540",
        BERLIN_NIGHTS,
        date(2026, 10, 24),
        zone=BERLIN,
    ),
    Case(
        "fall back: out in the second 02:30",
        "22:00> +1 02:30*<",
        "work=330 night=330 early=210 | left_early",
        BERLIN_NIGHTS,
        date(2026, 10, 24),
        zone=BERLIN,
    ),
    Case(
        "fall back: out in the first 02:30",
        "22:00> +1 02:30<",
        "work=270 night=270 early=270 | left_early",
        BERLIN_NIGHTS,
        date(2026, 10, 24),
        zone=BERLIN,
    ),
    Case(
        "spring forward in New York",
        "22:00> +1 06:00<",
        "work=420 night=420",
        BERLIN_NIGHTS,
        date(2026, 3, 7),
        zone=NEW_YORK,
    ),
    Case("leap day", "09:00> 18:00<", "work=480 break=60", day=date(2028, 2, 29)),
    Case(
        "across the year's end",
        "22:00> +1 06:00<",
        "work=480 night=480",
        NIGHTS,
        date(2026, 12, 31),
    ),
    Case(
        "a zone that changed its offset: Pyongyang, 15 August 2015",
        "22:00> +1 06:00<",
        "work=510 night=510",
        BERLIN_NIGHTS,
        date(2015, 8, 14),
        zone="Asia/Pyongyang",
    ),
    Case(
        "worked at another site", "09:00@Europe/Berlin> 18:00@Europe/Berlin<", "work=480 break=60"
    ),
    Case(
        "the clock was an hour ahead, set right",
        "10:00> 19:00<",
        "work=480 break=60",
        changes=[ClockWasWrong(1, 2, 3600)],
    ),
    Case(
        "the clock was a day ahead, set right",
        "+1 09:00> 18:00<",
        "work=480 break=60",
        changes=[ClockWasWrong(1, 2, 86400)],
    ),
    # Corrections, leave
    Case("a missed OUT is added", "09:00>", "work=480 break=60", changes=[missed("18:00", OUT)]),
    Case(
        "a missed day is added",
        "",
        "work=480 break=60",
        changes=[missed("09:00", IN), missed("18:00", OUT)],
    ),
    Case(
        "a punch is ignored",
        "09:00> 10:00< 18:00<",
        "work=480 break=60 | ignored_punch",
        changes=[IgnorePunch(2)],
    ),
    Case(
        "lateness excused",
        "09:30> 18:00<",
        "work=450 break=60 excused=30",
        changes=[Excuse(MONDAY)],
    ),
    Case("absence excused", "", "excused=480", changes=[Excuse(MONDAY)]),
    Case("a business trip", "", "work=480 break=60", changes=[Trip(MONDAY)]),
    Case(
        "a trip in the afternoon",
        "09:00> 13:00<",
        "work=480 break=60",
        changes=[Trip(MONDAY, Hours(time(13), time(18)))],
    ),
    Case("leave", "", "leave=480", leave=[leave_of(MONDAY, MONDAY)]),
    Case("unpaid leave", "", "unpaid_leave=480", leave=[leave_of(MONDAY, MONDAY, paid=False)]),
    Case(
        "leave over a weekend",
        "",
        "leave=960",
        leave=[leave_of(date(2026, 3, 6), date(2026, 3, 9))],
        day=date(2026, 3, 6),
        days=4,
    ),
    Case(
        "leave in the morning",
        "13:00> 18:00<",
        "work=300 leave=180",
        leave=[leave_of(MONDAY, MONDAY, (time(9), time(13)))],
    ),
    Case(
        "late after leave in the morning",
        "13:20> 18:00<",
        "work=280 late=20 leave=180 | late",
        leave=[leave_of(MONDAY, MONDAY, (time(9), time(13)))],
    ),
    Case(
        "works on leave",
        "09:00> 12:00<",
        "work=180 overtime=180 leave=480",
        leave=[leave_of(MONDAY, MONDAY)],
    ),
]
