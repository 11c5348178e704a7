"""What makes a face usable, and what the person is told when it is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from desk_access.model.arrays import Image
from desk_access.model.face import Advice, Box, Face, PointSource, Pose
from desk_access.vision.quality import (
    ENROLMENT_GATE,
    RECOGNITION_GATE,
    QualityGate,
    assess,
    face_size,
    sharpness,
)
from tests.fakes import face_in

GOOD = Box(0, 0, 100, 100)
DETECTOR = PointSource.DETECTOR


def scene(seed: int, side: int = 96) -> NDArray[np.uint8]:
    """A grey picture with detail of every size, as photographs have it."""
    rng = np.random.default_rng(seed)
    total = np.zeros((side, side))
    for size in (1, 2, 4, 8, 16):
        noise = rng.standard_normal((side // size + 1, side // size + 1))
        total += size**0.5 * np.kron(noise, np.ones((size, size)))[:side, :side]
    low, high = total.min(), total.max()
    return np.round(30 + 200 * (total - low) / (high - low)).astype(np.uint8)


def crop(level: int = 128, contrast: int = 60) -> Image:
    """An aligned face of mean brightness ``level``, sharp where it has contrast."""
    grain = np.random.default_rng(3).integers(-contrast, contrast + 1, (112, 112, 1))
    return np.repeat(np.clip(level + grain, 0, 255), 3, axis=2).astype(np.uint8)


def looking(yaw: float = 0, pitch: float = 0, roll: float = 0, width: float = 100) -> Face:
    return face_in(Box(0, 0, width, width), Pose(yaw, pitch, roll))


@given(st.integers(0, 2**32 - 1))
def test_the_more_blurred_the_less_sharp(seed: int) -> None:
    grey = scene(seed)
    found = [sharpness(grey)]
    for sigma in (0.7, 1.2, 2.0, 3.5, 6.0):
        found.append(sharpness(np.asarray(cv2.GaussianBlur(grey, (0, 0), sigma), np.uint8)))
    assert all(before > after for before, after in pairwise(found))
    assert 0 <= found[-1] < found[0] <= 1


@given(st.integers(0, 2**32 - 1), st.floats(0.3, 1.0), st.integers(-20, 20))
def test_sharpness_does_not_know_how_bright_it_is(seed: int, gain: float, offset: int) -> None:
    grey = scene(seed)
    other = np.clip(np.round(grey * gain + offset), 0, 255).astype(np.uint8)
    assert sharpness(other) == pytest.approx(sharpness(grey), abs=0.03)


@pytest.mark.parametrize("seed", range(4))
def test_the_grain_of_a_dark_picture_is_not_sharp(seed: int) -> None:
    """Measured on LFW at a quarter of the light: with the paper's own formula it was the sharper,
    the more blurred the face behind the grain."""
    noise = np.random.default_rng(99).normal(0, 2, (96, 96))
    found = []
    for sigma in (0.5, 1.5, 3.0, 6.0):
        soft = np.asarray(cv2.GaussianBlur(scene(seed), (0, 0), sigma), float)
        found.append(sharpness(np.clip(np.round(soft * 0.25 + noise), 0, 255).astype(np.uint8)))
    assert found[0] > found[1] > 1.2 * max(found[2:])


def test_sharpness_is_that_of_the_worse_direction() -> None:
    stripes = np.tile(np.array([0, 255], np.uint8), (64, 32))
    assert sharpness(stripes) == 0.0
    moved = np.asarray(cv2.blur(scene(1), (15, 1)), np.uint8)  # as a head that turns blurs
    assert sharpness(moved) < 0.6 * sharpness(scene(1))


def test_a_picture_without_any_detail_is_not_sharp() -> None:
    assert sharpness(np.full((40, 40), 77, np.uint8)) == 0.0


@pytest.mark.parametrize(
    ("yaw", "pitch"), [(0, 0), (20, 0), (45, 0), (0, 15), (0, 35), (45, 15), (15, 30)]
)
def test_turning_the_head_does_not_make_the_face_smaller(yaw: float, pitch: float) -> None:
    eyes = np.array([[-25, 0], [25, 0]], float)
    mouth = np.array([[-20, 57.5], [20, 57.5]], float)
    points = np.vstack([eyes, [[0, 30]], mouth])
    seen = points * (np.cos(np.radians(yaw)), np.cos(np.radians(pitch)))
    assert face_size(seen.astype(np.float32)) == pytest.approx(50, rel=0.04)


def test_face_size_knows_no_lean() -> None:
    upright = looking().points
    turn = np.array([[0.6, -0.8], [0.8, 0.6]], np.float32)
    assert face_size(upright @ turn.T) == pytest.approx(face_size(upright), rel=1e-5)


def test_a_good_face_is_usable() -> None:
    found = assess(looking(), crop())
    assert found.usable
    assert found.advice is None
    assert found.face_px == pytest.approx(40, rel=0.01)
    assert found.brightness == pytest.approx(0.5, abs=0.02)
    assert 0.9 < found.score <= 1.0


BOUNDS = [
    (looking(width=30), crop(), Advice.COME_CLOSER),
    (looking(width=1100), crop(), Advice.STEP_BACK),
    (looking(), crop(level=15, contrast=8), Advice.MORE_LIGHT),
    (looking(), crop(level=250, contrast=5), Advice.LESS_LIGHT),
    (looking(yaw=46), crop(), Advice.LOOK_AT_CAMERA),
    (looking(yaw=-46), crop(), Advice.LOOK_AT_CAMERA),
    (looking(pitch=36), crop(), Advice.LOOK_AT_CAMERA),
    (looking(pitch=-36), crop(), Advice.LOOK_AT_CAMERA),
    (face_in(GOOD, Pose(0, 0, 21), DETECTOR), crop(), Advice.LOOK_AT_CAMERA),
    (face_in(GOOD, Pose(0, 0, -21), DETECTOR), crop(), Advice.LOOK_AT_CAMERA),
    (looking(), np.full((112, 112, 3), 128, np.uint8), Advice.HOLD_STILL),
]


@pytest.mark.parametrize(("face", "picture", "advice"), BOUNDS)
def test_beyond_each_bound_there_is_advice(face: Face, picture: Image, advice: Advice) -> None:
    found = assess(face, picture)
    assert found.advice is advice
    assert not found.usable


@pytest.mark.parametrize(
    ("face", "picture"),
    [
        (looking(width=45), crop()),
        (looking(width=990), crop()),
        (looking(), crop(level=40, contrast=20)),
        (looking(), crop(level=225, contrast=20)),
        (looking(yaw=44, pitch=-34), crop()),
        (face_in(GOOD, Pose(0, 0, 19), DETECTOR), crop()),
        (looking(roll=60), crop()),  # the Landmarker's points stay true when the head leans
    ],
)
def test_within_the_bounds_there_is_none(face: Face, picture: Image) -> None:
    assert assess(face, picture).advice is None


def test_the_first_thing_to_mend_is_named_first() -> None:
    tiny, dark = looking(width=20, yaw=60), np.zeros((112, 112, 3), np.uint8)
    assert assess(tiny, dark).advice is Advice.COME_CLOSER
    assert assess(looking(yaw=60), dark).advice is Advice.MORE_LIGHT
    flat = np.full((112, 112, 3), 128, np.uint8)
    assert assess(looking(yaw=60), flat).advice is Advice.LOOK_AT_CAMERA


def test_the_score_weighs_size_sharpness_turn_and_points() -> None:
    best = assess(looking(), crop()).score
    soft = np.asarray(cv2.GaussianBlur(crop(), (0, 0), 4.0), np.uint8)
    for worse in (
        assess(looking(width=50), crop()),
        assess(looking(yaw=40), crop()),
        assess(looking(pitch=-30), crop()),
        assess(looking(), soft),
        assess(face_in(GOOD, source=DETECTOR), crop()),
    ):
        assert 0 <= worse.score < 0.97 * best


@given(
    st.floats(1, 3000),
    st.floats(-180, 180),
    st.floats(-90, 90),
    st.integers(0, 255),
    st.integers(0, 100),
)
def test_figures_stay_between_0_and_1(
    width: float, yaw: float, pitch: float, level: int, contrast: int
) -> None:
    found = assess(looking(yaw, pitch, width=width), crop(level, contrast))
    for figure in (found.score, found.sharpness, found.brightness):
        assert 0 <= figure <= 1


def test_hair_and_background_do_not_count() -> None:
    middle = crop()
    framed = np.zeros_like(middle)
    framed[22:101, 22:90] = middle[22:101, 22:90]
    assert assess(looking(), framed).brightness == pytest.approx(
        assess(looking(), middle).brightness
    )


def test_enrolment_wants_more_than_recognition() -> None:
    small = looking(width=50)
    assert assess(small, crop(), RECOGNITION_GATE).usable
    assert assess(small, crop(), ENROLMENT_GATE).advice is Advice.COME_CLOSER
    stricter = replace(QualityGate(), least_sharpness=1.0, full_sharpness=1.1)
    assert assess(looking(), crop(), stricter).advice is Advice.HOLD_STILL
