"""Months as TimeDesk gives them: who is in them, and what of a person's days is theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from desk_access.config import AttendanceSettings, CorrectionSettings
from desk_access.errors import PersonNotFound
from desk_access.model.correction import ClockWasWrong, NewCorrection
from desk_access.model.member import Member, Stay
from desk_access.model.schedule import Assignment
from desk_access.model.timesheet import DayKind, PersonMonth, PortionKind, ProblemKind
from desk_access.service.timekeeping.records import days_of
from tests.records import moment, new_punch
from tests.unit.service.timekeeping.conftest import APRIL, MARCH, MONDAY, House, at

TUESDAY = MONDAY + timedelta(days=1)


def of(house: House, code: str) -> PersonMonth:
    (month,) = house.time.month(MARCH, code=code)
    return month


def test_a_month_has_everybody_by_name_with_all_days(house: House) -> None:
    house.enrol("E1", "adam")
    house.punch("E7", "09:00", "18:30")
    house.clock.time = at("12:00", TUESDAY)
    months = list(house.time.month(MARCH))
    assert [month.name for month in months] == ["adam", "Kim", "Lee"]
    kim = months[1]
    assert [day.day for day in kim.days] == [MARCH + timedelta(days=n) for n in range(31)]
    monday = kim.days[1]
    assert (monday.kind, monday.due, monday.minutes(PortionKind.WORK)) == (
        DayKind.WORKDAY,
        480,
        510,
    )
    assert (kim.totals.work, kim.totals.overtime) == (510, 30)
    assert (kim.frozen, any(kim.carried)) == (None, False)
    assert {day.kind for day in months[2].days} == {DayKind.UNPLANNED}


def test_people_are_chosen_by_group_and_code(house: House) -> None:
    assert [month.code for month in house.time.month(MARCH, group="Mill")] == ["E8"]
    assert [month.code for month in house.time.month(MARCH, group="Sea")] == []
    assert [month.code for month in house.time.month(MARCH, code="E7")] == ["E7"]
    with pytest.raises(PersonNotFound, match="E9"):
        next(house.time.month(MARCH, code="E9"))


def test_nobody_is_absent_before_they_came_or_after_they_left(house: House) -> None:
    noon = at("12:00", date(2026, 3, 10))
    house.workspace.gallery.enrol("E9", "Noor", "Office", [], noon)
    house.clock.time = at("12:00", date(2026, 3, 13))
    noor = of(house, "E9")
    assert [day.day.day for day in noor.days] == list(range(11, 32))
    assert noor.totals.absent_days == 2
    house.punch("E9", "08:00", "17:00", day=date(2026, 3, 4))
    house.punch("E9", "13:00", "18:00", day=date(2026, 3, 10))
    assert [day.day.day for day in of(house, "E9").days] == [4, 10, *range(11, 32)]


def test_who_is_taken_back_on_the_day_of_the_removal_was_never_away(house: House) -> None:
    first, removed, again = date(2026, 1, 5), at("09:00", MONDAY), at("09:05", MONDAY)
    long_ago = datetime.combine(first, time(), UTC)
    days = list(of(house, "E7").days)

    def left(stays: tuple[Stay, ...]) -> list[int]:
        member = Member(1, "E7", "Kim", "Office", stays)
        return [day.day.day for day in days_of(member, days, "Asia/Seoul")]

    assert left((Stay(long_ago, removed), Stay(again, None))) == list(range(1, 32))
    assert left((Stay(long_ago, removed), Stay(at("09:00", TUESDAY), None))) == [1, *range(4, 32)]
    assert left((Stay(long_ago, removed),)) == [1]


def test_who_was_removed_keeps_the_month_and_who_was_erased_the_hours(house: House) -> None:
    house.punch("E7", "09:00", "18:00")
    house.punch("E8", "09:00", "17:00")
    house.workspace.gallery.remove("E7")
    kim = of(house, "E7")
    assert (kim.name, kim.totals.work) == ("Kim", 480)
    house.workspace.gallery.erase("E7")
    months = list(house.time.month(MARCH))
    assert [(month.name, month.code) for month in months] == [("Lee", "E8"), ("", "erased-1")]
    assert [day.day for day in months[1].days] == [MONDAY]
    assert months[1].totals.work == 540  # without a schedule nobody deducts a break
    assert of(house, "erased-1") == months[1]


def test_merged_people_have_one_month_under_the_code_of_today(house: House) -> None:
    house.punch("E8", "09:00")
    house.punch("E7", "09:30", "18:00")
    house.workspace.housekeeping.merge("E8", "E7")
    months = list(house.time.month(MARCH))
    assert [month.code for month in months] == ["E7"]
    assert of(house, "E8") == months[0]
    assert len(months[0].days[1].marks) == 3


def test_any_period_may_be_read_up_to_a_punch(house: House) -> None:
    house.punch("E7", "09:00", "18:00")
    (late,) = house.punch("E7", "08:00", day=TUESDAY)
    (week,) = house.time.period(MONDAY, TUESDAY, code="E7")
    assert [len(day.marks) for day in week.days] == [2, 1]
    (before,) = house.time.period(MONDAY, TUESDAY, code="E7", through=late.sequence - 1)
    assert [len(day.marks) for day in before.days] == [2, 0]
    whole = house.time.period(MARCH, date(2026, 3, 31), through=1)
    assert sum(len(day.marks) for month in whole for day in month.days) == 1


def test_a_week_across_two_months_knows_both(house: House) -> None:
    long_day = ("09:00", "18:00")
    for day in range(30, 32):
        house.punch("E7", *long_day, day=date(2026, 3, day))
    for day in range(1, 5):
        house.punch("E7", *long_day, day=date(2026, 4, day))
    house.clock.time = at("12:00", date(2026, 4, 6))
    (april,) = house.time.month(APRIL, code="E7")
    saturday = april.days[3]
    assert saturday.minutes(PortionKind.FREE_DAY) == 540
    house.time.unassign(house.time.assignments()[0])
    everyday = replace(
        house.time.schedules()[1], name="Every day", cycle=house.time.schedules()[1].cycle[:1]
    )
    house.time.save_schedule(everyday)
    house.time.assign(Assignment("Every day", MARCH, person_code="E7"))
    (april,) = house.time.month(APRIL, code="E7")
    assert april.days[3].minutes(PortionKind.WEEKLY_OVERTIME) == 480


def test_a_clock_that_was_wrong_is_seen_and_set_right(house: House) -> None:
    person = house.workspace.gallery.person("E7")
    true = [at("09:00"), at("18:00"), at("09:00", TUESDAY), at("18:00", TUESDAY)]
    wrong = timedelta(days=40)
    for number, moment_ in enumerate(true):
        ahead = wrong if number in (1, 2) else timedelta()
        entry = replace(
            new_punch(person, number),
            at=moment_ + ahead,
            monotonic=(moment_ - true[0]).total_seconds(),
        )
        house.workspace.ledger.append(entry, moment(number))
    house.clock.time = at("12:00", date(2026, 3, 5))
    month = of(house, "E7")
    assert [len(day.marks) for day in month.days[1:3]] == [1, 1]
    (april,) = house.time.month(APRIL, code="E7")
    doubtful = [{each.kind for each in day.problems} for day in april.days if day.marks]
    assert [ProblemKind.CLOCK in kinds for kinds in doubtful] == [True, True]
    first, second = house.time.clock_faults(MARCH, date(2026, 3, 31))
    assert (first.after, first.sequence, second.sequence) == (1, 2, 4)
    assert first.seconds == -second.seconds == wrong.total_seconds()
    assert house.time.clock_faults(date(2026, 5, 1), date(2026, 5, 31)) == []
    asked = NewCorrection("", MONDAY, ClockWasWrong(2, 3, first.seconds), "The battery was empty")
    made = house.time.propose(asked, "noor")
    assert made.before == "punches 2 to 3 as recorded"
    assert [len(day.marks) for day in of(house, "E7").days[1:3]] == [2, 2]
    (april,) = house.time.month(APRIL, code="E7")
    assert not any(day.marks for day in april.days)


def test_the_open_month_is_this_one_where_the_site_is(house: House) -> None:
    house.clock.time = datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert house.time.open_month() == APRIL
    house.time.configure(AttendanceSettings(zone="UTC"), CorrectionSettings())
    assert house.time.open_month() == MARCH
