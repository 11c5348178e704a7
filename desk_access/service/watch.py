"""All cameras at work: frames to the chain, decisions to the ledger, sightings to listeners."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

from desk_access.config import CameraSettings, LivenessSettings
from desk_access.errors import DeskAccessError, UsageError
from desk_access.model.decision import Decision, Verdict
from desk_access.model.frame import Frame
from desk_access.model.status import DeviceNote, Sighting, Snapshot, SourceStatus
from desk_access.service.camera_loop import CameraLoop
from desk_access.service.feed import CameraFeed
from desk_access.service.live_enrolment import LiveEnrolment
from desk_access.service.mirror import GalleryMirror
from desk_access.service.recorder import Recorder, RecordingStatus
from desk_access.service.workbench import Workbench

Listener = Callable[[Sighting], None]


class Watch:
    """Runs a :class:`CameraLoop` for every camera, and the :class:`Recorder` that writes punches.

    Methods may be called on any thread; :meth:`start`, :meth:`stop` and :meth:`replace` by one at
    a time.
    """

    def __init__(
        self,
        cameras: Sequence[CameraSettings],
        feed: Callable[[CameraSettings], CameraFeed],
        workbench: Workbench,
        mirror: GalleryMirror,
        recorder: Recorder,
        liveness: LivenessSettings | None = None,
    ) -> None:
        """``feed`` makes a camera's feed, not yet started."""
        self._cameras = tuple(cameras)
        self._liveness = liveness or LivenessSettings()
        self._make_feed = feed
        self._workbench = workbench
        self._mirror = mirror
        self._recorder = recorder
        self._loops: dict[str, CameraLoop] = {}
        self._listeners: list[Listener] = []
        self._running = False
        self._listening = threading.Lock()

    def start(self) -> None:
        """Open all cameras in the background. What waits from an earlier run is recorded first."""
        loops = {
            camera.name: CameraLoop(
                self._make_feed(camera),
                self._workbench,
                lambda: self._mirror.view,
                self._decided,
                camera.liveness or self._liveness.policy,
            )
            for camera in self._cameras
        }
        self._recorder.start()
        self._running = True
        self._loops = loops
        for loop in loops.values():
            loop.start()

    def stop(self) -> None:
        """Close all cameras and wait until every decision is in the ledger or in the spool."""
        loops, self._loops = self._loops, {}
        for loop in loops.values():
            loop.stop()
        if self._running:
            self._recorder.stop()
            self._running = False

    def replace(self, cameras: Sequence[CameraSettings], liveness: LivenessSettings) -> None:
        """Use these cameras from the next :meth:`start` on. Only while stopped."""
        self._cameras = tuple(cameras)
        self._liveness = liveness

    @property
    def running(self) -> bool:
        """Whether it was started and not yet stopped."""
        return self._running

    def ended(self, timeout: float) -> bool:
        """Whether every source has ended; waits for it at most ``timeout`` seconds a camera."""
        return all(loop.over.wait(timeout) for loop in list(self._loops.values()))

    def wait(self) -> None:
        """Wait until every source has ended and what it brought is on the disk.

        Punches that the ledger did not take lie in the spool then: see :meth:`recorded`.
        """
        for loop in list(self._loops.values()):
            loop.over.wait()
        self._recorder.flush()

    def recorded(self, timeout: float) -> bool:
        """Whether every punch is in the ledger; waits for it at most ``timeout`` seconds."""
        return self._recorder.wait(timeout)

    def recording(self) -> RecordingStatus:
        """How the recording of punches stands. Cheap."""
        return self._recorder.status()

    def dismiss_unrecorded(self) -> None:
        """The operator has seen to the punches that can never be recorded. Raises StoreError."""
        self._recorder.dismiss()

    def cameras(self) -> tuple[str, ...]:
        """The cameras' names."""
        return tuple(camera.name for camera in self._cameras)

    def newest_frame(self, camera: str) -> Frame | None:
        """The newest frame, for display; None before the first. Cheap."""
        loop = self._loops.get(camera)
        return loop.feed.newest() if loop else None

    def newest_snapshot(self, camera: str) -> Snapshot | None:
        """What the chain saw last; None before that and during an enrolment. Cheap."""
        loop = self._loops.get(camera)
        return loop.snapshot if loop else None

    def status(self, camera: str) -> SourceStatus:
        """How the camera is, in words. Raises UsageError for a camera that is not there."""
        loop = self._loops.get(camera)
        if loop is None:
            raise UsageError(f"There is no camera {camera!r} at work.", "Choose one in Settings.")
        return loop.feed.status()

    def failure(self) -> DeskAccessError | None:
        """Why nobody can be recognised or clocked in at the moment; None when all is well."""
        if self._recorder.failure is not None:
            return self._recorder.failure
        return next((loop.failure for loop in self._loops.values() if loop.failure), None)

    @property
    def device(self) -> DeviceNote | None:
        """What the recogniser runs on; None while it is being loaded. Cheap."""
        return self._workbench.device

    @property
    def gallery_note(self) -> str | None:
        """Why some people cannot be recognised: their templates are of another model."""
        return self._mirror.view.note

    def left_out(self, camera: str) -> int:
        """How many faces of a frame were too many to be looked at, at most so far. Cheap."""
        loop = self._loops.get(camera)
        return loop.left_out if loop else 0

    def retry(self, camera: str) -> None:
        """Do not wait for the next attempt to open a lost camera."""
        loop = self._loops.get(camera)
        if loop is not None:
            loop.feed.retry_now()

    def enrol(self, enrolment: LiveEnrolment | None) -> None:
        """Send the frames of its camera to ``enrolment``; None: all cameras recognise again."""
        for name, loop in self._loops.items():
            chosen = enrolment is not None and enrolment.camera == name
            loop.enrol(enrolment if chosen else None)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with every sighting, on the storage thread. Returns the way out."""
        with self._listening:
            self._listeners.append(listener)

        def leave() -> None:
            with self._listening:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return leave

    def _decided(self, loop: CameraLoop, decision: Decision) -> None:
        self._recorder.submit(decision, partial(self._told, loop))

    def _told(self, loop: CameraLoop, sighting: Sighting) -> None:
        """Show what became of a decision: after it is on the disk. On the storage thread."""
        if sighting.decision.verdict is Verdict.RECOGNISED:
            loop.acknowledge(sighting.decision.track, sighting.punch, sighting.unrecorded)
        with self._listening:
            listeners = list(self._listeners)
        for listener in listeners:
            listener(sighting)
