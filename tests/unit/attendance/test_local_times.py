"""A time that a person types is one moment: which of two is asked, and what never came refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from desk_access.attendance.local_times import Fold, check_hours, moment_at, moments_of
from desk_access.errors import ScheduleRefused
from desk_access.model.calendar import Hours

BERLIN = "Europe/Berlin"
BACK, FORTH = date(2026, 10, 25), date(2026, 3, 29)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_of_a_repeated_time_a_person_says_which() -> None:
    first, second = utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)
    assert moments_of(BACK, time(2, 30), BERLIN) == (first, second)
    assert moment_at(BACK, time(2, 30), BERLIN, Fold.FIRST) == first
    assert moment_at(BACK, time(2, 30), BERLIN, Fold.SECOND) == second
    with pytest.raises(ScheduleRefused, match="showed 02:30 twice on 2026-10-25") as refused:
        moment_at(BACK, time(2, 30), BERLIN)
    assert "--fold second" in refused.value.cure


@pytest.mark.parametrize("fold", [None, *Fold])
def test_a_time_that_never_came_is_refused_and_not_moved(fold: Fold | None) -> None:
    for at in (time(2, 0), time(2, 30), time(2, 59)):
        with pytest.raises(ScheduleRefused, match=r"never showed 02:.. on 2026-03-29"):
            moment_at(FORTH, at, BERLIN, fold)


@pytest.mark.parametrize("fold", [None, *Fold])
def test_any_other_time_is_one_moment(fold: Fold | None) -> None:
    assert moment_at(BACK, time(1, 59), BERLIN, fold) == utc(2026, 10, 24, 23, 59)
    assert moment_at(BACK, time(3, 0), BERLIN, fold) == utc(2026, 10, 25, 2, 0)
    assert moment_at(FORTH, time(3, 0), BERLIN, fold) == utc(2026, 3, 29, 1, 0)
    assert moment_at(BACK, time(2, 30), "Asia/Seoul", fold) == utc(2026, 10, 24, 17, 30)


def test_clocks_that_change_by_half_an_hour_or_a_day() -> None:
    assert len(moments_of(date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe")) == 2
    assert len(moments_of(date(2026, 4, 5), time(1, 15), "Australia/Lord_Howe")) == 1
    assert moments_of(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe") == ()
    assert moments_of(date(2011, 12, 30), time(12, 0), "Pacific/Apia") == ()


@pytest.mark.parametrize(
    ("hours", "first", "told"),
    [
        (Hours(time(1, 0), time(2, 30)), BACK, "shows 02:30 twice on 2026-10-25"),
        (Hours(time(2, 30), time(5, 0)), FORTH, "shows 02:30 never on 2026-03-29"),
        (Hours(time(22, 0), time(2, 30)), date(2026, 3, 28), "shows 02:30 never on 2026-03-29"),
        (Hours(time(22, 0), time(2, 30)), date(2026, 3, 20), "shows 02:30 never on 2026-03-29"),
    ],
)
def test_hours_whose_bounds_come_twice_or_never_are_refused(
    hours: Hours, first: date, told: str
) -> None:
    with pytest.raises(ScheduleRefused, match=told):
        check_hours(hours, first, max(first, date(2026, 3, 28)), BERLIN)


def test_hours_across_a_change_are_fine() -> None:
    for day in (BACK, FORTH, date(2026, 3, 28)):
        check_hours(Hours(time(1, 0), time(4, 0)), day, day, BERLIN)
        check_hours(Hours(time(22, 0), time(6, 0)), day, day, BERLIN)
