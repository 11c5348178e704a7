"""One camera's way through the chain, on its own thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from desk_access.errors import DeskAccessError, LivenessUnavailable, ModelMissing, SourceUnusable
from desk_access.model.arrays import Image
from desk_access.model.decision import Decision, Verdict
from desk_access.model.face import Face
from desk_access.model.liveness import LivenessPolicy
from desk_access.model.status import SourceState
from desk_access.ports import FrameSource
from desk_access.service import camera_loop
from desk_access.service.camera_loop import CameraLoop
from desk_access.service.live_enrolment import LiveEnrolment
from desk_access.service.workbench import Tools, Workbench
from tests.fakes import FakeFinder, FakeLiveness, ScriptedSource
from tests.records import some_punch
from tests.unit.service.scene import (
    KIM,
    LEFT,
    STRANGER,
    Camera,
    HandFed,
    bugs_seen,
    eventually,
    feed_of,
    make_tools,
    person,
    view_of,
)

VIEW = view_of(person(KIM, "Kim"))


class Bench:
    """The networks, which may be missing or broken."""

    def __init__(self) -> None:
        self.liveness = FakeLiveness()
        self.policy = LivenessPolicy.OFF
        self.missing = False
        self.finder = FakeFinder()
        self.bench = Workbench(self._build)

    def _build(self) -> Tools:
        if self.missing:
            raise ModelMissing("The model file is not there.", "Get it.")
        return replace(make_tools(self.finder), liveness=self.liveness)


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.bench.close()


class Door:
    """A loop, and what it decided with the thread on which it said so."""

    def __init__(self, bench: Bench, source: FrameSource) -> None:
        self.decisions: list[Decision] = []
        self.threads: set[str] = set()
        self.loop = CameraLoop(
            feed_of("Door", source), bench.bench, lambda: VIEW, self._decided, bench.policy
        )

    def _decided(self, loop: CameraLoop, decision: Decision) -> None:
        assert loop is self.loop
        self.decisions.append(decision)
        self.threads.add(threading.current_thread().name)

    def verdicts(self) -> list[Verdict]:
        return [decision.verdict for decision in self.decisions]


Opens = Callable[[FrameSource], Door]


@pytest.fixture
def opens(bench: Bench) -> Iterator[Opens]:
    """Starts a loop on a source and stops it at the end."""
    doors: list[Door] = []

    def start(source: FrameSource) -> Door:
        doors.append(Door(bench, source))
        doors[-1].loop.start()
        return doors[-1]

    yield start
    for door in doors:
        door.loop.stop()


def test_frames_become_a_decision_on_the_cameras_own_thread(opens: Opens) -> None:
    frames = Camera().frames([(LEFT, KIM)], 0.5)
    door = opens(ScriptedSource(frames))
    assert door.loop.over.wait(20)
    assert door.verdicts() == [Verdict.RECOGNISED]
    assert door.threads == {"chain of Door"}
    assert door.loop.snapshot is not None
    assert door.loop.snapshot.frame is frames[-1]
    assert door.loop.snapshot.faces[0].name == "Kim"
    assert door.loop.failure is None


def test_at_the_end_of_a_recording_the_rest_is_decided(opens: Opens) -> None:
    door = opens(ScriptedSource(Camera().frames([(LEFT, STRANGER)], 0.3)))
    assert door.loop.over.wait(20)
    assert door.verdicts() == [Verdict.UNKNOWN]


def test_a_stopped_camera_decides_nothing_more(opens: Opens) -> None:
    source = HandFed()
    door = opens(source)
    source.give(*Camera().frames([(LEFT, STRANGER)], 0.3))
    eventually(lambda: door.loop.snapshot is not None)
    door.loop.stop()
    assert door.loop.over.is_set()
    assert door.verdicts() == []


def test_an_enrolment_takes_the_frames_and_gives_them_back(opens: Opens) -> None:
    source, camera = HandFed(), Camera()
    door = opens(source)
    enrolment = LiveEnrolment("Door", "E1", "Kim", "", lambda: VIEW)
    door.loop.enrol(enrolment)
    source.give(*camera.frames([(LEFT, KIM)], 1))
    eventually(lambda: len(enrolment.progress().taken) == 1)
    assert door.loop.snapshot is None
    assert door.verdicts() == []  # nobody is clocked in by being enrolled
    door.loop.enrol(None)
    source.give(*camera.frames([(LEFT, KIM)], 0.3))
    eventually(lambda: door.verdicts() == [Verdict.RECOGNISED])
    assert door.loop.snapshot is not None


def test_an_acknowledged_punch_is_shown(opens: Opens) -> None:
    source, camera = HandFed(), Camera()
    door = opens(source)
    source.give(*camera.frames([(LEFT, KIM)], 0.2))
    eventually(lambda: len(door.decisions) == 1)
    punch = some_punch()
    door.loop.acknowledge(door.decisions[0].track, punch)
    source.give(camera.frame([(LEFT, KIM)]))
    eventually(lambda: shown(door) == [punch], "the punch")


def shown(door: Door) -> list[object]:
    return [face.punch for face in door.loop.snapshot.faces] if door.loop.snapshot else []


@pytest.fixture
def _tries_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_loop, "_AFTER_A_FAILURE_S", 0.0)


@pytest.mark.usefixtures("_tries_again_at_once")
def test_a_missing_model_is_told_until_it_is_there(opens: Opens, bench: Bench) -> None:
    bench.missing = True
    source, camera = HandFed(), Camera()
    door = opens(source)
    source.give(*camera.frames([(LEFT, KIM)], 0.3))
    eventually(lambda: isinstance(door.loop.failure, ModelMissing))
    assert door.loop.feed.status().state is SourceState.LIVE  # the picture goes on
    bench.missing = False
    source.give(*camera.frames([(LEFT, KIM)], 0.3))
    eventually(lambda: door.verdicts() == [Verdict.RECOGNISED])
    assert door.loop.failure is None


@pytest.mark.usefixtures("_tries_again_at_once")
def test_a_model_missing_to_the_end_is_still_told_then(opens: Opens, bench: Bench) -> None:
    bench.missing = True
    door = opens(ScriptedSource(Camera().frames([(LEFT, KIM)], 0.1)))
    assert door.loop.over.wait(20)
    assert isinstance(door.loop.failure, ModelMissing)
    assert door.verdicts() == []


def test_stopping_does_not_wait_for_a_model_to_come(
    opens: Opens, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_loop, "_AFTER_A_FAILURE_S", 120.0)
    bench.missing = True
    source = HandFed()
    door = opens(source)
    source.give(Camera().frame([]))
    eventually(lambda: door.loop.failure is not None)
    door.loop.stop()
    assert door.loop.over.is_set()


class Broken(FakeFinder):
    def find(self, image: Image) -> tuple[Face, ...]:
        raise ZeroDivisionError


def test_a_bug_is_seen_and_told(opens: Opens, bench: Bench) -> None:
    bench.finder = Broken()
    with bugs_seen() as seen:
        door = opens(ScriptedSource(Camera().frames([(LEFT, KIM)], 0.1)))
        assert door.loop.over.wait(20)
        door.loop.stop()
    assert [type(error) for error in seen] == [ZeroDivisionError]
    assert isinstance(door.loop.failure, DeskAccessError)
    assert "Door is no longer watched" in door.loop.failure.what
    assert door.loop.failure.cure


def test_a_bug_in_what_nobody_waits_for_is_seen_too(opens: Opens, bench: Bench) -> None:
    """Acknowledging needs the networks' thread; what fails there must not vanish."""
    bench.missing = True
    door = opens(HandFed())
    with bugs_seen() as seen:
        door.loop.acknowledge(1, some_punch())
        with pytest.raises(ModelMissing):
            bench.bench.run(lambda _: None)  # comes after it on that thread
    assert [type(error) for error in seen] == [ModelMissing]


