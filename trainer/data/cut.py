"""Pictures into crops on as many processes as wanted, and the list of those that show no face.

The processes only find and cut; the calling one alone writes, in the order of the pictures. So
what lies in the shards does not depend on how many processes made them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from desk_access.model.arrays import Image
from trainer.data.embed import Progress
from trainer.data.jitter import Misalignment
from trainer.data.pool import answers
from trainer.data.shards import Crop, ShardWriter, write_rows
from trainer.data.sources import Photo
from trainer.errors import DataUnusable, OutputUnwritable

_LISTED_EVERY: Final = 512
"""Pictures after which the list of those without a face is written anew."""


class Miss(StrEnum):
    """Why a picture gave no crop."""

    UNREADABLE = "unreadable"
    NO_FACE = "no face"


@dataclass(frozen=True, slots=True)
class Missed:
    """A picture that gave no crop."""

    person: str
    source: str
    why: Miss


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A face with its margin, SIDE x SIDE x 3 uint8 BGR, and how wide it was, in pixels."""

    picture: Image
    face_width: float


class Cutter(Protocol):
    """Finds the face that a picture is of: cuts it out, or measures its points.

    Owned by one thread.
    """

    def cut(self, path: Path) -> Cut | Miss:
        """The face in the file ``path``, or why there is none."""
        ...

    def misalignment(self, path: Path, rng: np.random.Generator) -> Misalignment | None:
        """How far its points move when the picture is ruined; None where no face is found."""
        ...

    def close(self) -> None:
        """Release what it holds."""
        ...


MakeCutter = Callable[[], Cutter]
"""Can be pickled: it is called in each process."""


def cut_all(
    photos: Sequence[Photo], folder: Path, make: MakeCutter, processes: int, progress: Progress
) -> list[Missed]:
    """Cut all ``photos`` into the shards of ``folder``; returns those that gave no crop.

    Goes on where an earlier run stopped: only the crops of a shard that was not full are lost.
    Unreadable pictures are tried again in the next run. With one process all happens in this one.
    Raises OutputUnwritable, DataUnusable when a list of an earlier run is damaged, TrainerError
    when a process was killed, and what ``make`` raises.
    """
    writer = ShardWriter(folder)
    listed = folder / "missed.csv"
    missed = {each.source: each for each in _listed(listed) if each.why is Miss.NO_FACE}
    wanted = [photo for photo in photos if photo.source not in writer.done | missed.keys()]
    before = len(photos) - len(wanted)
    for done, (photo, result) in enumerate(answers(wanted, make, _cut, processes), start=1):
        if isinstance(result, Miss):
            missed[photo.source] = Missed(photo.person, photo.source, result)
        else:
            crop = Crop(photo.person, photo.source, round(result.face_width, 1))
            writer.add(crop, result.picture)
        if done % _LISTED_EVERY == 0:
            _list(listed, missed.values())
        progress(before + done, len(photos), "pictures")
    writer.flush()
    _list(listed, missed.values())
    given = {photo.source for photo in photos}
    return [each for each in missed.values() if each.source in given]


def _cut(cutter: Cutter, photo: Photo) -> Cut | Miss:
    return cutter.cut(photo.path)


def _listed(path: Path) -> list[Missed]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))[1:]
        return [Missed(person, source, Miss(why)) for person, source, why in rows]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise DataUnusable(f"{path} cannot be read.", "Delete it and prepare again.") from error


def _list(path: Path, missed: Iterable[Missed]) -> None:
    try:
        write_rows(path, [field.name for field in fields(Missed)], map(astuple, missed))
    except OSError as error:
        raise OutputUnwritable(
            f"{path} cannot be written ({error.strerror}).",
            "Free some space or choose another folder; what is complete is kept.",
        ) from error
