"""Comparing and applying over a workspace: all that was shown, or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk_access.errors import ImportRefused, StoreError
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.importing import (
    AssignmentTable,
    DraftLeave,
    DraftSchedule,
    Fate,
    Half,
    HolidayCalendar,
    LeaveTable,
    Listed,
    Named,
    PeopleTable,
    ScheduleTable,
    Wanted,
)
from desk_access.model.schedule import Assignment
from desk_access.service.importing.desk import ImportDesk
from tests.unit.service.timekeeping.conftest import MONDAY, NIGHTS, OFFICE, House

EVENINGS = replace(NIGHTS, name="Evenings")
YEAR_S_END = date(2026, 12, 31)


@pytest.fixture
def renamed() -> list[bool]:
    return []


@pytest.fixture
def desk(house: House, renamed: list[bool]) -> ImportDesk:
    house.enrol("E1", "Adam", "Lab")
    return ImportDesk(house.workspace.gallery, house.time, lambda: renamed.append(True))


def row(value: object) -> Listed:  # type: ignore[type-arg]
    return Listed("Line 2", "it", value)


TABLES: list[Wanted] = [
    PeopleTable((row(Named("E1", "Adam Noor", None)),)),
    ScheduleTable((row(DraftSchedule(EVENINGS, weekly=True)),)),
    AssignmentTable((row(Assignment("Nights", MONDAY, None, person_code="E1")),)),
    LeaveTable((row(DraftLeave(Leave("E7", MONDAY, MONDAY, "sick"), Half.FIRST)),)),
    HolidayCalendar("House", frozenset({2026}), (row(Holiday(YEAR_S_END, "Last day", "House")),)),
]


@pytest.mark.parametrize("wanted", TABLES, ids=lambda wanted: type(wanted).__name__)
def test_what_was_compared_is_applied_and_then_there_is_nothing_more(
    desk: ImportDesk, renamed: list[bool], wanted: Wanted
) -> None:
    shown = desk.compare(wanted)
    assert desk.compare(wanted) == shown
    assert shown.applicable
    desk.apply(wanted, shown)
    again = desk.compare(wanted)
    assert [each.fate for each in again.rows] == [Fate.UNCHANGED]
    assert bool(renamed) is isinstance(wanted, PeopleTable)


def test_half_a_day_is_found_by_the_schedule_of_one_s_group(desk: ImportDesk) -> None:
    (found,) = desk.compare(TABLES[3]).rows
    assert isinstance(found.after, Leave)
    assert found.after.hours is not None
    assert (found.after.hours.start, found.after.hours.end.hour) == (OFFICE.cycle[0][0].start, 14)


def test_a_row_that_makes_no_sense_keeps_all_from_being_applied(
    desk: ImportDesk, house: House
) -> None:
    good, bad = row(DraftSchedule(EVENINGS, True)), Listed("Line 9", "x", None, "It is wrong.")
    table = ScheduleTable((good, bad))
    with pytest.raises(ImportRefused, match=r"Line 9 makes no sense: It is wrong. Nothing was"):
        desk.apply(table, desk.compare(table))
    assert EVENINGS not in house.time.schedules()


def test_what_was_not_shown_is_not_applied(desk: ImportDesk, house: House) -> None:
    shown = desk.compare(TABLES[1])
    house.time.save_schedule(replace(EVENINGS, works_on_holidays=True))
    with pytest.raises(ImportRefused, match="Somebody changed the same things meanwhile"):
        desk.apply(TABLES[1], shown)
    assert EVENINGS not in house.time.schedules()


def test_many_rows_are_applied_together(desk: ImportDesk, house: House) -> None:
    days = [MONDAY + timedelta(days=day) for day in range(80)]
    table = LeaveTable(tuple(row(DraftLeave(Leave("E7", day, day, "sick"))) for day in days))
    shown = desk.compare(table)
    desk.apply(table, shown)
    assert [each.first for each in house.time.leave("E7")] == days


def test_whoever_was_removed_gets_nothing(desk: ImportDesk, house: House) -> None:
    house.workspace.gallery.remove("E1")
    with pytest.raises(ImportRefused, match="Nobody with this code"):
        desk.apply(TABLES[2], desk.compare(TABLES[2]))


def test_a_store_that_fails_leaves_everything_as_it_was(
    desk: ImportDesk, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(changes: object) -> list[int]:
        raise StoreError("The disk is full.", "Make room.")

    monkeypatch.setattr(house.workspace.plans, "change", fail)
    shown = desk.compare(TABLES[1])
    with pytest.raises(StoreError):
        desk.apply(TABLES[1], shown)
    monkeypatch.undo()
    assert desk.compare(TABLES[1]) == shown
