"""Random cases for the oracle of hours, by group; a case is known by group, seed and number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from desk_access.model.calendar import Hours, Leave
from desk_access.model.correction import Excuse, Trip
from desk_access.model.punch import Direction
from desk_access.model.schedule import Assignment, Break, Core, Schedule, Shift
from desk_access.model.timesheet import Mark
from desk_access.model.work_rules import (
    Band,
    BreakRule,
    ForgottenOut,
    NightHours,
    Rounding,
    Towards,
    WorkRules,
)
from tests.oracles.hours import Case, ClosedBy
from tests.oracles.planned import A_DAY, Site

MONDAY = date(2026, 3, 2)
SEOUL = "Asia/Seoul"
STEPS = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)

CHANGES = (
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Adelaide", date(2026, 4, 5)),
    ("Australia/Adelaide", date(2026, 10, 4)),
    ("America/St_Johns", date(2026, 3, 8)),
    ("America/St_Johns", date(2026, 11, 1)),
    ("America/St_Johns", date(2011, 3, 13)),
    ("America/St_Johns", date(2010, 11, 7)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Asia/Kathmandu", date(2026, 3, 8)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Pacific/Chatham", date(2026, 4, 5)),
)
"""Zones and days of a change; Newfoundland's clocks changed at one minute past midnight once."""


def case(group: str, seed: int, number: int) -> Case:
    """The case of a group with this number; the same for the same seed."""
    return GROUPS[group](Random(f"{group}/{seed}/{number}"))


def boundary(random: Random) -> Case:
    """Pairing across the day's boundary: nights, whole days, extra nights, and no schedule."""
    cycle = random.choice(
        [
            ((NIGHT,),) * 5 + ((), ()),
            ((OFFICE,),) * 5 + ((), ()),
            ((WHOLE_DAY,),) * 7,
            ((WHOLE_DAY,), (), ()),
            ((EVENING,),) * 6 + ((),),
            ((EARLY,), (NIGHT,), ()),
            ((_any_shift(random),),) * 4 + ((),),
        ]
    )
    rules = replace(
        WorkRules(),
        longest=random.choice([16 * 60, 16 * 60, 12 * 60, 26 * 60]),
        early_counts=random.random() < 0.3,
        weekly=(),
    )
    schedule = Schedule("mine", cycle, MONDAY, random.random() < 0.5, rules)
    site = _site(random, schedule if random.random() < 0.85 else None, SEOUL, holidays=0.2)
    return _case(random, site, 3, _stays(random, site, 3))


def breaks(random: Random) -> Case:
    """Breaks that are recognised or taken off, paid ones, leave, and going out at any time."""
    lunch = _break(random, 11 * 60, 14 * 60)
    tea = _break(random, 15 * 60, 17 * 60, paid=random.random() < 0.7)
    more = [_break(random, 9 * 60 + 30, 10 * 60 + 45, paid=random.random() < 0.5)]
    shift = Shift("day", time(9), time(18), (*more[: random.randint(0, 1)], lunch, tea))
    if random.random() < 0.3:
        shift = replace(shift, due_minutes=random.choice([240, 420, 435, 450]))
        if random.random() < 0.5:
            shift = replace(shift, core=Core(time(10), time(15)))
    rules = _rules(random, breaks=random.choice([*BreakRule, BreakRule.RECOGNISED]))
    site = _site(random, Schedule("mine", ((shift,),), MONDAY, rules=rules))
    marks = _outings(random, MONDAY, SEOUL, 9 * 60, 18 * 60)
    return _case(random, site, 1, marks, leave=0.6)


def trips(random: Random) -> Case:
    """Trips of a whole day or of hours, beside leave and what was punched."""
    shifts = random.choice([(FLEXIBLE,), (OFFICE,), (NIGHT,), (EARLY, LATE), (_any_shift(random),)])
    rules = _rules(random)
    site = _site(random, Schedule("mine", (shifts,), MONDAY, rules=rules))
    marks = [] if random.random() < 0.4 else _outings(random, MONDAY, SEOUL, 8 * 60, 19 * 60)
    hours = None if random.random() < 0.6 else _hours(random)
    made = _case(random, site, 1, marks, leave=0.5)
    return replace(made, changes=[Trip(MONDAY, hours)])


def closing(random: Random) -> Case:
    """An IN without an OUT that a rule closes, beside leave, breaks and other punches."""
    shifts = random.choice([(FLEXIBLE,), (OFFICE,), (EARLY, LATE), (TEA,), (_any_shift(random),)])
    rules = _rules(random, forgotten_out=ForgottenOut.SHIFT_END)
    site = _site(random, Schedule("mine", (shifts,), MONDAY, rules=rules))
    marks = _outings(random, MONDAY, SEOUL, 7 * 60, 19 * 60)
    outs = [mark for mark in marks if mark.direction is Direction.OUT]
    for gone in random.sample(outs, random.randint(0, min(2, len(outs)))):
        marks.remove(gone)
    made = _case(random, site, 1, marks, leave=0.5)
    return replace(made, changes=[Excuse(MONDAY)] if random.random() < 0.1 else [])


