"""The teacher: a frozen recogniser whose view of the clean picture the student shall reach."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from trainer.backbones.from_onnx import from_onnx
from trainer.data.shards import INPUT, MARGIN, CropSet
from trainer.errors import DataUnusable, OutputUnwritable

Progress = Callable[[int, int], None]
"""Gets crops done, and of how many."""

_BATCH = 32


def embeddings(
    network: nn.Module,
    crops: CropSet,
    progress: Progress = lambda done, of: None,
) -> NDArray[np.float32]:
    """Unit embeddings of all crops as they are: the mean over the picture and its mirror image.

    Gives len(crops) x D. In bf16, which takes half the time and leaves each of SFace's embeddings
    at a cosine of 0.9997 or more to its own in float32. ``network`` takes N x 3 x 112 x 112 RGB, pixels 0 to 255.
    """
    network = network.eval().to(memory_format=torch.channels_last)
    made = []
    for start in range(0, len(crops), _BATCH):
        progress(start, len(crops))
        numbers = range(start, min(start + _BATCH, len(crops)))
        pictures = np.stack([crops.picture(index) for index in numbers])
        inner = pictures[:, MARGIN : MARGIN + INPUT, MARGIN : MARGIN + INPUT, ::-1]
        pixels = torch.from_numpy(np.ascontiguousarray(inner)).permute(0, 3, 1, 2).float()
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            both = [network(each).float() for each in (pixels, pixels.flip(3))]
        made.append(functional.normalize(sum(map(functional.normalize, both))).numpy())
    return np.concatenate(made)


def teacher_embeddings(
    file: Path, crops: CropSet, progress: Progress = lambda done, of: None
) -> NDArray[np.float32]:
    """The embeddings that the recogniser in ``file`` gives, kept beside the crops once made.

    Raises GraphUnusable for a file that is no plain recogniser, OutputUnwritable when there is no
    room to keep them, DataUnusable when what was kept is damaged.
    """
    network = from_onnx(file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    kept = crops.folder / f"teacher-{digest}.npy"
    if not kept.exists():
        _keep(kept, embeddings(network, crops, progress))
    try:
        found: NDArray[np.float32] = np.load(kept)
    except (OSError, ValueError) as error:
        raise DataUnusable(f"{kept} cannot be read.", "Delete it; it is made again.") from error
    if found.shape != (len(crops), network.dimension):
        raise DataUnusable(f"{kept} is of other crops.", "Delete it; it is made again.")
    return found


def _keep(path: Path, made: NDArray[np.float32]) -> None:
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as stream:
            np.save(stream, made)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputUnwritable(
            f"{path} cannot be written ({error.strerror}).", "Free some space."
        ) from error
