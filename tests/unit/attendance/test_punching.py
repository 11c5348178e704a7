"""Sightings become IN, OUT or nothing, whatever the clocks do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.punching import punch_for, without_schedules
from desk_access.attendance.reading import Reader
from desk_access.config import AttendanceSettings
from desk_access.model.punch import Direction, Punch
from desk_access.model.schedule import Schedule
from tests.records import some_punch
from tests.unit.attendance.days import NIGHT, OFFICE, roster_of, shift, week

IN, OUT = Direction.IN, Direction.OUT
SEOUL, BERLIN, LONDON = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London")
DEFAULT = AttendanceSettings()
SOMEBODY = PersonRecord("1", "", ())

ZONES = [
    ZoneInfo(name)
    for name in (
        "Asia/Seoul",
        "Europe/Berlin",
        "America/New_York",
        "America/Sao_Paulo",  # its clocks changed at midnight
        "America/St_Johns",  # its clocks went back across midnight, at 00:01
        "Australia/Lord_Howe",  # half an hour
        "Africa/Casablanca",
        "Pacific/Apia",  # skipped 30 December 2011
        "Asia/Kathmandu",
        "UTC",
    )
]
moments = st.datetimes(datetime(1995, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
rules = st.builds(
    AttendanceSettings,
    cool_down_s=st.integers(0, 7200).map(float),
    day_ends_at=st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
)
zones = st.sampled_from(ZONES)
_TWO_DAYS = timedelta(days=2)


def local(text: str, zone: ZoneInfo = SEOUL) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def last(at: datetime, direction: Direction, zone: ZoneInfo = SEOUL) -> Punch:
    punch = some_punch(at=at, direction=direction)
    return replace(punch, entry=replace(punch.entry, zone=zone.key))


def becomes(
    punches: list[Punch],
    at: datetime,
    rules: AttendanceSettings = DEFAULT,
    zone: ZoneInfo = SEOUL,
    schedule: Schedule | None = None,
) -> Direction | None:
    """What a sighting becomes after the punches, which are in the ledger's order."""

    def latest(before: datetime | None) -> Punch | None:
        wanted = (each for each in reversed(punches) if before is None or each.entry.at < before)
        return next(wanted, None)

    reader = without_schedules(rules, zone.key)
    if schedule is not None:
        reader = Reader(roster_of(schedule, zone.key))
    return punch_for(latest, at, rules.cool_down_s, zone, reader, SOMEBODY)


def working_day(at: datetime, rules: AttendanceSettings, zone: ZoneInfo) -> date:
    return without_schedules(rules, zone.key).working_day(SOMEBODY, at, zone.key)


def walk(
    times: list[str],
    rules: AttendanceSettings = DEFAULT,
    zone: ZoneInfo = SEOUL,
    schedule: Schedule | None = None,
) -> list[Direction | None]:
    """What a person's sightings at these local times become, one after the other."""
    found: list[Direction | None] = []
    punches: list[Punch] = []
    for text in times:
        at = local(text, zone)
        direction = becomes(punches, at, rules, zone, schedule)
        if direction is not None:
            punches.append(last(at, direction, zone))
        found.append(direction)
    return found


def test_the_first_is_in_and_then_they_alternate() -> None:
    times = ["2026-03-02 08:57", "2026-03-02 12:00", "2026-03-02 13:00", "2026-03-02 18:00"]
    assert walk(times) == [IN, OUT, IN, OUT]


def test_a_night_shift_ends_after_midnight() -> None:
    assert walk(["2026-03-02 19:00", "2026-03-03 03:59", "2026-03-03 19:00"]) == [IN, OUT, IN]


def test_a_forgotten_out_does_not_turn_the_next_day_round() -> None:
    assert walk(["2026-03-02 09:00", "2026-03-03 09:00", "2026-03-03 18:00"]) == [IN, IN, OUT]


