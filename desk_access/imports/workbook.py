"""The sheets of an Excel workbook, row by row, without trusting what is in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import IO, Any, cast

import openpyxl
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.worksheet.cell_range import CellRange

from desk_access.errors import ImportRefused
from desk_access.imports.cells import Cell, Fault

MAX_UNPACKED = 128 * 2**20
"""Bytes of all parts of a workbook. 50,000 rows of ten cells have about 25 million; a sheet of a
million rows of two cells has 136 million, and takes 30 s to be read to its end."""

_SAVE = "Save the table as an Excel workbook (.xlsx) without a password, or as CSV."
_SIGNS = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]{1,30})"|<(?:\w+:)?f[\s/>]')
_LONGEST_SIGN = 256
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that can be seen. ``rows`` numbers its rows from 1; read them once."""

    title: str
    merged: tuple[CellRange, ...]
    rows: Iterator[tuple[int, Sequence[Cell | None]]]


def is_workbook(data: bytes) -> bool:
    """Whether a file is a zip archive, or of the kind in which Excel keeps what has a password."""
    return data.startswith((b"PK", b"\xd0\xcf\x11\xe0"))


def read_sheets(data: bytes, name: str) -> Iterator[Sheet]:
    """The sheets of the workbook ``data``, each read when it is asked for.

    Formulas count as the value that they had when the file was saved. Raises ImportRefused, also
    while rows are read.
    """
    _check(data, name)
    with _told(name):
        values = _opened(data, values=True)
        formulas = _opened(data, values=False)
    for sheet, behind in zip(values.worksheets, formulas.worksheets, strict=True):
        if sheet.sheet_state != "visible":
            continue
        with _told(name):
            merged, calculates = _scan(_source(sheet))
        yield Sheet(sheet.title, merged, _rows(sheet, behind if calculates else None, name))


def _check(data: bytes, name: str) -> None:
    """Refuse what no library should be asked to read."""
    if not data.startswith(b"PK"):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        why = "is protected by a password" if locked else "is of an old Excel (.xls)"
        raise ImportRefused(f"{name} {why}.", _SAVE)
    with _told(name), zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise ImportRefused(
            f"{name} unpacks to {unpacked // 2**20} MB, too much for a table.",
            "Copy the rows that matter into a new workbook.",
        )


def _opened(data: bytes, *, values: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=values, keep_links=False
    )


def _source(sheet: Any) -> IO[bytes]:
    """The sheet's XML. openpyxl tells of merged cells only when it reads all into memory."""
    return cast("IO[bytes]", sheet._get_source())


def _scan(source: IO[bytes]) -> tuple[tuple[CellRange, ...], bool]:
    """The merged cells of a sheet's XML, and whether it has formulas."""
    merged: dict[str, CellRange] = {}
    formulas = False
    kept = b""
    with source:
        while chunk := source.read(_CHUNK):
            for sign in _SIGNS.finditer(text := kept + chunk):
                if sign[1] is None:
                    formulas = True
                else:
                    merged[sign[1].decode()] = CellRange(sign[1].decode())
            kept = text[-_LONGEST_SIGN:]
    return tuple(merged.values()), formulas


def _rows(sheet: Any, behind: Any, name: str) -> Iterator[tuple[int, Sequence[Cell | None]]]:
    """The rows of a sheet; ``behind`` is the same with its formulas, None where there are none."""
    with _told(name):
        for each in (sheet, behind) if behind else (sheet,):
            # What the file says of its own size is often wrong.
            each.reset_dimensions()
        sides = [each.iter_rows(values_only=True) for each in (sheet, behind or sheet)]
        if behind is None:
            for number, row in enumerate(sides[0], 1):
                yield number, [_cell(value, None) for value in row]
            return
        for number, (row, written) in enumerate(zip(*sides, strict=True), 1):
            # A row ends where its last value is, without those of formulas.
            yield number, [_cell(*each) for each in zip_longest(row, written)]


def _cell(value: Any, written: Any) -> Cell | None:
    """A cell's value; ``written`` is what was typed into it, the formula for one."""
    if value is None and written is not None:
        return Fault("is a formula whose value was not saved. Open the table in Excel and save it.")
    if isinstance(value, str) and value in ERROR_CODES:
        return Fault(f"is the error {value}.")
    return cast("Cell | None", value)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """A file from anywhere may break a reader in any way: all of them are the file's fault."""
    try:
        yield
    except ImportRefused:
        raise
    except Exception as error:
        raise ImportRefused(f"{name} is no Excel workbook, or it is damaged.", _SAVE) from error
