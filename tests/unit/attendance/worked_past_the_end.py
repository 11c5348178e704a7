"""Presence that goes on past the end of a working day, counted by hand."""

from __future__ import annotations

from datetime import date

from desk_access.model.correction import TurnPunch
from desk_access.model.work_rules import Pairing, Rounding, Towards
from tests.unit.attendance.days import BERLIN, MONDAY, NIGHT, OFFICE, rules, shift, week
from tests.unit.attendance.worked_days import (
    FIRST_LAST,
    IN_TURN,
    NIGHTS,
    OUT,
    SATURDAY,
    SUNDAY,
    Case,
    missed,
    seoul,
)

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
LONG = week(OFFICE, rules=rules(longest=20 * 60))
TURNS = rules(pairing=Pairing.ALTERNATE)
UP, NEAREST = Rounding(Towards.UP, 15), Rounding(Towards.NEAREST, 15)
GUARD = week(shift("08:00-20:00"), shift("20:00-08:00"), rules=rules(weekly=()))
WHOLE_DAYS = week(cycle=((shift("08:00-08:00"),),) * 7, rules=rules(weekly=()))

CASES = [
    # A night that nobody planned
    Case("extra night", "22:00> +1 06:00<", "work=480 free_day=480 night=480", NIGHTS, SATURDAY),
    Case(
        "extra night, seen from both days",
        "22:00> +1 06:00<",
        "work=480 free_day=480 night=480",
        NIGHTS,
        SATURDAY,
        days=2,
    ),
    Case("extra night, nothing on Sunday", "-1 22:00> +0 06:00<", "", NIGHTS, SUNDAY),
    Case(
        "five nights and one more",
        " ".join(f"+{day} 22:00> +{day + 1} 06:00<" for day in range(6)),
        "work=2880 free_day=480 night=2880",
        NIGHTS,
        days=7,
    ),
    Case(
        "a holiday's night",
        "22:00> +1 06:00<",
        "work=480 free_day=480 night=480",
        NIGHTS,
        holidays=[MONDAY],
    ),
    Case("a night without schedule", "22:00> +1 06:00<", "work=480 night=480", None),
    Case(
        "a night of the office", "22:00> +1 06:00<", "work=480 free_day=480 night=480", day=SATURDAY
    ),
    Case(
        "after the office the night, and the office again",
        "09:00> 18:00< 22:00> +1 06:00< 09:00> 18:00<",
        "work=1440 break=120 overtime=480 night=480",
        days=2,
    ),
    Case(
        "into a holiday: by the rules of the day on which they came",
        "09:00> 18:00< 22:00> +1 06:00<",
        "work=960 break=60 overtime=480 night=480",
        days=2,
        holidays=[TUESDAY],
    ),
    Case(
        "out of a holiday: free day, and Tuesday is due",
        "22:00> +1 06:00< 09:00> 18:00<",
        "work=960 break=60 free_day=480 night=480",
        days=2,
        holidays=[MONDAY],
    ),
    Case(
        "due on the day on which they left",
        "22:00> +1 06:00<",
        "work=480 free_day=480 night=480 absent=480 | absent",
        days=2,
        holidays=[MONDAY],
    ),
    Case(
        "clocks go back in a night that nobody planned",
        "22:00> +1 06:00<",
        "work=540 free_day=540 night=540",
        week(OFFICE),
        date(2026, 10, 24),
        zone=BERLIN,
    ),
    Case(
        "Lord Howe, half an hour forwards: rounded by the clock of the minute",
        "18:00> +1 02:45<",
        # Eight hours until 02:00, which the clock shows as 02:30, and until 02:40.
        "work=490 overtime=10 night=250",
        week(
            shift("18:00-02:00"),
            cycle=((shift("18:00-02:00"),),) * 7,
            rules=rules(round_out=Rounding(Towards.DOWN, 20)),
        ),
        date(2026, 10, 3),
        zone="Australia/Lord_Howe",
    ),
    Case(
        "seconds are cut off before they are rounded",
        "09:00:20> 18:07:31<",
        "work=480 break=60",
        week(OFFICE, rules=rules(round_in=UP, round_out=NEAREST)),
    ),
    # The end of the day, and the longest presence
    Case("out at 03:59", "09:00> +1 03:59<", "work=1079 break=60 overtime=599 night=359"),
    Case(
        "out at 04:00, when the day ends",
        "09:00> +1 04:00:00<",
        "work=1080 break=60 overtime=600 night=360 absent=480 | absent",
        days=2,
    ),
    Case(
        "out at 04:30, longest 20 hours",
        "09:00> +1 04:30<",
        "work=1110 break=60 overtime=630 night=390",
        LONG,
    ),
    Case(
        "out at 05:01, longest 20 hours",
        "09:00> +1 05:01<",
        " | forgotten_out",
        LONG,
    ),
    Case(
        "sixteen hours, the longest presence",
        "13:00> +1 05:00:59<",
        "work=960 overtime=480 night=420 late=180 | late",
    ),
    Case(
        "a minute more",
        "13:00> +1 05:01<",
        "late=180 absent=480 | forgotten_out late forgotten_in absent",
        days=2,
    ),
    Case(
        "longest two days, across two ends",
        "09:00> +2 08:00<",
        "work=2820",
        week(rules=rules(longest=2880, night=None, free_day=(), weekly=())),
        days=3,
    ),
    Case("still there", "20:00>", "", None, days=2, now=seoul("06:00", TUESDAY)),
    Case("there too long", "20:00>", " | forgotten_out", None, days=2, now=seoul("12:01", TUESDAY)),
    Case(
        "came again without an OUT",
        "20:00> +1 09:00>",
        " | forgotten_out",
        None,
        days=2,
        now=seoul("09:30", TUESDAY),
    ),
    # Corrections
    Case(
        "an operator says when they left, and of which day",
        "09:00>",
        "work=1110 break=60 overtime=630 night=390 absent=480 | absent",
        days=2,
        changes=[missed("04:30", OUT, TUESDAY)],
    ),
    Case(
        "an OUT is added after midnight",
        "22:00>",
        "work=480 free_day=480 night=480",
        day=SATURDAY,
        days=2,
        changes=[missed("06:00", OUT, SUNDAY)],
    ),
    Case(
        "the leaver's punch was recorded IN, turned",
        "22:00> +1 06:00>",
        "work=480 free_day=480 night=480",
        day=SATURDAY,
        days=2,
        changes=[TurnPunch(2, OUT)],
    ),
    # Other ways of pairing
    Case(
        "in turn",
        "22:00> +1 06:00>",
        "work=480 free_day=480 night=480",
        IN_TURN,
        SATURDAY,
        days=2,
    ),
    Case(
        "in turn, past the end of each day for weeks, of which the last is read",
        " ".join(f"{day:+} 17:55> {day + 1:+} 04:30<" for day in range(-20, 8)),
        "work=4410 idle=35 overtime=1050 night=2730",
        week(
            cycle=((shift("18:00-02:00"),),) * 7,
            rules=rules(pairing=Pairing.ALTERNATE, weekly=()),
        ),
        days=7,
    ),
    Case(
        "in turn, an IN missed: the next day begins anew",
        "18:00> +1 09:00> 18:00>",
        "work=480 break=60 absent=480 | forgotten_out absent",
        IN_TURN,
        days=2,
    ),
    Case(
        "first and last, past the end of the day",
        "22:00> +1 02:00< 02:30> 06:00<",
        "work=480 free_day=480 night=480 | ignored_punch ignored_punch",
        FIRST_LAST,
        SATURDAY,
        days=2,
    ),
    Case(
        "goes with the OUT that it repeats",
        "22:00> +1 06:00:00< 06:00:30<",
        "work=480 free_day=480 night=480 | ignored_punch",
        day=SATURDAY,
        days=2,
    ),
    # Shifts that follow each other closely
    Case(
        "24 hours, five minutes early and late, and again",
        "07:55> +1 08:05< 08:06> +2 07:55<",
        "work=2874 idle=5 overtime=5 night=960 late=6 early=5 | late left_early",
        GUARD,
        days=2,
    ),
    Case(
        "24 hours in one shift, five minutes early and late, and again",
        "07:55> +1 08:05< 08:06> +2 07:55<",
        "work=2874 idle=5 overtime=5 night=960 late=6 early=5 | late left_early",
        WHOLE_DAYS,
        days=2,
    ),
    Case(
        "24 hours on each day of a week",
        " ".join(f"+{day} 07:55> +{day + 1} 07:54<" for day in range(7)),
        "work=10038 idle=35 night=3360 early=42 |" + " left_early" * 7,
        WHOLE_DAYS,
        days=7,
    ),
    Case(
        "24 hours while the clocks go forward",
        "08:00> +1 08:00<",
        "work=1380 night=420",
        WHOLE_DAYS,
        date(2026, 3, 28),
        zone=BERLIN,
    ),
    Case(
        "24 hours and two days free, relieved three hours late",
        "07:55> +1 11:00<",
        "work=1620 idle=5 overtime=180 night=480",
        week(cycle=((shift("08:00-08:00"),), (), ()), rules=rules(weekly=())),
        days=3,
    ),
    Case(
        "24 hours more before the next shift",
        "08:00> +1 08:00< 08:01> +2 08:00<",
        "work=2879 free_day=1440 night=960 late=1 | late",
        week(cycle=((), (shift("08:00-08:00"),), ()), rules=rules(weekly=())),
        days=2,
    ),
    Case(
        "48 hours, the last 24 after the shift",
        "08:00> +1 08:00< 08:01> +2 08:00<",
        "work=2879 overtime=1439 night=960",
        week(cycle=((shift("08:00-08:00"),), (), ()), rules=rules(weekly=())),
        days=3,
    ),
    Case(
        "24 hours on the second day alone",
        "07:55> +1 08:05<",
        "work=1445 idle=5 overtime=5 night=480",
        GUARD,
        TUESDAY,
    ),
    Case(
        "24 hours and 24 more, come early for both",
        "07:55> +1 07:55< 07:56> +2 08:05<",
        "work=2880 idle=9 overtime=5 night=960 early=5 | left_early",
        GUARD,
        TUESDAY,
        days=2,
    ),
    Case(
        "24 hours, back from outside at the end",
        "08:00> +1 07:30< 07:45> 08:00<",
        "work=1425 night=480 undertime=15",
        GUARD,
        TUESDAY,
    ),
    Case(
        "came early for the shift that follows",
        "05:40> 14:00<",
        "work=480 idle=20",
        week(shift("06:00-14:00"), cycle=((shift("22:00-06:00"),), (shift("06:00-14:00"),))),
        TUESDAY,
    ),
    Case(
        "the night's OUT past the middle between two shifts",
        "22:00> +1 07:30< 09:00> 17:00<",
        "work=1050 overtime=90 night=480 late=60 | late",
        week(cycle=((NIGHT,), (shift("08:00-17:00"),)), rules=rules(weekly=(), early_counts=True)),
        days=2,
    ),
]
