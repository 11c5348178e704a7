"""The chain where faces must be alive: what falls, what waits, what is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_access.errors import LivenessUnavailable, WorkspaceUnavailable
from desk_access.model.decision import Decision, Verdict
from desk_access.model.frame import SourceKind
from desk_access.model.liveness import ChallengeState, LivenessPolicy
from desk_access.model.recogniser import ModelDigests
from desk_access.model.spoof import Spoof
from desk_access.model.status import FaceView, Sighting
from desk_access.service.analyser import Analyser
from desk_access.service.liveness import LivenessGate
from desk_access.service.spoofs import SpoofKeeper
from tests.fakes import Box, FakeLiveness
from tests.unit.service.scene import KIM, LEFT, RIGHT, STRANGER, Camera, make_tools, person, view_of

STAFF = view_of(person(KIM, "Kim"))


class Door:
    """A camera whose liveness check says of each place what it is told."""

    def __init__(self, policy: LivenessPolicy = LivenessPolicy.PASSIVE, odds: float = 4.0) -> None:
        self.check = FakeLiveness(odds)
        self.camera = Camera()
        self.tools = replace(make_tools(), liveness=self.check)
        self.analyser = Analyser("Door", lambda: STAFF, LivenessGate(policy))
        self.faces: tuple[FaceView, ...] = ()

    def show(self, *faces: tuple[Box, int], seconds: float, still: bool = False) -> list[Decision]:
        fell: list[Decision] = []
        for _ in range(max(round(seconds * 30), 1)):
            frame = self.camera.frame(faces, still=still)
            analysis = self.analyser.analyse(frame, self.tools)
            self.faces = analysis.snapshot.faces
            fell += analysis.decisions
        return fell


def test_the_living_are_recognised_within_a_second_and_a_half() -> None:
    door = Door()
    assert door.show((LEFT, KIM), seconds=0.4) == [], "three pictures are not enough for that"
    (decision,) = door.show((LEFT, KIM), seconds=1.0)
    assert (decision.verdict, decision.person_id) == (Verdict.RECOGNISED, KIM)
    assert decision.liveness is not None
    assert decision.liveness.score > 0.9
    assert decision.resembles is None
    looks = len(door.check.boxes)
    door.show((LEFT, KIM), seconds=1.0)
    assert len(door.check.boxes) == looks, "who is recognised is not looked at any more"


def test_a_picture_of_somebody_is_a_spoof_and_stays_one() -> None:
    door = Door(odds=-4.0)
    (decision,) = door.show((LEFT, KIM), seconds=3)
    assert decision.verdict is Verdict.SPOOF
    assert (decision.person_id, decision.resembles) == (None, KIM)
    assert decision.score == pytest.approx(1.0, abs=1e-4)
    door.check.log_odds = 9.0
    assert door.show((LEFT, KIM), seconds=3) == [], "nothing of this track is recognised"
    (face,) = door.faces
    assert (face.verdict, face.name) == (Verdict.SPOOF, None)


def test_a_picture_of_nobody_known_is_a_spoof_too() -> None:
    (decision,) = Door(odds=-4.0).show((LEFT, STRANGER), seconds=2)
    assert (decision.verdict, decision.resembles) == (Verdict.SPOOF, None)


def test_who_is_too_far_away_is_no_spoof() -> None:
    (decision,) = Door(odds=-4.0).show((Box(300, 50, 30, 36), KIM), seconds=3)
    assert decision.verdict is Verdict.POOR_QUALITY


def test_doubt_is_over_after_a_second() -> None:
    (decision,) = Door(odds=0.6).show((LEFT, KIM), seconds=1.2)
    assert decision.verdict is Verdict.RECOGNISED
    assert decision.latency_ms > 900


def test_whoever_holds_up_somebodys_picture_is_not_let_in_as_that_person() -> None:
    door = Door(odds=-4.0)
    (spoof,) = door.show((LEFT, KIM), seconds=1)
    assert spoof.verdict is Verdict.SPOOF
    door.check.log_odds = 6.0
    assert door.show((RIGHT, KIM), seconds=3) == []
    (decision,) = door.show((RIGHT, KIM), seconds=3)
    assert decision.verdict is Verdict.RECOGNISED, "the picture was gone for five seconds"


def test_in_doubt_the_window_hears_what_is_asked() -> None:
    door = Door(LivenessPolicy.PASSIVE_THEN_ACTIVE, odds=0.5)
    assert door.show((LEFT, KIM), seconds=2) == []
    (face,) = door.faces
    assert face.verdict is None
    assert face.challenge is not None
    assert face.challenge.state is ChallengeState.ASKED
    assert face.liveness is not None


def test_strangers_are_not_asked_and_are_unknown_in_time() -> None:
    door = Door(LivenessPolicy.ACTIVE, odds=4.0)
    (decision,) = door.show((LEFT, STRANGER), seconds=2)
    assert decision.verdict is Verdict.UNKNOWN
    assert door.faces[0].challenge is None


def test_a_recording_that_ends_in_doubt_lets_nobody_in() -> None:
    door = Door(LivenessPolicy.ACTIVE, odds=4.0)
    assert door.show((LEFT, KIM), seconds=1) == []
    frame = door.camera.frame(((LEFT, KIM),), still=False)
    (decision,) = door.analyser.finish(frame)
    assert decision.verdict is Verdict.POOR_QUALITY


def test_single_pictures_are_looked_at_as_well() -> None:
    (shown,) = Door(odds=-5.0).show((LEFT, KIM), seconds=0, still=True)
    assert shown.verdict is Verdict.SPOOF
    (alive,) = Door(odds=3.0).show((LEFT, KIM), seconds=0, still=True)
    assert alive.verdict is Verdict.RECOGNISED


class Kept:
    """A spoof log in memory, on a disk that may be full."""

    def __init__(self) -> None:
        self.spoofs: list[Spoof] = []
        self.full = False

    def add(self, spoof: Spoof) -> None:
        if self.full:
            raise WorkspaceUnavailable("The disk is full.", "Make room.")
        self.spoofs.append(spoof)

    def newest(self, limit: int) -> list[Spoof]:
        return self.spoofs[::-1][:limit]


def test_a_spoof_is_kept_with_its_evidence(expected_logs: list[str]) -> None:
    expected_logs.append("A spoof could not be written. The disk is full.")
    (spoof,) = Door(odds=-4.0).show((LEFT, KIM), seconds=1)
    (alive,) = Door().show((LEFT, KIM), seconds=1)
    kept = Kept()
    keeper = SpoofKeeper(kept)
    for decision in (alive, spoof):
        keeper.hear(Sighting(decision, None, None))
    (one,) = kept.spoofs
    assert (one.person_id, one.camera, one.picture) == (KIM, "Door", spoof.picture)
    assert one.evidence == spoof.liveness
    kept.full = True
    keeper.hear(Sighting(spoof, None, None))  # punches go on
    assert len(kept.spoofs) == 1


ASKING = [policy for policy in LivenessPolicy if policy is not LivenessPolicy.OFF]


@pytest.mark.parametrize("policy", ASKING)
def test_without_the_model_nobody_is_recognised_and_the_reason_is_told(
    policy: LivenessPolicy,
) -> None:
    door = Door(policy)
    door.check.missing = True
    with pytest.raises(LivenessUnavailable, match=r"cannot be made\. The file is not there"):
        door.show((LEFT, KIM), seconds=2)
    assert door.analyser.finish(door.camera.frame([(LEFT, KIM)])) == ()


@pytest.mark.parametrize("policy", ASKING)
def test_a_model_that_fails_in_mid_stream_lets_nobody_in(policy: LivenessPolicy) -> None:
    door = Door(policy)
    assert door.show((LEFT, KIM), seconds=0.2) == []
    door.check.failing = True
    for _ in range(60):
        with pytest.raises(LivenessUnavailable):
            door.show((LEFT, KIM), seconds=0.03)
    last = door.analyser.finish(door.camera.frame([(LEFT, KIM)]))
    assert Verdict.RECOGNISED not in [decision.verdict for decision in last]


@pytest.mark.parametrize("still", [False, True])
def test_a_model_that_never_answers_lets_nobody_in_at_the_end(still: bool) -> None:
    door = Door()
    door.check.failing = True
    with pytest.raises(LivenessUnavailable):
        door.show((LEFT, KIM), seconds=0.03, still=still)
    last = door.analyser.finish(door.camera.frame([(LEFT, KIM)]))
    assert Verdict.RECOGNISED not in [decision.verdict for decision in last]


def test_a_model_that_comes_back_goes_on() -> None:
    door = Door()
    door.check.missing = True
    with pytest.raises(LivenessUnavailable):
        door.show((LEFT, KIM), seconds=0.03)
    door.check.missing = False
    (decision,) = door.show((LEFT, KIM), seconds=1.5)
    assert decision.verdict is Verdict.RECOGNISED


def test_off_needs_no_model_and_says_off() -> None:
    door = Door(LivenessPolicy.OFF)
    door.check.missing = True
    door.tools = replace(door.tools, models=ModelDigests("d", "e", "f"))
    (decision,) = door.show((LEFT, KIM), seconds=0.5)
    assert (decision.verdict, decision.policy) == (Verdict.RECOGNISED, LivenessPolicy.OFF)
    assert decision.models == ModelDigests("d", "e", None)


def test_a_decision_says_which_models_took_part() -> None:
    door = Door()
    door.tools = replace(door.tools, models=ModelDigests("d", "e", "f"))
    door.analyser = Analyser(
        "Door", lambda: STAFF, LivenessGate(LivenessPolicy.PASSIVE), SourceKind.FILE
    )
    (decision,) = door.show((LEFT, KIM), seconds=1.5)
    assert (decision.policy, decision.source_kind) == (LivenessPolicy.PASSIVE, SourceKind.FILE)
    assert decision.models == ModelDigests("d", "e", "f")
