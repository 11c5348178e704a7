"""ArcFace, the additive angular margin (Deng et al. 2019, eq. 3)."""

from __future__ import annotations

from math import degrees
from typing import Final

import pytorch_metric_learning.losses as library
import torch
from torch import Tensor

from trainer.losses.margin_softmax import MarginSoftmaxLoss, common_options

_EDGE: Final = 1e-6
"""The slope of acos is infinite at ±1; 1e-6 before it is 707."""


class ArcFaceLoss(MarginSoftmaxLoss):
    """Softmax of ``scale x cos θ`` where the picture's own person gets ``cos(θ + margin)``.

    ``margin`` is in radians. Where θ + margin would pass π, so that the cosine rose again, it is
    ``cos θ - margin sin(margin)``, as in the authors' code.
    """

    def __init__(self, people: int, dimension: int, margin: float, scale: float) -> None:
        super().__init__(
            _Finite(people, dimension, margin=degrees(margin), scale=scale, **common_options())
        )


class _Finite(library.ArcFaceLoss):  # type: ignore[misc]
    """The library's loss, but with a finite gradient for a picture exactly on its weight vector."""

    def get_angles(self, cosine_of_target_classes: Tensor) -> Tensor:
        return torch.acos(cosine_of_target_classes.clamp(_EDGE - 1, 1 - _EDGE))
