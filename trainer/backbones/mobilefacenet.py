"""MobileFaceNet (Chen et al. 2018, table 1): a small network for faces on a CPU."""

from __future__ import annotations

from typing import Final

from torch import Tensor, nn

from trainer.backbones.depthwise import Depthwise
from trainer.backbones.parts import Activation, Embedding, Pixels, activated, scaled, start

_BOTTLENECKS: Final = (
    (2, 64, 5, 2),
    (4, 128, 1, 2),
    (2, 128, 6, 1),
    (4, 128, 1, 2),
    (2, 128, 2, 1),
)
"""The paper's t, c, n and s: expansion, channels, repetitions, stride of the first."""

_STEM: Final = 64
_HEAD: Final = 512
_LAST: Final = 7
"""Side of the last feature map for 112 x 112 pixels."""


class MobileFaceNet(nn.Module):
    """Takes float N x 3 x 112 x 112 RGB, pixels of 0 to 255; gives raw embeddings N x dimension.

    ``width`` multiplies the channels of all layers but the last wide one, which has at least 512:
    fewer would bound the rank of the embedding. The paper has PReLU; ReLU is for the CPU.
    """

    def __init__(self, dimension: int, width: float, activation: Activation) -> None:
        super().__init__()
        self.dimension = dimension
        channels = scaled(_STEM, width)
        layers: list[nn.Module] = [
            Pixels(),
            _convolution(3, channels, 3, 2, activation),
            _depthwise(channels, 1, activation),
        ]
        for expansion, base, repetitions, first in _BOTTLENECKS:
            out = scaled(base, width)
            for stride in (first, *[1] * (repetitions - 1)):
                layers.append(_Bottleneck(channels, out, expansion, stride, activation))
                channels = out
        head = max(_HEAD, scaled(_HEAD, width))
        layers += [
            _convolution(channels, head, 1, 1, activation),
            # Global depthwise convolution: a weight for each place of the aligned face, where
            # mean pooling would take its corners for as good as its centre (section 3.1).
            nn.Conv2d(head, head, _LAST, groups=head, bias=False),
            nn.BatchNorm2d(head),
            Embedding(head, dimension),
        ]
        self.layers = nn.Sequential(*layers)
        start(self)

    def forward(self, x: Tensor) -> Tensor:
        """Raw embeddings of a batch."""
        embeddings: Tensor = self.layers(x)
        return embeddings


class _Bottleneck(nn.Module):
    """Expand, filter each channel, project linearly (Sandler et al. 2018, figure 4)."""

    def __init__(
        self, channels: int, out: int, expansion: int, stride: int, activation: Activation
    ) -> None:
        super().__init__()
        inner = channels * expansion
        self.branch = nn.Sequential(
            _convolution(channels, inner, 1, 1, activation),
            _depthwise(inner, stride, activation),
            nn.Conv2d(inner, out, 1, bias=False),
            nn.BatchNorm2d(out),
        )
        self.residual = stride == 1 and channels == out

    def forward(self, x: Tensor) -> Tensor:
        branch: Tensor = self.branch(x)
        return x + branch if self.residual else branch


def _convolution(
    channels: int, out: int, side: int, stride: int, activation: Activation
) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels, out, side, stride, side // 2, bias=False),
        nn.BatchNorm2d(out),
        activated(activation, out),
    )


def _depthwise(channels: int, stride: int, activation: Activation) -> nn.Sequential:
    return nn.Sequential(
        Depthwise(channels, channels, 3, stride, 1, groups=channels, bias=False),
        nn.BatchNorm2d(channels),
        activated(activation, channels),
    )
