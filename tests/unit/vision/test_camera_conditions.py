"""What the simulated camera does, and that one seed gives one picture."""

from __future__ import annotations

import numpy as np
import pytest

from desk_access.model.arrays import Image
from desk_access.vision.camera_conditions import lean, webcam


def checks(side: int = 240, square: int = 4) -> Image:
    """Fine black and white squares: all detail there is."""
    y, x = np.indices((side, side)) // square
    return np.repeat((((x + y) % 2) * 255).astype(np.uint8)[..., None], 3, axis=2)


def spread(image: Image) -> float:
    return float(image.astype(np.float64).std())


def test_one_seed_gives_one_picture() -> None:
    image = checks()
    first, again, other = (webcam(image, 96, np.random.default_rng(seed)) for seed in (1, 1, 2))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("seed", range(8))
def test_the_picture_keeps_its_size_and_loses_its_detail(seed: int) -> None:
    image = checks()
    before = image.copy()
    spoilt = webcam(image, 96, np.random.default_rng(seed))

    assert spoilt.shape == image.shape
    assert spoilt.dtype == np.uint8
    assert spread(spoilt) < 0.6 * spread(image)
    assert np.array_equal(image, before)


def test_a_wider_face_is_shrunk_more() -> None:
    image = checks(square=12)
    seen = [
        np.mean([spread(webcam(image, width, np.random.default_rng(s))) for s in range(20)])
        for width in (30, 100, 220)
    ]
    assert seen[0] > seen[1] > seen[2]


def test_some_pictures_are_darkened_and_none_is_brightened() -> None:
    grey = np.full((120, 120, 3), 200, np.uint8)
    means = np.array([webcam(grey, 60, np.random.default_rng(s)).mean() for s in range(60)])

    assert (means < 205).all()
    assert (means > 60).all()
    assert 0.3 < (means < 190).mean() < 0.8


def test_noise_stays_in_most_pictures() -> None:
    # The faintest noise does not survive the strongest compression.
    grey = np.full((120, 120, 3), 120, np.uint8)
    spreads = [spread(webcam(grey, 60, np.random.default_rng(s))) for s in range(20)]

    assert np.mean(np.array(spreads) > 0.5) > 0.8


def test_a_tiny_picture_survives() -> None:
    assert webcam(checks(3, 1), 500, np.random.default_rng(0)).shape == (3, 3, 3)


@pytest.mark.parametrize("width", [0.0, -5.0, float("nan")])
def test_a_face_without_width_is_refused(width: float) -> None:
    with pytest.raises(ValueError, match="face_width"):
        webcam(checks(), width, np.random.default_rng(0))


def test_a_quarter_turn_moves_every_pixel_to_its_place() -> None:
    image = np.random.default_rng(0).integers(0, 255, (21, 21, 3), dtype=np.uint8)
    turned = lean(image, 90)

    assert np.abs(turned.astype(int) - np.rot90(image).astype(int)).max() <= 1


def test_a_lean_keeps_the_size_and_leaves_no_black_corner() -> None:
    image = np.full((60, 90, 3), 128, np.uint8)
    turned = lean(image, -30)

    assert turned.shape == image.shape
    assert (turned > 120).all()
