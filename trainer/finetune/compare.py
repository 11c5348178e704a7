"""Two networks in the same trial: does the tuned one let fewer strangers pass?

Smaller distances alone prove nothing: a network that pulls all faces together has them too. So
both are held to the same number of own people missed, and the strangers who pass are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from desk_access.vision.metrics_open_set import (
    Estimate,
    FixedPoint,
    Searches,
    at_thresholds,
    open_set,
    threshold_at,
)

FPIR: Final = 0.01
_DRAWS: Final = 500


@dataclass(frozen=True, slots=True)
class Side:
    """One network. ``fnir`` at an FPIR of 1 %; ``passed`` strangers' searches are let in where
    as many own people are missed as the general network misses at that FPIR."""

    rank_1: Estimate
    fnir: Estimate
    passed: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One view. ``mated`` and ``strangers`` count searches.

    ``old_threshold`` is what the tuned network gives at the threshold that the general network has
    for an FPIR of 1 % of clean pictures: whether it must be calibrated anew.
    """

    mated: int
    strangers: int
    before: Side
    after: Side
    old_threshold: FixedPoint


def compared(
    before: Mapping[str, Searches], after: Mapping[str, Searches], reference: str, seed: int
) -> dict[str, Comparison]:
    """Each view's comparison. The old threshold is read off the ``reference`` view."""
    clean = before[reference]
    old = threshold_at(clean.score[~clean.mated], FPIR)
    found = {}
    for view, searches in before.items():
        missed = fnir_at(searches)
        general, tuned = (_side(each, missed, seed) for each in (searches, after[view]))
        fixed = at_thresholds(after[view], [(FPIR, old)], np.random.default_rng(seed), _DRAWS)
        found[view] = Comparison(
            int(searches.mated.sum()), int((~searches.mated).sum()), general, tuned, fixed[0]
        )
    return found


def fnir_at(searches: Searches, fpir: float = FPIR) -> float:
    """The share of own people missed where the share ``fpir`` of these strangers passes."""
    return _missed(searches, threshold_at(searches.score[~searches.mated], fpir))


def passing(searches: Searches, fnir: float) -> int:
    """Strangers' searches that pass at the highest threshold that misses at most ``fnir``.

    All of them when no threshold does: some people are not even named first.
    """
    named = np.sort(searches.score[searches.mated & searches.right])[::-1]
    needed = int(np.ceil((1 - fnir) * searches.mated.sum() - 1e-9))
    strangers = searches.score[~searches.mated]
    if needed > len(named):
        return len(strangers)
    threshold = named[needed - 1] if needed else np.inf
    return int((strangers >= threshold).sum())


def _side(searches: Searches, missed: float, seed: int) -> Side:
    found = open_set(searches, (FPIR,), np.random.default_rng(seed), _DRAWS)
    return Side(found.rank_1, found.points[0].fnir, passing(searches, missed))


def _missed(searches: Searches, threshold: float) -> float:
    hit = searches.right & (searches.score >= threshold)
    return 1 - float(hit[searches.mated].mean())