def test_a_source_that_never_works_ends_the_loop(opens: Opens) -> None:
    door = opens(ScriptedSource([SourceUnusable("It is no video.", "Choose another.")]))
    assert door.loop.over.wait(20)
    assert door.loop.feed.status().state is SourceState.UNUSABLE
    assert door.loop.failure is None
    assert door.loop.snapshot is None


def test_a_source_that_breaks_for_good_decides_nothing_more(opens: Opens) -> None:
    """A picture shown for a moment before the cable is pulled is no film that ends."""
    frames = Camera().frames([(LEFT, STRANGER)], 0.3)
    door = opens(ScriptedSource([*frames, SourceUnusable("It is gone.", "Choose another.")]))
    assert door.loop.over.wait(20)
    assert door.verdicts() == []


def test_a_liveness_check_that_fails_is_told_until_it_works(
    bench: Bench, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_loop, "_AFTER_A_FAILURE_S", 0.01)
    bench.policy = LivenessPolicy.PASSIVE
    source, camera = HandFed(), Camera()
    door = opens(source)
    bench.liveness.failing = True
    source.give(*camera.frames([(LEFT, KIM)], 0.3))
    eventually(lambda: isinstance(door.loop.failure, LivenessUnavailable))
    bench.liveness.failing = False
    source.give(*camera.frames([(LEFT, KIM)], 1.5))
    eventually(lambda: door.verdicts() == [Verdict.RECOGNISED])
    assert door.loop.failure is None


def test_a_loop_may_be_stopped_before_it_began_and_twice(bench: Bench) -> None:
    door = Door(bench, HandFed())
    door.loop.stop()
    door.loop.stop()
