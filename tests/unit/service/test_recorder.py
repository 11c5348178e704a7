"""Punches that the ledger does not take: told, kept, and written as soon as it does."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from desk_access.bootstrap import make_time_desk
from desk_access.config import AttendanceSettings, RecognitionSettings, Settings
from desk_access.errors import LedgerBroken, StoreError, WorkspaceBusy, WorkspaceUnavailable
from desk_access.model.decision import Decision, Verdict
from desk_access.model.person import Person
from desk_access.model.punch import NewPunch, Punch, PunchFilter
from desk_access.model.status import Sighting
from desk_access.model.waiting_punch import Unrecorded, WaitingPunch
from desk_access.service.attendant import Attendant
from desk_access.service.mirror import GalleryMirror
from desk_access.service.recorder import Recorder
from desk_access.store.workspace import DATABASE_NAME, Workspace
from tests.unit.service.scene import (
    CALIBRATION,
    KIM,
    LEE,
    MODEL,
    FullSpool,
    bugs_seen,
    enrol,
    eventually,
)
from tests.unit.service.test_attendant import NINE, later, seen

ALL = PunchFilter()


@contextmanager
def locked(workspace: Workspace) -> Iterator[None]:
    """Another program holds the database."""
    other = sqlite3.connect(workspace.folder / DATABASE_NAME, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()


class Run:
    """A run of the program on a workspace: what was decided in it, and what was told."""

    def __init__(
        self, workspace: Workspace, session: str = "run 1", spool: Any = None, ledger: Any = None
    ) -> None:
        self.workspace = workspace
        self.mirror = GalleryMirror(workspace.gallery, MODEL, CALIBRATION, RecognitionSettings())
        attendant = Attendant(
            ledger or workspace.prompt_ledger, self.mirror, AttendanceSettings(), "UTC", session
        )
        self.told: list[Sighting] = []
        self.left_over: list[bool] = []
        self.recorder = Recorder(
            attendant, spool or workspace.spool, 0.01, lambda: self.left_over.append(True)
        )

    def __enter__(self) -> Run:
        self.recorder.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.recorder.stop()

    def decide(self, *decisions: Decision) -> None:
        for decision in decisions:
            self.recorder.submit(decision, self.told.append)

    def words(self) -> list[str | None]:
        """What was told, in turn: IN, OUT, how it is unrecorded, or nothing."""
        return [
            each.punch.entry.direction.value if each.punch else each.unrecorded
            for each in self.told
        ]


@pytest.fixture
def kim(workspace: Workspace) -> Person:
    return enrol(workspace.gallery, KIM, "Kim")


@pytest.fixture
def lee(workspace: Workspace) -> Person:
    return enrol(workspace.gallery, LEE, "Lee")


def kept(workspace: Workspace) -> list[tuple[str, str, float]]:
    """Who, which way, and minutes after nine, in the order of the ledger."""
    return [
        (punch.name, punch.entry.direction.value, (punch.entry.at - NINE).total_seconds() / 60)
        for punch in workspace.ledger.stream(ALL)
    ]


BUSY = "A punch could not be written. Another program keeps"


def test_a_busy_database_loses_no_punch_and_says_so(
    workspace: Workspace, kim: Person, lee: Person, expected_logs: list[str]
) -> None:
    expected_logs.append(BUSY)
    with Run(workspace) as run:
        with locked(workspace):
            run.decide(seen(kim), seen(lee, later(1)), seen(kim, later(2)), seen(kim, later(240)))
            run.recorder.flush()
            assert run.words() == [Unrecorded.SAVING] * 4
            assert [each.person for each in run.told] == [kim, lee, kim, kim]
            assert isinstance(run.recorder.failure, WorkspaceBusy)
            assert run.recorder.status().waiting == 4
            assert not run.recorder.wait(0)
            assert kept(workspace) == []
        assert run.recorder.wait(20)
        assert run.words()[4:] == ["in", "in", "out", "in"]
        assert kept(workspace) == [
            ("Kim", "in", 0), ("Lee", "in", 1), ("Kim", "out", 2), ("Kim", "in", 240)
        ]  # fmt: skip
        assert run.recorder.failure is None
        assert not run.recorder.status().behind
        run.decide(seen(kim, later(300)))
        run.recorder.flush()
        assert run.words()[-1] == "out"
    assert workspace.spool.waiting() == []
    assert workspace.ledger.verify().intact
    (one, *_) = workspace.ledger.query(ALL)
    assert workspace.ledger.picture(one.sequence) == seen(kim, later(300)).picture


def test_what_comes_before_the_cool_down_is_over_becomes_no_punch(
    workspace: Workspace, kim: Person, expected_logs: list[str]
) -> None:
    """Only once the first is written is it known that the second is none."""
    expected_logs.append(BUSY)
    with Run(workspace) as run:
        with locked(workspace):
            run.decide(seen(kim), seen(kim, later(0.5)), seen(None, verdict=Verdict.UNKNOWN))
            run.recorder.flush()
        assert run.recorder.wait(20)
    assert run.words() == [Unrecorded.SAVING, Unrecorded.SAVING, None, "in", None]
    assert kept(workspace) == [("Kim", "in", 0)]


def test_the_end_of_the_program_loses_nothing(
    workspace: Workspace, kim: Person, lee: Person, expected_logs: list[str]
) -> None:
    expected_logs.append(BUSY)
    with locked(workspace), Run(workspace) as run:
        run.decide(seen(kim), seen(lee, later(1)))
    assert run.words() == [Unrecorded.SAVING] * 2
    with Run(workspace, "run 2") as again:
        # What was left is written before who comes first.
        again.decide(seen(kim, later(5)))
        again.recorder.flush()
        assert again.recorder.wait(20)
    assert kept(workspace) == [("Kim", "in", 0), ("Lee", "in", 1), ("Kim", "out", 5)]
    assert again.words()[-1] == "out"
    assert again.left_over == [True, True]
    assert [punch.entry.session for punch in workspace.ledger.stream(ALL)] == [
        "run 1", "run 1", "run 2"
    ]  # fmt: skip


def test_a_clock_that_is_set_back_meanwhile_changes_no_order(
    workspace: Workspace, kim: Person, lee: Person, expected_logs: list[str]
) -> None:
    """The ledger's order is what a wrong clock is told by: within a run it is that of time."""
    expected_logs.append(BUSY)
    first, second = seen(kim, later(60)), replace(seen(lee, later(5)), monotonic=3700.0)
    with Run(workspace) as run:
        with locked(workspace):
            run.decide(second, first)
            run.recorder.flush()
        assert run.recorder.wait(20)
    assert kept(workspace) == [("Kim", "in", 60), ("Lee", "in", 5)]