def weeks(random: Random) -> Case:
    """The overtime of weeks across closings and changes of plan, also of the week's first day."""
    first = MONDAY - 14 * A_DAY
    closed: list[ClosedBy] = []
    edges = sorted(random.sample(range(-2, 30), random.choice([0, 2, 2, 3])))
    for start, end in pairwise(edges):
        site = _changing(random, first)
        closed.append(ClosedBy(first + start * A_DAY, first + (end - 1) * A_DAY, site))
    marks: list[Mark] = []
    for index in range(-7, 30):
        if random.random() < 0.9:
            day = first + index * A_DAY
            start = random.choice([360, 420, 480, 540, 13 * 60, 22 * 60])
            end = start + random.randint(60, 14 * 60)
            marks += [_mark(day, start, Direction.IN), _mark(day, end, Direction.OUT)]
    begun = first + random.randint(0, 20) * A_DAY
    until = min(begun + random.randint(0, 14) * A_DAY, first + 27 * A_DAY)
    return Case(_changing(random, first), _numbered(marks), begun, until, closed=closed)


def clocks(random: Random) -> Case:
    """Days on which clocks change, in zones that are not whole hours from UTC; rounding too."""
    zone, day = random.choice(CHANGES)
    shift = random.choice([NIGHT, OFFICE, EARLY, NIGHT_BREAKS, FLEXIBLE, _any_shift(random)])
    rules = _rules(
        random,
        round_in=_rounding(random),
        round_out=_rounding(random),
        night=random.choice([NightHours(), NightHours(time(20), time(5)), None]),
    )
    site = _site(random, Schedule("mine", ((shift,),), MONDAY, rules=rules), zone)
    first = day - A_DAY
    marks: list[Mark] = []
    for index in range(3):
        on = first + index * A_DAY
        start = shift.start.hour * 60 + shift.start.minute
        size = (_length(shift) if random.random() < 0.7 else random.randint(10, 700)) // 1
        come = start + random.randint(-40, 40)
        marks += [
            _mark(on, come, Direction.IN, zone, random.randrange(60)),
            _mark(
                on, come + size + random.randint(-30, 45), Direction.OUT, zone, random.randrange(60)
            ),
        ]
    return Case(site, _numbered(marks), first, first + 2 * A_DAY)


GROUPS: dict[str, Callable[[Random], Case]] = {
    "boundary": boundary,
    "breaks": breaks,
    "trips": trips,
    "closing": closing,
    "weeks": weeks,
    "clocks": clocks,
}
"""What is compared: each by its name."""

LUNCH = Break(time(12), time(13))
OFFICE = Shift("office", time(9), time(18), (LUNCH,))
TEA = Shift("tea", time(9), time(18), (LUNCH, Break(time(15), time(15, 15), paid=True)))
EARLY, LATE = Shift("early", time(6), time(11)), Shift("late", time(13), time(18))
EVENING = Shift("evening", time(16), time(0), (Break(time(20), time(20, 30)),))
NIGHT = Shift("night", time(22), time(6))
NIGHT_BREAKS = Shift(
    "breaks", time(18), time(7), (Break(time(1), time(2, 30)), Break(time(4), time(4, 15), True))
)
WHOLE_DAY = Shift("day and night", time(8), time(8))
FLEXIBLE = Shift("flexible", time(7), time(21), (), 480, Core(time(10), time(15)))


def _any_shift(random: Random) -> Shift:
    start, size = random.randrange(0, 1440, 15), random.randrange(180, 1380, 15)
    shift = Shift("any", _time(start), _time(start + size))
    if random.random() < 0.5:
        begin = start + random.randrange(15, size - 120, 5)
        pause = Break(_time(begin), _time(begin + random.randint(5, 60)), random.random() < 0.3)
        shift = replace(shift, breaks=(pause,))
    return shift


def _changing(random: Random, first: date) -> Site:
    """A person's schedules that change, with gaps."""
    schedules = {}
    for name in "abc":
        shift = random.choice([OFFICE, TEA, EARLY, NIGHT, EVENING])
        cycle = random.choice([((shift,),) * 7, ((shift,),) * 5 + ((), ())])
        rules = replace(
            WorkRules(),
            week_begins=random.randrange(7),
            weekly=random.choice([(), (Band(0, 125),), (Band(1200, 125), Band(2400, 200))]),
            daily=random.choice([(), (Band(0, 150),), (Band(30, 125), Band(120, 200))]),
            free_day=random.choice([(), (Band(0, 150), Band(480, 200))]),
            early_counts=random.random() < 0.5,
        )
        schedules[name] = Schedule(name, cycle, MONDAY, False, rules)
    starts = sorted(random.sample(range(-10, 28), random.randint(1, 5)))
    assignments = [
        Assignment(random.choice("abc"), first + start * A_DAY, first + (end - 1) * A_DAY, "1")
        for start, end in pairwise([*starts, 40])
        if random.random() < 0.85
    ]
    ends = time(random.choice([0, 4, 4, 6]))
    return Site(schedules, assignments, frozenset({MONDAY}), SEOUL, ends)


