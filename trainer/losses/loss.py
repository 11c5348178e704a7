"""What every loss takes and gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import log
from typing import NamedTuple

import torch
from torch import Tensor, nn


class Cost(NamedTuple):
    """What a batch costs.

    ``value`` is a scalar to differentiate. ``active`` is the share of tuples (or pictures, where
    the loss looks at each alone) that still cost something, 0 to 1, and 0 when there were none.
    A cross-entropy is never 0: there it is the share whose truth has a probability under a half.
    """

    value: Tensor
    active: float

    @classmethod
    def nothing(cls, embeddings: Tensor) -> Cost:
        """What a batch without tuples costs: a 0 that can be differentiated, to zeros."""
        return cls(embeddings.sum() * 0, 0.0)

    @classmethod
    def of_pictures(cls, entropies: Tensor) -> Cost:
        """The mean of the pictures' cross-entropies; ``active`` are those over log 2."""
        return cls(entropies.mean(), share(entropies > log(2)))


class Loss(nn.Module, ABC):
    """A loss over a batch of embeddings; its parameters, if any, are trained with the network."""

    def forward(self, embeddings: Tensor, labels: Tensor) -> Cost:
        """The cost of N x D float32 ``embeddings`` (of any length) with N int64 ``labels``.

        Runs outside autocast: distances and scaled logits do not survive bf16. Raises ValueError
        for other shapes and types.
        """
        if embeddings.ndim != 2 or labels.shape != embeddings.shape[:1]:
            raise ValueError(
                f"expected N x D embeddings and N labels, "
                f"got {tuple(embeddings.shape)} and {tuple(labels.shape)}"
            )
        if embeddings.dtype not in (torch.float32, torch.float64) or labels.dtype != torch.int64:
            raise ValueError(
                f"expected float32 embeddings and int64 labels, "
                f"got {embeddings.dtype} and {labels.dtype}"
            )
        with torch.autocast(embeddings.device.type, enabled=False):
            return self._cost(embeddings, labels)

    @abstractmethod
    def _cost(self, embeddings: Tensor, labels: Tensor) -> Cost: ...


def share(costly: Tensor) -> float:
    """The share of True in a tensor of bools; 0 when it is empty."""
    return float(costly.sum()) / max(costly.numel(), 1)
