"""Values as JSON and back."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, date, datetime, time

import pytest

from desk_access.model.calendar import Holiday, Hours
from desk_access.model.correction import AddPunch, Trip
from desk_access.model.plain import as_plain, from_plain
from desk_access.model.plan import Plan
from desk_access.model.punch import Direction
from desk_access.model.schedule import Assignment, Break, Core, Schedule, Shift
from desk_access.model.work_rules import Band, BreakRule, Rounding, Towards, WorkRules

NIGHT = Shift("Night", time(22), time(6), (Break(time(2), time(2, 30), paid=True),))
FLEXIBLE = Shift("Flex", time(7), time(20), due_minutes=480, core=Core(time(10), time(15)))
RULES = WorkRules(
    breaks=BreakRule.RECOGNISED,
    round_in=Rounding(Towards.UP, 15),
    night=None,
    daily=(Band(0, 125), Band(120, 200)),
)
SCHEDULE = Schedule("교대", ((NIGHT,), (), (FLEXIBLE,)), date(2026, 1, 5), True, RULES)
PLAN = Plan(
    (SCHEDULE,),
    (Assignment("교대", date(2026, 1, 1), group="Mill"),),
    (Holiday(date(2026, 3, 1), "삼일절", "KR"),),
    (),
    "Asia/Seoul",
    time(4),
)


@pytest.mark.parametrize(
    "value",
    [
        SCHEDULE,
        PLAN,
        AddPunch(datetime(2026, 3, 1, 23, 1, 2, 3, tzinfo=UTC), Direction.OUT, "Asia/Seoul"),
        Trip(date(2026, 3, 1)),
        Trip(date(2026, 3, 1), Hours(time(9), time(12, 30))),
    ],
)
def test_comes_back_from_json_as_it_was(value: object) -> None:
    assert from_plain(type(value), json.loads(json.dumps(as_plain(value)))) == value


def test_a_file_may_leave_out_what_is_usual() -> None:
    table = tomllib.loads(
        """
        name = "Day"
        begins = 2026-01-05
        cycle = [[{name = "Day", start = 09:00:00, end = "18:00"}], []]
        """
    )
    shift = Shift("Day", time(9), time(18))
    assert from_plain(Schedule, table) == Schedule("Day", ((shift,), ()), date(2026, 1, 5))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "it is [], not named values"),
        ({"name": 7}, "name is 7, not text"),
        ({"name": "Day", "size": 1}, "has no 'size'"),
        ({"name": "Day", "cycle": "week"}, "cycle is no list"),
        ({"name": "Day"}, "it lacks some of: begins, cycle, rules, works_on_holidays"),
        ({"cycle": [[{"start": "25:00"}]]}, "cycle 1 1 start is '25:00', not a time such as 08:30"),
        ({"begins": "soon"}, "begins is 'soon', not a day such as 2026-03-31"),
        ({"begins": datetime(2026, 1, 5)}, "not a day"),
        ({"works_on_holidays": 1}, "works_on_holidays is 1, not true or false"),
        ({"rules": {"flap": True}}, "rules flap is True, not a whole number"),
        ({"rules": {"flap": None}}, "rules flap is None, not a whole number"),
        (
            {"rules": {"pairing": "maybe"}},
            "rules pairing is 'maybe', not one of first_last, every_pair, alternate",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(value: object, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as told:
        from_plain(Schedule, value)
    assert words in str(told.value)
