"""Rows of cells as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from typing import Final, TextIO

from desk_access.model.report import ReportTemplate
from desk_access.reports.cells import Cell, cell_text, defused

SIGNED_UTF8: Final = "utf-8-sig"
"""With the signature by which spreadsheets know UTF-8."""


def row_writer(stream: TextIO, template: ReportTemplate) -> Callable[[Sequence[Cell]], None]:
    """What writes a row in the template's formats. No cell is a formula.

    Lines end with CR LF (RFC 4180): the stream must leave them as they are.
    """
    write = csv.writer(stream).writerow

    def row(cells: Sequence[Cell]) -> None:
        write(
            [
                defused(cell) if isinstance(cell, str) else cell_text(cell, template)
                for cell in cells
            ]
        )

    return row
