"""The timesheet's rows: cells in a word, orders, filters, groups, and months."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

from PySide6.QtCore import QPersistentModelIndex

from desk_access.gui.tables.sheet_model import SheetModel
from desk_access.gui.view_models.sheet import (
    Order,
    SheetCell,
    SheetChoice,
    SheetRow,
    Sum,
    chosen_rows,
    day_cell,
    group_rows,
    month_beside,
    month_days,
    person_row,
    sum_text,
    sums_shown,
)
from desk_access.model.calendar import Leave
from desk_access.model.correction import Excuse, Trip
from desk_access.model.timesheet import PersonMonth, Totals
from tests.gui.fake_hours import FakeHours
from tests.gui.samples import make_person
from tests.gui.time_samples import busy_house, worked
from tests.gui.view_models.test_day_story import MONDAY, PERSON, correction, read

NOVEMBER = date(2026, 11, 1)


def some_rows(count: int = 24) -> list[SheetRow]:
    hours = FakeHours()
    people = [make_person(number) for number in range(count)]
    now = datetime(2026, 12, 2, tzinfo=UTC)
    hours.house = busy_house(people, date(2026, 10, 26), date(2026, 11, 30), now)
    return [person_row(each, 30) for each in hours.month(NOVEMBER)]


def word(cell: SheetCell) -> str | None:
    return None if cell.mark is None else cell.mark.word


def test_a_day_is_a_word() -> None:
    away = [*worked(MONDAY, 9, 15, 1), *worked(MONDAY, 16, 18, 3)]
    assert word(day_cell(read(worked(MONDAY, 9, 18, 1)))) is None
    assert day_cell(read(worked(MONDAY, 9, 18, 1))).hours == "8:00"
    assert word(day_cell(read(worked(MONDAY, 9.5, 18, 1)))) == "late"
    assert word(day_cell(read(worked(MONDAY, 9, 17, 1)))) == "early"
    assert word(day_cell(read(worked(MONDAY, 9, None, 1)))) == "no OUT"
    assert word(day_cell(read(away))) == "short"
    assert word(day_cell(read([]))) == "absent"
    assert word(day_cell(read(worked(MONDAY, 9, 20, 1)))) == "+2:00"
    assert word(day_cell(read([], leave=(Leave(PERSON.code, MONDAY, MONDAY, "x"),)))) == "leave"
    assert word(day_cell(read([], (correction(1, Trip(MONDAY)),)))) == "trip"
    excused = day_cell(read([], (correction(1, Excuse(MONDAY)),)))
    assert word(excused) == "excused"
    assert excused.corrected
    assert word(day_cell(read([], day=date(2026, 11, 3)))) == "holiday"
    sunday = day_cell(read([], day=date(2026, 11, 1)))
    assert (sunday.hours, sunday.mark, sunday.free) == ("", None, True)


def test_only_what_somebody_has_to_settle_counts_as_a_problem() -> None:
    assert day_cell(read(worked(MONDAY, 9.5, 17, 1))).problems == 0
    assert day_cell(read([])).problems == 1
    assert day_cell(read([*worked(MONDAY, 9, 15, 1), *worked(MONDAY, 16, 18, 3)])).problems == 1
    assert day_cell(read([*worked(MONDAY, 9, 15, 1), *worked(MONDAY, 15.25, 18, 3)])).problems == 0
    for row in some_rows():
        assert sum(cell.problems for cell in row.cells) == row.problems


def test_somebody_who_came_in_the_middle_of_the_month_has_blank_days_before() -> None:
    day = read(worked(MONDAY, 9, 18, 1))
    row = person_row(PersonMonth("E1", "Kim", "", (day,), Totals(work=480), Totals()), 30)
    assert len(row.cells) == 30
    assert [place for place, cell in enumerate(row.cells) if cell.hours] == [1]


def test_orders() -> None:
    rows = some_rows()
    worst = chosen_rows(rows, SheetChoice())
    assert all(a.problems >= b.problems for a, b in pairwise(worst))
    named = chosen_rows(rows, SheetChoice(order=Order.NAME))
    assert [row.name for row in named] == sorted((row.name for row in rows), key=str.casefold)
    grouped = chosen_rows(rows, SheetChoice(order=Order.GROUP))
    assert [row.group for row in grouped] == sorted(row.group for row in rows)


def test_filters() -> None:
    rows = some_rows()
    assert {row.group for row in chosen_rows(rows, SheetChoice(group="Office"))} == {"Office"}
    assert all(row.problems for row in chosen_rows(rows, SheetChoice(problems_only=True)))
    assert [row.name for row in chosen_rows(rows, SheetChoice(words="e100"))] == ["Kim Hamil"]


def test_a_group_is_the_sum_of_its_people() -> None:
    rows = some_rows()
    for group in group_rows(rows):
        mine = [row for row in rows if row.group == group.group]
        assert group.now.work == sum(row.now.work for row in mine)
        assert group.problems == sum(row.problems for row in mine)
        assert group.frozen is None
        for place, cell in enumerate(group.cells):
            assert cell.work == sum(row.cells[place].work for row in mine)


def test_sums_of_a_closed_month_are_those_it_was_closed_with() -> None:
    day = read(worked(MONDAY, 9, 18, 1))
    paid, now = Totals(work=400, late=5), Totals(work=480)
    row = person_row(PersonMonth("E1", "Kim", "", (day,), now, Totals(work=-30), paid), 30)
    assert sum_text(row, Sum.WORK) == "6:40"
    assert sum_text(row, Sum.CHANGED) == "+1:20"
    assert sum_text(row, Sum.CARRIED) == "−0:30"
    assert {Sum.CHANGED, Sum.CARRIED} <= set(sums_shown([row]))
    assert not {Sum.CHANGED, Sum.CARRIED} & set(sums_shown(some_rows(3)))


def test_months() -> None:
    assert len(month_days(date(2028, 2, 1))) == 29
    assert month_beside(date(2026, 12, 1), 1) == date(2027, 1, 1)
    assert month_beside(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert month_beside(date(2026, 6, 1), -18) == date(2024, 12, 1)


def test_what_somebody_stands_on_stays_while_rows_come_and_are_sorted(qapp: object) -> None:
    rows, model = some_rows(), SheetModel(NOVEMBER)
    model.put(rows[:10])
    held = QPersistentModelIndex(model.index(4, 7))
    code = model.rows[4].code
    model.put(rows[10:])
    assert (model.rows[held.row()].code, held.column()) == (code, 7)
    model.choose(SheetChoice(order=Order.NAME))
    assert model.rows[held.row()].code == code
    model.put((), gone={code})
    assert not held.isValid()
    assert len(model.rows) == 23
