"""Hand-written stand-ins for the outside world. Each is an adapter like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from desk_access.errors import LivenessUnavailable, ModelMissing, ModelUnusable
from desk_access.model.arrays import Image, Points, Vector
from desk_access.model.face import Box, Face, FaceShape, PointSource, Pose
from desk_access.model.frame import Frame
from desk_access.vision.align import warp

# Where the ArcFace five lie in a face box, as shares of its width and height.
_FIVE = np.array([[0.3, 0.4], [0.7, 0.4], [0.5, 0.6], [0.35, 0.8], [0.65, 0.8]], np.float32)
_TEMPLATE = np.array([[38, 52], [74, 52], [56, 72], [42, 92], [71, 92]], np.float32)
STRAIGHT = Pose(0, 0, 0)
_MARK = 255  # in the blue channel of every pixel of a painted face


class FakeClock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)) -> None:
        self.time = start
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        self.seconds += seconds


def paint_faces(
    faces: Sequence[tuple[Box, int]],
    width: int = 640,
    height: int = 480,
    blurred: bool = False,
) -> Image:
    """A picture with squares as faces; the number 0 to 255 is the person shown.

    A grain in the red channel makes them as sharp as the quality gate wants, unless ``blurred``.
    Persons 2 to 253 keep their number through a good JPEG.
    """
    image = np.full((height, width, 3), 90, np.uint8)
    for box, who in faces:
        x, y, w, h = (round(v) for v in (box.x, box.y, box.width, box.height))
        square = image[y : y + h, x : x + w]
        square[:] = (_MARK, who, 128)
        if not blurred:
            square[..., 2] += _grain(w, h)[: square.shape[0], : square.shape[1]]
    return image


def _grain(width: int, height: int) -> Image:
    """Blocks of 2 pixels and more, at most 15 brighter, the same for the same size."""
    side = max(width // 40, 2)
    blocks = np.random.default_rng(7).integers(0, 16, (height // side + 1, width // side + 1))
    grain: Image = np.kron(blocks, np.ones((side, side), np.int64)).astype(np.uint8)
    return grain[:height, :width]


def frame_of(image: Image, clock: FakeClock, sequence: int = 0, still: bool = False) -> Frame:
    return Frame(image, clock.now(), clock.monotonic(), sequence, still)


def face_in(box: Box, pose: Pose = STRAIGHT, source: PointSource = PointSource.LANDMARKER) -> Face:
    """A face whose points lie in its box as a face's do."""
    points = _FIVE * (box.width, box.height) + (box.x, box.y)
    return Face(box, points.astype(np.float32), 0.9, pose, source)


def shape_in(box: Box, opening: float) -> FaceShape:
    """A mesh with eyes in the box that are open so far, in units of the eyes' distance to the chin;
    everything else of it lies in the chin."""
    chin = box.y + 0.95 * box.height
    eyes = chin - 0.55 * box.height
    mesh = np.full((478, 3), chin, np.float32)
    mesh[:, 0] = box.centre[0]
    mesh[[33, 133, 362, 263, 145, 153, 144, 374, 380, 373], 1] = eyes
    mesh[[159, 158, 160, 386, 385, 387], 1] = eyes - opening * (chin - eyes)
    return FaceShape(mesh, np.zeros(52, np.float32))


class FakeFinder:
    """Finds the squares of :func:`paint_faces`, all in one pose, with a mesh if eyes are set."""

    def __init__(self) -> None:
        self.opening: float | None = None
        self.pose = STRAIGHT
        self.source = PointSource.LANDMARKER
        self.closed = False

    def find(self, image: Image) -> tuple[Face, ...]:
        marked = image[..., 0] == _MARK
        faces = []
        for who in np.unique(image[..., 1][marked]):
            rows, columns = np.nonzero(marked & (image[..., 1] == who))
            box = Box(
                float(columns.min()),
                float(rows.min()),
                float(np.ptp(columns) + 1),
                float(np.ptp(rows) + 1),
            )
            face = face_in(box, self.pose, self.source)
            if self.opening is not None:
                face = replace(face, shape=shape_in(box, self.opening))
            faces.append(face)
        return tuple(sorted(faces, key=lambda face: -face.box.area))

    def close(self) -> None:
        self.closed = True


class FakeEmbedder:
    """Embeds the colour of a painted face: each person has a direction of their own."""

    def __init__(self, digest: str = "f" * 64, device: str = "CPU") -> None:
        self.digest = digest
        self.device = device
        self.batches: list[int] = []

    def align(self, image: Image, points: Points) -> Image:
        return warp(image, points, _TEMPLATE, (112, 112))

    def embed(self, crops: Sequence[Image]) -> list[Vector]:
        self.batches.append(len(crops))
        return [fake_vector(round(float(crop[40:80, 40:72, 1].mean()))) for crop in crops]


class FakeLiveness:
    """Says of every face what it was told to; ``boxes`` are those it was asked about.

    While ``missing`` it cannot be made ready, while ``failing`` it fails when it looks.
    """

    def __init__(self, log_odds: float = 4.0) -> None:
        self.log_odds = log_odds
        self.boxes: list[Box] = []
        self.missing = False
        self.failing = False

    def ready(self) -> None:
        if self.missing:
            raise LivenessUnavailable.because(ModelMissing("The file is not there.", "Get it."))

    def look(self, image: Image, box: Box) -> float:
        self.ready()
        if self.failing:
            raise LivenessUnavailable.because(ModelUnusable("The model fails.", "Get another."))
        self.boxes.append(box)
        return self.log_odds if image.any() else -self.log_odds


def fake_vector(who: int) -> Vector:
    """The unit vector of a painted person; two persons' cosines stay under 0.3."""
    vector = np.random.default_rng(who).standard_normal(256).astype(np.float32)
    return vector / np.linalg.norm(vector)


class ScriptedSource:
    """A source that gives the frames it was given, then ends, or fails as told."""

    def __init__(self, frames: Sequence[Frame | Exception], live: bool = False) -> None:
        self._script = list(frames)
        self.live = live
        self.opened = 0
        self.closed = 0

    def open(self) -> None:
        self.opened += 1

    def read(self) -> Frame | None:
        if not self._script:
            return None
        item = self._script.pop(0)
        if isinstance(item, Exception):
            raise item
        return item

    def close(self) -> None:
        self.closed += 1
