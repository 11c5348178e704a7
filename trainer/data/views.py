"""Batches of camera views, made in worker processes and the same however often a run is resumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from desk_access.opencv import cv2
from trainer.data.camera import Camera
from trainer.data.jitter import Misalignment
from trainer.data.sampler import PeopleSampler
from trainer.data.shards import CropSet
from trainer.settings import CameraSettings


@dataclass(frozen=True, slots=True)
class Draw:
    """One view to make: of which crop, with which seed."""

    crop: int
    seed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """``pixels`` N x 3 x 112 x 112 uint8 RGB; ``crops`` says which crop each view shows."""

    pixels: Tensor
    crops: Tensor


class Views(Dataset[tuple[Tensor, int]]):
    """Makes the view that a :class:`Draw` asks for."""

    def __init__(
        self, crops: CropSet, settings: CameraSettings, misalignments: list[Misalignment]
    ) -> None:
        self._crops = crops
        self._settings = settings
        self._misalignments = misalignments
        self._camera: Camera | None = None

    def __getitem__(self, draw: Draw) -> tuple[Tensor, int]:
        """The view as 3 x 112 x 112 uint8 RGB, and its crop."""
        if self._camera is None:  # made in the worker: it cannot be sent there
            cv2.setNumThreads(1)
            self._camera = Camera(self._settings, self._misalignments)
        view = self._camera.view(self._crops.picture(draw.crop), draw.seed)
        pixels = np.ascontiguousarray(view[:, :, ::-1].transpose(2, 0, 1))
        return torch.from_numpy(pixels), draw.crop


class DrawnBatches:
    """The sampler's batches as draws, from batch ``start`` on without end."""

    def __init__(self, sampler: PeopleSampler, crops: NDArray[np.int64], seed: int, start: int):
        self._sampler = sampler
        self._crops = crops
        self._seed = seed
        self._start = start

    def __iter__(self) -> Iterator[list[Draw]]:
        epoch, skip = divmod(self._start, len(self._sampler))
        while True:
            self._sampler.set_epoch(epoch)
            for number, batch in enumerate(self._sampler):
                if number >= skip:
                    yield [
                        Draw(int(self._crops[index]), (self._seed, epoch, number, place))
                        for place, index in enumerate(batch)
                    ]
            epoch, skip = epoch + 1, 0


def loader(views: Views, batches: DrawnBatches, workers: int) -> Iterator[Batch]:
    """Endless batches; ``workers`` processes make the next ones while one is trained on."""
    made: DataLoader[tuple[Tensor, int]] = DataLoader(
        views,
        batch_sampler=batches,  # type: ignore[arg-type]  # an endless one has no length
        num_workers=workers,
        prefetch_factor=4 if workers else None,
        persistent_workers=workers > 0,
    )
    for pixels, crops in made:
        yield Batch(pixels, crops)