def test_a_punch_that_waited_over_a_closing_is_carried(
    workspace: Workspace, kim: Person, expected_logs: list[str]
) -> None:
    """Of one run whose clock was right: only that it came late tells that it is to be looked at."""
    expected_logs.append(BUSY)
    house = make_time_desk(workspace, Settings(attendance=AttendanceSettings(zone="UTC")))
    with Run(workspace) as run:
        run.decide(seen(kim))
        run.recorder.flush()
    with locked(workspace), Run(workspace) as again:
        again.decide(seen(kim, later(480)))
    month = NINE.date().replace(day=1)
    house.close_month(month, "noor")
    assert workspace.closed_months.unsettled() == []
    with Run(workspace, "run 2") as last:
        assert last.recorder.wait(20)
    assert [each.code for each in workspace.closed_months.unsettled()] == [kim.code]


class ForgetfulSpool:
    """A spool of which nothing can be removed, as when the program is killed before it is."""

    def __init__(self, spool: Any) -> None:
        self._spool = spool

    def remove(self, punches: Any) -> None:
        if punches:
            raise WorkspaceUnavailable("It was killed.", "")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._spool, name)


def test_a_kill_between_ledger_and_spool_writes_nothing_twice(
    workspace: Workspace, kim: Person, expected_logs: list[str]
) -> None:
    expected_logs += [BUSY, "A punch could not be written. It was killed."]
    with Run(workspace, spool=ForgetfulSpool(workspace.spool)) as run:
        with locked(workspace):
            run.decide(seen(kim), seen(kim, later(2)))
            run.recorder.flush()
        eventually(lambda: len(kept(workspace)) == 2)
        eventually(lambda: len(run.told) == 4)
    assert len(workspace.spool.waiting()) == 2
    with Run(workspace, "run 2") as again:
        assert again.recorder.wait(20)
    assert kept(workspace) == [("Kim", "in", 0), ("Kim", "out", 2)]
    assert workspace.spool.waiting() == []
    assert again.told == []


