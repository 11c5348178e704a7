"""Who is to be imported: a folder with one folder of photos a person, or a table."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from desk_access.errors import UsageError
from desk_access.model.enrolment import RosterEntry

_ENCODINGS: Final = ("utf-8-sig", "cp949")
"""As spreadsheets write them: UTF-8, else that of a Korean Windows."""

_PICTURES: Final = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"}


def read_roster(path: Path) -> list[RosterEntry]:
    """The people of ``path``, in order.

    In a folder, each folder with pictures is a person, its name both
    code and name. A CSV has a head line ``code,name,photos`` and
    optionally ``group``; ``photos`` are paths or folders, relative to the table, separated by
    ``;``. Raises UsageError naming the line that makes no sense.
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
    found = []
    for folder in sorted(entry for entry in path.iterdir() if entry.is_dir()):
        photos = _pictures(folder)
        if photos:
            found.append(RosterEntry(folder.name, folder.name, "", photos))
    return found


def _of_table(path: Path) -> list[RosterEntry]:
    rows = csv.DictReader(_text(path).splitlines())
    missing = {"code", "name", "photos"} - set(rows.fieldnames or ())
    if missing:
        raise UsageError(
            f"{path} has no column {' and no column '.join(sorted(missing))}.",
            "Its first line must be: code,name,photos",
        )
    return [_entry(path, number, row) for number, row in enumerate(rows, start=2)]


def _entry(path: Path, number: int, row: dict[str, str | None]) -> RosterEntry:
    code, name = (row["code"] or "").strip(), (row["name"] or "").strip()
    photos: list[Path] = []
    for item in (row["photos"] or "").split(";"):
        place = path.parent / item.strip()
        if item.strip():
            photos += _pictures(place) if place.is_dir() else [place]
    if not code or not name or not photos:
        raise UsageError(f"Line {number} of {path} lacks a code, a name or photos.", "Fill it in.")
    return RosterEntry(code, name, (row.get("group") or "").strip(), tuple(photos))


def _pictures(folder: Path) -> tuple[Path, ...]:
    return tuple(
        sorted(
            item for item in folder.iterdir() if item.suffix.lower() in _PICTURES and item.is_file()
        )
    )


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
