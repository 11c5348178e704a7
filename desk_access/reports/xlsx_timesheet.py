"""The timesheet as a workbook: people with their sums as formulas, and their days.

The sums are those of :func:`~desk_access.model.closing.statement_of`. Where they are not those of
the days alone, a sheet has what a month was closed with, and what is carried.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, Final, NamedTuple

from openpyxl.utils import get_column_letter

from desk_access.model.closing import statement_of
from desk_access.model.report import DayColumn, LengthStyle, PersonColumn, ReportTemplate
from desk_access.model.timesheet import PersonMonth, Totals
from desk_access.reports.cells import Cell
from desk_access.reports.day_cells import day_cells
from desk_access.reports.person_cells import COUNTS, SUMS, person_cells, sum_cell
from desk_access.reports.provenance import provenance
from desk_access.reports.timesheet import Timesheet
from desk_access.reports.words import DAYS, PEOPLE, Heading
from desk_access.reports.xlsx import LAST_ROW, Book, Formula, Look, Sheet, workbook

_CARRIED_BEFORE: Final = (
    Heading("Code", 10),
    Heading("Name", 22),
    Heading("Sums, in hours", 28),
)
_FROM_HOURS: Final = {LengthStyle.CLOCK: "/24", LengthStyle.HOURS: "", LengthStyle.MINUTES: "*60"}
"""What turns hours into a length of the template's."""


class _Rows(NamedTuple):
    """A person's rows on a sheet."""

    title: str
    first: int
    last: int

    def of(self, column: str) -> str:
        """The cells of a column, as formulas name them."""
        return f"'{self.title}'!{column}{self.first}:{column}{self.last}"


def write_xlsx(sheet: Timesheet, stream: BinaryIO) -> None:
    """Write the workbook. Raises OSError."""
    template = sheet.order.template
    with workbook(stream, template) as book:
        summary = _Summary(book, template, _Carried(book, template))
        days = _Days(book, template)
        for person in sheet.people:
            summary.add(person, days.add(person))
        summary.finish()
        days.finish()
        about = book.sheet("About", [Heading("This workbook", 26), Heading("", 70)])
        for line in provenance(sheet.order, sheet.stamp):
            about.append(line)


class _Days:
    """A row a day; on further sheets where one is full."""

    def __init__(self, book: Book, template: ReportTemplate) -> None:
        self._book = book
        self._columns = template.days
        self._cells = day_cells(template.days, template, for_people=True)
        self._sheets: list[Sheet] = []
        self._sheet = self._next()

    def add(self, person: PersonMonth) -> _Rows | None:
        """Write the person's days; where they are."""
        if not person.days:
            return None
        if self._sheet.row + len(person.days) > LAST_ROW:
            self._sheet = self._next()
        first = self._sheet.row + 1
        for day in person.days:
            self._sheet.append([cell(person, day) for cell in self._cells])
        return _Rows(self._sheet.title, first, self._sheet.row)

    def finish(self) -> None:
        """Colour the days with a problem."""
        marked = ""
        if DayColumn.PROBLEMS in self._columns:
            letter = get_column_letter(self._columns.index(DayColumn.PROBLEMS) + 1)
            marked = f'${letter}2<>""'
        for sheet in self._sheets:
            sheet.finish(marked=marked)

    def _next(self) -> Sheet:
        title = f"Days {len(self._sheets) + 1}" if self._sheets else "Days"
        self._sheets.append(self._book.sheet(title, [DAYS[column] for column in self._columns]))
        return self._sheets[-1]


