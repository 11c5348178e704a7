"""One camera's way through the chain: the newest frame in, decisions out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Final

from desk_access.errors import DeskAccessError
from desk_access.model.decision import Decision
from desk_access.model.frame import Frame
from desk_access.model.liveness import LivenessPolicy
from desk_access.model.punch import Punch
from desk_access.model.status import Snapshot, SourceState
from desk_access.model.waiting_punch import Unrecorded
from desk_access.service.analyser import Analyser
from desk_access.service.bugs import surface
from desk_access.service.feed import CameraFeed
from desk_access.service.live_enrolment import LiveEnrolment
from desk_access.service.liveness import LivenessGate
from desk_access.service.mirror import GalleryView
from desk_access.service.workbench import Tools, Workbench

_TAKE_S: Final = 0.2
_AFTER_A_FAILURE_S: Final = 2.0
_OVER: Final = (SourceState.ENDED, SourceState.UNUSABLE, SourceState.STOPPED)


class CameraLoop:
    """Analyses what a feed brings, on a thread of its own that waits for the inference thread.

    While somebody is being enrolled at this camera its frames go there instead: nobody is clocked
    in by looking into the camera for an enrolment.
    """

    def __init__(
        self,
        feed: CameraFeed,
        workbench: Workbench,
        view: Callable[[], GalleryView],
        decided: Callable[[CameraLoop, Decision], None],
        liveness: LivenessPolicy,
    ) -> None:
        """``decided`` is called on this camera's thread with each decision."""
        self.feed = feed
        self.snapshot: Snapshot | None = None
        self.failure: DeskAccessError | None = None
        self.over = threading.Event()
        self.left_out = 0
        self._workbench = workbench
        self._analyser = Analyser(feed.name, view, LivenessGate(liveness), feed.kind)
        self._decided = decided
        self._enrolment: LiveEnrolment | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"chain of {feed.name}", daemon=True)

    def start(self) -> None:
        """Open the camera and begin. Called once."""
        self.feed.start()
        self._thread.start()

    def stop(self) -> None:
        """End both threads and wait for them."""
        self._stopping.set()
        self.feed.stop()
        if self._thread.is_alive():
            self._thread.join()

    def enrol(self, enrolment: LiveEnrolment | None) -> None:
        """Send the frames to ``enrolment`` from now on; None: back to recognition. Any thread."""
        self._enrolment = enrolment

    def acknowledge(
        self, track: int, punch: Punch | None, unrecorded: Unrecorded | None = None
    ) -> None:
        """Show with its track what became of it; a ``punch`` is on the disk. Any thread."""
        shown = self._workbench.submit(
            lambda _: self._analyser.acknowledge(track, punch, unrecorded)
        )
        shown.add_done_callback(surface)

    def _run(self) -> None:
        last: Frame | None = None
        try:
            while not self._stopping.is_set():
                # Asked first: what came before the end is still taken.
                over = self.feed.status().state in _OVER
                frame = self.feed.take(_TAKE_S)
                if frame is not None:
                    last = frame
                    self._work(partial(self._look, frame))
                elif over:
                    break
            # At the end of a recording little evidence must do; a camera that broke off is none.
            ended = self.feed.status().state is SourceState.ENDED
            if last is not None and ended and not self._stopping.is_set():
                self._work(lambda _: self._analyser.finish(last))
        except Exception:
            self.failure = DeskAccessError(
                f"{self.feed.name} is no longer watched: the program has a fault.",
                "Close it and start it again.",
            )
            raise
        finally:
            self.over.set()

    def _work(self, work: Callable[[Tools], tuple[Decision, ...]]) -> None:
        """Have the inference thread do ``work``, and hand on what it decided."""
        try:
            decisions = self._workbench.run(work)
        except DeskAccessError as error:
            # A model is missing or a GPU was refused: say so, and try again when it may be mended.
            self.failure = error
            self._stopping.wait(_AFTER_A_FAILURE_S)
            return
        self.failure = None
        for decision in decisions:
            self._decided(self, decision)

    def _look(self, frame: Frame, tools: Tools) -> tuple[Decision, ...]:
        enrolment = self._enrolment
        if enrolment is not None:
            enrolment.offer(frame, tools)
            self.snapshot = None
            return ()
        analysis = self._analyser.analyse(frame, tools)
        self.snapshot = analysis.snapshot
        self.left_out = max(self.left_out, analysis.snapshot.left_out)
        return analysis.decisions
