"""The identification figures against explicit loops and figures worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from desk_access.vision.match import GalleryIndex
from desk_access.vision.metrics_open_set import (
    NOBODY,
    Searches,
    at_thresholds,
    false_match_table,
    open_set,
    search_all,
    threshold_at,
    tradeoff,
)

OTHER = 1000  # an enrolled person whom no probe shows


def searches(mated: list[tuple[int, float, bool]], strangers: list[tuple[int, float]]) -> Searches:
    """(person, score, right) of searches of enrolled people, (person, score) of strangers."""
    return Searches(
        score=np.array([row[1] for row in (*mated, *strangers)]),
        person=np.array([row[0] for row in (*mated, *strangers)], np.int64),
        first=np.array(
            [person if right else OTHER for person, _, right in mated] + [OTHER] * len(strangers)
        ),
        mated=np.array([True] * len(mated) + [False] * len(strangers)),
    )


def some_searches(seed: int) -> Searches:
    rng = np.random.default_rng(seed)
    mated = [
        (person, float(rng.normal(0.5, 0.15)), bool(rng.random() < 0.9))
        for person in range(20)
        for _ in range(int(rng.integers(1, 6)))
    ]
    strangers = [
        (100 + person, round(float(rng.normal(0.2, 0.1)), 2))
        for person in range(60)
        for _ in range(int(rng.integers(1, 3)))
    ]
    return searches(mated, strangers)


def test_the_threshold_lets_the_stated_share_pass_and_not_one_more() -> None:
    scores = np.array([0.1, 0.5, 0.3, 0.2, 0.4])

    for fpir, passing in ((0.0, 0), (0.19, 0), (0.2, 1), (0.39, 1), (0.4, 2), (0.99, 4)):
        threshold = threshold_at(scores, fpir)
        assert (scores >= threshold).sum() == passing
        # Any lower, and one more would pass.
        assert (scores >= math.nextafter(threshold, -1)).sum() == passing + 1


def test_tied_scores_pass_together_or_not_at_all() -> None:
    scores = np.array([0.5, 0.5, 0.5, 0.1])
    assert (scores >= threshold_at(scores, 0.5)).sum() == 0
    assert (scores >= threshold_at(scores, 0.75)).sum() == 3


@pytest.mark.parametrize(("count", "fpir"), [(1000, 0.001), (700, 0.01), (300, 0.07)])
def test_a_share_is_not_lost_to_rounding(count: int, fpir: float) -> None:
    scores = np.arange(count) / count
    assert (scores >= threshold_at(scores, fpir)).sum() == round(count * fpir)


def test_weights_count_like_repeated_scores() -> None:
    rng = np.random.default_rng(3)
    scores, weights = rng.normal(size=50).clip(-1, 1), rng.integers(0, 4, size=50)

    for fpir in (0.0, 0.01, 0.1, 0.5):
        assert threshold_at(scores, fpir, weights) == threshold_at(np.repeat(scores, weights), fpir)


def test_strangers_without_a_face_leave_the_lowest_cosine() -> None:
    assert threshold_at(np.array([-np.inf, -np.inf]), 0.01) == -1.0


@pytest.mark.parametrize(("scores", "fpir"), [([], 0.1), ([0.5], 1.0), ([0.5], -0.1)])
def test_a_threshold_without_sense_is_refused(scores: list[float], fpir: float) -> None:
    with pytest.raises(ValueError, match="0 <= fpir < 1"):
        threshold_at(np.array(scores), fpir)


def test_the_figures_worked_by_hand() -> None:
    # Four of five are right; one right one is below the best stranger, one has no face.
    found = open_set(
        searches(
            [(1, 0.9, True), (1, 0.3, True), (2, 0.8, True), (2, 0.7, False), (3, -np.inf, False)],
            [(11, 0.1), (12, 0.2), (13, 0.4), (14, -np.inf)],
        ),
        (0.25, 0.0),
        np.random.default_rng(0),
        draws=20,
    )
    lenient, strict = found.points

    assert found.rank_1.value == pytest.approx(3 / 5)
    assert lenient.passed == 1
    assert lenient.threshold.value == pytest.approx(0.2)
    assert lenient.fnir.value == pytest.approx(2 / 5)
    assert strict.passed == 0
    assert strict.threshold.value == pytest.approx(0.4)
    assert strict.fnir.value == pytest.approx(3 / 5)


def resampled_rows(
    rows: NDArray[np.int64], person: NDArray[np.int64], rng: np.random.Generator
) -> list[int]:
    """Rows of as many people as there are, drawn with replacement, with all their rows."""
    people = sorted({int(person[row]) for row in rows})
    drawn = [people[i] for i in rng.integers(len(people), size=len(people))]
    return [int(row) for who in drawn for row in rows if person[row] == who]


@pytest.mark.parametrize("seed", range(3))
def test_figures_and_intervals_equal_an_explicit_loop(seed: int) -> None:
    fpirs, draws = (0.1, 0.02), 40
    data = some_searches(seed)
    mated, strangers = np.flatnonzero(data.mated), np.flatnonzero(~data.mated)

    def figures(mates: list[int], others: list[int]) -> list[float]:
        made = [sum(bool(data.right[row]) for row in mates) / len(mates)]
        for fpir in fpirs:
            scores = sorted((float(data.score[row]) for row in others), reverse=True)
            threshold = math.nextafter(scores[int(fpir * len(others))], 2)
            named = sum(data.right[row] and data.score[row] >= threshold for row in mates)
            made += [threshold, 1 - named / len(mates)]
        return made

    rng = np.random.default_rng(seed)
    sampled = []
    for _ in range(draws):
        mates = resampled_rows(mated, data.person, rng)
        sampled.append(figures(mates, resampled_rows(strangers, data.person, rng)))
    values = figures(mated.tolist(), strangers.tolist())
    low, high = np.quantile(np.array(sampled), (0.025, 0.975), axis=0)

    found = open_set(data, fpirs, np.random.default_rng(seed), draws)
    estimates = [found.rank_1]
    for point in found.points:
        estimates += [point.threshold, point.fnir]
    assert [item.value for item in estimates] == pytest.approx(values)
    assert [item.low for item in estimates] == pytest.approx(low.tolist())
    assert [item.high for item in estimates] == pytest.approx(high.tolist())


def test_people_are_drawn_and_not_pictures() -> None:
    # One of ten people is never recognised, in 91 of 100 pictures: that is one observation.
    mated = [(0, 0.0, False)] * 91 + [(person, 0.9, True) for person in range(1, 10)]
    found = open_set(searches(mated, [(99, 0.1)]), (0.0,), np.random.default_rng(1), draws=500)

    assert found.rank_1.low < 0.05
    assert found.rank_1.high == 1.0


def test_the_same_seed_gives_the_same_intervals() -> None:
    data = some_searches(5)
    first, again, other = (
        open_set(data, (0.05,), np.random.default_rng(seed), draws=50) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_without_strangers_there_is_only_rank_1() -> None:
    found = open_set(searches([(1, 0.9, True)], []), (0.01,), np.random.default_rng(0), draws=5)

    assert found.rank_1.value == 1.0
    assert found.points == ()


def test_without_anybody_enrolled_nothing_can_be_said() -> None:
    with pytest.raises(ValueError, match="enrolled person"):
        open_set(searches([], [(1, 0.2)]), (0.01,), np.random.default_rng(0))


def test_arrays_of_different_lengths_are_refused() -> None:
    two, three = np.zeros(2), np.zeros(3, np.int64)
    with pytest.raises(ValueError, match="one length"):
        Searches(two, three, np.zeros(2, np.bool_), np.zeros(2, np.bool_))


def test_probes_are_searched_as_the_application_does() -> None:
    east, north = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
    index = GalleryIndex(np.array([4, 7]), np.stack([east, north]), "d" * 64)
    slanted = np.array([0.8, 0.6], np.float32)

    found = search_all(
        [index] * 5,
        [slanted, slanted, None, north, None],
        np.array([4, 7, 7, 9, 5]),
        frozenset({4, 7, 5}),
    )

    assert found.score == pytest.approx(np.array([0.8, 0.8, -np.inf, 1.0, -np.inf]))
    assert found.first.tolist() == [4, 4, NOBODY, 7, NOBODY]
    assert found.right.tolist() == [True, False, False, False, False]
    assert found.mated.tolist() == [True, True, True, False, True]


def test_an_empty_gallery_names_nobody() -> None:
    index = GalleryIndex.of([], "d" * 64)
    probe = np.array([1, 0], np.float32)
    found = search_all([index], [probe], np.array([1]), frozenset({1}))

    assert found.score.tolist() == [-np.inf]
    assert not found.right.any()


def test_the_false_match_table_reads_the_rates_off_all_comparisons() -> None:
    rng = np.random.default_rng(3)
    vectors = rng.standard_normal((60, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = GalleryIndex(np.arange(20, dtype=np.int64), vectors[:20], "d")
    table = false_match_table([index] * 40, list(vectors[20:]))
    scores = sorted((float(a @ b) for a in vectors[20:] for b in vectors[:20]), reverse=True)
    # 800 comparisons: 80 reach the first cosine; 8 at the next rate would be too few to tell.
    assert [(match.fmr, match.comparisons) for match in table] == [(0.1, 800)]
    assert table[0].cosine == pytest.approx(scores[79], abs=1e-6)


def test_each_probe_is_searched_in_its_own_gallery() -> None:
    east, north = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
    both = GalleryIndex(np.array([4, 7]), np.stack([east, north]), "d")
    without = GalleryIndex(np.array([7]), np.stack([north]), "d")
    found = search_all([both, without], [east, east], np.array([9, 9]), frozenset())

    assert found.first.tolist() == [4, 7]
    assert found.score.tolist() == [1.0, 0.0]


def test_without_strangers_there_is_no_false_match_table() -> None:
    assert false_match_table([], []) == ()


def test_an_empty_gallery_has_no_false_matches() -> None:
    index = GalleryIndex.of([], "d")
    assert false_match_table([index], [np.array([1, 0], np.float32)]) == ()


def test_a_threshold_from_elsewhere_worked_by_hand() -> None:
    data = searches(
        [(1, 0.9, True), (1, 0.3, True), (2, 0.6, True), (2, 0.7, False)],
        [(11, 0.1), (12, 0.2), (13, 0.6), (14, -np.inf)],
    )
    lenient, strict = at_thresholds(
        data, [(0.25, 0.2), (0.01, 0.6)], np.random.default_rng(0), draws=20
    )

    assert (lenient.target, lenient.threshold, lenient.passed) == (0.25, 0.2, 2)
    assert (lenient.fpir.value, lenient.fnir.value) == (2 / 4, 1 / 4)
    assert (strict.passed, strict.fpir.value, strict.fnir.value) == (1, 1 / 4, 2 / 4)


def test_the_intervals_at_a_fixed_threshold_equal_an_explicit_loop() -> None:
    data, threshold, draws = some_searches(4), 0.3, 30
    mated, strangers = np.flatnonzero(data.mated), np.flatnonzero(~data.mated)
    rng = np.random.default_rng(9)
    sampled = []
    for _ in range(draws):
        mates = resampled_rows(mated, data.person, rng)
        others = resampled_rows(strangers, data.person, rng)
        named = sum(bool(data.right[row]) and data.score[row] >= threshold for row in mates)
        passed = sum(bool(data.score[row] >= threshold) for row in others)
        sampled.append((passed / len(others), 1 - named / len(mates)))
    low, high = np.quantile(np.array(sampled), (0.025, 0.975), axis=0)
    (found,) = at_thresholds(data, [(0.01, threshold)], np.random.default_rng(9), draws)

    assert [found.fpir.low, found.fnir.low] == pytest.approx(low.tolist())
    assert [found.fpir.high, found.fnir.high] == pytest.approx(high.tolist())


@pytest.mark.parametrize("data", [searches([], [(1, 0.2)]), searches([(1, 0.2, True)], [])])
def test_a_threshold_needs_both_kinds_of_searches(data: Searches) -> None:
    with pytest.raises(ValueError, match="strangers"):
        at_thresholds(data, [(0.01, 0.3)], np.random.default_rng(0))


@pytest.mark.parametrize("seed", range(3))
def test_the_tradeoff_equals_a_count_at_each_threshold(seed: int) -> None:
    data = some_searches(seed)
    curve = tradeoff(data)
    mates, others = np.flatnonzero(data.mated), np.flatnonzero(~data.mated)

    for threshold, fpir, fnir in zip(curve.thresholds, curve.fpir, curve.fnir, strict=True):
        named = sum(bool(data.right[row]) and data.score[row] >= threshold for row in mates)
        passed = sum(bool(data.score[row] >= threshold) for row in others)
        assert fpir == pytest.approx(passed / len(others))
        assert fnir == pytest.approx(1 - named / len(mates))
    assert (curve.fpir[-1], curve.fnir[-1]) == (0.0, 1.0)


def test_the_tradeoff_of_searches_without_faces_is_one_point() -> None:
    curve = tradeoff(searches([(1, -np.inf, False)], [(2, -np.inf)]))
    assert (curve.fpir.tolist(), curve.fnir.tolist()) == ([0.0], [1.0])


def test_a_tradeoff_needs_strangers() -> None:
    with pytest.raises(ValueError, match="strangers"):
        tradeoff(searches([(1, 0.2, True)], []))
