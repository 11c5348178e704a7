"""Triplets against frozen centres of people: the triplet loss in the teacher's space."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.losses.loss import Cost


class CentreTriplet(nn.Module):
    """The triplet loss whose positive is the person's centre and whose negatives are others'.

    FaceNet's equation 2 (Schroff et al. 2015) on squared distances of unit vectors, with the
    ``negatives`` nearest of all other centres for each anchor: what an enrolled person's search
    must win against. The centres come from a teacher's clean pictures and never move, so that the
    space cannot collapse, and a gallery of thousands is searched in every step.
    """

    centres: Tensor

    def __init__(self, centres: Tensor, margin: float, negatives: int) -> None:
        """``centres``: P x D of unit length; ``margin`` on squared distances, 0 to 4."""
        super().__init__()
        self.register_buffer("centres", centres, persistent=False)
        self._margin = margin
        self._negatives = min(negatives, len(centres) - 1)

    def forward(self, embeddings: Tensor, people: Tensor) -> Cost:
        """The mean cost of N x D embeddings, each of the person with that centre (N)."""
        cosines = functional.normalize(embeddings) @ self.centres.T
        own = cosines.gather(1, people[:, None])
        others = cosines.scatter(1, people[:, None], -torch.inf)
        nearest = others.topk(self._negatives, dim=1).values
        # The squared distance of unit vectors is 2 - 2 cos.
        costs = functional.relu(2 * (nearest - own) + self._margin)
        return Cost(costs.mean(), float((costs.detach() > 0).float().mean()))
