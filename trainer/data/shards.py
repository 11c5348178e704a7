"""Aligned crops on disk: shards that are mapped into memory, and the verdict on each crop.

::

    FOLDER/
    ├── shards/00000.npy     uint8, n x SIDE x SIDE x 3, BGR
    ├── shards/00000.csv     one row a crop; written last, so a shard without it is not there
    └── selection.csv        source,verdict: what each crop is used for

A crop shows the face on the recognisers' 112 x 112 template with MARGIN pixels more on every side,
so that training can move, turn and scale it without a black border coming in.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Image, Points
from desk_access.vision.align import warp
from trainer.errors import DataUnusable, OutputUnwritable

INPUT: Final = 112
MARGIN: Final = 16
SIDE: Final = INPUT + 2 * MARGIN

_SHARD: Final = 512
"""Crops a shard: 32 MB, written in a second, and all that an interruption loses."""

TEMPLATE: Final[Points] = np.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ],
    np.float32,
)
"""ArcFace's five points on 112 x 112 (Deng et al. 2019): eyes, nose, corners of the mouth."""


class Verdict(StrEnum):
    """What a crop is used for, or why it is not used."""

    TRAIN = "train"
    VALIDATION = "validation"
    DUPLICATE = "duplicate"
    MISLABELLED = "mislabelled"
    BENCHMARK = "benchmark"
    WITHDRAWN = "withdrawn"
    """Its picture is not among those that were given any more."""


@dataclass(frozen=True, slots=True)
class Crop:
    """One row of a shard's list: whose face, from which picture, how many pixels wide it was."""

    person: str
    source: str
    face_width: float


def wide_crop(image: Image, points: Points) -> Image:
    """The face of these five points with its margin: SIDE x SIDE x 3 uint8 BGR.

    ``points``: 5 x 2, pixels of ``image``. Raises ValueError when they coincide.
    """
    return warp(image, points, TEMPLATE + np.float32(MARGIN), (SIDE, SIDE))


class ShardWriter:
    """Appends crops to ``folder``, whole shards at a time. Owned by one thread.

    What complete shards hold already stays: ``done`` names the sources that need no second look.
    Methods raise OutputUnwritable; a shard that could not be written leaves nothing behind.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "shards"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from error
        listed = sorted(self._folder.glob("*.csv"))
        self.done = frozenset(crop.source for path in listed for crop in _rows(path))
        self._next = 1 + max((int(path.stem) for path in listed), default=-1)
        self._crops: list[Crop] = []
        self._pictures: list[Image] = []

    def add(self, crop: Crop, picture: Image) -> None:
        """Keep one crop, SIDE x SIDE x 3 uint8; every 512th writes a shard."""
        if picture.shape != (SIDE, SIDE, 3) or picture.dtype != np.uint8:
            raise ValueError(f"expected {SIDE} x {SIDE} x 3 uint8, got {picture.shape}")
        self._crops.append(crop)
        self._pictures.append(picture)
        if len(self._crops) == _SHARD:
            self.flush()

    def flush(self) -> None:
        """Write what was added since the last shard."""
        if not self._crops:
            return
        pixels, listed = (self._folder / f"{self._next:05}.{end}" for end in ("npy", "csv"))
        part = pixels.with_suffix(".part")
        try:
            with part.open("wb") as stream:
                np.save(stream, np.stack(self._pictures))
            part.replace(pixels)
            write_rows(listed, [field.name for field in fields(Crop)], map(astuple, self._crops))
        except OSError as error:
            for path in (part, pixels):
                path.unlink(missing_ok=True)
            raise _unwritable(self._folder, error) from error
        self._next += 1
        self._crops, self._pictures = [], []


class Crops:
    """All crops of a folder, mapped from disk: any thread and process may read.

    ``crops[i]`` describes crop ``i``; ``shards`` names each shard and says which crops lie in it.
    Raises DataUnusable when the folder holds no crops or a shard is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.crops: list[Crop] = []
        self.shards: dict[str, range] = {}
        self._pixels: list[NDArray[np.uint8]] = []
        self._first: list[int] = []
        for path in sorted((folder / "shards").glob("*.csv")):
            rows = _rows(path)
            self._first.append(len(self.crops))
            self._pixels.append(_pixels(path.with_suffix(".npy"), len(rows)))
            self.shards[path.stem] = range(len(self.crops), len(self.crops) + len(rows))
            self.crops += rows
        if not self.crops:
            raise DataUnusable(f"{folder} holds no crops.", "Make them: desk-train prepare.")

    def __len__(self) -> int:
        return len(self.crops)

    def picture(self, index: int) -> Image:
        """Crop ``index`` with its margin, SIDE x SIDE x 3 uint8 BGR, read from disk."""
        shard = int(np.searchsorted(self._first, index, side="right")) - 1
        return np.array(self._pixels[shard][index - self._first[shard]])


