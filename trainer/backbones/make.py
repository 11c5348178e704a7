"""Which network is trained, by its settings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from torch import nn

from trainer.backbones.from_onnx import from_onnx
from trainer.backbones.frozen import ChannelSlopes
from trainer.backbones.iresnet import IRESNET18, IRESNET50, IRESNET100, IResNet
from trainer.backbones.mobilefacenet import MobileFaceNet
from trainer.backbones.parts import Activation
from trainer.errors import ConfigUnusable

DIMENSIONS: Final = (64, 512)
WIDTHS: Final = (0.125, 4.0)


class BackboneKind(StrEnum):
    """The networks there are."""

    MOBILEFACENET = "mobilefacenet"
    IRESNET18 = "iresnet18"
    IRESNET50 = "iresnet50"
    IRESNET100 = "iresnet100"
    ONNX = "onnx"
    """A recogniser that exists already, turned back into a network: warm start."""


@dataclass(frozen=True, slots=True)
class BackboneSettings:
    """A network: ``file`` is the ONNX recogniser to start from, the rest is for new networks."""

    kind: BackboneKind
    dimension: int = 128
    """Numbers in an embedding, 64 to 512."""
    width: float = 1.0
    """Multiplies the channels of all layers, 0.125 to 4."""
    activation: Activation = Activation.RELU
    file: str = ""
    rank: int = 0
    """Channels that the dense layer at the end of ``file`` is narrowed to; 0 leaves it."""
    fade: int = 0
    """Steps in which rectifiers with a slope a channel lose what tells the channels apart."""
    fade_first: int = 0
    """How many of them from the input on; 0 is all."""
    fade_mean: bool = False
    """Whether the mean of the slopes stays (LeakyReLU), or nothing (ReLU)."""


_BLOCKS: Final = {
    BackboneKind.IRESNET18: IRESNET18,
    BackboneKind.IRESNET50: IRESNET50,
    BackboneKind.IRESNET100: IRESNET100,
}


def make_backbone(settings: BackboneSettings) -> nn.Module:
    """A network that takes float N x 3 x 112 x 112 RGB, pixels of 0 to 255, and gives N x D.

    The embeddings are raw: not of unit length. New networks are drawn from PyTorch's global
    generator. Raises ConfigUnusable for settings that make no network, and
    GraphUnusable for a file that makes none.
    """
    _check(settings)
    if settings.kind is BackboneKind.ONNX:
        return from_onnx(Path(settings.file), settings.rank or None)
    shape = (settings.dimension, settings.width, settings.activation)
    if settings.kind is BackboneKind.MOBILEFACENET:
        return MobileFaceNet(*shape)
    return IResNet(_BLOCKS[settings.kind], *shape)


def fade(network: nn.Module, settings: BackboneSettings, done: int) -> None:
    """Let the rectifiers be as they are to be after ``done`` steps; nothing where none fade."""
    if not settings.fade:
        return
    rectifiers = [each for each in network.modules() if isinstance(each, ChannelSlopes)]
    for each in rectifiers[: settings.fade_first or None]:
        each.own = max(0.0, 1 - done / settings.fade)
        each.common = float(each.slopes.mean()) if settings.fade_mean else 0.0


def _check(settings: BackboneSettings) -> None:
    if settings.kind is BackboneKind.ONNX:
        if not settings.file:
            raise ConfigUnusable(
                "A backbone of kind onnx starts from a file, and none is named.",
                "Name an ONNX recogniser, or choose another kind.",
            )
        return
    if settings.file or settings.rank or settings.fade:
        raise ConfigUnusable(
            f"A new {settings.kind} starts from nothing, but a file, its rank or fade is named.",
            "Leave them out, or choose the kind onnx.",
        )
    for name, value, (low, high) in (
        ("dimension", settings.dimension, DIMENSIONS),
        ("width", settings.width, WIDTHS),
    ):
        if not low <= value <= high:
            raise ConfigUnusable(
                f"A backbone of {name} {value} cannot be made.", f"Choose {low} to {high}."
            )
