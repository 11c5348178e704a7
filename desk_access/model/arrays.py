"""Names for the arrays of this project, and the checks made where a value is made."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""height x width x 3, uint8, BGR as OpenCV reads it."""

Points = NDArray[np.float32]
"""n x 2, float32, (x, y) in pixels of the picture they belong to."""

Vector = NDArray[np.float32]
"""d, float32, unit length: an embedding."""


def check_image(image: NDArray[Any]) -> None:
    """Raise ValueError unless ``image`` is a height x width x 3 uint8 array with pixels in it."""
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or image.size == 0:
        raise ValueError(
            f"expected a height x width x 3 uint8 picture, got {image.dtype} of shape {image.shape}"
        )


def check_points(points: NDArray[Any], count: int) -> None:
    """Raise ValueError unless ``points`` is a count x 2 float32 array of finite numbers."""
    if points.shape != (count, 2) or points.dtype != np.float32:
        raise ValueError(
            f"expected {count} x 2 float32 points, got {points.dtype} of shape {points.shape}"
        )
    if not np.isfinite(points).all():
        raise ValueError("points must be finite numbers")


def check_vector(vector: NDArray[Any]) -> None:
    """Raise ValueError unless ``vector`` is a one-dimensional float32 array of length one."""
    if vector.ndim != 1 or vector.dtype != np.float32:
        raise ValueError(
            f"expected a float32 embedding, got {vector.dtype} of shape {vector.shape}"
        )
    length = float(np.linalg.norm(vector))
    if not abs(length - 1.0) < 1e-3:
        raise ValueError(f"expected an embedding of unit length, got length {length:.4f}")
