"""Plain softmax over the people (ArcFace: Deng et al. 2019, eq. 1)."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from trainer.losses.loss import Cost, Loss


class SoftmaxLoss(Loss):
    """Cross-entropy of ``Wᵀx + b``: no margin, nothing normalised. Labels are 0 to people - 1.

    ``value`` is the mean over the pictures; ``active`` the share of pictures whose person has a
    probability under a half.
    """

    def __init__(self, people: int, dimension: int) -> None:
        super().__init__()
        self.classes = nn.Linear(dimension, people)

    def _cost(self, embeddings: Tensor, labels: Tensor) -> Cost:
        costs = cross_entropy(self.classes(embeddings), labels, reduction="none")
        return Cost.of_pictures(costs)
