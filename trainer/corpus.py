"""All that a run is trained on: the crops, who they show, what the teacher says of them."""

from __future__ import annotations

import zlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from trainer.data.jitter import Misalignment, read_misalignments
from trainer.data.sampler import PeopleSampler, PictureSampler
from trainer.data.shards import CropSet, Verdict
from trainer.data.views import Batch, DrawnBatches, Views, loader
from trainer.errors import DataUnusable
from trainer.processes import Place
from trainer.settings import Settings
from trainer.teacher import Progress, stand_in, teacher_embeddings

_WHOLE: Final = 2**32
_CPU: Final = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class Corpus:
    """``chosen`` crops are trained on; ``people`` says for each crop of the set whose it is.

    A person's number counts from 0 among those that are trained on, and is -1 for the others.
    ``taught`` is the teacher's embedding of each crop, or None.
    """

    crops: CropSet
    misalignments: list[Misalignment]
    chosen: NDArray[np.int64]
    people: NDArray[np.int64]
    taught: NDArray[np.float32] | None

    @classmethod
    def open(
        cls,
        folder: Path,
        settings: Settings,
        progress: Progress = lambda done, of: None,
        device: torch.device = _CPU,
        *,
        rehearsal: bool = False,
    ) -> Corpus:
        """Read the folder that ``prepare`` made, and ask the teacher about it on ``device``.

        A ``rehearsal`` writes nothing: where the teacher was not asked yet, something of the same
        shape stands in. Raises DataUnusable, GraphUnusable, OutputUnwritable.
        """
        crops = CropSet(folder)
        chosen = crops.used_for(Verdict.TRAIN)
        limit = settings.data.share * _WHOLE
        kept = [zlib.crc32(crops.crops[index].person.encode()) < limit for index in chosen]
        chosen = chosen[np.array(kept, np.bool_)]
        if not len(chosen):
            raise DataUnusable(f"{folder} holds no crop to train on.", "Prepare more pictures.")
        people = np.full(len(crops), -1, np.int64)
        people[chosen] = crops.labels(chosen)
        misalignments = read_misalignments(folder / "misalignments.csv")
        taught = None
        if settings.teacher.file:
            file = Path(settings.teacher.file)
            if rehearsal:
                taught = stand_in(file, crops, device)
            else:
                taught = teacher_embeddings(file, crops, progress, device)
            if settings.teacher.centred:
                taught = _centred(taught, chosen)
        return cls(crops, misalignments, chosen, people, taught)

    def sampler(self, settings: Settings, rank: int, world: int) -> PeopleSampler:
        """The batches' people and pictures, as positions in ``chosen``.

        Raises ConfigUnusable, DataUnusable when the people do not fill a batch.
        """
        data = settings.data
        kind = PictureSampler if data.whole else PeopleSampler
        return kind(
            self.people[self.chosen],
            data.people,
            data.pictures,
            settings.loop.seed,
            singles=data.singles,
            rank=rank,
            world=world,
        )

    def batches(
        self, settings: Settings, sampler: PeopleSampler, done: int, here: Place
    ) -> Generator[Batch]:
        """This process's batches after ``done`` steps, without end. Close it: it has workers."""
        views = Views(self.crops.folder, settings.camera, self.misalignments)
        draws = DrawnBatches(
            sampler, self.chosen, settings.loop.seed, done * settings.loop.accumulate, here
        )
        return loader(views, draws, settings.data.workers, pinned=here.device.type == "cuda")


def _centred(taught: NDArray[np.float32], chosen: NDArray[np.int64]) -> NDArray[np.float32]:
    """The embeddings less the mean of those that are trained on, of unit length again."""
    moved = taught - taught[chosen].mean(axis=0)
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)
