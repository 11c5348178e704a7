"""The chain, frame by frame: who is named, when, and who never is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from desk_access.errors import GalleryMismatch
from desk_access.model.arrays import Image, Vector
from desk_access.model.decision import Confidence, Decision, Verdict
from desk_access.model.face import Advice, Box
from desk_access.model.frame import Frame
from desk_access.model.person import Template
from desk_access.model.status import FaceView
from desk_access.service.analyser import MOST_FACES, Analyser
from desk_access.vision.match import GalleryIndex
from desk_access.vision.picture import decode
from tests.fakes import FakeEmbedder, FakeFinder, fake_vector
from tests.records import some_punch
from tests.unit.service.scene import (
    KIM,
    LEE,
    LEFT,
    MODEL,
    OTHER_MODEL,
    RIGHT,
    STRANGER,
    Camera,
    make_tools,
    person,
    view_of,
)

FAR = Box(300, 50, 30, 36)  # too small to be embedded
NOBODY = view_of()
STAFF = view_of(person(KIM, "Kim"), person(LEE, "Lee"))


class Chain:
    """An analyser with its camera, which keeps what it said."""

    def __init__(self) -> None:
        self.view = STAFF
        self.camera = Camera()
        self.embedder = FakeEmbedder(MODEL)
        self.tools = make_tools(FakeFinder(), self.embedder)
        self.analyser = Analyser("Camera 1", lambda: self.view)
        self.decisions: list[Decision] = []
        self.faces: tuple[FaceView, ...] = ()
        self.stages: dict[str, float] = {}
        self.frame: Frame | None = None

    def show(
        self,
        *faces: tuple[Box, int],
        seconds: float = 1 / 30,
        blurred: bool = False,
        still: bool = False,
    ) -> list[Decision]:
        """Show the faces for so long; returns the decisions that fell."""
        fell: list[Decision] = []
        for _ in range(round(seconds * 30)):
            self.frame = self.camera.frame(faces, blurred=blurred, still=still)
            analysis = self.analyser.analyse(self.frame, self.tools)
            self.faces, self.stages = analysis.snapshot.faces, analysis.snapshot.stage_ms
            assert analysis.snapshot.frame is self.frame
            fell += analysis.decisions
        self.decisions += fell
        return fell

    def finish(self) -> list[Decision]:
        assert self.frame is not None
        return list(self.analyser.finish(self.frame))


@pytest.fixture
def chain() -> Chain:
    return Chain()


def test_a_person_is_recognised_once_and_only_once(chain: Chain) -> None:
    (decision,) = chain.show((LEFT, KIM), seconds=5)
    assert decision.verdict is Verdict.RECOGNISED
    assert decision.person_id == KIM
    assert decision.camera == "Camera 1"
    assert decision.frames == 3
    assert decision.score == pytest.approx(1.0, abs=1e-4)
    assert decision.threshold == STAFF.threshold
    assert decision.runner_up is not None
    assert decision.runner_up < 0.3
    assert decision.confidence is Confidence.SURE
    assert decision.advice is None
    assert decision.model_digest == MODEL
    assert decision.box == LEFT
    assert 0.9 < decision.quality <= 1.0
    assert decode(decision.picture)[96, 96, 1] == pytest.approx(KIM, abs=3)


def test_a_decision_tells_when_it_fell_and_how_long_it_took(chain: Chain) -> None:
    chain.show(seconds=1)
    (decision,) = chain.show((LEFT, KIM), seconds=0.1)
    assert chain.frame is not None
    assert decision.decided_at == chain.frame.taken_at
    assert decision.monotonic == chain.frame.monotonic
    # Two intervals of the frames, and what the chain itself took for the last.
    assert 2000 / 30 < decision.latency_ms < 2000 / 30 + 1000


def test_the_window_sees_a_name_only_after_the_decision(chain: Chain) -> None:
    chain.show((LEFT, KIM), seconds=2 / 30)
    (face,) = chain.faces
    assert (face.verdict, face.name, face.score, face.confidence) == (None, None, None, None)
    assert face.frames == 2
    chain.show((LEFT, KIM))
    (face,) = chain.faces
    assert face.verdict is Verdict.RECOGNISED
    assert face.name == "Kim"
    assert face.confidence is Confidence.SURE
    assert face.score == pytest.approx(1.0, abs=1e-4)
    assert face.threshold == STAFF.threshold
    assert face.box == LEFT
    assert face.punch is None


def test_a_stranger_is_unknown_once(chain: Chain) -> None:
    assert chain.show((LEFT, STRANGER), seconds=0.9) == []
    (decision,) = chain.show((LEFT, STRANGER), seconds=4)
    assert decision.verdict is Verdict.UNKNOWN
    assert decision.person_id is None
    assert decision.confidence is None
    assert decision.score is not None
    assert decision.score < STAFF.threshold
    assert 1000 <= decision.latency_ms < 2000
    (face,) = chain.faces
    assert face.verdict is Verdict.UNKNOWN
    assert face.name is None


def test_two_who_look_alike_are_not_guessed(chain: Chain) -> None:
    same_face = [Template(who, fake_vector(KIM), MODEL) for who in (KIM, LEE)]
    chain.view = replace(STAFF, index=GalleryIndex.of(same_face, MODEL))
    (decision,) = chain.show((LEFT, KIM), seconds=2)
    assert decision.verdict is Verdict.UNKNOWN
    assert decision.person_id is None
    assert decision.score == pytest.approx(1.0, abs=1e-4)
    assert decision.margin == pytest.approx(0.0, abs=1e-4)


def test_a_verdict_only_rises(chain: Chain) -> None:
    chain.view = NOBODY
    (poor,) = chain.show((LEFT, KIM), seconds=2.5, blurred=True)
    assert poor.verdict is Verdict.POOR_QUALITY
    assert poor.advice is Advice.HOLD_STILL
    assert poor.score is None
    (unknown,) = chain.show((LEFT, KIM), seconds=2.5)
    assert unknown.verdict is Verdict.UNKNOWN
    assert unknown.score is None
    chain.view = STAFF  # enrolled meanwhile
    (known,) = chain.show((LEFT, KIM), seconds=2.5)
    assert known.verdict is Verdict.RECOGNISED
    assert poor.track == unknown.track == known.track
    chain.view = NOBODY
    assert chain.show((LEFT, KIM), seconds=2.5) == []
    assert chain.show((LEFT, KIM), seconds=2.5, blurred=True) == []
    assert chain.faces[0].verdict is Verdict.RECOGNISED


def test_somebody_removed_while_standing_there_has_no_name_any_more(chain: Chain) -> None:
    chain.show((LEFT, KIM), seconds=1)
    assert chain.faces[0].name == "Kim"
    chain.view = view_of(person(LEE, "Lee"))
    chain.show((LEFT, KIM))
    assert chain.faces[0].name is None


def test_a_settled_face_is_looked_at_again_now_and_then(chain: Chain) -> None:
    looked = []
    for _ in range(90):
        before = len(chain.embedder.batches)
        chain.show((LEFT, KIM))
        if len(chain.embedder.batches) > before:
            looked.append(chain.camera.clock.seconds)
    assert len(looked) >= 3 + 6
    first, settled = looked[:3], looked[2:]
    assert first[-1] - first[0] < 0.1
    assert all(0.4 <= after - before < 0.5 for before, after in pairwise(settled))


def test_a_stranger_who_takes_the_place_is_never_named(chain: Chain) -> None:
    chain.show((LEFT, KIM), seconds=1)
    known = chain.faces[0].track
    named_for = 0
    for _ in range(60):
        chain.show((LEFT, STRANGER))
        named_for += chain.faces[0].name is not None
    # Until the next look at a settled face, less than half a second, nobody can know.
    assert named_for < 0.5 * 30
    assert chain.faces[0].track != known
    assert chain.faces[0].verdict is Verdict.UNKNOWN
    assert [item.verdict for item in chain.decisions] == [Verdict.RECOGNISED, Verdict.UNKNOWN]
    assert chain.decisions[1].track == chain.faces[0].track


def test_who_takes_the_place_of_a_face_not_yet_decided_is_not_mixed_with_it(chain: Chain) -> None:
    chain.show((LEFT, KIM), seconds=2 / 30)
    (decision,) = chain.show((LEFT, LEE), seconds=1)
    assert decision.person_id == LEE
    assert decision.frames == 3


def test_a_colleague_who_takes_the_place_is_recognised(chain: Chain) -> None:
    chain.show((LEFT, KIM), seconds=1)
    (decision,) = chain.show((LEFT, LEE), seconds=1)
    assert decision.person_id == LEE
    assert chain.faces[0].name == "Lee"


def test_people_who_cross_keep_their_names(chain: Chain) -> None:
    """Lee passes in front of Kim, who cannot be seen for half a second."""
    shown = {KIM: "Kim", LEE: "Lee"}
    for step in range(60):
        x, y = 20 + 7 * step, 440 - 7 * step
        faces = [(Box(y, 120, 100, 120), LEE)]
        if abs(x - y) > 100:
            faces.append((Box(x, 120, 100, 120), KIM))
        chain.show(*faces)
        for face in chain.faces:
            who = next(who for box, who in faces if box == face.box)
            assert face.name in (None, shown[who])
    assert {face.name for face in chain.faces} == {"Kim", "Lee"}


def test_all_faces_of_a_frame_are_embedded_in_one_batch(chain: Chain) -> None:
    fell = chain.show((LEFT, KIM), (RIGHT, LEE), seconds=0.1)
    assert chain.embedder.batches == [2, 2, 2]
    assert {decision.person_id for decision in fell} == {KIM, LEE}
    assert len({decision.track for decision in fell}) == 2


def test_a_face_that_is_not_good_enough_is_not_embedded(chain: Chain) -> None:
    chain.show((LEFT, KIM), (FAR, LEE), seconds=0.1)
    assert chain.embedder.batches == [1, 1, 1]
    advice = {face.box: face.advice for face in chain.faces}
    assert advice == {LEFT: None, FAR: Advice.COME_CLOSER}
    chain.show((LEFT, KIM), blurred=True)
    assert chain.faces[0].advice is None  # recognised: there is nothing to mend


def test_a_frame_without_faces_costs_nothing_more(chain: Chain) -> None:
    assert chain.show() == []
    assert chain.faces == ()
    assert chain.embedder.batches == []
    assert set(chain.stages) == {"find", "align", "decide"}
    chain.show((LEFT, KIM))
    assert set(chain.stages) == {"find", "align", "embed", "liveness", "decide"}
    assert all(spent >= 0 for spent in chain.stages.values())


def test_who_comes_back_is_recognised_again(chain: Chain) -> None:
    (first,) = chain.show((LEFT, KIM), seconds=1)
    chain.show(seconds=1)
    (second,) = chain.show((LEFT, KIM), seconds=1)
    assert second.person_id == KIM
    assert second.track != first.track


def test_a_still_is_decided_at_once_and_stands_for_itself(chain: Chain) -> None:
    for _ in range(2):
        (decision,) = chain.show((LEFT, KIM), still=True)
        assert decision.verdict is Verdict.RECOGNISED
        assert decision.frames == 1
        assert chain.faces[0].name == "Kim"
    (stranger,) = chain.show((LEFT, STRANGER), still=True)
    assert stranger.verdict is Verdict.UNKNOWN
    assert len({decision.track for decision in chain.decisions}) == 3
    assert chain.show(still=True) == []


def test_a_poor_still_says_why(chain: Chain) -> None:
    (decision,) = chain.show((LEFT, KIM), still=True, blurred=True)
    assert decision.verdict is Verdict.POOR_QUALITY
    assert decision.advice is Advice.HOLD_STILL


def test_at_the_end_what_can_be_decided_is(chain: Chain) -> None:
    chain.show((LEFT, KIM), (RIGHT, STRANGER), seconds=0.3)
    (decision,) = chain.finish()
    assert decision.verdict is Verdict.UNKNOWN
    assert decision.box == RIGHT
    assert chain.finish() == []
    (again,) = chain.show((LEFT, KIM), seconds=0.3)
    assert again.verdict is Verdict.RECOGNISED


def test_a_punch_is_shown_once_it_is_acknowledged(chain: Chain) -> None:
    (decision,) = chain.show((LEFT, KIM), (RIGHT, LEE), seconds=0.1)[:1]
    punch = some_punch()
    assert [face.punch for face in chain.faces] == [None, None]
    chain.analyser.acknowledge(decision.track, punch)
    chain.show((LEFT, KIM), (RIGHT, LEE))
    assert {face.track: face.punch for face in chain.faces}[decision.track] == punch
    assert [face.punch for face in chain.faces].count(None) == 1


def test_a_punch_for_somebody_who_has_left_is_not_shown_with_others(chain: Chain) -> None:
    (decision,) = chain.show((LEFT, KIM), seconds=0.1)
    chain.show(seconds=1)
    chain.analyser.acknowledge(decision.track, some_punch())
    chain.show((LEFT, LEE), seconds=1)
    assert [face.punch for face in chain.faces] == [None]


def test_another_models_templates_are_never_compared(chain: Chain) -> None:
    """Even when they are of the same length and would match."""
    chain.view = view_of(person(KIM, "Kim"), model=OTHER_MODEL)
    with pytest.raises(GalleryMismatch):
        chain.show((LEFT, KIM))


def test_a_network_that_fails_is_told(chain: Chain) -> None:
    class Broken(FakeEmbedder):
        def embed(self, crops: Sequence[Image]) -> list[Vector]:
            raise MemoryError

    chain.tools = make_tools(embedder=Broken(MODEL))
    with pytest.raises(MemoryError):
        chain.show((LEFT, KIM))


CROWD = [
    (Box(10 + 62 * (place % 10), 20 + 90 * (place // 10), 40 + place, 60 + place), 30 + place)
    for place in range(20)
]
"""Each is wider than the one before."""


def test_of_a_crowd_the_largest_are_looked_at_and_the_others_counted() -> None:
    chain = Chain()
    analysis = chain.analyser.analyse(chain.camera.frame(CROWD, still=True), chain.tools)
    snapshot, left_out = analysis.snapshot, len(CROWD) - MOST_FACES
    assert (len(snapshot.faces), snapshot.left_out) == (MOST_FACES, left_out)
    assert min(face.box.width for face in snapshot.faces) == 40 + left_out
    assert {decision.left_out for decision in analysis.decisions} == {left_out}
    assert max(chain.embedder.batches) <= MOST_FACES


def test_who_is_settled_lets_the_others_have_their_turn() -> None:
    chain = Chain()
    decided = chain.show(*CROWD, seconds=8)
    assert {decision.box.width for decision in decided} == {box.width for box, _ in CROWD}
    assert max(chain.embedder.batches) <= MOST_FACES
