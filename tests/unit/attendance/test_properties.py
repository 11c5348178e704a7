"""What holds of every day, whatever was punched, planned and corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from desk_access.attendance.marking import PersonRecord, readings
from desk_access.attendance.reading import Reader, totals_of
from desk_access.attendance.spans import joined, length, within, without
from desk_access.model.calendar import Hours, Leave
from desk_access.model.correction import AddPunch, Change, ClockWasWrong, Excuse, IgnorePunch, Trip
from desk_access.model.punch import Direction
from desk_access.model.schedule import Schedule
from desk_access.model.timesheet import DayReading, Mark, PortionKind
from desk_access.model.work_rules import (
    Band,
    BreakRule,
    ForgottenOut,
    Pairing,
    Rounding,
    Towards,
    WorkRules,
)
from tests.unit.attendance.days import (
    LONG_AFTER,
    LUNCH,
    MONDAY,
    NIGHT,
    OFFICE,
    corrections,
    pause,
    roster_of,
    shift,
    week,
)

DAYS = 5
WITHIN_WORK = (
    PortionKind.OVERTIME,
    PortionKind.WEEKLY_OVERTIME,
    PortionKind.FREE_DAY,
    PortionKind.NIGHT,
)

CLOSE = (
    week(shift("08:00-20:00"), shift("20:00-08:00")),
    week(cycle=((NIGHT,), (shift("06:00-14:00"),), (shift("15:00-23:00"),))),
)
"""Shifts that follow each other so closely that an IN may be meant for the next day's."""

SCHEDULES = (
    week(OFFICE),
    week(NIGHT, cycle=((NIGHT,),) * 7),
    week(shift("09:00-13:00"), shift("15:00-19:00")),
    week(shift("07:00-21:00", LUNCH, due=480, core="10:00-15:00")),
    week(shift("09:00-18:00", LUNCH, due=480)),
    week(shift("06:00-10:00", due=180), shift("12:00-18:00", pause("14:00-14:30"))),
    week(shift("09:00-18:00", LUNCH, pause("15:00-15:15", paid=True))),
    week(shift("18:00-07:00", pause("00:30-01:00"), pause("04:00-04:15", paid=True))),
    *CLOSE,
    Schedule("guards", ((shift("08:00-20:00"),), (shift("20:00-08:00"),), (), ()), MONDAY),
    None,
)

# The weeks around both changes of clocks, and one without.
BEGINNINGS = (MONDAY, date(2026, 3, 26), date(2026, 10, 22), date(2026, 12, 29))
ZONES = ("Asia/Seoul", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")

roundings = st.builds(
    Rounding, st.sampled_from(Towards), st.sampled_from([1, 2, 5, 6, 10, 15, 20, 30])
)
rule_sets = st.builds(
    WorkRules,
    pairing=st.sampled_from(Pairing),
    breaks=st.sampled_from(BreakRule),
    forgotten_out=st.sampled_from(ForgottenOut),
    round_in=roundings,
    round_out=roundings,
    grace_in=st.integers(0, 30),
    grace_out=st.integers(0, 30),
    early_counts=st.booleans(),
    undertime_tolerance=st.integers(0, 60),
    snap_out=st.integers(0, 30),
    flap=st.integers(0, 5),
    daily=st.sampled_from([(), (Band(0, 150),), (Band(30, 125), Band(120, 200))]),
    weekly=st.sampled_from(
        [(), (Band(0, 125),), (Band(600, 150),), (Band(900, 150), Band(1500, 200))]
    ),
)


@st.composite
def marked(draw: st.DrawFn, begun: date, zone: str) -> list[Mark]:
    """Punches at any second of the days, and of the days before and after."""
    start = datetime.combine(begun - timedelta(2), time(), ZoneInfo(zone)).timestamp()
    seconds = st.integers(0, (DAYS + 4) * 86400)
    made = draw(st.lists(st.tuples(seconds, st.sampled_from(Direction)), max_size=24))
    made.sort(key=lambda each: each[0])
    return [
        Mark(number, start + at, direction, zone) for number, (at, direction) in enumerate(made, 1)
    ]


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Schedule | None, PersonRecord, date, str]:
    """A schedule, what is known of a person, the first day, and the zone."""
    begun, zone = draw(st.sampled_from(BEGINNINGS)), draw(st.sampled_from(ZONES))
    schedule = draw(st.sampled_from(SCHEDULES))
    if schedule is not None:
        schedule = replace(schedule, rules=draw(rule_sets))
    marks = draw(marked(begun, zone))
    day = begun + timedelta(draw(st.integers(0, DAYS - 1)))
    noon = datetime.combine(day, time(12, 34), ZoneInfo(zone)).astimezone(UTC)
    changes: tuple[Change, ...] = tuple(
        draw(
            st.lists(
                st.sampled_from(
                    [
                        AddPunch(noon, Direction.OUT, zone),
                        IgnorePunch(1),
                        Excuse(day),
                        Trip(day),
                        Trip(day, Hours(time(13), time(16))),
                        ClockWasWrong(2, 5, -1800),
                    ]
                ),
                max_size=3,
                unique_by=repr,
            )
        )
    )
    hours = draw(st.sampled_from([None, Hours(time(9), time(12)), Hours(time(22), time(2))]))
    leave = [Leave("1", day, day, "annual", hours)] if draw(st.booleans()) else []
    record = PersonRecord("1", "", marks, corrections(*changes, day=day), leave)
    return schedule, record, begun, zone


