"""How well groups of faces agree with the people that they show."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class PairwiseF1:
    """Over pairs of faces (Rand 1971, as retrieval counts them), each 0 to 1.

    ``precision`` is the share of the pairs in one group that are of one person, ``recall`` the
    share of the pairs of one person that are in one group, ``f1`` their harmonic mean.
    """

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def pairwise_f1(groups: Collection[Sequence[int]], people: Sequence[Hashable]) -> PairwiseF1:
    """The figures of ``groups``, each of places in ``people``: whom each face shows.

    Every face is in one group. Without a pair in a group precision is 1, and without two faces of
    a person recall is. Raises ValueError when a face is in no group or in two.
    """
    if sorted(place for group in groups for place in group) != list(range(len(people))):
        raise ValueError("every face must be in one group")
    joined = right = 0
    for group in groups:
        for one, other in combinations(group, 2):
            joined += 1
            right += people[one] == people[other]
    sizes: dict[Hashable, int] = {}
    for person in people:
        sizes[person] = sizes.get(person, 0) + 1
    there = sum(size * (size - 1) // 2 for size in sizes.values())
    return PairwiseF1(right / joined if joined else 1.0, right / there if there else 1.0)
