"""Closing months, and what changes in them afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk_access.errors import ChangeRefused
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.closing import statement_of
from desk_access.model.correction import AddPunch, Excuse, NewCorrection, Trip
from desk_access.model.plan_change import AddLeave
from desk_access.model.punch import Direction
from desk_access.model.schedule import Assignment
from desk_access.model.timesheet import PersonMonth, Totals
from tests.unit.service.timekeeping.conftest import (
    APRIL,
    MARCH,
    MAY,
    OFFICE,
    SEOUL,
    House,
    at,
)

TENTH = date(2026, 3, 10)
LATE = NewCorrection("E7", TENTH, Excuse(TENTH), "The train stood still")
AWAY = NewCorrection("E7", TENTH, Trip(TENTH), "At the customer's")


@pytest.fixture
def worked(house: House) -> House:
    """Kim worked in March, but not on the tenth; Lee has no hours. It is 2 April."""
    house.work("E7", MARCH, TENTH - timedelta(days=1))
    house.work("E7", TENTH + timedelta(days=1), date(2026, 3, 31))
    house.clock.time = at("12:00", date(2026, 4, 2))
    return house


def kim(house: House, month: date) -> PersonMonth:
    (found,) = house.time.month(month, code="E7")
    return found


def move_to(house: House, day: date) -> None:
    house.work("E7", house.clock.time.astimezone(SEOUL).date(), day - timedelta(days=1))
    house.clock.time = at("12:00", day)


def test_a_closed_month_is_frozen_with_the_ledgers_head(worked: House) -> None:
    before = kim(worked, MARCH)
    head = worked.workspace.ledger.head()
    closed = worked.time.close_month(MARCH, "noor")
    assert worked.workspace.ledger.head().act == head.act + 1, "the closing is an act itself"
    assert (closed.month, closed.who, closed.at) == (MARCH, "noor", worked.clock.time)
    assert (closed.sequence, closed.head_hash) == (head.sequence, head.entry_hash)
    assert worked.time.closed_months() == [closed]
    assert worked.time.open_month() == APRIL
    after = kim(worked, MARCH)
    assert after.frozen == before.totals == after.totals
    assert replace(after, frozen=None) == before
    assert statement_of(after) == before.totals


def test_a_later_correction_is_carried_by_the_open_month_alone(worked: House) -> None:
    worked.time.close_month(MARCH, "noor")
    frozen = kim(worked, MARCH).frozen
    worked.time.propose(AWAY, "noor")
    march = kim(worked, MARCH)
    assert march.frozen == frozen
    assert (march.totals.absent_days, march.totals.work - march.frozen.work) == (0, 480)
    april = kim(worked, APRIL)
    assert (april.carried.work, april.carried.absent, april.carried.absent_days) == (480, -480, -1)
    assert statement_of(april).work == april.totals.work + 480
    assert not any(kim(worked, MAY).carried)
    assert not any(kim(worked, date(2026, 2, 1)).carried)


def test_the_next_closing_settles_what_it_carried(worked: House) -> None:
    worked.time.close_month(MARCH, "noor")
    worked.time.propose(AWAY, "noor")
    move_to(worked, date(2026, 5, 4))
    carried = kim(worked, APRIL).carried
    worked.time.close_month(APRIL, "noor")
    april = kim(worked, APRIL)
    assert april.carried == carried
    assert april.frozen == april.totals
    assert not any(kim(worked, MAY).carried)
    worked.time.withdraw(1, "noor")
    assert kim(worked, MAY).carried == Totals().minus(carried)
    assert kim(worked, APRIL).carried == carried


def test_late_leave_and_late_punches_are_carried(worked: House) -> None:
    worked.time.close_month(MARCH, "noor")
    leave = worked.time.add_leave(Leave("E7", TENTH, TENTH, "연차"))
    assert kim(worked, APRIL).carried.leave == 480
    worked.time.remove_leave(leave.number)
    assert not any(kim(worked, APRIL).carried)
    worked.punch("E7", "09:00", "11:00", day=TENTH)
    assert kim(worked, APRIL).carried.work == 120


def test_the_plan_of_a_closed_month_stays_what_it_was(worked: House) -> None:
    worked.time.close_month(MARCH, "noor")
    before = kim(worked, MARCH)
    worked.time.save_holidays([Holiday(TENTH, "Outing", "noor")])
    worked.time.save_schedule(replace(OFFICE, name="Office", cycle=((), ())), "Office")
    worked.time.assign(Assignment("Nights", MARCH, person_code="E7"))
    worked.workspace.gallery.rename("E7", "Kim Hamil", "Mill")
    after = kim(worked, MARCH)
    assert (after.name, after.group) == ("Kim Hamil", "Office")
    assert after == replace(before, name="Kim Hamil")
    assert [month.code for month in worked.time.month(MARCH, group="Office")] == ["E7"]
    assert not any(kim(worked, APRIL).carried)
    missed = AddPunch(at("09:10", TENTH), Direction.IN, "Asia/Seoul")
    made = worked.time.propose(NewCorrection("E7", TENTH, missed, "Forgotten"), "noor")
    assert (made.before, made.after) == ("no punch; absent 8:00", "in 09:10; late 0:10")


def test_a_period_reads_the_days_of_a_closed_month_as_that_does(worked: House) -> None:
    worked.time.close_month(MARCH, "noor")
    march = {day.day: day for day in kim(worked, MARCH).days}
    worked.time.save_schedule(replace(OFFICE, cycle=((), ())), "Office")
    first, last = date(2026, 3, 9), date(2026, 4, 3)
    (found,) = worked.time.period(first, last, code="E7")
    assert [day.day for day in found.days] == [first + timedelta(days=n) for n in range(26)]
    assert all(day == march[day.day] for day in found.days if day.day < APRIL)
    assert [day.due for day in found.days[-3:]] == [0, 0, 0]
    assert found.totals.absent_days == 1


def test_a_preview_of_late_leave_shows_what_would_be_carried(worked: House) -> None:
    worked.time.close_month(MARCH, "noor")
    late = AddLeave(Leave("E7", TENTH, TENTH, "연차"))
    ((was, will),) = worked.time.preview(late)
    assert (was.days, any(was.carried)) == (will.days, False)
    assert (will.carried.leave, will.carried.absent) == (480, -480)
    assert worked.time.preview(late, month=MAY) == []
    worked.time.change(late)
    assert kim(worked, APRIL).carried == will.carried


def test_months_are_closed_in_order_and_when_they_are_over(worked: House) -> None:
    for month in (APRIL, MAY):
        with pytest.raises(ChangeRefused, match="is not over yet"):
            worked.time.close_month(month, "noor")
    worked.time.close_month(MARCH, "noor")
    for month in (date(2026, 2, 1), MARCH, MAY):
        with pytest.raises(ChangeRefused, match=r"2026-03 was closed last. Close 2026-04"):
            worked.time.close_month(month, "noor")
    assert len(worked.time.closed_months()) == 1


def test_a_night_that_lasts_into_the_next_month_is_waited_for(worked: House) -> None:
    worked.time.assign(Assignment("Nights", MARCH, person_code="E8"))
    worked.clock.time = at("03:00", APRIL)
    with pytest.raises(ChangeRefused, match="not over yet"):
        worked.time.close_month(MARCH, "noor")
    worked.clock.time = at("20:00", APRIL)
    worked.time.close_month(MARCH, "noor")


def test_somebody_gone_for_good_keeps_what_was_paid(worked: House) -> None:
    worked.time.close_month(MARCH, "noor")
    frozen = kim(worked, MARCH).frozen
    assert frozen is not None
    worked.workspace.gallery.erase("E7")
    (march,) = worked.time.month(MARCH, code="erased-1")
    assert (march.name, march.frozen) == ("", frozen)
    assert [month.code for month in worked.time.month(MARCH)] == ["E8", "erased-1"]


def test_many_changes_at_once_are_read_at_once(worked: House) -> None:
    for number in range(60):
        worked.enrol(f"M{number}", f"Many {number}")
    worked.time.close_month(MARCH, "noor")
    first = worked.punch("E7", "10:00", day=TENTH)[0].sequence
    for number in range(60):
        trip = replace(AWAY, person_code=f"M{number}")
        worked.workspace.corrections.add(trip, "noor", worked.clock.time, ("", ""), True)
    carried = {month.code: month.carried.work for month in worked.time.month(APRIL)}
    assert {carried[f"M{number}"] for number in range(60)} == {480}
    assert (first > 0, carried["E7"], carried["E8"]) == (True, 0, 0)