class _Carried:
    """What months were closed with and what is carried, in hours with decimals: Excel shows no
    length below nothing on a clock. The sheet is made for the first that has any."""

    def __init__(self, book: Book, template: ReportTemplate) -> None:
        self._book = book
        self._columns = [column for column in template.people if column in SUMS]
        self._from_hours = _FROM_HOURS[template.lengths]
        self._sheet: Sheet | None = None

    def add(self, person: PersonMonth) -> list[int]:
        """Write what there is of the person; the rows that their statement adds up."""
        rows = []
        if person.frozen is not None:
            rows.append(self._append(person, "Closed with", person.frozen))
        if person.carried != Totals():
            rows.append(self._append(person, "Carried from closed months", person.carried))
        return rows

    def terms(self, column: PersonColumn, rows: Sequence[int]) -> list[str]:
        """The sums of a column in these rows, for a formula on another sheet."""
        letter = get_column_letter(len(_CARRIED_BEFORE) + self._columns.index(column) + 1)
        unit = "" if column in COUNTS else self._from_hours
        return [f"Carried!{letter}{row}{unit}" for row in rows]

    def _append(self, person: PersonMonth, what: str, totals: Totals) -> int:
        if self._sheet is None:
            headings = [*_CARRIED_BEFORE, *(PEOPLE[column] for column in self._columns)]
            self._sheet = self._book.sheet("Carried", headings, LengthStyle.HOURS)
        sums = [sum_cell(column, totals) for column in self._columns]
        return self._sheet.append([person.code, person.name, what, *sums])


class _Summary:
    """A row a person, and the sum of all."""

    def __init__(self, book: Book, template: ReportTemplate, carried: _Carried) -> None:
        self._columns = template.people
        self._cells = person_cells(template.people, template)
        self._sheet = book.sheet("Summary", [PEOPLE[column] for column in self._columns])
        self._carried = carried
        self._of_days = {
            column: get_column_letter(place) for place, column in enumerate(template.days, 1)
        }

    def add(self, person: PersonMonth, rows: _Rows | None) -> None:
        """Write the person's row; ``rows`` has their days."""
        statement = statement_of(person)
        also = self._carried.add(person)
        self._sheet.append(
            [
                self._sum(column, person, rows, also) or cell(person, statement)
                for column, cell in zip(self._columns, self._cells, strict=True)
            ]
        )

    def finish(self) -> None:
        """Write the sum of all people, and colour those with something to look at."""
        last = self._sheet.row
        letters = [get_column_letter(place) for place in range(1, len(self._columns) + 1)]
        marked = ""
        if PersonColumn.PROBLEMS in self._columns:
            marked = f"${letters[self._columns.index(PersonColumn.PROBLEMS)]}2>0"
        self._sheet.finish(marked=marked)
        sums: list[Cell | Formula] = [
            Formula(f"=SUM({letter}2:{letter}{last})", column not in COUNTS)
            if column in SUMS and last > 1
            else None
            for column, letter in zip(self._columns, letters, strict=True)
        ]
        if sums[0] is None:
            sums[0] = "Total"
        self._sheet.append(sums, Look.TOTAL)

    def _sum(
        self, column: PersonColumn, person: PersonMonth, rows: _Rows | None, also: Sequence[int]
    ) -> Formula | None:
        """The formula of a sum, None where the workbook's other sheets have not what it takes."""
        if column not in SUMS:
            return None
        terms = self._carried.terms(column, also)
        if person.frozen is None and rows is not None:
            own = self._days_sum(column, rows)
            if own is None:
                return None
            terms.insert(0, own)
        return Formula(f"={'+'.join(terms)}", column not in COUNTS) if terms else None

    def _days_sum(self, column: PersonColumn, rows: _Rows) -> str | None:
        if column is PersonColumn.PROBLEMS:  # not all that the days show are counted
            return None
        work = self._of_days.get(DayColumn.WORK)
        absent = self._of_days.get(DayColumn.ABSENT)
        if column is PersonColumn.DAYS:
            return work and f'COUNTIF({rows.of(work)},">0")'
        if column is PersonColumn.ABSENT_DAYS:
            both = work and absent and (rows.of(absent), rows.of(work))
            return f"SUMPRODUCT(({both[0]}>0)*({both[1]}=0))" if both else None
        own = self._of_days.get(DayColumn(column.value))
        return own and f"SUM({rows.of(own)})"
