"""Which face of a picture may be kept, and which pictures of a person are."""

from __future__ import annotations

import numpy as np
import pytest

from desk_access.model.arrays import Vector
from desk_access.model.enrolment import DraftPicture, PoseStep
from desk_access.model.face import Advice, Box, PointSource
from desk_access.model.person import EnrolmentPicture
from desk_access.service.candidate import MOST_PICTURES, candidates, different, keep, mean_vector
from desk_access.vision.enrolment_gate import EnrolmentBounds
from desk_access.vision.picture import decode
from desk_access.vision.quality import RECOGNITION_GATE
from tests.fakes import FakeFinder, fake_vector, paint_faces
from tests.unit.service.scene import KIM, LEE, LEFT, RIGHT, START, make_tools

TOOLS = make_tools()
SMALL = Box(420, 60, 50, 60)


def drafted(vector: Vector, quality: float = 0.5) -> DraftPicture:
    picture = EnrolmentPicture(b"jpeg", np.zeros((5, 2), np.float32), quality, START)
    return DraftPicture(None, picture, vector, np.zeros((112, 112, 3), np.uint8))


def near(who: int, cosine: float, aside: int) -> Vector:
    """A unit vector at ``cosine`` to the person, away from them towards ``aside``."""
    vector, other = fake_vector(who), fake_vector(aside)
    other = other - (other @ vector) * vector
    mixed = cosine * vector + np.sqrt(1 - cosine**2) * other / np.linalg.norm(other)
    return mixed.astype(np.float32)


def test_one_good_face_is_a_candidate() -> None:
    (found,) = candidates(paint_faces([(LEFT, KIM)]), TOOLS)
    assert found.face.box == LEFT
    assert found.quality.usable


def test_without_a_face_there_is_none() -> None:
    assert candidates(paint_faces([]), TOOLS) == []


def test_people_far_behind_are_not_meant() -> None:
    found = candidates(paint_faces([(LEFT, KIM), (SMALL, LEE)]), TOOLS)
    assert [item.face.box for item in found] == [LEFT]


def test_with_two_in_front_it_is_unclear() -> None:
    found = candidates(paint_faces([(LEFT, KIM), (RIGHT, LEE)]), TOOLS)
    assert {item.face.box for item in found} == {LEFT, RIGHT}


def test_enrolment_is_stricter_than_recognition() -> None:
    image = paint_faces([(SMALL, KIM)])
    (found,) = candidates(image, TOOLS)
    assert found.quality.advice is Advice.COME_CLOSER
    (found,) = candidates(image, TOOLS, EnrolmentBounds(RECOGNITION_GATE))
    assert found.quality.usable
    (found,) = candidates(paint_faces([(LEFT, KIM)], blurred=True), TOOLS)
    assert found.quality.advice is Advice.HOLD_STILL


def test_a_template_is_made_from_true_landmarks_alone() -> None:
    finder = FakeFinder()
    finder.source = PointSource.DETECTOR
    (found,) = candidates(paint_faces([(LEFT, KIM)]), make_tools(finder))
    assert found.quality.advice is Advice.LOOK_AT_CAMERA
    assert found.quality.face_px > 0


def test_the_template_is_that_of_the_kept_picture() -> None:
    image = paint_faces([(LEFT, KIM)])
    (found,) = candidates(image, TOOLS)
    kept = keep(image, found, TOOLS, START, PoseStep.LEFT)
    picture = kept.picture
    again = TOOLS.embedder.align(decode(picture.jpeg), picture.points)
    np.testing.assert_array_equal(again, kept.crop)
    np.testing.assert_array_equal(TOOLS.embedder.embed([again])[0], kept.vector)
    np.testing.assert_array_equal(kept.vector, fake_vector(KIM))
    assert kept.step is PoseStep.LEFT
    assert picture.taken_at == START
    assert picture.quality == found.quality.score


def test_no_pictures_give_none() -> None:
    assert different([], 0.3) == []


def test_few_pictures_of_one_person_are_all_kept_the_best_first() -> None:
    pictures = [drafted(near(KIM, 0.8, number), 0.1 * number) for number in (1, 5, 3)]
    chosen = different(pictures, 0.3)
    assert len(chosen) == 3
    assert chosen[0] is pictures[1]


def test_somebody_else_among_them_is_left_out() -> None:
    mine = [drafted(near(KIM, 0.9, number), 0.3) for number in (1, 2, 3)]
    others = [drafted(fake_vector(LEE), 0.9), drafted(fake_vector(77), 0.9)]
    chosen = different([others[0], *mine, others[1]], 0.3)
    assert {id(item) for item in chosen} == {id(item) for item in mine}


def test_of_many_the_different_ones_are_chosen() -> None:
    """Ten times nearly the same picture, and four that are not."""
    same = [drafted(near(KIM, 0.995, number), 0.6) for number in range(30, 40)]
    turned = [drafted(near(KIM, 0.75, number), 0.5) for number in range(40, 44)]
    chosen = different([*same, *turned], 0.3)
    assert len(chosen) == MOST_PICTURES
    assert chosen[0] in same
    assert {id(item) for item in chosen[1:]} == {id(item) for item in turned}


def test_a_poor_picture_is_not_chosen_for_being_different() -> None:
    good = [drafted(near(KIM, 0.9, number), 0.8) for number in range(30, 36)]
    poor = drafted(near(KIM, 0.6, 50), 0.01)
    assert all(item is not poor for item in different([*good, poor], 0.3))


def test_the_mean_of_pictures_has_unit_length() -> None:
    mean = mean_vector([drafted(near(KIM, 0.8, 1)), drafted(near(KIM, 0.8, 2))])
    assert mean.dtype == np.float32
    assert float(np.linalg.norm(mean)) == pytest.approx(1.0, abs=1e-5)
    assert float(mean @ fake_vector(KIM)) > 0.85
