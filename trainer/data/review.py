"""Crops that spoil training, found by their embeddings: pictures kept twice and wrong names.

All functions are pure. ``vectors`` are unit embeddings, n x d; ``people`` a number a crop, equal
where the person is; ``widths`` the faces' widths in pixels of the original pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

_BLOCK: Final = 512
"""Rows compared with all others at a time: 512 x 200,000 cosines are 0.4 GB."""

Vectors = NDArray[np.float32]
Labels = NDArray[np.int64]
Widths = NDArray[np.float64]


class Reason(StrEnum):
    """Why a crop is put before somebody's eyes."""

    SAME_PICTURE = "nearly the same picture of this person"
    OTHER_NAME = "the same face under another name"
    UNLIKE = "unlike the person's other pictures"
    IN_BENCHMARK = "this person is in the benchmark"


@dataclass(frozen=True, slots=True)
class Finding:
    """Crop ``index`` should go. ``score`` is the cosine that says so.

    ``other`` is the crop that it was compared with, or the nearest of those; for
    Reason.IN_BENCHMARK a face of the benchmark.
    """

    index: int
    reason: Reason
    score: float
    other: int


def near_pairs(vectors: Vectors, cosine: float) -> Labels:
    """All pairs i < j whose cosine is at least ``cosine``: m x 2, in order."""
    found = [np.empty((0, 2), np.int64)]
    for start in range(0, len(vectors), _BLOCK):
        rows = vectors[start : start + _BLOCK] @ vectors[start:].T
        near = np.argwhere(np.triu(rows >= cosine, 1)).astype(np.int64)
        found.append(near + start)
    return np.concatenate(found)


def agreement(vectors: Vectors, people: Labels) -> NDArray[np.float32]:
    """The cosine of each crop to the centre of its person's other crops; -1 where there are none.

    The centre leaves the crop itself out, which would otherwise vouch for itself.
    """
    scores = np.full(len(vectors), -1, np.float32)
    for own in by_person(people):
        if len(own) > 1:
            scores[own] = _to_others(vectors[own])
    return scores


def duplicates(vectors: Vectors, people: Labels, widths: Widths, cosine: float) -> list[Finding]:
    """Pictures of one person that are ``cosine`` or nearer to another of it with a larger face.

    What is dropped itself vouches for nothing: a row of pictures, each like the next, is thinned
    out and not emptied.
    """
    found = []
    for own in by_person(people):
        kept: list[int] = []
        for index in own[np.lexsort((own, -widths[own]))].tolist():
            scores = vectors[kept] @ vectors[index]
            if kept and scores.max() >= cosine:
                near = int(np.argmax(scores))
                found.append(Finding(index, Reason.SAME_PICTURE, float(scores[near]), kept[near]))
            else:
                kept.append(index)
    return sorted(found, key=lambda finding: finding.index)


def other_names(vectors: Vectors, people: Labels, widths: Widths, cosine: float) -> list[Finding]:
    """Pictures that are ``cosine`` or nearer to one of another person: one of the names is wrong.

    The picture stays that agrees better with its person's others, then the larger face.
    """
    pairs = near_pairs(vectors, cosine)
    agrees = agreement(vectors, people)
    gone: dict[int, Finding] = {}
    for pair in pairs[people[pairs[:, 0]] != people[pairs[:, 1]]]:
        keep, go = sorted(pair.tolist(), key=lambda i: (-agrees[i], -widths[i], i))
        if keep not in gone and go not in gone:
            score = float(vectors[keep] @ vectors[go])
            gone[go] = Finding(go, Reason.OTHER_NAME, score, keep)
    return sorted(gone.values(), key=lambda finding: finding.index)


def mislabelled(vectors: Vectors, people: Labels, widths: Widths, cosine: float) -> list[Finding]:
    """Pictures that show somebody else: nearer than ``cosine`` to their person they never come.

    Of each person the picture that is farthest from the centre of the others goes, then the next
    is looked for without it, until all agree or one is left. So one stranger does not cost those
    beside it. Where two are left that differ, nobody can say which is right: the larger face stays.
    """
    found = []
    for own in by_person(people):
        while len(own) > 1:
            scores = _to_others(vectors[own])
            worst = int(np.lexsort((widths[own], scores))[0])
            if scores[worst] >= cosine:
                break
            go, own = int(own[worst]), np.delete(own, worst)
            nearest = int(own[np.argmax(vectors[own] @ vectors[go])])
            found.append(Finding(go, Reason.UNLIKE, float(scores[worst]), nearest))
    return sorted(found, key=lambda finding: finding.index)


def by_person(people: Labels) -> Iterator[Labels]:
    """The crops of one person after the other, rising."""
    order = np.argsort(people, kind="stable").astype(np.int64)
    yield from np.split(order, np.flatnonzero(np.diff(people[order])) + 1)


def centre(vectors: Vectors) -> Vectors:
    """The unit vector in the middle of ``vectors``, or zeros where they cancel out."""
    total = vectors.sum(axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), np.float32)


def _to_others(vectors: Vectors) -> NDArray[np.float32]:
    """The cosine of each row to the centre of the other rows."""
    others = vectors.sum(axis=0) - vectors
    lengths = np.maximum(np.linalg.norm(others, axis=1), 1e-9)
    return np.asarray((vectors * others).sum(axis=1) / lengths, np.float32)
