"""The overtime of weeks: where a week begins, and that it does not matter where reading begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.planned_days import ClosedDays
from desk_access.attendance.planning import Roster
from desk_access.attendance.reading import Reader
from desk_access.model.schedule import Assignment, Schedule
from desk_access.model.timesheet import DayReading, Mark, PortionKind
from desk_access.model.work_rules import Band
from tests.unit.attendance.days import (
    LONG_AFTER,
    MONDAY,
    OFFICE,
    SEOUL,
    pause,
    punches,
    rules,
    shift,
    week,
)

FIRST = MONDAY - timedelta(7)
DAYS = 28
A_DAY = timedelta(1)
EARLY, LONG = shift("06:00-14:00"), shift("08:00-20:00", pause("12:00-13:00"))
SCHEDULES = (
    week(OFFICE, name="monday"),
    week(LONG, name="sunday", rules=rules(week_begins=6, daily=())),
    week(EARLY, name="thursday", rules=rules(week_begins=3, weekly=(Band(1200, 125),))),
    week(EARLY, name="none", rules=rules(week_begins=2, weekly=())),
)


def worked(first: date = FIRST, days: int = DAYS, hours: str = "07:00> 19:00<") -> list[Mark]:
    """The same every day, Sundays too."""
    marks: list[Mark] = []
    for index in range(days):
        marks += punches(hours, first + index * A_DAY, first=len(marks) + 1)
    return marks


def given_to(*given: tuple[str, date, date | None]) -> Roster:
    """One person's schedules, each with its first and last day."""
    assignments = [Assignment(name, first, last, "1") for name, first, last in given]
    return Roster({each.name: each for each in SCHEDULES}, assignments, {}, SEOUL)


def weekly(days: Sequence[DayReading]) -> dict[date, int]:
    """Minutes of the week's overtime, of days that have any."""
    found = {day.day: day.minutes(PortionKind.WEEKLY_OVERTIME) for day in days}
    return {day: minutes for day, minutes in found.items() if minutes}


def test_a_week_begins_where_its_schedule_says() -> None:
    reader = Reader(given_to(("sunday", FIRST, None)))
    record = PersonRecord("1", "", worked(hours="08:00> 17:00<"))
    saturday = MONDAY + 5 * A_DAY
    days = reader.days(record, MONDAY, saturday, LONG_AFTER)
    # Sunday is a free day, and paid as one: eight hours a day from Monday make forty on Friday.
    assert weekly(days) == {}
    assert [day.minutes(PortionKind.FREE_DAY) for day in days[-1:]] == [540]
    longer = PersonRecord("1", "", worked(hours="08:00> 20:00<"))
    wednesday, thursday, friday = (MONDAY + index * A_DAY for index in (2, 3, 4))
    assert weekly(reader.days(longer, MONDAY, saturday, LONG_AFTER)) == {
        thursday: 240,
        friday: 660,
    }
    assert weekly(reader.days(longer, wednesday, wednesday, LONG_AFTER)) == {}


def test_a_change_of_the_weeks_first_day_ends_the_week_in_progress() -> None:
    """The example of docs/attendance.md."""
    thursday = MONDAY + 3 * A_DAY
    plain = [
        week(OFFICE, name=name, cycle=((OFFICE,),) * 7, rules=rules(week_begins=begins))
        for name, begins in (("monday", 0), ("sunday", 6))
    ]
    assignments = [
        Assignment("monday", FIRST, thursday - A_DAY, "1"),
        Assignment("sunday", thursday, None, "1"),
    ]
    roster = Roster({each.name: each for each in plain}, assignments, {}, SEOUL)
    record = PersonRecord("1", "", worked(hours="09:00> 18:00<"))
    days = Reader(roster).days(record, MONDAY - 7 * A_DAY, MONDAY + 20 * A_DAY, LONG_AFTER)
    found = weekly(days)
    before = {MONDAY - 2 * A_DAY: 480, MONDAY - A_DAY: 480}
    # Monday to Wednesday, Thursday to Saturday: neither has forty hours. Then Sunday to Saturday.
    saturdays = {MONDAY + index * A_DAY: 480 for index in (11, 12, 18, 19)}
    assert found == before | saturdays


