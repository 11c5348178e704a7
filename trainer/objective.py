"""What a step minimises: the loss of the run's file, and the terms that hold to a teacher."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import normalize

from trainer.errors import ConfigUnusable
from trainer.losses.centre_triplet import CentreTriplet
from trainer.losses.distillation import distance_to_teacher
from trainer.losses.make import make_loss
from trainer.losses.stranger_limit import StrangerLimit
from trainer.settings import Settings


class Step(NamedTuple):
    """``value`` to minimise; ``parts`` of it, and the share of tuples that still cost something."""

    value: Tensor
    parts: dict[str, float]


class Objective(nn.Module):
    """The weighted sum of all terms of a run. Its own weights are trained with the network's."""

    people: Tensor
    taught: Tensor | None

    def __init__(
        self,
        settings: Settings,
        people: NDArray[np.int64],
        taught: NDArray[np.float32] | None,
        dimension: int,
    ) -> None:
        """``people``: for each crop its person's number, or -1; ``taught``: C x D, or no teacher.

        Raises ConfigUnusable when the loss's margin or scale make no sense, or when the teacher's
        embeddings are of another dimension than the network's.
        """
        super().__init__()
        self._settings = settings
        self.register_buffer("people", torch.from_numpy(people), persistent=False)
        given = None if taught is None else torch.from_numpy(taught)
        self.register_buffer("taught", given, persistent=False)
        if given is not None and given.shape[1] != dimension:
            raise ConfigUnusable(
                f"The teacher gives {given.shape[1]} numbers a face, the network {dimension}.",
                "Give backbone.dimension the teacher's, or leave the teacher out.",
            )
        count = int(people.max()) + 1
        self.loss = make_loss(settings.loss, count, dimension) if settings.loss_weight else None
        self.centres: CentreTriplet | None = None
        self.limit: StrangerLimit | None = None
        if given is not None:
            teacher = settings.teacher
            centres = _centres(given, torch.from_numpy(people), count)
            if teacher.bank_weight:
                self.centres = CentreTriplet(centres, teacher.bank_margin, teacher.bank_negatives)
            if teacher.limit_weight:
                self.limit = StrangerLimit(centres, teacher.bank_negatives)

    def forward(self, embeddings: Tensor, crops: Tensor) -> Step:
        """The cost of N x D raw embeddings, float32 outside autocast, of views of N crops."""
        teacher = self._settings.teacher
        value = embeddings.new_zeros(())
        parts: dict[str, float] = {}
        people = self.people[crops]
        taught = None if self.taught is None else self.taught[crops]
        if self.loss is not None:
            cost = self.loss(embeddings, people)
            value = value + self._settings.loss_weight * cost.value
            parts |= {"loss": float(cost.value.detach()), "active": cost.active}
        if taught is not None and teacher.weight:
            apart = distance_to_teacher(embeddings, taught)
            value = value + teacher.weight * apart
            parts["teacher"] = float(apart.detach())
        if self.centres is not None:
            cost = self.centres(embeddings, people)
            value = value + teacher.bank_weight * cost.value
            parts |= {"centres": float(cost.value.detach()), "centres_active": cost.active}
        if self.limit is not None and taught is not None:
            cost = self.limit(embeddings, people, taught)
            value = value + teacher.limit_weight * cost.value
            parts["strangers"] = float(cost.value.detach())
        return Step(value, parts)


def _centres(taught: Tensor, people: Tensor, count: int) -> Tensor:
    """The direction of each person's mean embedding; the person -1 is nobody's."""
    known = people >= 0
    sums = torch.zeros(count, taught.shape[1]).index_add_(0, people[known], taught[known])
    return normalize(sums)
