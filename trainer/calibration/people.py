"""Crops of people nobody trained on, as references and as probes of two cameras."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Image
from desk_access.vision.camera_conditions import webcam
from trainer.calibration.impostors import Embedded, roles
from trainer.data.shards import CropSet

FACE: Final = 76.0
"""How wide a face is in a crop, in pixels: what the template of 112 x 112 makes of most."""

_PIECE: Final = 256
"""Crops in memory at once."""

Embed = Callable[[Sequence[Image]], NDArray[np.float32]]
"""Takes crops of SIDE x SIDE x 3 uint8 BGR, gives one unit embedding a row."""


def embedded_people(
    crops: CropSet, indices: NDArray[np.int64], embed: Embed, seed: int = 0
) -> tuple[Embedded, list[Embedded]]:
    """The references, and the probes twice: as they are, and as a poor camera would take them.

    A threshold has to hold for both: a network that pulls all poor pictures towards each other
    lets strangers pass that a calibration on good pictures alone never sees.
    """
    people = crops.labels(indices)
    references, probes = roles(people)
    rng = np.random.default_rng(seed)

    def made(chosen: NDArray[np.int64], change: Callable[[Image], Image]) -> Embedded:
        pieces = np.array_split(indices[chosen], -(-len(chosen) // _PIECE) or 1)
        rows = [
            embed([change(crops.picture(int(index))) for index in piece])
            for piece in pieces
            if len(piece)
        ]
        vectors = np.concatenate(rows) if rows else np.zeros((0, 1), np.float32)
        return Embedded(vectors, people[chosen])

    return made(references, np.asarray), [
        made(probes, np.asarray),
        made(probes, lambda crop: webcam(crop, FACE, rng)),
    ]


def measured_on(crops: CropSet, indices: NDArray[np.int64]) -> str:
    """What a calibration on these crops says it was measured on."""
    people = crops.labels(indices)
    enrolled = np.unique(people[roles(people)[0]])
    return (
        f"{crops.folder.name}: {len(enrolled):,} of {len(np.unique(people)):,} people nobody "
        "trained on enrolled with three pictures, searched as pictured and by a poor camera"
    )
