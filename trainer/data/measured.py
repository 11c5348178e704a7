"""``misalignments.csv``: what poor pictures do to the points of the people's own faces.

See :mod:`trainer.data.jitter` for what is measured and why.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trainer.data.cut import Cutter, MakeCutter
from trainer.data.embed import Progress
from trainer.data.jitter import SMALLEST, Misalignment, read_misalignments, write_misalignments
from trainer.data.pool import answers
from trainer.data.shards import Crops
from trainer.errors import DataUnusable, OutputUnwritable

SAMPLE: Final = 1500
"""Pictures: the rarest hundredth of what is measured then still has 15."""

_Question = tuple[Path, tuple[int, int]]
"""A picture and the seed of what is done to it."""


def misalignments(
    crops: Crops,
    used: NDArray[np.bool_],
    paths: Mapping[str, Path],
    make: MakeCutter,
    processes: int,
    seed: int,
    progress: Progress,
) -> list[Misalignment]:
    """What is in the crops' ``misalignments.csv``, measured now where it is not up to date.

    The file is kept while it can be read and no shard of crops is younger. Else up to 1,500 of the
    crops that are ``used`` and whose face was at least 60 pixels wide are drawn by ``seed``, and
    their pictures, which ``paths`` gives for each source, are measured. Too small a folder gives
    few of them or none; then the file is empty, and only training on it asks for more. What is done
    to a picture depends on ``seed`` and its source alone. Raises OutputUnwritable, and what
    :func:`trainer.data.pool.answers` raises.
    """
    path = crops.folder / "misalignments.csv"
    kept = _kept(path, crops)
    if kept is not None:
        return kept
    widths = np.array([crop.face_width for crop in crops.crops])
    fit = np.flatnonzero(used & (widths >= SMALLEST))
    drawn = np.random.default_rng(seed).permutation(fit)[:SAMPLE]
    sources = [crops.crops[index].source for index in np.sort(drawn)]
    asked = [(paths[source], (seed, zlib.crc32(source.encode()))) for source in sources]
    measured: list[Misalignment] = []
    for done, (_, answer) in enumerate(answers(asked, make, _measure, processes), start=1):
        if answer is not None:
            measured.append(answer)
        progress(done, len(asked), "poor pictures")
    try:
        write_misalignments(path, measured)
    except OSError as error:
        raise OutputUnwritable(
            f"{path} cannot be written ({error.strerror}).",
            "Free some space or choose another folder; what is complete is kept.",
        ) from error
    return measured


def _measure(cutter: Cutter, asked: _Question) -> Misalignment | None:
    path, seed = asked
    return cutter.misalignment(path, np.random.default_rng(seed))


def _kept(path: Path, crops: Crops) -> list[Misalignment] | None:
    shards = [crops.folder / "shards" / f"{name}.csv" for name in crops.shards]
    try:
        if path.stat().st_mtime_ns >= max(shard.stat().st_mtime_ns for shard in shards):
            return read_misalignments(path)
    except (OSError, DataUnusable):
        """It is made anew."""
    return None
