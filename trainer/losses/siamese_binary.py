"""A Siamese network's binary head (Koch, Zemel, Salakhutdinov 2015, sections 3.1 and 3.2)."""

from __future__ import annotations

from math import log

from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from trainer.losses.loss import Cost, Loss, share
from trainer.losses.pairs import Pairs, balanced_mean


class SiameseBinaryLoss(Loss):
    """|a - b| → dense → sigmoid → binary cross-entropy: "are these two one person?"

    Over all pairs of the batch, positive and negative ones weighed alike; the embeddings are taken
    as they come, as in the paper. N pictures need N² / 2 x D floats of memory. ``active`` is the
    share of pairs that the head gets wrong.
    """

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.head = nn.Linear(dimension, 1)

    def _cost(self, embeddings: Tensor, labels: Tensor) -> Cost:
        first, second, same = Pairs.of(labels)
        logits = self.head((embeddings[first] - embeddings[second]).abs())[:, 0]
        costs = binary_cross_entropy_with_logits(logits, same.to(logits.dtype), reduction="none")
        return Cost(balanced_mean(costs, same), share(costs > log(2)))