def test_who_is_still_in_the_house_leaves_also_after_the_end_of_the_day() -> None:
    assert walk(["2026-03-02 22:00", "2026-03-03 04:00"]) == [IN, OUT]
    assert walk(["2026-03-02 22:00", "2026-03-03 06:00", "2026-03-03 22:00"]) == [IN, OUT, IN]
    early = AttendanceSettings(day_ends_at=time(0, 0))
    times = ["2026-03-02 22:00", "2026-03-02 23:59", "2026-03-03 00:10", "2026-03-03 00:30"]
    assert walk(times, early) == [IN, OUT, IN, OUT]
    assert walk(["2026-03-02 22:00", "2026-03-03 00:00"], early) == [IN, OUT]


@pytest.mark.parametrize(
    ("schedule", "times", "directions"),
    [
        # An extra night after the week's five.
        (week(NIGHT), ["2026-03-07 22:00", "2026-03-08 06:00"], [IN, OUT]),
        (week(OFFICE), ["2026-03-07 22:00", "2026-03-08 06:00"], [IN, OUT]),
        # Sixteen hours is the longest presence; the scheduled day after it begins with IN.
        (week(OFFICE), ["2026-03-02 13:00", "2026-03-03 05:00", "2026-03-03 09:00"], [IN, OUT, IN]),
        (week(OFFICE), ["2026-03-02 13:00", "2026-03-03 05:01", "2026-03-03 09:00"], [IN, IN, OUT]),
        # An OUT was forgotten, or a morning's IN missed: the next day is not turned round.
        (week(OFFICE), ["2026-03-02 17:30", "2026-03-03 08:55", "2026-03-03 18:00"], [IN, IN, OUT]),
        (week(OFFICE), ["2026-03-02 18:05", "2026-03-03 09:10", "2026-03-03 18:00"], [IN, IN, OUT]),
        (week(NIGHT), ["2026-03-03 06:00", "2026-03-03 21:55", "2026-03-04 06:00"], [IN, IN, OUT]),
        (
            week(shift("08:00-20:00")),
            ["2026-03-02 20:00", "2026-03-03 07:55", "2026-03-03 20:00"],
            [IN, IN, OUT],
        ),
        # Without a schedule too, where it would leave less than the daily rest.
        (None, ["2026-03-02 18:05", "2026-03-03 08:55", "2026-03-03 18:00"], [IN, IN, OUT]),
        (None, ["2026-03-02 18:00", "2026-03-03 07:00", "2026-03-03 18:00"], [IN, OUT, IN]),
        # Two turns of 24 hours, each begun and ended five minutes early or late.
        (
            week(shift("08:00-20:00"), shift("20:00-08:00")),
            ["2026-03-02 07:55", "2026-03-03 08:05", "2026-03-03 08:06", "2026-03-04 07:55"],
            [IN, OUT, IN, OUT],
        ),
        (
            week(shift("08:00-20:00"), shift("20:00-08:00")),
            ["2026-03-03 07:55", "2026-03-04 08:05"],
            [IN, OUT],
        ),
        (week(shift("08:00-08:00")), ["2026-03-07 17:00", "2026-03-08 17:00"], [IN, OUT]),
        (
            week(shift("08:00-08:00")),
            ["2026-03-02 07:55", "2026-03-03 08:05", "2026-03-03 08:06", "2026-03-04 07:55"],
            [IN, OUT, IN, OUT],
        ),
    ],
)
def test_a_leaver_and_a_comer_are_told_apart_by_the_schedule(
    schedule: Schedule | None, times: list[str], directions: list[Direction]
) -> None:
    assert walk(times, schedule=schedule) == directions


def test_the_day_is_the_sites_not_utcs() -> None:
    times = ["2026-03-02 08:00", "2026-03-02 10:00"]  # either side of midnight UTC in Seoul
    assert walk(times) == [IN, OUT]
    assert working_day(local("2026-03-02 08:00"), DEFAULT, SEOUL) == date(2026, 3, 2)
    assert working_day(local("2026-03-02 03:59"), DEFAULT, SEOUL) == date(2026, 3, 1)


