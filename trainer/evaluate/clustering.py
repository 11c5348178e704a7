"""How well embeddings fall into one cluster a person, without knowing who anybody is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage  # type: ignore[import-untyped]

Labels = NDArray[np.int64]

_HEIGHTS: Final = np.linspace(0.0, 2.0, 201)
"""Cosine distances at which a tree of clusters is cut to find the best."""

_MOST: Final = 6000
"""Pictures that are clustered at a time: their distances take 150 MB."""


@dataclass(frozen=True, slots=True)
class BCubed:
    """Precision, recall and their harmonic mean, each 0 to 1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class ClusteringFigures:
    """``pictures`` of ``people``; ``cosines`` are where either half's tree was cut."""

    pictures: int
    people: int
    cosines: tuple[float, float]
    b_cubed: BCubed


def b_cubed(clusters: Labels, people: Labels) -> BCubed:
    """How well ``clusters`` agree with ``people``, a number an item in each.

    B-cubed (Bagga and Baldwin 1998; chosen by Amigó et al. 2009 because it alone meets all four of
    their conditions): an item's precision is the share of its cluster that is of its person, its
    recall the share of its person that is in its cluster, and both are averaged over items. Raises
    ValueError without items.
    """
    if not len(clusters) or len(clusters) != len(people):
        raise ValueError(f"expected items, got {len(clusters)} clusters of {len(people)} people")
    cluster, person = _numbered(clusters), _numbered(people)
    both = _numbered(cluster * (int(person.max()) + 1) + person)
    together = np.bincount(both)[both]
    precision = float((together / np.bincount(cluster)[cluster]).mean())
    recall = float((together / np.bincount(person)[person]).mean())
    return BCubed(precision, recall, 2 * precision * recall / (precision + recall))


def cluster_people(
    vectors: Sequence[NDArray[np.float32]], people: Sequence[int], seed: int
) -> ClusteringFigures | None:
    """B-cubed figures of agglomerative clustering (average linkage of cosine distances).

    The people are halved by ``seed``. Each half is cut at the distance that gives the best F1 on
    the other, so nobody's own pictures choose it; the figures are the means of both halves. Of
    more than 12,000 pictures a part is taken, by people. None for fewer than four people.
    """
    labels = np.array(people, np.int64)
    order = np.random.default_rng(seed).permutation(np.unique(labels))
    halves = [np.isin(labels, order[half::2]) for half in (0, 1)]
    halves = [_part_of(labels, half, order) for half in halves]
    if len(order) < 4:
        return None
    stacked = np.stack(vectors)
    trees = [linkage(_distances(stacked[half]), "average") for half in halves]
    owners = [labels[half] for half in halves]
    cuts = [_best_cut(tree, own) for tree, own in zip(trees, owners, strict=True)]
    found = [b_cubed(_cut(trees[half], cuts[1 - half]), owners[half]) for half in (0, 1)]
    return ClusteringFigures(
        pictures=sum(map(len, owners)),
        people=len(np.unique(np.concatenate(owners))),
        cosines=(1.0 - cuts[1], 1.0 - cuts[0]),
        b_cubed=BCubed(
            float(np.mean([each.precision for each in found])),
            float(np.mean([each.recall for each in found])),
            float(np.mean([each.f1 for each in found])),
        ),
    )


def _part_of(labels: Labels, half: NDArray[np.bool_], order: Labels) -> NDArray[np.bool_]:
    """So many whole people of this half that no more than the most pictures are clustered."""
    rank = np.empty(int(order.max()) + 1, np.int64)
    rank[order] = np.arange(len(order))
    sizes = np.bincount(rank[labels[half]], minlength=len(order))
    return half & (np.cumsum(sizes)[rank[labels]] <= _MOST)


def _distances(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """1 - cosine of every two, as scipy's linkage takes them."""
    rows, columns = np.triu_indices(len(vectors), 1)
    return np.clip(1.0 - (vectors @ vectors.T)[rows, columns].astype(np.float64), 0.0, 2.0)


def _best_cut(tree: NDArray[np.float64], people: Labels) -> float:
    """The distance that gives the best F1; of several equally good ones the one in the middle."""
    reached = np.array([b_cubed(_cut(tree, height), people).f1 for height in _HEIGHTS])
    ties = np.flatnonzero(reached >= reached.max() - 1e-12)
    return float(_HEIGHTS[ties[len(ties) // 2]])


def _cut(tree: NDArray[np.float64], height: float) -> Labels:
    return np.asarray(fcluster(tree, height, "distance"), np.int64)


def _numbered(values: Labels) -> Labels:
    return np.asarray(np.unique(values, return_inverse=True)[1], np.int64)
