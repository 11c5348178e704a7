"""What a network costs: its parameters and the arithmetic for one face."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Final

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

_FACE: Final = (1, 3, 112, 112)


@dataclass(frozen=True, slots=True)
class Cost:
    """Size and work of a network."""

    parameters: int
    """All numbers that are trained or were, frozen ones included; no running statistics."""
    multiply_adds: int
    """Of convolutions and dense layers, for one face of 112 x 112; half of the usual FLOPs."""


def cost_of(module: nn.Module) -> Cost:
    """Count ``module``, which takes float N x 3 x 112 x 112 and may lie on any device.

    It is not changed, and nothing is computed: a copy runs on PyTorch's meta device.
    """
    shapes = copy.deepcopy(module).to("meta").eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        shapes(torch.empty(_FACE, device="meta"))
    parameters = sum(each.numel() for each in module.parameters())
    return Cost(parameters, counter.get_total_flops() // 2)
