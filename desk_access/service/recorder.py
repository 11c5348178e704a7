"""Punches into the ledger, on a thread of its own; what it does not take waits on the disk."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Final

from desk_access.errors import (
    DeskAccessError,
    PersonNotFound,
    StoreError,
    WorkspaceBusy,
    WorkspaceUnavailable,
)
from desk_access.model.decision import Decision
from desk_access.model.person import Person
from desk_access.model.status import Sighting
from desk_access.model.waiting_punch import Unrecorded, WaitingPunch
from desk_access.ports import PunchSpool
from desk_access.service.attendant import Attendant
from desk_access.service.bugs import report

_TRY_AGAIN_S: Final = 1.0
"""Between attempts to write what waits: whoever still stands there is greeted within this."""

_FAULT: Final = DeskAccessError(
    "A fault of the program kept a punch from being written.", "Close it and start it again."
)

Told = Callable[[Sighting], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RecordingStatus:
    """How the recording of punches stands.

    ``waiting`` are on the disk, to be written into the ledger; ``unsaved`` are in memory alone.
    ``refused`` are punches of people who are no longer enrolled; ``damaged`` counts lines of the
    spool that cannot be read. ``failure`` says why the ledger took none; None when it does.
    """

    waiting: int = 0
    unsaved: int = 0
    refused: tuple[WaitingPunch, ...] = ()
    damaged: int = 0
    failure: DeskAccessError | None = None

    @property
    def behind(self) -> bool:
        """Whether a punch is not in the ledger yet that is to be."""
        return bool(self.waiting or self.unsaved)


@dataclass(frozen=True, slots=True, eq=False)
class _Here:
    """A decision of this run whose punch waits, and who is to be told of it."""

    decision: Decision
    person: Person | None
    told: Told


class Recorder:
    """Takes decisions in turn: into the ledger, then to whoever is told. Callable on any thread.

    What the ledger does not take is put into the spool, told as not recorded, and tried again until
    it is written, also by the next start of the program. While anything waits, what comes later
    waits behind it, so that IN and OUT follow from each other. What the spool does not take either
    waits in memory, and is told as such.
    """

    def __init__(
        self,
        attendant: Attendant,
        spool: PunchSpool,
        try_again_s: float = _TRY_AGAIN_S,
        left_over: Callable[[], None] = lambda: None,
    ) -> None:
        """``left_over`` is called after punches of an earlier run were written."""
        self._attendant = attendant
        self._spool = spool
        self._try_again_s = try_again_s
        self._left_over = left_over
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._next_try = 0.0
        # Written by the storage thread alone; _caught_up guards what others read of it.
        self._unsaved: list[WaitingPunch] = []
        self._here: dict[object, _Here] = {}
        self._failure: DeskAccessError | None = None
        self._behind = False
        self._caught_up = threading.Condition()
        self._status = RecordingStatus()

    def start(self) -> None:
        """Begin, with what an earlier run left."""
        self._next_try, self._behind = 0.0, True
        self._thread = threading.Thread(target=self._run, name="storage", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Wait until every decision is in the ledger or in the spool, and end the thread.

        What is in memory alone is tried once more; it stays in memory, for another start.
        """
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._jobs.put(None)
        thread.join()
        if self._unsaved:
            log.error("%d punches are in memory alone. %s", len(self._unsaved), self._failure)

    def submit(self, decision: Decision, told: Told) -> None:
        """Record ``decision``; ``told`` what became of it, on the storage thread, perhaps twice."""
        self._jobs.put(partial(self._take, decision, told))

    def flush(self) -> None:
        """Wait until everything that was submitted is in the ledger, or waits for it."""
        taken = threading.Event()
        if self._thread is not None:
            self._jobs.put(taken.set)
            taken.wait()

    def wait(self, timeout: float) -> bool:
        """Wait at most so many seconds until nothing waits; whether that is so."""
        with self._caught_up:
            return self._caught_up.wait_for(lambda: not self._behind, timeout)

    def status(self) -> RecordingStatus:
        """How things stand. Cheap."""
        return self._status

    def dismiss(self) -> None:
        """The operator has seen to what can never be written: delete it. Raises StoreError."""
        self._spool.dismiss()
        self._look()

    @property
    def failure(self) -> DeskAccessError | None:
        """Why the last punch was not written; None when it was. Cheap."""
        return self._failure

    def _run(self) -> None:
        while True:
            self._guarded(self._try_again_if_due)
            patience = max(0.0, self._next_try - time.monotonic()) if self._behind else None
            try:
                job = self._jobs.get(timeout=patience)
            except Empty:
                continue
            if job is None:
                break
            self._guarded(job)
        self._guarded(self._try_again)

    def _guarded(self, work: Callable[[], None]) -> None:
        """A bug is seen, and the thread goes on."""
        try:
            work()
        except Exception as error:
            report(error)

    def _take(self, decision: Decision, told: Told) -> None:
        if not self._behind:
            try:
                sighting = self._attendant.record(decision)
            except StoreError as error:
                self._failed(error)
            except Exception as bug:
                report(bug)
                self._failed(_FAULT)
            else:
                if sighting.punch is not None:
                    self._failure = None
                told(sighting)
                return
        person, waiting = self._attendant.due(decision)
        if waiting is None:
            told(Sighting(decision, person, None))
            return
        self._here[waiting.identity] = _Here(decision, person, told)
        saved = self._saved(waiting)
        self._set_behind(True)
        told(Sighting(decision, person, None, self._words_for(saved)))

    def _words_for(self, saved: bool) -> Unrecorded:
        """Only what mends itself is said to be on its way."""
        mends = isinstance(self._failure, WorkspaceBusy | WorkspaceUnavailable | None)
        return Unrecorded.SAVING if saved and mends else Unrecorded.FAILED

    def _saved(self, waiting: WaitingPunch) -> bool:
        """Whether the spool took it; else it is kept in memory."""
        try:
            self._spool.add(waiting)
        except StoreError as error:
            self._unsaved.append(waiting)
            log.error("A punch could not be put on the disk at all. %s", error)
            return False
        return True

    def _try_again_if_due(self) -> None:
        if self._behind and time.monotonic() >= self._next_try:
            self._try_again()

    def _try_again(self) -> None:
        """Write what waits, in order of time, as far as it goes."""
        self._next_try = time.monotonic() + self._try_again_s
        written: list[WaitingPunch] = []
        failure: StoreError | None = None
        try:
            for waiting in _in_order([*self._spool.waiting(), *self._unsaved]):
                if not self._jobs.empty():
                    # Whoever stands there now comes first: they are told at once, and wait in turn.
                    self._next_try = 0.0
                    break
                if self._write(waiting):
                    written.append(waiting)
        except StoreError as error:
            failure = error
            self._save_unsaved()
        self._clear(written, failure)

    def _write(self, waiting: WaitingPunch) -> bool:
        """Into the ledger, and tell; False for what is put aside instead. Raises StoreError."""
        try:
            punch = self._attendant.write(waiting)
        except PersonNotFound as error:
            return self._forget(waiting, error)
        except StoreError:
            raise
        except Exception as bug:
            # It must not keep those behind it from being written.
            report(bug)
            return self._forget(waiting, _FAULT)
        here = self._here.pop(waiting.identity, None)
        if here is None:
            self._left_over()
        else:
            self._guarded(partial(here.told, Sighting(here.decision, here.person, punch)))
        return True

    def _forget(self, waiting: WaitingPunch, why: DeskAccessError) -> bool:
        """What can never be written: the operator decides; of the erased nothing stays."""
        known = self._attendant.is_known(waiting)
        if known:
            self._spool.refuse(waiting, why.what)
            self._unsaved = [each for each in self._unsaved if each.identity != waiting.identity]
            log.error("A punch of %s cannot be recorded. %s", waiting.at, why)
        here = self._here.pop(waiting.identity, None)
        if here is not None:
            self._guarded(partial(here.told, Sighting(here.decision, None, None)))
        return not known

    def _save_unsaved(self) -> None:
        """What is in memory alone goes on the disk as soon as that takes it."""
        for waiting in list(self._unsaved):
            try:
                self._spool.add(waiting)
            except StoreError:
                return
            self._unsaved.remove(waiting)

    def _clear(self, written: list[WaitingPunch], failure: StoreError | None) -> None:
        """These are in the ledger: they do not wait any more."""
        gone = {each.identity for each in written}
        self._unsaved = [each for each in self._unsaved if each.identity not in gone]
        behind = True
        try:
            self._spool.remove(written)
            behind = bool(self._spool.waiting() or self._unsaved)
        except StoreError as error:
            # They are tried again, found in the ledger, and not written twice.
            failure = error
        if failure is not None:
            self._failed(failure)
        elif not behind:
            self._failure = None
        self._set_behind(behind)

    def _set_behind(self, behind: bool) -> None:
        self._look()
        with self._caught_up:
            self._behind = behind
            self._caught_up.notify_all()

    def _look(self) -> None:
        """Keep how things stand: whoever asks must not wait for the disk."""
        unsaved, failure = len(self._unsaved), self._failure
        try:
            waiting, refused = len(self._spool.waiting()), tuple(self._spool.refused())
            damaged = self._spool.damaged()
            self._status = RecordingStatus(waiting, unsaved, refused, damaged, failure)
        except StoreError as error:
            self._status = RecordingStatus(unsaved=unsaved, failure=failure or error)

    def _failed(self, error: DeskAccessError) -> None:
        """Keep why, and log the first of a row: a minute of waiting fills no log."""
        if type(error) is not type(self._failure):
            log.error("A punch could not be written. %s", error)
        self._failure = error


def _in_order(waiting: Sequence[WaitingPunch]) -> list[WaitingPunch]:
    """Run by run as they came, within a run by the clock that nobody can set back."""
    runs = {
        session: place for place, session in enumerate(dict.fromkeys(w.session for w in waiting))
    }
    return sorted(waiting, key=lambda each: (runs[each.session], each.monotonic))
