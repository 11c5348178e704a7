"""The verification figures against explicit loops and figures worked by hand."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from desk_access.vision.metrics_pairs import (
    best_threshold,
    equal_error,
    error_rates,
    fold_accuracy,
    roc_auc,
    threshold_at_far,
    validation,
)

# Impostors at 0.1 to 0.4, genuine pairs at 0.3 (one too low) to 0.9.
SCORES = np.array([0.1, 0.2, 0.2, 0.4, 0.3, 0.6, 0.7, 0.9])
SAME = np.array([False] * 4 + [True] * 4)


def some_pairs(seed: int, count: int = 120) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Overlapping scores with many ties."""
    rng = np.random.default_rng(seed)
    same = rng.random(count) < 0.4
    return np.round(np.clip(rng.normal(0.2 + 0.3 * same, 0.2), -1, 1), 2), same


def test_the_errors_at_each_threshold_worked_by_hand() -> None:
    rates = error_rates(SCORES, SAME)

    assert rates.thresholds[:-1].tolist() == [0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.9]
    assert rates.thresholds[-1] == math.nextafter(0.9, 1)
    assert rates.fmr.tolist() == [1, 0.75, 0.25, 0.25, 0, 0, 0, 0]
    assert rates.fnmr.tolist() == [0, 0, 0, 0.25, 0.25, 0.5, 0.75, 1]


@pytest.mark.parametrize("seed", range(3))
def test_the_errors_equal_a_count_pair_by_pair(seed: int) -> None:
    scores, same = some_pairs(seed)
    rates = error_rates(scores, same)

    for threshold, fmr, fnmr in zip(rates.thresholds, rates.fmr, rates.fnmr, strict=True):
        matches = [bool(score >= threshold) for score in scores]
        false_matches = sum(m and not s for m, s in zip(matches, same, strict=True))
        misses = sum(s and not m for m, s in zip(matches, same, strict=True))
        assert fmr == pytest.approx(false_matches / sum(~same))
        assert fnmr == pytest.approx(misses / sum(same))


def test_the_area_worked_by_hand() -> None:
    # Of 16 comparisons only 0.3 against 0.4 is lost.
    assert roc_auc(SCORES, SAME) == 15 / 16


@pytest.mark.parametrize("seed", range(3))
def test_the_area_equals_a_count_of_all_comparisons(seed: int) -> None:
    scores, same = some_pairs(seed)
    won = [
        1.0 if genuine > impostor else 0.5 if genuine == impostor else 0.0
        for genuine, impostor in product(scores[same], scores[~same])
    ]

    assert roc_auc(scores, same) == pytest.approx(sum(won) / len(won))


def test_the_equal_error_worked_by_hand() -> None:
    # At 0.4 both errors are one in four.
    assert equal_error(SCORES, SAME).rate == 0.25
    assert equal_error(SCORES, SAME).threshold == 0.4


def test_between_two_thresholds_the_equal_error_lies_on_the_straight_line() -> None:
    # At 0.5 FMR is 1/2 and FNMR 0; at 0.6 FMR is 0 and FNMR 1/3: they cross 3/5 of the way.
    scores = np.array([0.1, 0.5, 0.5, 0.7, 0.8])
    same = np.array([False, False, True, True, True])
    found = equal_error(scores, same)

    assert found.rate == pytest.approx(0.2)
    assert found.threshold == pytest.approx(0.5 + 0.6 * 0.2)


def test_parted_scores_have_no_error() -> None:
    scores, same = np.array([-0.1, 0.2, 0.6, 0.8]), np.array([False, False, True, True])

    assert equal_error(scores, same).rate == 0
    assert roc_auc(scores, same) == 1
    assert 0.2 < best_threshold(scores, same) < 0.6


def test_swapped_scores_are_all_error() -> None:
    scores, same = np.array([0.6, 0.8, -0.1, 0.2]), np.array([False, False, True, True])

    assert equal_error(scores, same).rate == 1
    assert roc_auc(scores, same) == 0


@pytest.mark.parametrize("seed", range(5))
def test_no_threshold_is_more_accurate_than_the_best(seed: int) -> None:
    scores, same = some_pairs(seed, 40)
    reached = np.mean((scores >= best_threshold(scores, same)) == same)
    tried = [np.mean((scores >= value) == same) for value in np.arange(-1.005, 1.01, 0.01)]

    assert reached == max(tried)


def test_the_best_threshold_may_be_to_match_none_or_all() -> None:
    mostly_impostors = np.array([0.9, 0.8, 0.7, 0.1])
    assert best_threshold(mostly_impostors, np.array([False] * 3 + [True])) > 0.9
    mostly_genuine = np.array([0.9, 0.1, 0.2, 0.3])
    assert best_threshold(mostly_genuine, np.array([False] + [True] * 3)) <= 0.1


