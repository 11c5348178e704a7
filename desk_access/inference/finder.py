"""The chain that finds faces: YuNet misses nobody, the Face Landmarker places the points.

Measured in docs/adr/0005-finding-and-aligning.md: YuNet's points are wrong on leaning heads, the
Landmarker alone overlooks small and poor faces. So each is used for what it does best, and YuNet's
points only where the Landmarker sees nothing. What YuNet is not certain of counts as a face only
when the Landmarker sees one there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from desk_access.inference.landmarker import Landmarker, Landmarks
from desk_access.inference.yunet import CERTAIN, Found, YuNet
from desk_access.model.arrays import Image, Points
from desk_access.model.face import Face, PointSource, Pose

_MARGINS: Final = (2.0, 1.5, 2.6)
"""Squares tried in turn, in units of the box: the first is enough for 99 faces in 100."""

_MOST_LANDMARKED: Final = 4
"""So many faces of a frame, the largest, get landmarks: a crowd must not stop the queue's head."""

_LEAST_WIDTH: Final = 32.0
"""Pixels. A narrower face cannot be recognised whatever its points are."""

_SAME_FACE: Final = 0.35
"""Two faces whose centres are nearer than this, in eye distances, are one face found twice."""

_NOSE_AHEAD: Final = 0.55
"""How far the tip of the nose stands before the eyes, in eye distances."""


class FaceChain:
    """The FaceFinder of this application. Made, used and closed on one thread."""

    def __init__(self, detector: bytes, landmarker: bytes) -> None:
        """Load both networks from their files' contents. Raises ModelUnusable."""
        self._detector = YuNet(detector)
        self._landmarker = Landmarker(landmarker)

    def find(self, image: Image) -> tuple[Face, ...]:
        """Every face, none twice, the largest first. ``image``: h x w x 3 uint8 BGR."""
        faces: list[Face] = []
        for place, found in enumerate(self._detector.detect(image)):
            close = place < _MOST_LANDMARKED and found.box.width >= _LEAST_WIDTH
            face = self._placed(image, found) if close else None
            if face is None and found.score >= CERTAIN:
                face = _rough(found)
            if face is not None and not _is_there(face, faces):
                faces.append(face)
        return tuple(faces)

    def close(self) -> None:
        """Release the networks."""
        self._landmarker.close()

    def _placed(self, image: Image, found: Found) -> Face | None:
        """The face with the Landmarker's points, or None when it sees none there."""
        roll = _roll(found.points)
        for margin in _MARGINS if found.score >= CERTAIN else _MARGINS[:1]:
            seen = self._landmarker.look(image, found.box, roll, margin)
            if seen is not None and _inside(seen, found):
                return Face(
                    found.box,
                    seen.points,
                    found.score,
                    seen.pose,
                    PointSource.LANDMARKER,
                    seen.shape,
                )
        return None


def _rough(found: Found) -> Face:
    """A face with the detector's own points and the coarse pose that they give."""
    return Face(
        found.box, found.points, found.score, _coarse_pose(found.points), PointSource.DETECTOR
    )


def _roll(points: Points) -> float:
    x, y = points[1] - points[0]
    return float(np.degrees(np.arctan2(y, x)))


def _coarse_pose(points: Points) -> Pose:
    """Lean from the line of the eyes, turn from where the nose stands between them.

    Good to about 10 degrees. The nod cannot be told from five points and is given as 0.
    """
    eyes = points[1] - points[0]
    apart = float(np.linalg.norm(eyes)) or 1.0
    beside = float((points[2] - (points[0] + points[1]) / 2) @ (eyes / apart))
    yaw = float(np.degrees(np.arctan2(beside / apart, _NOSE_AHEAD)))
    return Pose(yaw=yaw, pitch=0.0, roll=_roll(points))


def _inside(seen: Landmarks, found: Found) -> bool:
    """Whether the landmarks are of the face in this box, not of a neighbour in the same square."""
    x, y = seen.points.mean(axis=0)
    box = found.box
    return bool(box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height)


def _is_there(face: Face, found: Sequence[Face]) -> bool:
    """Whether this is one of the faces that were found, found twice."""
    if not found:
        return False
    points = np.stack([other.points for other in found])
    apart = np.linalg.norm(points.mean(axis=1) - face.points.mean(axis=0), axis=1)
    eyes = np.linalg.norm(points[:, 1] - points[:, 0], axis=1)
    return bool((apart < _SAME_FACE * np.maximum(eyes, 1.0)).any())
