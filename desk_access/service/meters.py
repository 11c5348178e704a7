"""Meters on a stream of frames: how many a second, and whether they show anything."""

from __future__ import annotations

from collections import deque

from desk_access.model.arrays import Image


class RateMeter:
    """Events per second over the last ``window_s`` seconds. Owned by one thread or one lock."""

    def __init__(self, window_s: float = 3.0) -> None:
        self._window_s = window_s
        self._ticks: deque[float] = deque()

    def tick(self, at: float) -> None:
        """An event at ``at``, in seconds of a monotonic clock."""
        self._ticks.append(at)
        self._forget(at)

    def rate(self, at: float) -> float:
        """Events per second as seen at ``at``; 0 with fewer than two events in the window.

        n events make n - 1 intervals: counting events over the window instead reads one too many.
        """
        self._forget(at)
        if len(self._ticks) < 2 or self._ticks[-1] <= self._ticks[0]:
            return 0.0
        return (len(self._ticks) - 1) / (self._ticks[-1] - self._ticks[0])

    def _forget(self, at: float) -> None:
        while self._ticks and self._ticks[0] < at - self._window_s:
            self._ticks.popleft()


class DarkMeter:
    """Notices a covered lens or a dead sensor: nothing but black for ``patience_s`` seconds."""

    _GRID = 16  # every 16th pixel in each direction tells as much as all of them
    _BRIGHTNESS = 6.0  # of 255; a sensor's noise in the dark stays below
    _CONTRAST = 4.0  # standard deviation: a single lamp at night is above it

    def __init__(self, patience_s: float = 1.0) -> None:
        self._patience_s = patience_s
        self._since: float | None = None

    def look(self, image: Image, at: float) -> bool:
        """Whether this picture (h x w x 3 uint8) and all before it for long enough were black.

        ``at`` is in seconds of a monotonic clock.
        """
        sample = image[:: self._GRID, :: self._GRID]
        if sample.mean() >= self._BRIGHTNESS or sample.std() >= self._CONTRAST:
            self._since = None
            return False
        if self._since is None:
            self._since = at
        return at - self._since > self._patience_s
