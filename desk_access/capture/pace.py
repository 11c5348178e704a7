"""The times of a recording's frames: as they pass now, or as the file's own stamps tell."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

from desk_access.model.arrays import Image
from desk_access.model.frame import Frame
from desk_access.ports import Clock

_LATE_S = 0.5  # a machine this far behind plays on from here instead of hurrying after


class Pace:
    """Stamps a recording's frames, at its own speed or, when ``fast``, as soon as they are there.

    At its own speed a frame carries the clock's time at which it is due. Fast, it carries the
    time of :meth:`begin` plus its position, so that a minute of the file is a minute of the log
    however long it took. For the thread that reads.
    """

    def __init__(self, clock: Clock, *, fast: bool) -> None:
        self._clock = clock
        self._fast = fast
        self.begin()

    def begin(self) -> None:
        """The recording begins now."""
        self._now = self._clock.now()
        self._monotonic = self._clock.monotonic()
        self._sequence = 0

    def frame(
        self, image: Image, position: float, closed: Event, *, still: bool = False
    ) -> Frame | None:
        """The frame at ``position`` seconds, when it is due; None if ``closed`` comes first."""
        due = self._monotonic + position
        if not self._fast:
            late = self._clock.monotonic() - due
            if closed.wait(max(0.0, -late)):
                return None
            if late > _LATE_S:
                self._monotonic += late
                self._now += timedelta(seconds=late)
        frame = Frame(
            image,
            self._now + timedelta(seconds=position),
            self._monotonic + position,
            self._sequence,
            still,
        )
        self._sequence += 1
        return frame
