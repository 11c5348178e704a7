from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from tests.trainer.losses.batches import (
    at_squared_distances,
    random_batch,
    squared_distance,
    triplets,
)
from trainer.mining.distance_weighted import DistanceWeighted
from trainer.mining.make import make_miner
from trainer.mining.triplets import Strategy, Triplets

batches = st.builds(
    random_batch, st.integers(1, 5), st.integers(1, 4), st.sampled_from([2, 16]), st.integers(0, 99)
)


def mined(strategy: Strategy, embeddings: Tensor, labels: Tensor, margin: float = 0.2) -> Triplets:
    found = make_miner(strategy, margin)(embeddings, labels)
    assert {each.dtype for each in found} == {torch.int64}
    assert len({each.shape for each in found}) == 1
    return found


def as_set(found: Triplets) -> set[tuple[int, ...]]:
    rows = [tuple(row) for row in torch.stack(found, 1).tolist()]
    assert len(set(rows)) == len(rows)
    return set(rows)


@settings(max_examples=20)
@given(batch=batches)
def test_all(batch: tuple[Tensor, Tensor]) -> None:
    assert as_set(mined(Strategy.ALL, *batch)) == set(triplets(batch[1]))


@settings(max_examples=20)
@given(batch=batches, margin=st.sampled_from([0.05, 0.2, 1.0]))
def test_semi_hard(batch: tuple[Tensor, Tensor], margin: float) -> None:
    x, labels = batch
    expected = {
        (a, p, n)
        for a, p, n in triplets(labels)
        if 0 < squared_distance(x[a], x[n]) - squared_distance(x[a], x[p]) <= margin
    }
    assert as_set(mined(Strategy.SEMI_HARD, x, labels, margin)) == expected


@settings(max_examples=20)
@given(batch=batches)
def test_hard(batch: tuple[Tensor, Tensor]) -> None:
    x, labels = batch
    expected = set()
    for anchor in range(len(x)):
        own = [(a, p, n) for a, p, n in triplets(labels) if a == anchor]
        if own:
            positive = max((squared_distance(x[anchor], x[p]), p) for _, p, _ in own)[1]
            negative = min((squared_distance(x[anchor], x[n]), n) for _, _, n in own)[1]
            expected.add((anchor, positive, negative))
    assert as_set(mined(Strategy.HARD, x, labels)) == expected


@settings(max_examples=20)
@given(batch=batches)
def test_distance_weighted_gives_each_pair_one_negative_within_reach(
    batch: tuple[Tensor, Tensor],
) -> None:
    x, labels = batch
    reachable = {(a, p, n) for a, p, n in triplets(labels) if squared_distance(x[a], x[n]) < 1.96}
    found = as_set(mined(Strategy.DISTANCE_WEIGHTED, x, labels))
    assert found <= reachable
    assert len(found) == len({(a, p) for a, p, _ in reachable})


def test_distance_weighted_draws_by_the_density_of_the_sphere() -> None:
    """In 4 dimensions q(d) ∝ d² sqrt(1 - d² / 4); closer than 0.5 counts as 0.5."""
    distances = torch.tensor([0.2, 0.5, 0.9, 1.3, 1.5], dtype=torch.float64)
    angles = 2 * torch.asin(distances / 2)
    anchor = torch.tensor([[1.0, 0.0, 0.0, 0.0]], dtype=torch.float64)
    zeros = torch.zeros(5, dtype=torch.float64)
    negatives = torch.stack([angles.cos(), angles.sin(), zeros, zeros], 1)
    embeddings = torch.cat([anchor.repeat(200, 1), negatives])
    labels = torch.cat([torch.zeros(200, dtype=torch.int64), torch.arange(1, 6)])
    torch.manual_seed(0)
    found = DistanceWeighted()(embeddings, labels)
    assert len(found.negative) == 200 * 199
    drawn = torch.bincount(found.negative - 200, minlength=5).double() / len(found.negative)

    reach = distances.clamp(min=0.5)
    weights = 1 / (reach**2 * (1 - reach**2 / 4).sqrt())
    weights[4] = 0
    torch.testing.assert_close(drawn, weights / weights.sum(), atol=0.01, rtol=0)


def test_distance_weighted_keeps_anchors_in_many_dimensions() -> None:
    """One pair of look-alikes must not take the others' weights away in float32."""
    embeddings = torch.eye(512)[[0, 0, 1, 1, 2, 2]] + 0.03 * torch.eye(512)[[3, 4, 5, 6, 7, 8]]
    embeddings += 0.2 * torch.eye(512)[9]
    embeddings[2] = embeddings[0]
    labels = torch.tensor([0, 0, 1, 1, 2, 2])
    found = mined(Strategy.DISTANCE_WEIGHTED, embeddings, labels)
    assert set(found.anchor.tolist()) == {0, 1, 2, 3, 4, 5}


def test_distance_weighted_repeats_with_the_seed() -> None:
    x, labels = random_batch(5, 4)
    draws = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        draws.append(mined(Strategy.DISTANCE_WEIGHTED, x, labels).negative.tolist())
    assert draws[0] == draws[1] != draws[2]


@pytest.mark.parametrize(("negative", "semi_hard"), [(0.95, False), (0.85, True), (0.75, False)])
def test_facenets_definition_by_hand(negative: float, semi_hard: bool) -> None:
    x, labels = at_squared_distances(0.8, negative)
    found = as_set(mined(Strategy.SEMI_HARD, x, labels, margin=0.1))
    assert ((0, 1, 2) in found) == semi_hard


@pytest.mark.parametrize("strategy", Strategy)
def test_no_gradient_and_the_batch_is_left_alone(strategy: Strategy) -> None:
    x, labels = random_batch(4, 3)
    kept, kept_labels = x.clone(), labels.clone()
    mined(strategy, x.requires_grad_(), labels)
    assert torch.equal(x, kept)
    assert torch.equal(labels, kept_labels)
    assert x.grad is None
