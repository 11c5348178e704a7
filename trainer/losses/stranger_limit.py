"""Strangers stay as far as they were: what keeps a poor picture from looking like somebody else."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.losses.loss import Cost


class StrangerLimit(nn.Module):
    """What a view lies nearer to other people's centres than its clean picture does.

    Distillation pulls all poor pictures towards one common vector, and a threshold set on clean
    pictures then lets strangers pass. Here the k-th nearest stranger of a view may be as near as
    the k-th nearest of the clean picture in the teacher's space, for the first ``strangers``, and
    no nearer: one threshold then means one false match rate under both conditions.
    """

    centres: Tensor

    def __init__(self, centres: Tensor, strangers: int) -> None:
        """``centres``: P x D of unit length."""
        super().__init__()
        self.register_buffer("centres", centres, persistent=False)
        self._strangers = min(strangers, len(centres) - 1)

    def forward(self, embeddings: Tensor, people: Tensor, taught: Tensor) -> Cost:
        """The mean excess of cosines of N x D embeddings; ``taught``: the teacher's, N x D."""
        excess = functional.relu(self._nearest(embeddings, people) - self._nearest(taught, people))
        return Cost(excess.mean(), float((excess.detach() > 0).float().mean()))

    def _nearest(self, embeddings: Tensor, people: Tensor) -> Tensor:
        cosines = functional.normalize(embeddings) @ self.centres.T
        others = cosines.scatter(1, people[:, None], -torch.inf)
        return others.topk(self._strangers, dim=1).values
