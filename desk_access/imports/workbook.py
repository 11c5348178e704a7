"""The sheets of an Excel workbook, row by row, without trusting what is in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import IO, Any, NamedTuple, cast

import openpyxl
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.cell_range import CellRange

from desk_access.errors import ImportRefused
from desk_access.imports.cells import Cell, Fault, Formatted
from desk_access.imports.number_format import GENERAL
from desk_access.imports.workbook_parts import PartsRefused, check_parts

_MOST_COLUMNS = 100
"""Where a sheet goes farther, columns beyond are not looked at: of tables the longest has 25."""

_SAVE = "Save the table as an Excel workbook (.xlsx) without a password, or as CSV."
_ORDINARY = "In Excel, save it as “Excel Workbook (.xlsx)”, not as “Strict Open XML Spreadsheet”."
_SIGNS = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^<>]{0,200}?ref="([A-Z0-9:]{1,30})"'
    rb"|<(?:\w+:)?(f)[\s/>]"
    rb"|<(?:\w+:)?row\s([^<>]{0,400})>"
)
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_LONGEST_SIGN = 512
_MOST_MERGED = 10_000
_CHUNK = 2**20
_RELATIONS = "_rels/.rels"

_A_DATE = "yyyy-mm-dd"

_LOCAL_DATES = frozenset((*range(27, 37), *range(50, 59)))
"""Formats that Excel has in Korean, Japanese and Chinese for days and times (ECMA-376 part 1,
18.8.30); openpyxl knows those of every language alone."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that can be seen. ``rows`` numbers its rows from 1; read them once."""

    title: str
    merged: tuple[CellRange, ...]
    hidden: frozenset[int]
    rows: Iterator[tuple[int, Sequence[Cell | Formatted | None]]]


def is_workbook(data: bytes) -> bool:
    """Whether a file is a zip archive, or of the kind in which Excel keeps what has a password."""
    return data.startswith((b"PK", b"\xd0\xcf\x11\xe0"))


def read_sheets(data: bytes, name: str) -> Iterator[Sheet]:
    """The sheets of the workbook ``data``, each read when it is asked for.

    Formulas count as the value that they had when the file was saved. Raises ImportRefused, also
    while rows are read.
    """
    farthest = _check(data, name)
    most = _MOST_COLUMNS if farthest > _MOST_COLUMNS else None
    with _told(name):
        values = _opened(data, values=True)
    formulas: openpyxl.Workbook | None = None
    for place, sheet in enumerate(values.worksheets):
        if sheet.sheet_state != "visible":
            continue
        with _told(name):
            scan = _scan(_source(sheet))
            if scan.calculates and formulas is None:
                formulas = _opened(data, values=False)
        behind = formulas.worksheets[place] if scan.calculates and formulas else None
        yield Sheet(sheet.title, scan.merged, scan.hidden, _rows(sheet, behind, name, most))


def _check(data: bytes, name: str) -> int:
    """Refuse what no library should be asked to read; the farthest column of its sheets."""
    if not data.startswith(b"PK"):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        why = "is protected by a password" if locked else "is of an old Excel (.xls)"
        raise ImportRefused(f"{name} {why}.", _SAVE)
    with _told(name), zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            farthest = check_parts(archive)
        except PartsRefused as refusal:
            raise ImportRefused(f"{name} {refusal}.", refusal.cure) from refusal
        strict = _is_strict(archive)
    if strict:
        raise ImportRefused(f"{name} is a Strict Open XML workbook.", _ORDINARY)
    return farthest


def _is_strict(archive: zipfile.ZipFile) -> bool:
    """Whether it is of ISO/IEC 29500 Strict, whose parts have other namespaces."""
    if _RELATIONS not in archive.namelist():
        return False
    with archive.open(_RELATIONS) as stream:
        return b"http://purl.oclc.org/ooxml/" in stream.read(_CHUNK)


def _opened(data: bytes, *, values: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=values, keep_links=False
    )


