"""What the networks made from nothing have in common."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import torch
from torch import Tensor, nn

_EIGHTH: Final = 8
"""Channels come in eights: the width of a CPU's vector of float32."""


class Activation(StrEnum):
    """What follows a convolution and its batch normalisation.

    PReLU is the papers' choice. ONNX Runtime fuses ReLU into the convolution on a CPU, but not it.
    """

    RELU = "relu"
    PRELU = "prelu"


class Pixels(nn.Module):
    """Pixels of 0 to 255 to about -1 to 1, as ArcFace has them: (x - 127.5) / 128."""

    middle: Tensor
    scale: Tensor

    def __init__(self) -> None:
        super().__init__()
        # Buffers, since numbers in the code become nodes of their own in an exported graph.
        self.register_buffer("middle", torch.tensor([127.5]))
        self.register_buffer("scale", torch.tensor([1 / 128]))

    def forward(self, x: Tensor) -> Tensor:
        """Any shape."""
        return (x - self.middle) * self.scale


def activated(activation: Activation, channels: int) -> nn.Module:
    """A new module for ``channels``; PReLU has a slope for each."""
    return nn.PReLU(channels) if activation is Activation.PRELU else nn.ReLU()


def scaled(channels: int, width: float) -> int:
    """``channels`` times the width multiplier of MobileNet (Howard et al. 2017, section 3.3).

    Rounded to the nearest multiple of eight, at least eight.
    """
    return max(_EIGHTH, round(channels * width / _EIGHTH) * _EIGHTH)


class Embedding(nn.Sequential):
    """A dense layer over all places of the last map and batch normalisation: ArcFace's option E.

    The scale of each dimension stays at one; the dense layer learns it. The normalisation takes
    that layer's bias away again, but without one it is exported as a MatMul node, which the warm
    start does not read.
    """

    def __init__(self, features: int, dimension: int) -> None:
        normalised = nn.BatchNorm1d(dimension)
        normalised.weight.requires_grad_(False)
        super().__init__(nn.Flatten(), nn.Linear(features, dimension), normalised)


def start(network: nn.Module) -> None:
    """Draw all convolutions and dense layers from PyTorch's global generator (He et al. 2015).

    By the number of inputs (equation 10), which a depthwise convolution has only k x k of.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(module.weight, mode="fan_in", nonlinearity="relu")
