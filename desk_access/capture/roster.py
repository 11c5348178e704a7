"""Who is to be imported: a folder with one folder of photos a person, or a table."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Final

from desk_access.capture.pictures import picture_files
from desk_access.errors import UsageError
from desk_access.model.enrolment import RosterEntry

_ENCODINGS: Final = ("utf-8-sig", "cp949")
"""As spreadsheets write them: UTF-8, else that of a Korean Windows."""


def read_roster(path: Path) -> list[RosterEntry]:
    """The people of ``path``, in order.

    In a folder, each folder with pictures is a person, its name both
    code and name. A CSV has a head line ``code,name,photos`` and
    optionally ``group``; ``photos`` are paths or folders, relative to the table, separated by
    ``;``. Several lines of one code are one person. Raises UsageError naming the line that makes
    no sense, SourceUnusable for a folder that cannot be read.
    """
    if path.is_dir():
        entries = _of_folders(path)
    elif path.is_file():
        entries = _of_table(path)
    else:
        raise UsageError(f"{path} is not there.", "Name a folder or a CSV file.")
    if not entries:
        raise UsageError(
            f"There is nobody in {path}.",
            "Give a folder with one folder of photos a person, or a CSV of code,name,photos.",
        )
    return entries


def _of_folders(path: Path) -> list[RosterEntry]:
    try:
        folders = sorted(entry for entry in path.iterdir() if entry.is_dir())
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).", "Check it.") from error
    listed = [(folder.name, tuple(picture_files(folder))) for folder in folders]
    return [RosterEntry(name, name, "", photos) for name, photos in listed if photos]


def _of_table(path: Path) -> list[RosterEntry]:
    # Not by splitlines: it breaks lines where no table does, and a cell may hold a line break.
    rows = csv.DictReader(io.StringIO(_text(path), newline=""))
    try:
        missing = {"code", "name", "photos"} - set(rows.fieldnames or ())
        if missing:
            raise UsageError(
                f"{path} has no column {' and no column '.join(sorted(missing))}.",
                "Its first line must be: code,name,photos",
            )
        return _joined(path, [(rows.line_num, _entry(path, rows.line_num, row)) for row in rows])
    except csv.Error as error:
        raise UsageError(
            f"Line {rows.line_num + 1} of {path} is no line of a table ({error}).",
            "Save the table as CSV again.",
        ) from error


def _joined(path: Path, entries: list[tuple[int, RosterEntry]]) -> list[RosterEntry]:
    """One entry a code, in order of the first; nobody is imported twice."""
    found: dict[str, RosterEntry] = {}
    for number, entry in entries:
        code = unicodedata.normalize("NFC", entry.code)
        before = found.get(code)
        if before is None:
            found[code] = entry
        elif (before.name, before.group) == (entry.name, entry.group):
            found[code] = replace(before, photos=before.photos + entry.photos)
        else:
            raise UsageError(
                f"Line {number} of {path} gives the code {code} to {entry.name},"
                f" a line before it to {before.name}.",
                "Give each person a code of their own.",
            )
    return list(found.values())


def _entry(path: Path, number: int, row: dict[str, str | None]) -> RosterEntry:
    code, name = (row["code"] or "").strip(), (row["name"] or "").strip()
    photos: list[Path] = []
    for item in (row["photos"] or "").split(";"):
        place = path.parent / item.strip()
        if item.strip():
            photos += picture_files(place) if os.path.isdir(place) else [place]
    if not code or not name or not photos:
        raise UsageError(f"Line {number} of {path} lacks a code, a name or photos.", "Fill it in.")
    return RosterEntry(code, name, (row.get("group") or "").strip(), tuple(photos))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).", "Check the file.") from error
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(f"{path} is not a text file.", "Save the table as CSV in UTF-8.")