def test_the_cool_down_keeps_a_lingering_face_from_punching() -> None:
    times = [f"2026-03-02 09:{second // 60:02}:{second % 60:02}" for second in range(0, 65, 5)]
    assert walk(times) == [IN] + [None] * 11 + [OUT]


def test_the_cool_down_counts_from_the_punch_across_the_end_of_the_day() -> None:
    assert walk(["2026-03-03 03:59:30", "2026-03-03 04:00:10", "2026-03-03 04:00:30"]) == [
        IN,
        None,
        OUT,
    ]


def test_without_a_cool_down_every_sighting_counts() -> None:
    rules = AttendanceSettings(cool_down_s=0)
    assert walk(["2026-03-02 09:00", "2026-03-02 09:00"], rules) == [IN, OUT]


@pytest.mark.parametrize(
    ("seconds_back", "expected"), [(0, None), (59, None), (60, OUT), (3600, OUT), (86400, IN)]
)
def test_a_clock_that_was_set_back(seconds_back: int, expected: Direction | None) -> None:
    at = local("2026-03-02 12:00")
    assert becomes([last(at, IN)], at - timedelta(seconds=seconds_back)) is expected


def test_a_clock_that_was_ahead_does_not_turn_the_day_round() -> None:
    """Told by the ledger's order: the wrong clock's punches lie on a day that has not come."""
    times = ["2026-03-02 09:00", "2026-03-05 09:30", "2026-03-05 12:00", "2026-03-02 13:00"]
    more = ["2026-03-02 18:00", "2026-03-02 19:00", "2026-03-03 09:00", "2026-03-03 18:00"]
    assert walk([*times, *more]) == [IN, IN, OUT, OUT, IN, OUT, IN, OUT]


def test_the_hour_that_comes_twice() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    second = first.replace(fold=1)
    came = [last(first.astimezone(UTC), IN, BERLIN)]
    assert becomes(came, first, DEFAULT, BERLIN) is None
    assert becomes(came, second, DEFAULT, BERLIN) is OUT
    rules = AttendanceSettings(day_ends_at=time(2, 15))
    moments = [datetime(2026, 10, 25, 0, 0, tzinfo=UTC) + timedelta(minutes=m) for m in (0, 15, 60)]
    days = [working_day(at, rules, BERLIN).day for at in moments]
    assert days == [24, 25, 25], "02:00, 02:15 and 02:00 again"
    assert working_day(datetime(2026, 10, 25, 2, 0, tzinfo=BERLIN, fold=1), rules, BERLIN).day == 25


def test_the_midnight_that_comes_twice() -> None:
    newfoundland = ZoneInfo("America/St_Johns")  # in 2010 back from 00:01 to 23:01
    rules = AttendanceSettings(day_ends_at=time(0, 0))
    at = datetime(2010, 11, 7, 2, 30, tzinfo=UTC)
    moments = [at + timedelta(minutes=m) for m in (-60, 0, 20, 59, 60, 120)]
    walls = [moment.astimezone(newfoundland).strftime("%d %H:%M") for moment in moments]
    assert walls == ["06 23:00", "07 00:00", "06 23:20", "06 23:59", "07 00:00", "07 01:00"]
    assert [working_day(moment, rules, newfoundland).day for moment in moments] == [6] + [7] * 5


def test_the_hour_that_never_comes() -> None:
    rules = AttendanceSettings(day_ends_at=time(1, 30))  # skipped in London on 29 March 2026
    before, after = local("2026-03-29 00:59", LONDON), local("2026-03-29 02:31", LONDON)
    assert working_day(before, rules, LONDON) == date(2026, 3, 28)
    assert working_day(after, rules, LONDON) == date(2026, 3, 29)


