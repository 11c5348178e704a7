"""Guided enrolment: five poses, each picture taken by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_access.model.enrolment import EnrolHint, EnrolmentProgress, LookCheck, PoseStep
from desk_access.model.face import Advice, Box, Pose
from desk_access.service.live_enrolment import LiveEnrolment, find_similar
from desk_access.service.mirror import GalleryView
from tests.fakes import FakeFinder, FakeLiveness, fake_vector
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

AHEAD = Pose(0, 0, 0)
POSES = {
    PoseStep.FRONT: AHEAD,
    PoseStep.LEFT: Pose(25, 2, 0),
    PoseStep.RIGHT: Pose(-25, -2, 0),
    PoseStep.UP: Pose(3, 18, 0),
    PoseStep.DOWN: Pose(-3, -18, 0),
}
HINTS = {
    PoseStep.FRONT: EnrolHint.LOOK_STRAIGHT,
    PoseStep.LEFT: EnrolHint.TURN_LEFT,
    PoseStep.RIGHT: EnrolHint.TURN_RIGHT,
    PoseStep.UP: EnrolHint.LOOK_UP,
    PoseStep.DOWN: EnrolHint.LOOK_DOWN,
}


class Sitting:
    """Somebody in front of the enrolment camera."""

    def __init__(self, view: GalleryView | None = None) -> None:
        self.view = view or view_of()
        self.camera = Camera()
        self.finder = FakeFinder()
        self.tools = make_tools(self.finder)
        self.enrolment = LiveEnrolment("Camera 1", "E1", "Kim", "Office", lambda: self.view)

    def hold(
        self,
        pose: Pose,
        *faces: tuple[Box, int],
        seconds: float = 0.4,
        blurred: bool = False,
    ) -> EnrolmentProgress:
        """Show the faces (Kim alone when none is named) in this pose for so long."""
        self.finder.pose = pose
        for _ in range(round(seconds * 30)):
            frame = self.camera.frame(faces or [(LEFT, KIM)], blurred=blurred)
            self.enrolment.offer(frame, self.tools)
        return self.enrolment.progress()

    def taken(self) -> list[PoseStep | None]:
        return [item.step for item in self.enrolment.progress().taken]


@pytest.fixture
def sitting() -> Sitting:
    return Sitting()


def test_five_pictures_take_themselves(sitting: Sitting) -> None:
    progress = sitting.enrolment.progress()
    assert (progress.step, progress.hint) == (PoseStep.FRONT, EnrolHint.NO_FACE)
    for number, (step, pose) in enumerate(POSES.items()):
        assert progress.step is step
        assert not progress.complete
        assert progress.enough is (number >= 3)
        progress = sitting.hold(pose)
        assert len(progress.taken) == number + 1
    assert progress.step is None
    assert progress.hint is EnrolHint.DONE
    assert progress.complete
    draft = sitting.enrolment.draft()
    assert (draft.code, draft.name, draft.group) == ("E1", "Kim", "Office")
    assert [item.step for item in draft.pictures] == list(PoseStep)
    assert draft.model_digest == MODEL
    assert draft.similar is None
    assert all((item.vector == fake_vector(KIM)).all() for item in draft.pictures)


def test_each_picture_is_asked_for_in_turn(sitting: Sitting) -> None:
    assert sitting.hold(Pose(30, 0, 0)).hint is HINTS[PoseStep.FRONT]
    for step, following in zip(list(PoseStep)[:-1], list(PoseStep)[1:], strict=True):
        progress = sitting.hold(POSES[step])
        assert progress.hint is HINTS[following]
        assert progress.step is following


def test_after_the_last_nothing_more_is_taken(sitting: Sitting) -> None:
    for pose in POSES.values():
        sitting.hold(pose)
    before = sitting.enrolment.progress().taken
    progress = sitting.hold(AHEAD, seconds=1)
    assert progress.hint is EnrolHint.DONE
    assert progress.taken == before


def test_left_and_right_are_the_persons_own(sitting: Sitting) -> None:
    """Yaw is positive when the person turns to their own left, the right of the picture."""
    sitting.hold(AHEAD)
    assert sitting.hold(Pose(20, 0, 0)).taken[-1].step is PoseStep.LEFT
    assert sitting.hold(Pose(-20, 0, 0)).taken[-1].step is PoseStep.RIGHT


def test_poses_may_come_in_any_order_after_the_front(sitting: Sitting) -> None:
    sitting.hold(POSES[PoseStep.LEFT])
    assert sitting.taken() == []
    sitting.hold(AHEAD)
    sitting.hold(POSES[PoseStep.DOWN])
    progress = sitting.hold(POSES[PoseStep.RIGHT])
    assert sitting.taken() == [PoseStep.FRONT, PoseStep.RIGHT, PoseStep.DOWN]
    assert progress.step is PoseStep.LEFT
    assert progress.enough
    assert not progress.complete


def test_a_pose_must_be_held(sitting: Sitting) -> None:
    progress = sitting.hold(AHEAD, seconds=0.2)
    assert progress.taken == ()
    assert progress.hint is EnrolHint.HOLD_STILL
    assert progress.advice is None
    sitting.hold(Pose(30, 0, 0), seconds=0.1)  # the head moves on: it begins anew
    assert sitting.hold(AHEAD, seconds=0.2).taken == ()
    assert len(sitting.hold(AHEAD, seconds=0.1).taken) == 1


@pytest.mark.parametrize(
    ("faces", "hint"),
    [([(RIGHT, KIM), (LEFT, LEE)], EnrolHint.ONE_FACE_ONLY), ([], EnrolHint.NO_FACE)],
)
def test_holding_is_interrupted_by_others_and_by_leaving(
    sitting: Sitting, faces: list[tuple[Box, int]], hint: EnrolHint
) -> None:
    sitting.hold(AHEAD, seconds=0.2)
    sitting.enrolment.offer(sitting.camera.frame(faces), sitting.tools)
    assert sitting.enrolment.progress().hint is hint
    assert sitting.hold(AHEAD, seconds=0.2).taken == ()


def test_a_poor_picture_is_not_taken_and_says_why(sitting: Sitting) -> None:
    progress = sitting.hold(AHEAD, seconds=1, blurred=True)
    assert progress.taken == ()
    assert progress.advice is Advice.HOLD_STILL
    assert progress.hint is EnrolHint.HOLD_STILL
    progress = sitting.hold(AHEAD, (Box(300, 200, 50, 60), KIM), seconds=1)
    assert progress.taken == ()
    assert progress.advice is Advice.COME_CLOSER
    assert sitting.hold(AHEAD).advice is None
    assert sitting.taken() == [PoseStep.FRONT]


def test_two_in_front_of_the_camera_are_one_too_many(sitting: Sitting) -> None:
    progress = sitting.hold(AHEAD, (LEFT, KIM), (RIGHT, LEE), seconds=1)
    assert progress.hint is EnrolHint.ONE_FACE_ONLY
    assert progress.taken == ()


def test_somebody_in_the_background_does_not_disturb(sitting: Sitting) -> None:
    assert len(sitting.hold(AHEAD, (LEFT, KIM), (Box(500, 20, 40, 48), LEE)).taken) == 1


def test_somebody_else_who_steps_in_is_not_mixed_in(sitting: Sitting) -> None:
    sitting.hold(AHEAD)
    progress = sitting.hold(POSES[PoseStep.LEFT], (LEFT, STRANGER), seconds=0.3)
    assert progress.hint is EnrolHint.SAME_PERSON
    assert sitting.taken() == [PoseStep.FRONT]
    assert len(sitting.hold(POSES[PoseStep.LEFT]).taken) == 2


def test_a_picture_can_be_taken_again(sitting: Sitting) -> None:
    sitting.hold(AHEAD)
    (left,) = sitting.hold(POSES[PoseStep.LEFT]).taken[1:]
    sitting.enrolment.retake(PoseStep.LEFT)
    assert sitting.taken() == [PoseStep.FRONT]
    (again,) = sitting.hold(POSES[PoseStep.LEFT]).taken[1:]
    assert again is not left
    sitting.enrolment.retake(PoseStep.UP)  # was never taken: nothing happens
    assert sitting.taken() == [PoseStep.FRONT, PoseStep.LEFT]


def test_the_wrong_person_can_be_replaced_from_the_front(sitting: Sitting) -> None:
    sitting.hold(AHEAD, (LEFT, STRANGER))
    assert sitting.hold(POSES[PoseStep.LEFT], seconds=0.3).hint is EnrolHint.SAME_PERSON
    sitting.enrolment.retake(PoseStep.FRONT)
    assert sitting.enrolment.progress().step is PoseStep.FRONT
    sitting.hold(AHEAD)
    sitting.hold(POSES[PoseStep.LEFT])
    assert sitting.taken() == [PoseStep.FRONT, PoseStep.LEFT]


def test_a_camera_beside_or_below_the_eyes_is_allowed_for(sitting: Sitting) -> None:
    """Poses count from the front picture's own."""
    off = Pose(-10, 16, 0)
    assert len(sitting.hold(off).taken) == 1
    assert len(sitting.hold(Pose(off.yaw + 5, off.pitch + 3, 0)).taken) == 1
    sitting.hold(Pose(off.yaw + 20, off.pitch, 0))
    sitting.hold(Pose(off.yaw, off.pitch - 15, 0))
    assert sitting.taken() == [PoseStep.FRONT, PoseStep.LEFT, PoseStep.DOWN]


