"""SphereFace, the multiplicative angular margin (Liu et al. 2017, eq. 7).

Not pytorch-metric-learning's loss of this name: that one lacks the λ with which its authors train
(ψ alone does not get off the ground), and calls SciPy in a way that NumPy 2 has deprecated.
"""

from __future__ import annotations

from math import pi
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

from trainer.losses.loss import Cost, Loss

_FIRST: Final = 1000.0
_LAST: Final = 5.0
_DECAY: Final = 0.12
"""λ = max(5, 1000 / (1 + 0.12 steps)): the authors' own training settings."""


class SphereFaceLoss(Loss):
    """Softmax of ``|x| cos θ`` where the picture's own person gets ``|x| (λ cos θ + ψ) / (1 + λ)``.

    ψ(θ) = (-1)^k cos(margin θ) - 2k on the k-th of ``margin`` equal parts of 0 to π. λ falls from
    1000 to 5 with the batches seen in training, whose count is part of the state. Labels are 0 to
    people - 1. ``value`` is the mean over the pictures; ``active`` the share of pictures whose
    person, margin included, has a probability under a half.
    """

    steps: Tensor

    def __init__(self, people: int, dimension: int, margin: int) -> None:
        super().__init__()
        self._margin = margin
        self.weight = nn.Parameter(torch.empty(people, dimension).normal_(std=0.01))
        self.register_buffer("steps", torch.zeros((), dtype=torch.int64))

    def _cost(self, embeddings: Tensor, labels: Tensor) -> Cost:
        cosines = (normalize(embeddings) @ normalize(self.weight).T).clamp(-1, 1)
        own = cosines.gather(1, labels[:, None])
        annealing = (_FIRST / (1 + _DECAY * self.steps)).clamp(min=_LAST)
        if self.training:
            self.steps += 1
        narrowed = (annealing * own + self._psi(own)) / (1 + annealing)
        lengths = embeddings.norm(dim=1, keepdim=True)
        logits = lengths * cosines.scatter(1, labels[:, None], narrowed)
        costs = cross_entropy(logits, labels, reduction="none")
        return Cost.of_pictures(costs)

    def _psi(self, cosines: Tensor) -> Tensor:
        # cos(mθ) is a polynomial of cos θ (Chebyshev's), so no infinite slope of acos comes in.
        before, multiple = torch.ones_like(cosines), cosines
        for _ in range(self._margin - 1):
            before, multiple = multiple, 2 * cosines * multiple - before
        part = (cosines.detach().acos() * (self._margin / pi)).floor()
        return (1 - 2 * (part % 2)) * multiple - 2 * part
