"""Open-set identification: is the enrolled person named, and is the stranger refused?

Terms are those of ISO/IEC 19795-1:2021. A *mated* search is one of somebody enrolled, a
*non-mated* one of a stranger. At a threshold, FPIR (false positive identification rate) is the
share of non-mated searches that name anybody, FNIR (false negative identification rate) the share
of mated searches that do not name the right person first. Rates are shares, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Vector
from desk_access.vision.match import GalleryIndex
from desk_access.vision.metrics_pairs import NO_MATCH, Flags, Numbers

_NOBODY: Final = -1
_FEWEST: Final = 10
"""A rate is read off the scores only where so many of them reach it."""

_TAILS: Final = (0.025, 0.975)
"""The bootstrap's quantiles that bound a 95 % interval."""


@dataclass(frozen=True, slots=True, eq=False)
class Searches:
    """What searching the gallery gave, one entry a probe.

    ``score`` is the first candidate's cosine, -inf where there is no candidate (no face was found,
    or the gallery is empty). ``person`` is who the probe shows, ``right`` whether the first
    candidate is that person. ``mated`` tells probes of enrolled people, also of those whose
    enrolment failed, from strangers. Raises ValueError unless all are of one length.
    """

    score: Numbers
    person: NDArray[np.int64]
    right: Flags
    mated: Flags

    def __post_init__(self) -> None:
        lengths = {len(self.score), len(self.person), len(self.right), len(self.mated)}
        if len(lengths) != 1:
            raise ValueError(f"expected arrays of one length, got {sorted(lengths)}")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and the ends of its 95 % confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """The threshold (a cosine) that keeps to ``fpir`` and the FNIR that it costs.

    ``passed`` strangers' searches still reach the threshold.
    """

    fpir: float
    passed: int
    threshold: Estimate
    fnir: Estimate


@dataclass(frozen=True, slots=True)
class FalseMatch:
    """The cosine that the share ``fmr`` of ``comparisons`` with other people reaches."""

    fmr: float
    cosine: float
    comparisons: int


@dataclass(frozen=True, slots=True)
class OpenSet:
    """``rank_1``: the share of mated searches whose first candidate is right, at no threshold."""

    rank_1: Estimate
    points: tuple[OperatingPoint, ...]


def search_all(
    index: GalleryIndex,
    probes: Sequence[Vector | None],
    people: NDArray[np.int64],
    enrolled: frozenset[int],
) -> Searches:
    """Search the gallery for every probe, as the application does; None is a probe without a face.

    ``people`` says who each probe shows, ``enrolled`` who was meant to be in the gallery.
    """
    found = [None if probe is None else index.search(probe) for probe in probes]
    first = np.array([_NOBODY if match is None else match.person_id for match in found], np.int64)
    return Searches(
        score=np.array([-np.inf if match is None else match.score for match in found], np.float64),
        person=people,
        right=first == people,
        mated=np.isin(people, sorted(enrolled)),
    )


def false_match_table(index: GalleryIndex, strangers: Sequence[Vector]) -> tuple[FalseMatch, ...]:
    """Which cosine lets which share of all comparisons of a stranger with an enrolled person pass.

    Read at the rates 0.1, 0.01 and so on, down to that which ten comparisons still reach: what a
    recogniser's calibration is made of. Empty without strangers or without a gallery.
    """
    if not strangers or not index.people:
        return ()
    scores = np.sort(np.concatenate([index.scores(vector) for vector in strangers]))[::-1]
    table = []
    rate = 0.1
    while (reached := int(rate * len(scores) + 1e-9)) >= _FEWEST:
        table.append(FalseMatch(rate, float(scores[reached - 1]), len(scores)))
        rate /= 10
    return tuple(table)


