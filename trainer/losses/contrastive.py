"""Contrastive loss (Hadsell, Chopra, LeCun 2006, eq. 4), on unit vectors."""

from __future__ import annotations

from pytorch_metric_learning.distances import LpDistance
from torch import Tensor

from trainer.losses.loss import Cost, Loss, share
from trainer.losses.pairs import Pairs, balanced_mean


class ContrastiveLoss(Loss):
    """``d² / 2`` for two pictures of one person, ``max(0, margin - d)² / 2`` for two people.

    d is the L2 distance of unit vectors (0 to 2), so strangers at random are at √2. ``value``
    weighs positive and negative pairs alike; ``active`` is the share of all pairs. Not
    pytorch-metric-learning's loss of this name, which leaves out the paper's squares.
    """

    def __init__(self, margin: float) -> None:
        super().__init__()
        self._margin = margin
        self._distance = LpDistance()

    def _cost(self, embeddings: Tensor, labels: Tensor) -> Cost:
        first, second, same = Pairs.of(labels)
        distances = self._distance(embeddings)[first, second]
        short = (self._margin - distances).clamp(min=0)
        costs = distances.where(same, short) ** 2 / 2
        return Cost(balanced_mean(costs, same), share(costs > 0))
