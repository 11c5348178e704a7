"""The teacher: a frozen recogniser whose view of the clean picture the student shall reach."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.functional import normalize

from desk_access.model.arrays import Image
from trainer.backbones.from_onnx import from_onnx
from trainer.data.shards import INPUT, MARGIN, CropSet
from trainer.errors import DataUnusable, OutputUnwritable

Progress = Callable[[int, int], None]
"""Gets crops done, and of how many."""

_BATCH: Final = 32
_LOOKED_AT: Final = 512
"""Crops whose mean stands for the whole set's."""

_CPU: Final = torch.device("cpu")


def clean_pixels(wide: Sequence[Image], device: torch.device) -> torch.Tensor:
    """Wide crops as a network takes them: the middle, N x 3 x 112 x 112 float32 RGB, 0 to 255."""
    inner = np.stack(wide)[:, MARGIN : MARGIN + INPUT, MARGIN : MARGIN + INPUT, ::-1]
    pixels = torch.from_numpy(np.ascontiguousarray(inner)).to(device)
    return pixels.permute(0, 3, 1, 2).float()


def embeddings(
    network: nn.Module,
    crops: CropSet,
    progress: Progress = lambda done, of: None,
    device: torch.device = _CPU,
    most: int | None = None,
) -> NDArray[np.float32]:
    """Unit embeddings of all crops as they are: the mean over the picture and its mirror image.

    Gives len(crops) x D, or of the first ``most`` crops. In bf16, which takes half the time and
    leaves each of SFace's embeddings at a cosine of 0.9997 or more to its own in float32.
    ``network`` takes N x 3 x 112 x 112 RGB, pixels 0 to 255; it is moved to ``device``.
    """
    network = network.eval().to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # PyTorch's annotations leave it out
    made = []
    count = min(len(crops), most or len(crops))
    for start in range(0, count, _BATCH):
        progress(start, count)
        numbers = range(start, min(start + _BATCH, count))
        pixels = clean_pixels([crops.picture(index) for index in numbers], device)
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16):
            straight, mirrored = (network(each).float() for each in (pixels, pixels.flip(3)))
        both = normalize(straight) + normalize(mirrored)
        made.append(normalize(both).cpu().numpy())
    progress(count, count)
    return np.concatenate(made)


def teacher_embeddings(
    file: Path,
    crops: CropSet,
    progress: Progress = lambda done, of: None,
    device: torch.device = _CPU,
) -> NDArray[np.float32]:
    """The embeddings that the recogniser in ``file`` gives, kept beside the crops once made.

    Raises GraphUnusable for a file that is no plain recogniser, OutputUnwritable when there is no
    room to keep them, DataUnusable when what was kept is damaged.
    """
    network = from_onnx(file)
    path = kept_at(file, crops)
    if not path.exists():
        _keep(path, embeddings(network, crops, progress, device))
    return _kept(path, (len(crops), network.dimension))


def stand_in(file: Path, crops: CropSet, device: torch.device = _CPU) -> NDArray[np.float32]:
    """What was kept, else a few crops' embeddings over and over: the right shape, made at once.

    Raises GraphUnusable, DataUnusable as :func:`teacher_embeddings` does.
    """
    network = from_onnx(file)
    path = kept_at(file, crops)
    if path.exists():
        return _kept(path, (len(crops), network.dimension))
    few = embeddings(network, crops, device=device, most=_BATCH)
    return np.resize(few, (len(crops), network.dimension))


def meet(
    student: nn.Module,
    crops: CropSet,
    chosen: NDArray[np.int64],
    taught: NDArray[np.float32],
    device: torch.device = _CPU,
) -> None:
    """Move the bias of the student's last layer so that it begins where the teacher's mean is.

    A centred teacher's mean is 0, a recogniser's own is not: without this the first few hundred
    steps go into the difference. ``taught``: len(crops) x D of unit length; it is looked at on
    some of the ``chosen`` crops. The student is on ``device`` and ends in a dense layer.
    """
    some = chosen[:: max(len(chosen) // _LOOKED_AT, 1)]
    student.eval()
    made = []
    for start in range(0, len(some), _BATCH):
        pictures = [crops.picture(index) for index in some[start : start + _BATCH]]
        with torch.no_grad():
            made.append(student(clean_pixels(pictures, device)).float())
    raw = torch.cat(made)
    wanted = torch.from_numpy(taught[some].mean(axis=0)).to(device)
    *_, last = (each for each in student.modules() if isinstance(each, nn.Linear))
    with torch.no_grad():
        last.bias.add_((wanted - normalize(raw).mean(dim=0)) * raw.norm(dim=1).mean())


def kept_at(file: Path, crops: CropSet) -> Path:
    """Where the embeddings of exactly these crops by exactly this recogniser are kept."""
    digest = hashlib.sha256(file.read_bytes())
    digest.update("\n".join(crop.source for crop in crops.crops).encode())
    return crops.folder / f"teacher-{digest.hexdigest()[:16]}.npy"


def _kept(path: Path, shape: tuple[int, int]) -> NDArray[np.float32]:
    try:
        found: NDArray[np.float32] = np.load(path)
    except (OSError, ValueError, EOFError) as error:
        raise DataUnusable(f"{path} cannot be read.", "Delete it; it is made again.") from error
    if found.shape != shape:
        raise DataUnusable(f"{path} is of other crops.", "Delete it; it is made again.")
    return found


def _keep(path: Path, made: NDArray[np.float32]) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")  # two runs may be begun at once
    try:
        with part.open("wb") as stream:
            np.save(stream, made)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputUnwritable(
            f"{path} cannot be written ({error.strerror}).", "Free some space."
        ) from error
