"""What every FaceFinder does: the fake on painted faces, the chain of networks on photographs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from desk_access import bootstrap
from desk_access.capture.pictures import read_picture
from desk_access.inference.finder import FaceChain
from desk_access.model.arrays import Image, check_points
from desk_access.model.face import Box, Face
from desk_access.ports import FaceFinder
from tests.fakes import FakeFinder, paint_faces


@dataclass(frozen=True)
class Setting:
    """A finder, and pictures in which it must find one face, two, and none."""

    finder: FaceFinder
    one: Image
    two: Image
    none: Image


def fake(_request: pytest.FixtureRequest) -> Setting:
    near, far = Box(60, 120, 160, 192), Box(400, 100, 120, 144)
    return Setting(
        FakeFinder(),
        paint_faces([(near, 10)]),
        paint_faces([(far, 20), (near, 10)]),
        paint_faces([]),
    )


def chain(request: pytest.FixtureRequest) -> Setting:
    photos = request.getfixturevalue("shared_data") / "photos"
    store = bootstrap.models()
    rows, columns = np.mgrid[0:480, 0:640]
    slope = np.stack([rows / 3, columns / 4, (rows + columns) / 8], axis=2)
    return Setting(
        FaceChain(store.read("yunet-2023mar"), store.read("face-landmarker")),
        read_picture(photos / "obama-480p.jpg"),
        read_picture(photos / "two_people.jpg"),
        slope.astype(np.uint8),
    )


@pytest.fixture(
    scope="module",  # loading the networks takes a second
    params=[fake, pytest.param(chain, marks=pytest.mark.data)],
    ids=lambda make: make.__name__,
)
def setting(request: pytest.FixtureRequest) -> Iterator[Setting]:
    made: Setting = request.param(request)
    yield made
    made.finder.close()


def places(faces: tuple[Face, ...]) -> list[Box]:
    return [face.box for face in faces]


def test_nobody_is_found_where_nobody_is(setting: Setting) -> None:
    assert setting.finder.find(setting.none) == ()


def test_a_face_is_found_with_all_that_is_known_of_it(setting: Setting) -> None:
    (face,) = setting.finder.find(setting.one)
    check_points(face.points, 5)
    assert 0 < face.score <= 1
    height, width = setting.one.shape[:2]
    x, y = face.box.centre
    assert 0 < x < width
    assert 0 < y < height
    assert all(np.isfinite([face.pose.yaw, face.pose.pitch, face.pose.roll]))


def test_points_are_the_eyes_the_nose_and_the_mouth_from_left_to_right(setting: Setting) -> None:
    for face in setting.finder.find(setting.two):
        left_eye, right_eye, nose, left_mouth, right_mouth = face.points
        assert left_eye[0] < nose[0] < right_eye[0]
        assert left_mouth[0] < right_mouth[0]
        assert max(left_eye[1], right_eye[1]) < nose[1] < min(left_mouth[1], right_mouth[1])
        inside = (face.points >= (face.box.x, face.box.y)) & (
            face.points <= (face.box.x + face.box.width, face.box.y + face.box.height)
        )
        assert inside.all()


def test_everybody_is_found_once_the_largest_first(setting: Setting) -> None:
    first, second = setting.finder.find(setting.two)
    assert first.box.area >= second.box.area
    assert first.box.overlap(second.box) < 0.1


def test_the_picture_is_left_alone(setting: Setting) -> None:
    before = setting.one.copy()
    setting.finder.find(setting.one)
    assert (setting.one == before).all()


def test_the_same_picture_gives_the_same_faces(setting: Setting) -> None:
    once = setting.finder.find(setting.two)
    setting.finder.find(setting.one)  # nothing of one picture goes into the next
    assert places(setting.finder.find(setting.two)) == places(once)


def test_a_part_of_a_larger_picture_is_a_picture(setting: Setting) -> None:
    """Cut out or turned round, its rows do not lie one after the other in memory."""
    height, width = setting.one.shape[:2]
    framed = np.zeros((height + 40, width + 60, 3), np.uint8)
    framed[20:-20, 30:-30] = setting.one
    (expected,) = setting.finder.find(setting.one)
    (face,) = setting.finder.find(framed[20:-20, 30:-30])
    assert face.box == expected.box
    assert len(setting.finder.find(setting.one[:, ::-1])) == 1


@pytest.mark.parametrize("size", [(1, 1), (2, 300), (300, 2), (9, 2000), (31, 33)])
def test_pictures_of_any_size_can_be_looked_at(setting: Setting, size: tuple[int, int]) -> None:
    assert setting.finder.find(np.full((*size, 3), 90, np.uint8)) == ()


def test_pictures_of_changing_sizes_can_be_looked_at(setting: Setting) -> None:
    """A stream may change its size while it runs."""
    half = np.ascontiguousarray(setting.one[::2, ::2])
    for image in (setting.one, half, setting.one, half):
        assert len(setting.finder.find(image)) == 1
