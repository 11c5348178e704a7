from __future__ import annotations

import pytest
import torch
from torch import Tensor

from tests.trainer.losses.batches import (
    assert_equals_loop,
    at_squared_distances,
    mean,
    random_batch,
    squared_distance,
    triplets,
)
from trainer.losses.triplet import TripletLoss
from trainer.mining.all_valid import AllValid
from trainer.mining.semi_hard import SemiHard
from trainer.mining.triplets import Triplets


def only_the_first(embeddings: Tensor, labels: Tensor) -> Triplets:
    return Triplets(torch.tensor([0]), torch.tensor([1]), torch.tensor([2]))


@pytest.mark.parametrize(
    ("positive", "negative", "cost"), [(0.8, 0.95, 0.0), (0.8, 0.85, 0.05), (0.8, 0.75, 0.15)]
)
def test_the_worked_numbers_of_margin_a_tenth(
    positive: float, negative: float, cost: float
) -> None:
    embeddings, labels = at_squared_distances(positive, negative)
    value, active = TripletLoss(0.1, only_the_first)(embeddings, labels)
    assert value.item() == pytest.approx(cost)
    assert active == (cost > 0)


@pytest.mark.parametrize("margin", [0.1, 0.2, 1.0])
def test_equals_the_mean_over_all_triplets(margin: float) -> None:
    embeddings, labels = random_batch()

    def loop(x: Tensor) -> Tensor:
        return mean(
            [
                (squared_distance(x[a], x[p]) - squared_distance(x[a], x[n]) + margin).clamp(min=0)
                for a, p, n in triplets(labels)
            ]
        )

    assert_equals_loop(TripletLoss(margin, AllValid()), loop, embeddings, labels)


def test_active_is_the_share_of_triplets_that_cost() -> None:
    embeddings, labels = random_batch()
    costly = [
        bool(
            squared_distance(embeddings[a], embeddings[p]) + 0.2
            > squared_distance(embeddings[a], embeddings[n])
        )
        for a, p, n in triplets(labels)
    ]
    active = TripletLoss(0.2, AllValid())(embeddings, labels).active
    assert 0 < active < 1
    assert active == pytest.approx(sum(costly) / len(costly))


def test_a_batch_without_semi_hard_negatives_costs_nothing() -> None:
    embeddings, labels = at_squared_distances(0.8, 0.75)
    embeddings.requires_grad_()
    # The other anchor's negative is 2.9 away, far outside the margin.
    value, active = TripletLoss(0.1, SemiHard(0.1))(embeddings, labels)
    value.backward()
    assert value == active == 0
    assert embeddings.grad is not None
    assert not embeddings.grad.any()
