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
from torch import nn

from desk_access.model.arrays import Image
from desk_access.model.person import Template
from desk_access.vision.match import GalleryIndex
from desk_access.vision.metrics_open_set import Searches, search_all
from trainer.data.jitter import Misalignment
from trainer.data.shards import Crops
from trainer.errors import DataUnusable
from trainer.validation import embedded, spoilt

ENROLLED_WITH: Final = 3
MOST_PROBES: Final = 4
"""Searches a person: more would measure those with many pictures alone."""

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


def _webcam(
    misalignments: Sequence[Misalignment], picture: Image, rng: np.random.Generator
) -> Image:
    return spoilt(picture, misalignments, rng)
