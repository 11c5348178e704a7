"""Who is to be enrolled: a folder with one folder of photos a person, or a table."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeAlias

from desk_access.errors import ImportRefused, UsageError
from desk_access.imports.cells import Record, RowRefused
from desk_access.imports.table_file import Layout, read_table
from desk_access.model.enrolment import RosterEntry
from desk_access.model.identifier import canonical
from desk_access.model.importing import Column

ROSTER: Final = Layout(
    "people with photos", (Column.CODE, Column.NAME, Column.PHOTOS), (Column.GROUP,)
)

PictureFiles: TypeAlias = Callable[[Path], Sequence[Path]]
"""The pictures that lie in a folder."""


def read_roster(
    path: Path, picture_files: PictureFiles, encoding: str | None = None
) -> list[RosterEntry]:
    """The people of ``path``, in order.

    In a folder, each folder with pictures is a person, its name both code and name. A table, CSV or
    Excel, has the columns code, name, photos and perhaps group; ``photos`` are paths or folders,
    relative to the table, separated by ``;``. Several rows of one code are one person. Raises
    ImportRefused naming the row that makes no sense, EncodingUnknown for a CSV file that is not
    UTF-8 and comes without ``encoding``, UsageError where nobody is, SourceUnusable for
    a folder that cannot be read.
    """
    if path.is_dir():
        entries = _of_folders(path, picture_files)
    elif path.is_file():
        entries = _of_table(path, picture_files, encoding)
    else:
        raise UsageError(f"{path} is not there.", "Name a folder or a table.")
    if not entries:
        raise UsageError(
            f"There is nobody in {path}.",
            "Give a folder with one folder of photos a person, or a table of code, name, photos.",
        )
    return entries


def _of_folders(path: Path, picture_files: PictureFiles) -> list[RosterEntry]:
    try:
        folders = sorted(entry for entry in path.iterdir() if entry.is_dir())
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).", "Check it.") from error
    listed = [(folder.name, tuple(picture_files(folder))) for folder in folders]
    return [RosterEntry(name, name, "", photos) for name, photos in listed if photos]


def _of_table(path: Path, picture_files: PictureFiles, encoding: str | None) -> list[RosterEntry]:
    """One entry a code, in order of the first; nobody is imported twice."""
    found: dict[str, RosterEntry] = {}
    for record in read_table(path, ROSTER, encoding).records:
        entry = _entry(path, record, picture_files)
        key = canonical(entry.code)
        before = found.get(key)
        if before is None:
            found[key] = entry
        elif (before.code, before.name, before.group) == (entry.code, entry.name, entry.group):
            found[key] = replace(before, photos=before.photos + entry.photos)
        elif before.code != entry.code:
            raise ImportRefused(
                f"{record.place} of {path.name} has the code {entry.code}, which looks like"
                f" {before.code} of {before.name}.",
                "Give each person a code of their own, or write it the same way.",
            )
        else:
            raise ImportRefused(
                f"{record.place} of {path.name} gives the code {entry.code} to {entry.name},"
                f" a row before it to {before.name}.",
                "Give each person a code of their own.",
            )
    return list(found.values())


def _entry(path: Path, record: Record, picture_files: PictureFiles) -> RosterEntry:
    try:
        code, name = record.required_code(Column.CODE), record.required(Column.NAME)
        group = record.code(Column.GROUP) or ""
        places = [path.parent / item for item in record.several(Column.PHOTOS)]
    except RowRefused as refusal:
        raise ImportRefused(f"{record.place} of {path.name}: {refusal}", "Correct it.") from None
    photos: list[Path] = []
    for place in places:
        photos += picture_files(place) if os.path.isdir(place) else [place]
    if not photos:
        raise ImportRefused(f"{record.place} of {path.name} has no photos.", "Fill it in.")
    return RosterEntry(code, name, group, tuple(photos))
