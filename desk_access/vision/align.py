"""Turning a face to the template its recogniser was trained on.

The alignment decides more than the network: five points that are a few pixels off cost more
recognition than a smaller model does (docs/adr/0005-finding-and-aligning.md has the figures).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Image, Points
from desk_access.opencv import cv2


def similarity(points: Points, template: Points) -> NDArray[np.float64]:
    """The similarity (rotation, one scale, shift) that moves ``points`` nearest to ``template``.

    Least squares over all points: Umeyama 1991, equations 40 to 43, in two dimensions, where the
    rotation has a closed form. Robust estimators are unstable over five points.

    Both are n x 2 in pixels. Returns the 2 x 3 matrix that OpenCV's warps take. Raises ValueError
    when the points coincide, which leaves the scale undefined.
    """
    source = np.asarray(points, np.float64)
    target = np.asarray(template, np.float64)
    centre, aim = source.mean(axis=0), target.mean(axis=0)
    (x, y), (u, v) = (source - centre).T, (target - aim).T
    spread = float((x * x + y * y).sum())
    if spread < 1e-9:
        raise ValueError("the points coincide: a similarity needs at least two different ones")
    cosine = float((x * u + y * v).sum()) / spread
    sine = float((x * v - y * u).sum()) / spread
    turn = np.array([[cosine, -sine], [sine, cosine]])
    shift = aim - turn @ centre
    return np.column_stack([turn, shift])


def warp(image: Image, points: Points, template: Points, size: tuple[int, int]) -> Image:
    """The face cut out of ``image`` and turned so that its five points lie on the template.

    ``points`` and ``template`` are 5 x 2 in pixels; ``size`` is width, height of the result,
    uint8 BGR. What lies outside the picture is black, as in the recognisers' training.
    """
    matrix = similarity(points, template)
    return cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR)  # type: ignore[return-value]
