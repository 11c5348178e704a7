"""Schedules as they are edited and drawn."""

from __future__ import annotations

from datetime import date, time

from desk_access.gui.view_models.schedule_draft import (
    WORKDAYS,
    ScheduleDraft,
    bars_of,
    made_flexible,
    new_draft,
    worked_minutes,
)
from desk_access.model.schedule import Break, Core, Schedule, Shift

MONDAY = date(2026, 11, 2)
DAY = Shift("Day", time(9), time(18), (Break(time(12), time(13)),))
SHORT = Break(time(4), time(4, 15), paid=True)
NIGHT = Shift("Night", time(22), time(6), (Break(time(1, 30), time(2)), SHORT))
EVENING = Shift("Evening", time(19), time(21))


def test_equal_shifts_of_several_days_are_edited_as_one() -> None:
    schedule = Schedule("Shop", ((DAY, EVENING), (DAY,), (), (NIGHT,)), MONDAY)
    draft = ScheduleDraft.of(schedule)
    assert [(each.shift.name, set(each.days)) for each in draft.shifts] == [
        ("Day", {0, 1}),
        ("Evening", {0}),
        ("Night", {3}),
    ]
    assert draft.schedule() == schedule
    later = draft.with_shift(0, Shift("Day", time(20), time(4)))
    assert [shift.name for shift in later.schedule().cycle[0]] == ["Evening", "Day"]


def test_a_new_one_is_an_office_week() -> None:
    draft = new_draft("Office", "Day", MONDAY)
    assert draft.weekly
    assert draft.schedule().cycle == ((DAY,),) * 5 + ((), ())
    assert draft.shifts[0].days == WORKDAYS


def test_a_shorter_cycle_loses_its_end_and_a_longer_one_is_free() -> None:
    draft = new_draft("Office", "Day", MONDAY).with_length(3, MONDAY)
    assert not draft.weekly
    assert draft.schedule().cycle == ((DAY,),) * 3
    assert draft.with_length(5, MONDAY).schedule().cycle == ((DAY,),) * 3 + ((), ())


def test_days_are_given_and_taken() -> None:
    draft = new_draft("Office", "Day", MONDAY).with_new(EVENING, {5})
    assert draft.with_days(1, {0, 6}).schedule().cycle[6] == (EVENING,)
    assert draft.without(1) == new_draft("Office", "Day", MONDAY)


def test_a_shift_across_midnight_is_one_bar() -> None:
    draft = ScheduleDraft.of(Schedule("Nights", ((NIGHT,), ()), MONDAY))
    (bar,) = bars_of(draft)
    assert (bar.day, bar.start, bar.end) == (0, 22 * 60, 30 * 60)
    assert bar.breaks == ((25 * 60 + 30, 26 * 60, False), (28 * 60, 28 * 60 + 15, True))


def test_flexible_hours_begin_with_what_was_due() -> None:
    flexible = made_flexible(DAY)
    assert (flexible.due_minutes, flexible.core) == (480, Core(time(10), time(16)))
    draft = ScheduleDraft.of(Schedule("Flexible", ((flexible,),), MONDAY))
    (bar,) = bars_of(draft)
    assert bar.flexible
    assert bar.core == (600, 960)


def test_a_whole_day_has_24_hours() -> None:
    assert worked_minutes(Shift("Guard", time(8), time(8))) == 1440
    assert worked_minutes(NIGHT) == 450