def test_the_same_moment_at_two_cameras_is_two_sightings(workspace: Workspace, kim: Person) -> None:
    with Run(workspace) as run:
        run.decide(seen(kim))
        run.recorder.flush()
    (punch,) = workspace.ledger.query(ALL)
    attendant = run.recorder._attendant
    _, waiting = attendant.due(seen(kim))
    assert isinstance(waiting, WaitingPunch)
    assert waiting.became(punch.entry)
    _, other = attendant.due(seen(kim, NINE + timedelta(microseconds=1)))
    assert isinstance(other, WaitingPunch)
    assert not other.became(punch.entry)


def test_whoever_was_removed_meanwhile_is_told_and_kept_for_the_operator(
    workspace: Workspace, kim: Person, lee: Person, expected_logs: list[str]
) -> None:
    expected_logs += [BUSY, "cannot be recorded. E10 is no longer enrolled."]
    with locked(workspace), Run(workspace) as run:
        run.decide(seen(kim), seen(lee, later(1)))
    workspace.gallery.remove("E10")
    with Run(workspace, "run 2") as again:
        assert again.recorder.wait(20)
        assert kept(workspace) == [("Lee", "in", 1)]
        (refused,) = again.recorder.status().refused
        assert (refused.person_code, refused.at) == ("E10", NINE)
        assert refused.refused == "E10 is no longer enrolled."
        assert refused.picture == seen(kim).picture
        assert not again.recorder.status().behind
        again.recorder.dismiss()
        assert again.recorder.status().refused == ()
    assert workspace.spool.refused() == []


def test_nothing_is_kept_of_whoever_was_erased_meanwhile(
    workspace: Workspace, kim: Person, expected_logs: list[str]
) -> None:
    expected_logs.append(BUSY)
    with locked(workspace), Run(workspace) as run:
        run.decide(seen(kim))
    workspace.gallery.erase("E10")
    assert workspace.spool.waiting() == []
    # Even where the erasure did not know of the spool.
    _, waiting = run.recorder._attendant.due(seen(kim))
    assert waiting is not None
    workspace.spool.add(waiting)
    with Run(workspace, "run 2") as again:
        assert again.recorder.wait(20)
        assert again.recorder.status().refused == ()
    assert workspace.spool.waiting() == []
    assert kept(workspace) == []


def test_without_room_for_the_spool_it_waits_in_memory_and_says_so(
    workspace: Workspace, kim: Person, expected_logs: list[str]
) -> None:
    expected_logs += [BUSY, "A punch could not be put on the disk at all. The disk is full."]
    with Run(workspace, spool=FullSpool()) as run:
        with locked(workspace):
            run.decide(seen(kim))
            run.recorder.flush()
            assert run.words() == [Unrecorded.FAILED]
            assert run.recorder.status().unsaved == 1
        assert run.recorder.wait(20)
    assert run.words() == [Unrecorded.FAILED, "in"]
    assert kept(workspace) == [("Kim", "in", 0)]
    assert not run.recorder.status().behind


