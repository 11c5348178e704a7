"""A network that runs its layers in the order of the graph that they were read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Layer:
    """One module with the names of the values it takes and gives."""

    module: nn.Module
    takes: tuple[str, ...]
    gives: str


class GraphNetwork(nn.Module):
    """Takes float32 N x 3 x H x W as the file did and gives N x D. ``dimension`` is D."""

    def __init__(self, source: str, layers: list[Layer]) -> None:
        """``source`` names the input; the last layer is dense and gives the embedding."""
        super().__init__()
        self.modules_in_order = nn.ModuleList(layer.module for layer in layers)
        self._wiring = [(layer.takes, layer.gives) for layer in layers]
        self._source = source

    @property
    def dimension(self) -> int:
        """How many numbers an embedding has."""
        dense = self.modules_in_order[-1]
        if not isinstance(dense, nn.Linear):
            raise TypeError(f"expected a dense layer at the end, got {type(dense).__name__}")
        return dense.out_features

    def forward(self, x: Tensor) -> Tensor:
        """Raw embeddings of a batch."""
        values = {self._source: x}
        for module, (takes, gives) in zip(self.modules_in_order, self._wiring, strict=True):
            values[gives] = module(*(values[name] for name in takes))
        return values[self._wiring[-1][1]]


def fill(layer: nn.Conv2d | nn.Linear, weight: NDArray[Any], bias: NDArray[Any]) -> None:
    """Give a layer these numbers. Raises RuntimeError when they do not fit."""
    named = {"weight": weight, "bias": bias}
    double = {name: torch.from_numpy(np.array(each, np.float64)) for name, each in named.items()}
    double["weight"] = double["weight"].reshape(layer.weight.shape)
    layer.load_state_dict(double)
