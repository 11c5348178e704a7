"""The detector: which faces it sees, at which size and lean, and how certain it is."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from desk_access import bootstrap
from desk_access.capture.pictures import read_picture
from desk_access.inference.yunet import CERTAIN, YuNet
from desk_access.model.arrays import Image

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def yunet() -> YuNet:
    return YuNet(bootstrap.models().read("yunet-2023mar"))


@pytest.fixture(scope="module")
def photo(shared_data: Path) -> Image:
    return read_picture(shared_data / "photos" / "obama-480p.jpg")


def certain(yunet: YuNet, image: Image) -> int:
    return sum(face.score >= CERTAIN for face in yunet.detect(image))


def test_what_it_finds_lies_in_the_pictures_own_pixels(yunet: YuNet, photo: Image) -> None:
    """However far the picture is reduced for the network."""
    (one,) = yunet.detect(photo)
    height, width = photo.shape[:2]
    for scale in (0.6, 1.7, 2.5):
        other = np.asarray(cv2.resize(photo, (round(width * scale), round(height * scale))))
        (found,) = yunet.detect(other.astype(np.uint8))
        assert found.box.width == pytest.approx(one.box.width * scale, rel=0.1)
        np.testing.assert_allclose(
            found.points, one.points * scale, atol=0.08 * one.box.width * scale
        )
        assert found.points.dtype == np.float32


def test_it_looks_again_at_a_turned_picture_where_nobody_is_seen(
    yunet: YuNet, photo: Image
) -> None:
    height, width = photo.shape[:2]
    middle = (width / 2, height / 2)
    (upright,) = yunet.detect(photo)
    for degrees in (-75, 75):
        turn = cv2.getRotationMatrix2D(middle, degrees, 1.0)
        leaning = np.asarray(cv2.warpAffine(photo, turn, (width, height)), np.uint8)
        found = max(yunet.detect(leaning), key=lambda face: face.score)
        assert found.score >= CERTAIN
        x, y = turn[:, :2] @ upright.box.centre + turn[:, 2]
        assert found.box.centre == pytest.approx((x, y), abs=0.3 * upright.box.width)


def test_what_is_found_lies_in_the_picture(yunet: YuNet, photo: Image) -> None:
    """Also where the turned picture has corners that the picture has not."""
    height, width = photo.shape[:2]
    for left in range(0, width, 60):
        for face in yunet.detect(photo[:, left : left + 90]):
            x, y = face.box.centre
            assert 0 <= x < min(90, width - left)
            assert 0 <= y < height


def test_faces_come_the_largest_first(yunet: YuNet, shared_data: Path) -> None:
    found = yunet.detect(read_picture(shared_data / "photos" / "two_people.jpg"))
    areas = [face.box.area for face in found]
    assert len(areas) >= 2
    assert areas == sorted(areas, reverse=True)


def test_a_small_face_is_found_down_to_a_dozen_pixels(yunet: YuNet, photo: Image) -> None:
    (face,) = yunet.detect(photo)
    for width in (60, 40, 30):
        scale = width / face.box.width
        small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        scene = np.full((480, 640, 3), 90, np.uint8)
        height, across = small.shape[:2]
        scene[40 : 40 + height, 30 : 30 + across] = small[: 480 - 40, : 640 - 30]
        assert certain(yunet, scene) == 1


def test_nothing_certain_is_seen_in_noise(yunet: YuNet) -> None:
    noise = np.random.default_rng(5).integers(0, 256, (480, 640, 3), np.uint8)
    assert certain(yunet, noise) == 0