def _source(sheet: Any) -> IO[bytes]:
    """The sheet's XML. openpyxl tells of merged cells only when it reads all into memory."""
    return cast("IO[bytes]", sheet._get_source())


class _Scan(NamedTuple):
    """The merged cells and the hidden rows of a sheet, and whether it has formulas."""

    merged: tuple[CellRange, ...]
    hidden: frozenset[int]
    calculates: bool


def _scan(source: IO[bytes]) -> _Scan:
    """What a sheet's XML tells without its cells."""
    merged: dict[str, CellRange] = {}
    hidden: set[int] = set()
    calculates = False
    kept = b""
    with source:
        while chunk := source.read(_CHUNK):
            for sign in _SIGNS.finditer(text := kept + chunk):
                if sign[1] is not None:
                    merged[sign[1].decode()] = CellRange(sign[1].decode())
                elif sign[2] is not None:
                    calculates = True
                elif _HIDDEN.search(sign[3]) and (number := _NUMBER.search(sign[3])):
                    hidden.add(int(number[1]))
            if len(merged) > _MOST_MERGED:
                raise ValueError("thousands of merged cells")
            kept = text[-_LONGEST_SIGN:]
    return _Scan(tuple(merged.values()), frozenset(hidden), calculates)


def _rows(
    sheet: Any, behind: Any, name: str, columns: int | None
) -> Iterator[tuple[int, Sequence[Cell | Formatted | None]]]:
    """The rows of a sheet; ``behind`` is the same with its formulas, None where there are none."""
    with _told(name):
        for each in (sheet, behind) if behind else (sheet,):
            # What the file says of its own size is often wrong.
            each.reset_dimensions()
        formats = _Formats(sheet.parent)
        if behind is None:
            for number, row in enumerate(sheet.iter_rows(max_col=columns), 1):
                yield number, [_cell(formats, each, None) for each in row]
            return
        typed = behind.iter_rows(max_col=columns, values_only=True)
        sides = sheet.iter_rows(max_col=columns), typed
        for number, (row, written) in enumerate(zip(*sides, strict=True), 1):
            # A row ends where its last value is, without those of formulas.
            yield number, [_cell(formats, *each) for each in zip_longest(row, written)]


class _Formats:
    """The number formats of a workbook's cells."""

    def __init__(self, book: openpyxl.Workbook) -> None:
        self._book: Any = book
        self._known: dict[int, str] = {}

    def applied(self, cell: Any) -> Cell | Formatted | None:
        """A cell's value, with its format where that may show it otherwise."""
        value, style = cell.value, getattr(cell, "_style_id", 0)
        if not style or not isinstance(value, str | int | float) or isinstance(value, bool):
            return cast("Cell | None", value)
        if style not in self._known:
            self._known[style] = self._format(int(self._book._cell_styles[style].numFmtId), cell)
        known = self._known[style]
        if known in (GENERAL, "@"):
            return value
        if known == _A_DATE and not isinstance(value, str):
            return cast("Cell", from_excel(value, self._book.epoch))
        return Formatted(value, known, cell.coordinate)

    @staticmethod
    def _format(number: int, cell: Any) -> str:
        if number in _LOCAL_DATES:
            return _A_DATE
        if number < BUILTIN_FORMATS_MAX_SIZE and number not in BUILTIN_FORMATS:
            return f"number {number}"
        return str(cell.number_format)


def _cell(formats: _Formats, cell: Any, written: Any) -> Cell | Formatted | None:
    """A cell's value; ``written`` is what was typed into it, the formula for one."""
    value = None if cell is None else formats.applied(cell)
    if value is None and written is not None:
        return Fault("is a formula whose value was not saved. Open the table in Excel and save it.")
    if isinstance(value, str) and value in ERROR_CODES:
        return Fault(f"is the error {value}.")
    return value


@contextmanager
def _told(name: str) -> Iterator[None]:
    """A file from anywhere may break a reader in any way: all of them are the file's fault."""
    try:
        yield
    except ImportRefused:
        raise
    except Exception as error:
        raise ImportRefused(f"{name} is no Excel workbook, or it is damaged.", _SAVE) from error
