"""Embeddings of all crops of a folder, made once for each recogniser.

::

    FOLDER/embeddings/MODEL/00000-LIST.npy     float32, n x d: the crops of shard 00000

MODEL and LIST begin the SHA-256 of the recogniser's file and of the shard's list of sources, so
embeddings of another model or of other pictures are never mistaken for these.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.ports import Embedder
from trainer.data.shards import MARGIN, TEMPLATE, Crops
from trainer.errors import OutputUnwritable

Progress = Callable[[int, int, str], None]
"""Told how many are done, of how many, and of what."""

_BATCH: Final = 16
"""SFace takes no less a face in larger batches on a CPU."""


def embeddings(crops: Crops, embedder: Embedder, progress: Progress) -> NDArray[np.float32]:
    """Unit vectors of all crops, n x d float32, in their order.

    What an earlier run has made is read; a shard is written as soon as it is done. Raises
    OutputUnwritable, and what ``embedder`` raises.
    """
    folder = crops.folder / "embeddings" / embedder.digest[:16]
    rows = []
    for name, inside in crops.shards.items():
        sources = "\n".join(crops.crops[index].source for index in inside)
        path = folder / f"{name}-{hashlib.sha256(sources.encode()).hexdigest()[:16]}.npy"
        made = _read(path, len(inside))
        if made is None:
            made = _embed(crops, inside, embedder, progress)
            _write(path, made)
        rows.append(made)
    progress(len(crops), len(crops), "faces embedded")
    return np.concatenate(rows)


def _embed(
    crops: Crops, inside: range, embedder: Embedder, progress: Progress
) -> NDArray[np.float32]:
    rows: list[NDArray[np.float32]] = []
    for start in range(inside.start, inside.stop, _BATCH):
        progress(start, len(crops), "faces embedded")
        batch = range(start, min(start + _BATCH, inside.stop))
        # The crop's own template with its margin, so that any recogniser's template can be met.
        points = TEMPLATE + np.float32(MARGIN)
        rows += embedder.embed([embedder.align(crops.picture(i), points) for i in batch])
    return np.stack(rows)


def _read(path: Path, count: int) -> NDArray[np.float32] | None:
    """What was kept, or None where nothing usable is: it is then made again."""
    try:
        kept: NDArray[np.float32] = np.load(path)
    except (OSError, ValueError, EOFError):
        return None
    usable = kept.ndim == 2 and len(kept) == count and kept.dtype == np.float32
    return kept if usable else None


def _write(path: Path, rows: NDArray[np.float32]) -> None:
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            np.save(stream, rows)
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise OutputUnwritable(
            f"{path.parent} cannot be written ({error.strerror}).",
            "Free some space or choose another folder; what is complete is kept.",
        ) from error
