"""Pictures into crops on as many processes as wanted, and the list of those that show no face.

The processes only find and cut; the calling one alone writes, in the order of the pictures. So
what lies in the shards does not depend on how many processes made them.
"""

from __future__ import annotations

import csv
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from itertools import islice
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Final, Protocol

from desk_access.model.arrays import Image
from trainer.data.embed import Progress
from trainer.data.shards import Crop, ShardWriter, write_rows
from trainer.data.sources import Photo
from trainer.errors import DataUnusable, OutputUnwritable, TrainerError

_CHUNK: Final = 16
"""Pictures that a process is given at a time: a second's work, a megabyte of crops."""

_WAITING: Final = 3
"""Chunks a process that are under way, so that none waits for the writer; memory has a bound."""

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
    """Finds the face that a picture is of and cuts it out. Owned by one thread."""

    def cut(self, path: Path) -> Cut | Miss:
        """The face in the file ``path``, or why there is none."""
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
    for done, (photo, result) in enumerate(_results(wanted, make, processes), start=1):
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


def _results(
    photos: Sequence[Photo], make: MakeCutter, processes: int
) -> Iterator[tuple[Photo, Cut | Miss]]:
    """Each photo with what it gave, in order."""
    if not photos:
        return
    if processes == 1:
        cutter = make()
        try:
            yield from ((photo, cutter.cut(photo.path)) for photo in photos)
        finally:
            cutter.close()
        return
    chunks = (photos[start : start + _CHUNK] for start in range(0, len(photos), _CHUNK))
    pool = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), _begin, initargs=(make,)
    )
    under_way: deque[tuple[Sequence[Photo], Future[list[Cut | Miss]]]] = deque()
    try:
        while True:
            for chunk in islice(chunks, _WAITING * processes - len(under_way)):
                paths = [photo.path for photo in chunk]
                under_way.append((chunk, pool.submit(_cut_chunk, paths)))
            if not under_way:
                return
            chunk, future = under_way.popleft()
            yield from zip(chunk, future.result(), strict=True)
    except BrokenProcessPool as error:
        raise TrainerError(
            "A process that cuts faces was killed, perhaps for want of memory.",
            "Run it again with fewer --processes; it goes on where it stopped.",
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


_make: MakeCutter | None = None
_cutter: Cutter | None = None
"""Of this process, when it is one of the pool's."""


def _begin(make: MakeCutter) -> None:
    """The beginning of a process: it ends with the one that started it, and not by Ctrl+C."""
    global _make
    _make = make
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A pool whose owner was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _cut_chunk(paths: Sequence[Path]) -> list[Cut | Miss]:
    """Runs in the pool. The cutter is made here, so that its errors come back as results do."""
    global _cutter
    if _cutter is None:
        assert _make is not None
        _cutter = _make()
        Finalize(None, _cutter.close, exitpriority=1)
    return [_cutter.cut(path) for path in paths]


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
