"""Open-set identification: is the enrolled person named, and is the stranger refused?

Terms are those of ISO/IEC 19795-1:2021. A *mated* search is one of somebody enrolled, a
*non-mated* one of a stranger. At a threshold, FPIR (false positive identification rate) is the
share of non-mated searches that name anybody, FNIR (false negative identification rate) the share
of mated searches that do not name the right person first. Rates are shares, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Vector
from desk_access.vision.match import GalleryIndex
from desk_access.vision.metrics_pairs import NO_MATCH, Flags, Numbers

Counts = NDArray[np.int64]

NOBODY: Final = -1
"""In the place of a person: there is no candidate."""

_FEWEST: Final = 10
"""A rate is read off the scores only where so many of them reach it."""

_TAILS: Final = (0.025, 0.975)
"""The bootstrap's quantiles that bound a 95 % interval."""


@dataclass(frozen=True, slots=True, eq=False)
class Searches:
    """What searching the gallery gave, one entry a probe.

    ``score`` is the first candidate's cosine, ``first`` who that is: -inf and :data:`NOBODY` where
    there is no candidate (no face was found, or the gallery is empty). ``person`` is who the probe
    shows. ``mated`` tells probes of enrolled people, also of those whose enrolment failed, from
    strangers. Raises ValueError unless all are of one length.
    """

    score: Numbers
    person: NDArray[np.int64]
    first: NDArray[np.int64]
    mated: Flags

    def __post_init__(self) -> None:
        lengths = {len(self.score), len(self.person), len(self.first), len(self.mated)}
        if len(lengths) != 1:
            raise ValueError(f"expected arrays of one length, got {sorted(lengths)}")

    @property
    def right(self) -> Flags:
        """Whether the first candidate is the person whom the probe shows."""
        return np.asarray(self.first == self.person, np.bool_)


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
class FixedPoint:
    """What a threshold that was chosen elsewhere gives here.

    ``target`` is the FPIR that it was chosen for; ``passed`` strangers' searches reach it.
    """

    target: float
    threshold: float
    passed: int
    fpir: Estimate
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
    galleries: Sequence[GalleryIndex],
    probes: Sequence[Vector | None],
    people: NDArray[np.int64],
    enrolled: frozenset[int],
) -> Searches:
    """Search for every probe, as the application does; None is a probe without a face.

    ``galleries`` has the gallery of each probe, ``people`` who it shows; ``enrolled`` are those
    who were meant to be in the gallery.
    """
    found = [
        None if probe is None else gallery.search(probe)
        for gallery, probe in zip(galleries, probes, strict=True)
    ]
    return Searches(
        score=np.array([-np.inf if match is None else match.score for match in found], np.float64),
        person=people,
        first=np.array([NOBODY if match is None else match.person_id for match in found], np.int64),
        mated=np.isin(people, sorted(enrolled)),
    )


def false_match_table(
    galleries: Sequence[GalleryIndex], strangers: Sequence[Vector]
) -> tuple[FalseMatch, ...]:
    """Which cosine lets which share of all comparisons of a stranger with an enrolled person pass.

    Read at the rates 0.1, 0.01 and so on, down to that which ten comparisons still reach: what a
    recogniser's calibration is made of. ``galleries`` has the gallery of each stranger. Empty
    without strangers or without anybody to compare them with.
    """
    compared = [gallery.scores(one) for gallery, one in zip(galleries, strangers, strict=True)]
    scores = np.sort(np.concatenate(compared or [np.zeros(0, np.float32)]))[::-1]
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


@dataclass(frozen=True, slots=True, eq=False)
class Tradeoff:
    """FPIR and FNIR at every threshold that changes either, thresholds rising."""

    thresholds: Numbers
    fpir: Numbers
    fnir: Numbers


