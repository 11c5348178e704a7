"""Days of a closed month beside days of an open one: no punch in both, and none in neither."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.planned_days import ClosedDays
from desk_access.attendance.planning import Roster
from desk_access.attendance.reading import Reader
from desk_access.model.schedule import Assignment, Schedule
from desk_access.model.timesheet import Mark
from desk_access.model.work_rules import Pairing
from tests.unit.attendance.days import (
    LONG_AFTER,
    MONDAY,
    NIGHT,
    OFFICE,
    SEOUL,
    punches,
    rules,
    shift,
)

A_DAY = timedelta(1)
CLOSED = (MONDAY - 4 * A_DAY, MONDAY - A_DAY)
OPEN = (MONDAY, MONDAY + 3 * A_DAY)
WHOLE_DAY = shift("08:00-08:00")
CYCLES = (
    ((OFFICE,),) * 5 + ((), ()),
    ((NIGHT,),) * 7,
    ((WHOLE_DAY,),) * 7,
    ((WHOLE_DAY,), (), ()),
    ((shift("16:00-00:00"),),) * 7,
    ((shift("02:00-10:00"),),) * 7,
    ((),) * 7,
)


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """One person's schedule, or none."""
    counting = rules(
        pairing=draw(st.sampled_from([Pairing.EVERY_PAIR, Pairing.FIRST_LAST])),
        longest=draw(st.sampled_from([720, 960, 1560, 2880])),
    )
    schedule = Schedule("mine", draw(st.sampled_from(CYCLES)), MONDAY, rules=counting)
    given_to = [Assignment("mine", date(2000, 1, 1), None, "1")] if draw(st.booleans()) else []
    return Roster(
        {"mine": schedule}, given_to, {}, SEOUL, draw(st.sampled_from([time(0), time(4), time(6)]))
    )


@st.composite
def presences(draw: st.DrawFn) -> list[Mark]:
    """IN and OUT in turn, about the end of the closed days."""
    gaps = draw(st.lists(st.sampled_from([20, 90, 240, 420, 600, 840, 1200]), min_size=8))
    marks: list[Mark] = []
    minute = 0
    for place, gap in enumerate(gaps):
        minute += gap
        day = MONDAY - 3 * A_DAY + minute // 1440 * A_DAY
        sign = "<" if place % 2 else ">"
        at = f"{minute // 60 % 24:02}:{minute % 60:02}{sign}"
        marks += punches(at, day, first=len(marks) + 1)
    return marks


@given(rosters(), rosters(), presences())
def test_a_punch_is_of_a_closed_day_or_of_an_open_one(
    then: Roster, today: Roster, marks: list[Mark]
) -> None:
    """As months and periods read them: the closed days by their own roster, the open by today's."""
    closed = [ClosedDays(*CLOSED, then, {})]
    record = PersonRecord("1", "", marks)
    before = Reader(then, closed).days(record, *CLOSED, LONG_AFTER)
    after = Reader(today, closed).days(record, *OPEN, LONG_AFTER)
    found = [mark.sequence for day in (*before, *after) for mark in day.marks]
    assert sorted(found) == list(range(min(found, default=1), max(found, default=0) + 1))
    both = Reader(today, closed).days(record, CLOSED[0], OPEN[1], LONG_AFTER)
    assert [day.marks for day in both] == [day.marks for day in (*before, *after)]
    assert both[4:] == after
