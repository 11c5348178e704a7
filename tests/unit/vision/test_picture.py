"""The pictures that are kept: of a person, and of a moment."""

from __future__ import annotations

import numpy as np
import pytest

from desk_access.errors import PictureUnusable
from desk_access.model.arrays import Image
from desk_access.model.face import Box
from desk_access.opencv import cv2
from desk_access.vision.align import warp
from desk_access.vision.picture import decode, enrolment_crop, moment
from tests.fakes import face_in

TEMPLATE = np.array([[38, 52], [74, 52], [56, 72], [42, 92], [71, 92]], np.float32)


def slopes(width: int, height: int) -> Image:
    """A smooth picture in which every place has its own colour."""
    rows, columns = np.mgrid[0:height, 0:width]
    image = np.stack([columns / width, rows / height, (columns + rows) / (width + height)], axis=2)
    return np.round(40 + 170 * image).astype(np.uint8)


@pytest.mark.parametrize(
    ("box", "size"),
    [
        (Box(200, 150, 60, 70), (640, 480)),  # kept as it is
        (Box(300, 200, 400, 480), (1280, 900)),  # made smaller
        (Box(-20, -30, 120, 140), (640, 480)),  # cut by the picture's edge
        (Box(560, 400, 120, 140), (640, 480)),
    ],
)
def test_a_kept_picture_aligns_to_the_same_face(box: Box, size: tuple[int, int]) -> None:
    image, face = slopes(*size), face_in(box)
    jpeg, points = enrolment_crop(image, box, face.points)
    kept = decode(jpeg)
    assert max(kept.shape[:2]) <= 360
    assert points.dtype == np.float32
    straight = warp(image, face.points, TEMPLATE, (112, 112)).astype(int)
    again = warp(kept, points, TEMPLATE, (112, 112)).astype(int)
    inside = (straight.min(axis=2) > 0) & (again.min(axis=2) > 0)
    assert inside.mean() > 0.3
    assert np.abs(straight - again)[inside].max() <= 12


def test_any_template_fits_into_a_kept_picture() -> None:
    """Wherever a recogniser puts the face, what it cuts out was kept."""
    image, box = np.full((480, 640, 3), 200, np.uint8), Box(260, 180, 100, 120)
    jpeg, points = enrolment_crop(image, box, face_in(box).points)
    wide = TEMPLATE * np.float32(0.75) + np.float32(14)
    assert warp(decode(jpeg), points, wide, (112, 112)).min() > 150


def test_a_moment_is_small_and_shows_the_face() -> None:
    image = np.full((480, 640, 3), 90, np.uint8)
    image[100:300, 200:400] = (0, 0, 255)
    picture = decode(moment(image, Box(200, 100, 200, 200)))
    assert max(picture.shape[:2]) == 192
    assert picture[96, 96, 2] > 240
    assert picture[5, 5, 2] < 110


def test_a_face_at_the_edge_has_a_moment() -> None:
    image = np.full((48, 64, 3), 90, np.uint8)
    for box in (Box(-30, -30, 32, 32), Box(62, 46, 50, 50), Box(-500, -500, 1200, 1200)):
        assert decode(moment(image, box)).size > 0


@pytest.mark.parametrize("box", [Box(700, 100, 20, 20), Box(-300, 10, 50, 50)])
def test_a_box_outside_the_picture_is_refused(box: Box) -> None:
    image = np.full((480, 640, 3), 90, np.uint8)
    with pytest.raises(ValueError, match="does not touch"):
        moment(image, box)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8 no picture", bytes(3000)])
def test_a_damaged_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureUnusable, match="damaged"):
        decode(data)


def test_a_kept_picture_that_is_no_small_jpeg_reaches_no_decoder() -> None:
    png = cv2.imencode(".png", np.zeros((8, 8, 3), np.uint8))[1].tobytes()
    jpeg = cv2.imencode(".jpg", np.zeros((8, 8, 3), np.uint8))[1].tobytes()
    at = jpeg.index(b"\xff\xc0") + 5
    huge = jpeg[:at] + b"\xfd\xe8\xfd\xe8" + jpeg[at + 4 :]
    for data in (b"", png, huge, jpeg + bytes(1 << 20)):
        with pytest.raises(PictureUnusable):
            decode(data)
