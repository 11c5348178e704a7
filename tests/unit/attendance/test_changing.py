"""A plan after its changes, and changes that do not apply to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from desk_access.attendance.changing import after
from desk_access.errors import ChangeRefused, DeskAccessError, ScheduleRefused
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.plan import Plan
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
from desk_access.model.schedule import Assignment, Schedule, Shift

MAY = [date(2026, 5, day) for day in range(1, 32)]
OFFICE = Schedule("Office", ((Shift("Day", time(9), time(18)),),), MAY[0])
NIGHT = replace(OFFICE, name="Night")
KIM = Assignment("Office", MAY[0], None, person_code="E7")
SHOP = Assignment("Office", MAY[0], None, group="Shop")
SICK = Leave("E7", MAY[3], MAY[5], "sick", number=4)
CHILDREN = Holiday(MAY[4], "Children's Day", "KR")
PLAN = Plan((OFFICE,), (KIM, SHOP), (CHILDREN,), (SICK,), "Asia/Seoul", time(4))


def test_a_plan_without_changes_is_the_same() -> None:
    assert after(PLAN, ()) == PLAN


def test_a_schedule_is_added_replaced_with_its_name_and_removed_with_who_has_it() -> None:
    assert after(PLAN, [SaveSchedule(NIGHT)]).schedules == (OFFICE, NIGHT)
    renamed = after(PLAN, [SaveSchedule(NIGHT, "Office")])
    assert renamed.schedules == (NIGHT,)
    assert {each.schedule for each in renamed.assignments} == {"Night"}
    gone = after(PLAN, [RemoveSchedule("Office")])
    assert (gone.schedules, gone.assignments) == ((), ())


def test_changes_are_made_in_their_order() -> None:
    later = Assignment("Night", MAY[9], MAY[19], person_code="E7")
    changes = [SaveSchedule(NIGHT), Unassign(KIM), Assign(replace(KIM, last=MAY[8])), Assign(later)]
    assert set(after(PLAN, changes).assignments) == {SHOP, replace(KIM, last=MAY[8]), later}
    with pytest.raises(ScheduleRefused, match="There is no schedule Night"):
        after(PLAN, changes[1:])


def test_holidays_take_the_place_of_those_of_their_days() -> None:
    other, new = replace(CHILDREN, name="어린이날"), Holiday(MAY[0], "Labour Day", "KR")
    assert after(PLAN, [SaveHolidays((other, new))]).holidays == (new, other)
    assert after(PLAN, [RemoveHoliday(MAY[4])]).holidays == ()


def test_new_leave_has_a_number_below_zero_of_its_own() -> None:
    days = (replace(SICK, first=day, last=day, number=0) for day in MAY[9:12])
    found = after(PLAN, [AddLeave(each) for each in days]).leave
    assert [each.number for each in found] == [4, -1, -2, -3]
    assert after(PLAN, [RemoveLeave(4), AddLeave(replace(SICK, number=0))]).leave == (
        replace(SICK, number=-1),
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (SaveSchedule(OFFICE), "There is a schedule Office already"),
        (SaveSchedule(NIGHT, "Late"), "There is no schedule Late"),
        (SaveSchedule(replace(NIGHT, cycle=())), "The schedule Night has 0 days"),
        (RemoveSchedule("Night"), "There is no schedule Night"),
        (Assign(replace(KIM, last=MAY[9])), "E7 has the schedule Office on some of these days"),
        (Unassign(replace(KIM, last=MAY[9])), "E7 has no such assignment of Office"),
        (Unassign(replace(KIM, person_code="E8")), "E8 has no such assignment of Office"),
        (SaveHolidays((Holiday(MAY[0], " ", "Kim"),)), "The holiday on 2026-05-01 has no name"),
        (RemoveHoliday(MAY[0]), "2026-05-01 is no holiday"),
        (AddLeave(replace(SICK, number=0)), "E7 has leave from 2026-05-04 to 2026-05-06 already"),
        (RemoveLeave(5), "There is no leave 5"),
    ],
)
def test_a_change_that_does_not_apply_is_refused(change: PlanChange, words: str) -> None:
    with pytest.raises(DeskAccessError, match=words) as refused:
        after(PLAN, [change])
    assert isinstance(refused.value, ChangeRefused | ScheduleRefused)
