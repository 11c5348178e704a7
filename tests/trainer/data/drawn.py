"""People as patterns of grey squares: pictures of them, and networks that read them again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desk_access.capture.pictures import read_picture
from desk_access.errors import PictureUnusable
from desk_access.model.arrays import Image, Points, Vector
from desk_access.model.recogniser import Calibration
from desk_access.opencv import cv2
from trainer.data.cut import Cut, Miss
from trainer.data.jitter import Misalignment
from trainer.data.prepare import Networks
from trainer.data.shards import MARGIN, SIDE

_SQUARES = 8

CALIBRATION = Calibration(
    fmr=(1e-1, 1e-2, 1e-3, 1e-4),
    cosine=(0.30, 0.40, 0.50, 0.60),
    floor=0.35,
    measured_on="drawings",
    pairs=1000,
)


def pattern(name: str) -> NDArray[np.float64]:
    """What a person of this name looks like."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    return np.random.default_rng(seed).normal(size=(_SQUARES, _SQUARES))


def draw(path: Path, name: str, variation: str, *, noise: float = 0.6, size: int = SIDE) -> Path:
    """A picture of ``name``; two variations differ by ``noise``, 0 for the same picture."""
    seen = pattern(name) + noise * pattern(variation)
    grey = np.clip(128 + 30 * seen, 0, 255).astype(np.uint8)
    picture = cv2.resize(grey, (size, size), interpolation=cv2.INTER_NEAREST)
    return _save(path, np.asarray(cv2.merge([picture] * 3), np.uint8))


def draw_wall(path: Path) -> Path:
    """A picture without a face."""
    return _save(path, np.zeros((SIDE, SIDE, 3), np.uint8))


def draw_people(folder: Path, **pictures: int) -> Path:
    """One folder a person, with so many pictures."""
    for name, count in pictures.items():
        for number in range(count):
            file = f"{name}_{number:04}.png"
            draw(folder / name / file, name, f"{folder.name}/{file}")
    return folder


class DrawnCutter:
    """A Cutter for drawings: each fills its picture. Opens nothing."""

    def cut(self, path: Path) -> Cut | Miss:
        try:
            image = read_picture(path)
        except PictureUnusable:
            return Miss.UNREADABLE
        if not image.any():
            return Miss.NO_FACE
        crop = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        return Cut(np.asarray(crop, np.uint8), float(image.shape[1]))

    def misalignment(self, path: Path, rng: np.random.Generator) -> Misalignment | None:
        """Drawn by chance for a picture that is no wall; nothing is ruined or found."""
        if isinstance(self.cut(path), Miss):
            return None
        turn, scale, right, down = rng.normal([0.0, 1.0, 0.0, 0.0], [0.05, 0.05, 2.0, 2.0])
        return Misalignment(float(turn), float(scale), float(right), float(down))

    def close(self) -> None:
        """There is nothing to release."""


class DrawnEmbedder:
    """An Embedder that reads the squares. ``embedded`` counts the crops."""

    digest = "d" * 64
    device = "CPU"

    def __init__(self) -> None:
        self.embedded = 0

    def align(self, image: Image, points: Points) -> Image:
        """The drawing as it is: it says all outside the margin too."""
        assert image.shape == (SIDE, SIDE, 3)
        assert points.shape == (5, 2)
        assert points.min() > MARGIN
        return image

    def embed(self, crops: Sequence[Image]) -> list[Vector]:
        self.embedded += len(crops)
        return [_unit(crop) for crop in crops]


def networks(embedder: DrawnEmbedder | None = None) -> Networks:
    """Both, with a calibration."""
    return Networks(DrawnCutter, partial(_same, embedder or DrawnEmbedder()), CALIBRATION)


def _same(embedder: DrawnEmbedder) -> DrawnEmbedder:
    return embedder


def _unit(crop: Image) -> Vector:
    seen = cv2.resize(crop, (_SQUARES, _SQUARES), interpolation=cv2.INTER_AREA)[..., 0]
    seen = seen.astype(np.float32).ravel() - 128
    return np.asarray(seen / np.linalg.norm(seen), np.float32)


def _save(path: Path, picture: NDArray[np.uint8]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    _, data = cv2.imencode(path.suffix, picture)
    path.write_bytes(data.tobytes())
    return path
