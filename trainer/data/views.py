"""Batches of camera views, made in worker processes and the same however often a run is resumed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from desk_access.opencv import cv2
from trainer.data.camera import Camera
from trainer.data.jitter import Misalignment
from trainer.data.sampler import PeopleSampler
from trainer.data.shards import Crops
from trainer.processes import Place
from trainer.settings import CameraSettings


@dataclass(frozen=True, slots=True)
class Draw:
    """One view to make: of which crop, with which seed."""

    crop: int
    seed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """``pixels`` N x 3 x 112 x 112 uint8 RGB; ``crops`` (N) says which crop each view shows."""

    pixels: Tensor
    crops: Tensor


class Views(Dataset[tuple[Tensor, int]]):
    """Makes the view that a :class:`Draw` asks for, of the crops in ``folder``.

    Each process opens the crops and makes a camera when it is first asked: mapped memory would be
    copied on its way to a worker, and a camera belongs to one thread.
    """

    def __init__(
        self, folder: Path, settings: CameraSettings, misalignments: list[Misalignment]
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._misalignments = misalignments
        self._opened: tuple[Crops, Camera] | None = None

    def __getitem__(self, draw: Draw) -> tuple[Tensor, int]:
        """The view as 3 x 112 x 112 uint8 RGB, and its crop. Raises DataUnusable."""
        if self._opened is None:
            cv2.setNumThreads(1)
            self._opened = Crops(self._folder), Camera(self._settings, self._misalignments)
        crops, camera = self._opened
        view = camera.view(crops.picture(draw.crop), draw.seed)
        pixels = np.ascontiguousarray(view[:, :, ::-1].transpose(2, 0, 1))
        return torch.from_numpy(pixels), draw.crop


class DrawnBatches:
    """The sampler's batches as draws, without end. No two views of a run share a seed."""

    def __init__(
        self, sampler: PeopleSampler, crops: NDArray[np.int64], seed: int, start: int, here: Place
    ) -> None:
        """``crops``: the crop at each of the sampler's positions; ``start`` batches were before."""
        self._sampler = sampler
        self._crops = crops
        self._seed = seed
        self._start = start
        self._here = here

    def __iter__(self) -> Iterator[list[Draw]]:
        epoch, start = divmod(self._start, len(self._sampler))
        while True:
            self._sampler.set_epoch(epoch, start)
            for number, batch in enumerate(self._sampler, start):
                among_all = number * self._here.world + self._here.rank
                yield [
                    Draw(int(self._crops[index]), (self._seed, epoch, among_all, place))
                    for place, index in enumerate(batch)
                ]
            epoch, start = epoch + 1, 0


PREFETCHED = 4
"""Batches that each worker makes in advance."""


def loader(
    views: Views, batches: DrawnBatches, workers: int, *, pinned: bool = False
) -> Generator[Batch]:
    """Endless batches; ``workers`` processes make the next ones while one is trained on.

    ``pinned`` memory goes to a GPU while that computes. Closing the generator ends the workers.
    """
    made: DataLoader[tuple[Tensor, int]] = DataLoader(
        views,
        batch_sampler=batches,
        num_workers=workers,
        prefetch_factor=PREFETCHED if workers else None,
        persistent_workers=workers > 0,
        pin_memory=pinned,
        # It draws when it starts, and again in a resumed run: not from what the losses draw from.
        generator=torch.Generator(),
    )
    for pixels, crops in made:
        yield Batch(pixels, crops)
