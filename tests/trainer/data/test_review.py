"""Doubles and wrong names, against an explicit loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from trainer.data.overlap import overlap
from trainer.data.review import (
    Finding,
    Reason,
    agreement,
    by_person,
    duplicates,
    mislabelled,
    near_pairs,
    other_names,
)

ANN, BEA, CHO = np.eye(3, 8, dtype=np.float32)
"""Three people who have nothing in common."""


def unit(*vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    rows = np.stack(vectors)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def near(person: NDArray[np.float32], axis: int, share: float) -> NDArray[np.float32]:
    """This person, seen a little differently."""
    return person + share * np.eye(8, dtype=np.float32)[axis]


def people(*numbers: int) -> NDArray[np.int64]:
    return np.array(numbers, np.int64)


def test_near_pairs_over_several_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.data.review._BLOCK", 3)
    vectors = unit(*np.random.default_rng(0).normal(size=(10, 4)).astype(np.float32))
    expected = [
        [i, j] for i in range(10) for j in range(i + 1, 10) if vectors[i] @ vectors[j] >= 0.3
    ]
    assert expected
    assert near_pairs(vectors, 0.3).tolist() == expected


def test_agreement_leaves_the_picture_itself_out() -> None:
    vectors = unit(ANN, near(ANN, 3, 0.5), near(ANN, 4, 1.0), BEA)
    scores = agreement(vectors, people(0, 0, 0, 1))

    for index, others in ((0, [1, 2]), (1, [0, 2]), (2, [0, 1])):
        middle = vectors[others].astype(np.float64).sum(axis=0)
        assert scores[index] == pytest.approx(vectors[index] @ middle / np.linalg.norm(middle))
    assert scores[3] == -1


def test_of_two_equal_pictures_the_larger_face_stays() -> None:
    vectors = unit(ANN, near(ANN, 3, 0.01), near(ANN, 4, 1.0), ANN)
    found = duplicates(vectors, people(0, 0, 0, 1), np.array([50.0, 90.0, 40.0, 10.0]), 0.96)
    assert found == [Finding(0, Reason.SAME_PICTURE, pytest.approx(1, abs=1e-3), 1)]


def test_a_row_of_pictures_each_like_the_next_is_thinned_out() -> None:
    angles = np.radians([0, 12, 24, 36, 48])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    widths = np.array([10.0, 9.0, 8.0, 7.0, 6.0])
    found = duplicates(vectors, people(0, 0, 0, 0, 0), widths, float(np.cos(np.radians(15))))
    assert [(each.index, each.other) for each in found] == [(1, 0), (3, 2)]


def test_a_face_under_two_names_stays_where_it_fits() -> None:
    vectors = unit(ANN, near(ANN, 3, 0.3), BEA, near(BEA, 4, 0.3), near(ANN, 5, 0.1))
    found = other_names(vectors, people(0, 0, 1, 1, 1), np.array([9.0, 9, 9, 9, 99]), 0.9)
    assert [(each.index, each.other, each.reason) for each in found] == [(4, 0, Reason.OTHER_NAME)]


def test_a_face_under_two_names_with_one_picture_each_costs_one() -> None:
    found = other_names(unit(ANN, ANN), people(0, 1), np.array([20.0, 30.0]), 0.9)
    assert [(each.index, each.other) for each in found] == [(0, 1)]


def test_a_stranger_does_not_cost_those_beside_it() -> None:
    vectors = unit(ANN, near(ANN, 3, 0.4), near(ANN, 4, 0.4), BEA, CHO)
    found = mislabelled(vectors, people(0, 0, 0, 0, 0), np.full(5, 50.0), 0.35)
    assert [each.index for each in found] == [3, 4]
    assert all(each.reason is Reason.UNLIKE and each.other in (0, 1, 2) for each in found)


def test_of_two_pictures_that_differ_the_larger_face_stays() -> None:
    found = mislabelled(unit(ANN, BEA), people(7, 7), np.array([80.0, 40.0]), 0.35)
    assert [(each.index, each.other) for each in found] == [(1, 0)]


def test_a_single_picture_is_never_mislabelled() -> None:
    assert mislabelled(unit(ANN, BEA), people(0, 1), np.array([9.0, 9.0]), 0.99) == []


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=40),
    st.integers(0, 2**32 - 1),
    st.floats(-0.5, 0.99),
)
def test_what_is_left_agrees_and_nobody_vanishes(
    numbers: list[int], seed: int, cosine: float
) -> None:
    rng = np.random.default_rng(seed)
    vectors = unit(*rng.normal(size=(len(numbers), 8)).astype(np.float32))
    who, widths = people(*numbers), rng.uniform(30, 100, len(numbers))

    gone = [each.index for each in mislabelled(vectors, who, widths, cosine)]
    left = np.setdiff1d(np.arange(len(who)), gone)
    scores = agreement(vectors[left], who[left])
    alone = np.array([np.sum(who[left] == each) == 1 for each in who[left]])
    assert set(who[left]) == set(numbers)
    assert (scores[~alone] >= cosine).all()

    thinned = duplicates(vectors, who, widths, cosine)
    left = np.setdiff1d(np.arange(len(who)), [each.index for each in thinned])
    for own in by_person(who[left]):
        cosines = vectors[left[own]] @ vectors[left[own]].T
        assert (cosines[np.triu_indices(len(own), 1)] < cosine + 1e-5).all()
    assert all(who[each.index] == who[each.other] for each in thinned)
    assert all(each.other in left for each in thinned)


def test_everybody_who_is_in_the_benchmark_goes_with_all_pictures() -> None:
    vectors = unit(ANN, near(ANN, 3, 0.8), BEA, near(BEA, 3, 0.3))
    benchmark = unit(CHO, near(ANN, 4, 0.5), near(ANN, 5, 0.5))
    found = overlap(vectors, people(0, 0, 1, 1), benchmark, people(0, 1, 1), 0.6)

    assert [each.index for each in found] == [0, 1]
    assert {each.other for each in found} <= {1, 2}
    centres = [part.sum(axis=0) for part in (vectors[:2], benchmark[1:])]
    cosine = centres[0] @ centres[1] / np.prod([np.linalg.norm(each) for each in centres])
    assert [each.score for each in found] == pytest.approx([cosine] * 2)