class BrokenLedger:
    """A ledger whose end was changed from outside."""

    def __init__(self, ledger: Any) -> None:
        self._ledger = ledger
        self.broken = True

    def append(self, punch: NewPunch, picture: bytes) -> Punch:
        if self.broken:
            raise LedgerBroken("The end of the ledger was changed.", "Put a backup in its place.")
        made: Punch = self._ledger.append(punch, picture)
        return made

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)


def test_a_broken_ledger_takes_nothing_and_nothing_is_lost(
    workspace: Workspace, kim: Person, expected_logs: list[str]
) -> None:
    """It does not mend itself: the person is sent to the reception, the punch is kept."""
    expected_logs.append("A punch could not be written. The end of the ledger was changed.")
    ledger = BrokenLedger(workspace.ledger)
    with Run(workspace, ledger=ledger) as run:
        run.decide(seen(kim))
        run.recorder.flush()
        assert run.words() == [Unrecorded.FAILED]
        assert isinstance(run.recorder.failure, LedgerBroken)
        assert run.recorder.status().waiting == 1
        ledger.broken = False
        assert run.recorder.wait(20)
    assert kept(workspace) == [("Kim", "in", 0)]


def test_a_bug_of_a_listener_loses_no_punch(
    workspace: Workspace, kim: Person, lee: Person, expected_logs: list[str]
) -> None:
    expected_logs.append(BUSY)

    def broken(_sighting: Sighting) -> None:
        raise ZeroDivisionError

    with Run(workspace) as run, bugs_seen() as bugs:
        with locked(workspace):
            run.recorder.submit(seen(kim), broken)
            run.decide(seen(lee, later(1)))
            run.recorder.flush()
        assert run.recorder.wait(20)
        assert [type(bug) for bug in bugs] == [ZeroDivisionError] * 2
    assert kept(workspace) == [("Kim", "in", 0), ("Lee", "in", 1)]


class FaultyLedger(BrokenLedger):
    """A ledger with a fault in the program, for one person's punches."""

    def append(self, punch: NewPunch, picture: bytes) -> Punch:
        if punch.person_code == f"E{KIM}":
            raise ZeroDivisionError
        made: Punch = self._ledger.append(punch, picture)
        return made


def test_a_punch_that_a_fault_stops_is_kept_and_stops_no_other(
    workspace: Workspace, kim: Person, lee: Person, expected_logs: list[str]
) -> None:
    expected_logs += ["A fault of the program kept a punch", "cannot be recorded. A fault"]
    with Run(workspace, ledger=FaultyLedger(workspace.ledger)) as run, bugs_seen() as bugs:
        run.decide(seen(kim), seen(lee, later(1)))
        assert run.recorder.wait(20)
        run.recorder.flush()
        assert run.recorder.wait(20)
        assert {type(bug) for bug in bugs} == {ZeroDivisionError}
        assert [each.person_code for each in run.recorder.status().refused] == ["E10"]
    assert kept(workspace) == [("Lee", "in", 1)]
    assert run.words()[0] is Unrecorded.FAILED


def test_a_spool_that_cannot_be_read_is_told(workspace: Workspace, kim: Person) -> None:
    class Unreadable(FullSpool):
        def waiting(self) -> list[WaitingPunch]:
            raise WorkspaceBusy("The spool cannot be read.", "")

    run = Run(workspace, spool=Unreadable())
    run.recorder._look()
    assert isinstance(run.recorder.status().failure, StoreError)


def test_many_threads_may_submit(workspace: Workspace, kim: Person, lee: Person) -> None:
    with Run(workspace) as run:
        together = threading.Barrier(2)

        def come(person: Person) -> None:
            together.wait(20)
            for number in range(20):
                run.decide(seen(person, later(2 * number)))

        threads = [threading.Thread(target=come, args=(each,)) for each in (kim, lee)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(run.told) == 40
    assert len(kept(workspace)) == 40
