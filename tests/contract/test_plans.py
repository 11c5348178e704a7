"""What every Plans does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from desk_access.errors import ChangeRefused, PersonNotFound
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
from desk_access.model.schedule import Assignment, Break, Schedule, Shift
from desk_access.model.work_rules import Rounding, Towards, WorkRules
from desk_access.ports import Plans
from tests.contract.stores import ADAPTERS, Stores
from tests.records import START

JANUARY, MARCH, JULY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 7, 1)
DAY = Shift("Day", time(9), time(18), (Break(time(12), time(13)),))
NIGHT = Shift("Night", time(22), time(6))
OFFICE = Schedule("Office", (*[(DAY,)] * 5, (), ()), date(2026, 1, 5))
MILL = Schedule(
    "교대",
    ((NIGHT,), (), (DAY, NIGHT)),
    JANUARY,
    True,
    WorkRules(night=None, round_in=Rounding(Towards.UP, 15)),
)
KIMS = Assignment("Office", JANUARY, None, "E7")
MILLS = Assignment("교대", MARCH, JULY, group="Mill")


@pytest.fixture(params=ADAPTERS)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    with ADAPTERS[request.param](tmp_path) as stores:
        for code in ("E7", "E8"):
            stores.gallery.enrol(code, code, "", [], START)
        yield stores


@pytest.fixture
def plans(stores: Stores) -> Plans:
    return stores.plans


def test_schedules_come_back_by_name_and_whole(plans: Plans) -> None:
    assert plans.schedules() == []
    assert plans.change([SaveSchedule(MILL), SaveSchedule(OFFICE)]) == []
    assert plans.schedules() == [OFFICE, MILL]


def test_an_edited_schedule_keeps_whose_it_is(plans: Plans) -> None:
    plans.change([SaveSchedule(OFFICE), SaveSchedule(MILL), Assign(KIMS), Assign(MILLS)])
    renamed = replace(OFFICE, name="Desk", works_on_holidays=True)
    plans.change([SaveSchedule(renamed, "Office")])
    assert plans.schedules() == [renamed, MILL]
    assert plans.assignments() == [replace(KIMS, schedule="Desk"), MILLS]
    edited = replace(renamed, cycle=((DAY,),))
    plans.change([SaveSchedule(edited, "Desk")])
    assert plans.schedules() == [edited, MILL]


def test_a_removed_schedule_takes_its_assignments_along(plans: Plans) -> None:
    plans.change([SaveSchedule(OFFICE), SaveSchedule(MILL), Assign(KIMS), Assign(MILLS)])
    plans.change([RemoveSchedule("Office")])
    assert (plans.schedules(), plans.assignments()) == ([MILL], [MILLS])
    plans.change([Unassign(MILLS)])
    assert plans.assignments() == []


def test_holidays_are_one_a_day(plans: Plans) -> None:
    first, second = Holiday(MARCH, "삼일절", "KR"), Holiday(JULY, "Outing", "Kim")
    plans.change([SaveHolidays((second, first))])
    assert plans.holidays() == [first, second]
    other = replace(first, name="March 1st")
    plans.change([SaveHolidays((other,))])
    assert plans.holidays(JANUARY, MARCH) == [other]
    assert plans.holidays(first=date(2026, 3, 2)) == [second]
    plans.change([RemoveHoliday(MARCH)])
    assert plans.holidays() == [second]


def test_leave_is_found_by_the_days_that_it_touches(plans: Plans) -> None:
    week = Leave("E7", date(2026, 3, 2), date(2026, 3, 6), "연차")
    half = Leave("E8", MARCH, MARCH, "Half day", Hours(time(9), time(13, 30)), paid=False)
    numbers = plans.change([AddLeave(week), AddLeave(half)])
    week, half = (replace(each, number=n) for each, n in zip((week, half), numbers, strict=True))
    assert plans.leave() == [half, week]
    assert plans.leave("E7") == [week]
    assert plans.leave(first=date(2026, 3, 6), last=JULY) == [week]
    assert plans.leave(first=JANUARY, last=MARCH) == [half]
    assert plans.leave("E8", date(2026, 3, 2)) == plans.leave("nobody") == []
    plans.change([RemoveLeave(week.number)])
    assert plans.leave() == [half]
    (later,) = plans.change([AddLeave(week)])
    assert later not in numbers


@pytest.mark.parametrize(
    ("change", "failure", "words"),
    [
        (SaveSchedule(OFFICE), ChangeRefused, "There is a schedule Office already"),
        (SaveSchedule(OFFICE, "Desk"), ChangeRefused, "There is no schedule Desk"),
        (SaveSchedule(replace(OFFICE, name="교대"), "Office"), ChangeRefused, "already"),
        (RemoveSchedule("Desk"), ChangeRefused, "There is no schedule Desk"),
        (Assign(replace(KIMS, schedule="Desk")), ChangeRefused, "There is no schedule Desk"),
        (Assign(replace(KIMS, person_code="E9")), PersonNotFound, "E9"),
        (Unassign(KIMS), ChangeRefused, "E7 has no such assignment"),
        (Unassign(replace(MILLS, last=None)), ChangeRefused, "Mill has no such assignment"),
        (RemoveHoliday(JULY), ChangeRefused, "2026-07-01 is no holiday"),
        (AddLeave(Leave("E9", MARCH, MARCH, "연차")), PersonNotFound, "E9"),
        (RemoveLeave(7), ChangeRefused, "There is no leave 7"),
    ],
)
def test_changes_happen_together_or_not_at_all(
    plans: Plans, change: PlanChange, failure: type[Exception], words: str
) -> None:
    plans.change([SaveSchedule(OFFICE), SaveSchedule(MILL), Assign(MILLS)])
    with pytest.raises(failure, match=words):
        plans.change([SaveHolidays((Holiday(MARCH, "삼일절", "KR"),)), change])
    assert (plans.holidays(), plans.leave()) == ([], [])
    assert (plans.schedules(), plans.assignments()) == ([OFFICE, MILL], [MILLS])


def test_merged_people_are_read_under_the_code_of_today(stores: Stores, plans: Plans) -> None:
    leave = Leave("E8", MARCH, MARCH, "연차")
    plans.change([SaveSchedule(OFFICE), Assign(replace(KIMS, person_code="E8")), AddLeave(leave)])
    stores.housekeeping.merge("E8", "E7")
    assert plans.assignments() == [KIMS]
    assert [each.person_code for each in plans.leave("E8")] == ["E7"]
    assert plans.leave("E7") == plans.leave()
    plans.change([Unassign(KIMS), AddLeave(replace(leave, first=JULY, last=JULY))])
    assert plans.assignments() == []
    assert [each.person_code for each in plans.leave()] == ["E7", "E7"]


def test_what_is_planned_for_a_person_goes_with_the_person(stores: Stores, plans: Plans) -> None:
    plans.change([SaveSchedule(OFFICE), Assign(KIMS), AddLeave(Leave("E7", MARCH, MARCH, "연차"))])
    stores.gallery.remove("E7")
    assert plans.assignments() == [KIMS]
    stores.gallery.erase("E7")
    assert (plans.assignments(), plans.leave()) == ([], [])
    assert plans.schedules() == [OFFICE]