def test_each_fold_is_judged_by_a_threshold_of_the_others() -> None:
    scores, same = some_pairs(7, 200)
    folds = np.arange(200) % 10
    found = fold_accuracy(scores, same, folds)

    accuracies = []
    for fold in range(10):
        inside = [i for i in range(200) if folds[i] == fold]
        outside = [i for i in range(200) if folds[i] != fold]
        threshold = best_threshold(scores[outside], same[outside])
        assert found.thresholds[fold] == threshold
        accuracies.append(sum((scores[i] >= threshold) == same[i] for i in inside) / len(inside))
    mean = sum(accuracies) / 10
    variance = sum((value - mean) ** 2 for value in accuracies) / 9
    assert found.accuracies == pytest.approx(accuracies)
    assert found.mean == pytest.approx(mean)
    assert found.standard_error == pytest.approx(math.sqrt(variance / 10))


def test_a_fold_that_is_unlike_the_others_lowers_the_mean() -> None:
    # Two folds part at 0.5, the third the other way round: 1, 1 and 0.
    scores = np.array([0.2, 0.8, 0.2, 0.8, 0.8, 0.2])
    same = np.array([False, True, False, True, False, True])
    found = fold_accuracy(scores, same, np.array([4, 4, 7, 7, 9, 9]))

    assert found.accuracies[2] == 0
    assert found.thresholds[2] == 0.5


@pytest.mark.parametrize(
    ("scores", "same"),
    [
        ([0.1, 0.2], [True, True]),
        ([0.1, 0.2], [False, False]),
        ([], []),
        ([0.1, math.nan], [True, False]),
        ([0.1, math.inf], [True, False]),
        ([0.1], [True, False]),
        ([[0.1, 0.2]], [[True, False]]),
    ],
)
def test_scores_that_make_no_sense_are_refused(scores: list[float], same: list[bool]) -> None:
    for measure in (error_rates, roc_auc, equal_error, best_threshold):
        with pytest.raises(ValueError, match=r"pairs|pair|finite"):
            measure(np.array(scores, np.float64), np.array(same, np.bool_))


@pytest.mark.parametrize("folds", [[0] * 8, [0, 1]])
def test_folds_that_do_not_fit_are_refused(folds: list[int]) -> None:
    with pytest.raises(ValueError, match="two folds or more"):
        fold_accuracy(SCORES, SAME, np.array(folds))


def test_the_threshold_of_a_false_accept_rate_worked_by_hand() -> None:
    # Impostors at 0.4, 0.2, 0.2 and 0.1: one of four pairs is 0.4, one and a half lie halfway.
    assert threshold_at_far(SCORES, SAME, 0.25) == pytest.approx(0.4)
    assert threshold_at_far(SCORES, SAME, 0.375) == pytest.approx(0.3)
    assert threshold_at_far(SCORES, SAME, 0.5) == pytest.approx(0.2)
    # Fewer than one pair is none.
    assert threshold_at_far(SCORES, SAME, 0.2) == math.nextafter(0.4, 1)
    assert threshold_at_far(SCORES, SAME, 0.0) == math.nextafter(0.4, 1)


@pytest.mark.parametrize("far", [-0.1, 1.0, math.nan])
def test_a_false_accept_rate_outside_its_bounds_is_refused(far: float) -> None:
    with pytest.raises(ValueError, match="far"):
        threshold_at_far(SCORES, SAME, far)


def test_a_rate_is_not_lost_to_rounding() -> None:
    scores = np.concatenate([np.arange(1000) / 1000, [1.0]])
    same = np.array([False] * 1000 + [True])
    assert (scores[~same] >= threshold_at_far(scores, same, 0.001)).sum() == 1


@pytest.mark.parametrize("far", [0.1, 0.03])
def test_the_validation_rate_equals_an_explicit_loop(far: float) -> None:
    scores, same = some_pairs(11, 400)
    folds = np.arange(400) % 10
    found = validation(scores, same, folds, far)

    accepted, reached = [], []
    for fold in range(10):
        others = sorted(
            (float(scores[i]) for i in range(400) if folds[i] != fold and not same[i]),
            reverse=True,
        )
        whole, part = divmod(far * len(others), 1)
        high, low = others[int(whole) - 1], others[int(whole)]
        threshold = high + part * (low - high)
        genuine = [scores[i] for i in range(400) if folds[i] == fold and same[i]]
        impostor = [scores[i] for i in range(400) if folds[i] == fold and not same[i]]
        assert found.thresholds[fold] == pytest.approx(threshold)
        accepted.append(sum(score >= threshold for score in genuine) / len(genuine))
        reached.append(sum(score >= threshold for score in impostor) / len(impostor))
    variance = sum((value - sum(accepted) / 10) ** 2 for value in accepted) / 9
    assert found.far == far
    assert found.val == pytest.approx(sum(accepted) / 10)
    assert found.reached == pytest.approx(sum(reached) / 10)
    assert found.standard_error == pytest.approx(math.sqrt(variance / 10))


def test_validation_needs_both_kinds_of_pairs_in_each_fold() -> None:
    with pytest.raises(ValueError, match="genuine and impostor"):
        validation(SCORES, SAME, np.array([0] * 4 + [1] * 4), 0.1)
