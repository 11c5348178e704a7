"""The worked cases are counted by the engine."""

from __future__ import annotations

import pytest

from tests.unit.attendance import worked_days, worked_nights
from tests.unit.attendance.days import punches, read, told
from tests.unit.attendance.worked_days import Case

CASES = [*worked_days.CASES, *worked_nights.CASES]


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


def test_there_are_enough_cases() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
