"""A face in a picture: where it is, how it is turned, how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One face found in a picture.

    ``points`` are the ArcFace five, 5 x 2 float32, in pixels of that picture: the eye at the
    picture's left, the other eye, the tip of the nose, the mouth's corner at the picture's left,
    the other corner. ``score`` is the detector's, 0 to 1.
    """

    box: Box
    points: Points
    score: float
    pose: Pose
    point_source: PointSource

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
