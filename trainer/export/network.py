"""The network of a checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from torch import nn

from trainer.backbones.make import fade, make_backbone
from trainer.checkpoint import Checkpoint, load
from trainer.ema import averaged
from trainer.errors import CheckpointUnusable
from trainer.settings import Settings


def network_of(
    path: Path, located: Callable[[Settings], Settings] = lambda settings: settings
) -> tuple[nn.Module, Checkpoint]:
    """The network with the averaged weights, in evaluation mode on the CPU, and its checkpoint.

    ``located`` gives the settings with the places of the files that they name. Raises
    CheckpointUnusable, and GraphUnusable when the file that a warm start began with is gone.
    """
    checkpoint = load(path)
    settings = located(checkpoint.parsed())
    average = averaged(make_backbone(settings.backbone), settings.loop.average)
    try:
        average.load_state_dict(checkpoint.average)
    except (RuntimeError, KeyError) as error:
        raise CheckpointUnusable(
            f"{path} was made by other code: its weights do not fit.",
            "Use the version that made it.",
        ) from error
    network: nn.Module = average.module
    fade(network, settings.backbone, checkpoint.step)
    return network.eval(), checkpoint
