"""What the drawn mask covers, and what it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest

from desk_access.model.arrays import Image, Points
from desk_access.vision.occlusion import masked

POINTS = np.array([[90, 90], [140, 90], [115, 118], [94, 148], [136, 148]], np.float32)


def changed(image: Image, points: Points, seed: int) -> np.ndarray:
    """Which pixels are not what they were."""
    covered = masked(image, points, np.random.default_rng(seed))
    assert covered.shape == image.shape
    assert covered.dtype == np.uint8
    return np.asarray((covered != image).any(axis=2))


def skin(side: int = 250) -> Image:
    return np.random.default_rng(0).integers(110, 170, (side, side, 3), dtype=np.uint8)


@pytest.mark.parametrize("seed", range(12))
def test_nose_and_mouth_are_covered_and_the_eyes_are_not(seed: int) -> None:
    hidden = changed(skin(), POINTS, seed)

    for x, y in POINTS[2:].astype(int):
        assert hidden[y - 3 : y + 4, x - 3 : x + 4].mean() > 0.9
    for x, y in POINTS[:2].astype(int):
        assert not hidden[y - 5 : y + 6, x - 10 : x + 11].any()
    assert 0.03 < hidden.mean() < 0.2


@pytest.mark.parametrize("degrees", [-40, 25])
def test_the_mask_follows_the_lean(degrees: float) -> None:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    leaning = ((POINTS - 125) @ turn.T + 125).astype(np.float32)
    hidden = changed(skin(), leaning, 3)

    for x, y in leaning[2:].astype(int):
        assert hidden[y - 3 : y + 4, x - 3 : x + 4].mean() > 0.9
    for x, y in leaning[:2].astype(int):
        assert not hidden[y - 3 : y + 4, x - 3 : x + 4].any()


def test_one_seed_gives_one_mask_and_others_differ() -> None:
    image = skin()
    masks = [masked(image, POINTS, np.random.default_rng(seed)) for seed in (1, 1, 2)]

    assert np.array_equal(masks[0], masks[1])
    assert not np.array_equal(masks[0], masks[2])


def test_a_dark_picture_has_a_dark_mask() -> None:
    def mean(level: int) -> float:
        image = np.full((250, 250, 3), level, np.uint8)
        covered = masked(image, POINTS, np.random.default_rng(5))
        return float(covered[120:140, 100:130].mean())

    assert mean(60) < 0.6 * mean(150)


def test_the_picture_that_was_given_stays() -> None:
    image = skin()
    before = image.copy()
    masked(image, POINTS, np.random.default_rng(0))
    assert np.array_equal(image, before)


def test_a_face_outside_the_picture_changes_nothing() -> None:
    assert not changed(skin(60), POINTS + 500, 0).any()
