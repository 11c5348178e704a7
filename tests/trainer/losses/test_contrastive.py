from __future__ import annotations

import pytest
from torch import Tensor

from tests.trainer.losses.batches import (
    assert_equals_loop,
    at_squared_distances,
    mean,
    pairs,
    random_batch,
    squared_distance,
)
from trainer.losses.contrastive import ContrastiveLoss


@pytest.mark.parametrize("margin", [0.5, 1.0, 1.5])
def test_equals_hadsells_sum_with_both_kinds_weighed_alike(margin: float) -> None:
    embeddings, labels = random_batch()

    def loop(x: Tensor) -> Tensor:
        costs: dict[bool, list[Tensor]] = {True: [], False: []}
        for i, j, same in pairs(labels):
            distance = squared_distance(x[i], x[j]).sqrt()
            reached = distance if same else (margin - distance).clamp(min=0)
            costs[same].append(reached**2 / 2)
        return (mean(costs[True]) + mean(costs[False])) / 2

    assert_equals_loop(ContrastiveLoss(margin), loop, embeddings, labels)


def test_one_pair_of_each_kind_by_hand() -> None:
    embeddings, labels = at_squared_distances(0.09, 0.25)
    value, active = ContrastiveLoss(0.7)(embeddings[[0, 1]], labels[[0, 1]])
    assert value.item() == pytest.approx(0.3**2 / 2 / 2)
    value, active = ContrastiveLoss(0.7)(embeddings[[0, 2]], labels[[0, 2]])
    assert value.item() == pytest.approx(0.2**2 / 2 / 2)
    assert active == 1
    assert ContrastiveLoss(0.4)(embeddings[[0, 2]], labels[[0, 2]]) == (0, 0)


def test_active_counts_all_pairs() -> None:
    embeddings, labels = at_squared_distances(0.09, 0.25)
    # The positive pair and the nearer of the two negative ones.
    assert ContrastiveLoss(0.6)(embeddings, labels).active == pytest.approx(2 / 3)
