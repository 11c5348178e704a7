"""A folder of drawn crops as ``prepare`` would leave it, and a run's file for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from desk_access.model.arrays import Image
from desk_access.opencv import cv2
from tests.trainer.data.drawn import pattern
from trainer.data.jitter import Misalignment, write_misalignments
from trainer.data.shards import SIDE, Crop, ShardWriter, Verdict, write_selection

PEOPLE = {Verdict.TRAIN: (4, 4, 3, 3, 2, 2, 2, 1), Verdict.VALIDATION: (5, 5, 4, 4, 1, 1, 1, 1)}
"""Pictures of each person."""


def drawn_crop(person: str, variation: str) -> Image:
    """Squares that are the person's, with a little of the variation's: SIDE x SIDE x 3 uint8."""
    seen = pattern(person) + 0.3 * pattern(variation)
    grey = np.clip(128 + 40 * seen, 0, 255).astype(np.uint8)
    picture = cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.merge([picture] * 3), np.uint8)


def draw_crops(folder: Path) -> Path:
    """Crops of PEOPLE with their selection and misalignments."""
    writer = ShardWriter(folder)
    crops, verdicts = [], []
    for verdict, counts in PEOPLE.items():
        for number, count in enumerate(counts):
            person = f"{verdict}{number}"
            for picture in range(count):
                crops.append(Crop(person, f"{person}/{picture}.png", 90.0))
                verdicts.append(verdict)
                writer.add(crops[-1], drawn_crop(person, f"{person}{picture}"))
    writer.flush()
    write_selection(folder, crops, verdicts)
    errors = [Misalignment(0.05, 1.02, 0.8, -0.5), Misalignment(-0.08, 0.97, -1.0, 1.5)]
    write_misalignments(folder / "misalignments.csv", errors)
    return folder


def run_text(backbone: Path, *, teacher: Path | None = None, **loop: object) -> str:
    """A short run in float32 that starts from ``backbone``: three people with two views a step."""
    loop = {"steps": 8, "every": 3, "validate": 4, "warm_up": 2, "rate": 1e-3, **loop}
    lines = [
        f'[backbone]\nkind = "onnx"\nfile = "{backbone.as_posix()}"',
        '[loss]\nkind = "triplet"\nmargin = 0.2\nmining = "distance-weighted"',
        "[data]\npeople = 3\npictures = 2\nworkers = 0",
        "[loop]\nbfloat16 = false",
        *(f"{name} = {str(value).lower()}" for name, value in loop.items()),
    ]
    if teacher is not None:
        lines += [
            f'[teacher]\nfile = "{teacher.as_posix()}"\nbank_weight = 0.5\nbank_negatives = 3'
        ]
    return "\n".join(lines)
