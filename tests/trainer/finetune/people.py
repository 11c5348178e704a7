"""Prepared crops of drawn people, and a recogniser small enough to tune in a moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

from desk_access.opencv import cv2
from tests.trainer.data.drawn import pattern
from trainer.data.jitter import Misalignment, write_misalignments
from trainer.data.shards import SIDE, Crop, CropSet, ShardWriter, Verdict, write_selection
from trainer.export.traced import traced


def crops(folder: Path, verdicts: dict[str, Verdict], pictures: dict[str, int]) -> CropSet:
    """So many pictures of each person, all with the person's verdict."""
    writer = ShardWriter(folder)
    rng = np.random.default_rng(0)
    for name, count in pictures.items():
        for number in range(count):
            grey = 128 + 40 * pattern(name) + 15 * rng.normal(size=(8, 8))
            small = np.clip(grey, 0, 255).astype(np.uint8)
            picture = cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
            writer.add(
                Crop(name, f"{name}/{number}", 80.0), np.asarray(cv2.merge([picture] * 3), np.uint8)
            )
    writer.flush()
    listed = [Crop(name, f"{name}/{k}", 80.0) for name, n in pictures.items() for k in range(n)]
    write_selection(folder, listed, [verdicts[crop.person] for crop in listed])
    write_misalignments(folder / "misalignments.csv", [Misalignment(0.01, 1.01, 0.5, -0.5)])
    return CropSet(folder)


def general_public(folder: Path) -> CropSet:
    """Ten to train on, ten with five pictures to validate with, ten strangers with one."""
    verdicts, pictures = {}, {}
    for number in range(10):
        for prefix, verdict, count in (
            ("t", Verdict.TRAIN, 4),
            ("v", Verdict.VALIDATION, 5),
            ("s", Verdict.VALIDATION, 1),
        ):
            verdicts[f"{prefix}{number}"] = verdict
            pictures[f"{prefix}{number}"] = count
    return crops(folder, verdicts, pictures)


def staff(folder: Path, people: int = 5, each: int = 8) -> CropSet:
    """An organisation's own people."""
    names = [f"own{number}" for number in range(people)]
    return crops(folder, dict.fromkeys(names, Verdict.TRAIN), dict.fromkeys(names, each))


def recogniser(path: Path) -> Path:
    """An ONNX recogniser that nobody trained."""
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Conv2d(3, 8, 7, 7), nn.ReLU(), nn.Conv2d(8, 8, 2, 2), nn.Flatten(), nn.Linear(512, 64)
    )
    onnx.save(traced(network), str(path))
    return path
