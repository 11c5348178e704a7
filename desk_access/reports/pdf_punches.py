"""The ledger's punches as pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO, Final

from desk_access.errors import ReportUnwritable
from desk_access.model.punch import Punch
from desk_access.model.report import PunchColumn, ReportOrder, ReportTemplate, Stamp
from desk_access.reports.cells import Cell, cell_text, date_text
from desk_access.reports.pdf import A4, FAINT, MARGIN, Column, Pages, Table, document, unshown_words
from desk_access.reports.punch_cells import punch_cells
from desk_access.reports.words import PUNCHES

_WIDTHS: Final[dict[PunchColumn, float]] = {
    PunchColumn.SEQUENCE: 15,
    PunchColumn.CODE: 18,
    PunchColumn.NAME: 34,
    PunchColumn.DIRECTION: 15,
    PunchColumn.DATE: 20,
    PunchColumn.TIME: 15,
    PunchColumn.LOCAL_TIME: 30,
    PunchColumn.UTC_TIME: 30,
    PunchColumn.ZONE: 26,
    PunchColumn.CAMERA: 26,
    PunchColumn.SCORE: 14,
    PunchColumn.THRESHOLD: 16,
    PunchColumn.LIVENESS: 14,
    PunchColumn.POLICY: 28,
    PunchColumn.SOURCE_KIND: 16,
    PunchColumn.ENTRY_HASH: 30,
}
"""At least; they share what is left of the page."""


def write_pdf(
    order: ReportOrder, stamp: Stamp, punches: Iterable[Punch], stream: BinaryIO
) -> tuple[str, ...]:
    """Write the pages, across the paper if the template's columns need it; returns warnings about
    what they do not show.

    Of hashes they show the beginning. Raises OSError, ReportUnwritable for columns that are too
    wide, and for a name that no letters here can show.
    """
    template = order.template
    width = sum(_WIDTHS[column] for column in template.punches)
    with document(order, stamp, stream, wide=_wide(order, width)) as pages:
        columns = [
            Column(PUNCHES[column].words, _WIDTHS[column] * pages.room / width)
            for column in template.punches
        ]
        table = Table(pages, columns, lambda: _begin(pages, order))
        table.begin(_begin(pages, order))
        cells = [
            _short_hash if column is PunchColumn.ENTRY_HASH else cell
            for column, cell in zip(template.punches, punch_cells(template.punches), strict=True)
        ]
        for punch in punches:
            table.row([_text(cell(punch), template) for cell in cells])
        return unshown_words(pages)


def _begin(pages: Pages, order: ReportOrder) -> float:
    """Begin a page; where on it the table goes on."""
    first, last = (date_text(day, order.template.dates) for day in (order.first, order.last))
    pages.add_page()
    pages.letters(13, bold=True)
    pages.put(MARGIN, MARGIN, pages.room - 72, "Punches", high=7)
    pages.letters(9, colour=FAINT)
    pages.put(MARGIN + pages.room - 70, MARGIN + 1, 70, f"{first} – {last}", right=True)
    return MARGIN + 10


def _short_hash(punch: Punch) -> str:
    return punch.entry_hash[:16]


def _wide(order: ReportOrder, width: float) -> bool:
    """Whether the paper must lie across. Raises ReportUnwritable where that is not enough."""
    upright, across = (side - 2 * MARGIN for side in A4)
    if width > across:
        raise ReportUnwritable(
            f"The columns of the template {order.template.name} do not fit on a page.",
            "Choose one with fewer columns, or Excel.",
        )
    return width > upright


def _text(cell: Cell, template: ReportTemplate) -> str:
    if isinstance(cell, datetime):
        return f"{date_text(cell, template.dates)} {cell:%H:%M:%S}"
    if isinstance(cell, float):
        return f"{cell:.3f}"
    return cell_text(cell, template)
