"""Who is to be enrolled: a folder with one folder of photos a person, or a table."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeAlias

from desk_access.errors import ImportRefused, UsageError
from desk_access.imports.cells import Record, RowRefused
from desk_access.imports.table_file import Layout, read_table
from desk_access.model.enrolment import ImportOutcome, ImportRow, RosterEntry
from desk_access.model.identifier import canonical
from desk_access.model.importing import Column

ROSTER: Final = Layout(
    "people with photos", (Column.CODE, Column.NAME, Column.PHOTOS), (Column.GROUP,)
)

_MOST_IGNORED: Final = 10_000

PictureFiles: TypeAlias = Callable[[Path], Sequence[Path]]
"""The pictures that lie in a folder."""


def read_roster(
    path: Path, picture_files: PictureFiles, encoding: str | None = None
) -> list[RosterEntry]:
    """The people of ``path``, in order.

    In a folder, each folder with files is a person, its name both code and name. A table, CSV or
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
        folders = sorted(entry for entry in path.iterdir() if entry.is_dir() and not _hidden(entry))
        files = [
            folder for folder in folders if any(not _hidden(each) for each in folder.iterdir())
        ]
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).", "Check it.") from error
    return [
        RosterEntry(each.name, each.name, "", tuple(picture_files(each)), (each,)) for each in files
    ]


def ignored_files(
    path: Path, entries: Sequence[RosterEntry], why_no_picture: Callable[[Path], str]
) -> list[ImportRow]:
    """A row for everything in the folders of a roster that is nobody's photo, with the reason.

    ``path`` is what the roster was read from; ``why_no_picture`` tells of what lies in a folder.
    Of more than 10,000 the last row tells. Blocks; any thread.
    """
    rows: list[ImportRow] = []
    for place, why in _strangers(path, entries, why_no_picture):
        if len(rows) == _MOST_IGNORED:
            rows.append(_ignored(path, f"More than {_MOST_IGNORED:,} files are ignored."))
            break
        rows.append(_ignored(place, why))
    return rows


def _ignored(place: Path, why: str) -> ImportRow:
    return ImportRow("", "", place, ImportOutcome.IGNORED, why)


def _strangers(
    path: Path, entries: Sequence[RosterEntry], why_no_picture: Callable[[Path], str]
) -> Iterator[tuple[Path, str]]:
    taken = {photo for entry in entries for photo in entry.photos}
    theirs = {folder for entry in entries for folder in entry.folders}
    if path.is_dir():
        for place in _within(path):
            if place not in theirs:
                yield from _nobodys(place, why_no_picture)
    for folder in sorted(theirs):
        for place in _within(folder):
            if place not in taken:
                yield from _stranger(place, why_no_picture)


def _nobodys(place: Path, why_no_picture: Callable[[Path], str]) -> Iterator[tuple[Path, str]]:
    """What lies beside the people's folders."""
    if _hidden(place):
        yield place, "Its name begins with a dot: it is hidden."
    elif not place.is_dir():
        yield place, "It lies beside the people's folders, and in none of them."
    elif inside := _within(place):
        # Nobody's: all that is in it is hidden.
        for each in inside:
            yield from _stranger(each, why_no_picture)
    else:
        yield place, "The folder is empty."


def _stranger(place: Path, why_no_picture: Callable[[Path], str]) -> Iterator[tuple[Path, str]]:
    """What lies in a person's folder; of a folder within it, everything."""
    inside = _within(place) if place.is_dir() and not _hidden(place) else []
    if not inside or place.is_symlink():
        yield place, why_no_picture(place)
        return
    for each in inside:
        if each.is_dir() and not each.is_symlink():
            yield from _stranger(each, why_no_picture)
        else:
            yield each, "It lies in a folder within the person's folder."


def _within(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _hidden(place: Path) -> bool:
    return place.name.startswith(".")


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
            found[key] = replace(
                before,
                photos=before.photos + entry.photos,
                folders=before.folders + entry.folders,
            )
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
        places = [_found(path.parent, item) for item in record.several(Column.PHOTOS)]
    except RowRefused as refusal:
        raise ImportRefused(f"{record.place} of {path.name}: {refusal}", "Correct it.") from None
    photos: list[Path] = []
    folders = tuple(place for place in places if os.path.isdir(place))
    for place in places:
        photos += picture_files(place) if place in folders else [place]
    if not photos:
        raise ImportRefused(f"{record.place} of {path.name} has no photos.", "Fill it in.")
    return RosterEntry(code, name, group, tuple(photos), folders)


def _found(folder: Path, words: str) -> Path:
    """The path as it is written, else with each name as some system may have written it."""
    place = folder
    for part in Path(words).parts:
        forms = [part, *(unicodedata.normalize(form, part) for form in ("NFC", "NFD"))]
        there = [place / form for form in forms if os.path.lexists(place / form)]
        place = there[0] if there else place / part
    return place
