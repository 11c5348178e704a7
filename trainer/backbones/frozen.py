"""Layers of an existing recogniser whose numbers are kept as they were found."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional


class ChannelSlopes(nn.Module):
    """PReLU (He et al. 2015) with frozen slopes of at most 1.

    Exported as the larger of ``x`` and ``slope * x``, which is the same and takes ONNX Runtime
    half the time on a CPU: its own PReLU is not vectorised. That needs slopes of at most 1;
    SFace's few above it (up to 1.12) are lowered to 1.

    ``own`` of the slopes is theirs, the rest is ``common``: at ``own`` 0 it is a LeakyReLU, or a
    ReLU, which ONNX Runtime fuses into the convolution before.
    """

    slopes: Tensor

    def __init__(self, slopes: NDArray[Any]) -> None:
        """``slopes``: one a channel, of any shape, or one for all (LeakyReLU)."""
        super().__init__()
        least = np.minimum(slopes.astype(np.float32).ravel(), 1.0)
        self.register_buffer("slopes", torch.from_numpy(least))
        self._single = float(least[0]) if least.size == 1 else None
        self.own, self.common = 1.0, 0.0

    def forward(self, x: Tensor) -> Tensor:
        """Any N x C x H x W."""
        if self._single is not None or not self.own:
            slope = self.common + ((self._single or 0.0) - self.common) * self.own
            return functional.leaky_relu(x, slope) if slope else functional.relu(x)
        slopes = self.slopes * self.own + self.common * (1 - self.own)
        if torch.onnx.is_in_onnx_export():
            return torch.maximum(x, x * slopes.reshape(1, -1, 1, 1))
        made: Tensor = _FrozenPReLU.apply(x, slopes.to(x.dtype))  # type: ignore[no-untyped-call]
        return made


class _FrozenPReLU(torch.autograd.Function):
    """PReLU that gives its slopes no gradient, which takes PyTorch most of its backward pass."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, slopes: Tensor) -> Tensor:
        ctx.save_for_backward(x, slopes)
        return functional.prelu(x, slopes)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        x, slopes = ctx.saved_tensors
        (gradient,) = gradients
        below = gradient * slopes.reshape(1, -1, 1, 1)
        above: Tensor = torch.ops.aten.threshold_backward(gradient - below, x, 0)
        return above.add_(below), None


class Affine(nn.Module):
    """``x * scale + shift`` a channel, frozen: what normalises a network's input."""

    scale: Tensor
    shift: Tensor

    def __init__(self, scale: NDArray[Any], shift: NDArray[Any]) -> None:
        """Each of one number, or of one a channel."""
        super().__init__()
        for name, value in (("scale", scale), ("shift", shift)):
            shaped = torch.from_numpy(np.asarray(value, np.float32).reshape(1, -1, 1, 1).copy())
            self.register_buffer(name, shaped)

    def forward(self, x: Tensor) -> Tensor:
        """Any N x C x H x W."""
        return x * self.scale + self.shift


class Sum(nn.Module):
    """The sum of two branches."""

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """Two tensors of one shape."""
        return x + y


class Larger(nn.Module):
    """The larger of two branches, number by number."""

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """Two tensors of one shape."""
        return torch.maximum(x, y)
