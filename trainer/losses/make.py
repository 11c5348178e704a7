"""The losses by name, their settings, and the papers' own values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf, pi
from typing import Final

from trainer.errors import ConfigUnusable
from trainer.losses.arcface import ArcFaceLoss
from trainer.losses.contrastive import ContrastiveLoss
from trainer.losses.cosface import CosFaceLoss
from trainer.losses.loss import Loss
from trainer.losses.siamese_binary import SiameseBinaryLoss
from trainer.losses.softmax import SoftmaxLoss
from trainer.losses.sphereface import SphereFaceLoss
from trainer.losses.triplet import TripletLoss
from trainer.mining.make import make_miner
from trainer.mining.triplets import Strategy


class LossKind(StrEnum):
    """The losses there are."""

    TRIPLET = "triplet"
    CONTRASTIVE = "contrastive"
    SIAMESE = "siamese"
    SOFTMAX = "softmax"
    SPHEREFACE = "sphereface"
    COSFACE = "cosface"
    ARCFACE = "arcface"


@dataclass(frozen=True, slots=True)
class LossSettings:
    """A loss and its numbers.

    =========== =========================================== ======================= ===========
    kind        ``margin``                                  ``scale``               ``mining``
    =========== =========================================== ======================= ===========
    triplet     squared L2 of unit vectors, over 0, under 4 -                       which ones
    contrastive L2 of unit vectors, over 0, up to 2         -                       -
    siamese     -                                           -                       -
    softmax     -                                           -                       -
    sphereface  factor of the angle, a whole number from 1  - (the length of x)     -
    cosface     taken off the cosine, 0 to under 1          of the cosines, over 0  -
    arcface     added to the angle, radians, 0 to under π/2 of the cosines, over 0  -
    =========== =========================================== ======================= ===========

    What a kind does not use (-) is ignored.
    """

    kind: LossKind
    margin: float
    scale: float = 64.0
    mining: Strategy = Strategy.SEMI_HARD


_PAPERS: Final = {
    LossKind.TRIPLET: LossSettings(LossKind.TRIPLET, 0.2),
    LossKind.CONTRASTIVE: LossSettings(LossKind.CONTRASTIVE, 1.0),
    LossKind.SIAMESE: LossSettings(LossKind.SIAMESE, 0.0),
    LossKind.SOFTMAX: LossSettings(LossKind.SOFTMAX, 0.0),
    LossKind.SPHEREFACE: LossSettings(LossKind.SPHEREFACE, 4.0),
    LossKind.COSFACE: LossSettings(LossKind.COSFACE, 0.35, 64.0),
    LossKind.ARCFACE: LossSettings(LossKind.ARCFACE, 0.5, 64.0),
}


def paper_settings(kind: LossKind) -> LossSettings:
    """The values of the loss's own paper.

    FaceNet, section 3.3: margin 0.2, semi-hard. SphereFace, section 4: 4. CosFace, section 4: 0.35
    and scale 64. ArcFace, section 3.1: 0.5 and 64. Hadsell et al. name no margin: 1, where
    strangers at random (√2 apart) cost nothing and look-alikes do.
    """
    return _PAPERS[kind]


def make_loss(settings: LossSettings, people: int, dimension: int) -> Loss:
    """The loss for ``dimension``-d embeddings of ``people`` people (labels 0 to people - 1).

    Raises ConfigUnusable when margin or scale make no sense for the kind.
    """
    margin, scale = settings.margin, settings.scale
    _check(settings)
    match settings.kind:
        case LossKind.TRIPLET:
            return TripletLoss(margin, make_miner(settings.mining, margin))
        case LossKind.CONTRASTIVE:
            return ContrastiveLoss(margin)
        case LossKind.SIAMESE:
            return SiameseBinaryLoss(dimension)
        case LossKind.SOFTMAX:
            return SoftmaxLoss(people, dimension)
        case LossKind.SPHEREFACE:
            return SphereFaceLoss(people, dimension, int(margin))
        case LossKind.COSFACE:
            return CosFaceLoss(people, dimension, margin, scale)
        case LossKind.ARCFACE:
            return ArcFaceLoss(people, dimension, margin, scale)


def _check(settings: LossSettings) -> None:
    kind, margin = settings.kind, settings.margin
    sensible = {
        LossKind.TRIPLET: 0 < margin < 4,
        LossKind.CONTRASTIVE: 0 < margin <= 2,
        LossKind.SPHEREFACE: 1 <= margin < inf and margin % 1 == 0,
        LossKind.COSFACE: 0 <= margin < 1,
        LossKind.ARCFACE: 0 <= margin < pi / 2,
    }
    if not sensible.get(kind, True):
        raise ConfigUnusable(
            f"A margin of {margin:g} makes no sense for the {kind} loss.",
            f"Its paper's value is {paper_settings(kind).margin:g}.",
        )
    if kind in (LossKind.COSFACE, LossKind.ARCFACE) and not 0 < settings.scale < inf:
        raise ConfigUnusable(
            f"A scale of {settings.scale:g} makes no sense for the {kind} loss.",
            f"Its paper's value is {paper_settings(kind).scale:g}.",
        )
