"""The terms that hold to a teacher, against explicit loops in float64."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from trainer.losses.centre_triplet import CentreTriplet
from trainer.losses.distillation import distance_to_teacher
from trainer.losses.stranger_limit import StrangerLimit

RNG = np.random.default_rng(5)


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


CENTRES = _unit(RNG.normal(size=(7, 4)))
RAW = 3 * RNG.normal(size=(5, 4))
PEOPLE = np.array([0, 3, 3, 6, 1])
TAUGHT = _unit(CENTRES[PEOPLE] + 0.3 * RNG.normal(size=(5, 4)))


def _tensor(values: NDArray[np.float64]) -> torch.Tensor:
    return torch.from_numpy(values.astype(np.float32))


@pytest.mark.parametrize("negatives", [1, 3, 100])
def test_centre_triplets_cost_what_a_loop_says(negatives: int) -> None:
    costs = []
    for row, person in zip(_unit(RAW), PEOPLE, strict=True):
        away = [float(((row - centre) ** 2).sum()) for centre in CENTRES]
        others = sorted(each for p, each in enumerate(away) if p != person)[:negatives]
        costs += [max(0.0, away[person] - each + 0.4) for each in others]
    loss = CentreTriplet(_tensor(CENTRES), 0.4, negatives)
    cost = loss(_tensor(RAW), torch.from_numpy(PEOPLE))
    assert float(cost.value) == pytest.approx(np.mean(costs), abs=1e-5)
    assert cost.active == pytest.approx(np.mean([each > 0 for each in costs]))


def test_strangers_cost_what_they_are_nearer_than_to_the_clean_picture() -> None:
    excess = []
    for row, clean, person in zip(_unit(RAW), TAUGHT, PEOPLE, strict=True):
        near, allowed = (
            sorted((float(each @ c) for p, c in enumerate(CENTRES) if p != person), reverse=True)
            for each in (row, clean)
        )
        excess += [max(0.0, a - b) for a, b in zip(near[:3], allowed[:3], strict=True)]
    limit = StrangerLimit(_tensor(CENTRES), 3)
    cost = limit(_tensor(RAW), torch.from_numpy(PEOPLE), _tensor(TAUGHT))
    assert float(cost.value) == pytest.approx(np.mean(excess), abs=1e-5)
    assert cost.active == pytest.approx(np.mean([each > 0 for each in excess]))
    assert float(limit(_tensor(TAUGHT), torch.from_numpy(PEOPLE), _tensor(TAUGHT)).value) == 0


def test_distance_to_the_teacher_is_one_less_the_cosine() -> None:
    expected = np.mean([1 - row @ clean for row, clean in zip(_unit(RAW), TAUGHT, strict=True)])
    made = distance_to_teacher(_tensor(RAW), _tensor(TAUGHT))
    assert float(made) == pytest.approx(expected, abs=1e-6)
    assert float(distance_to_teacher(5 * _tensor(TAUGHT), _tensor(TAUGHT))) == pytest.approx(0)
