"""What a poor camera does to a good picture, so that recognition can be measured under it.

All randomness comes from the generator that is given: one seed, one result.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Image
from desk_access.opencv import cv2

Picture = NDArray[np.float32]

_FACE_WIDTH: Final = (24.0, 40.0)
"""Pixels that are left of a face's width: somebody two to four metres from a 640 x 480 camera."""

_FOCUS_SIGMA: Final = (0.3, 1.0)
_OUT_OF_FOCUS: Final = 0.5
_MOTION_PX: Final = (3, 5)
_IN_MOTION: Final = 0.5
_LIGHT: Final = (0.35, 1.0)
_IN_LOW_LIGHT: Final = 0.6
_NOISE_SIGMA: Final = (2.0, 10.0)
_JPEG_QUALITY: Final = (25, 60)
"""Blurs in pixels of the small picture, noise in grey levels; the others are how often."""


def lean(image: Image, degrees: float) -> Image:
    """The picture turned about its middle, anticlockwise for positive ``degrees``.

    It keeps its size; the corners that come in are filled with the picture's mirror image.
    """
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    turned = cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REFLECT)
    return np.asarray(turned, np.uint8)


def webcam(image: Image, face_width: float, rng: np.random.Generator) -> Image:
    """The picture as a cheap camera in poor light would have taken it from afar.

    ``image`` is h x w x 3 uint8 BGR with a face ``face_width`` pixels wide. It is shrunk until
    the face is 24 to 40 pixels wide, then by chance put out of focus, moved and darkened, always
    noisy and compressed as JPEG, and brought back to its size. A face that is smaller already is
    not enlarged. Raises ValueError for a width that is not above 0.
    """
    if not face_width > 0:
        raise ValueError(f"face_width must be above 0 pixels, got {face_width}")
    height, width = image.shape[:2]
    scale = min(rng.uniform(*_FACE_WIDTH) / face_width, 1.0)
    small_size = max(round(width * scale), 1), max(round(height * scale), 1)
    small = cv2.resize(image, small_size, interpolation=cv2.INTER_AREA).astype(np.float32)
    small = _dimmed(_blurred(small, rng), rng)
    squeezed = _compressed(small, int(rng.integers(*_JPEG_QUALITY)))
    return np.asarray(cv2.resize(squeezed, (width, height), interpolation=cv2.INTER_LINEAR))


def _blurred(picture: Picture, rng: np.random.Generator) -> Picture:
    if rng.random() < _OUT_OF_FOCUS:
        picture = _float(cv2.GaussianBlur(picture, (0, 0), rng.uniform(*_FOCUS_SIGMA)))
    if rng.random() < _IN_MOTION:
        kernel = _motion(int(rng.choice(_MOTION_PX)), rng.uniform(0.0, 180.0))
        picture = _float(cv2.filter2D(picture, -1, kernel))
    return picture


def _dimmed(picture: Picture, rng: np.random.Generator) -> Picture:
    """Low light, and the noise of a sensor that makes up for it."""
    if rng.random() < _IN_LOW_LIGHT:
        picture = _float(picture * rng.uniform(*_LIGHT))
    sigma = rng.uniform(*_NOISE_SIGMA)
    return _float(picture + sigma * rng.standard_normal(picture.shape, np.float32))


def _compressed(picture: Picture, quality: int) -> Image:
    pixels = np.clip(picture, 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _motion(length: int, degrees: float) -> Picture:
    """The kernel of a straight movement over ``length`` pixels; its weights sum to 1."""
    line = np.zeros((length, length), np.float32)
    line[length // 2] = 1.0
    turn = cv2.getRotationMatrix2D(((length - 1) / 2, (length - 1) / 2), degrees, 1.0)
    kernel = _float(cv2.warpAffine(line, turn, (length, length)))
    return _float(kernel / kernel.sum())


def _float(values: Any) -> Picture:
    return np.asarray(values, np.float32)
