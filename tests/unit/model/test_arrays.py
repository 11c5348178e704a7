from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from desk_access.model.arrays import check_image, check_points, check_vector


def test_a_picture_of_one_pixel_is_a_picture() -> None:
    check_image(np.zeros((1, 1, 3), np.uint8))


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
        np.zeros((1, 4, 4, 3), np.uint8),
    ],
)
def test_anything_else_is_not_and_the_error_says_what_came(image: NDArray[Any]) -> None:
    with pytest.raises(ValueError, match="height x width x 3 uint8 picture") as caught:
        check_image(image)
    assert str(image.dtype) in str(caught.value)
    assert str(image.shape) in str(caught.value)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (np.zeros((4, 2), np.float32), "expected 5 x 2"),
        (np.zeros((5, 3), np.float32), r"\(5, 3\)"),
        (np.zeros((5, 2), np.float64), "float64"),
        (np.full((5, 2), np.nan, np.float32), "finite"),
        (np.full((5, 2), np.inf, np.float32), "finite"),
    ],
)
def test_points_that_are_none_are_refused(points: NDArray[Any], said: str) -> None:
    check_points(np.zeros((5, 2), np.float32), 5)
    with pytest.raises(ValueError, match=said):
        check_points(points, 5)


@pytest.mark.parametrize(
    ("vector", "said"),
    [
        (np.ones((1, 1), np.float32), r"shape \(1, 1\)"),
        (np.ones(1, np.float64), "float64"),
        (np.zeros(4, np.float32), "length 0.0000"),
        (np.ones(4, np.float32), "length 2.0000"),
        (np.full(4, np.nan, np.float32), "length nan"),
    ],
)
def test_an_embedding_is_a_unit_vector(vector: NDArray[Any], said: str) -> None:
    check_vector(np.full(4, 0.5, np.float32))
    with pytest.raises(ValueError, match=said):
        check_vector(vector)