@pytest.mark.parametrize("pose", [Pose(10, 0, 0), Pose(0, 7, 0), Pose(46, 0, 0), Pose(30, 30, 0)])
def test_too_little_too_far_and_in_between_are_no_pose(sitting: Sitting, pose: Pose) -> None:
    sitting.hold(AHEAD)
    assert len(sitting.hold(pose, seconds=1).taken) == 1


@pytest.mark.parametrize("pose", [Pose(13, 0, 0), Pose(-13, 0, 0), Pose(0, 25, 0)])
def test_the_front_picture_looks_into_the_camera(sitting: Sitting, pose: Pose) -> None:
    progress = sitting.hold(pose, seconds=1)
    assert progress.taken == ()
    assert progress.hint is EnrolHint.LOOK_STRAIGHT


def test_somebody_enrolled_already_is_noticed_at_the_first_picture() -> None:
    kim = person(KIM, "Kim")
    sitting = Sitting(view_of(kim, person(LEE, "Lee")))
    assert sitting.enrolment.progress().similar is None
    assert sitting.hold(AHEAD).similar == kim
    assert sitting.enrolment.draft().similar == kim
    sitting.enrolment.retake(PoseStep.FRONT)
    assert sitting.enrolment.progress().similar is None
    assert sitting.hold(AHEAD, (LEFT, STRANGER)).similar is None


