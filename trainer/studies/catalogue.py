"""What is studied: variations of one run, and how the pictures searched with look.

Every variation of a study has the same steps, batches, seed and people as the others; what its
``changes`` name is all that differs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Final

import numpy as np

from desk_access.model.arrays import Image
from desk_access.opencv import cv2
from trainer.data.shards import INPUT
from trainer.trial import Spoil

BASE: Final = """\
[backbone]
kind = "mobilefacenet"
width = 0.5

[loss]
kind = "triplet"
margin = 0.2
mining = "semi-hard"

[data]
people = 16
pictures = 4
singles = false

[camera]
ruined = 0.0
occluded = 0.0

[loop]
rate = 1e-3
warm_up = 0
average = 0.99
"""
"""From nothing, on clean pictures, as the papers do: what differs is what is studied."""


class StudyName(StrEnum):
    """The studies there are."""

    MARGIN = "margin"
    MINING = "mining"
    DIMENSION = "dimension"
    LOSS = "loss"
    QUALITY = "quality"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Variation:
    """A run: ``changes`` to the base are like ``loss.margin=0.1``.

    ``offline``: for the second half of its steps batches hold look-alikes, found with what the
    first half has learnt.
    """

    label: str
    changes: tuple[str, ...] = ()
    offline: bool = False


def as_it_is(picture: Image, rng: np.random.Generator) -> Image:
    """The picture."""
    return picture


@dataclass(frozen=True, slots=True)
class Study:
    """``repeats`` says whose question it is; ``views`` are how probes look."""

    repeats: str
    variations: tuple[Variation, ...]
    views: dict[str, Spoil] = field(default_factory=lambda: {"clean": as_it_is})


def compressed(quality: int, picture: Image, rng: np.random.Generator) -> Image:
    """The wide crop after JPEG compression of this quality, 1 to 100."""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def shrunk(side: int, picture: Image, rng: np.random.Generator) -> Image:
    """The wide crop as if a network's whole input had been ``side`` x ``side`` pixels."""
    height, width = picture.shape[:2]
    size = (max(round(width * side / INPUT), 1), max(round(height * side / INPUT), 1))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))


STUDIES: Final = {
    StudyName.MARGIN: Study(
        "FaceNet's margin (Schroff et al. 2015, section 3.1)",
        tuple(
            Variation(f"margin {value}", (f"loss.margin={value}",))
            for value in (0.05, 0.1, 0.2, 0.4, 0.8)
        ),
    ),
    StudyName.MINING: Study(
        "FaceNet's choice of triplets (section 3.2); distance-weighted: Wu et al. 2017",
        (
            *(
                Variation(name, (f"loss.mining={name}",))
                for name in ("all", "hard", "semi-hard", "distance-weighted")
            ),
            Variation("semi-hard, offline from half-way", offline=True),
        ),
    ),
    StudyName.DIMENSION: Study(
        "FaceNet's table 5: the embedding's dimension",
        tuple(
            Variation(f"{value} dimensions", (f"backbone.dimension={value}",))
            for value in (64, 128, 256, 512)
        ),
    ),
    StudyName.LOSS: Study(
        "triplet (FaceNet) against ArcFace (Deng et al. 2019) and the Siamese binary head",
        (
            Variation("triplet"),
            Variation("arcface", ("loss.kind=arcface", "loss.margin=0.5")),
            Variation("siamese", ("loss.kind=siamese", "loss.margin=0")),
        ),
    ),
    StudyName.QUALITY: Study(
        "FaceNet's table 4: JPEG quality and pixels of the pictures that are searched with",
        (Variation("base"),),
        {
            "clean": as_it_is,
            **{f"JPEG {each}": partial(compressed, each) for each in (10, 20, 30, 50, 70, 90)},
            **{f"{each}² pixels": partial(shrunk, each) for each in (20, 28, 40, 56, 80)},
        },
    ),
    StudyName.AMOUNT: Study(
        "FaceNet's table 6: the amount of data",
        tuple(
            Variation(f"{share:.0%} of the people", (f"data.share={share}",))
            for share in (0.1, 0.25, 0.5, 1.0)
        ),
    ),
}
