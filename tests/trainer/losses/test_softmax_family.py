from __future__ import annotations

from math import cos, floor, log, pi, sin

import pytest
import torch
from torch import Tensor, nn

from tests.trainer.losses.batches import assert_equals_loop, mean, random_batch
from trainer.losses.arcface import ArcFaceLoss
from trainer.losses.cosface import CosFaceLoss
from trainer.losses.loss import Loss
from trainer.losses.softmax import SoftmaxLoss
from trainer.losses.sphereface import SphereFaceLoss

PEOPLE, DIMENSION = 4, 6


def entropy(logits: list[Tensor], truth: int) -> Tensor:
    return torch.stack(logits).exp().sum().log() - logits[truth]


def cosines(x: Tensor, weights: Tensor) -> list[Tensor]:
    """Of one embedding with the weight vector of each person (rows)."""
    return [(x @ row) / x.norm() / row.norm() for row in weights]


def weights_of(loss: Loss) -> Tensor:
    """The weight vectors of all people, one a row."""
    (weights,) = loss.parameters()
    return weights.detach() if weights.shape[0] == PEOPLE else weights.detach().T


def test_softmax() -> None:
    embeddings, labels = random_batch(PEOPLE)
    loss = SoftmaxLoss(PEOPLE, DIMENSION).double()
    weight, bias = loss.classes.weight, loss.classes.bias

    def loop(x: Tensor) -> Tensor:
        return mean(
            [
                entropy([x[i] @ weight[c] + bias[c] for c in range(PEOPLE)], int(labels[i]))
                for i in range(len(x))
            ]
        )

    assert_equals_loop(loss, loop, embeddings, labels)


def test_cosface() -> None:
    embeddings, labels = random_batch(PEOPLE)
    loss = CosFaceLoss(PEOPLE, DIMENSION, margin=0.35, scale=8.0).double()

    def loop(x: Tensor) -> Tensor:
        costs = []
        for i, own in enumerate(labels.tolist()):
            logits = cosines(x[i], weights_of(loss))
            logits[own] = logits[own] - 0.35
            costs.append(entropy([8 * each for each in logits], own))
        return mean(costs)

    assert_equals_loop(loss, loop, embeddings, labels)


@pytest.mark.parametrize("margin", [0.5, 1.2])
def test_arcface(margin: float) -> None:
    embeddings, labels = random_batch(PEOPLE)
    loss = ArcFaceLoss(PEOPLE, DIMENSION, margin=margin, scale=8.0).double()
    past = []

    def loop(x: Tensor) -> Tensor:
        costs = []
        for i, own in enumerate(labels.tolist()):
            logits = cosines(x[i], weights_of(loss))
            past.append(bool(logits[own].acos() + margin > pi))
            if past[-1]:
                logits[own] = logits[own] - margin * sin(margin)
            else:
                logits[own] = (logits[own].acos() + margin).cos()
            costs.append(entropy([8 * each for each in logits], own))
        return mean(costs)

    assert_equals_loop(loss, loop, embeddings, labels)
    assert any(past) == (margin > 1)


@pytest.mark.parametrize("margin", [1, 2, 3, 4])
@pytest.mark.parametrize("steps", [0, 50, 10_000])
def test_sphereface(margin: int, steps: int) -> None:
    embeddings, labels = random_batch(PEOPLE)
    loss = SphereFaceLoss(PEOPLE, DIMENSION, margin).double()
    loss.steps += steps
    annealing = max(5, 1000 / (1 + 0.12 * steps))

    def loop(x: Tensor) -> Tensor:
        costs = []
        for i, own in enumerate(labels.tolist()):
            logits = cosines(x[i], weights_of(loss))
            angle = logits[own].acos()
            part = floor(angle.item() * margin / pi)
            psi = (-1) ** part * (margin * angle).cos() - 2 * part
            logits[own] = (annealing * logits[own] + psi) / (1 + annealing)
            costs.append(entropy([x[i].norm() * each for each in logits], own))
        return mean(costs)

    assert_equals_loop(loss, loop, embeddings, labels)


def test_sphereface_counts_the_batches_of_training_alone() -> None:
    embeddings, labels = random_batch(PEOPLE)
    loss = SphereFaceLoss(PEOPLE, DIMENSION, 4).double()
    loss(embeddings, labels)
    loss(embeddings, labels)
    loss.eval()
    loss(embeddings, labels)
    assert loss.state_dict()["steps"] == 2


def test_margins_of_nothing_are_one_loss() -> None:
    embeddings, labels = random_batch(PEOPLE)
    losses = [
        CosFaceLoss(PEOPLE, DIMENSION, margin=0.0, scale=8.0).double(),
        ArcFaceLoss(PEOPLE, DIMENSION, margin=0.0, scale=8.0).double(),
    ]
    losses[1].load_state_dict(losses[0].state_dict())
    values = [loss(embeddings, labels).value.item() for loss in losses]
    assert values[0] == pytest.approx(values[1])


def test_arcface_by_hand() -> None:
    """Two people at right angles, a picture at 30 degrees from its own, a margin of 30."""
    loss = ArcFaceLoss(2, 2, margin=pi / 6, scale=1.0)
    nn.init.eye_(next(loss.parameters()))
    value, _ = loss(torch.tensor([[cos(pi / 6), sin(pi / 6)]]), torch.tensor([0]))
    # Both logits are the cosine of 60 degrees then.
    assert value.item() == pytest.approx(log(2), abs=1e-6)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_picture_on_its_weight_vector_has_a_finite_gradient(sign: int) -> None:
    losses: list[Loss] = [
        ArcFaceLoss(PEOPLE, DIMENSION, margin=0.5, scale=64.0),
        CosFaceLoss(PEOPLE, DIMENSION, margin=0.35, scale=64.0),
        SphereFaceLoss(PEOPLE, DIMENSION, 4),
    ]
    for loss in losses:
        axes = torch.eye(PEOPLE, DIMENSION)
        (weights,) = loss.parameters()
        weights.data = axes if weights.shape[0] == PEOPLE else axes.T.contiguous()
        embeddings = (sign * axes).requires_grad_()
        loss(embeddings, torch.arange(PEOPLE)).value.backward()
        assert embeddings.grad is not None
        assert embeddings.grad.isfinite().all()
        assert weights.grad is not None
        assert weights.grad.isfinite().all()


def test_active_is_the_share_of_pictures_whose_person_is_not_the_likelier() -> None:
    loss = CosFaceLoss(2, 2, margin=0.35, scale=64.0)
    nn.init.eye_(next(loss.parameters()))
    # cos θ of the own person less that of the other: 1, 0.2 (under the margin), -1.
    embeddings = torch.tensor([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]])
    assert loss(embeddings, torch.tensor([0, 0, 0])).active == pytest.approx(2 / 3)
