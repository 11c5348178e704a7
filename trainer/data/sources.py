"""Where pictures come from and whom they show: folders of people, CelebA's list, or a CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desk_access.capture.pictures import picture_files
from desk_access.errors import SourceUnusable
from trainer.errors import DataUnusable


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that is said to show ``person``. ``source`` names it in every list, for good."""

    person: str
    source: str
    path: Path


def from_folders(folders: Sequence[Path]) -> list[Photo]:
    """The pictures of one folder a person; the same name in two of ``folders`` is one person.

    A source is the folder's name, the person's and the picture's. Raises DataUnusable for a folder
    that cannot be read or shows nobody, and for two folders of one name.
    """
    names = names_of(folders)
    photos: list[Photo] = []
    for folder, name in zip(folders, names, strict=True):
        before = len(photos)
        try:
            inside = sorted(path for path in folder.iterdir() if path.is_dir())
            for person in inside:
                photos += [
                    Photo(person.name, f"{name}/{person.name}/{path.name}", path)
                    for path in picture_files(person)
                ]
        except OSError as error:
            raise DataUnusable(
                f"The folder {folder} cannot be read ({error.strerror}).", "Check its name."
            ) from error
        except SourceUnusable as error:
            raise DataUnusable(error.what, error.cure) from error
        if len(photos) == before:
            raise DataUnusable(
                f"{folder} shows nobody.", "Give a folder with one folder of pictures a person."
            )
    return photos


def from_identities(listed: Path, pictures: Path) -> list[Photo]:
    """CelebA's identity file: lines ``000001.jpg 2880``, the pictures lying in ``pictures``.

    A source is the picture's name. Raises DataUnusable.
    """
    photos = []
    for number, line in enumerate(_text(listed).splitlines(), start=1):
        fields = line.split()
        if len(fields) not in (0, 2):
            raise _no_row(listed, number, "000001.jpg 2880")
        if fields:
            photos.append(Photo(fields[1], fields[0], pictures / fields[0]))
    return _checked(photos, listed)


def from_csv(listed: Path) -> list[Photo]:
    """A CSV file with the columns ``path`` and ``person``; paths start at the file's own folder.

    A source is the path as it is written. Raises DataUnusable.
    """
    photos = []
    rows = csv.DictReader(_text(listed).splitlines())
    if not {"path", "person"} <= set(rows.fieldnames or ()):
        raise _no_row(listed, 1, "path,person")
    for row in rows:
        path, person = row["path"], row["person"]
        if not path or not person:
            raise _no_row(listed, rows.line_num, "pictures/ann-1.jpg,Ann")
        photos.append(Photo(person, path, listed.parent / path))
    return _checked(photos, listed)


def names_of(folders: Sequence[Path]) -> list[str]:
    """The name of each folder. Raises DataUnusable where two are the same."""
    names = [folder.resolve().name for folder in folders]
    twice = _first_repeated(names)
    if twice is not None:
        raise DataUnusable(
            f"Two of the folders are called {twice}, so their pictures could be mixed up.",
            "Rename one of them.",
        )
    return names


def _checked(photos: list[Photo], listed: Path) -> list[Photo]:
    if not photos:
        raise DataUnusable(f"{listed} lists no pictures.", "Check that it is the right file.")
    twice = _first_repeated(photo.source for photo in photos)
    if twice is not None:
        raise DataUnusable(f"{listed} lists {twice} twice.", "Leave one of the lines.")
    return photos


def _first_repeated(names: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataUnusable(f"{path} cannot be read as text.", "Check its name.") from error


def _no_row(path: Path, number: int, example: str) -> DataUnusable:
    return DataUnusable(f"{path}, line {number} is no row of this list.", f"Write: {example}")
