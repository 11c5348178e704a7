"""Open-set identification on crops: who is searched for, how the pictures look, what it gives.

The figures are those of ``desk-access evaluate``. The pictures are made once, so that all networks
see the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import groupby
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.functional import normalize

from desk_access.model.arrays import Image, Vector
from desk_access.model.person import Template
from desk_access.opencv import cv2
from desk_access.vision.camera_conditions import webcam
from desk_access.vision.match import GalleryIndex
from desk_access.vision.metrics_open_set import Searches, search_all
from trainer.data.jitter import Misalignment
from trainer.data.shards import INPUT, MARGIN, Crops
from trainer.errors import DataUnusable
from trainer.teacher import clean_pixels

ENROLLED_WITH: Final = 3
MOST_PROBES: Final = 4
"""Searches a person: more would measure those with many pictures alone."""

_FACE: Final = 76.0
"""The width of a face on the template, in pixels, as the detector draws its box."""

_BATCH: Final = 64
_DIGEST: Final = "trial"


class View(StrEnum):
    """How probes look."""

    CLEAN = "clean"
    WEBCAM = "webcam"


Spoil = Callable[[Image, np.random.Generator], Image]
"""Makes a probe's picture of a wide crop, SIDE x SIDE x 3 uint8 BGR, and gives as much."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of ``person``: crop ``index`` of ``crops``."""

    person: str
    crops: Crops
    index: int

    @property
    def source(self) -> str:
        """Which picture it is."""
        return self.crops.crops[self.index].source

    def picture(self) -> Image:
        """The wide crop, SIDE x SIDE x 3 uint8 BGR."""
        return self.crops.picture(self.index)


class Trial:
    """``enrolled`` pictures make the gallery, and each probe is searched for in it.

    A probe of somebody who is not enrolled is a stranger's. Raises DataUnusable unless there are
    probes of both.
    """

    def __init__(
        self,
        enrolled: Sequence[Shown],
        probes: Sequence[Shown],
        views: Mapping[str, Spoil],
        seed: int,
    ) -> None:
        names = sorted({each.person for each in [*enrolled, *probes]})
        number = {name: place for place, name in enumerate(names)}
        self._people = [number[each.person] for each in enrolled]
        self._enrolled = [each.picture() for each in enrolled]
        self._probe_people = np.array([number[each.person] for each in probes], np.int64)
        known = np.isin(self._probe_people, self._people)
        if known.all() or not known.any():
            raise DataUnusable(
                f"Of {len(known)} pictures to search with {known.sum()} show enrolled people.",
                "Give more pictures: some enrolled people's, and some of strangers.",
            )
        clean = [each.picture() for each in probes]
        rng = np.random.default_rng(seed)
        self._probes = {view: [spoil(each, rng) for each in clean] for view, spoil in views.items()}

    def run(self, network: nn.Module) -> dict[str, Searches]:
        """Search for everybody with ``network``: N x 3 x 112 x 112 RGB to N x D, on its device.

        Gives the searches under each view. Leaves the network in evaluation mode.
        """
        network.eval()
        vectors = embedded(network, self._enrolled)
        index = GalleryIndex.of(
            [
                Template(person, vector, _DIGEST)
                for person, vector in zip(self._people, vectors, strict=True)
            ],
            _DIGEST,
        )
        return {
            view: search_all(
                [index] * len(pictures),
                embedded(network, pictures),
                self._probe_people,
                frozenset(self._people),
            )
            for view, pictures in self._probes.items()
        }


def gate(pictures: Sequence[Shown]) -> tuple[list[Shown], list[Shown]]:
    """Who is enrolled, and what is searched with.

    Whoever has more than three pictures is enrolled with the first three and searched with the
    next four; of the others the first picture is a stranger's.
    """
    enrolled, probes = [], []
    for _, group in groupby(sorted(pictures, key=lambda each: each.person), lambda e: e.person):
        own = list(group)
        if len(own) > ENROLLED_WITH:
            enrolled += own[:ENROLLED_WITH]
            probes += own[ENROLLED_WITH:][:MOST_PROBES]
        else:
            probes += own[:1]
    return enrolled, probes


def both_views(misalignments: Sequence[Misalignment]) -> dict[str, Spoil]:
    """Probes as they are, and as a poor camera takes them and the application aligns them."""
    return {
        View.CLEAN: lambda picture, rng: picture,
        View.WEBCAM: partial(_webcam, misalignments),
    }


def _webcam(drawn: Sequence[Misalignment], crop: Image, rng: np.random.Generator) -> Image:
    """A wide crop as a poor camera takes it, aligned as the application would align that."""
    poor = webcam(crop, _FACE, rng)
    matrix = drawn[int(rng.integers(len(drawn)))].matrix()
    inward = np.vstack([np.column_stack([np.eye(2), [-MARGIN, -MARGIN]]), [0, 0, 1]])
    error = np.vstack([matrix, [0, 0, 1]]) @ inward
    inner = cv2.warpAffine(poor, error[:2], (INPUT, INPUT), flags=cv2.INTER_LINEAR)
    return np.asarray(np.pad(inner, ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0))), np.uint8)


def embedded(network: nn.Module, wide: Sequence[Image]) -> list[Vector]:
    """Unit embeddings of wide crops, SIDE x SIDE x 3 uint8 BGR, on the network's device."""
    device = next(network.parameters()).device
    vectors: list[NDArray[np.float32]] = []
    for start in range(0, len(wide), _BATCH):
        pixels = clean_pixels(wide[start : start + _BATCH], device)
        with torch.inference_mode():
            vectors += list(normalize(network(pixels)).cpu().numpy())
    return vectors
