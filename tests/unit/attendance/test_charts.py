"""The numbers of charts, against days whose sums are known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk_access.attendance.charts import Charts, charts_of
from desk_access.attendance.reading import totals_of
from desk_access.model.correction import Trip
from desk_access.model.schedule import Schedule
from desk_access.model.timesheet import Mark, PersonMonth, PortionKind, Totals
from tests.unit.attendance.days import (
    BERLIN,
    LONG_AFTER,
    MONDAY,
    NIGHT,
    OFFICE,
    pause,
    punches,
    read,
    shift,
    week,
)

SUNDAY = MONDAY + timedelta(6)


def person(
    marks: Sequence[Mark],
    schedule: Schedule | None = None,
    *,
    first: date = MONDAY,
    days: int = 7,
    now: datetime = LONG_AFTER,
    **more: object,
) -> PersonMonth:
    found = read(schedule or week(OFFICE), marks, day=first, days=days, now=now, **more)  # type: ignore[arg-type]
    return PersonMonth("1", "Kim", "", tuple(found), totals_of(found), Totals())


def charted(*people: PersonMonth, first: date = MONDAY, last: date = SUNDAY) -> Charts:
    return charts_of(people, first, last)


def test_hours_are_those_of_the_days() -> None:
    long = person(punches("08:55> 20:00< +1 09:30> 18:00< +5 10:00> 12:00<"))
    charts = charted(long, person(punches("09:00> 18:00<")))
    monday, tuesday, saturday = charts.hours[0], charts.hours[1], charts.hours[5]
    assert (monday.due, monday.regular, monday.overtime, monday.people) == (960, 960, 120, 2)
    assert (tuesday.due, tuesday.work, tuesday.people) == (960, 450, 1)
    assert (saturday.due, saturday.free_day, saturday.regular) == (0, 120, 0)
    assert charts.people == 2
    assert [each.day for each in charts.hours] == [MONDAY + timedelta(n) for n in range(7)]


def test_nobody_is_a_chart_of_nothing() -> None:
    charts = charted()
    assert charts.people == 0
    assert len(charts.hours) == len(charts.lateness) == 7
    assert charts.weekdays == (0,) * 7
    assert charts.presence == ((0.0,) * 24,) * 7


def test_lateness_is_of_those_who_were_due() -> None:
    late = person(punches("09:30> 18:00< +1 09:00> 18:00< +2 09:10> 18:00<"))
    good = person(punches("09:00> 18:00< +1 09:00> 18:00< +2 09:00> 18:00<"))
    charts = charted(late, good)
    monday, tuesday, wednesday = charts.lateness[:3]
    assert (monday.due, monday.late, monday.minutes, monday.mean) == (2, 1, 30, 15.0)
    assert (tuesday.due, tuesday.late, tuesday.minutes) == (2, 0, 0)
    assert [each.trend for each in (monday, tuesday, wednesday)] == [15.0, 7.5, 40 / 6]
    assert charts.lateness[5].due == 0
    assert charts.lateness[5].trend is None
    assert charts.lateness[5].mean == 0


def test_a_trend_forgets_after_five_days() -> None:
    marks = punches("10:00> 18:00<") + [
        mark
        for day in range(1, 8)
        for mark in punches("09:00> 18:00<", MONDAY + timedelta(day), first=10 * day)
    ]
    charts = charts_of([person(marks, days=8)], MONDAY, MONDAY + timedelta(7))
    assert charts.lateness[4].trend == 60 / 5
    assert charts.lateness[7].trend == 0


def test_a_day_that_nobody_began_is_not_late_yet() -> None:
    before_nine = datetime(2026, 3, 2, 8, 50).astimezone(UTC).replace(tzinfo=UTC)
    charts = charted(person([], now=before_nine - timedelta(hours=9)))
    assert charts.lateness[0].due == 0
    assert charts.weekdays == (0,) * 7


def test_presence_is_a_mean_over_the_days_that_are_over() -> None:
    two_weeks = punches("09:00> 18:00< +7 09:30> 18:00<")
    last = MONDAY + timedelta(13)
    charts = charts_of([person(two_weeks, days=14)], MONDAY, last)
    assert charts.weekdays == (2,) * 7
    mondays = charts.presence[0]
    assert mondays[8] == 0
    assert mondays[9] == 0.75
    assert mondays[12] == 1.0  # A break that is deducted is spent in the house.
    assert mondays[17] == 1.0
    assert charts.presence[1] == (0.0,) * 24


def test_the_night_belongs_to_the_day_on_the_clock() -> None:
    charts = charted(person(punches("22:00> +1 06:00<"), week(NIGHT)))
    assert charts.presence[0][22:] == (1.0, 1.0)
    assert charts.presence[1][:6] == (1.0,) * 6
    assert sum(map(sum, charts.presence)) == 8


def test_who_went_out_or_worked_elsewhere_is_not_there() -> None:
    paid = week(shift("09:00-18:00", pause("12:00-13:00", paid=True)))
    out = person(punches("09:00> 12:00< 13:00> 18:00<"), paid)
    assert charted(out).hours[0].work == 540
    assert charted(out).presence[0][12] == 0
    trip = person([], changes=[Trip(MONDAY)])
    assert charted(trip).hours[0].work == 480
    assert sum(map(sum, charted(trip).presence)) == 0


def test_hours_of_the_clock_when_it_changes() -> None:
    """On 29 March 2026 the clocks of Berlin skip the hour from 02:00."""
    saturday, sunday = date(2026, 3, 28), date(2026, 3, 29)
    marks = punches("+1 01:00> 03:30<", saturday, BERLIN)
    charts = charts_of([person(marks, first=saturday, days=2, zone=BERLIN)], saturday, sunday)
    assert charts.hours[0].work == 90
    assert charts.presence[6][1:4] == (1.0, 0.0, 0.5)


def test_days_beyond_the_period_are_left_out() -> None:
    charts = charts_of([person(punches("09:00> 18:00< +1 09:00> 18:00<"))], MONDAY, MONDAY)
    assert len(charts.hours) == 1
    assert charts.hours[0].work == 480


HOURS = st.lists(st.integers(0, 7 * 24 * 4 - 1), min_size=0, max_size=20, unique=True)


@given(HOURS, st.sampled_from(("Asia/Seoul", "Asia/Kathmandu", "America/New_York")))
def test_every_minute_is_in_one_hour(quarters: list[int], zone: str) -> None:
    """Whatever was punched: the charts have the minutes of the days, each once."""
    quarters.sort()
    words = " ".join(
        f"+{each // 96} {each // 4 % 24:02}:{each % 4 * 15:02}{'><'[place % 2]}"
        for place, each in enumerate(quarters)
    )
    month = person(punches(words, zone=zone), zone=zone, days=8)
    charts = charts_of([month], MONDAY, MONDAY + timedelta(7))
    assert sum(each.work for each in charts.hours) == sum(
        day.minutes(PortionKind.WORK) for day in month.days
    )
    assert all(min(each.regular, each.overtime, each.free_day) >= 0 for each in charts.hours)
    there = sum(
        sum(day.minutes(kind) for kind in (PortionKind.WORK, PortionKind.IDLE))
        for day in month.days
    ) + sum(
        each.minutes
        for day in month.days
        for each in day.portions
        if each.kind is PortionKind.BREAK and each.rule.value == "break_deducted"
    )
    seen = sum(
        minutes * count
        for row, count in zip(charts.presence, charts.weekdays, strict=True)
        for minutes in row
    )
    assert round(seen * 60) == there
