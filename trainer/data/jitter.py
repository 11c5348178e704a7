"""How far the application's own points lie from where they should on poor pictures.

A recogniser in use sees crops aligned by points that were found on a blurred, dark, tiny face.
Five points enter only through the similarity that fits them, so the error of a crop is a
similarity too: a turn, a scale and a shift. It is measured, not guessed, and training draws from
what was measured.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Image, Points
from desk_access.vision.align import similarity
from desk_access.vision.camera_conditions import webcam
from trainer.data.shards import INPUT, TEMPLATE, write_rows
from trainer.errors import DataUnusable

SMALLEST: Final = 60.0
"""Pixels of a face's width. ``webcam`` leaves 24 to 40 of them: the points that count as true must
come from a clearly better picture, one and a half times as wide."""


@dataclass(frozen=True, slots=True)
class Misalignment:
    """What takes a well aligned crop of 112 x 112 to the misaligned one.

    ``turn`` in radians, ``scale`` as a factor, the shift of the crop's middle in pixels.
    """

    turn: float
    scale: float
    right: float
    down: float

    def matrix(self) -> NDArray[np.float64]:
        """The 2 x 3 matrix that moves pixels of the well aligned crop."""
        cosine, sine = self.scale * np.cos(self.turn), self.scale * np.sin(self.turn)
        linear = np.array([[cosine, -sine], [sine, cosine]])
        middle = np.full(2, (INPUT - 1) / 2)
        shift = np.array([self.right, self.down])
        return np.column_stack([linear, middle + shift - linear @ middle])


def misalignment(found: Points, true: Points) -> Misalignment:
    """The error of a crop that is aligned by ``found`` in place of ``true``, both 5 x 2 pixels.

    Raises ValueError when the points of either coincide.
    """
    by_found, by_true = (
        np.vstack([similarity(points, TEMPLATE), [0.0, 0.0, 1.0]]) for points in (found, true)
    )
    error = by_found @ np.linalg.inv(by_true)
    middle = np.array([(INPUT - 1) / 2, (INPUT - 1) / 2, 1.0])
    right, down = (error @ middle - middle)[:2]
    return Misalignment(
        float(np.arctan2(error[1, 0], error[0, 0])),
        float(np.hypot(error[0, 0], error[1, 0])),
        float(right),
        float(down),
    )


def measure(
    image: Image,
    find: Callable[[Image], tuple[Points, float] | None],
    rng: np.random.Generator,
) -> Misalignment | None:
    """Ruin a picture as a poor camera would and see how far its points move.

    ``find`` gives the central face's points, 5 x 2, and width in pixels. None when either picture
    shows no face.
    """
    true = find(image)
    found = None if true is None else find(webcam(image, true[1], rng))
    return None if true is None or found is None else misalignment(found[0], true[0])


def write_misalignments(path: Path, measured: list[Misalignment]) -> None:
    """Keep them as CSV. Raises OSError."""
    write_rows(path, [field.name for field in fields(Misalignment)], map(astuple, measured))


def read_misalignments(path: Path) -> list[Misalignment]:
    """Read what :func:`write_misalignments` wrote. Raises DataUnusable."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [Misalignment(*map(float, row)) for row in list(csv.reader(stream))[1:]]
    except (OSError, ValueError, TypeError) as error:
        raise DataUnusable(
            f"{path} cannot be read.", "Run desk-train prepare again; it measures anew."
        ) from error
    if not rows:
        raise DataUnusable(
            f"{path} is empty: no picture showed a face well enough to measure on.",
            f"Give desk-train prepare pictures with faces of {SMALLEST:g} pixels or wider.",
        )
    return rows
