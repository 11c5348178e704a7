"""The timesheet as pages to be signed: a page a person, more only for a long period."""

from __future__ import annotations

from typing import BinaryIO, Final

from desk_access.attendance.reading import NEEDS_SOMEBODY
from desk_access.model.closing import statement_of
from desk_access.model.report import DayColumn, PersonColumn
from desk_access.model.timesheet import (
    DayKind,
    DayReading,
    PersonMonth,
    PortionKind,
    ProblemKind,
    Totals,
)
from desk_access.reports.cells import date_text, length_text
from desk_access.reports.day_cells import LENGTHS, punches_text, shift_text
from desk_access.reports.pdf import (
    FAINT,
    MARGIN,
    MARK,
    REST,
    Colour,
    Column,
    Pages,
    Table,
    document,
    unshown_words,
)
from desk_access.reports.person_cells import COUNTS, SUMS
from desk_access.reports.timesheet import Timesheet
from desk_access.reports.words import DAYS, PEOPLE, problem_words

_IN_COLUMNS: Final = (
    DayColumn.DUE,
    DayColumn.WORK,
    DayColumn.OVERTIME,
    DayColumn.FREE_DAY,
    DayColumn.NIGHT,
    DayColumn.BREAK,
    DayColumn.IDLE,
)
"""The lengths that most days have; the others are told among the remarks of the days that do."""

_REMARKS: Final = (
    (PortionKind.LATE, "Late"),
    (PortionKind.EARLY, "Left early"),
    (PortionKind.ABSENT, "Absent"),
    (PortionKind.UNDERTIME, "Undertime"),
    (PortionKind.EXCUSED, "Excused"),
    (PortionKind.LEAVE, "Leave"),
    (PortionKind.UNPAID_LEAVE, "Unpaid leave"),
)
_TOLD_WITH_LENGTH: Final = (
    ProblemKind.LATE,
    ProblemKind.LEFT_EARLY,
    ProblemKind.ABSENT,
    ProblemKind.UNDERTIME,
)

_SUMS: Final = (
    (PersonColumn.DAYS, PersonColumn.ABSENT_DAYS, PersonColumn.LEAVE, PersonColumn.UNPAID_LEAVE),
    (
        PersonColumn.LATE,
        PersonColumn.EARLY,
        PersonColumn.ABSENT,
        PersonColumn.UNDERTIME,
        PersonColumn.EXCUSED,
    ),
)
_SIGNATURES: Final = ("Employee", "Approved by")
_SIGNS: Final = (
    "* added by a correction · ? forgotten · +1 on the next day · C the correction's number"
)
_GAP: Final = 2.0
_CLOSING_ROOM: Final = 37.0
"""Sums, note and signatures: they stay on one page."""


def write_pdf(sheet: Timesheet, stream: BinaryIO) -> tuple[str, ...]:
    """Write the pages; returns warnings about what they do not show.

    Raises OSError, and ReportUnwritable for a name that no letters here can show.
    """
    with document(sheet.order, sheet.stamp, stream) as pages:
        writer = _Writer(sheet, pages)
        for person in sheet.people:
            writer.write(person)
        if pages.page == 0:
            pages.add_page()
            pages.letters(10)
            pages.put(MARGIN, MARGIN, pages.room, "Nobody is on this timesheet.")
        return unshown_words(pages)


