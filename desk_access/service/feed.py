"""One camera, kept running: read off every other thread, watched, and brought back when lost."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread

from desk_access.errors import SourceUnavailable
from desk_access.model.frame import Frame, SourceKind
from desk_access.model.status import SourceState, SourceStatus
from desk_access.ports import Clock, FrameSource
from desk_access.service.meters import DarkMeter, RateMeter
from desk_access.service.slot import NewestSlot
from desk_access.service.source_reader import SourceReader

_MAX_STUCK = 3  # readers that a driver holds; more of them would not get the camera back


@dataclass(frozen=True, slots=True)
class FeedTimes:
    """How long a feed waits, in seconds.

    ``stall``: without a frame, before a live source counts as lost; ``opening``: for the first
    frame; ``retries``: between attempts, the last for ever; ``stopping``: for its threads to end.
    """

    stall: float = 1.5
    opening: float = 15.0
    retries: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
    stopping: float = 2.0


class CameraFeed:
    """Reads a source into a newest-frame slot and tells how it is.

    ``opener`` makes a new source for each attempt and is called on the reader's thread. A live
    source that gives no frame, or fails, is reported as LOST and opened anew with back-off until
    it returns. A reader that is stuck in a driver is given up and delivers nothing any more, so
    that two never write into one slot. A recording ends as ENDED. What can never work ends as
    UNUSABLE. With ``every_frame`` a recording waits for the analyser instead of dropping frames.

    One consumer calls :meth:`take`. Every method may be called on any thread; none waits for the
    camera except :meth:`stop`, and that for a bounded time.
    """

    def __init__(
        self,
        name: str,
        opener: Callable[[], FrameSource],
        clock: Clock,
        *,
        every_frame: bool = False,
        times: FeedTimes | None = None,
        kind: SourceKind | None = None,
    ) -> None:
        self.name = name
        self.kind = kind
        self._opener = opener
        self._clock = clock
        self._every_frame = every_frame
        self._times = times or FeedTimes()
        self._slot: NewestSlot[Frame] = NewestSlot()
        self._changed = Condition()
        self._state = SourceState.STOPPED
        self._reason = ""
        self._reader: SourceReader | None = None
        self._stuck: list[SourceReader] = []
        self._begun_at = 0.0
        self._heard_at: float | None = None
        self._retry_at: float | None = None
        self._stopping = False
        self._rate = RateMeter()
        self._dark = DarkMeter()
        self._supervisor = Thread(target=self._supervise, name=f"watchdog of {name}", daemon=True)

    def start(self) -> None:
        """Open the camera in the background. Called once."""
        with self._changed:
            self._state = SourceState.OPENING
        self._supervisor.start()

    def stop(self) -> None:
        """Stop reading and wait for the threads. May be called again, and before :meth:`start`.

        A native call that does not return is left to a daemon thread, which ends when it does.
        """
        with self._changed:
            self._stopping = True
            self._state, self._retry_at = SourceState.STOPPED, None
            reader = self._reader
            self._changed.notify_all()
        self._slot.close()
        if reader is not None:
            reader.abandon()
            reader.join(self._times.stopping)
        if self._supervisor.is_alive():
            self._supervisor.join(self._times.stopping)

    def retry_now(self) -> None:
        """Do not wait for the next attempt, because a camera was plugged in or a user asks."""
        with self._changed:
            if self._retry_at is not None:
                self._retry_at = self._clock.monotonic()
                self._changed.notify_all()

    def newest(self) -> Frame | None:
        """The newest frame for display, taken or not; None before the first."""
        return self._slot.peek()

    def take(self, timeout: float) -> Frame | None:
        """The newest frame that was not taken yet; None if none comes within ``timeout`` s.

        After :meth:`stop` the answer is None at once.
        """
        return self._slot.take(timeout)

    def status(self) -> SourceStatus:
        """How the camera is now, in words."""
        with self._changed:
            now = self._clock.monotonic()
            retry_in = None if self._retry_at is None else max(0.0, self._retry_at - now)
            return SourceStatus(
                state=self._state,
                message=self._message(retry_in),
                rate=self._rate.rate(now),
                received=self._slot.received,
                dropped=self._slot.dropped,
                retry_in=retry_in,
            )

    def _message(self, retry_in: float | None) -> str:
        words = {
            SourceState.OPENING: f"{self.name} is being opened.",
            SourceState.LIVE: f"{self.name} is running.",
            SourceState.DARK: (
                f"{self.name} gives only black pictures. Check its cover and its cable."
            ),
            SourceState.ENDED: f"{self.name} has come to its end.",
            SourceState.STOPPED: f"{self.name} is switched off.",
        }
        if self._state is SourceState.LOST:
            when = f"in {math.ceil(retry_in)} s" if retry_in else "now"
            return f"{self._reason} Trying again {when}."
        return words.get(self._state, self._reason)

    def _supervise(self) -> None:
        failures = -1
        while (reader := self._begin()) is not None:
            stalled = self._watch(reader)
            if stalled:
                reader.abandon()
                self._stuck.append(reader)
            failures = failures + 1 if self._heard_at is None else 0
            if not self._settle(reader, stalled, failures):
                return
            self._pause()

    def _begin(self) -> SourceReader | None:
        """A new reader in place of the last, or None once the feed stops."""
        with self._changed:
            if self._stopping:
                return None
            self._begun_at, self._heard_at = self._clock.monotonic(), None
            self._dark = DarkMeter()
            self._reader = SourceReader(self.name, self._opener, self._deliver, self._wake)
            self._reader.start()
            return self._reader

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _deliver(self, reader: SourceReader, frame: Frame) -> None:
        """Take a frame from ``reader``, on its thread."""
        with self._changed:
            if reader is not self._reader or self._stopping:
                return
            now = self._clock.monotonic()
            if self._heard_at is None:
                self._changed.notify_all()  # from now on the watchdog is less patient
            self._heard_at, self._retry_at = now, None
            if frame.repeated:
                return
            self._rate.tick(now)
            dark = self._dark.look(frame.image, now)
            self._state = SourceState.DARK if dark else SourceState.LIVE
            self._slot.put(frame)
        if self._every_frame and not reader.live:
            while not reader.abandoned and not self._slot.wait_taken(0.1):
                pass

    def _watch(self, reader: SourceReader) -> bool:
        """Return when the reader is done; true when it has given nothing for too long instead."""
        with self._changed:
            while not reader.done and not self._stopping:
                if self._heard_at is None:
                    deadline = self._begun_at + self._times.opening
                else:
                    deadline = self._heard_at + self._times.stall
                left = deadline - self._clock.monotonic()
                if not reader.live:  # a recording may show one picture for minutes
                    left = self._times.opening
                elif left <= 0:
                    self._reader = None
                    return True
                self._changed.wait(left)
            return False

    def _settle(self, reader: SourceReader, stalled: bool, failures: int) -> bool:
        """Say what became of the reader, the ``failures``-th to fail; whether to try again."""
        with self._changed:
            self._reader = None
            if self._stopping:
                return False
            if not stalled and reader.ended:
                self._state = SourceState.ENDED
                return False
            if not stalled and not (isinstance(reader.error, SourceUnavailable) and reader.live):
                self._state = SourceState.UNUSABLE
                self._reason = f"{self.name}: {reader.error or 'it failed inside the program.'}"
                return False
            if self._heard_at is not None:
                self._reason = f"{self.name} stopped answering."
            elif reader.error is not None:
                self._reason = f"{self.name}: {reader.error}"
            else:
                self._reason = f"{self.name} does not answer."
            self._state = SourceState.LOST
            waits = self._times.retries
            self._retry_at = self._clock.monotonic() + waits[min(failures, len(waits) - 1)]
            return True

    def _pause(self) -> None:
        """Wait until it is time for the next attempt."""
        with self._changed:
            while not self._stopping and self._retry_at is not None:
                self._stuck = [reader for reader in self._stuck if not reader.done]
                left = self._retry_at - self._clock.monotonic()
                if left <= 0 and len(self._stuck) < _MAX_STUCK:
                    return
                self._changed.wait(left if left > 0 else 0.5)
