"""B-cubed against an explicit loop and worked figures, and clusters of easy people."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from trainer.evaluate.clustering import b_cubed, cluster_people


def numbers(*values: int) -> NDArray[np.int64]:
    return np.array(values, np.int64)


def test_worked_by_hand() -> None:
    # {a, a, b} and {b}: precision (2/3 + 2/3 + 1/3 + 1) / 4, recall (1 + 1 + 1/2 + 1/2) / 4.
    found = b_cubed(numbers(0, 0, 0, 1), numbers(5, 5, 9, 9))

    assert found.precision == pytest.approx(8 / 12)
    assert found.recall == pytest.approx(3 / 4)
    assert found.f1 == pytest.approx(2 * (2 / 3) * (3 / 4) / (2 / 3 + 3 / 4))


@pytest.mark.parametrize("seed", range(4))
def test_equals_an_explicit_loop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    clusters, people = rng.integers(3, 9, 40), rng.integers(0, 7, 40)
    precision, recall = [], []
    for item in range(40):
        mates = [other for other in range(40) if clusters[other] == clusters[item]]
        kin = [other for other in range(40) if people[other] == people[item]]
        shared = len(set(mates) & set(kin))
        precision.append(shared / len(mates))
        recall.append(shared / len(kin))
    found = b_cubed(clusters, people)

    assert found.precision == pytest.approx(sum(precision) / 40)
    assert found.recall == pytest.approx(sum(recall) / 40)


def test_the_extremes() -> None:
    people = numbers(0, 0, 1, 1)
    assert b_cubed(people + 7, people).f1 == 1.0
    assert b_cubed(numbers(1, 1, 1, 1), people).recall == 1.0
    assert b_cubed(numbers(1, 2, 3, 4), people).precision == 1.0


@pytest.mark.parametrize(("clusters", "people"), [((), ()), ((1, 2), (1,))])
def test_items_that_do_not_fit_are_refused(
    clusters: tuple[int, ...], people: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match="items"):
        b_cubed(numbers(*clusters), numbers(*people))


def pictures(people: int, each: int, spread: float) -> tuple[list[NDArray[np.float32]], list[int]]:
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((people, 32))
    vectors, whose = [], []
    for person in range(people):
        for _ in range(each):
            vector = centres[person] + spread * rng.standard_normal(32)
            vectors.append((vector / np.linalg.norm(vector)).astype(np.float32))
            whose.append(person)
    return vectors, whose


def test_people_who_are_far_apart_are_found() -> None:
    found = cluster_people(*pictures(12, 4, 0.1), seed=0)

    assert found is not None
    assert (found.pictures, found.people) == (48, 12)
    assert found.b_cubed.f1 == 1.0
    assert all(0.3 < cosine < 1.0 for cosine in found.cosines)


def test_noise_costs_and_a_seed_gives_the_same() -> None:
    vectors, whose = pictures(12, 4, 1.5)
    first, again = (cluster_people(vectors, whose, seed=3) for _ in range(2))

    assert first is not None
    assert first == again
    assert first.b_cubed.f1 < 0.9


def test_a_half_is_cut_where_the_other_is_best() -> None:
    # People 0 to 3 are far apart, 4 to 7 in one place: a cut for either is bad for the other.
    near, _ = pictures(1, 8, 0.05)
    far, whose = pictures(4, 2, 0.05)
    found = cluster_people(far + near, [*whose, 4, 4, 5, 5, 6, 6, 7, 7], seed=0)

    assert found is not None
    assert found.b_cubed.f1 < 1.0


def test_too_few_people_give_nothing() -> None:
    assert cluster_people(*pictures(3, 4, 0.1), seed=0) is None
