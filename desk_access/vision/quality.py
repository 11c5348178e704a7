"""Whether a face's picture is good enough to be recognised, and what the person can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Image, Points
from desk_access.model.face import Advice, Face, PointSource, Quality
from desk_access.opencv import cv2

# On the ArcFace template the mouth lies 1.15 eye distances below the eyes.
_MOUTH_BELOW_EYES: Final = 1.15
_BLUR_WINDOW: Final = 9
_SMOOTHING: Final = 1.5
"""Standard deviation in pixels. The grain of a dark picture and the single steps of 8-bit grey
would count as sharp, the more so the more blurred the face behind them is."""


@dataclass(frozen=True, slots=True)
class QualityGate:
    """The bounds of a usable face; measured in docs/adr/0005-finding-and-aligning.md.

    ``face_px`` bounds are pixels between the eyes, ``sharpness`` and ``brightness`` 0 to 1,
    angles in degrees.
    """

    least_face_px: float = 16.0
    full_face_px: float = 40.0
    most_face_px: float = 400.0
    least_sharpness: float = 0.15
    full_sharpness: float = 0.30
    least_brightness: float = 0.10
    most_brightness: float = 0.93
    most_yaw: float = 45.0
    most_pitch: float = 35.0
    most_roll_of_detector_points: float = 20.0


RECOGNITION_GATE: Final = QualityGate()
"""What a single frame must reach before it is embedded."""

ENROLMENT_GATE: Final = QualityGate(
    least_face_px=24.0, least_sharpness=0.19, least_brightness=0.15, most_brightness=0.90
)
"""What a picture must reach before it is kept at enrolment: all others are measured by it."""


def assess(face: Face, crop: Image, gate: QualityGate = RECOGNITION_GATE) -> Quality:
    """The quality of ``face``, whose aligned picture is ``crop`` (uint8 BGR, any size).

    The first bound that fails gives the advice, in the order in which a person can mend them.
    """
    size = face_size(face.points)
    # A colour's weight in luminance: ITU-R BT.601, which cv2's conversion uses.
    middle = np.asarray(cv2.cvtColor(face_middle(crop), cv2.COLOR_BGR2GRAY), np.uint8)
    brightness = float(middle.mean()) / 255.0
    sharp = sharpness(middle)
    return Quality(
        face_px=size,
        sharpness=sharp,
        brightness=brightness,
        score=_score(face, size, sharp, gate),
        advice=next(iter(failings(face, size, brightness, sharp, gate)), None),
    )


def face_size(points: Points) -> float:
    """The distance between the eyes in pixels, as it would be if the head were not turned.

    Turning shortens the line between the eyes, nodding the one from eyes to mouth: the longer of
    the two, in units of the eye distance, is kept.
    """
    eyes = float(np.linalg.norm(points[1] - points[0]))
    down = float(np.linalg.norm((points[3] + points[4]) / 2 - (points[0] + points[1]) / 2))
    return max(eyes, down / _MOUTH_BELOW_EYES)


def sharpness(grey: NDArray[np.uint8]) -> float:
    """1 minus the blur effect, 0 (blurred) to 1: Crete, Dolmiere, Ladret, Nicolas 2007.

    ``grey`` is height x width, uint8. The picture is blurred again; the less its neighbouring
    differences change by that, the more blurred it was. Independent of brightness, and by a light
    smoothing before it of noise.
    """
    picture = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), _SMOOTHING)
    worst = 1.0
    for axis, window in ((0, (1, _BLUR_WINDOW)), (1, (_BLUR_WINDOW, 1))):
        again = cv2.blur(picture, window)
        before = np.abs(np.diff(picture, axis=axis))
        after = np.abs(np.diff(again, axis=axis))
        total = float(before.sum())
        lost = float(np.maximum(before - after, 0).sum())
        worst = min(worst, lost / total if total else 0.0)
    return worst


def face_middle(crop: Image) -> Image:
    """The middle of an aligned face: skin, eyes and mouth without hair and background."""
    height, width = crop.shape[:2]
    return np.ascontiguousarray(
        crop[height // 5 : height - height // 10, width // 5 : width - width // 5], np.uint8
    )


def _score(face: Face, size: float, sharp: float, gate: QualityGate) -> float:
    """Size x sharpness x frontality, each 0 to 1: the weight of a frame in its track."""
    reach = _ramp(size, gate.least_face_px / 2, gate.full_face_px)
    crisp = _ramp(sharp, gate.least_sharpness / 2, gate.full_sharpness)
    frontal = float(np.cos(np.radians(face.pose.yaw)) * np.cos(np.radians(face.pose.pitch)))
    trust = 1.0 if face.point_source is PointSource.LANDMARKER else 0.5
    return reach * crisp * max(frontal, 0.0) * trust


def _ramp(value: float, low: float, high: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0)


def failings(
    face: Face, size: float, brightness: float, sharp: float, gate: QualityGate
) -> tuple[Advice, ...]:
    """Every bound of ``gate`` that a face misses, in the order in which a person can mend them.

    ``size`` in pixels between the eyes, ``brightness`` and ``sharp`` 0 to 1 as in
    :class:`~desk_access.model.face.Quality`.
    """
    turned = abs(face.pose.yaw) > gate.most_yaw or abs(face.pose.pitch) > gate.most_pitch
    # A detector's five points are true on upright faces only.
    unsure = (
        face.point_source is PointSource.DETECTOR
        and abs(face.pose.roll) > gate.most_roll_of_detector_points
    )
    checks = (
        (size < gate.least_face_px, Advice.COME_CLOSER),
        (size > gate.most_face_px, Advice.STEP_BACK),
        (brightness < gate.least_brightness, Advice.MORE_LIGHT),
        (brightness > gate.most_brightness, Advice.LESS_LIGHT),
        (turned or unsure, Advice.LOOK_AT_CAMERA),
        (sharp < gate.least_sharpness, Advice.HOLD_STILL),
    )
    return tuple(advice for failed, advice in checks if failed)