def read(
    schedule: Schedule | None, record: PersonRecord, begun: date, zone: str, days: int = DAYS
) -> list[DayReading]:
    reader = Reader(roster_of(schedule, zone))
    return reader.days(record, begun, begun + timedelta(days - 1), LONG_AFTER)


def spans(days: Sequence[DayReading], *kinds: PortionKind) -> list[tuple[int, int]]:
    return sorted(
        (each.start, each.end) for day in days for each in day.portions if each.kind in kinds
    )


@given(weeks())
def test_no_minute_is_negative_or_counted_twice(
    given_week: tuple[Schedule | None, PersonRecord, date, str],
) -> None:
    days = read(*given_week)
    for kind in PortionKind:
        found = spans(days, kind)
        assert all(start < end for start, end in found)
        assert all(end <= start for (_, end), (start, _) in pairwise(found)), kind
    work = joined(spans(days, PortionKind.WORK))
    for kind in WITHIN_WORK:
        assert not without(spans(days, kind), work)
    presence = (PortionKind.WORK, PortionKind.BREAK, PortionKind.IDLE)
    found = spans(days, *presence)
    assert all(end <= start for (_, end), (start, _) in pairwise(found))
    assert all(sum_ >= 0 for sum_ in totals_of(days))
    paid_more = spans(days, *WITHIN_WORK[:3])
    assert all(end <= start for (_, end), (start, _) in pairwise(paid_more))


@given(weeks())
def test_every_minute_names_what_it_came_from(
    given_week: tuple[Schedule | None, PersonRecord, date, str],
) -> None:
    _, record, _, _ = given_week
    known = {mark.sequence for mark in record.marks}
    known |= {-each.number for each in record.corrections}
    unsourced = {PortionKind.ABSENT, PortionKind.LEAVE, PortionKind.UNPAID_LEAVE}
    for day in read(*given_week):
        for each in day.portions:
            assert set(each.sources) <= known
            assert each.sources or each.kind in unsourced
        assert set(day.corrections) <= {each.number for each in record.corrections}


@given(weeks(), st.integers(1, DAYS - 1))
def test_a_period_in_two_parts_has_the_sums_of_the_whole(
    given_week: tuple[Schedule | None, PersonRecord, date, str], cut: int
) -> None:
    schedule, record, begun, zone = given_week
    whole = read(schedule, record, begun, zone)
    first = read(schedule, record, begun, zone, cut)
    second = read(schedule, record, begun + timedelta(cut), zone, DAYS - cut)
    assert [*first, *second] == whole
    assert totals_of(first).plus(totals_of(second)) == totals_of(whole)


@given(weeks(), st.data())
def test_going_out_and_coming_back_at_once_changes_no_hour(
    given_week: tuple[Schedule | None, PersonRecord, date, str], data: st.DataObject
) -> None:
    schedule, record, begun, zone = given_week
    assume(schedule is None or schedule.cycle not in [each.cycle for each in CLOSE])
    if schedule is not None:
        plain = replace(schedule.rules, pairing=Pairing.EVERY_PAIR, flap=0)
        plain = replace(plain, round_in=Rounding(), round_out=Rounding())
        schedule = replace(schedule, rules=plain)
    record = PersonRecord("1", "", record.marks)
    before = read(schedule, record, begun, zone)
    pairs = [
        (come, go)
        for day in before
        for come, go in pairwise(day.marks)
        if come.direction is Direction.IN and go.direction is Direction.OUT
    ]
    if not pairs:
        return
    come, go = data.draw(st.sampled_from(pairs))
    at = data.draw(st.floats(come.at, go.at, exclude_min=come.at < go.at))
    more = [Mark(101, at, Direction.OUT, zone), Mark(102, at, Direction.IN, zone)]
    marks = sorted([*record.marks, *more], key=lambda mark: mark.at)
    if not come.at < at < go.at:
        return
    after = read(schedule, PersonRecord("1", "", marks), begun, zone)
    assert totals_of(after) == totals_of(before)


