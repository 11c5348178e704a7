"""Changing the plan through TimeDesk, and looking at what a change does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from desk_access.errors import ChangeRefused, PersonNotFound, ScheduleRefused
from desk_access.model.calendar import Holiday, Hours, Leave
from desk_access.model.plan_change import (
    AddLeave,
    Assign,
    PlanChange,
    RemoveHoliday,
    RemoveLeave,
    RemoveSchedule,
    SaveHolidays,
    SaveSchedule,
    Unassign,
)
from desk_access.model.schedule import Assignment
from desk_access.model.timesheet import PortionKind
from tests.unit.service.timekeeping.conftest import (
    APRIL,
    DAY,
    MARCH,
    MONDAY,
    NIGHTS,
    OFFICE,
    House,
    at,
)

TUESDAY = MONDAY + timedelta(days=1)
LONGER = replace(OFFICE, cycle=((replace(DAY, end=time(19)),),))
OFFICES = Assignment("Office", date(2026, 1, 5), group="Office")
OUTING = Holiday(TUESDAY, "Outing", "noor")
SICK = Leave("E7", TUESDAY, TUESDAY, "Sick")


@pytest.fixture
def later(house: House) -> House:
    """Kim and Adam of the office worked on Monday; it is Wednesday."""
    house.enrol("E1", "Adam")
    for code in ("E1", "E7"):
        house.punch(code, "09:00", "18:00")
    house.clock.time = at("12:00", TUESDAY + timedelta(days=1))
    return house


def test_what_was_changed_is_there(house: House) -> None:
    house.time.save_schedule(LONGER, "Office")
    house.time.save_holidays([OUTING])
    kept = house.time.add_leave(SICK)
    assert house.time.schedules() == [NIGHTS, LONGER]
    assert house.time.assignments() == [OFFICES]
    assert (house.time.holidays(2026), house.time.holidays(2027)) == ([OUTING], [])
    assert house.time.leave("E7", TUESDAY, TUESDAY) == [kept]
    house.time.remove_holiday(TUESDAY)
    house.time.remove_leave(kept.number)
    house.time.unassign(OFFICES)
    house.time.remove_schedule("Nights")
    assert (house.time.holidays(), house.time.leave(), house.time.assignments()) == ([], [], [])
    assert house.time.schedules() == [LONGER]


@pytest.mark.parametrize(
    ("change", "concerned"),
    [
        (SaveSchedule(LONGER, "Office"), ["E1", "E7"]),
        (SaveSchedule(replace(OFFICE, name="Desk"), "Office"), []),
        (SaveSchedule(replace(NIGHTS, name="Other")), []),
        (RemoveSchedule("Office"), ["E1", "E7"]),
        (RemoveSchedule("Nights"), []),
        (Assign(Assignment("Nights", MONDAY, person_code="E7")), ["E7"]),
        (Assign(Assignment("Nights", MONDAY, group="Mill")), ["E8"]),
        (Unassign(OFFICES), ["E1", "E7"]),
        (SaveHolidays((OUTING,)), ["E1", "E7"]),
        (AddLeave(SICK), ["E7"]),
        (AddLeave(replace(SICK, first=date(2026, 5, 1), last=date(2026, 5, 1))), []),
    ],
)
def test_a_preview_shows_those_whose_month_differs_and_changes_nothing(
    later: House, change: PlanChange, concerned: list[str]
) -> None:
    before = list(later.time.month(MARCH))
    found = later.time.preview(change)
    assert [was.code for was, _ in found] == concerned
    assert list(later.time.month(MARCH)) == before
    later.time.change(change)
    after = {month.code: month for month in later.time.month(MARCH)}
    assert [month for month in before if after[month.code] != month] == [was for was, _ in found]
    assert all(after[then.code] == then for _, then in found)


def test_a_preview_takes_back_what_there_is(later: House) -> None:
    number = later.time.add_leave(SICK).number
    later.time.save_holidays([OUTING])
    assert later.time.preview(RemoveLeave(number)) == []  # a holiday asks for nothing anyway
    ((was, then), *_) = later.time.preview(RemoveLeave(number), RemoveHoliday(TUESDAY))
    assert (was.code, was.totals.absent, then.totals.absent) == ("E1", 0, 480)


def test_a_preview_is_of_the_open_month_and_a_closed_one_stays(later: House) -> None:
    later.clock.time = at("12:00", date(2026, 4, 6))
    later.time.close_month(MARCH, "noor")
    assert later.time.preview(SaveHolidays((OUTING,)), month=MARCH) == []
    assert later.time.preview(SaveHolidays((OUTING,))) == []
    first = Holiday(APRIL, "April's fool", "noor")
    ((was, then), *_) = later.time.preview(SaveHolidays((first,)))
    assert (was.days[0].day, was.totals.absent - then.totals.absent) == (APRIL, 480)


def test_half_a_day_of_leave(later: House) -> None:
    half = replace(SICK, hours=Hours(time(13), time(18)))
    later.time.add_leave(half)
    (month,) = later.time.month(MARCH, code="E7")
    assert month.days[2].minutes(PortionKind.LEAVE) == 300


REFUSED: list[tuple[tuple[PlanChange, ...], type[Exception], str]] = [
    ((SaveSchedule(replace(OFFICE, cycle=())),), ScheduleRefused, "0 days"),
    ((SaveSchedule(OFFICE),), ChangeRefused, "There is a schedule Office already"),
    ((SaveSchedule(OFFICE, "Desk"),), ChangeRefused, "There is no schedule Desk"),
    ((RemoveSchedule("Desk"),), ChangeRefused, "There is no schedule Desk"),
    ((Assign(replace(OFFICES, schedule="Desk")),), ScheduleRefused, "no schedule Desk"),
    ((Assign(OFFICES),), ScheduleRefused, "Office has the schedule Office"),
    ((Assign(Assignment("Office", MONDAY, person_code="E9")),), PersonNotFound, "E9"),
    ((Unassign(replace(OFFICES, first=MONDAY)),), ChangeRefused, "no such assignment"),
    ((SaveHolidays((replace(OUTING, name=" "),)),), ScheduleRefused, "has no name"),
    ((RemoveHoliday(MONDAY),), ChangeRefused, "2026-03-02 is no holiday"),
    ((AddLeave(replace(SICK, last=MONDAY)),), ScheduleRefused, "before it begins"),
    ((AddLeave(SICK), AddLeave(SICK)), ScheduleRefused, "has leave from 2026-03-03"),
    ((AddLeave(replace(SICK, person_code="E9")),), PersonNotFound, "E9"),
    ((RemoveLeave(4),), ChangeRefused, "There is no leave 4"),
]


@pytest.mark.parametrize(("changes", "failure", "words"), REFUSED)
def test_what_is_refused_changes_nothing_and_shows_nothing(
    later: House, changes: tuple[PlanChange, ...], failure: type[Exception], words: str
) -> None:
    first = SaveHolidays((Holiday(date(2026, 3, 5), "Fair", "noor"),))
    heard: list[None] = []
    later.time.subscribe(lambda: heard.append(None))
    for act in (later.time.preview, later.time.change):
        with pytest.raises(failure, match=words):
            act(first, *changes)
    assert (later.time.holidays(), later.time.leave(), heard) == ([], [], [])


def test_people_are_named_by_their_code_of_today(later: House) -> None:
    later.workspace.housekeeping.merge("E1", "E7")
    assert later.time.add_leave(replace(SICK, person_code="E1")).number == 1
    with pytest.raises(ScheduleRefused, match="E7 has leave"):
        later.time.add_leave(SICK)
    later.time.assign(Assignment("Nights", MONDAY, person_code="E1"))
    later.time.unassign(Assignment("Nights", MONDAY, person_code="E7"))
