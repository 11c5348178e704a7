"""Triplet loss (FaceNet: Schroff, Kalenichenko, Philbin 2015, eq. 1 to 3)."""

from __future__ import annotations

from pytorch_metric_learning.distances import LpDistance
from pytorch_metric_learning.losses import TripletMarginLoss
from pytorch_metric_learning.reducers import DoNothingReducer
from torch import Tensor

from trainer.losses.loss import Cost, Loss, share
from trainer.mining.triplets import Miner


class TripletLoss(Loss):
    """``max(0, |a - p|² - |a - n|² + margin)`` on unit vectors, over the miner's triplets.

    ``value`` is FaceNet's sum (eq. 3) divided by the number of triplets that the miner gave, so
    those that cost nothing count as 0. (With the mean over only those that cost something, a few
    wrong labels would weigh as much at the end as the whole batch at the start.) ``active`` is
    the share of the miner's triplets that cost something: with semi-hard mining it is about 1 as
    long as there are any.
    """

    def __init__(self, margin: float, miner: Miner) -> None:
        super().__init__()
        self._miner = miner
        self._hinge = TripletMarginLoss(
            margin, distance=LpDistance(power=2), reducer=DoNothingReducer()
        )

    def _cost(self, embeddings: Tensor, labels: Tensor) -> Cost:
        triplets = self._miner(embeddings, labels)
        if len(triplets.anchor) == 0:
            return Cost.nothing(embeddings)
        costs = self._hinge(embeddings, labels, triplets)["loss"]["losses"]
        return Cost(costs.mean(), share(costs > 0))
