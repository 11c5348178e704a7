"""Tables out of files: CSV as spreadsheets write it, and Excel workbooks."""

from __future__ import annotations

import csv
import io
import itertools
import re
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desk_access.errors import ImportRefused
from desk_access.imports.cells import Cell, Formatted, Record
from desk_access.imports.text_encoding import decode_text
from desk_access.imports.workbook import is_workbook, read_sheets
from desk_access.model.importing import Column

MAX_ROWS: Final = 50_000
"""Five times the people of the largest house. A workbook of so many rows is read in 4 s."""

MAX_BYTES: Final = 32 * 2**20
"""Of a file. A CSV of 50,000 rows of ten cells has about 4 million, a workbook 2 million."""

_END: Final = 1000
"""So many empty rows before the limit are the end of a table: sheets that somebody formatted to
their last row have a million of them."""

_HEAD: Final = 20
"""The first line of a table is among the first so many rows; above it may be a title."""

_AS_TEXT: Final = re.compile(r'\A="([^"]*)"\Z')
"""How a CSV file tells a spreadsheet that ``0007`` is a text."""

_SEPARATORS: Final = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that a table of ``what`` must and may have."""

    what: str
    required: tuple[Column, ...]
    optional: tuple[Column, ...] = ()

    def places(self, row: Sequence[Cell | Formatted | None]) -> dict[Column, int] | None:
        """Where the columns stand, if ``row`` is the first line of such a table."""
        names = heads(row)
        if not all(each in names for each in self.required):
            return None
        return {
            each: names.index(each) for each in (*self.required, *self.optional) if each in names
        }

    def sentence(self) -> str:
        """What the first line must be."""
        may = f" It may also have: {', '.join(self.optional)}." if self.optional else ""
        return f"Its first line must have the columns: {', '.join(self.required)}.{may}"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that are not empty, and the columns that nobody asked for."""

    records: tuple[Record, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Grid:
    """A sheet, or the text read with one separator. ``place`` is where a row stands, but number."""

    title: str
    place: str
    rows: Iterator[tuple[int, Sequence[Cell | Formatted | None]]]
    merged: tuple[tuple[int, str], ...] = ()
    hidden: frozenset[int] = frozenset()


def read_table(path: Path, layout: Layout, encoding: str | None = None) -> Table:
    """The table of a CSV file, or of the one sheet of a workbook that has such columns.

    ``encoding`` is that of a CSV file which does not say its own; a workbook does. Raises
    EncodingUnknown where that is needed, ImportRefused for a file that cannot be read, that has no
    such table or two of them, merged cells or more than 50,000 rows.
    """
    data = file_bytes(path)
    with warnings.catch_warnings():
        # openpyxl warns of styles and extensions, which are no part of a table.
        warnings.simplefilter("ignore")
        grids = (
            _sheets(data, path.name)
            if is_workbook(data)
            else _texts(decode_text(data, path.name, encoding), path.name)
        )
        columns: dict[str, list[str]] = {}
        found: tuple[str, Table] | None = None
        for grid in grids:
            first = _first_line(grid, layout, columns)
            if first is not None and found is not None:
                raise ImportRefused(
                    f"{path.name} has two tables of {layout.what}: {found[0]} and {grid.title}.",
                    "Keep one of these sheets, or hide the other.",
                )
            if first is not None:
                found = grid.title, _table(grid, layout, *first, path.name)
                if not is_workbook(data):
                    break
    if found is not None:
        return found[1]
    has = [f"{title} has the columns {', '.join(each[:12])}" for title, each in columns.items()]
    raise ImportRefused(
        f"{path.name} is no table of {layout.what}: {'; '.join(has[:3]) or 'it has no columns'}.",
        layout.sentence(),
    )


def file_bytes(path: Path) -> bytes:
    """A file's bytes. Raises ImportRefused where it is not there, empty or too large."""
    try:
        size = path.stat().st_size
        if path.is_file() and 0 < size <= MAX_BYTES:
            return path.read_bytes()
    except OSError as error:
        raise ImportRefused(
            f"{path.name} cannot be read ({error.strerror}).", "Choose a file that is there."
        ) from error
    if not path.is_file():
        raise ImportRefused(f"{path.name} is no file.", "Choose a table or a calendar.")
    if not size:
        raise ImportRefused(f"{path.name} is empty.", "Save it again where it came from.")
    raise ImportRefused(
        f"{path.name} has {size // 2**20} MB, too much for a table.",
        "Leave out what is not needed.",
    )


def heads(row: Sequence[Cell | Formatted | None]) -> list[str]:
    """The names of columns that a row gives, empty for what is no name."""
    return [
        unicodedata.normalize("NFC", cell).strip().casefold().replace(" ", "_")
        if isinstance(cell, str)
        else ""
        for cell in row
    ]


def _first_line(
    grid: _Grid, layout: Layout, columns: dict[str, list[str]]
) -> tuple[int, Sequence[Cell | Formatted | None]] | None:
    """The row that names the columns. Where there is none, ``columns`` gets what comes first."""
    for number, row in itertools.islice(grid.rows, _HEAD):
        if layout.places(row) is not None:
            return number, row
        if words := [cell.strip() for cell in row if isinstance(cell, str)]:
            columns.setdefault(grid.title, words)
    return None


def _table(
    grid: _Grid, layout: Layout, number: int, row: Sequence[Cell | Formatted | None], name: str
) -> Table:
    """What stands below the first line ``row``. Refused is what leaves a doubt where it belongs."""
    names, places = heads(row), layout.places(row) or {}
    twice = [column for column in places if names.count(column) > 1]
    if twice:
        raise ImportRefused(f"{name} has the column {twice[0]} twice.", "Remove one of them.")
    merged = [where for last, where in grid.merged if last >= number]
    if merged:
        raise ImportRefused(
            f"{grid.title} of {name} has merged cells ({', '.join(merged[:3])}).",
            "Undo the merging and fill in each row: only the first cell has the value.",
        )
    records = tuple(_records(grid, places, name))
    unused = [each for each in names if each and each not in places]
    return Table(records, tuple(dict.fromkeys(unused)))


def _records(grid: _Grid, places: dict[Column, int], name: str) -> Iterator[Record]:
    empty = 0
    for number, row in grid.rows:
        if number > MAX_ROWS:
            if empty >= _END:
                return
            raise ImportRefused(
                f"{name} has more than {MAX_ROWS:,} rows.", "Divide it into several tables."
            )
        cells = {
            column: cell
            for column, place in places.items()
            if place < len(row) and (cell := row[place]) is not None and cell != ""
        }
        empty = 0 if cells else empty + 1
        if cells:
            hidden = " (hidden)" if number in grid.hidden else ""
            yield Record(f"{grid.place} {number}{hidden}", cells)


def _sheets(data: bytes, name: str) -> Iterator[_Grid]:
    for sheet in read_sheets(data, name):
        merged = tuple((each.max_row, each.coord) for each in sheet.merged)
        yield _Grid(sheet.title, f"{sheet.title}, row", sheet.rows, merged, sheet.hidden)


def _texts(text: str, name: str) -> Iterator[_Grid]:
    """The text read with each separator, that with the most columns first."""
    if "\0" in text:
        raise ImportRefused(f"{name} is no table.", "Save it as CSV in UTF-8, or as .xlsx.")
    line = text.partition("\n")[0]
    for separator in sorted(_SEPARATORS, key=line.count, reverse=True):
        yield _Grid("The first line", "Line", _lines(text, separator, name))


def _lines(
    text: str, separator: str, name: str
) -> Iterator[tuple[int, Sequence[Cell | Formatted | None]]]:
    # Not by splitlines: it breaks lines where no table does, and a cell may hold a line break.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in rows:
            yield rows.line_num, [_AS_TEXT.sub(r"\1", cell.strip()) or None for cell in row]
    except csv.Error as error:
        raise ImportRefused(
            f"Line {rows.line_num + 1} of {name} is no line of a table ({error}).",
            "Save the table as CSV again.",
        ) from error
