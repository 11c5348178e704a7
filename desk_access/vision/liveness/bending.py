"""Do the points of a face move as no flat sheet can?

Two pictures of one flat sheet are joined by a homography, however it is turned (Hartley and
Zisserman, Multiple View Geometry, 2nd edition, section 13.1). What the best homography between two
moments leaves over is depth, a blink or a word: none of them is on paper.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desk_access.opencv import cv2


def bent(before: NDArray[np.float64], after: NDArray[np.float64], eyes: float) -> float | None:
    """What no homography explains between two meshes of a face, in eye distances (0.01: 1 %).

    ``before`` and ``after``: n x 2, pixels; ``eyes``: the distance between the eyes in the same.
    The root of the mean square over all points. None where no homography can be found.
    """
    sheet, _ = cv2.findHomography(before, after, 0)
    if sheet is None or eyes <= 0:
        return None
    explained = cv2.perspectiveTransform(before[None], sheet)[0]
    left = ((explained - after) ** 2).sum(axis=1)
    return float(np.sqrt(left.mean()) / eyes)