def test_a_draft_belongs_to_the_model_it_was_begun_with(sitting: Sitting) -> None:
    sitting.hold(AHEAD)
    sitting.view = view_of(model=OTHER_MODEL)
    assert sitting.enrolment.draft().model_digest == MODEL


def test_nobody_is_similar_below_the_threshold() -> None:
    sitting = Sitting()
    (picture,) = sitting.hold(AHEAD).taken
    kim = person(KIM, "Kim")
    assert find_similar(view_of(kim), [picture]) == kim
    assert find_similar(view_of(kim, threshold=1.01), [picture]) is None
    assert find_similar(view_of(person(LEE, "Lee")), [picture]) is None
    assert find_similar(view_of(), [picture]) is None


def test_a_face_that_is_not_alive_is_not_taken_and_is_told() -> None:
    sitting = Sitting()
    sitting.tools = replace(sitting.tools, liveness=FakeLiveness(-4.0))
    progress = sitting.hold(AHEAD, seconds=1)
    assert progress.taken == ()
    assert progress.hint is EnrolHint.NOT_ALIVE
    assert progress.checks == {check: check is not LookCheck.ALIVE for check in LookCheck}


def test_in_doubt_it_waits_and_then_decides_by_what_is_more_likely() -> None:
    sitting = Sitting()
    sitting.tools = replace(sitting.tools, liveness=FakeLiveness(0.0))
    assert sitting.hold(AHEAD, seconds=0.6).taken == ()
    assert sitting.enrolment.progress().hint is EnrolHint.HOLD_STILL
    assert len(sitting.hold(AHEAD, seconds=1.0).taken) == 1


def test_who_comes_after_a_picture_is_looked_at_anew() -> None:
    sitting = Sitting()
    liveness = FakeLiveness(-6.0)
    sitting.tools = replace(sitting.tools, liveness=liveness)
    sitting.hold(AHEAD, seconds=1)
    sitting.camera.clock.advance(1.5)
    liveness.log_odds = 4.0
    assert len(sitting.hold(AHEAD, seconds=0.5).taken) == 1


def test_what_is_right_is_ticked(sitting: Sitting) -> None:
    assert sitting.enrolment.progress().checks == {}
    checks = sitting.hold(AHEAD, (Box(300, 200, 50, 60), KIM), blurred=True).checks
    assert checks == {
        check: check not in (LookCheck.PLACE, LookCheck.SHARPNESS) for check in LookCheck
    }
    assert all(sitting.hold(AHEAD).checks.values())


def test_in_a_blink_no_picture_is_taken(sitting: Sitting) -> None:
    """Measured against the person's own eyes: narrow ones are as good."""
    opened = [0.03] * 8 + [0.012] * 5
    for opening in opened:
        sitting.finder.opening = opening
        sitting.hold(AHEAD, seconds=1 / 30)
    progress = sitting.enrolment.progress()
    assert progress.taken == ()
    assert progress.advice is Advice.OPEN_EYES
    sitting.finder.opening = 0.03
    assert len(sitting.hold(AHEAD).taken) == 1
