"""How well genuine and impostor pairs are told apart: accuracy over folds, ROC AUC, EER.

``scores`` is one cosine a pair, ``same`` whether the pair is genuine (shows one person); a pair
matches when its score reaches the threshold. Rates are shares, 0 to 1, named as in ISO/IEC
19795-1:2021: FMR (false match rate) and FNMR (false non-match rate). A pair that cannot be
compared, because a face was not found, takes part as a pair that never matches, with the score
:data:`NO_MATCH`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

NO_MATCH: Final = -1.0
"""The lowest cosine there is: the score of what could not be compared."""


@dataclass(frozen=True, slots=True, eq=False)
class ErrorRates:
    """The two errors at every threshold that changes them, from matching all to matching none."""

    thresholds: Numbers
    fmr: Numbers
    fnmr: Numbers


@dataclass(frozen=True, slots=True)
class EqualError:
    """The rate at which FMR and FNMR are equal (EER), and the threshold there."""

    rate: float
    threshold: float


@dataclass(frozen=True, slots=True)
class FoldAccuracy:
    """Accuracy over folds: the mean, the standard error of the mean, and each fold's figures.

    ``thresholds[k]`` was chosen without fold ``k``; ``accuracies[k]`` is what it reached on it.
    """

    mean: float
    standard_error: float
    accuracies: tuple[float, ...]
    thresholds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Validation:
    """FaceNet's VAL: the share of genuine pairs accepted where few impostor pairs are.

    ``far`` is the false accept rate asked for, ``reached`` the mean of those that the held-out
    folds show; ``val`` is the mean over folds, with the standard error of the mean.
    """

    far: float
    val: float
    standard_error: float
    reached: float
    thresholds: tuple[float, ...]


def error_rates(scores: NDArray[Any], same: Flags) -> ErrorRates:
    """FMR and FNMR at each distinct score, rising, and just above the highest.

    Raises ValueError unless there are genuine and impostor pairs, one finite score each.
    """
    genuine, impostor = _parted(scores, same)
    steps = np.unique(np.concatenate([genuine, impostor]))
    thresholds = np.append(steps, np.nextafter(steps[-1], np.inf))
    return ErrorRates(
        thresholds,
        fmr=1.0 - np.searchsorted(impostor, thresholds, side="left") / len(impostor),
        fnmr=np.searchsorted(genuine, thresholds, side="left") / len(genuine),
    )


def roc_auc(scores: NDArray[Any], same: Flags) -> float:
    """The chance that a genuine pair scores above an impostor pair; ties count half.

    Equal to the area under the ROC curve (Hanley and McNeil 1982). Raises ValueError as
    :func:`error_rates` does.
    """
    genuine, impostor = _parted(scores, same)
    below = np.searchsorted(impostor, genuine, side="left")
    not_above = np.searchsorted(impostor, genuine, side="right")
    return float((below + not_above).sum() / 2 / (len(genuine) * len(impostor)))


def equal_error(scores: NDArray[Any], same: Flags) -> EqualError:
    """Where the curves of FMR and FNMR cross, between two thresholds on a straight line.

    Raises ValueError as :func:`error_rates` does.
    """
    rates = error_rates(scores, same)
    apart = rates.fnmr - rates.fmr  # rises from -1 to 1
    after = int(np.argmax(apart >= 0))
    before = after - 1
    way = -apart[before] / (apart[after] - apart[before])

    def between(values: Numbers) -> float:
        return float(values[before] + way * (values[after] - values[before]))

    return EqualError(between(rates.fmr), between(rates.thresholds))


def best_threshold(scores: NDArray[Any], same: Flags) -> float:
    """The threshold with the highest accuracy, midway between the scores that it parts.

    Of several equally good ones the one in the middle. Raises ValueError as :func:`error_rates`
    does.
    """
    rates = error_rates(scores, same)
    genuine = int(np.count_nonzero(same))
    wrong = np.rint(rates.fmr * (len(same) - genuine) + rates.fnmr * genuine)
    ties = np.flatnonzero(wrong == wrong.min())
    at = int(ties[len(ties) // 2])
    below = rates.thresholds[max(at - 1, 0)]
    return float((below + rates.thresholds[at]) / 2)


def fold_accuracy(scores: NDArray[Any], same: Flags, folds: NDArray[np.int64]) -> FoldAccuracy:
    """Accuracy on each fold at the threshold that is best on all the others.

    The protocol of LFW's View 2 (Huang et al. 2007, section V): the mean of the folds' accuracies
    and its standard error, the folds' standard deviation (n - 1) over the root of their number.
    ``folds`` names each pair's fold. Raises ValueError for fewer than two folds, and as
    :func:`error_rates` does for the folds that a threshold is chosen on.
    """
    accuracies, thresholds = [], []
    for held_out in _held_out(scores, folds):
        threshold = best_threshold(scores[~held_out], same[~held_out])
        right = (scores[held_out] >= threshold) == same[held_out]
        thresholds.append(threshold)
        accuracies.append(float(right.mean()))
    return FoldAccuracy(
        mean=float(np.mean(accuracies)),
        standard_error=_standard_error(accuracies),
        accuracies=tuple(accuracies),
        thresholds=tuple(thresholds),
    )


def threshold_at_far(scores: NDArray[Any], same: Flags, far: float) -> float:
    """The threshold that lets the share ``far`` of the impostor pairs pass.

    A share that falls between two whole numbers of pairs lies on the straight line between their
    scores: at ``k + f`` pairs, ``f`` of the way from the k-th highest impostor score to the next.
    Fewer than one pair is none: the threshold lies just above the highest. Raises ValueError for
    a rate outside [0, 1), and as :func:`error_rates` does.
    """
    if not 0 <= far < 1:
        raise ValueError(f"expected 0 <= far < 1, got {far}")
    _, impostor = _parted(scores, same)
    falling = impostor[::-1]
    pairs = far * len(falling)
    if pairs < 1 - 1e-9:  # 1e-9: 0.001 of 1,000 is 1, whatever the last bit of the product says
        return float(np.nextafter(falling[0], np.inf))
    return float(np.interp(pairs, np.arange(1, len(falling) + 1), falling))


def validation(
    scores: NDArray[Any], same: Flags, folds: NDArray[np.int64], far: float
) -> Validation:
    """VAL at ``far``: on each fold, at the threshold that gives ``far`` on all the others.

    FaceNet (Schroff, Kalenichenko and Philbin 2015), section 4: VAL is the share of genuine pairs
    accepted, FAR that of impostor pairs. The threshold is that of :func:`threshold_at_far`. Raises
    ValueError as that and :func:`fold_accuracy` do, and for a fold without both kinds of pairs.
    """
    accepted, reached, thresholds = [], [], []
    for held_out in _held_out(scores, folds):
        threshold = threshold_at_far(scores[~held_out], same[~held_out], far)
        genuine, impostor = _parted(scores[held_out], same[held_out])
        thresholds.append(threshold)
        accepted.append(float((genuine >= threshold).mean()))
        reached.append(float((impostor >= threshold).mean()))
    return Validation(
        far=far,
        val=float(np.mean(accepted)),
        standard_error=_standard_error(accepted),
        reached=float(np.mean(reached)),
        thresholds=tuple(thresholds),
    )


def _held_out(scores: NDArray[Any], folds: NDArray[np.int64]) -> list[Flags]:
    """For each fold, which pairs are in it."""
    names = np.unique(folds)
    if len(names) < 2 or len(folds) != len(scores):
        raise ValueError(
            f"expected two folds or more for {len(scores)} pairs, got {len(names)} folds"
            f" for {len(folds)} pairs"
        )
    return [folds == name for name in names]


def _standard_error(values: list[float]) -> float:
    return float(np.std(values, ddof=1) / np.sqrt(len(values)))


def _parted(scores: NDArray[Any], same: Flags) -> tuple[Numbers, Numbers]:
    """The genuine and the impostor scores, each rising."""
    if scores.ndim != 1 or scores.shape != same.shape:
        raise ValueError(
            f"expected one score and one flag a pair, got shapes {scores.shape} and {same.shape}"
        )
    if not np.isfinite(scores).all():
        raise ValueError("scores must be finite numbers")
    genuine, impostor = np.sort(scores[same]), np.sort(scores[~same])
    if not len(genuine) or not len(impostor):
        raise ValueError(
            f"expected genuine and impostor pairs, got {len(genuine)} and {len(impostor)}"
        )
    return genuine.astype(np.float64), impostor.astype(np.float64)
