"""Things that stand before a face: a mask, glasses, a hand. Drawn, so that none is copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Image
from desk_access.opencv import cv2
from trainer.data.shards import MARGIN, SIDE, TEMPLATE

_EYES: Final = TEMPLATE[:2] + MARGIN
_NOSE: Final = TEMPLATE[2] + MARGIN
_MOUTH: Final = TEMPLATE[3:].mean(axis=0) + MARGIN
_APART: Final = float(_EYES[1, 0] - _EYES[0, 0])
"""Pixels between the eyes of a wide crop; everything is drawn in proportion to it."""

_FINE: Final = 4
"""Fractional bits of the drawing functions' coordinates."""


def occluded(image: Image, rng: np.random.Generator) -> Image:
    """A copy of a wide crop, SIDE x SIDE x 3 uint8 BGR, with one thing before the face."""
    draw = _DRAWN[int(rng.integers(len(_DRAWN)))]
    cover = np.zeros((SIDE, SIDE), np.float32)
    colour = draw(cover, rng)
    soft = cv2.GaussianBlur(cover, (0, 0), 0.7)[..., None]
    shade = np.linspace(rng.uniform(0.7, 1.1), rng.uniform(0.7, 1.1), SIDE)[None, :, None]
    painted = np.clip(colour * shade + rng.normal(0, 4, (SIDE, SIDE, 1)), 0, 255)
    return np.asarray(image * (1 - soft) + painted * soft, np.uint8)


def _mask(cover: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float64]:
    """From the bridge of the nose to below the chin, and its two straps."""
    top = _NOSE[1] - rng.uniform(0.05, 0.45) * _APART
    half = rng.uniform(0.85, 1.15) * _APART
    chin = _MOUTH[1] + rng.uniform(0.65, 1.0) * _APART
    middle = _NOSE[0] + rng.normal(0, 1.5)
    side = top + rng.uniform(0.1, 0.4) * _APART
    outline = [
        (middle - half, side),
        (middle - half / 2, top + rng.uniform(-0.05, 0.15) * _APART),
        (middle, top),
        (middle + half / 2, top + rng.uniform(-0.05, 0.15) * _APART),
        (middle + half, side),
        (middle + 0.8 * half, _MOUTH[1] + 0.3 * _APART),
        (middle + 0.35 * half, chin),
        (middle - 0.35 * half, chin),
        (middle - 0.8 * half, _MOUTH[1] + 0.3 * _APART),
    ]
    _polygon(cover, outline)
    for edge, outer in ((middle - half, 0), (middle + half, SIDE)):
        _line(cover, (edge, side), (outer, side - rng.uniform(0.1, 0.5) * _APART), 1)
    return _colour(rng)


def _glasses(cover: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float64]:
    """Frames, and glass between nothing and black."""
    wide, high = rng.uniform(0.3, 0.46) * _APART, rng.uniform(0.22, 0.4) * _APART
    thick = int(rng.integers(1, 5))
    glass = float(rng.choice((0.0, 0.15, 0.8, 0.95)))
    for x, y in _EYES:
        shape = ((float(x), float(y)), (2 * wide, 2 * high), 0.0)
        filled = np.zeros_like(cover)
        cv2.ellipse(filled, shape, glass, -1)
        np.maximum(cover, filled, out=cover)
        cv2.ellipse(cover, shape, 1.0, thick)
    _line(cover, (_EYES[0, 0] + wide, _EYES[0, 1]), (_EYES[1, 0] - wide, _EYES[1, 1]), thick)
    for (x, y), way, edge in ((_EYES[0], -wide, 0), (_EYES[1], wide, SIDE)):
        _line(cover, (x + way, y), (edge, y - 2), thick)
    return _colour(rng) * rng.uniform(0.1, 0.6)


def _hand(cover: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float64]:
    """Two to four fingers from below or from a side, in a colour of skin."""
    from_side = float(rng.choice((-1.0, 0.0, 1.0)))
    tip = np.array([_MOUTH[0] + from_side * 0.3 * _APART, _MOUTH[1]])
    tip += rng.uniform(-0.6, 0.6, 2) * _APART
    wrist = np.array([SIDE / 2 + from_side * SIDE * 0.6, SIDE * 1.1])
    across = np.array([tip[1] - wrist[1], wrist[0] - tip[0]])
    across /= max(float(np.linalg.norm(across)), 1.0)
    width = int(rng.integers(8, 13))
    for finger in range(int(rng.integers(2, 5))):
        step = across * finger * width * 0.95
        _line(cover, tip + step + rng.uniform(-3, 3, 2), wrist + step, width)
    return np.array([150.0, 180.0, 220.0]) * rng.uniform(0.35, 1.05)


_Painter = Callable[[NDArray[np.float32], np.random.Generator], NDArray[np.float64]]
"""Draws on the cover, 1 where the thing hides the face, and gives its colour (BGR)."""

_DRAWN: Final[tuple[_Painter, ...]] = (_mask, _mask, _glasses, _hand)
"""A mask as often as the other two together: it hides most."""


def _colour(rng: np.random.Generator) -> NDArray[np.float64]:
    """White, light blue, black or any."""
    usual = np.array([[235, 235, 235], [230, 205, 165], [30, 30, 30], rng.uniform(0, 255, 3)])
    return np.asarray(usual[int(rng.integers(len(usual)))] * rng.uniform(0.8, 1.05))


def _polygon(cover: NDArray[np.float32], outline: list[tuple[float, float]]) -> None:
    points = np.round(np.array(outline) * 2**_FINE).astype(np.int32)
    cv2.fillPoly(cover, [points], 1.0, shift=_FINE)


def _line(
    cover: NDArray[np.float32],
    start: NDArray[np.float64] | tuple[float, float],
    end: NDArray[np.float64] | tuple[float, float],
    thick: int,
) -> None:
    first, last = (tuple(round(float(v) * 2**_FINE) for v in each) for each in (start, end))
    cv2.line(cover, first, last, 1.0, thick, shift=_FINE)
