"""All that a run is trained on: the crops, who they show, what the teacher says of them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trainer.data.jitter import Misalignment, read_misalignments
from trainer.data.sampler import PeopleSampler, PictureSampler
from trainer.data.shards import CropSet, Verdict
from trainer.errors import DataUnusable
from trainer.settings import Settings
from trainer.teacher import Progress, teacher_embeddings

_WHOLE: Final = 2**32


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
        cls, folder: Path, settings: Settings, progress: Progress = lambda done, of: None
    ) -> Corpus:
        """Read the folder that ``prepare`` made. Raises DataUnusable, GraphUnusable."""
        crops = CropSet(folder)
        chosen = crops.used_for(Verdict.TRAIN)
        limit = settings.data.share * _WHOLE
        kept = [zlib.crc32(crops.crops[index].person.encode()) < limit for index in chosen]
        chosen = chosen[np.array(kept, np.bool_)]
        if not len(chosen):
            raise DataUnusable(f"{folder} holds no crop to train on.", "Prepare more pictures.")
        people = np.full(len(crops), -1, np.int64)
        people[chosen] = crops.labels(chosen)
        file = settings.teacher.file
        taught = teacher_embeddings(Path(file), crops, progress) if file else None
        misalignments = read_misalignments(folder / "misalignments.csv")
        return cls(crops, misalignments, chosen, people, taught)

    def sampler(self, settings: Settings, rank: int, world: int) -> PeopleSampler:
        """The batches' people and pictures, as positions in ``chosen``."""
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
