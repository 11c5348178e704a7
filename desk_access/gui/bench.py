"""Runs the real window on a source and measures what a person in front of it would feel."""

from __future__ import annotations

import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from desk_access.bootstrap import Playback, frames_of, open_desk
from desk_access.config import CameraSettings
from desk_access.errors import EnrolmentRefused, SourceUnavailable
from desk_access.gui.app import run_window
from desk_access.gui.widgets.video_canvas import VideoCanvas
from desk_access.gui.window import MainWindow
from desk_access.model.status import Sighting, Snapshot
from desk_access.service.bench import STALL_MS, StageMeter, WindowFigures
from desk_access.service.desk import Desk

_BEAT_MS: Final = 5
_CAMERA: Final = "bench"
_SETTLED: Final = 0.2
"""The share of the run after which memory is first read: caches are filled by then."""


class Heartbeat:
    """How late the beats of a thread come. Times in seconds of one monotonic clock."""

    def __init__(self, period_s: float, stall_s: float) -> None:
        self._period_s = period_s
        self._stall_s = stall_s
        self._last: float | None = None
        self.stalls = 0
        self.longest_s = 0.0

    def beat(self, at: float) -> None:
        """A beat at ``at``; late is what goes beyond one period since the last."""
        if self._last is not None:
            late = at - self._last - self._period_s
            self.longest_s = max(self.longest_s, late)
            self.stalls += late > self._stall_s
        self._last = at


class _Probe(QObject):
    """Looks at the window five times in a frame's time, and closes it when the time is over."""

    def __init__(self, window: MainWindow, seconds: float) -> None:
        super().__init__(window)
        self._window = window
        self._seconds = seconds
        self._desk: Desk | None = None
        self._begun: float | None = None
        self._snapshot: Snapshot | None = None
        self._memory: float | None = None
        self._canvases: list[VideoCanvas] = []
        self._seen_painted = 0
        self._meter = StageMeter()
        self._heart = Heartbeat(_BEAT_MS / 1000, STALL_MS / 1000)
        self._decisions: list[float] = []
        self.figures: WindowFigures | None = None
        window.startup.opened.connect(self._opened)
        self._timer = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _opened(self, desk: Desk) -> None:
        self._desk = desk
        desk.watch.subscribe(self._decided)

    def _decided(self, sighting: Sighting) -> None:
        self._decisions.append(sighting.decision.latency_ms)

    def _beat(self) -> None:
        if self._desk is None or self._desk.watch.newest_snapshot(_CAMERA) is None:
            return  # still starting: loading is measured apart
        now = time.perf_counter()
        if self._begun is None:
            self._begun = now
            self._canvases = self._window.findChildren(VideoCanvas)
        self._heart.beat(now)
        self._look(self._desk)
        over = (now - self._begun) / self._seconds
        if over >= _SETTLED and self._memory is None:
            self._memory = resident_mb()
        if over >= 1.0:
            self._timer.stop()
            self.figures = self._measured(self._desk, now - self._begun)
            self._window.close()

    def _look(self, desk: Desk) -> None:
        snapshot = desk.watch.newest_snapshot(_CAMERA)
        if snapshot is not None and snapshot is not self._snapshot:
            self._snapshot = snapshot
            for stage, ms in snapshot.stage_ms.items():
                self._meter.add(stage, ms)
            self._meter.add("whole chain", sum(snapshot.stage_ms.values()))
        painted = self._painted()
        if painted != self._seen_painted:
            self._seen_painted = painted
            self._meter.add("painting", max(canvas.paint_ms for canvas in self._canvases))

    def _painted(self) -> int:
        return sum(canvas.painted for canvas in self._canvases)

    def _measured(self, desk: Desk, seconds: float) -> WindowFigures:
        status = desk.watch.status(_CAMERA)
        now = resident_mb()
        return WindowFigures(
            seconds=seconds,
            received=status.received,
            painted=self._painted(),
            not_analysed=status.dropped,
            stages=self._meter.figures(),
            decision_ms=list(self._decisions),
            stalls=self._heart.stalls,
            longest_stall_ms=self._heart.longest_s * 1000,
            memory_mb=(self._memory, now) if self._memory is not None and now else None,
        )


def bench_window(source: str, seconds: float) -> WindowFigures:
    """Run the window on ``source`` in a workspace of its own. Main thread; needs a screen.

    Whoever is seen alone in the first second is enrolled, so that there is somebody to recognise.
    """
    probes: list[_Probe] = []
    with tempfile.TemporaryDirectory(prefix="desk-access-") as name:
        folder = Path(name)
        desk = open_desk(folder)
        try:
            cameras = (CameraSettings(name=_CAMERA, source=source),)
            desk.change_settings(lambda now: replace(now, cameras=cameras))
            frames = frames_of(source, Playback(fast=True, seconds=1.0))
            with suppress(EnrolmentRefused):
                desk.enrolment.save(desk.enrolment.from_clip("1", "Bench", "", frames))
        finally:
            desk.close()
        run_window(folder, lambda window: probes.append(_Probe(window, seconds)))
    figures = probes[0].figures
    if figures is None:
        raise SourceUnavailable(
            f"The window was closed before {seconds:.0f} s were over.", "Leave it open."
        )
    return figures


def resident_mb() -> float | None:
    """What this process holds in memory, in MB; None where the system does not tell (not Linux)."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return None
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
