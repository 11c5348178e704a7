"""What can be asked of any source: its picture turned, and only its beginning."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from desk_access.model.frame import Frame
from desk_access.opencv import cv2
from desk_access.ports import FrameSource

TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
"""Degrees clockwise to OpenCV's names for them."""


class Turned:
    """A source whose picture is turned clockwise by ``rotation`` degrees: 90, 180 or 270."""

    def __init__(self, source: FrameSource, rotation: int) -> None:
        self._source = source
        self._rotation = rotation

    @property
    def live(self) -> bool:
        """Whether it may come back after a loss."""
        return self._source.live

    def open(self) -> None:
        """Open the source. Raises what it raises."""
        self._source.open()

    def read(self) -> Frame | None:
        """The source's next frame, turned."""
        frame = self._source.read()
        if frame is None:
            return None
        turned = np.asarray(cv2.rotate(frame.image, TURNS[self._rotation]), np.uint8)
        return replace(frame, image=turned)

    def close(self) -> None:
        """Close the source."""
        self._source.close()


class Beginning:
    """The first ``seconds`` of a source, counted from its first frame, losses included."""

    def __init__(self, source: FrameSource, seconds: float) -> None:
        self._source = source
        self._seconds = seconds
        self._first: float | None = None

    @property
    def live(self) -> bool:
        """Whether it may come back after a loss."""
        return self._source.live

    def open(self) -> None:
        """Open the source. Raises what it raises."""
        self._source.open()
        if not self.live:
            self._first = None

    def read(self) -> Frame | None:
        """The source's next frame; None at its end and after ``seconds``."""
        frame = self._source.read()
        if frame is None:
            return None
        if self._first is None:
            self._first = frame.monotonic
        return frame if frame.monotonic - self._first < self._seconds else None

    def close(self) -> None:
        """Close the source."""
        self._source.close()
