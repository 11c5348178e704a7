"""The ledger's punches as a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from desk_access.errors import ReportUnwritable
from desk_access.model.punch import Punch
from desk_access.model.report import ReportOrder, Stamp
from desk_access.reports.provenance import provenance
from desk_access.reports.punch_cells import punch_cells
from desk_access.reports.words import PUNCHES, Heading
from desk_access.reports.xlsx import LAST_ROW, workbook


def write_xlsx(
    order: ReportOrder, stamp: Stamp, punches: Iterable[Punch], stream: BinaryIO
) -> None:
    """Write the workbook. Raises OSError, ReportUnwritable for more than a sheet can hold."""
    columns = order.template.punches
    with workbook(stream, order.template) as book:
        sheet = book.sheet("Punches", [PUNCHES[column] for column in columns])
        cells = punch_cells(columns)
        for punch in punches:
            if sheet.row == LAST_ROW:
                raise ReportUnwritable(
                    f"There are more than {LAST_ROW - 1:,} punches, which no sheet can hold.",
                    "Choose fewer days, or CSV.",
                )
            sheet.append([cell(punch) for cell in cells])
        sheet.finish()
        about = book.sheet("About", [Heading("This workbook", 26), Heading("", 70)])
        for line in provenance(order, stamp):
            about.append(line)
