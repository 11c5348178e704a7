"""Open-set identification of the validation people: which weights are the best so far.

The same figures as ``desk-access evaluate``, on crops in place of pictures: three clean pictures of
each person enrolled, the others searched, clean and as a poor camera would have taken them.
Nobody of them is trained on. The pictures are made once, so every measurement sees the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from desk_access.vision.metrics_open_set import search_all, threshold_at
from trainer.data.jitter import Misalignment
from trainer.data.shards import INPUT, MARGIN, CropSet, Verdict
from trainer.errors import DataUnusable
from trainer.teacher import clean_pixels

_ENROLLED_WITH: Final = 3
_MOST_PROBES: Final = 4
"""Searches a person: more would measure those with many pictures alone."""

_FPIR: Final = 0.01

_FACE: Final = 76.0
"""The width of a face on the template, in pixels, as the detector draws its box."""

_BATCH: Final = 64
_DIGEST: Final = "validation"


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares, 0 to 1. ``webcam_fpir``: strangers that pass at the threshold of clean pictures."""

    clean_fnir: float
    webcam_fnir: float
    webcam_fpir: float

    @property
    def merit(self) -> float:
        """Lower is better: what the weights are chosen by.

        A poor camera's misses count fully, a clean picture's doubly, since everybody notices those.
        """
        return self.webcam_fnir + 2 * self.clean_fnir


class Validation:
    """The validation people's pictures, made once. Raises DataUnusable without such people.

    Whoever has more than three pictures is enrolled with the first three and searched with the next
    four; of the others the first picture is a stranger's.
    """

    def __init__(self, crops: CropSet, misalignments: Sequence[Misalignment], seed: int) -> None:
        rng = np.random.default_rng(seed)
        chosen = crops.used_for(Verdict.VALIDATION)
        labels = crops.labels(chosen)
        self._people: list[int] = []
        self._enrolled: list[Image] = []
        self._probes: list[Image] = []
        self._spoilt: list[Image] = []
        self._probe_people: list[int] = []
        for person in np.unique(labels):
            own = [crops.picture(index) for index in chosen[labels == person]]
            probes = own[:1]
            if len(own) > _ENROLLED_WITH:
                self._enrolled += own[:_ENROLLED_WITH]
                self._people += [int(person)] * _ENROLLED_WITH
                probes = own[_ENROLLED_WITH : _ENROLLED_WITH + _MOST_PROBES]
            self._probes += probes
            self._spoilt += [spoilt(probe, misalignments, rng) for probe in probes]
            self._probe_people += [int(person)] * len(probes)
        if not self._people or set(self._probe_people) <= set(self._people):
            raise DataUnusable(
                f"{crops.folder} holds nobody to validate on.",
                "Prepare with more people: some with four pictures, some with fewer.",
            )

    def measure(self, network: nn.Module) -> Figures:
        """Search for everybody with ``network``: N x 3 x 112 x 112 RGB to N x D, on its device.

        Leaves it in evaluation mode.
        """
        network.eval()
        templates = [
            Template(person, vector, _DIGEST)
            for person, vector in zip(self._people, embedded(network, self._enrolled), strict=True)
        ]
        index = GalleryIndex.of(templates, _DIGEST)
        people, enrolled = np.array(self._probe_people, np.int64), frozenset(self._people)
        clean, webcam = (
            search_all([index] * len(probes), embedded(network, probes), people, enrolled)
            for probes in (self._probes, self._spoilt)
        )
        limits = [threshold_at(each.score[~each.mated], _FPIR) for each in (clean, webcam)]
        missed = [
            1 - float((each.right & (each.score >= limit))[each.mated].mean())
            for each, limit in zip((clean, webcam), limits, strict=True)
        ]
        passed = float((webcam.score[~webcam.mated] >= limits[0]).mean())
        return Figures(missed[0], missed[1], passed)


def spoilt(crop: Image, drawn: Sequence[Misalignment], rng: np.random.Generator) -> Image:
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
