"""IResNet: the residual networks of ArcFace (Deng et al. 2019; Duta et al. 2020)."""

from __future__ import annotations

from typing import Final

from torch import Tensor, nn

from trainer.backbones.parts import Activation, Embedding, Pixels, activated, scaled, start

_CHANNELS: Final = (64, 128, 256, 512)
_LAST: Final = 7
"""Side of the last feature map for 112 x 112 pixels: every stage halves it."""

IRESNET18: Final = (2, 2, 2, 2)
IRESNET50: Final = (3, 4, 14, 3)
IRESNET100: Final = (3, 13, 30, 3)
"""Blocks in each of the four stages."""


class IResNet(nn.Module):
    """Takes float N x 3 x 112 x 112 RGB, pixels of 0 to 255; gives raw embeddings N x dimension.

    ``blocks`` are the blocks of each stage, ``width`` multiplies all channels. The papers' networks
    have width 1, PReLU and 512 dimensions.
    """

    def __init__(
        self,
        blocks: tuple[int, int, int, int],
        dimension: int,
        width: float,
        activation: Activation,
    ) -> None:
        super().__init__()
        self.dimension = dimension
        channels = scaled(_CHANNELS[0], width)
        layers: list[nn.Module] = [
            Pixels(),
            nn.Conv2d(3, channels, 3, 1, 1, bias=False),
            nn.BatchNorm2d(channels),
            activated(activation, channels),
        ]
        for base, count in zip(_CHANNELS, blocks, strict=True):
            out = scaled(base, width)
            for stride in (2, *[1] * (count - 1)):
                layers.append(_Block(channels, out, stride, activation))
                channels = out
        layers += [nn.BatchNorm2d(channels), Embedding(channels * _LAST**2, dimension)]
        self.layers = nn.Sequential(*layers)
        start(self)

    def forward(self, x: Tensor) -> Tensor:
        """Raw embeddings of a batch."""
        embeddings: Tensor = self.layers(x)
        return embeddings


class _Block(nn.Module):
    """BN, 3 x 3, BN, activation, 3 x 3, BN and a sum (Deng et al. 2019, section 3.1)."""

    def __init__(self, channels: int, out: int, stride: int, activation: Activation) -> None:
        super().__init__()
        self.branch = nn.Sequential(
            nn.BatchNorm2d(channels),
            nn.Conv2d(channels, out, 3, 1, 1, bias=False),
            nn.BatchNorm2d(out),
            activated(activation, out),
            nn.Conv2d(out, out, 3, stride, 1, bias=False),
            nn.BatchNorm2d(out),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or channels != out:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out)
            )

    def forward(self, x: Tensor) -> Tensor:
        total: Tensor = self.shortcut(x) + self.branch(x)
        return total
