"""A cv2.VideoCapture that may be closed at any time, from any thread."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock

import numpy as np

from desk_access.model.arrays import Image
from desk_access.opencv import cv2


class Grabber:
    """Opens and reads one capture on one thread; closed from any.

    OpenCV crashes when a capture is released while another thread reads from it, so a close that
    comes during a blocking call is carried out by that call's thread when it returns.
    """

    def __init__(self) -> None:
        self.closed = Event()
        self._lock = Lock()
        self._capture: cv2.VideoCapture | None = None

    def open(self, connect: Callable[[], cv2.VideoCapture]) -> bool:
        """Whether ``connect`` gave a capture that is open. Blocks as long as the device does."""
        self.closed.clear()
        with self._lock:
            capture = connect()
            opened = capture.isOpened()
            self._capture = capture if opened else None
        if self.closed.is_set():
            self._release()
        return opened

    def read(self) -> Image | None:
        """The next picture; None when there is none, or when closed. Blocks."""
        with self._lock:
            if self._capture is None:
                return None
            try:
                given, picture = self._capture.read()
            except cv2.error:  # a damaged picture that a decoder refuses with an assertion
                given = False
        if self.closed.is_set():
            self._release()
            return None
        return np.asarray(picture, np.uint8) if given else None

    def get(self, prop: int) -> float:
        """A property of the capture, 0 when closed; for the thread that reads."""
        with self._lock:
            return self._capture.get(prop) if self._capture is not None else 0.0

    def close(self) -> None:
        """Release the capture now, or when the call under way returns. Never waits for it."""
        self.closed.set()
        self._release()

    def _release(self) -> None:
        if self._lock.acquire(blocking=False):
            try:
                if self._capture is not None:
                    self._capture.release()
                    self._capture = None
            finally:
                self._lock.release()