def threshold_at(scores: Numbers, fpir: float, weights: NDArray[np.int64] | None = None) -> float:
    """The lowest cosine that at most the share ``fpir`` of the non-mated ``scores`` reach.

    ``weights`` says how many times each score counts. It lies just above the first score that is
    one too many, and never below -1. Raises ValueError without scores or for a rate outside [0, 1).
    """
    if not len(scores) or not 0 <= fpir < 1:
        raise ValueError(f"expected scores and 0 <= fpir < 1, got {len(scores)} and {fpir}")
    counts = np.ones(len(scores), np.int64) if weights is None else weights
    order = np.argsort(-scores, kind="stable")
    reached = np.cumsum(counts[order])
    # 1e-9: 0.001 of 1,000 is 1, whatever the last bit of the product says.
    allowed = int(fpir * reached[-1] + 1e-9)
    first_too_many = scores[order][int(np.argmax(reached > allowed))]
    return max(float(np.nextafter(first_too_many, np.inf)), NO_MATCH)


def open_set(
    searches: Searches,
    fpirs: Sequence[float],
    rng: np.random.Generator,
    draws: int = 1000,
) -> OpenSet:
    """Rank-1 and an operating point for each of ``fpirs``, with 95 % confidence intervals.

    Intervals are percentiles of a bootstrap that draws people with all their probes (pictures of
    one person depend on each other: the subsets bootstrap of Bolle, Ratha and Pankanti 2004), the
    enrolled and the strangers apart; the gallery stays. The threshold is set anew in every draw,
    so FNIR's interval carries the uncertainty of both. Without strangers there are no operating
    points. Raises ValueError without a mated search.
    """
    if not searches.mated.any():
        raise ValueError("expected at least one search of an enrolled person")
    mated, strangers = _part(searches, searches.mated), _part(searches, ~searches.mated)
    rates = tuple(fpirs) if len(strangers.score) else ()
    sampled = np.array(
        [
            _figures(mated, strangers, rates, _resampled(mated, rng), _resampled(strangers, rng))
            for _ in range(draws)
        ]
    )
    figures = _figures(mated, strangers, rates, _once(mated), _once(strangers))
    low, high = np.quantile(sampled, _TAILS, axis=0)
    estimates = [
        Estimate(float(value), float(least), float(most))
        for value, least, most in zip(figures, low, high, strict=True)
    ]
    points = (
        OperatingPoint(
            fpir, int((strangers.score >= threshold.value).sum()), threshold=threshold, fnir=fnir
        )
        for fpir, threshold, fnir in zip(rates, estimates[1::2], estimates[2::2], strict=True)
    )
    return OpenSet(estimates[0], tuple(points))


def _figures(
    mated: Searches,
    strangers: Searches,
    fpirs: tuple[float, ...],
    mated_weights: NDArray[np.int64],
    stranger_weights: NDArray[np.int64],
) -> list[float]:
    """Rank-1, then threshold and FNIR for each rate, of probes that count so many times."""
    total = mated_weights.sum()
    figures = [float(mated_weights[mated.right].sum() / total)]
    for fpir in fpirs:
        threshold = threshold_at(strangers.score, fpir, stranger_weights)
        named = mated.right & (mated.score >= threshold)
        figures += [threshold, float(mated_weights[~named].sum() / total)]
    return figures


def _part(searches: Searches, which: Flags) -> Searches:
    return Searches(
        searches.score[which],
        np.unique(searches.person[which], return_inverse=True)[1].astype(np.int64),
        searches.right[which],
        searches.mated[which],
    )


def _once(searches: Searches) -> NDArray[np.int64]:
    return np.ones(len(searches.score), np.int64)


def _resampled(searches: Searches, rng: np.random.Generator) -> NDArray[np.int64]:
    """How often each probe counts when as many people are drawn, with replacement."""
    if not len(searches.person):
        return _once(searches)
    people = int(searches.person.max()) + 1
    drawn = np.bincount(rng.integers(people, size=people), minlength=people)
    return drawn[searches.person].astype(np.int64)
