"""The gate: looking, waiting, asking, by every policy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from desk_access.model.face import Box, Face, FaceShape, Pose
from desk_access.model.frame import Frame
from desk_access.model.liveness import ChallengeState, Gesture, LivenessPolicy, LivenessVerdict
from desk_access.ports import LivenessCheck
from desk_access.service.liveness import LivenessGate
from desk_access.vision.liveness.challenge import LIMIT_S
from tests.fakes import STRAIGHT, FakeClock, FakeLiveness, face_in, frame_of, paint_faces
from tests.unit.service.scene import make_tools

LIVE, SPOOF, DOUBTFUL = LivenessVerdict.LIVE, LivenessVerdict.SPOOF, LivenessVerdict.DOUBTFUL
BOX = Box(60, 120, 160, 192)
IMAGE = paint_faces([(BOX, 10)])
ORDER = (Gesture.TURN_LEFT, Gesture.NOD, Gesture.TURN_RIGHT)
_TURNED = {
    Gesture.TURN_LEFT: Pose(30, 0, 0),
    Gesture.TURN_RIGHT: Pose(-30, 0, 0),
    Gesture.NOD: Pose(0, -15, 0),
}


def face(pose: Pose = STRAIGHT) -> Face:
    shape = FaceShape(np.zeros((478, 3), np.float32), np.zeros(52, np.float32))
    return replace(face_in(BOX, pose), shape=shape)


class Camera:
    """A gate with one face before it, ten frames a second."""

    def __init__(
        self,
        policy: LivenessPolicy,
        check: LivenessCheck | None,
        order: tuple[Gesture, ...] = ORDER,
    ) -> None:
        self.gate = LivenessGate(policy, lambda _last: order)
        self.check = check
        self.clock = FakeClock()

    def frame(self, pose: Pose = STRAIGHT, usable: bool = True) -> LivenessVerdict:
        frame: Frame = frame_of(IMAGE, self.clock)
        self.gate.look(1, frame, face(pose), self.check, usable=usable)
        found = self.gate.verdict(1, frame.monotonic, recognised=True)
        self.clock.advance(0.1)
        return found

    def frames(self, seconds: float) -> list[LivenessVerdict]:
        return [self.frame() for _ in range(round(seconds * 10))]

    def obey(self, seconds: float) -> list[LivenessVerdict]:
        """Do what is asked, with the head straight between."""
        found = []
        for _ in range(round(seconds * 10)):
            asked = self.gate.challenge(1)
            gesture = asked.gesture if asked else None
            found.append(self.frame(_TURNED[gesture] if gesture else STRAIGHT, usable=not gesture))
        return found


def test_the_living_are_let_in_within_a_second() -> None:
    found = Camera(LivenessPolicy.PASSIVE, FakeLiveness(4.0)).frames(1.0)
    assert found[:3] == [DOUBTFUL] * 3
    assert found[-1] is LIVE
    assert SPOOF not in found


def test_a_picture_is_refused_within_a_second() -> None:
    camera = Camera(LivenessPolicy.PASSIVE, FakeLiveness(-4.0))
    found = camera.frames(1.0)
    assert found[-1] is SPOOF
    assert LIVE not in found
    evidence = camera.gate.evidence(1)
    assert evidence is not None
    assert (evidence.looks, evidence.network, evidence.challenge) == (10, -4.0, None)


@pytest.mark.parametrize(("odds", "verdict"), [(0.6, LIVE), (-1.4, SPOOF)])
def test_doubt_ends_with_the_patience(odds: float, verdict: LivenessVerdict) -> None:
    found = Camera(LivenessPolicy.PASSIVE, FakeLiveness(odds)).frames(1.3)
    assert set(found[:10]) == {DOUBTFUL}
    assert found[-1] is verdict


def test_nobody_looks_where_the_policy_is_off() -> None:
    check = FakeLiveness(-9.0)
    camera = Camera(LivenessPolicy.OFF, check)
    assert set(camera.frames(1.0)) == {LIVE}
    assert check.boxes == []
    assert camera.gate.evidence(1) is None


@pytest.mark.parametrize("policy", [each for each in LivenessPolicy if each != "off"])
def test_who_was_not_looked_at_is_not_let_in(policy: LivenessPolicy) -> None:
    assert set(Camera(policy, None).frames(1.5)) == {DOUBTFUL}
    gate = LivenessGate(policy)
    assert gate.verdict(7, 0.0, recognised=True, last=True) is DOUBTFUL


def test_frames_that_are_no_good_are_not_looked_at() -> None:
    check = FakeLiveness(-9.0)
    camera = Camera(LivenessPolicy.PASSIVE, check)
    assert camera.frame(usable=False) is DOUBTFUL
    assert check.boxes == []


def test_a_single_picture_has_its_verdict_at_once() -> None:
    for odds, verdict in ((3.0, LIVE), (-1.2, LIVE), (-5.0, SPOOF)):
        camera = Camera(LivenessPolicy.PASSIVE, FakeLiveness(odds))
        camera.frame()
        assert camera.gate.verdict(1, 0.0, recognised=True, last=True) is verdict


def test_in_doubt_it_asks_and_who_passes_is_alive() -> None:
    camera = Camera(LivenessPolicy.PASSIVE_THEN_ACTIVE, FakeLiveness(0.5))
    assert set(camera.frames(1.2)) == {DOUBTFUL}
    view = camera.gate.challenge(1)
    assert view is not None
    assert view.state is ChallengeState.ASKED
    found = camera.obey(8.0)
    assert found[-1] is LIVE
    assert camera.gate.passed(1)
    evidence = camera.gate.evidence(1)
    assert evidence is not None
    assert evidence.challenge is True


def test_who_is_surely_alive_is_not_asked() -> None:
    camera = Camera(LivenessPolicy.PASSIVE_THEN_ACTIVE, FakeLiveness(6.0))
    assert camera.frames(1.0)[-1] is LIVE
    assert camera.gate.challenge(1) is None


def test_always_asks_even_the_living() -> None:
    camera = Camera(LivenessPolicy.ACTIVE, FakeLiveness(6.0))
    assert set(camera.frames(1.0)) == {DOUBTFUL}
    assert camera.gate.challenge(1) is not None
    assert camera.obey(8.0)[-1] is LIVE


def test_asking_does_not_stand_in_for_looking() -> None:
    camera = Camera(LivenessPolicy.ACTIVE, None)
    camera.frames(1.2)
    assert set(camera.obey(8.0)) == {DOUBTFUL}


@pytest.mark.parametrize("odds", [float("nan"), float("inf")])
def test_a_look_that_is_no_number_is_refused(odds: float) -> None:
    camera = Camera(LivenessPolicy.PASSIVE, FakeLiveness(odds))
    with pytest.raises(ValueError, match="says"):
        camera.frame()
    assert camera.gate.verdict(1, 9.0, recognised=True, last=True) is DOUBTFUL


def test_after_a_look_that_failed_nobody_is_let_in_at_the_last() -> None:
    """What was seen before it may have been enough for a film that ends, but it did not end well"""
    camera = Camera(LivenessPolicy.PASSIVE, FakeLiveness(4.0))
    tools = make_tools()
    camera.gate.begin(tools)
    camera.frame()
    camera.gate.done()
    assert camera.gate.verdict(1, 0.0, recognised=True, last=True) is LIVE
    camera.gate.begin(tools)
    assert camera.gate.verdict(1, 0.0, recognised=True, last=True) is DOUBTFUL


def test_a_spoof_rises_by_the_challenge_alone() -> None:
    camera = Camera(LivenessPolicy.ACTIVE, FakeLiveness(-3.0))
    assert camera.frames(1.5)[-1] is SPOOF
    assert camera.obey(8.0)[-1] is LIVE


def test_strangers_are_not_asked() -> None:
    camera = Camera(LivenessPolicy.ACTIVE, FakeLiveness(0.5))
    frame = frame_of(IMAGE, camera.clock)
    camera.gate.look(1, frame, face(), camera.check, usable=True)
    camera.gate.verdict(1, 5.0, recognised=False)
    assert camera.gate.challenge(1) is None


def test_who_fails_is_asked_once_more_in_another_order_and_then_refused() -> None:
    orders: list[tuple[Gesture, ...]] = []

    def drawn(last: tuple[Gesture, ...]) -> tuple[Gesture, ...]:
        orders.append(last)
        return ORDER

    camera = Camera(LivenessPolicy.ACTIVE, FakeLiveness(6.0))
    camera.gate = LivenessGate(LivenessPolicy.ACTIVE, drawn)
    found = camera.frames(2 * LIMIT_S + 8)
    assert orders == [(), ORDER], "what was asked before is named, so that it is not drawn again"
    assert LIVE not in found
    assert found[-1] is SPOOF
    evidence = camera.gate.evidence(1)
    assert evidence is not None
    assert evidence.challenge is False


def test_a_track_that_has_ended_is_forgotten() -> None:
    camera = Camera(LivenessPolicy.PASSIVE, FakeLiveness(-4.0))
    camera.frames(1.0)
    camera.gate.forget(1)
    assert camera.gate.evidence(1) is None
    assert camera.frame() is DOUBTFUL


def test_whose_picture_is_shown_waits_for_a_moment() -> None:
    gate = LivenessGate(LivenessPolicy.PASSIVE)
    assert not gate.suspected(7, 100.0)
    gate.suspect(7, 100.0)
    assert gate.suspected(7, 104.0)
    assert not gate.suspected(8, 104.0)
    assert not gate.suspected(7, 105.1)


def test_in_a_crowd_everybody_has_a_turn_and_nobody_is_let_in_before() -> None:
    gate, check, clock = LivenessGate(LivenessPolicy.PASSIVE), FakeLiveness(-4.0), FakeClock()
    crowd = [1, 2, 3, 4, 5]
    found: list[LivenessVerdict] = []
    for _ in range(20):
        frame = frame_of(IMAGE, clock)
        for track in gate.turn(crowd, check, 4):
            gate.look(track, frame, face(), check, usable=True)
        found.append(gate.verdict(5, frame.monotonic, recognised=True))
        clock.advance(0.1)
    assert found[0] is DOUBTFUL
    assert LIVE not in found
    assert found[-1] is SPOOF


def test_nobody_waits_for_a_turn_where_nothing_is_checked() -> None:
    gate = LivenessGate(LivenessPolicy.OFF)
    gate.turn([1, 2], None, 1)
    assert gate.verdict(2, 0.0, recognised=True) is LIVE