class _Writer:
    """Writes people, one after the other."""

    def __init__(self, sheet: Timesheet, pages: Pages) -> None:
        template = sheet.order.template
        self._pages = pages
        self._template = template
        first = date_text(sheet.order.first, template.dates)
        last = date_text(sheet.order.last, template.dates)
        self._period = f"Timesheet {first} – {last}"
        self._lengths = [column for column in template.days if column in _IN_COLUMNS]
        self._texts = [
            column for column in (DayColumn.SHIFT, DayColumn.PUNCHES) if column in template.days
        ]

    def write(self, person: PersonMonth) -> None:
        """The person's pages."""
        table = Table(self._pages, self._columns(), lambda: self._head(person, more=True))
        table.begin(self._head(person))
        for day in person.days:
            table.row(self._day(day), fill=_fill(day))
        self._sums(table, person)
        y = table.y + 4
        if y + _CLOSING_ROOM > self._pages.end:
            y = self._head(person, more=True)
        self._closing(person, y)

    def _columns(self) -> list[Column]:
        texts = {
            DayColumn.SHIFT: Column("Shift", 21),
            DayColumn.PUNCHES: Column("Punches", 32, wraps=True),
        }
        narrow = 13.2 if len(self._lengths) <= 5 else 11.0
        columns = [Column("Day", 24), *(texts[column] for column in self._texts)]
        columns += [Column(DAYS[column].words, narrow, right=True) for column in self._lengths]
        used = sum(column.width for column in columns) + _GAP
        return [*columns, Column("", _GAP), Column("Remarks", self._pages.room - used, wraps=True)]

    def _head(self, person: PersonMonth, *, more: bool = False) -> float:
        """Begin a page of the person's; where their days go on."""
        pages = self._pages
        pages.add_page()
        pages.letters(9, colour=FAINT)
        pages.put(MARGIN + pages.room - 70, MARGIN + 1, 70, self._period, right=True)
        told = " · ".join(filter(None, (person.code, person.group, "continued" if more else "")))
        pages.put(MARGIN, MARGIN + 7, pages.room, told)
        pages.letters(15, bold=True)
        # Somebody who was erased has no name any more.
        pages.put(MARGIN, MARGIN, pages.room - 72, person.name or person.code, high=7)
        return MARGIN + 15

    def _day(self, day: DayReading) -> list[str]:
        template = self._template
        texts = {
            DayColumn.SHIFT: lambda: shift_text(day, template.times),
            DayColumn.PUNCHES: lambda: punches_text(day, template.times),
        }
        return [
            f"{date_text(day.day, template.dates)} {day.day:%a}",
            *(texts[column]() for column in self._texts),
            *(self._length(_minutes(day, column)) for column in self._lengths),
            "",
            self._remarks(day),
        ]

    def _remarks(self, day: DayReading) -> str:
        told = ["Holiday"] if day.kind is DayKind.HOLIDAY else []
        told += [
            problem_words(problem)
            for problem in day.problems
            if problem.kind not in _TOLD_WITH_LENGTH
        ]
        for kind, words in _REMARKS:
            if minutes := day.minutes(kind):
                told.append(f"{words} {self._length(minutes)}")
        if day.corrections:
            told.append("C " + ", ".join(map(str, day.corrections)))
        return "; ".join(told)

    def _sums(self, table: Table, person: PersonMonth) -> None:
        """The sums of the days, and where they are not all that counts, the others."""
        self._sum(table, "Total", person.totals)
        if person.frozen is not None:
            self._sum(table, "Closed with", person.frozen)
        if person.carried != Totals():
            self._sum(table, "Carried", person.carried, "from closed months")
        if person.frozen is not None or person.carried != Totals():
            self._sum(table, "To be paid", statement_of(person))

    def _sum(self, table: Table, what: str, totals: Totals, remark: str = "") -> None:
        sums = [getattr(totals, SUMS[PersonColumn(column.value)]) for column in self._lengths]
        table.row(
            [what, *("" for _ in self._texts), *map(self._length, sums), "", remark],
            bold=True,
            fill=REST,
        )

    def _closing(self, person: PersonMonth, y: float) -> None:
        """The other sums, what the signs mean, and the lines to be signed."""
        pages = self._pages
        statement = statement_of(person)
        wide = pages.room / max(map(len, _SUMS))
        for row in _SUMS:
            for place, column in enumerate(row):
                value = getattr(statement, SUMS[column])
                told = str(value) if column in COUNTS else self._length(value) or "0:00"
                x = MARGIN + place * wide
                pages.letters(7.5, colour=FAINT)
                pages.put(x, y, wide - 16, PEOPLE[column].words)
                pages.letters(7.5, bold=True)
                pages.put(x + wide - 18, y, 14, told, right=True)
            y += 4.6
        pages.letters(6.5, colour=FAINT)
        pages.put(MARGIN, y + 1.5, pages.room, _SIGNS)
        half = pages.room / 2
        for place, who in enumerate(_SIGNATURES):
            x = MARGIN + place * half
            pages.rule(x, y + 21, half - 12, FAINT)
            pages.letters(7.5, colour=FAINT)
            pages.put(x, y + 21.5, half - 12, f"{who}: date, name, signature")

    def _length(self, minutes: int) -> str:
        return length_text(minutes, self._template.lengths) if minutes else ""


def _minutes(day: DayReading, column: DayColumn) -> int:
    if column is DayColumn.DUE:
        return day.due
    return sum(day.minutes(kind) for kind in LENGTHS[column])


def _fill(day: DayReading) -> Colour | None:
    """Days with something to clear up stand out, those without work stand back."""
    if any(problem.kind in NEEDS_SOMEBODY for problem in day.problems):
        return MARK
    return REST if day.kind in (DayKind.FREE, DayKind.HOLIDAY) else None
