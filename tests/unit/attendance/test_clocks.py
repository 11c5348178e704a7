"""A clock that was wrong is found by the ledger's order and by the time that never jumps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from desk_access.attendance.clock import minute_at, rounded, stretch_at
from desk_access.attendance.clocks import clock_faults, suspects
from desk_access.model.correction import ClockWasWrong
from desk_access.model.timesheet import ClockMark, moment
from desk_access.model.work_rules import Rounding, Towards

HOUR, DAY = 3600.0, 86400.0


def run(session: str, first: int, *marks: tuple[float, float]) -> list[ClockMark]:
    """The punches of one run of the program: (true time, how far the clock is ahead)."""
    return [
        ClockMark(first + index, true + ahead, true - marks[0][0], session)
        for index, (true, ahead) in enumerate(marks)
    ]


def wrong(*marks: ClockMark) -> list[ClockWasWrong]:
    return suspects(clock_faults(marks))


def test_a_clock_that_is_right_has_no_faults() -> None:
    steady = run("a", 1, (0, 0), (HOUR, 1), (9 * HOUR, -30)) + run("b", 4, (DAY, 0), (2 * DAY, 0))
    assert clock_faults(steady) == []


def test_a_clock_set_back_while_the_program_runs_was_ahead_since_it_began() -> None:
    marks = run("a", 1, (0, 0)) + run("b", 2, (HOUR, DAY), (2 * HOUR, DAY), (3 * HOUR, 0))
    (fault,) = clock_faults(marks)
    assert (fault.after, fault.sequence, fault.seconds, fault.certain) == (3, 4, -DAY, True)
    assert wrong(*marks) == [ClockWasWrong(2, 3, int(DAY))]


def test_a_clock_that_jumped_and_jumped_back_was_wrong_between() -> None:
    marks = run("a", 1, (0, 0), (HOUR, HOUR), (2 * HOUR, HOUR), (3 * HOUR, 0), (4 * HOUR, 0))
    assert wrong(*marks) == [ClockWasWrong(2, 3, int(HOUR))]


def test_a_clock_that_was_behind_for_a_while_was_wrong_between() -> None:
    marks = run("a", 1, (0, 0), (3 * HOUR, -HOUR), (4 * HOUR, -HOUR), (5 * HOUR, 0))
    assert wrong(*marks) == [ClockWasWrong(2, 3, int(-HOUR))]


def test_a_clock_that_was_wrong_for_a_run_shows_at_the_next_one() -> None:
    marks = (
        run("a", 1, (0, 0), (HOUR, 0))
        + run("b", 3, (2 * HOUR, DAY), (8 * HOUR, DAY))
        + run("c", 5, (10 * HOUR, 0))
    )
    (fault,) = clock_faults(marks)
    assert not fault.certain
    # At least so much: how long the program was closed, nobody knows.
    assert wrong(*marks) == [ClockWasWrong(3, 4, int(DAY - 2 * HOUR))]


def test_a_machine_that_slept_is_no_fault_of_its_clock() -> None:
    marks = [ClockMark(1, 0.0, 0.0, "a"), ClockMark(2, 12 * HOUR, HOUR, "a")]
    assert wrong(*marks) == []


def test_two_clocks_set_back_are_two_stretches() -> None:
    marks = (
        run("a", 1, (0, HOUR), (HOUR, 0))
        + run("b", 3, (DAY, HOUR), (DAY + HOUR, 0), (DAY + 2 * HOUR, 0))
    )  # fmt: skip
    assert wrong(*marks) == [ClockWasWrong(1, 1, 3600), ClockWasWrong(3, 3, 3600)]


STEPS = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)


@pytest.mark.parametrize(
    ("zone", "at", "rounding", "shows"),
    [
        ("Asia/Seoul", "09:08", Rounding(Towards.NEAREST, 15), "09:15"),
        ("Asia/Seoul", "09:07", Rounding(Towards.NEAREST, 15), "09:00"),
        ("Asia/Seoul", "09:05", Rounding(Towards.NEAREST, 10), "09:10"),
        ("Asia/Seoul", "09:01", Rounding(Towards.NEAREST, 3), "09:00"),
        ("Asia/Seoul", "09:01", Rounding(Towards.UP, 30), "09:30"),
        ("Asia/Seoul", "09:00", Rounding(Towards.UP, 30), "09:00"),
        ("Asia/Seoul", "09:59", Rounding(Towards.DOWN, 30), "09:30"),
        ("Asia/Seoul", "09:00", Rounding(Towards.UP), "09:00"),
        ("Asia/Kathmandu", "09:14", Rounding(Towards.DOWN, 30), "09:00"),
        ("Pacific/Chatham", "09:14", Rounding(Towards.DOWN, 30), "09:00"),
        ("Australia/Lord_Howe", "09:31", Rounding(Towards.UP, 20), "09:40"),
        ("America/St_Johns", "09:31", Rounding(Towards.UP, 12), "09:36"),
    ],
)
def test_minutes_are_rounded_on_the_face_of_the_clock(
    zone: str, at: str, rounding: Rounding, shows: str
) -> None:
    minute = minute_at(date(2026, 1, 15), time.fromisoformat(at), zone)
    assert f"{moment(rounded(minute, rounding, zone), zone):%H:%M}" == shows


# From the last minute before a change of clocks to the first after it: Lord Howe by half an hour,
# Adelaide and Newfoundland at half past of UTC, Casablanca for Ramadan, Chatham at 02:45.
CHANGES = [
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC), "02:00", "02:30"),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, 0, tzinfo=UTC), "02:00", "01:30"),
    ("Australia/Adelaide", datetime(2026, 10, 3, 16, 30, tzinfo=UTC), "02:00", "03:00"),
    ("America/St_Johns", datetime(2026, 11, 1, 4, 30, tzinfo=UTC), "02:00", "01:00"),
    ("America/St_Johns", datetime(2010, 11, 7, 2, 31, tzinfo=UTC), "00:01", "23:01"),
    ("Pacific/Chatham", datetime(2026, 9, 26, 14, 0, tzinfo=UTC), "02:45", "03:45"),
    ("Africa/Casablanca", datetime(2026, 2, 15, 2, 0, tzinfo=UTC), "03:00", "02:00"),
    ("Europe/Berlin", datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "02:00", "03:00"),
]


@pytest.mark.parametrize(("zone", "change", "before", "after"), CHANGES)
def test_rounding_goes_by_the_minutes_own_clock_and_ends_at_a_change(
    zone: str, change: datetime, before: str, after: str
) -> None:
    at = int(change.timestamp() // 60)
    hour = time.fromisoformat(before)
    reached = moment(at - 1, zone).replace(tzinfo=None) + timedelta(minutes=1)
    assert (reached.time(), f"{moment(at, zone):%H:%M}") == (hour, after)
    for minute in range(at - 70, at + 70):
        own = moment(minute, zone).utcoffset()
        for step in STEPS:
            down = rounded(minute, Rounding(Towards.DOWN, step), zone)
            up = rounded(minute, Rounding(Towards.UP, step), zone)
            nearest = rounded(minute, Rounding(Towards.NEAREST, step), zone)
            assert minute - step < down <= minute <= up < minute + step
            assert nearest in (down, up)
            for found in (down, up):
                # On the face of the minute's own clock, or the change itself.
                shown = moment(found, "UTC") + (own or timedelta())
                assert shown.minute % step == 0 or found == at
            assert (down < at) == (minute < at)
            assert up <= at or minute >= at


def test_a_night_in_lord_howe_is_rounded_by_its_own_clock() -> None:
    out = minute_at(date(2026, 10, 4), time(2, 45), "Australia/Lord_Howe")
    found = rounded(out, Rounding(Towards.DOWN, 20), "Australia/Lord_Howe")
    assert f"{moment(found, 'Australia/Lord_Howe'):%H:%M}" == "02:40"


def test_times_that_a_change_of_clocks_skips_or_repeats() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    skipped = minute_at(spring, time(2, 30), "Europe/Berlin")
    assert f"{moment(skipped, 'Europe/Berlin'):%H:%M}" == "03:30"
    repeated = minute_at(autumn, time(2, 30), "Europe/Berlin")
    shown = [f"{moment(repeated + later, 'Europe/Berlin'):%H:%M}" for later in (-60, 0, 60)]
    assert shown == ["01:30", "02:30", "02:30"]
    start, end = stretch_at(spring, time(0), time(0), "Europe/Berlin")
    assert end - start == 23 * 60
