"""A recording: a video file or an animated GIF."""

from __future__ import annotations

from pathlib import Path

from desk_access.capture.grabber import Grabber
from desk_access.capture.pace import Pace
from desk_access.capture.picture_header import MAX_PIXELS
from desk_access.errors import SourceUnusable
from desk_access.model.arrays import Image
from desk_access.model.frame import Frame
from desk_access.opencv import cv2
from desk_access.ports import Clock

_LONGEST_GAP_S = 60.0  # between two frames; beyond, the stamp is damaged
_USUAL_RATE = 25.0


class VideoFile:
    """Plays ``path`` once, at its own speed or, when ``fast``, as fast as it is read.

    One that was cut off plays as far as it goes. Times are the file's own stamps (a GIF's delays,
    a variable frame rate), see :class:`~desk_access.capture.pace.Pace`.
    """

    live = False

    def __init__(self, path: Path, clock: Clock, *, fast: bool = False) -> None:
        self._path = path
        self._grabber = Grabber()
        self._pace = Pace(clock, fast=fast)
        self._pending: Image | None = None
        self._position = 0.0
        self._stamp = 0.0
        self._usual_gap = 1 / _USUAL_RATE

    def open(self) -> None:
        """Open it and read its first picture. Raises SourceUnusable."""
        self._check_file()
        # An absolute path: FFmpeg takes what stands before a colon for a protocol.
        path = str(self._path.resolve())
        opened = self._grabber.open(lambda: cv2.VideoCapture(path, cv2.CAP_FFMPEG))
        self._pending = self._first() if opened else None
        if self._pending is None:
            self._grabber.close()
            raise SourceUnusable(
                f"{self._path} is not a video that can be played.",
                "It may be damaged, unfinished, or of another kind. Try it in a video player.",
            )
        rate = self._grabber.get(cv2.CAP_PROP_FPS)
        self._usual_gap = 1 / rate if 0 < rate <= 1000 else 1 / _USUAL_RATE
        self._stamp = self._grabber.get(cv2.CAP_PROP_POS_MSEC) / 1000
        self._position = 0.0
        self._pace.begin()

    def read(self) -> Frame | None:
        """The next frame; None at the end or once closed. Blocks until the frame is due."""
        image, self._pending = self._pending, None
        if image is None:
            image = self._grabber.read()
            if image is None:
                return None
            self._advance()
        return self._pace.frame(image, self._position, self._grabber.closed)

    def close(self) -> None:
        """Release it; on any thread, at any time."""
        self._grabber.close()

    def _advance(self) -> None:
        """Move the position to the frame just read. Raw streams carry no stamps, or broken ones."""
        stamp = self._grabber.get(cv2.CAP_PROP_POS_MSEC) / 1000
        gap = stamp - self._stamp
        self._position += gap if 0 < gap <= _LONGEST_GAP_S else self._usual_gap
        self._stamp = stamp

    def _first(self) -> Image | None:
        width = self._grabber.get(cv2.CAP_PROP_FRAME_WIDTH)
        height = self._grabber.get(cv2.CAP_PROP_FRAME_HEIGHT)
        return self._grabber.read() if width * height <= MAX_PIXELS else None

    def _check_file(self) -> None:
        try:
            with self._path.open("rb") as file:
                head = file.read(4096)
        except OSError as error:
            raise SourceUnusable(
                f"{self._path} cannot be read ({error.strerror}).", "Check the file."
            ) from error
        if not head:
            raise SourceUnusable(f"{self._path} is empty.", "Choose another file.")
        if _is_text(head):
            # FFmpeg plays a text file as a picture of text, and follows a playlist elsewhere.
            raise SourceUnusable(f"{self._path} is text, not a video.", "Choose another file.")


def _is_text(head: bytes) -> bool:
    return b"\0" not in head and all(byte >= 32 or byte in b"\t\n\f\r\x1b" for byte in head)
