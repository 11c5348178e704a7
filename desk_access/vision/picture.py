"""Small pictures cut out of large ones: what is kept of a person, and of a moment."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

import numpy as np

from desk_access.errors import PictureUnusable
from desk_access.model.arrays import Image, Points
from desk_access.model.face import Box
from desk_access.opencv import cv2

_MARGIN: Final = 2.2
"""The side of a kept picture in units of the face box: any recogniser's template fits in."""

_KEPT_SIDE: Final = 360
_KEPT_QUALITY: Final = 95
_MOST_KEPT: Final = 1 << 20
"""Bytes; 360 x 360 pixels of noise have 200,000."""

_MOMENT_SIDE: Final = 192
_MOMENT_QUALITY: Final = 85


def enrolment_crop(image: Image, box: Box, points: Points) -> tuple[bytes, Points]:
    """The face with margin as a JPEG of at most 360 pixels, and the five points in its pixels."""
    crop, corner = _square(image, box, _MARGIN)
    scale = min(1.0, _KEPT_SIDE / max(crop.shape[:2]))
    moved = (points - np.array(corner, np.float32)) * np.float32(scale)
    return _encode(_scaled(crop, scale), _KEPT_QUALITY), moved.astype(np.float32)


def moment(image: Image, box: Box) -> bytes:
    """The face with some surroundings as a JPEG of at most 192 pixels, for the log."""
    crop, _ = _square(image, box, 1.6)
    return _encode(_scaled(crop, min(1.0, _MOMENT_SIDE / max(crop.shape[:2]))), _MOMENT_QUALITY)


def decode(jpeg: bytes) -> Image:
    """The picture of :func:`enrolment_crop` or :func:`moment`. Raises PictureUnusable."""
    # Whoever can write to the database cannot hand any decoder anything: only a small JPEG.
    image = None
    if jpeg.startswith(b"\xff\xd8\xff") and len(jpeg) <= _MOST_KEPT:
        with suppress(cv2.error):
            image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise PictureUnusable("A kept picture is damaged.", "Enrol the person again.")
    return image  # type: ignore[return-value]


def _square(image: Image, box: Box, margin: float) -> tuple[Image, tuple[int, int]]:
    """The part of ``image`` around the box, as far as the picture reaches, and its corner."""
    height, width = image.shape[:2]
    half = max(box.width, box.height) * margin / 2
    x, y = box.centre
    left, top = max(int(x - half), 0), max(int(y - half), 0)
    right, bottom = min(int(x + half) + 1, width), min(int(y + half) + 1, height)
    if left >= right or top >= bottom:
        raise ValueError(f"{box} does not touch a picture of {width} x {height}")
    return image[top:bottom, left:right], (left, top)


def _scaled(image: Image, scale: float) -> Image:
    if scale >= 1.0:
        return image
    size = (max(round(image.shape[1] * scale), 1), max(round(image.shape[0] * scale), 1))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


def _encode(image: Image, quality: int) -> bytes:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes()
