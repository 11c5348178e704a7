"""The hardest triplet of each anchor ("batch hard", Hermans et al. 2017, eq. 5)."""

from __future__ import annotations

from pytorch_metric_learning.miners import BatchHardMiner
from torch import Tensor

from trainer.mining.triplets import Triplets


class Hard:
    """For each anchor its farthest positive and its nearest negative **in this batch**.

    An anchor without a positive or without a negative gives no triplet. FaceNet (section 3.2)
    warns that hardest negatives can collapse the embedding early on, and wrong labels are what is
    hardest: give it large batches and clean data.
    """

    def __init__(self) -> None:
        self._miner = BatchHardMiner()

    def __call__(self, embeddings: Tensor, labels: Tensor) -> Triplets:
        """The triplets of this batch: see ``Miner``."""
        return Triplets(*self._miner(embeddings, labels))
