"""Does what surrounds a head move along with it?

A sheet or a screen that is held before the camera carries its background with it; the wall behind a
living head stays where it is. Points beside and above the head are followed from one picture to a
later one (Lucas-Kanade, forwards and backwards), and each is asked what explains its way better:
the face's own motion, or none. Where the points far from the head move along as well, it was the
camera that moved, and nothing is learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Image
from desk_access.model.face import Box, Face
from desk_access.opencv import cv2

_EYES: Final = 40.0
"""Pixels between the eyes in the reduced picture: enough to follow points, few to be fast."""

_HEAD: Final = (0.85, 0.85)
_AROUND: Final = (1.7, 1.5)
_FAR: Final = (2.6, 2.6)
"""Half axes of ellipses in units of the box: what is inside the first is head, hair or ears; up to
the second it surrounds the head; beyond the third it is far from it."""

_POINTS: Final = 40
_LEAST_POINTS: Final = 6
_LEAST_MOTION: Final = 1.5
"""Reduced pixels that a point would move with the face; less cannot be told from noise."""

_THERE_AND_BACK: Final = 1.0
_CAMERA: Final = 0.5
"""From this share of far points on that follow the face, it was the camera that moved."""


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """A reduced grey picture with its face, to be compared with a later one.

    ``scale`` is what its pixels are in those of the whole picture; ``mesh`` n x 2 float64 and
    ``box`` are in reduced pixels; ``at`` in monotonic seconds.
    """

    grey: NDArray[np.uint8]
    scale: float
    mesh: NDArray[np.float64]
    box: Box
    at: float


def glance(image: Image, face: Face, at: float, scale: float | None = None) -> Glance | None:
    """A glance at ``face`` in its whole picture; None where the Landmarker did not see it.

    ``scale`` is that of the glance it will be compared with; None: by the face's own size.
    """
    if face.shape is None:
        return None
    if scale is None:
        eyes = float(np.linalg.norm(face.points[1] - face.points[0]))
        scale = min(_EYES / max(eyes, 1.0), 1.0)
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    if scale < 1.0:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    box = face.box
    return Glance(
        np.asarray(grey, np.uint8),
        scale,
        face.shape.mesh[:, :2].astype(np.float64) * scale,
        Box(box.x * scale, box.y * scale, box.width * scale, box.height * scale),
        at,
    )


def carried(before: Glance, after: Glance) -> float | None:
    """The share, 0 to 1, of what surrounds the head that moved with it between two glances.

    None where the face hardly moved, where there is nothing to follow, and where the camera moved.
    """
    if before.grey.shape != after.grey.shape:
        return None
    turn, shift = _similarity(before.mesh, after.mesh)
    beside, far = _masks(before)
    around = _share(before, after, beside, turn, shift)
    if around is None or around < _CAMERA:
        return around
    away = _share(before, after, far, turn, shift)
    return None if away is None or away >= _CAMERA else around


def _share(
    before: Glance,
    after: Glance,
    mask: NDArray[np.uint8],
    turn: NDArray[np.float64],
    shift: NDArray[np.float64],
) -> float | None:
    """The share of the points under ``mask`` that follow the face's motion better than none."""
    start, end = _followed(before.grey, after.grey, mask)
    expected = start @ turn.T + shift
    moved = np.linalg.norm(expected - start, axis=1) >= _LEAST_MOTION
    if np.count_nonzero(moved) < _LEAST_POINTS:
        return None
    with_face = np.linalg.norm(end - expected, axis=1) < np.linalg.norm(end - start, axis=1)
    return float(np.mean(with_face[moved]))


def _followed(
    before: NDArray[np.uint8], after: NDArray[np.uint8], mask: NDArray[np.uint8]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points of ``before`` under the mask and where they are in ``after``, each n x 2."""
    nothing = np.empty((0, 2))
    start = cv2.goodFeaturesToTrack(before, _POINTS, 0.01, 4, mask=mask)
    if start is None:
        return nothing, nothing
    end, found, _ = cv2.calcOpticalFlowPyrLK(before, after, start, start.copy())
    back, found_back, _ = cv2.calcOpticalFlowPyrLK(after, before, end, end.copy())
    off = np.linalg.norm((back - start).reshape(-1, 2), axis=1)
    good = (found.ravel() > 0) & (found_back.ravel() > 0) & (off < _THERE_AND_BACK)
    return (
        start.reshape(-1, 2)[good].astype(np.float64),
        end.reshape(-1, 2)[good].astype(np.float64),
    )


def _masks(seen: Glance) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Where the surroundings of the head are, and where it is far from it: 255 there, else 0.

    Nothing below the chin surrounds the head: shoulders move with it.
    """
    (x, y), box = seen.box.centre, seen.box

    def ellipse(axes: tuple[float, float], canvas: NDArray[np.uint8], value: int) -> None:
        size = (max(round(axes[0] * box.width), 1), max(round(axes[1] * box.height), 1))
        cv2.ellipse(canvas, (round(x), round(y)), size, 0, 0, 360, value, -1)

    beside = np.zeros(seen.grey.shape, np.uint8)
    ellipse(_AROUND, beside, 255)
    ellipse(_HEAD, beside, 0)
    beside[max(round(y + box.height / 2), 0) :] = 0
    far = np.full(seen.grey.shape, 255, np.uint8)
    ellipse(_FAR, far, 0)
    far[max(round(y + box.height / 2), 0) :, :] = _without_body(far, x, y, box)
    return beside, far


def _without_body(far: NDArray[np.uint8], x: float, y: float, box: Box) -> NDArray[np.uint8]:
    """The rows below the chin without the columns in which a body stands."""
    below = far[max(round(y + box.height / 2), 0) :].copy()
    half = _FAR[0] * box.width
    below[:, max(round(x - half), 0) : max(round(x + half), 0)] = 0
    return below


def _similarity(
    start: NDArray[np.float64], end: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The least-squares similarity that takes ``start`` to ``end``: a 2 x 2 matrix and a shift."""
    a, b = start - start.mean(axis=0), end - end.mean(axis=0)
    spread = float((a * a).sum()) or 1.0
    along = float((a * b).sum()) / spread
    across = float((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()) / spread
    turn = np.array([[along, -across], [across, along]])
    return turn, end.mean(axis=0) - turn @ start.mean(axis=0)
