"""Workbooks, row by row: only the row in hand is in memory.

Formulas are left without their results, which openpyxl cannot write: a program that calculates
does so as it opens the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, time
from enum import Enum, auto
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from desk_access.model.report import LengthStyle, ReportTemplate
from desk_access.reports.cells import Cell, Length
from desk_access.reports.words import Heading

LAST_ROW: Final = 1_048_576
"""Of a sheet, by Excel's own limit."""

A_HOUR: Final = {LengthStyle.CLOCK: 1 / 24, LengthStyle.HOURS: 1.0, LengthStyle.MINUTES: 60.0}
"""What an hour is as a number in a cell: on a clock, lengths are days, as Excel has them."""

_LENGTH_FORMATS: Final = {
    LengthStyle.CLOCK: "[h]:mm",
    LengthStyle.HOURS: "0.00",
    LengthStyle.MINUTES: "0",
}
_HEAD_FILL = PatternFill("solid", fgColor="E7ECF3")
_MARK_FILL = PatternFill("solid", bgColor="FFF1D6")
_BOLD = Font(name="Calibri", size=11, bold=True)
_ABOVE = Border(top=Side("thin"))


class Look(Enum):
    """How a row looks."""

    PLAIN = auto()
    HEAD = auto()
    HEAD_OF_NUMBERS = auto()
    TOTAL = auto()


class _Kind(Enum):
    TEXT = auto()
    NUMBER = auto()
    LENGTH = auto()
    DATE = auto()
    TIME = auto()
    MINUTE = auto()
    SECOND = auto()


class Formula(NamedTuple):
    """A formula, beginning with ``=``. Its result is a length of time, or a number."""

    text: str
    of_length: bool = True


class Sheet:
    """A sheet with headings that stay in sight, written from top to bottom."""

    def __init__(self, sheet: Any, headings: Sequence[Heading], template: ReportTemplate) -> None:
        # Any: the stubs know nothing of what a write-only sheet shares with others.
        self._sheet = sheet
        self._hour = A_HOUR[template.lengths]
        self._formats = _formats(template)
        self._dressed: dict[tuple[_Kind, Look], SheetCell] = {}
        self._columns = len(headings)
        self.title = sheet.title
        self.row = 0
        """The number of the last row that was written."""
        for place, heading in enumerate(headings, 1):
            sheet.column_dimensions[get_column_letter(place)].width = heading.width
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        looks = (Look.HEAD, Look.HEAD_OF_NUMBERS)
        sheet.append(self._dress(heading.words, looks[heading.numbers]) for heading in headings)
        self.row += 1

    def append(self, cells: Sequence[Cell | Formula], look: Look = Look.PLAIN) -> int:
        """Write the next row; returns its number.

        Texts and lengths without content leave their cell empty. Moments with a zone are shown to
        the second.
        """
        self._sheet.append(self._dress(cell, look) for cell in cells)
        self.row += 1
        return self.row

    def finish(self, *, marked: str = "") -> None:
        """No more rows come. They can be filtered; those for which the formula ``marked``, written
        for row 2, holds are coloured."""
        everything = f"{get_column_letter(self._columns)}{self.row}"
        self._sheet.auto_filter.ref = f"A1:{everything}"
        if marked and self.row > 1:
            rule = Rule("expression", dxf=DifferentialStyle(fill=_MARK_FILL), formula=[marked])
            self._sheet.conditional_formatting.add(f"A2:{everything}", rule)

    def _dress(self, cell: Cell | Formula, look: Look) -> SheetCell | None:
        """The cell in its format: one of a kind is enough, for each is written before the next."""
        kind, value = self._told(cell)
        if value is None and look is Look.PLAIN:
            return None
        dressed = self._dressed.get((kind, look))
        if dressed is None:
            dressed = self._dressed[kind, look] = self._new(kind, look)
        dressed.value = value
        if kind is _Kind.TEXT and value is not None:
            # openpyxl takes a text that begins with = for a formula, and #N/A for an error.
            dressed.data_type = "s"
        return dressed

    def _told(self, cell: Cell | Formula) -> tuple[_Kind, str | float | date | time | None]:
        if isinstance(cell, str):
            return _Kind.TEXT, ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", cell) or None
        if isinstance(cell, Length):
            return _Kind.LENGTH, cell.minutes / 60 * self._hour if cell.minutes else None
        if isinstance(cell, Formula):
            return _Kind.LENGTH if cell.of_length else _Kind.NUMBER, cell.text
        if isinstance(cell, datetime):
            # A cell knows no zone: it shows what the clock showed.
            kind = _Kind.MINUTE if cell.tzinfo is None else _Kind.SECOND
            return kind, cell.replace(tzinfo=None)
        if isinstance(cell, date | time):
            return _Kind.TIME if isinstance(cell, time) else _Kind.DATE, cell
        return _Kind.NUMBER, cell

    def _new(self, kind: _Kind, look: Look) -> SheetCell:
        made = WriteOnlyCell(self._sheet)
        made.number_format = self._formats[kind]
        # Who edits such a cell does not turn a name that begins with = into a formula either.
        made.quotePrefix = kind is _Kind.TEXT and look is Look.PLAIN
        if look is not Look.PLAIN:
            made.font = _BOLD
        if look in (Look.HEAD, Look.HEAD_OF_NUMBERS):
            made.fill = _HEAD_FILL
        elif look is Look.TOTAL:
            made.border = _ABOVE
        if look is Look.HEAD_OF_NUMBERS:
            made.alignment = Alignment("right")
        elif kind is _Kind.TEXT:
            # A number ends where the next column's text begins.
            made.alignment = Alignment("left", indent=1)
        return made


class Book:
    """A workbook that is being written."""

    def __init__(self, template: ReportTemplate) -> None:
        self._book = Workbook(write_only=True)
        self._book.properties.creator = "desk-access"
        self._template = template

    def sheet(
        self, title: str, headings: Sequence[Heading], lengths: LengthStyle | None = None
    ) -> Sheet:
        """A new sheet behind the others, with lengths of its own style if it says so.

        Several may be written at once.
        """
        template = self._template if lengths is None else replace(self._template, lengths=lengths)
        return Sheet(self._book.create_sheet(title), headings, template)

    def save(self, stream: BinaryIO) -> None:
        """Put all sheets together. Raises OSError."""
        with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(self._book, archive).save()

    def discard(self) -> None:
        """Delete what openpyxl keeps in the system's temporary folder until a book is saved."""
        sheets: list[Any] = self._book.worksheets
        for sheet in sheets:
            writer = sheet._writer
            if writer is None or not Path(writer.out).exists():
                continue
            with suppress(OSError):  # a disk that is full takes no last line either
                if not sheet.closed:
                    sheet.close()
            writer.cleanup()


@contextmanager
def workbook(stream: BinaryIO, template: ReportTemplate) -> Iterator[Book]:
    """A workbook that is written to the stream when the block ends well. Raises OSError."""
    book = Book(template)
    try:
        yield book
        book.save(stream)
    finally:
        book.discard()


def _formats(template: ReportTemplate) -> dict[_Kind, str]:
    day, clock = template.dates.value, template.times.value
    return {
        _Kind.TEXT: "@",
        _Kind.NUMBER: "General",
        _Kind.LENGTH: _LENGTH_FORMATS[template.lengths],
        _Kind.DATE: day,
        _Kind.TIME: clock,
        _Kind.MINUTE: f"{day} {clock}",
        _Kind.SECOND: f"{day} {clock.replace(':mm', ':mm:ss')}",
    }
