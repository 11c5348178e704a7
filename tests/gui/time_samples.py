"""People at work: schedules, a month of punches with what goes wrong in one, and who is in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.planning import Roster
from desk_access.attendance.reading import Reader
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.person import Person
from desk_access.model.presence import PersonToday, Presence
from desk_access.model.punch import Direction, Punch
from desk_access.model.schedule import Assignment, Break, Schedule, Shift
from desk_access.model.timesheet import Mark
from desk_access.model.work_rules import WorkRules
from tests.gui.fake_hours import House
from tests.gui.samples import GROUPS, ZONE, make_punch

MONDAY = date(2026, 1, 5)

DAY_SHIFT = Shift("Day", time(9), time(18), (Break(time(12), time(13)),))

NIGHT_SHIFT = Shift("Night", time(22), time(6), (Break(time(2), time(2, 30)),))

RULES = WorkRules(grace_in=5, snap_out=20)

OFFICE = Schedule("Office hours", ((DAY_SHIFT,),) * 5 + ((), ()), MONDAY, rules=RULES)

NIGHTS = Schedule("Nights", ((NIGHT_SHIFT,),) * 5 + ((), ()), MONDAY, rules=RULES)


def site_roster() -> Roster:
    """Everybody by day but the night shift; the 3rd of November is free."""
    return Roster(
        {each.name: each for each in (OFFICE, NIGHTS)},
        [
            Assignment((NIGHTS if "Night" in group else OFFICE).name, MONDAY, group=group)
            for group in GROUPS
        ],
        {date(2026, 11, 3): Holiday(date(2026, 11, 3), "Founding day", "operator")},
        ZONE,
    )


def at(day: date, hour: float) -> float:
    """So many hours after the midnight that begins a day at the site, in seconds since 1970."""
    midnight = datetime.combine(day, time(0), ZoneInfo(ZONE))
    return midnight.timestamp() + 3600 * hour


def worked(day: date, start: float, end: float | None, sequence: int) -> list[Mark]:
    """IN and OUT of a day, in hours of its clock; without an ``end`` the OUT was forgotten."""
    moments = [(start, Direction.IN)] + ([(end, Direction.OUT)] if end is not None else [])
    return [
        Mark(sequence + place, at(day, hour), direction, ZONE)
        for place, (hour, direction) in enumerate(moments)
    ]


def busy_house(
    people: Sequence[Person], first: date, last: date, now: datetime, seed: int = 7
) -> House:
    """Weeks as they are: most days are good; some are late, long, forgotten or missed."""
    random = np.random.default_rng(seed)
    house = House(list(people), site_roster(), {person.code: [] for person in people}, now=now)
    sequence = 1
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        for person in people:
            for mark in _a_day(random, day, "Night" in person.group, sequence):
                if mark.at < now.timestamp():
                    house.marks[person.code].append(mark)
                    sequence += 1
    for person in people[4::9]:
        away = last.replace(day=11), last.replace(day=13)
        house.leave.append(Leave(person.code, *away, "Holiday"))
    away = {(each.person_code, each.first + timedelta(n)) for each in house.leave for n in range(3)}
    for code, marks in house.marks.items():
        house.marks[code] = [mark for mark in marks if (code, _day_of(mark)) not in away]
    return house


def _day_of(mark: Mark) -> date:
    return datetime.fromtimestamp(mark.at, ZoneInfo(ZONE)).date()


def _a_day(random: np.random.Generator, day: date, night: bool, sequence: int) -> list[Mark]:
    luck = float(random.random())
    early, more = float(random.uniform(0.02, 0.3)), float(random.uniform(0.0, 0.3))
    start, end = (22 - early, 30 + more) if night else (9 - early, 18 + more)
    if day.weekday() >= 5 or (day.month, day.day) == (11, 3):
        return worked(day, 10, 13.5, sequence) if luck < 0.03 else []
    if luck < 0.02:
        return []
    if luck < 0.07:
        return worked(day, start + 2 * early + 0.2, end, sequence)
    if luck < 0.1:
        return worked(day, start, None, sequence)
    if luck < 0.2:
        return worked(day, start, end + 2 * luck * 10, sequence)
    if luck < 0.23:
        return worked(day, start, end - 1.2, sequence)
    if luck < 0.245:
        out = start + 5.5
        return [*worked(day, start, out, sequence), *worked(day, out + 1.4, end, sequence + 2)]
    return worked(day, start, end, sequence)


def punches_of(house: House) -> list[Punch]:
    """The ledger's entries of the house's marks, with cameras."""
    cameras = ("Main door", "Workshop")
    return [
        make_punch(
            mark.sequence,
            person,
            datetime.fromtimestamp(mark.at, UTC),
            mark.direction,
            cameras[mark.sequence % 5 == 0],
        )
        for person in house.people
        for mark in house.marks[person.code]
    ]


_STORY = (
    Presence.IN, Presence.IN, Presence.IN, Presence.LATE, Presence.IN, Presence.GONE,
    Presence.MISSING, Presence.IN, Presence.TOO_LONG, Presence.IN, Presence.ON_LEAVE, Presence.IN,
    Presence.IN, Presence.IN, Presence.EXPECTED, Presence.IN, Presence.LATE, Presence.IN,
    Presence.GONE, Presence.IN, Presence.OFF, Presence.IN, Presence.IN, Presence.IN,
)  # fmt: skip


def who_is_in(people: Sequence[Person], now: datetime) -> list[PersonToday]:
    """A morning: most are in, some late or missing, one since yesterday, some on leave."""
    reader = Reader(site_roster())
    today = now.astimezone(ZoneInfo(ZONE)).date()
    found = []
    for place, person in enumerate(people):
        presence = _STORY[place % len(_STORY)]
        if "Night" in person.group and presence is not Presence.TOO_LONG:
            presence = Presence.GONE if place % 3 else Presence.EXPECTED
        came = now - timedelta(minutes=20 + 7 * (place % 9))
        since: datetime | None = {
            Presence.TOO_LONG: now - timedelta(hours=25, minutes=10),
            Presence.LATE: datetime.fromtimestamp(at(today, 9), UTC),
            Presence.MISSING: datetime.fromtimestamp(at(today, 9), UTC),
            Presence.GONE: now - timedelta(hours=2, minutes=50 + place % 9),
            Presence.EXPECTED: datetime.fromtimestamp(at(today, 22), UTC),
            Presence.ON_LEAVE: None,
            Presence.OFF: None,
        }.get(presence, came)
        marks = []
        if presence in (Presence.IN, Presence.GONE):
            marks = [Mark(place + 1, came.timestamp(), Direction.IN, ZONE)]
        day = reader.days(PersonRecord(person.code, person.group, marks), today, today, now)[0]
        late = 12 if presence is Presence.IN and place % 7 == 2 else 0
        found.append(
            PersonToday(person.code, person.name, person.group, presence, since, late, day)
        )
    return found
