"""The pairs of a batch, for the losses that look at two pictures at a time."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class Pairs(NamedTuple):
    """All unordered pairs of a batch: positions ``first`` < ``second``, and if ``same`` person."""

    first: Tensor
    second: Tensor
    same: Tensor

    @classmethod
    def of(cls, labels: Tensor) -> Pairs:
        """The N (N - 1) / 2 pairs of N labels."""
        first, second = torch.triu_indices(len(labels), len(labels), 1, device=labels.device)
        return cls(first, second, labels[first] == labels[second])


def balanced_mean(costs: Tensor, same: Tensor) -> Tensor:
    """Mean of the positive pairs' mean cost and the negative pairs' mean cost.

    A batch of 16 people x 4 pictures has 96 positive and 1,920 negative pairs; the sources train
    on about as many of either. A kind that is missing counts as 0.
    """
    halves = [costs[kind].sum() / kind.sum().clamp(min=1) for kind in (same, ~same)]
    return (halves[0] + halves[1]) / 2
