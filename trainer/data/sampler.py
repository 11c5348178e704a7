"""Batches of P people with K pictures each (FaceNet section 3.2; "PK" in Hermans et al. 2017)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainer.errors import ConfigUnusable, DataUnusable


class PeopleSampler:
    """Lists of P x K positions in ``labels``, person after person: a DataLoader's batch sampler.

    An epoch shows every person once, with K pictures drawn at random; people who do not fill a
    last batch of every rank wait for another epoch. All depends on ``seed`` and the epoch alone.

    labels: int64, the person of each picture.
    people, pictures: P and K. Somebody with fewer than K pictures has them repeated.
    rank, world: of ``world`` processes each takes its own batches; all have equally many.
    singles: take people with one picture as well. They make no positive pair except with
        themselves, so they are left out otherwise; ``left_out`` says how many.

    Raises ConfigUnusable when P or K make no sense, DataUnusable when the people do not fill one
    batch of each rank.
    """

    def __init__(
        self,
        labels: NDArray[np.int64],
        people: int,
        pictures: int,
        seed: int,
        *,
        rank: int = 0,
        world: int = 1,
        singles: bool = False,
    ) -> None:
        if people < 2 or pictures < (1 if singles else 2):
            raise ConfigUnusable(
                f"Batches of {people} people with {pictures} pictures teach nothing.",
                "Take at least 2 people with 2 pictures each.",
            )
        persons, counts = np.unique(labels, return_counts=True)
        own = np.split(np.argsort(labels, kind="stable"), np.cumsum(counts)[:-1])
        taken = counts >= (1 if singles else 2)
        self.persons: NDArray[np.int64] = persons[taken]
        self.left_out = int(np.count_nonzero(~taken))
        self._own = [each for each, wanted in zip(own, taken, strict=False) if wanted]
        self._people, self._pictures, self._seed = people, pictures, seed
        self._rank, self._world = rank, world
        self._epoch = self._start = 0
        if not len(self):
            least = "" if singles else " with at least two pictures"
            raise DataUnusable(
                f"There are {len(self._own)} people{least}, "
                f"too few for {world} x {people} in a batch.",
                "Take fewer people a batch, or more data.",
            )

    def __len__(self) -> int:
        """Batches of this rank in a whole epoch."""
        return len(self._own) // (self._people * self._world)

    def set_epoch(self, epoch: int, start: int = 0) -> None:
        """Give the batches of ``epoch`` from number ``start`` on, each time it is iterated."""
        if not 0 <= start <= len(self):
            raise ValueError(f"batch {start} of {len(self)}")
        self._epoch, self._start = epoch, start

    def __iter__(self) -> Iterator[list[int]]:
        order = self._order(np.random.default_rng([self._seed, self._epoch]))
        for number in range(self._start, len(self)):
            batch = number * self._world + self._rank
            # From 1: a seed of numbers is the same seed with a 0 after it.
            rng = np.random.default_rng([self._seed, self._epoch, batch + 1])
            chosen = order[batch * self._people : (batch + 1) * self._people]
            yield [int(picture) for person in chosen for picture in self._draw(person, rng)]

    def _order(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """All ``persons`` (their positions), P after P those that share a batch."""
        return rng.permutation(len(self._own))

    def _draw(self, person: np.int64, rng: np.random.Generator) -> NDArray[np.int64]:
        own = self._own[person]
        whole, rest = divmod(self._pictures, len(own))
        return np.concatenate([np.tile(own, whole), rng.permutation(own)[:rest]])


class PictureSampler(PeopleSampler):
    """Batches of P x K in which every picture has its turn, as distillation wants.

    Whoever has n pictures takes part n / K times in an epoch, rounded up, with K drawn anew each
    time; so somebody may be in a batch twice.
    """

    def __len__(self) -> int:
        """Batches of this rank in a whole epoch."""
        turns = sum(self._turns(own) for own in self._own)
        return turns // (self._people * self._world)

    def _order(self, rng: np.random.Generator) -> NDArray[np.int64]:
        turns = [self._turns(own) for own in self._own]
        return rng.permutation(np.repeat(np.arange(len(self._own)), turns))

    def _turns(self, own: NDArray[np.int64]) -> int:
        return -(-len(own) // self._pictures)
