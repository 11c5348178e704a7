"""The least-squares similarity, against what it must recover and against a general solver."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from desk_access.vision.align import similarity, warp

TEMPLATE = np.array(
    [[38.29, 51.70], [73.53, 51.50], [56.03, 71.74], [41.55, 92.37], [70.73, 92.20]], np.float32
)
ANGLES = st.floats(-180, 180)
SCALES = st.floats(0.1, 10)
SHIFTS = st.tuples(st.floats(-500, 500), st.floats(-500, 500))


def known(angle: float, scale: float, shift: tuple[float, float]) -> NDArray[np.float64]:
    """The 2 x 3 matrix of a turn (clockwise in the picture), one scale and a shift."""
    cosine, sine = scale * np.cos(np.radians(angle)), scale * np.sin(np.radians(angle))
    return np.array([[cosine, -sine, shift[0]], [sine, cosine, shift[1]]])


def moved(points: NDArray[np.floating], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return points @ matrix[:, :2].T + matrix[:, 2]


@given(ANGLES, SCALES, SHIFTS)
def test_a_known_similarity_is_recovered(
    angle: float, scale: float, shift: tuple[float, float]
) -> None:
    matrix = known(angle, scale, shift)
    found = similarity(TEMPLATE, moved(TEMPLATE, matrix))
    np.testing.assert_allclose(found, matrix, rtol=1e-9, atol=1e-7)


@given(st.integers(0, 2**32 - 1), st.integers(2, 8))
def test_it_is_the_least_squares_solution(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    points, targets = rng.uniform(0, 500, (2, count, 2))
    # u = a x - b y + tx, v = b x + a y + ty, solved for a, b, tx, ty by a general solver.
    x, y = points.T
    ones, none = np.ones(count), np.zeros(count)
    rows = np.vstack([np.column_stack([x, -y, ones, none]), np.column_stack([y, x, none, ones])])
    (a, b, tx, ty), *_ = np.linalg.lstsq(rows, targets.T.reshape(-1), rcond=None)
    expected = np.array([[a, -b, tx], [b, a, ty]])
    np.testing.assert_allclose(similarity(points, targets), expected, rtol=1e-6, atol=1e-6)


def test_it_never_mirrors_a_face() -> None:
    mirrored = TEMPLATE * (-1, 1) + (112, 0)
    turn = similarity(mirrored, TEMPLATE)[:, :2]
    assert np.linalg.det(turn) >= 0


@pytest.mark.parametrize("place", [(0.0, 0.0), (311.5, 20.25)])
def test_points_that_coincide_are_refused(place: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="coincide"):
        similarity(np.full((5, 2), place, np.float32), TEMPLATE)


@pytest.mark.parametrize(("angle", "scale"), [(0, 1), (35, 2.5), (-40, 1.7), (180, 3)])
def test_warp_puts_the_points_on_the_template(angle: float, scale: float) -> None:
    points = moved(TEMPLATE - TEMPLATE.mean(axis=0), known(angle, scale, (320, 240)))
    rows, columns = np.mgrid[0:480, 0:640]
    # One soft spot a channel, so that each can be found again on its own.
    for first in (0, 2):
        picture = np.zeros((480, 640, 3), np.uint8)
        for channel in range(3):
            x, y = points[first + channel]
            far = ((columns - x) ** 2 + (rows - y) ** 2) / (2 * (3 * scale) ** 2)
            picture[..., channel] = np.round(250 * np.exp(-far))
        crop = warp(picture, points.astype(np.float32), TEMPLATE, (112, 112))
        assert crop.shape == (112, 112, 3)
        assert crop.dtype == np.uint8
        for channel in range(3):
            weight = crop[..., channel].astype(float)
            v, u = np.mgrid[0:112, 0:112]
            middle = (weight * u).sum() / weight.sum(), (weight * v).sum() / weight.sum()
            np.testing.assert_allclose(middle, TEMPLATE[first + channel], atol=0.25)


def test_what_lies_outside_the_picture_is_black() -> None:
    white = np.full((60, 60, 3), 255, np.uint8)
    crop = warp(white, TEMPLATE - np.float32(40), TEMPLATE, (112, 112))
    assert crop[:30, :30].max() == 0
    assert crop[60, 60].min() == 255
