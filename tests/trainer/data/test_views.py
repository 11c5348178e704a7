from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import torch

from trainer.data.jitter import read_misalignments
from trainer.data.sampler import PeopleSampler
from trainer.data.shards import INPUT, CropSet, Verdict
from trainer.data.views import Batch, Draw, DrawnBatches, Views, loader
from trainer.processes import Place
from trainer.settings import CameraSettings

ALONE = Place(0, 1, torch.device("cpu"))


def _views(folder: Path) -> Views:
    return Views(folder, CameraSettings(), read_misalignments(folder / "misalignments.csv"))


def _draws(folder: Path, start: int = 0, here: Place = ALONE) -> DrawnBatches:
    crops = CropSet(folder)
    chosen = crops.used_for(Verdict.TRAIN)
    sampler = PeopleSampler(crops.labels(chosen), 2, 2, 0, rank=here.rank, world=here.world)
    return DrawnBatches(sampler, chosen, 0, start, here)


def _batches(folder: Path, workers: int, start: int, count: int) -> list[Batch]:
    with closing(loader(_views(folder), _draws(folder, start), workers)) as made:
        return list(itertools.islice(made, count))


def _taken(draws: Iterator[list[Draw]], count: int) -> list[list[Draw]]:
    return list(itertools.islice(draws, count))


def test_a_batch_is_views_of_its_crops(drawn_crops: Path) -> None:
    (batch,) = _batches(drawn_crops, 0, 0, 1)
    assert (batch.pixels.shape, batch.pixels.dtype) == ((4, 3, INPUT, INPUT), torch.uint8)
    (draws,) = _taken(iter(_draws(drawn_crops)), 1)
    assert batch.crops.tolist() == [draw.crop for draw in draws]
    views = _views(drawn_crops)
    for place, draw in enumerate(draws):
        assert torch.equal(batch.pixels[place], views[draw][0])


def test_pixels_are_rgb(drawn_crops: Path) -> None:
    views = _views(drawn_crops)
    views[Draw(0, (1,))]
    assert views._opened is not None
    crops, camera = views._opened
    bgr = camera.view(crops.picture(0), (1,))
    assert np.array_equal(views[Draw(0, (1,))][0].numpy()[0], bgr[:, :, 2])


def test_a_worker_makes_the_same_batches_and_a_resumed_run_goes_on_with_them(
    drawn_crops: Path,
) -> None:
    whole = _batches(drawn_crops, 0, 0, 6)
    by_worker = _batches(drawn_crops, 1, 0, 6)
    later = _batches(drawn_crops, 0, 4, 2)
    for one, other in zip([*whole, *whole[4:]], [*by_worker, *later], strict=True):
        assert torch.equal(one.pixels, other.pixels)
        assert torch.equal(one.crops, other.crops)


def test_no_two_views_share_a_seed_over_epochs_and_processes(drawn_crops: Path) -> None:
    seeds = [
        draw.seed
        for rank in range(2)
        for batch in _taken(iter(_draws(drawn_crops, here=Place(rank, 2, torch.device("cpu")))), 5)
        for draw in batch
    ]
    assert len(set(seeds)) == len(seeds) == 2 * 5 * 4