class CropSet(Crops):
    """The crops of a folder with ``verdicts[i]``, the use of crop ``i``.

    Raises DataUnusable also when the folder's selection is missing or does not fit its crops.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.verdicts = self._selection()

    def used_for(self, verdict: Verdict) -> NDArray[np.int64]:
        """The crops with this verdict, rising."""
        return np.flatnonzero([each is verdict for each in self.verdicts]).astype(np.int64)

    def labels(self, indices: NDArray[np.int64]) -> NDArray[np.int64]:
        """A number from 0 for each of these crops, equal where the person is."""
        people = [self.crops[index].person for index in indices]
        return np.unique(people, return_inverse=True)[1].astype(np.int64)

    def _selection(self) -> list[Verdict]:
        path = self.folder / "selection.csv"
        try:
            with path.open(encoding="utf-8", newline="") as stream:
                verdicts = {row[0]: Verdict(row[1]) for row in list(csv.reader(stream))[1:]}
            return [verdicts[crop.source] for crop in self.crops]
        except (OSError, ValueError, LookupError) as error:
            raise DataUnusable(
                f"{path} does not say what each crop is used for.",
                "Run desk-train prepare again; it goes on where it stopped.",
            ) from error


def write_selection(folder: Path, crops: Sequence[Crop], verdicts: Sequence[Verdict]) -> None:
    """Say what each crop is used for. Raises OutputUnwritable."""
    rows = ((crop.source, verdict) for crop, verdict in zip(crops, verdicts, strict=True))
    try:
        write_rows(folder / "selection.csv", ["source", "verdict"], rows)
    except OSError as error:
        raise _unwritable(folder, error) from error


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a CSV file beside its place and move it there. Raises OSError."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *rows])
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _rows(path: Path) -> list[Crop]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))[1:]
        return [Crop(person, source, float(width)) for person, source, width in rows]
    except (OSError, ValueError) as error:
        raise DataUnusable(
            f"{path} cannot be read.", "Delete it and run desk-train prepare again."
        ) from error


def _pixels(path: Path, count: int) -> NDArray[np.uint8]:
    try:
        pixels: NDArray[np.uint8] = np.load(path, mmap_mode="r")
    except (OSError, ValueError, EOFError) as error:
        raise DataUnusable(
            f"{path} cannot be read.", "Delete it and the list beside it, and prepare again."
        ) from error
    if pixels.shape != (count, SIDE, SIDE, 3) or pixels.dtype != np.uint8:
        raise DataUnusable(
            f"{path} holds {pixels.shape} {pixels.dtype}, expected {(count, SIDE, SIDE, 3)} uint8.",
            "Delete it and the list beside it, and prepare again.",
        )
    return pixels


def _unwritable(folder: Path, error: OSError) -> OutputUnwritable:
    return OutputUnwritable(
        f"{folder} cannot be written ({error.strerror}).",
        "Free some space or choose another folder; what is complete is kept.",
    )