def tradeoff(searches: Searches) -> Tradeoff:
    """The curve that a DET plot shows: what each threshold costs.

    Raises ValueError without mated searches or without strangers.
    """
    mated, strangers = _part(searches, searches.mated), _part(searches, ~searches.mated)
    if not len(mated.score) or not len(strangers.score):
        raise ValueError("expected searches of enrolled people and of strangers")
    named = np.sort(mated.score[mated.right])
    refused = np.sort(strangers.score)
    steps = np.unique(np.concatenate([named, refused]))
    steps = steps[np.isfinite(steps)]
    thresholds = np.append(steps, np.nextafter(steps[-1], np.inf) if len(steps) else NO_MATCH)
    return Tradeoff(
        thresholds,
        fpir=1.0 - np.searchsorted(refused, thresholds, side="left") / len(refused),
        fnir=1.0
        - (len(named) - np.searchsorted(named, thresholds, side="left")) / len(mated.score),
    )


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

    def figures(mates: Counts, others: Counts) -> list[float]:
        found = [_share(mated.right, mates)]
        for fpir in rates:
            threshold = threshold_at(strangers.score, fpir, others)
            found += [threshold, _share(~_recognised(mated, threshold), mates)]
        return found

    estimates = _estimates(figures, mated, strangers, rng, draws)
    points = (
        OperatingPoint(
            fpir, int((strangers.score >= threshold.value).sum()), threshold=threshold, fnir=fnir
        )
        for fpir, threshold, fnir in zip(rates, estimates[1::2], estimates[2::2], strict=True)
    )
    return OpenSet(estimates[0], tuple(points))


def at_thresholds(
    searches: Searches,
    chosen: Sequence[tuple[float, float]],
    rng: np.random.Generator,
    draws: int = 1000,
) -> tuple[FixedPoint, ...]:
    """What thresholds that were chosen under another condition give under this one.

    ``chosen`` are pairs of FPIR and threshold. Intervals are those of :func:`open_set`, but the
    thresholds stay: what is asked is how far they hold. Raises ValueError without mated searches
    or without strangers.
    """
    mated, strangers = _part(searches, searches.mated), _part(searches, ~searches.mated)
    if not len(mated.score) or not len(strangers.score):
        raise ValueError("expected searches of enrolled people and of strangers")

    def figures(mates: Counts, others: Counts) -> list[float]:
        found = []
        for _, threshold in chosen:
            found += [
                _share(strangers.score >= threshold, others),
                _share(~_recognised(mated, threshold), mates),
            ]
        return found

    estimates = _estimates(figures, mated, strangers, rng, draws)
    return tuple(
        FixedPoint(target, threshold, int((strangers.score >= threshold).sum()), fpir, fnir)
        for (target, threshold), fpir, fnir in zip(
            chosen, estimates[::2], estimates[1::2], strict=True
        )
    )


def _estimates(
    figures: Callable[[Counts, Counts], list[float]],
    mated: Searches,
    strangers: Searches,
    rng: np.random.Generator,
    draws: int,
) -> list[Estimate]:
    """The figures of all probes, and their percentiles over draws of people.

    ``figures`` gets how often each mated and each stranger's probe counts.
    """
    groups = [np.unique(part.person, return_inverse=True)[1] for part in (mated, strangers)]
    sampled = np.array([figures(*(_resampled(each, rng) for each in groups)) for _ in range(draws)])
    values = figures(*(np.ones(len(each), np.int64) for each in groups))
    low, high = np.quantile(sampled, _TAILS, axis=0)
    return [
        Estimate(float(value), float(least), float(most))
        for value, least, most in zip(values, low, high, strict=True)
    ]


def _recognised(mated: Searches, threshold: float) -> Flags:
    return np.asarray(mated.right & (mated.score >= threshold), np.bool_)


def _share(which: Flags, counts: Counts) -> float:
    return float(counts[which].sum() / counts.sum())


def _part(searches: Searches, which: Flags) -> Searches:
    return Searches(
        searches.score[which], searches.person[which], searches.first[which], searches.mated[which]
    )


def _resampled(groups: NDArray[np.intp], rng: np.random.Generator) -> Counts:
    """How often each probe counts when as many people are drawn, with replacement.

    ``groups`` numbers each probe's person from 0.
    """
    if not len(groups):
        return np.ones(0, np.int64)
    people = int(groups.max()) + 1
    drawn = np.bincount(rng.integers(people, size=people), minlength=people)
    return drawn[groups].astype(np.int64)
