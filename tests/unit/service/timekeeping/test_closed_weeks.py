"""A week that begins in a closed month: that month's days are read as it was closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from desk_access.config import AttendanceSettings
from desk_access.errors import ChangeRefused
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.correction import AddPunch, NewCorrection
from desk_access.model.history import Visit
from desk_access.model.plan_change import AddLeave
from desk_access.model.punch import Direction
from desk_access.model.schedule import Assignment, Schedule, Shift
from desk_access.model.timesheet import DayReading, PortionKind
from desk_access.model.work_rules import Band, WorkRules
from tests.unit.service.timekeeping.conftest import DAY, House, at

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
MONDAY, SATURDAY, SUNDAY = date(2026, 1, 26), date(2026, 1, 31), FEBRUARY
A_DAY = timedelta(1)
WEEKLY = WorkRules(daily=(), free_day=(), weekly=(Band(2400, 150),))
DAILY = Schedule("Daily", ((DAY,),) * 7, date(2026, 1, 5), rules=WEEKLY)
AFTERNOONS = replace(DAILY, cycle=((Shift("Short", time(14), time(18)),),) * 7)


@pytest.fixture
def worked(house: House) -> House:
    """Kim worked from nine to six on all days of two weeks; January is closed on 2 February."""
    house.time.save_schedule(DAILY)
    house.time.assign(Assignment("Daily", date(2026, 1, 5), person_code="E7"))
    day = MONDAY
    while day < FEBRUARY + timedelta(7):
        house.punch("E7", "09:00", "18:00", day=day)
        day += A_DAY
    house.clock.time = at("12:00", date(2026, 2, 2))
    house.time.close_month(JANUARY, "noor")
    return house


def of_month(house: House, day: date) -> DayReading:
    (month,) = house.time.month(day.replace(day=1), code="E7")
    return next(each for each in month.days if each.day == day)


def of_period(house: House, day: date) -> DayReading:
    (found,) = house.time.period(date(2026, 1, 20), date(2026, 2, 10), code="E7")
    return next(each for each in found.days if each.day == day)


def of_short_period(house: House, day: date) -> DayReading:
    (found,) = house.time.period(day, day + A_DAY, code="E7")
    return found.days[0]


def of_everybody(house: House, day: date) -> DayReading:
    (days,) = [
        each.days for each in house.time.period(day, day, group="Office") if each.code == "E7"
    ]
    return days[0]


def by_itself(house: House, day: date) -> DayReading:
    return house.time.day("E7", day).corrected


def before_a_change(house: House, day: date) -> DayReading:
    """As the preview of leave on another day tells it."""
    away = date(2026, 2, 25)
    ((was, _),) = house.time.preview(
        AddLeave(Leave("E7", away, away, "annual")), month=day.replace(day=1)
    )
    return next(each for each in was.days if each.day == day)


READERS = (of_month, of_period, of_short_period, of_everybody, by_itself, before_a_change)

CHANGES: dict[str, Callable[[House], object]] = {
    "other hours": lambda house: house.time.save_schedule(AFTERNOONS, "Daily"),
    "other rules": lambda house: house.time.save_schedule(
        replace(DAILY, rules=replace(WEEKLY, week_begins=3)), "Daily"
    ),
    "no schedule": lambda house: house.time.unassign(
        Assignment("Daily", date(2026, 1, 5), person_code="E7")
    ),
    "holidays": lambda house: house.time.save_holidays(
        [Holiday(SATURDAY - A_DAY, "Outing", "noor")]
    ),
    "another group": lambda house: house.workspace.gallery.rename("E7", "Kim", "Mill"),
    "another end of days": lambda house: house.time.configure(
        AttendanceSettings(day_ends_at=time(9, 30)), house.settings.corrections
    ),
}


def test_an_edited_shift_leaves_the_week_that_began_in_a_closed_month(worked: House) -> None:
    assert of_month(worked, SUNDAY).minutes(PortionKind.WEEKLY_OVERTIME) == 480
    worked.time.save_schedule(AFTERNOONS, "Daily")
    sunday = of_month(worked, SUNDAY)
    # Its own hours are those of today's plan, but forty had been worked before it.
    assert sunday.minutes(PortionKind.WORK) == 240
    assert sunday.minutes(PortionKind.WEEKLY_OVERTIME) == 240
    assert of_month(worked, SATURDAY).minutes(PortionKind.WEEKLY_OVERTIME) == 480
    assert not any(
        of_month(worked, SUNDAY + A_DAY).minutes(kind)
        for kind in (PortionKind.WEEKLY_OVERTIME, PortionKind.OVERTIME)
    )


@pytest.mark.parametrize("change", CHANGES)
def test_every_reader_reads_a_day_alike(worked: House, change: str) -> None:
    closed = of_month(worked, SATURDAY)
    CHANGES[change](worked)
    assert of_month(worked, SATURDAY) == closed
    readers = [*READERS]
    if change == "another group":
        readers.remove(of_everybody)
    if change == "no schedule":
        # Leave changes nothing where nothing is due.
        readers.remove(before_a_change)
    for day in (SATURDAY, SUNDAY, SUNDAY + A_DAY):
        wanted = of_month(worked, day)
        for reader in readers:
            if reader is not before_a_change or day >= FEBRUARY:
                assert reader(worked, day) == wanted, (reader.__name__, day)


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_of_the_plan_is_a_difference_of_closed_months(worked: House, change: str) -> None:
    worked.punch("E7", "19:00", "20:00", day=date(2026, 2, 8))
    worked.clock.time = at("12:00", date(2026, 3, 2))
    worked.time.close_month(FEBRUARY, "noor")
    closed = [of_month(worked, SUNDAY + index * A_DAY) for index in range(28)]
    CHANGES[change](worked)
    assert [of_month(worked, SUNDAY + index * A_DAY) for index in range(28)] == closed
    # A correction that changes no hour has both months read again: nothing is carried.
    missed = AddPunch(at("19:30", date(2026, 1, 30)), Direction.OUT, "Asia/Seoul")
    made = worked.time.propose(NewCorrection("E7", date(2026, 1, 30), missed, "Asked"), "noor")
    worked.time.withdraw(made.number, "noor")
    (march,) = worked.time.month(MARCH, code="E7")
    assert not any(march.carried)


def test_days_before_the_first_closed_month_are_read_for_it_by_its_own_plan(house: House) -> None:
    """December was never closed; its last days are of the week in which January begins."""
    house.time.save_schedule(DAILY)
    house.time.assign(Assignment("Daily", date(2025, 12, 1), person_code="E7"))
    day = date(2025, 12, 29)
    while day < date(2026, 1, 5):
        house.punch("E7", "09:00", "18:00", day=day)
        day += A_DAY
    house.clock.time = at("12:00", date(2026, 2, 2))
    house.time.close_month(JANUARY, "noor")
    before = of_month(house, date(2026, 1, 4))
    assert before.minutes(PortionKind.WEEKLY_OVERTIME) == 480
    house.time.save_schedule(AFTERNOONS, "Daily")
    assert of_month(house, date(2026, 1, 4)) == before
    (both,) = house.time.period(date(2025, 12, 20), date(2026, 1, 10), code="E7")
    assert before in both.days
    (december,) = house.time.month(date(2025, 12, 1), code="E7")
    assert december.days[-1].minutes(PortionKind.WORK) == 240


def test_a_late_correction_counts_in_the_week_that_goes_on_in_the_next_month(
    house: House,
) -> None:
    """Four days in January and one in February make forty hours; an hour more is found later."""
    house.time.save_schedule(DAILY)
    house.time.assign(Assignment("Daily", date(2026, 1, 5), person_code="E7"))
    friday = SATURDAY - A_DAY
    for index in (0, 1, 4, 5, 6):
        house.punch("E7", "09:00", "18:00", day=MONDAY + index * A_DAY)
    house.clock.time = at("12:00", date(2026, 3, 2))
    for month in (JANUARY, FEBRUARY):
        house.time.close_month(month, "noor")
    assert of_month(house, SUNDAY).minutes(PortionKind.WEEKLY_OVERTIME) == 0
    for hour, direction in (("19:00", Direction.IN), ("20:00", Direction.OUT)):
        change = AddPunch(at(hour, friday), direction, "Asia/Seoul")
        house.time.propose(NewCorrection("E7", friday, change, "Forgotten"), "noor")
    assert of_month(house, SUNDAY).minutes(PortionKind.WEEKLY_OVERTIME) == 60
    (march,) = house.time.month(MARCH, code="E7")
    # The hour is January's, the overtime that it makes February's: the open month carries both.
    assert (march.carried.work, march.carried.overtime) == (60, 60)


def test_an_out_that_is_added_two_days_later_is_carried_where_its_in_was(house: House) -> None:
    """Two days are the longest presence that a schedule may have."""
    long = replace(DAILY, cycle=((),) * 7, rules=replace(WEEKLY, longest=2880))
    house.time.save_schedule(long)
    house.time.assign(Assignment("Daily", date(2026, 1, 5), person_code="E7"))
    house.punch("E7", "12:00", day=SATURDAY)
    house.clock.time = at("12:00", date(2026, 2, 3))
    house.time.close_month(JANUARY, "noor")
    monday = SUNDAY + A_DAY
    out = AddPunch(at("11:00", monday), Direction.OUT, "Asia/Seoul")
    house.time.propose(NewCorrection("E7", monday, out, "Forgotten"), "noor")
    assert of_month(house, SATURDAY).minutes(PortionKind.WORK) == 47 * 60
    (february,) = house.time.month(FEBRUARY, code="E7")
    assert (february.totals.work, february.carried.work) == (0, 47 * 60)


def test_a_month_begins_where_the_closed_one_before_it_ended(house: House) -> None:
    """January ended at 04:00; that days end at 09:30 since moves no punch into or out of it."""
    house.time.save_schedule(DAILY)
    house.time.assign(Assignment("Daily", date(2026, 1, 5), SATURDAY, person_code="E7"))
    house.punch("E7", "09:00", "18:00", day=SATURDAY)
    house.punch("E7", "09:00", "18:00", day=SUNDAY)
    house.clock.time = at("12:00", SUNDAY)
    house.time.close_month(JANUARY, "noor")
    days = [of_month(house, day) for day in (SATURDAY, SUNDAY)]
    house.time.configure(AttendanceSettings(day_ends_at=time(9, 30)), house.settings.corrections)
    assert [of_month(house, day) for day in (SATURDAY, SUNDAY)] == days
    assert [len(day.marks) for day in days] == [2, 2]
    seen = Visit(at("10:10", SUNDAY), at("10:10", SUNDAY), "Main door")
    (missed,) = house.time.missed_punches("E7", seen)
    assert isinstance(missed.change, AddPunch)
    assert (missed.day, missed.change.direction) == (SUNDAY, Direction.OUT)


def test_the_board_reads_yesterday_as_it_was_closed(house: House) -> None:
    """Kim stays past the end of 31 January, which is closed when the OUT is a forgotten one; the
    settings move that end since."""
    house.punch("E7", "15:00", day=SATURDAY)
    house.clock.time = at("07:00", SUNDAY)
    with pytest.raises(ChangeRefused, match="not over"):
        house.time.close_month(JANUARY, "noor")
    house.clock.time = at("07:01", SUNDAY)
    house.time.close_month(JANUARY, "noor")
    (before,) = [each for each in house.time.today() if each.code == "E7"]
    house.time.configure(AttendanceSettings(day_ends_at=time(8)), house.settings.corrections)
    (after,) = [each for each in house.time.today() if each.code == "E7"]
    assert after == before
