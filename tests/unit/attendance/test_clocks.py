"""A clock that was wrong is found by the ledger's order and by the time that never jumps."""

from __future__ import annotations

from datetime import date, time

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


@pytest.mark.parametrize(
    ("zone", "at", "rounding", "shows"),
    [
        ("Asia/Seoul", "09:07:31", Rounding(Towards.NEAREST, 15), "09:15"),
        ("Asia/Seoul", "09:07:29", Rounding(Towards.NEAREST, 15), "09:00"),
        ("Asia/Seoul", "09:07:30", Rounding(Towards.NEAREST, 15), "09:15"),
        ("Asia/Seoul", "09:00:01", Rounding(Towards.UP, 30), "09:30"),
        ("Asia/Seoul", "09:00:00", Rounding(Towards.UP, 30), "09:00"),
        ("Asia/Seoul", "09:59:59", Rounding(Towards.DOWN, 30), "09:30"),
        ("Asia/Seoul", "09:00:59", Rounding(), "09:00"),
        ("Asia/Seoul", "09:00:59", Rounding(Towards.UP), "09:01"),
        ("Asia/Kathmandu", "09:14:00", Rounding(Towards.DOWN, 30), "09:00"),
        ("Australia/Lord_Howe", "09:31:00", Rounding(Towards.UP, 20), "09:40"),
    ],
)
def test_moments_are_rounded_on_the_face_of_the_clock(
    zone: str, at: str, rounding: Rounding, shows: str
) -> None:
    hour, minute, second = (int(part) for part in at.split(":"))
    seconds = minute_at(date(2026, 1, 15), time(hour, minute), zone) * 60 + second
    assert f"{moment(rounded(seconds, rounding, zone), zone):%H:%M}" == shows


def test_times_that_a_change_of_clocks_skips_or_repeats() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    skipped = minute_at(spring, time(2, 30), "Europe/Berlin")
    assert f"{moment(skipped, 'Europe/Berlin'):%H:%M}" == "03:30"
    repeated = minute_at(autumn, time(2, 30), "Europe/Berlin")
    shown = [f"{moment(repeated + later, 'Europe/Berlin'):%H:%M}" for later in (-60, 0, 60)]
    assert shown == ["01:30", "02:30", "02:30"]
    start, end = stretch_at(spring, time(0), time(0), "Europe/Berlin")
    assert end - start == 23 * 60
