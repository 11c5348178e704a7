"""What became of each photo of a bulk import, as CSV for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from desk_access.model.enrolment import ImportRow
from desk_access.reports.atomic import as_text, written_whole
from desk_access.reports.cells import defused
from desk_access.reports.text_rows import SIGNED_UTF8

COLUMNS = ("code", "name", "photo", "outcome", "reason")


def write_import(rows: Iterable[ImportRow], target: Path) -> None:
    """Write the rows into the file ``target``, which appears whole or not at all.

    UTF-8 with a signature, by which spreadsheets know it. Raises ReportUnwritable.
    """
    with written_whole(target) as stream, as_text(stream, SIGNED_UTF8) as text:
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        for row in rows:
            words = (row.code, row.name, str(row.photo), row.outcome.value, row.reason)
            # A file name may hold bytes that are no text; the report is for people.
            writer.writerow(defused(w.encode(errors="replace").decode()) for w in words)
