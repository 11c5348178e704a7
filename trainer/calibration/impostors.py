"""Strangers against enrolled people: the comparisons that a threshold is read off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trainer.errors import DataUnusable

ENROLLED_WITH: Final = 3
"""Pictures a person is enrolled with, as in ``desk-access evaluate``. The highest of their scores
counts, which is stricter than the mean that the application compares with: a table made with the
mean let up to 1.65 % of LFW's strangers pass the small recogniser where 1 % was asked for."""

_MOST_PROBES: Final = 4
"""Searches a person: more would measure those with many pictures alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """Unit embeddings, N x D float32, and whose each is (N numbers)."""

    vectors: NDArray[np.float32]
    people: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or len(self.vectors) != len(self.people):
            raise ValueError(f"expected one row a person's number, got {self.vectors.shape}")
        if not np.allclose(np.linalg.norm(self.vectors, axis=1), 1, atol=1e-3):
            raise ValueError("expected unit embeddings")


@dataclass(frozen=True, eq=False)
class Impostors:
    """Every probe against every person's references.

    ``references`` and ``probes`` are embeddings; ``scores``, probes x people, the highest cosine
    with a person's references; NaN where both are one person.
    ``enrolled`` are the people, in the order of the columns.
    """

    references: Embedded
    probes: Embedded
    enrolled: NDArray[np.int64]
    scores: NDArray[np.float32]

    @cached_property
    def falling(self) -> NDArray[np.float32]:
        """All impostor scores, the highest first."""
        return np.sort(self.scores[~np.isnan(self.scores)])[::-1]

    def pairs_reaching(self, cosine: float) -> int:
        """How many different pairs of people have a comparison that reaches ``cosine``."""
        probe, reference = np.nonzero(np.nan_to_num(self.scores, nan=-2.0) >= cosine)
        both = np.stack([self.probes.people[probe], self.enrolled[reference]])
        return len(np.unique(np.sort(both, axis=0), axis=1).T)


def roles(people: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which pictures are references and which are probes; ``people`` says whose each is.

    Who has three pictures or more is enrolled with the first three. Up to four others of each, and
    of those who have fewer all, are probes.
    """
    references, probes = np.zeros((2, 0), np.int64)
    for person in np.unique(people):
        own = np.flatnonzero(people == person)
        enrolled = own[:ENROLLED_WITH] if len(own) >= ENROLLED_WITH else own[:0]
        references = np.append(references, enrolled)
        probes = np.append(probes, own[len(enrolled) :][:_MOST_PROBES])
    return references, probes


def compared(references: Embedded, probes: Embedded) -> Impostors:
    """Compare all. Raises DataUnusable when there are no two people to compare."""
    enrolled = np.unique(references.people)
    if not len(enrolled) or not (probes.people[:, None] != enrolled).any():
        raise DataUnusable(
            "There are no two people to compare.",
            f"Give people nobody trained on, some with {ENROLLED_WITH} pictures or more.",
        )
    order = np.argsort(references.people, kind="stable")
    starts = np.searchsorted(references.people[order], enrolled)
    cosines = probes.vectors @ references.vectors[order].T
    scores = np.maximum.reduceat(cosines, starts, axis=1).astype(np.float32)
    scores[probes.people[:, None] == enrolled] = np.nan
    return Impostors(references, probes, enrolled, scores)
