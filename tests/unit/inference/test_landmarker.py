"""The Face Landmarker, asked about one box."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from desk_access import bootstrap
from desk_access.capture.pictures import read_picture
from desk_access.inference.landmarker import Landmarker
from desk_access.inference.yunet import Found, YuNet
from desk_access.model.arrays import Image
from desk_access.model.face import Blendshape, Box
from desk_access.vision.quality import face_size

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def landmarker() -> Iterator[Landmarker]:
    made = Landmarker(bootstrap.models().read("face-landmarker"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def photo(shared_data: Path) -> Image:
    return read_picture(shared_data / "photos" / "obama-480p.jpg")


@pytest.fixture(scope="module")
def found(photo: Image) -> Found:
    (face,) = YuNet(bootstrap.models().read("yunet-2023mar")).detect(photo)
    return face


def test_its_points_agree_with_the_detectors_on_an_upright_face(
    landmarker: Landmarker, photo: Image, found: Found
) -> None:
    seen = landmarker.look(photo, found.box, 0.0, 2.0)
    assert seen is not None
    assert seen.points.dtype == np.float32
    off = np.linalg.norm(seen.points - found.points, axis=1) / face_size(found.points)
    assert off.max() < 0.15


@pytest.mark.parametrize("roll", [-20.0, -8.0, 8.0, 20.0])
@pytest.mark.parametrize("margin", [1.5, 2.0, 2.6])
def test_points_and_pose_do_not_depend_on_how_the_square_was_cut(
    landmarker: Landmarker, photo: Image, found: Found, roll: float, margin: float
) -> None:
    straight = landmarker.look(photo, found.box, 0.0, 2.0)
    other = landmarker.look(photo, found.box, roll, margin)
    assert straight is not None
    assert other is not None
    off = np.linalg.norm(other.points - straight.points, axis=1) / face_size(straight.points)
    assert off.max() < 0.08
    assert other.pose.roll == pytest.approx(straight.pose.roll, abs=4)
    assert other.pose.yaw == pytest.approx(straight.pose.yaw, abs=5)
    assert other.pose.pitch == pytest.approx(straight.pose.pitch, abs=5)


@pytest.mark.parametrize(("roll", "margin"), [(-20.0, 2.0), (0.0, 2.6), (20.0, 1.5)])
def test_the_shape_does_not_depend_on_how_the_square_was_cut(
    landmarker: Landmarker, photo: Image, found: Found, roll: float, margin: float
) -> None:
    straight = landmarker.look(photo, found.box, 0.0, 2.0)
    other = landmarker.look(photo, found.box, roll, margin)
    assert straight is not None
    assert other is not None
    eyes = face_size(straight.points)
    off = np.abs(other.shape.mesh - straight.shape.mesh).mean(axis=0) / eyes
    assert off.max() < 0.1
    depth = np.ptp(straight.shape.mesh[:, 2])
    assert np.ptp(other.shape.mesh[:, 2]) == pytest.approx(depth, rel=0.15)
    assert other.shape.blendshapes == pytest.approx(straight.shape.blendshapes, abs=0.35)


def test_the_nose_is_nearer_than_the_ears(
    landmarker: Landmarker, photo: Image, found: Found
) -> None:
    seen = landmarker.look(photo, found.box, 0.0, 2.0)
    assert seen is not None
    nose, right_ear, left_ear = seen.shape.mesh[[4, 234, 454], 2]
    assert nose < 0 < min(right_ear, left_ear)


def test_left_is_the_persons_own(landmarker: Landmarker, photo: Image, found: Found) -> None:
    """Drawn over with skin, the eye at the picture's right is the left one that is shut."""
    straight = landmarker.look(photo, found.box, 0.0, 2.0)
    assert straight is not None
    shut = photo.copy()
    x, y = straight.points[1]
    size = round(0.28 * face_size(straight.points))
    cheek = photo[round(y) + 2 * size, round(x)].tolist()
    cv2.ellipse(shut, (round(x), round(y)), (size, size // 2), 0, 0, 360, cheek, -1)
    seen = landmarker.look(cv2.blur(shut, (3, 3)).astype(np.uint8), found.box, 0.0, 2.0)
    assert seen is not None
    assert seen.shape.amount(Blendshape.EYE_BLINK_LEFT) > 0.1 + seen.shape.amount(
        Blendshape.EYE_BLINK_RIGHT
    )


def test_a_head_upside_down_is_seen_when_its_lean_is_known(
    landmarker: Landmarker, photo: Image, found: Found
) -> None:
    height, width = photo.shape[:2]
    around = np.ascontiguousarray(photo[::-1, ::-1])
    box = found.box
    turned = Box(width - box.x - box.width, height - box.y - box.height, box.width, box.height)
    seen = landmarker.look(around, turned, 180.0, 2.0)
    straight = landmarker.look(photo, box, 0.0, 2.0)
    assert seen is not None
    assert straight is not None
    expected = np.array([width - 1, height - 1]) - straight.points
    off = np.linalg.norm(seen.points - expected, axis=1) / face_size(straight.points)
    assert off.max() < 0.08
    assert seen.pose.roll == pytest.approx(180 + straight.pose.roll, abs=4)


def test_where_no_face_is_nothing_is_seen(landmarker: Landmarker) -> None:
    grey = np.full((480, 640, 3), 128, np.uint8)
    noise = np.random.default_rng(5).integers(0, 256, (480, 640, 3), np.uint8)
    for image in (grey, noise):
        assert landmarker.look(image, Box(200, 100, 120, 150), 0.0, 2.0) is None


def test_a_box_beyond_the_edge_does_no_harm(landmarker: Landmarker, photo: Image) -> None:
    assert landmarker.look(photo, Box(5000, 5000, 90, 90), 0.0, 2.0) is None
    for box in (Box(-80, -80, 120, 120), Box(0, 0, 0.5, 0.5)):
        seen = landmarker.look(photo, box, 0.0, 2.0)
        assert seen is None or np.isfinite(seen.points).all()


def test_a_small_picture_is_seen_as_well_as_a_large_one(
    landmarker: Landmarker, photo: Image, found: Found
) -> None:
    straight = landmarker.look(photo, found.box, 0.0, 2.0)
    assert straight is not None
    for scale in (0.5, 2.0):
        other = np.asarray(cv2.resize(photo, None, fx=scale, fy=scale), np.uint8)
        box = found.box
        moved = Box(box.x * scale, box.y * scale, box.width * scale, box.height * scale)
        seen = landmarker.look(other, moved, 0.0, 2.0)
        assert seen is not None
        off = np.linalg.norm(seen.points / scale - straight.points, axis=1)
        assert off.max() < 0.08 * face_size(straight.points)
