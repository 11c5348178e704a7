"""A face mask drawn over a picture, so that recognition can be measured with the mouth covered.

Three cuts of mask in six colours, lit like the face they cover. All randomness comes from the
generator that is given: one seed, one result.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Image, Points
from desk_access.opencv import cv2

Outline = NDArray[np.float64]

_FACE: Final = np.array([[38.3, 51.6], [73.5, 51.6], [56.0, 71.7], [41.5, 92.3], [70.7, 92.3]])
"""An upright face's five points; outlines are drawn around it and moved onto the one found."""

_MIDDLE: Final = 56.0
_ORIGIN: Final = np.array([_MIDDLE, 0.0])

_CUTS: Final = (
    ((0, 58), (14, 62), (40, 66), (38, 96), (23, 120), (0, 125)),
    ((0, 54), (10, 60), (40, 78), (34, 104), (14, 126), (0, 130)),
    ((0, 62), (22, 62), (42, 70), (40, 98), (25, 118), (0, 122)),
)
"""The right half of a pleated, a coned and a cloth mask, from the bridge of the nose to the chin:
how far beside the middle, and how far down."""

_CHEEKS: Final = ((38.0, 70.0), (38.0, 96.0))
_EAR: Final = (48.0, 62.0)
"""Where the loops begin and end, as the cuts are given."""

_COLOURS: Final = (
    (226, 205, 160),  # surgical blue
    (196, 214, 178),  # surgical green
    (240, 240, 240),  # white
    (45, 42, 40),  # black
    (140, 135, 130),  # grey
    (190, 170, 225),  # pink
)
"""BGR, as they look in full light."""

_FULL_LIGHT: Final = 150.0
_DARKEST: Final = 0.3
_PLEATED: Final = 0.5
_PLEATS: Final = (78, 90, 102)
_PLEAT_SHADE: Final = 0.8
_PEN: Final = 25
"""Loops and pleats are so much thinner than the eyes are apart."""

_ROUNDINGS: Final = 2
_SUBPIXEL: Final = 4
"""Bits of a pixel's fraction that OpenCV's drawing takes."""


def masked(image: Image, points: Points, rng: np.random.Generator) -> Image:
    """The picture with a mask over the nose, the mouth and the chin of the face of these points.

    ``image`` is h x w x 3 uint8 BGR, ``points`` 5 x 2 pixels of it. The mask follows the head's
    lean, and narrows as the head turns: it is moved by the affine map that is nearest to the five
    points in least squares. What falls outside the picture is not drawn.
    """
    to_face = _affine(points)
    outline = _outline(rng)
    colour = np.array(_COLOURS[int(rng.integers(len(_COLOURS)))], np.float64)
    pleated = rng.random() < _PLEATED
    alpha = _filled(image, outline @ to_face[:2] + to_face[2])
    colour *= _light(image, alpha)
    pen = max(round(float(np.linalg.norm(points[1] - points[0])) / _PEN), 1)
    beneath, cloth = np.array(image), np.full(image.shape, np.round(colour), np.uint8)
    for side in (-1, 1):
        for cheek in _CHEEKS:
            _line(beneath, [(side * x, y) for x, y in (cheek, _EAR)], to_face, colour, pen)
    for height in _PLEATS if pleated else ():
        across = [(-_EAR[0], height), (0, height + 4), (_EAR[0], height)]
        _line(cloth, across, to_face, _PLEAT_SHADE * colour, pen)
    share = (alpha / 255.0)[..., None]
    shaded = cloth * _shading(image, to_face)[..., None]
    return np.asarray(np.clip(beneath * (1 - share) + shaded * share, 0, 255), np.uint8)


def _affine(points: Points) -> NDArray[np.float64]:
    """3 x 2: what a row (x, y, 1) of the upright face is multiplied by."""
    rows = np.column_stack([_FACE, np.ones(len(_FACE))])
    return np.asarray(np.linalg.lstsq(rows, points.astype(np.float64), rcond=None)[0], np.float64)


def _outline(rng: np.random.Generator) -> Outline:
    """One of the cuts, a little higher or lower, wider or narrower; closed, its corners round."""
    half = np.array(_CUTS[int(rng.integers(len(_CUTS)))], np.float64)
    half = half * [rng.uniform(0.93, 1.07), 1.0] + [0.0, rng.uniform(-3.0, 3.0)]
    half[-2:, 1] += rng.uniform(-3.0, 4.0)
    outline: Outline = np.concatenate([half, (half * [-1, 1])[-2:0:-1]]) + _ORIGIN
    for _ in range(_ROUNDINGS):  # Chaikin 1974: cut each corner at a quarter of its sides
        ahead = np.roll(outline, -1, axis=0)
        cut = [0.75 * outline + 0.25 * ahead, 0.25 * outline + 0.75 * ahead]
        outline = np.stack(cut, axis=1).reshape(-1, 2)
    return outline


def _filled(image: Image, outline: Outline) -> NDArray[np.uint8]:
    """How much of each pixel the outline covers, 0 to 255."""
    alpha = np.zeros(image.shape[:2], np.uint8)
    cv2.fillPoly(alpha, [_fixed(outline)], (255,), cv2.LINE_AA, _SUBPIXEL)
    return alpha


def _light(image: Image, alpha: NDArray[np.uint8]) -> float:
    """How bright a mask is here: as bright as what it covers."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    inside = grey[alpha > 0]
    return float(np.clip(inside.mean() / _FULL_LIGHT, _DARKEST, 1.0)) if inside.size else 1.0


def _shading(image: Image, to_face: NDArray[np.float64]) -> NDArray[np.float64]:
    """h x w: lighter at the middle of the mask than at its sides and below."""
    back = np.linalg.inv(np.column_stack([to_face, [0.0, 0.0, 1.0]]))
    rows, columns = np.indices(image.shape[:2])
    x = columns * back[0, 0] + rows * back[1, 0] + back[2, 0]
    y = columns * back[0, 1] + rows * back[1, 1] + back[2, 1]
    falls = 0.25 * np.minimum(((x - _MIDDLE) / 45) ** 2, 1) + 0.15 * np.clip((y - 80) / 45, 0, 1)
    return np.asarray(1.05 - falls, np.float64)


def _line(
    image: Image,
    line: Sequence[tuple[float, float]],
    to_face: NDArray[np.float64],
    colour: NDArray[np.float64],
    pen: int,
) -> None:
    moved = _fixed((np.array(line) + _ORIGIN) @ to_face[:2] + to_face[2])
    cv2.polylines(image, [moved], False, colour.tolist(), pen, cv2.LINE_AA, _SUBPIXEL)


def _fixed(points: Outline) -> NDArray[np.int32]:
    return np.asarray(np.round(points * (1 << _SUBPIXEL)), np.int32)
