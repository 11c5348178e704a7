"""What holds of due time on every day: each minute of it is one thing, and no rule adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.planning import DayPlan
from desk_access.attendance.reading import Reader
from desk_access.attendance.spans import joined, length, within, without
from desk_access.model.correction import Trip
from desk_access.model.schedule import Schedule
from desk_access.model.timesheet import DayKind, DayReading, PortionKind, ProblemKind, Rule
from desk_access.model.work_rules import BreakRule, ForgottenOut
from tests.unit.attendance.days import corrections, roster_of
from tests.unit.attendance.test_properties import DAYS, read, spans, weeks

MISSING = (
    PortionKind.LATE,
    PortionKind.EARLY,
    PortionKind.ABSENT,
    PortionKind.UNDERTIME,
    PortionKind.EXCUSED,
)
LEAVE = (PortionKind.LEAVE, PortionKind.UNPAID_LEAVE)
UNKNOWN = {ProblemKind.FORGOTTEN_IN, ProblemKind.FORGOTTEN_OUT}

GivenWeek = tuple[Schedule | None, PersonRecord, date, str]


def with_rules(schedule: Schedule | None, **rules: object) -> Schedule | None:
    if schedule is None:
        return None
    return replace(schedule, rules=replace(schedule.rules, **rules))


def trips(record: PersonRecord) -> set[date]:
    """The days that were a trip as a whole."""
    changes = [each.asked.change for each in record.corrections]
    return {each.day for each in changes if isinstance(each, Trip) and each.hours is None}


def known(day: DayReading, record: PersonRecord) -> bool:
    """Whether its punches tell everything about it."""
    clear = not UNKNOWN & {problem.kind for problem in day.problems}
    return clear and day.day not in trips(record) and day.kind is DayKind.WORKDAY


def planned(given_week: GivenWeek, day: DayReading) -> DayPlan:
    schedule, record, _, zone = given_week
    return Reader(roster_of(schedule, zone)).plan(record, day.day, day.zone)


@given(weeks())
def test_every_due_minute_of_a_fixed_shift_is_one_thing(given_week: GivenWeek) -> None:
    schedule, record, begun, zone = given_week
    for day in read(with_rules(schedule, breaks=BreakRule.DEDUCTED), record, begun, zone):
        plan = planned(given_week, day)
        if not known(day, record) or any(shift.core is not None for shift in plan.shifts):
            continue
        leave = spans([day], *LEAVE)
        due = without([span for shift in plan.shifts for span in shift.due], leave)
        worked = [part for span in spans([day], PortionKind.WORK) for part in _in(due, span)]
        missing = spans([day], *MISSING)
        assert length(due) == day.due == length(worked) + length(missing)
        assert joined([*worked, *missing]) == joined(due)


@given(weeks())
def test_what_is_worked_and_missing_of_a_fixed_shift_is_what_was_due(
    given_week: GivenWeek,
) -> None:
    schedule, record, begun, zone = given_week
    for day in read(schedule, record, begun, zone):
        plan = planned(given_week, day)
        if not known(day, record) or any(shift.core is not None for shift in plan.shifts):
            continue
        within_shifts = [
            part for span in spans([day], PortionKind.WORK) for part in _in(plan.frames, span)
        ]
        worked = without(sorted(within_shifts), spans([day], *LEAVE))
        assert day.due == length(worked) + length(spans([day], *MISSING))


@given(weeks())
def test_what_is_worked_and_missing_of_flexible_hours_is_what_was_due(
    given_week: GivenWeek,
) -> None:
    schedule, record, begun, zone = given_week
    for day in read(schedule, record, begun, zone):
        plan = planned(given_week, day)
        if not known(day, record) or any(shift.core is None for shift in plan.shifts):
            continue
        missing = [each for each in day.portions if each.kind in MISSING]
        short = sum(each.minutes for each in missing if each.rule is Rule.HOURS_SHORT)
        worked = day.minutes(PortionKind.WORK)
        assert worked + sum(each.minutes for each in missing) >= day.due
        if short:
            assert worked + sum(each.minutes for each in missing) == day.due


@given(weeks())
def test_missing_time_is_apart_from_work_breaks_and_leave(given_week: GivenWeek) -> None:
    for day in read(*given_week):
        portions = [
            each
            for each in day.portions
            if each.kind in (*MISSING, PortionKind.WORK, PortionKind.BREAK, PortionKind.IDLE)
        ]
        taken = sorted((each.start, each.end) for each in portions)
        assert length(joined(taken)) == length(taken)
        missing = spans([day], *MISSING)
        # Leave of flexible hours has no time of its own; a core that it covers cannot be missed.
        if all(shift.core is None for shift in planned(given_week, day).shifts):
            assert without(missing, spans([day], *LEAVE)) == missing


@given(weeks(), st.integers(0, 60))
def test_undertime_is_a_problem_when_it_is_more_than_tolerated(
    given_week: GivenWeek, tolerance: int
) -> None:
    schedule, record, begun, zone = given_week
    for day in read(with_rules(schedule, undertime_tolerance=tolerance), record, begun, zone):
        reported = sum(each.kind is ProblemKind.UNDERTIME for each in day.problems)
        assert reported == int(day.minutes(PortionKind.UNDERTIME) > tolerance)


@given(weeks(), st.integers(0, 60))
def test_the_tolerance_changes_no_minute(given_week: GivenWeek, tolerance: int) -> None:
    schedule, record, begun, zone = given_week
    before = read(schedule, record, begun, zone)
    after = read(with_rules(schedule, undertime_tolerance=tolerance), record, begun, zone)
    assert [day.portions for day in after] == [day.portions for day in before]


@given(weeks())
def test_closing_by_rule_never_makes_more_than_what_was_due(given_week: GivenWeek) -> None:
    schedule, record, begun, zone = given_week
    nothing = with_rules(schedule, forgotten_out=ForgottenOut.NOTHING)
    closes = with_rules(schedule, forgotten_out=ForgottenOut.SHIFT_END)
    before, after = (read(rules, record, begun, zone) for rules in (nothing, closes))
    for one, other in zip(before, after, strict=True):
        _adds_nothing_beyond_due(one, other, Rule.FORGOTTEN_OUT)


@given(weeks(), st.integers(0, DAYS - 1))
def test_a_trip_of_a_whole_day_makes_what_was_due(given_week: GivenWeek, ahead: int) -> None:
    schedule, record, begun, zone = given_week
    day = begun + timedelta(ahead)
    others = [each for each in record.corrections if not isinstance(each.asked.change, Trip)]
    (trip,) = corrections(Trip(day), day=day)
    made = [*others, replace(trip, number=99)]
    without_trip = read(schedule, replace(record, corrections=others), begun, zone)
    with_trip = read(schedule, replace(record, corrections=made), begun, zone)
    earlier = read(schedule, replace(record, corrections=made), day - timedelta(3), zone, days=3)
    for one, other in zip(without_trip, with_trip, strict=True):
        if one.day != day:
            continue
        _adds_nothing_beyond_due(one, other, Rule.TRIP)
        if one.kind is DayKind.WORKDAY:
            wanted = max(one.due, one.minutes(PortionKind.WORK))
            # Minutes of a turn of a day before are that day's.
            still_there = spans(earlier, PortionKind.WORK, PortionKind.BREAK, PortionKind.IDLE)
            lost = sum(length(within(still_there, *frame)) for frame in one.planned)
            assert wanted - lost <= other.minutes(PortionKind.WORK) <= wanted
            assert not spans([other], *MISSING)
            assert 99 in other.corrections
        else:
            assert other.portions == one.portions


def _adds_nothing_beyond_due(before: DayReading, after: DayReading, rule: Rule) -> None:
    worked = before.minutes(PortionKind.WORK)
    assert after.minutes(PortionKind.WORK) <= max(worked, before.due)
    for kind in (PortionKind.OVERTIME, PortionKind.FREE_DAY):
        assert after.minutes(kind) == before.minutes(kind)
    added = [each for each in after.portions if each.rule is rule]
    for each in added:
        for kind in LEAVE:
            assert not within(spans([after], kind), each.start, each.end)


def _in(due: Sequence[tuple[int, int]], span: tuple[int, int]) -> list[tuple[int, int]]:
    return within(due, *span)
