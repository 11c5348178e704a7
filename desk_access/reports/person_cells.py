"""The cells of a row about somebody's whole period."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from desk_access.model.closing import statement_of
from desk_access.model.report import PersonColumn, ReportTemplate
from desk_access.model.timesheet import PersonMonth, Totals
from desk_access.reports.cells import Cell, Length, length_text

COUNTS: Final = (PersonColumn.DAYS, PersonColumn.ABSENT_DAYS, PersonColumn.PROBLEMS)
"""The sums that are numbers and not lengths."""

SUMS: Final[dict[PersonColumn, str]] = {
    column: "break_" if column is PersonColumn.BREAK else column.value
    for column in PersonColumn
    if column
    not in (
        PersonColumn.CODE,
        PersonColumn.NAME,
        PersonColumn.GROUP,
        PersonColumn.CLOSED,
        PersonColumn.CARRIED,
    )
}
"""The field of ``Totals`` that a column shows."""

PersonCell = Callable[[PersonMonth, Totals], Cell]
"""Given the person and their statement."""


def person_cells(columns: tuple[PersonColumn, ...], template: ReportTemplate) -> list[PersonCell]:
    """What gives the cells of the columns, in their order."""
    return [_cell(column, template) for column in columns]


def person_row(cells: list[PersonCell], person: PersonMonth) -> list[Cell]:
    """The person's cells."""
    statement = statement_of(person)
    return [cell(person, statement) for cell in cells]


def sum_cell(column: PersonColumn, totals: Totals) -> Length | int:
    """One of the sums."""
    value: int = getattr(totals, SUMS[column])
    return value if column in COUNTS else Length(value)


def carried_text(carried: Totals, template: ReportTemplate) -> str:
    """What is carried, in words: ``work +0:30; overtime +0:30``. Empty for nothing."""
    told = []
    for column, field in SUMS.items():
        value: int = getattr(carried, field)
        if value:
            size = str(abs(value))
            if column not in COUNTS:
                size = length_text(abs(value), template.lengths)
            told.append(f"{column} {'+' if value > 0 else '-'}{size}")
    return "; ".join(told)


def _cell(column: PersonColumn, template: ReportTemplate) -> PersonCell:
    if column in SUMS:
        return lambda _person, statement: sum_cell(column, statement)
    if column is PersonColumn.CARRIED:
        return lambda person, _statement: carried_text(person.carried, template)
    return _CELLS[column]


_CELLS: dict[PersonColumn, PersonCell] = {
    PersonColumn.CODE: lambda person, _statement: person.code,
    PersonColumn.NAME: lambda person, _statement: person.name,
    PersonColumn.GROUP: lambda person, _statement: person.group,
    PersonColumn.CLOSED: lambda person, _statement: "no" if person.frozen is None else "yes",
}
