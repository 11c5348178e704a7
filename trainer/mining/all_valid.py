"""Every valid triplet of a batch ("batch all", Hermans et al. 2017, eq. 6)."""

from __future__ import annotations

from pytorch_metric_learning.utils.loss_and_miner_utils import get_all_triplets_indices
from torch import Tensor

from trainer.mining.triplets import Triplets


class AllValid:
    """All ordered pairs of one person, each with every picture of everybody else.

    P people with K pictures give PK (K - 1) (P - 1) K triplets; finding them takes N³ bytes.
    """

    def __call__(self, embeddings: Tensor, labels: Tensor) -> Triplets:
        """The triplets of this batch: see ``Miner``."""
        return Triplets(*get_all_triplets_indices(labels))
