"""A source that shows what happens now: a camera or a network stream."""

from __future__ import annotations

from collections.abc import Callable

from desk_access.capture.grabber import Grabber
from desk_access.errors import DeskAccessError, SourceUnavailable
from desk_access.model.frame import Frame
from desk_access.opencv import cv2
from desk_access.ports import Clock


class LiveSource:
    """Opens what ``connect`` gives and stamps each picture with the time at which it arrived.

    ``subject`` begins the sentences about it ("Camera number 0"), ``cure`` says what to do when it
    does not answer. ``connect`` may raise SourceUnavailable itself. ``explain``, asked when it ends
    after one picture or none, may know why; it may block.
    """

    live = True

    def __init__(
        self,
        connect: Callable[[], cv2.VideoCapture],
        subject: str,
        cure: str,
        clock: Clock,
        explain: Callable[[], DeskAccessError | None] | None = None,
    ) -> None:
        self._connect = connect
        self._subject = subject
        self._cure = cure
        self._clock = clock
        self._explain = explain
        self._grabber = Grabber()
        self._sequence = 0

    def open(self) -> None:
        """Connect. Raises SourceUnavailable, or what explains that it gives nothing."""
        self._sequence = 0
        if not self._grabber.open(self._connect):
            raise self._failure("does not answer")

    def read(self) -> Frame | None:
        """The next frame; None once closed. Blocks. Raises SourceUnavailable when lost."""
        image = self._grabber.read()
        if image is None:
            if self._grabber.closed.is_set():
                return None
            raise self._failure("stopped answering")
        frame = Frame(image, self._clock.now(), self._clock.monotonic(), self._sequence)
        self._sequence += 1
        return frame

    def _failure(self, what: str) -> DeskAccessError:
        known = self._explain() if self._explain and self._sequence <= 1 else None
        return known or SourceUnavailable(f"{self._subject} {what}.", self._cure)

    def close(self) -> None:
        """Release it; on any thread, at any time."""
        self._grabber.close()
