"""The ledger's punches as CSV, for a spreadsheet, or JSON, for a program.

Rows are written as they come: thousands need no more memory than one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import TextIO

from desk_access.model.punch import Punch
from desk_access.model.report import STANDARD, ReportForm, ReportTemplate
from desk_access.reports.atomic import as_text, written_whole
from desk_access.reports.punch_cells import local_time, punch_cells, utc_time
from desk_access.reports.text_rows import SIGNED_UTF8, row_writer


def write_punches(punches: Iterable[Punch], target: Path, form: ReportForm) -> int:
    """Write punches into the file ``target`` as CSV or JSON; returns how many.

    The file appears whole, or what was there stays untouched. Raises ReportUnwritable, and what
    ``punches`` raises.
    """
    encoding = SIGNED_UTF8 if form is ReportForm.CSV else "utf-8"
    with written_whole(target) as stream, as_text(stream, encoding) as text:
        return stream_punches(punches, text, form)


def stream_punches(
    punches: Iterable[Punch],
    stream: TextIO,
    form: ReportForm,
    template: ReportTemplate = STANDARD,
) -> int:
    """Write punches as CSV or JSON to an open text stream, such as stdout; returns how many.

    CSV lines end with CR LF (RFC 4180): open the stream with ``newline=""``.
    """
    if form is ReportForm.CSV:
        return _write_csv(punches, stream, template)
    return _write_json(punches, stream)


def _write_csv(punches: Iterable[Punch], stream: TextIO, template: ReportTemplate) -> int:
    write = row_writer(stream, template)
    write(template.punches)
    cells = punch_cells(template.punches)
    count = 0
    for punch in punches:
        count += 1
        write([cell(punch) for cell in cells])
    return count


def _write_json(punches: Iterable[Punch], stream: TextIO) -> int:
    """An array, an object a line."""
    count = 0
    stream.write("[")
    for count, punch in enumerate(punches, 1):
        stream.write("\n" if count == 1 else ",\n")
        json.dump(as_record(punch), stream, ensure_ascii=False, allow_nan=False)
    stream.write("\n]\n" if count else "]\n")
    return count


def as_record(punch: Punch) -> dict[str, object]:
    """A punch with every field of the chain, as JSON values; times in ISO 8601."""
    entry = punch.entry
    return {
        "sequence": punch.sequence,
        "code": punch.code,
        "name": punch.name,
        "direction": entry.direction.value,
        "local_time": local_time(punch).isoformat(),
        "utc_time": utc_time(punch).isoformat(),
        "zone": entry.zone,
        **{item.name: getattr(entry.evidence, item.name) for item in fields(entry.evidence)},
        "person_id": entry.person_id,
        "monotonic": entry.monotonic,
        "session": entry.session,
        "previous_hash": punch.previous_hash,
        "entry_hash": punch.entry_hash,
    }
