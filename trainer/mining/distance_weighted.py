"""Distance-weighted sampling of negatives (Wu et al. 2017, section 4.1).

Not pytorch-metric-learning's miner: that one scales the weights by the largest of the whole batch,
so one close pair makes every other anchor's weights vanish in float32, and with them its triplets
(in 512 dimensions, 16 people x 4 pictures: 2 of 64 anchors were left).
"""

from __future__ import annotations

from typing import Final

import torch
from pytorch_metric_learning.distances import LpDistance
from torch import Tensor

from trainer.mining.triplets import Triplets

_NEAREST: Final = 0.5
"""The paper's λ as its authors set it: closer negatives are drawn as if they were this far."""

_FARTHEST: Final = 1.4
"""As in the authors' code: past it the density falls again, and the easiest would be drawn most."""


class DistanceWeighted:
    """All anchor-positive pairs, each with one negative drawn by its distance from the anchor.

    On the unit sphere in D dimensions distances pile up at √2: q(d) ∝ d^(D-2) (1 - d²/4)^((D-3)/2).
    A negative is drawn with a weight of 1/q(d), so that all distances occur alike; never one of
    1.4 or farther, and a pair whose negatives are all that far gives no triplet. Draws from torch's
    default generator of the device.
    """

    def __init__(self) -> None:
        self._distance = LpDistance()

    @torch.no_grad()
    def __call__(self, embeddings: Tensor, labels: Tensor) -> Triplets:
        """The triplets of this batch: see ``Miner``."""
        distances = self._distance(embeddings).clamp(min=_NEAREST)
        same = labels[:, None] == labels
        drawable = ~same & (distances < _FARTHEST)
        anchor, positive = torch.where(same.fill_diagonal_(False) & drawable.any(1, keepdim=True))
        if len(anchor) == 0:
            return Triplets(anchor, positive, anchor)
        dimension = embeddings.shape[1]
        logs = (2 - dimension) * distances.log()
        logs -= (dimension - 3) / 2 * torch.log1p(-(distances**2) / 4)
        weights = logs.masked_fill(~drawable, -torch.inf)[anchor].softmax(1)
        return Triplets(anchor, positive, torch.multinomial(weights, 1)[:, 0])