def _site(
    random: Random, schedule: Schedule | None, zone: str = SEOUL, holidays: float = 0.0
) -> Site:
    free = frozenset({MONDAY + A_DAY} if random.random() < holidays else ())
    if schedule is None:
        return Site({}, [], free, zone)
    return Site({"mine": schedule}, [Assignment("mine", date(2000, 1, 1), None, "1")], free, zone)


def _case(random: Random, site: Site, days: int, marks: Sequence[Mark], leave: float = 0.0) -> Case:
    kept = []
    if random.random() < leave:
        hours = None if random.random() < 0.1 else _hours(random)
        kept = [Leave("1", MONDAY, MONDAY, "annual", hours, random.random() < 0.8)]
    return Case(site, _numbered(marks), MONDAY, MONDAY + (days - 1) * A_DAY, kept)


def _rules(random: Random, **changes: object) -> WorkRules:
    rules = replace(
        WorkRules(),
        breaks=random.choice(list(BreakRule)),
        grace_in=random.choice([0, 0, 5, 10]),
        grace_out=random.choice([0, 0, 5, 10]),
        snap_out=random.choice([0, 0, 10, 20]),
        early_counts=random.random() < 0.3,
        undertime_tolerance=random.choice([0, 15, 30]),
        daily=random.choice([(), (Band(0, 150),), (Band(30, 125), Band(120, 200))]),
        weekly=(),
    )
    return replace(rules, **changes)  # type: ignore[arg-type]


def _rounding(random: Random) -> Rounding:
    return Rounding(random.choice(list(Towards)), random.choice(STEPS))


def _break(random: Random, first: int, last: int, paid: bool = False) -> Break:
    start = random.randrange(first, last - 60, 5)
    return Break(_time(start), _time(start + random.randrange(5, 61, 5)), paid)


def _hours(random: Random) -> Hours:
    start = random.choice([540, 600, 720, 840, 900, random.randrange(420, 1080, 5)])
    return Hours(_time(start), _time(start + random.choice([30, 60, 120, 240, 300])))


def _outings(random: Random, day: date, zone: str, first: int, last: int) -> list[Mark]:
    """In in the morning, out in the evening, and out some times between; some punches are lost."""
    times = sorted(
        random.choice([0, 0, 0, random.randint(-3, 3)]) + random.randrange(first, last, 5)
        for _ in range(2 * random.randint(0, 3))
    )
    come, go = first + random.randint(-30, 60), last + random.randint(-90, 60)
    whole = sorted({come, *[each for each in times if come < each < go], go})
    if len(whole) % 2:
        whole.pop(-2)
    marks = []
    for place, minute in enumerate(whole):
        direction = Direction.OUT if place % 2 else Direction.IN
        if random.random() < 0.97:
            marks.append(_mark(day, minute, direction, zone, random.randrange(60)))
    return marks


def _stays(random: Random, site: Site, days: int) -> list[Mark]:
    """Presences of any length from two days before, at the shifts and anywhere."""
    marks: list[Mark] = []
    at = -2 * 1440 + random.randint(0, 1440)
    while at < (days + 1) * 1440:
        shifts = site.schedules["mine"].cycle if site.schedules else ()
        starts = [shift.start.hour * 60 + shift.start.minute for each in shifts for shift in each]
        lengths = [_length(shift) for each in shifts for shift in each]
        size = random.choice([random.randint(5, 600), random.randint(300, 1000), 1, *lengths])
        if starts and random.random() < 0.7:
            at = max(at, at // 1440 * 1440 + random.choice(starts) + random.randint(-90, 90))
        for minute, direction in ((at, Direction.IN), (at + size, Direction.OUT)):
            if random.random() < 0.94:
                marks.append(_mark(MONDAY, minute, direction, site.zone, random.randrange(60)))
        at += size + random.choice([random.randint(2, 60), random.randint(200, 1200)])
    return marks


def _length(shift: Shift) -> int:
    start = shift.start.hour * 60 + shift.start.minute
    end = shift.end.hour * 60 + shift.end.minute
    return (end - start - 1) % 1440 + 1


def _mark(day: date, minute: int, direction: Direction, zone: str = SEOUL, second: int = 0) -> Mark:
    """A punch at a minute of a day's clock; one before or after the day is of another date."""
    on, at = day + timedelta(minute // 1440), _time(minute)
    local = datetime.combine(on, at, ZoneInfo(zone))
    return Mark(0, local.timestamp() + second, direction, zone)


def _numbered(marks: Sequence[Mark]) -> list[Mark]:
    found = sorted(marks, key=lambda mark: mark.at)
    return [mark._replace(sequence=number) for number, mark in enumerate(found, 1)]


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