def test_a_day_that_never_came() -> None:
    apia = ZoneInfo("Pacific/Apia")
    before, after = local("2011-12-29 12:00", apia), local("2011-12-31 12:00", apia)
    assert after - before == timedelta(days=1)
    assert working_day(before, DEFAULT, apia) == date(2011, 12, 29)
    assert working_day(after, DEFAULT, apia) == date(2011, 12, 31)


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 3, 2, 8)
    punches: list[list[Punch]] = [[], [last(local("2026-03-02 08:00"), IN)]]
    for before in punches:
        with pytest.raises(ValueError, match="zone"):
            becomes(before, naive)


@given(moments, rules, zones)
def test_a_moment_is_within_a_day_of_its_working_day(
    at: datetime, rules: AttendanceSettings, zone: ZoneInfo
) -> None:
    day = working_day(at, rules, zone)
    wall = at.astimezone(zone).replace(tzinfo=None)
    begins = datetime.combine(day, rules.day_ends_at)
    # A change of clocks, or of the date line, lengthens a day or shortens it.
    slack = timedelta(hours=25) if zone.key == "Pacific/Apia" else timedelta(hours=1)
    assert begins - slack <= wall < begins + timedelta(days=1) + slack


@given(moments, st.timedeltas(timedelta(0), timedelta(days=3)), rules, zones)
def test_working_days_never_go_back(
    at: datetime, later: timedelta, rules: AttendanceSettings, zone: ZoneInfo
) -> None:
    assert working_day(at, rules, zone) <= working_day(at + later, rules, zone)


@hypothesis.settings(max_examples=30)
@given(zones, st.integers(1995, 2037), st.times())
def test_working_days_never_go_back_when_clocks_change(
    zone: ZoneInfo, year: int, ends: time
) -> None:
    rules = AttendanceSettings(day_ends_at=ends.replace(second=0, microsecond=0, fold=0))
    start = datetime(year, 1, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=hour) for hour in range(365 * 24)]
    changes = [
        at
        for at, then in pairwise(hours)
        if at.astimezone(zone).utcoffset() != then.astimezone(zone).utcoffset()
    ]
    for change in changes:
        around = [change + timedelta(minutes=10 * step) for step in range(-60, 60)]
        days = [working_day(at, rules, zone) for at in around]
        assert days == sorted(days)


@given(moments, st.timedeltas(-_TWO_DAYS, _TWO_DAYS), st.sampled_from(Direction), rules, zones)
def test_any_two_moments_follow_the_rules(
    then: datetime,
    apart: timedelta,
    direction: Direction,
    rules: AttendanceSettings,
    zone: ZoneInfo,
) -> None:
    at = then + apart
    found = becomes([last(then, direction, zone)], at, rules, zone)
    minutes = at.timestamp() // 60 - then.timestamp() // 60
    days = working_day(then, rules, zone), working_day(at, rules, zone)
    if abs(apart.total_seconds()) < rules.cool_down_s:
        assert found is None
    elif direction is OUT or days[0] > days[1]:
        assert found is IN
    else:
        assert found is (OUT if days[0] == days[1] or minutes <= 13 * 60 else IN)


@given(moments, st.lists(st.integers(0, 40_000), max_size=30), rules, zones)
def test_in_and_out_alternate_within_every_day(
    start: datetime, steps: list[int], rules: AttendanceSettings, zone: ZoneInfo
) -> None:
    at, punches = start, list[Punch]()
    by_day: dict[date, list[Direction]] = {}
    for step in steps:
        at += timedelta(seconds=step)
        direction = becomes(punches, at, rules, zone)
        if direction is None:
            continue
        punches.append(last(at, direction, zone))
        by_day.setdefault(working_day(at, rules, zone), []).append(direction)
    for made in by_day.values():
        # It may begin with the OUT of who came on the day before.
        begun = made[1:] if made[0] is OUT else made
        assert begun == [IN if place % 2 == 0 else OUT for place in range(len(begun))]
