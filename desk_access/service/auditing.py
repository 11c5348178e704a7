"""Audits by themselves: at start and every night; and anchors, on a schedule and at every close."""

from __future__ import annotations

import logging
import shlex
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from desk_access.config import AuditSettings
from desk_access.errors import DeskAccessError
from desk_access.model.audit import AuditReport, Fault
from desk_access.ports import Audits, Clock

_EVERY: Final = timedelta(hours=24)
"""So often everything is verified."""

_LONGEST_SLEEP_S: Final = 300.0
"""A clock that is set, or a machine that wakes, is noticed after so long at the latest."""

_PROGRAM_S: Final = 60.0
"""So long the operator's program may take for an anchor."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MadeAnchor:
    """An anchor, where it is kept, and why the operator's program failed, "" if it did not."""

    line: str
    kept: tuple[Path, ...]
    failure: str = ""


class AuditDesk:
    """Verifies the ledger and makes its anchors. Methods block; any thread but the GUI's.

    Once started, a thread of its own does both when it is time. Nothing here stops a punch.
    """

    def __init__(self, audits: Audits, clock: Clock, settings: AuditSettings) -> None:
        self._audits = audits
        self._clock = clock
        self._settings = settings
        self._anchored: datetime | None = None
        self._verified: datetime | None = None
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None
        self._listeners: list[Callable[[AuditReport], None]] = []
        self.report: AuditReport | None = None
        """The newest; None until the first is done."""
        self.trouble = ""
        """Why there is no anchor, or the first fault, in a line; cheap, for a status line."""

    def start(self) -> None:
        """Verify now, then every night; make anchors on schedule."""
        self._thread = threading.Thread(target=self._work, name="audit", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, after what is being done."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def configure(self, settings: AuditSettings) -> None:
        """Take other settings into force."""
        self._settings = settings
        self._woken.set()

    def subscribe(self, listener: Callable[[AuditReport], None]) -> None:
        """Call ``listener`` with every report, on the thread that made it."""
        self._listeners.append(listener)

    def verify(self) -> AuditReport:
        """Verify now, against the anchors too. Raises StoreError."""
        report = self._audits.verify(folder=self._settings.folder)
        self._verified = self._clock.now()
        self.report = report
        self.trouble = _in_words(report.faults)
        for listener in self._listeners:
            listener(report)
        return report

    def make_anchor(self) -> MadeAnchor:
        """Make an anchor, keep it, and give it to the operator's program.

        Raises SignatureUnusable without the key, StoreError where it cannot be kept.
        """
        settings = self._settings
        self._anchored = self._clock.now()
        line = self._audits.anchor(self._anchored)
        kept = tuple(self._audits.keep(line, settings.folder))
        return MadeAnchor(line, kept, _run(settings.program, line) if settings.program else "")

    def anchor_quietly(self) -> None:
        """The same after a month was closed: a failure is logged and told, and stops nothing."""
        try:
            failure = self.make_anchor().failure
        except DeskAccessError as error:
            failure = str(error)
        if failure:
            log.warning("the ledger was not anchored: %s", failure)
            self.trouble = failure

    def _work(self) -> None:
        try:
            # An old copy or a forged end is told at once; the rest may take minutes.
            self.trouble = _in_words(self._audits.end_faults(self._settings.folder))
        except DeskAccessError as error:
            log.warning("the ledger's end was not verified: %s", error)
        while not self._stopping.is_set():
            self._woken.clear()
            now = self._clock.now()
            if _due(self._verified, _EVERY, now):
                self._verified = now
                try:
                    self.verify()
                except DeskAccessError as error:
                    log.warning("the ledger was not verified: %s", error)
                    self.trouble = str(error)
            every = self._settings.every_h
            if every and _due(self._last_anchor(), timedelta(hours=every), now):
                self.anchor_quietly()
            if not self._stopping.is_set():
                self._woken.wait(_LONGEST_SLEEP_S)

    def _last_anchor(self) -> datetime | None:
        """When the last one was made, or tried: a failure waits as long as a success."""
        if self._anchored is None:
            try:
                self._anchored = self._audits.last_anchor(self._settings.folder)
            except DeskAccessError as error:
                log.warning("the anchors cannot be read: %s", error)
        return self._anchored


def _due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether it is time again; also after the clock was set back."""
    return last is None or now - last >= every or now < last


def _in_words(faults: Sequence[Fault]) -> str:
    """The first fault and what to do, and how many more there are; "" without one."""
    if not faults:
        return ""
    first, more = faults[0], len(faults) - 1
    rest = f" There are {more} more faults: desk-access audit verify" if more else ""
    return f"The audit found a fault. {first.what} {first.cure}{rest}"


def _run(template: str, line: str) -> str:
    """Run the operator's program without a shell; returns why it failed, "" if it did not."""
    try:
        command = [part.replace("{anchor}", line) for part in shlex.split(template)]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PROGRAM_S, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return f"The program for anchors could not be run ({error})."
    if done.returncode == 0:
        return ""
    said = done.stderr.decode(errors="replace").strip().splitlines()
    return f"The program for anchors ended with {done.returncode}: {said[-1] if said else ''}"
