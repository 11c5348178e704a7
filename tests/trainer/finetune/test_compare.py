"""Fewer strangers accepted, not only smaller distances."""

from __future__ import annotations

import numpy as np
import pytest

from desk_access.vision.metrics_open_set import Searches
from trainer.finetune.compare import compared, fnir_at, passing


def searches(own: list[float], strangers: list[float], wrong: int = 0) -> Searches:
    """Scores of own people, the first ``wrong`` of whom are taken for somebody else."""
    score = np.array([*own, *strangers], np.float64)
    person = np.arange(len(score), dtype=np.int64)
    first = person.copy()
    first[:wrong] = 1000
    return Searches(score, person, first, np.arange(len(score)) < len(own))


OWN = [0.9, 0.8, 0.7, 0.6]
STRANGERS = [0.65, 0.5, 0.3, 0.2]


@pytest.mark.parametrize(("missed", "let_in"), [(0.0, 1), (0.24, 1), (0.25, 0), (0.5, 0), (1.0, 0)])
def test_counts_the_strangers_who_pass_when_so_many_own_people_are_missed(
    missed: float, let_in: int
) -> None:
    assert passing(searches(OWN, STRANGERS), missed) == let_in


def test_all_strangers_pass_when_no_threshold_names_so_many_people() -> None:
    assert passing(searches(OWN, STRANGERS, wrong=1), 0.0) == len(STRANGERS)


def test_fnir_is_read_where_the_share_of_strangers_passes() -> None:
    assert fnir_at(searches(OWN, STRANGERS), 0.0) == 0.25
    assert fnir_at(searches(OWN, STRANGERS), 0.25) == 0.0


def test_smaller_distances_to_everybody_are_no_gain() -> None:
    before = {"clean": searches(OWN, STRANGERS)}
    nearer = {"clean": searches([s + 0.1 for s in OWN], [s + 0.1 for s in STRANGERS])}
    found = compared(before, nearer, "clean", seed=0)["clean"]
    assert found.after.passed == found.before.passed
    assert found.after.fnir.value == found.before.fnir.value
    assert found.old_threshold.fpir.value == 0.25


def test_strangers_who_move_away_are_a_gain_at_the_same_misses() -> None:
    own = [0.7, 0.69, 0.68, 0.67]
    before = {"clean": searches(own, [0.695, 0.69, 0.3, 0.2])}
    after = {"clean": searches(own, [0.6, 0.5, 0.3, 0.2])}
    found = compared(before, after, "clean", seed=0)["clean"]
    assert (found.mated, found.strangers) == (4, 4)
    assert found.before.fnir.value == 0.75
    assert found.after.fnir.value == 0.0
    assert found.after.passed == 0
