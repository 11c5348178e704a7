"""Grouping faces without being told how many people there are, and how well it went."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.model.arrays import Vector
from desk_access.vision.cluster import cluster
from desk_access.vision.metrics_groups import PairwiseF1, pairwise_f1


def faces(people: int, each: int, noise: float = 0.3) -> list[Vector]:
    """``each`` pictures of each person, in turn."""
    random = np.random.default_rng(3)
    centres = random.standard_normal((people, 128))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    made = []
    for _ in range(each):
        for centre in centres:
            vector = centre + noise * random.standard_normal(128) / np.sqrt(128)
            made.append((vector / np.linalg.norm(vector)).astype(np.float32))
    return made


def test_nobody_makes_no_group() -> None:
    assert cluster([], 0.4) == []


def test_finds_who_is_who_without_their_number() -> None:
    groups = cluster(faces(30, 4), 0.5)
    assert sorted(groups) == [[person + 30 * n for n in range(4)] for person in range(30)]


def test_the_largest_comes_first_and_the_same_faces_give_the_same_groups() -> None:
    vectors = [*faces(5, 1), *faces(2, 3)]
    groups = cluster(vectors, 0.5)
    assert [len(group) for group in groups] == [4, 4, 1, 1, 1]
    assert cluster(vectors, 0.5) == groups


def test_whoever_resembles_nobody_is_alone() -> None:
    assert sorted(cluster(faces(3, 1), 0.5)) == [[0], [1], [2]]


def test_a_single_wrong_likeness_joins_nobody() -> None:
    one, other = np.zeros(8, np.float32), np.zeros(8, np.float32)
    one[0] = other[1] = 1
    between = (one + other) / np.float32(np.sqrt(2))
    groups = cluster([one, one, one, between, other, other, other], 0.7)
    assert {len(group) for group in groups} == {3, 4}


def test_more_faces_than_are_compared_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = faces(7, 5)
    whole = cluster(vectors, 0.5)
    monkeypatch.setattr("desk_access.vision.cluster._ROWS", 4)
    assert cluster(vectors, 0.5) == whole


@pytest.mark.parametrize(
    ("groups", "people", "precision", "recall"),
    [
        ([[0, 1], [2, 3]], "aabb", 1, 1),
        ([[0, 1, 2, 3]], "aabb", 2 / 6, 1),
        ([[0], [1], [2], [3]], "aabb", 1, 0),
        ([[0, 2], [1, 3]], "aabb", 0, 0),
        ([[0, 1, 2], [3]], "aaab", 1, 1),
        ([], "", 1, 1),
    ],
)
def test_pairwise_figures(
    groups: list[list[int]], people: str, precision: float, recall: float
) -> None:
    found = pairwise_f1(groups, people)
    assert found == PairwiseF1(precision, recall)
    both = precision + recall
    assert found.f1 == pytest.approx(2 * precision * recall / both if both else 0)


@pytest.mark.parametrize("groups", [[[0]], [[0, 1], [1]], [[0, 1, 2]]])
def test_every_face_is_in_one_group(groups: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="one group"):
        pairwise_f1(groups, "ab")


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=25))
def test_agrees_with_looking_at_every_pair(faces: list[tuple[int, int]]) -> None:
    people = [person for person, _ in faces]
    groups = [[n for n, (_, own) in enumerate(faces) if own == group] for group in range(5)]
    together = same = both = 0
    for one in range(len(faces)):
        for other in range(one):
            joined = faces[one][1] == faces[other][1]
            alike = people[one] == people[other]
            together, same, both = together + joined, same + alike, both + (joined and alike)
    found = pairwise_f1(groups, people)
    assert found.precision == (both / together if together else 1)
    assert found.recall == (both / same if same else 1)