@given(weeks(), st.integers(0, (DAYS + 4) * 86400), st.sampled_from(Direction))
def test_a_punch_changes_no_day_but_its_own_and_its_neighbours(
    given_week: tuple[Schedule | None, PersonRecord, date, str], at: int, direction: Direction
) -> None:
    schedule, record, begun, zone = given_week
    if schedule is not None:
        # Only the overtime of a week looks at other days, and punches in turn at all before.
        pairing = schedule.rules.pairing
        pairing = Pairing.EVERY_PAIR if pairing is Pairing.ALTERNATE else pairing
        schedule = replace(schedule, rules=replace(schedule.rules, weekly=(), pairing=pairing))
    start = datetime.combine(begun - timedelta(2), time(), ZoneInfo(zone)).timestamp()
    more = Mark(1001, start + at, direction, zone)
    before = read(schedule, record, begun, zone)
    marks = sorted([*record.marks, more], key=lambda mark: mark.at)
    after = read(schedule, replace(record, marks=marks), begun, zone)
    reader = Reader(roster_of(schedule, zone))
    around = [mark.at for mark in readings_of(replace(record, marks=marks))]
    place = around.index(more.at)
    near = around[max(0, place - 2) : place + 3]
    first, last = (
        reader.working_day(record, datetime.fromtimestamp(each, UTC), zone)
        for each in (near[0], near[-1])
    )
    for old, new in zip(before, after, strict=True):
        if not first - timedelta(2) <= old.day <= last + timedelta(2):
            assert new == old


def readings_of(record: PersonRecord) -> list[Mark]:
    return [each.mark for each in readings(record)]


@given(weeks())
def test_every_punch_is_on_one_day_and_every_out_with_its_in(
    given_week: tuple[Schedule | None, PersonRecord, date, str],
) -> None:
    """Told a second time, punch by punch, from the text of the manual."""
    schedule, record, begun, zone = given_week
    assume(schedule is None or schedule.cycle not in [each.cycle for each in CLOSE])
    if schedule is not None:
        plain = replace(schedule.rules, pairing=Pairing.EVERY_PAIR, flap=0)
        schedule = replace(schedule, rules=plain)
    record = PersonRecord("1", "", record.marks)
    reader = Reader(roster_of(schedule, zone))
    wanted: dict[int, date] = {}
    came: tuple[Mark, date] | None = None
    for mark in readings_of(record):
        day = reader.working_day(record, datetime.fromtimestamp(mark.at, UTC), zone)
        if mark.direction is Direction.IN:
            came = mark, day
        elif came is not None:
            age = int(mark.at // 60) - int(came[0].at // 60)
            ends = reader.plan(record, came[1], zone).ends
            if age <= 16 * 60 or mark.at // 60 <= ends:
                day = came[1]
            came = None
        wanted[mark.sequence] = day
    days = read(schedule, record, begun, zone)
    found = {mark.sequence: day.day for day in days for mark in day.marks}
    last = begun + timedelta(DAYS - 1)
    assert found == {each: day for each, day in wanted.items() if begun <= day <= last}


@given(weeks(), st.sampled_from(ZONES))
def test_the_zone_in_which_a_moment_is_written_does_not_matter(
    given_week: tuple[Schedule | None, PersonRecord, date, str], written_in: str
) -> None:
    schedule, record, begun, zone = given_week
    moved = [
        replace(
            each,
            asked=replace(
                each.asked,
                change=replace(
                    each.asked.change, at=each.asked.change.at.astimezone(ZoneInfo(written_in))
                ),
            ),
        )
        if isinstance(each.asked.change, AddPunch)
        else each
        for each in record.corrections
    ]
    now = LONG_AFTER.astimezone(ZoneInfo(written_in))
    reader = Reader(roster_of(schedule, zone))
    last = begun + timedelta(DAYS - 1)
    written = reader.days(replace(record, corrections=moved), begun, last, now)
    assert written == read(schedule, record, begun, zone)


@given(weeks())
def test_days_follow_each_other_without_a_gap(
    given_week: tuple[Schedule | None, PersonRecord, date, str],
) -> None:
    schedule, record, begun, zone = given_week
    days = read(schedule, PersonRecord("1", "", record.marks), begun, zone)
    assert [day.day for day in days] == [begun + timedelta(index) for index in range(DAYS)]
    found = [mark.sequence for day in days for mark in day.marks]
    assert len(found) == len(set(found))


any_spans = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=6).map(joined)


@given(any_spans, any_spans)
def test_spans_and_holes_share_no_minute_and_lose_none(
    some: list[tuple[int, int]], holes: list[tuple[int, int]]
) -> None:
    minutes = {minute for start, end in some for minute in range(start, end)}
    gone = {minute for start, end in holes for minute in range(start, end)}
    left = without(some, holes)
    assert {minute for start, end in left for minute in range(start, end)} == minutes - gone
    inside = [each for start, end in holes for each in within(some, start, end)]
    assert length(left) + length(inside) == length(some)
