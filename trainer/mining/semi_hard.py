"""FaceNet's semi-hard negatives (Schroff, Kalenichenko, Philbin 2015, section 3.2, eq. 4)."""

from __future__ import annotations

from pytorch_metric_learning.distances import LpDistance
from pytorch_metric_learning.miners import TripletMarginMiner
from torch import Tensor

from trainer.mining.triplets import Triplets


class SemiHard:
    """All anchor-positive pairs, each with all its semi-hard negatives.

    Semi-hard: farther from the anchor than the positive, but inside the margin,
    ``0 < d(a, n) - d(a, p) <= margin``, d being the squared L2 distance of unit vectors.
    A pair without such a negative gives no triplet, neither a harder nor an easier one in its
    place; a batch without any gives none at all, and then costs nothing.
    """

    def __init__(self, margin: float) -> None:
        self._miner = TripletMarginMiner(
            margin, type_of_triplets="semihard", distance=LpDistance(power=2)
        )

    def __call__(self, embeddings: Tensor, labels: Tensor) -> Triplets:
        """The triplets of this batch: see ``Miner``."""
        return Triplets(*self._miner(embeddings, labels))
