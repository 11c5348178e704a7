"""YuNet: finds face boxes at any size and tilt, and rough points (OpenCV Zoo, MIT)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Image, Points
from desk_access.model.face import Box
from desk_access.opencv import cv2

_LEAST_SIDE: Final = 320
_MOST_SIDE: Final = 640
_SCORE: Final = 0.6
_OVERLAP: Final = 0.3
_CANDIDATES: Final = 200


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

    def __init__(self, path: Path) -> None:
        self._net = cv2.FaceDetectorYN.create(
            str(path), "", (_LEAST_SIDE, _LEAST_SIDE), _SCORE, _OVERLAP, _CANDIDATES
        )

    def detect(self, image: Image) -> list[Found]:
        """Every face of ``image`` (h x w x 3 uint8 BGR), the largest first."""
        height, width = image.shape[:2]
        longest = max(height, width)
        scale = min(1.0, min(max(longest / 2, _LEAST_SIDE), _MOST_SIDE) / longest)
        small = image
        if scale < 1.0:
            size = (max(round(width * scale), 1), max(round(height * scale), 1))
            small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
        self._net.setInputSize((small.shape[1], small.shape[0]))
        _, rows = self._net.detect(small)
        if rows is None:
            return []
        back = np.array([width / small.shape[1], height / small.shape[0]], np.float32)
        found = [_found(row, back) for row in np.asarray(rows, np.float32)]
        return sorted(found, key=lambda face: -face.box.area)


def _found(row: NDArray[np.float32], back: NDArray[np.float32]) -> Found:
    corner, size = row[0:2] * back, row[2:4] * back
    box = Box(float(corner[0]), float(corner[1]), float(size[0]), float(size[1]))
    return Found(box, (row[4:14].reshape(5, 2) * back).astype(np.float32), float(row[14]))
