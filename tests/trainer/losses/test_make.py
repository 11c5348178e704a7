from __future__ import annotations

from dataclasses import replace
from math import inf, nan

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from tests.trainer.losses.batches import random_batch
from trainer.errors import ConfigUnusable
from trainer.losses.loss import Loss
from trainer.losses.make import LossKind, LossSettings, make_loss, paper_settings
from trainer.mining.triplets import Strategy

EVERY = [
    *(paper_settings(kind) for kind in LossKind),
    *(
        LossSettings(LossKind.TRIPLET, 0.2, mining=mining)
        for mining in Strategy
        if mining is not Strategy.SEMI_HARD  # FaceNet's own
    ),
]
every_loss = pytest.mark.parametrize(
    "chosen", EVERY, ids=lambda chosen: f"{chosen.kind}-{chosen.mining}"
)
TUPLES = [LossKind.TRIPLET, LossKind.CONTRASTIVE, LossKind.SIAMESE]


def gradient(loss: Loss, embeddings: Tensor, labels: Tensor) -> Tensor:
    leaf = embeddings.clone().requires_grad_()
    value, active = loss(leaf, labels)
    assert value.shape == ()
    assert value.isfinite()
    assert value >= 0
    assert 0 <= active <= 1
    value.backward()
    assert leaf.grad is not None
    assert leaf.grad.isfinite().all()
    for parameter in loss.parameters():
        assert parameter.grad is not None
        assert parameter.grad.isfinite().all()
    return leaf.grad


@settings(max_examples=25)
@given(
    chosen=st.sampled_from(EVERY),
    people=st.integers(1, 6),
    pictures=st.integers(1, 4),
    dimension=st.sampled_from([2, 3, 32]),
    seed=st.integers(0, 1000),
)
def test_any_batch_costs_a_finite_number(
    chosen: LossSettings, people: int, pictures: int, dimension: int, seed: int
) -> None:
    embeddings, labels = random_batch(people, pictures, dimension, seed)
    gradient(make_loss(chosen, people, dimension), embeddings.float(), labels)


@every_loss
@pytest.mark.parametrize("filled_with", [0.0, 1.0])
def test_equal_embeddings_give_no_nan(chosen: LossSettings, filled_with: float) -> None:
    labels = torch.arange(4).repeat(3)
    gradient(make_loss(chosen, 4, 8), torch.full((12, 8), filled_with), labels)


@every_loss
def test_opposite_embeddings_give_no_nan(chosen: LossSettings) -> None:
    labels = torch.arange(2).repeat(3)
    embeddings = torch.ones(6, 8) * (1 - 2 * labels[:, None])
    gradient(make_loss(chosen, 2, 8), embeddings, labels)


@pytest.mark.parametrize("mining", Strategy)
@pytest.mark.parametrize(("people", "pictures"), [(6, 1), (1, 6)])
def test_a_batch_without_triplets_costs_nothing(
    mining: Strategy, people: int, pictures: int
) -> None:
    """Nobody with two pictures, or nobody else."""
    embeddings, labels = random_batch(people, pictures, 8)
    loss = make_loss(LossSettings(LossKind.TRIPLET, 0.2, mining=mining), people, 8)
    assert not gradient(loss, embeddings, labels).any()
    assert loss(embeddings, labels) == (0, 0)


@pytest.mark.parametrize("kind", TUPLES)
def test_a_single_picture_costs_nothing(kind: LossKind) -> None:
    loss = make_loss(paper_settings(kind), 1, 8)
    picture, label = torch.ones(1, 8), torch.zeros(1, dtype=torch.int64)
    assert not gradient(loss, picture, label).any()
    assert loss(picture, label) == (0, 0)


@every_loss
def test_the_same_in_any_order(chosen: LossSettings) -> None:
    """Of the batch; but for the strategy that draws."""
    if chosen.mining is Strategy.DISTANCE_WEIGHTED:
        chosen = replace(chosen, mining=Strategy.ALL)
    embeddings, labels = random_batch(5, 3, 8)
    loss = make_loss(chosen, 5, 8).double().eval()
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(1))
    value, active = loss(embeddings, labels)
    shuffled = loss(embeddings[order], labels[order])
    torch.testing.assert_close(shuffled.value, value)
    assert shuffled.active == pytest.approx(active)


@every_loss
def test_training_lowers_it(chosen: LossSettings) -> None:
    embeddings, labels = random_batch(5, 3, 8)
    loss = make_loss(chosen, 5, 8)
    # What a miner picks changes on the way: all triplets tell if it helps.
    judge = loss if loss.state_dict() else make_loss(replace(chosen, mining=Strategy.ALL), 5, 8)
    free = embeddings.float().requires_grad_()
    optimiser = torch.optim.Adam([free, *loss.parameters()], lr=0.05)
    before = judge(free, labels).value.item()
    for _ in range(30):
        optimiser.zero_grad()
        loss(free, labels).value.backward()
        optimiser.step()
    assert judge(free, labels).value.item() < 0.9 * before


@every_loss
def test_autocast_changes_nothing(chosen: LossSettings) -> None:
    embeddings, labels = random_batch(5, 3, 8)
    loss = make_loss(chosen, 5, 8).eval()
    torch.manual_seed(0)
    outside = loss(embeddings.float(), labels)
    torch.manual_seed(0)
    with torch.autocast("cpu", torch.bfloat16):
        inside = loss(embeddings.float(), labels)
    assert inside == outside


@pytest.mark.parametrize(
    ("embeddings", "labels"),
    [
        (torch.ones(3), torch.zeros(3, dtype=torch.int64)),
        (torch.ones(3, 4), torch.zeros(2, dtype=torch.int64)),
        (torch.ones(3, 4), torch.zeros(3, 1, dtype=torch.int64)),
        (torch.ones(3, 4, dtype=torch.bfloat16), torch.zeros(3, dtype=torch.int64)),
        (torch.ones(3, 4), torch.zeros(3)),
    ],
)
def test_wrong_shapes_and_types_are_refused(embeddings: Tensor, labels: Tensor) -> None:
    with pytest.raises(ValueError, match="expected"):
        make_loss(paper_settings(LossKind.TRIPLET), 3, 4)(embeddings, labels)


@pytest.mark.parametrize(
    ("kind", "margin"),
    [
        (LossKind.TRIPLET, 0.0),
        (LossKind.TRIPLET, 4.0),
        (LossKind.TRIPLET, nan),
        (LossKind.CONTRASTIVE, -1.0),
        (LossKind.CONTRASTIVE, 2.1),
        (LossKind.SPHEREFACE, 0.0),
        (LossKind.SPHEREFACE, 1.5),
        (LossKind.SPHEREFACE, inf),
        (LossKind.COSFACE, 1.0),
        (LossKind.ARCFACE, 28.6),
        (LossKind.ARCFACE, -0.1),
    ],
)
def test_a_margin_that_makes_no_sense(kind: LossKind, margin: float) -> None:
    with pytest.raises(ConfigUnusable, match="margin") as raised:
        make_loss(LossSettings(kind, margin), 3, 4)
    assert f"{paper_settings(kind).margin:g}" in raised.value.cure


@pytest.mark.parametrize("kind", [LossKind.COSFACE, LossKind.ARCFACE])
@pytest.mark.parametrize("scale", [0.0, -1.0, inf, nan])
def test_a_scale_that_makes_no_sense(kind: LossKind, scale: float) -> None:
    with pytest.raises(ConfigUnusable, match="scale"):
        make_loss(replace(paper_settings(kind), scale=scale), 3, 4)
