"""A run on disk: everything that is needed to go on as if it had never stopped."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from trainer.errors import CheckpointUnusable, ConfigUnusable, OutputUnwritable
from trainer.settings import Settings, parse_settings

FORMAT: Final = 1
"""Counts up whenever the trainer's code makes older checkpoints useless."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """``settings`` is the run's file as text; the others are state dictionaries.

    ``step`` steps are done. ``best`` is the lowest merit that validation has seen so far,
    ``random`` the state of PyTorch's generator on the CPU, which some miners draw from.
    ``processes`` shared the run.
    """

    settings: str
    step: int
    best: float
    network: dict[str, Any]
    average: dict[str, Any]
    objective: dict[str, Any]
    optimizer: dict[str, Any]
    random: Tensor
    processes: int = 1

    def parsed(self) -> Settings:
        """The run's settings. Raises CheckpointUnusable when they are of other code."""
        try:
            return parse_settings(self.settings)
        except ConfigUnusable as error:
            raise CheckpointUnusable(
                f"The checkpoint has settings of other code: {error.what}",
                "Use the version that made it, or train anew in another folder.",
            ) from error


def save(path: Path, checkpoint: Checkpoint) -> None:
    """Write beside ``path`` and move there: a kill or a full disk leaves the last one whole.

    Raises OutputUnwritable.
    """
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as stream:
            torch.save({"format": FORMAT, **_shallow(checkpoint)}, stream)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except (OSError, RuntimeError) as error:  # torch tells of a full disk by RuntimeError
        part.unlink(missing_ok=True)
        raise OutputUnwritable(
            f"The checkpoint {path} cannot be written.",
            "Free some space and run the same command again; it goes on from the last one.",
        ) from error


def load(path: Path) -> Checkpoint:
    """Read what :func:`save` wrote; only tensors and plain values are accepted.

    Raises CheckpointUnusable.
    """
    if not path.is_file():
        raise CheckpointUnusable(f"There is no file {path}.", "Check the name of the checkpoint.")
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
        form = found.pop("format")
        if form != FORMAT:
            raise CheckpointUnusable(
                f"{path} has format {form}, this trainer writes {FORMAT}.",
                "Use the version that made it, or train anew in another folder.",
            )
        return Checkpoint(**found)
    except CheckpointUnusable:
        raise
    except Exception as error:  # a damaged file raises whatever its bytes happen to spell
        raise CheckpointUnusable(
            f"{path} is no checkpoint of this trainer, or is damaged.",
            "Delete it to start anew, or name another folder.",
        ) from error


def _shallow(checkpoint: Checkpoint) -> dict[str, Any]:
    return {each.name: getattr(checkpoint, each.name) for each in fields(checkpoint)}
