"""The worked cases are counted by the engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_access.model.schedule import Schedule
from desk_access.model.timesheet import PortionKind
from desk_access.model.work_rules import Band
from tests.unit.attendance import (
    worked_absences,
    worked_days,
    worked_fillings,
    worked_nights,
    worked_past_the_end,
)
from tests.unit.attendance.days import MONDAY, OFFICE, punches, read, rules, told
from tests.unit.attendance.worked_days import Case

CASES = [
    *worked_days.CASES,
    *worked_nights.CASES,
    *worked_absences.CASES,
    *worked_fillings.CASES,
    *worked_past_the_end.CASES,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_day_comes_to_what_was_counted_by_hand(case: Case) -> None:
    days = read(
        case.schedule,
        punches(case.punched, case.day, case.zone),
        day=case.day,
        days=case.days,
        zone=case.zone,
        now=case.now,
        holidays=case.holidays,
        leave=case.leave,
        changes=case.changes,
    )
    assert told(days) == case.comes_to.lstrip()


def test_overtime_is_paid_by_the_band_that_it_lies_in() -> None:
    six = Schedule("six", ((OFFICE,),) * 6 + ((),), MONDAY)
    bands = rules(weekly=(Band(2400, 150), Band(2700, 200)), daily=(Band(0, 125), Band(30, 175)))
    worked = " ".join(f"+{day} 09:00> 18:00<" for day in range(5)) + " +5 09:00> 19:00<"
    days = read(replace(six, rules=bands), punches(worked), days=6)
    paid: dict[tuple[PortionKind, int], int] = {}
    for portion in (each for day in days for each in day.portions if each.percent > 100):
        key = portion.kind, portion.percent
        paid[key] = paid.get(key, 0) + portion.minutes
    assert paid == {
        (PortionKind.OVERTIME, 125): 30,
        (PortionKind.OVERTIME, 175): 30,
        (PortionKind.WEEKLY_OVERTIME, 150): 300,
        (PortionKind.WEEKLY_OVERTIME, 200): 180,
    }


def test_there_are_enough_cases() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
