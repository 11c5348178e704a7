"""The ledger's punches as CSV, for a spreadsheet, or JSON, for a program.

Rows are written as they come: thousands need no more memory than one.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from desk_access.model.punch import Punch
from desk_access.reports.atomic import written_whole

COLUMNS = (
    "sequence",
    "code",
    "name",
    "direction",
    "local_time",
    "utc_time",
    "zone",
    "camera",
    "score",
    "threshold",
    "entry_hash",
)


class ReportForm(StrEnum):
    """How a report is written."""

    CSV = "csv"
    JSON = "json"


def write_punches(punches: Iterable[Punch], target: Path, form: ReportForm) -> int:
    """Write punches into the file ``target``; returns how many.

    The file appears whole, or what was there stays untouched. CSV is UTF-8 with a signature, by
    which spreadsheets know it. Raises ReportUnwritable, and what ``punches`` raises.
    """
    encoding = "utf-8-sig" if form is ReportForm.CSV else "utf-8"
    with written_whole(target, encoding) as stream:
        return stream_punches(punches, stream, form)


def stream_punches(punches: Iterable[Punch], stream: TextIO, form: ReportForm) -> int:
    """Write punches to an open text stream, such as stdout; returns how many.

    CSV lines end with CR LF (RFC 4180): open the stream with ``newline=""``.
    """
    return _WRITERS[form](punches, stream)


def defused(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula.

    A leading apostrophe marks text; the full-width signs count in East Asian spreadsheets.
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    risky = text[:1] in ("\t", "\r", "\n") or text.lstrip()[:1] in tuple("=+-@＝＋－＠")
    return f"'{text}" if text and risky else text


def _write_csv(punches: Iterable[Punch], stream: TextIO) -> int:
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    count = 0
    for punch in punches:
        count += 1
        entry = punch.entry
        writer.writerow(
            (
                punch.sequence,
                defused(punch.code),
                defused(punch.name),
                entry.direction.value,
                _local(entry.at, entry.zone).isoformat(),
                entry.at.astimezone(UTC).isoformat(),
                defused(entry.zone),
                defused(entry.evidence.camera),
                entry.evidence.score,
                entry.evidence.threshold,
                punch.entry_hash,
            )
        )
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
        "local_time": _local(entry.at, entry.zone).isoformat(),
        "utc_time": entry.at.astimezone(UTC).isoformat(),
        "zone": entry.zone,
        **{item.name: getattr(entry.evidence, item.name) for item in fields(entry.evidence)},
        "person_id": entry.person_id,
        "monotonic": entry.monotonic,
        "session": entry.session,
        "previous_hash": punch.previous_hash,
        "entry_hash": punch.entry_hash,
    }


def _local(at: datetime, zone: str) -> datetime:
    # A zone that this machine does not know is no reason to withhold the export: the offset in
    # the cell says UTC, and the zone's own column keeps its name.
    where: tzinfo = UTC
    with suppress(OSError, ValueError, LookupError):
        where = ZoneInfo(zone)
    return at.astimezone(where)


_WRITERS: dict[ReportForm, Callable[[Iterable[Punch], TextIO], int]] = {
    ReportForm.CSV: _write_csv,
    ReportForm.JSON: _write_json,
}
