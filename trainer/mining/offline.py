"""Hard negatives of the whole set, from a checkpoint's embeddings (FaceNet section 3.2, offline).

In a batch of people drawn at random hardly two look alike. ``hardest_others`` finds for every
picture those of other people that the network confuses most with it, ``HardPeopleSampler`` puts
such people into one batch, and any miner then finds the hard negatives there.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import normalize

from trainer.data.sampler import PeopleSampler
from trainer.errors import DataUnusable

_SIMILARITIES: Final = 1 << 25
"""Numbers of the similarity matrix in memory at a time: 128 MB."""


@torch.no_grad()
def hardest_others(embeddings: Tensor, labels: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """For each of M pictures the k nearest ones of other people, the nearest first: M x k.

    embeddings: M x D float32 of any length, on the device that is to compute. Nearest is the
    largest cosine. Raises DataUnusable when somebody has fewer than k pictures of others.
    """
    if len(embeddings) != len(labels):
        raise ValueError(f"{len(embeddings)} embeddings, {len(labels)} labels")
    others = len(labels) - int(np.unique(labels, return_counts=True)[1].max(initial=0))
    if others < k:
        raise DataUnusable(
            f"There are {others} pictures of other people where {k} hard negatives are wanted.",
            "Take more people, or ask for fewer hard negatives.",
        )
    unit = normalize(embeddings)
    person = torch.from_numpy(labels).to(unit.device)
    rows = max(1, _SIMILARITIES // max(1, len(labels)))
    found = []
    for block, people in zip(torch.split(unit, rows), torch.split(person, rows), strict=True):
        similarity = block @ unit.T
        similarity.masked_fill_(people[:, None] == person, -torch.inf)
        found.append(similarity.topk(k, dim=1).indices.cpu())
    return torch.cat(found).numpy()


class HardPeopleSampler(PeopleSampler):
    """A PeopleSampler whose batches hold people together with their look-alikes.

    Each epoch still shows everybody once: somebody drawn at random, then those of their
    look-alikes that are still free, then somebody else at random, so that a batch of P people
    holds about P / ``together`` groups. Look-alikes are ranked by how many of a person's hard
    pictures are theirs: one wrong label does not make two people alike.

    hardest: M x k positions in ``labels``, from ``hardest_others``.
    together: people of a group; best a divisor of P, or a group falls into two batches.
    The other arguments are PeopleSampler's.
    """

    def __init__(
        self,
        labels: NDArray[np.int64],
        people: int,
        pictures: int,
        seed: int,
        *,
        hardest: NDArray[np.int64],
        together: int = 4,
        **options: Any,
    ) -> None:
        super().__init__(labels, people, pictures, seed, **options)
        self._together = together
        self._alike = [self._ranked(labels[hardest[own]]) for own in self._own]

    def _ranked(self, confused_with: NDArray[np.int64]) -> list[int]:
        people, counts = np.unique(confused_with, return_counts=True)
        ranked = people[np.argsort(-counts, kind="stable")]
        ranked = ranked[np.isin(ranked, self.persons)]
        return [int(place) for place in np.searchsorted(self.persons, ranked)]

    def _order(self, rng: np.random.Generator) -> NDArray[np.int64]:
        free = set(range(len(self.persons)))
        order: list[int] = []
        for first in rng.permutation(len(self.persons)).tolist():
            if first in free:
                free.remove(first)
                alike = [each for each in self._alike[first] if each in free]
                group = [first, *alike[: self._together - 1]]
                free.difference_update(group)
                order += group
        return np.array(order, np.int64)
