"""Hand-written stand-ins for the outside world. Each is an adapter like any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from desk_access.model.arrays import Image, Points, Vector
from desk_access.model.face import Box, Face, PointSource, Pose
from desk_access.model.frame import Frame

# Where the ArcFace five lie in a face box, as shares of its width and height.
_FIVE = np.array([[0.3, 0.4], [0.7, 0.4], [0.5, 0.6], [0.35, 0.8], [0.65, 0.8]], np.float32)
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


def paint_faces(faces: Sequence[tuple[Box, int]], width: int = 640, height: int = 480) -> Image:
    """A picture with flat squares as faces; the number 0 to 255 is the person shown."""
    image = np.full((height, width, 3), 90, np.uint8)
    for box, who in faces:
        x, y, w, h = (round(v) for v in (box.x, box.y, box.width, box.height))
        image[y : y + h, x : x + w] = (_MARK, who, 128)
    return image


def frame_of(image: Image, clock: FakeClock, sequence: int = 0) -> Frame:
    return Frame(image, clock.now(), clock.monotonic(), sequence)


class FakeFinder:
    """Finds the squares of :func:`paint_faces`."""

    def __init__(self) -> None:
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
            points = _FIVE * (box.width, box.height) + (box.x, box.y)
            faces.append(
                Face(box, points.astype(np.float32), 0.9, Pose(0, 0, 0), PointSource.LANDMARKER)
            )
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
        x, y = (round(float(v)) for v in points.mean(axis=0))
        return np.full((112, 112, 3), image[y, x], np.uint8)

    def embed(self, crops: Sequence[Image]) -> list[Vector]:
        self.batches.append(len(crops))
        return [fake_vector(int(crop[0, 0, 1])) for crop in crops]


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
