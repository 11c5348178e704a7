"""Batches for the tests of losses and miners, and what compares a loss with a loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, permutations
from math import acos, cos, sin

import torch
from torch import Tensor

from trainer.losses.loss import Loss


def random_batch(
    people: int = 4, pictures: int = 3, dimension: int = 6, seed: int = 0
) -> tuple[Tensor, Tensor]:
    """Float64 embeddings of various lengths, and their labels, person beside person."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(people).repeat(pictures)
    embeddings = torch.randn(len(labels), dimension, dtype=torch.float64, generator=generator)
    return embeddings * (1 + labels[:, None]), labels


def at_squared_distances(positive: float, negative: float) -> tuple[Tensor, Tensor]:
    """An anchor, its positive and its negative so far from it; only they make a pair."""
    turns = [0.0, acos(1 - positive / 2), -acos(1 - negative / 2)]
    points = [[cos(turn), sin(turn)] for turn in turns]
    return torch.tensor(points, dtype=torch.float64), torch.tensor([0, 0, 1])


def squared_distance(one: Tensor, other: Tensor) -> Tensor:
    """Squared L2 of the two as unit vectors."""
    apart: Tensor = one / one.norm() - other / other.norm()
    return apart.square().sum()


def pairs(labels: Tensor) -> Iterator[tuple[int, int, bool]]:
    """All unordered pairs of a batch, and if they are one person."""
    for i, j in combinations(range(len(labels)), 2):
        yield i, j, bool(labels[i] == labels[j])


def triplets(labels: Tensor) -> Iterator[tuple[int, int, int]]:
    """All valid triplets of a batch."""
    for a, p, n in permutations(range(len(labels)), 3):
        if labels[a] == labels[p] != labels[n]:
            yield a, p, n


def mean(costs: list[Tensor]) -> Tensor:
    return torch.stack(costs).mean()


def assert_equals_loop(
    loss: Loss, loop: Callable[[Tensor], Tensor], embeddings: Tensor, labels: Tensor
) -> None:
    """Value and gradient of ``loss`` are those of ``loop``, in float64."""
    leaves = [embeddings.clone().requires_grad_() for _ in range(2)]
    value = loss(leaves[0], labels).value
    expected = loop(leaves[1])
    (value + expected).backward()
    torch.testing.assert_close(value, expected, rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(leaves[0].grad, leaves[1].grad, rtol=1e-6, atol=1e-9)
