"""YuNet: finds face boxes at any size and tilt, and rough points (OpenCV Zoo, MIT)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.errors import ModelUnusable
from desk_access.model.arrays import Image, Points
from desk_access.model.face import Box
from desk_access.opencv import cv2

_LEAST_SIDE: Final = 320
_MOST_SIDE: Final = 640
_SCORE: Final = 0.45
_OVERLAP: Final = 0.3
_CANDIDATES: Final = 200
_LEANS: Final = (40.0, -40.0)

CERTAIN: Final = 0.6
"""From this score on a detection is a face. Below, four of five are none, but heads that lean by 40
degrees lie there as well: another network has to confirm them."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A box with YuNet's own five points (5 x 2 float32) and score 0 to 1; picture pixels."""

    box: Box
    points: Points
    score: float


class YuNet:
    """The detector on a reduced picture. Owned by one thread.

    The longer side is halved, but kept between 320 and 640 pixels: a face of 40 pixels, the least
    that can be recognised, still has 13 there even in a 1080p picture, and YuNet needs 10.
    """

    def __init__(self, model: bytes) -> None:
        """Load the network from its file's content. Raises ModelUnusable."""
        content, side = np.frombuffer(model, np.uint8), (_LEAST_SIDE, _LEAST_SIDE)
        with _failures_told():
            self._net = cv2.FaceDetectorYN.create(
                "onnx", content, np.empty(0, np.uint8), side, _SCORE, _OVERLAP, _CANDIDATES
            )

    def detect(self, image: Image) -> list[Found]:
        """Every face of ``image`` (h x w x 3 uint8 BGR), the largest first, and what may be one.

        Heads that lean by more than about 40 degrees are overlooked: where nobody is certain, the
        picture is looked at again turned either way. A face may then be found twice. Raises
        ModelUnusable when the network fails.
        """
        small, scale = _reduced(image)
        found = self._look(small)
        for lean in _LEANS:
            if not any(face.score >= CERTAIN for face in found):
                found += self._leaning(small, lean)
        faces = [_scaled(face, scale) for face in found if _lies_in(small, face)]
        return sorted(faces, key=lambda face: -face.box.area)

    def _look(self, image: Image) -> list[Found]:
        with _failures_told():
            self._net.setInputSize((image.shape[1], image.shape[0]))
            _, rows = self._net.detect(image)
        return [] if rows is None else [_found(row) for row in np.asarray(rows, np.float32)]

    def _leaning(self, image: Image, lean: float) -> list[Found]:
        """The faces seen with the picture turned by ``lean`` degrees about its middle."""
        height, width = image.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), lean, 1.0)
        turned = np.asarray(cv2.warpAffine(image, turn, (width, height)), np.uint8)
        back = np.asarray(cv2.invertAffineTransform(turn), np.float64)
        return [_turned(found, back) for found in self._look(turned)]


@contextmanager
def _failures_told() -> Iterator[None]:
    """Turn what OpenCV raises into a ModelUnusable."""
    try:
        yield
    except cv2.error as error:
        raise ModelUnusable(
            f"The detector cannot be run ({error}).", "Run: desk-access models sync."
        ) from error


def _reduced(image: Image) -> tuple[Image, tuple[float, float]]:
    """The picture as the network sees it, and what its pixels are worth in the original's."""
    height, width = image.shape[:2]
    longest = max(height, width)
    side = min(max(longest / 2, _LEAST_SIDE), _MOST_SIDE)
    if side >= longest:
        return image, (1.0, 1.0)
    size = (max(round(width * side / longest), 1), max(round(height * side / longest), 1))
    small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return small, (width / size[0], height / size[1])


def _found(row: NDArray[np.float32]) -> Found:
    x, y, width, height = (float(value) for value in row[:4])
    return Found(Box(x, y, width, height), row[4:14].reshape(5, 2).copy(), float(row[14]))


def _lies_in(image: Image, found: Found) -> bool:
    """Whether the middle of the face is in the picture: a turned one has corners beside it."""
    x, y = found.box.centre
    height, width = image.shape[:2]
    return bool(0 <= x < width and 0 <= y < height)


def _scaled(found: Found, scale: tuple[float, float]) -> Found:
    (across, down), box = scale, found.box
    moved = Box(box.x * across, box.y * down, box.width * across, box.height * down)
    return Found(moved, (found.points * scale).astype(np.float32), found.score)


def _turned(found: Found, turn: NDArray[np.float64]) -> Found:
    """A face moved by the 2 x 3 matrix of a rotation; its box keeps its size."""
    points = (found.points @ turn[:, :2].T + turn[:, 2]).astype(np.float32)
    x, y = turn[:, :2] @ found.box.centre + turn[:, 2]
    width, height = found.box.width, found.box.height
    return Found(
        Box(float(x) - width / 2, float(y) - height / 2, width, height), points, found.score
    )