@pytest.mark.parametrize("first", range(21))
def test_it_does_not_matter_where_reading_begins(first: int) -> None:
    """A change on a day that begins no week of either: all or nothing was overtime before."""
    roster = given_to(
        ("sunday", FIRST, MONDAY + 2 * A_DAY),
        ("monday", MONDAY + 3 * A_DAY, MONDAY + 6 * A_DAY),
        ("sunday", MONDAY + 7 * A_DAY, None),
    )
    record = PersonRecord("1", "", worked())
    last = MONDAY + 20 * A_DAY
    whole = Reader(roster).days(record, FIRST, last, LONG_AFTER)
    part = Reader(roster).days(record, FIRST + first * A_DAY, last, LONG_AFTER)
    assert part == whole[first:]
    assert weekly(whole)


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """A person's schedules that change at any day, with gaps; shifts and rules of any kind."""
    schedules = [
        replace(
            each,
            cycle=draw(st.sampled_from([each.cycle, (each.cycle[0],) * 7])),
            rules=replace(
                each.rules,
                week_begins=draw(st.integers(0, 6)),
                weekly=draw(
                    st.sampled_from([(), (Band(0, 125),), (Band(600, 125), Band(2400, 200))])
                ),
            ),
        )
        for each in SCHEDULES
    ]
    changes = sorted(draw(st.sets(st.integers(-7, DAYS), max_size=6)))
    names = [each.name for each in schedules]
    assignments = [
        Assignment(
            draw(st.sampled_from(names)), FIRST + start * A_DAY, FIRST + (end - 1) * A_DAY, "1"
        )
        for start, end in pairwise([*changes, DAYS + 7])
        if draw(st.integers(0, 3))
    ]
    ends = draw(st.sampled_from([time(0), time(4), time(6)]))
    return Roster({each.name: each for each in schedules}, assignments, {}, SEOUL, ends)


@st.composite
def sides(draw: st.DrawFn) -> tuple[Roster, list[ClosedDays]]:
    """A roster, and closed days that other rosters read."""
    edges = sorted(draw(st.sets(st.integers(0, DAYS), max_size=3)))
    closed = [
        ClosedDays(FIRST + start * A_DAY, FIRST + (end - 1) * A_DAY, draw(rosters()), {})
        for start, end in pairwise(edges)
    ]
    return draw(rosters()), closed


@given(
    sides(),
    st.lists(
        st.sampled_from(["08:00> 17:00<", "05:30> 20:00<", "22:00> +1 04:30<", ""]), min_size=5
    ),
    st.integers(0, DAYS - 1),
    st.integers(0, DAYS - 1),
)
def test_a_day_reads_the_same_from_wherever_reading_begins(
    planned: tuple[Roster, list[ClosedDays]], hours: list[str], one: int, other: int
) -> None:
    roster, closed = planned
    marks: list[Mark] = []
    for index in range(-7, DAYS + 2):
        words = hours[index % len(hours)]
        marks += punches(words, FIRST + index * A_DAY, first=len(marks) + 1)
    marks.sort(key=lambda mark: mark.at)
    record = PersonRecord("1", "", marks)
    reader = Reader(roster, closed)
    whole = reader.days(record, FIRST, FIRST + (DAYS - 1) * A_DAY, LONG_AFTER)
    first, last = min(one, other), max(one, other)
    part = Reader(roster, closed).days(
        record, FIRST + first * A_DAY, FIRST + last * A_DAY, LONG_AFTER
    )
    assert part == whole[first : last + 1]


@given(rosters(), st.integers(0, DAYS))
def test_every_week_has_at_most_seven_days_and_every_day_one_week(
    roster: Roster, most: int
) -> None:
    """Counted here by the words of the manual, over all days from the first."""
    counting = (Band(most * 60, 150),)
    schedules = {
        name: replace(
            each,
            cycle=((OFFICE,),) * 7,
            rules=replace(each.rules, weekly=counting, daily=()),
        )
        for name, each in roster.schedules.items()
    }
    roster = replace(roster, schedules=schedules, day_ends_at=time(4))
    record = PersonRecord("1", "", worked(hours="09:00> 18:00<"))
    days = Reader(roster).days(record, FIRST, FIRST + (DAYS - 1) * A_DAY, LONG_AFTER)
    sums: list[int] = []
    names = _names(roster, FIRST - 7 * A_DAY, DAYS + 7)
    begins, length, total = None, 0, 0
    for day, name in names:
        schedule: Schedule | None = schedules.get(name or "")
        fresh = schedule is not None and schedule.rules.week_begins != begins
        if schedule is not None:
            begins = schedule.rules.week_begins
        if fresh or day.weekday() == begins:
            length, total = 0, 0
        length += 1
        assert begins is None or length <= 7
        before = total
        total += 480 if schedule is not None and day >= FIRST else 0
        sums.append(max(0, total - most * 60) - max(0, before - most * 60))
    assert [day.minutes(PortionKind.WEEKLY_OVERTIME) for day in days] == sums[7:]


def _names(roster: Roster, first: date, days: int) -> list[tuple[date, str | None]]:
    found: list[tuple[date, str | None]] = []
    for day in (first + index * A_DAY for index in range(days)):
        mine = [each for each in roster.assignments if each.covers(day)]
        found.append((day, max(mine, key=lambda each: each.first).schedule if mine else None))
    return found
