"""A face in a picture: where it is, how it is turned, how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Points, check_points


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels: the upper left corner, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle, (x, y)."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def area(self) -> float:
        """Square pixels."""
        return max(self.width, 0.0) * max(self.height, 0.0)

    def overlap(self, other: Box) -> float:
        """Intersection over union, 0 to 1."""
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        if width <= 0 or height <= 0:
            return 0.0
        shared = width * height
        return shared / (self.area + other.area - shared)


@dataclass(frozen=True, slots=True)
class Pose:
    """How the head is turned, in degrees; 0, 0, 0 looks straight into the camera.

    ``yaw`` is positive when the person turns to their own left (the right of the picture),
    ``pitch`` when they look up, ``roll`` when the head leans clockwise in the picture.
    """

    yaw: float
    pitch: float
    roll: float


class PointSource(StrEnum):
    """Which network placed a face's points."""

    LANDMARKER = "landmarker"
    DETECTOR = "detector"


class Blendshape(IntEnum):
    """Where the expressions that are used stand among MediaPipe's 52.

    Left and right are the person's own: their left eye is at the right of a picture that is not
    mirrored. (Names and order: MediaPipe's face_blendshapes, after Apple's ARKit.)
    """

    EYE_BLINK_LEFT = 9
    EYE_BLINK_RIGHT = 10
    JAW_OPEN = 25
    MOUTH_SMILE_LEFT = 44
    MOUTH_SMILE_RIGHT = 45


@dataclass(frozen=True, slots=True, eq=False)
class FaceShape:
    """The form of a face and what it does, as MediaPipe's Face Landmarker sees it in one picture.

    ``mesh``: 478 x 3 float32, MediaPipe's points in their order; x and y in pixels of the
    picture, z in the same unit, 0 near the middle of the head and the nearer the smaller. z is
    the network's guess of a face's usual depth, no measurement. ``blendshapes``: 52 float32, 0
    (not at all) to 1 (fully), at the places that :class:`Blendshape` names.
    """

    mesh: NDArray[np.float32]
    blendshapes: NDArray[np.float32]

    def __post_init__(self) -> None:
        _check_floats("mesh", self.mesh, (478, 3))
        _check_floats("blendshapes", self.blendshapes, (52,))

    def amount(self, blendshape: Blendshape) -> float:
        """How much of an expression there is, 0 to 1."""
        return float(self.blendshapes[blendshape])


def _check_floats(what: str, values: NDArray[Any], shape: tuple[int, ...]) -> None:
    if values.shape != shape or values.dtype != np.float32 or not np.isfinite(values).all():
        raise ValueError(
            f"expected a {what} of {shape} finite float32, got {values.dtype} of {values.shape}"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One face found in a picture.

    ``points`` are the ArcFace five, 5 x 2 float32, in pixels of that picture: the eye at the
    picture's left, the other eye, the tip of the nose, the mouth's corner at the picture's left,
    the other corner. ``score`` is the detector's, 0 to 1. ``shape`` is None where only the
    detector saw the face (``point_source`` says so) or where a stored face is read again.
    """

    box: Box
    points: Points
    score: float
    pose: Pose
    point_source: PointSource
    shape: FaceShape | None = None

    def __post_init__(self) -> None:
        check_points(self.points, 5)


class Advice(StrEnum):
    """What the person can do so that the picture becomes good enough."""

    COME_CLOSER = "come_closer"
    STEP_BACK = "step_back"
    LOOK_AT_CAMERA = "look_at_camera"
    HOLD_STILL = "hold_still"
    MORE_LIGHT = "more_light"
    LESS_LIGHT = "less_light"
    EVEN_LIGHT = "even_light"
    MOVE_TO_MIDDLE = "move_to_middle"
    OPEN_EYES = "open_eyes"
    UNCOVER_FACE = "uncover_face"


@dataclass(frozen=True, slots=True)
class Quality:
    """How usable a face's picture is.

    ``face_px`` is the distance between the eyes in pixels; ``sharpness`` and ``brightness`` are
    0 to 1 as :mod:`desk_access.vision.quality` defines them; ``score`` joins all of them, 0 to 1,
    and weighs a frame in its track. ``advice`` is None when the picture may be embedded.
    """

    face_px: float
    sharpness: float
    brightness: float
    score: float
    advice: Advice | None

    @property
    def usable(self) -> bool:
        """Whether the face may be embedded."""
        return self.advice is None
