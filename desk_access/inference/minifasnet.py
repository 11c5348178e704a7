"""MiniFASNetV2: tells a living face from a printed or shown one by a single look.

From Silent-Face-Anti-Spoofing (Minivision, Apache-2.0), the network of scale 2.7. It was trained on
what surrounds a face as much as on the face: a crop that was cut tight is outside its domain.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from desk_access.errors import ModelUnusable
from desk_access.inference.quiet import quiet_stderr
from desk_access.model.arrays import Image
from desk_access.model.face import Box
from desk_access.opencv import cv2

_SIDE: Final = 80
_SCALE: Final = 2.7
_LIVE: Final = 1
"""Of its three classes; 0 and 2 are attacks. (The package that holds the file says otherwise; the
upstream program and the pictures do not.)"""


_INPUT: Final = (1, _SIDE, _SIDE, 3)
_OUTPUT: Final = (1, 3)


class MiniFasNet:
    """Looks at faces. Made and used on one thread."""

    def __init__(self, model: bytes) -> None:
        """Load the network from its file's content and ask it once. Raises ModelUnusable."""
        with _failures_told(), quiet_stderr("LiteRT"):
            self._net = Interpreter(model_content=model, num_threads=1)
            self._net.allocate_tensors()
            (taken,), (given,) = self._net.get_input_details(), self._net.get_output_details()
        shapes = tuple(taken["shape"]), tuple(given["shape"])
        if shapes != (_INPUT, _OUTPUT) or {taken["dtype"], given["dtype"]} != {np.float32}:
            raise _unusable(f"takes and gives {shapes}")
        self._input, self._output = taken["index"], given["index"]
        self.look(np.zeros((_SIDE, _SIDE, 3), np.uint8), Box(20, 20, 40, 40))

    def look(self, image: Image, box: Box) -> float:
        """How much this look speaks for a living face: ln(p / (1 - p)).

        ``image``: h x w x 3 uint8 BGR, the whole picture. The mean of two looks: at the face
        squeezed into a square, as the upstream program does, and at the face as it is. Each is
        wrong on other people, so the gap between the living and the shown is wider for both
        (docs/liveness.md). Raises ModelUnusable when the network fails or gives no number.
        """
        longer = max(box.width, box.height)
        squeezed = surroundings(image, box, box.width, box.height)
        as_it_is = surroundings(image, box, longer, longer)
        return (self._ask(squeezed) + self._ask(as_it_is)) / 2

    def _ask(self, crop: Image) -> float:
        with _failures_told():
            self._net.set_tensor(self._input, crop[None].astype(np.float32))
            self._net.invoke()
            scores = self._net.get_tensor(self._output)[0]
        if not np.isfinite(scores).all():
            raise _unusable("gives something that is no number")
        return _log_odds(scores)


@contextmanager
def _failures_told() -> Iterator[None]:
    """Turn what LiteRT raises into a ModelUnusable."""
    try:
        yield
    except (RuntimeError, ValueError, IndexError, TypeError, MemoryError) as error:
        raise _unusable(f"cannot be run ({error})") from error


def _unusable(what: str) -> ModelUnusable:
    return ModelUnusable(f"The liveness model {what}.", "Run: desk-access models sync.")


def surroundings(image: Image, box: Box, width: float, height: float) -> Image:
    """What the network looks at, 80 x 80: 2.7 times ``width`` and ``height`` around the box.

    Where that would reach beyond the picture it is made smaller and then moved inside (after the
    upstream program's ``CropImage``).
    """
    rows, columns = image.shape[:2]
    scale = min(_SCALE, columns / max(width, 1.0), rows / max(height, 1.0))
    x, y = box.centre
    across = _within(x, width * scale, columns)
    down = _within(y, height * scale, rows)
    return np.asarray(cv2.resize(image[down, across], (_SIDE, _SIDE)), np.uint8)


def _within(middle: float, length: float, end: int) -> slice:
    """A span of ``length`` around ``middle`` moved into 0 to ``end``; at least one pixel long."""
    whole = min(max(round(length), 1), end)
    start = min(max(round(middle - length / 2), 0), end - whole)
    return slice(start, start + whole)


def _log_odds(scores: NDArray[np.float32]) -> float:
    """ln(p / (1 - p)) of the class that is alive, of the scores before the softmax."""
    others = np.delete(scores.astype(np.float64), _LIVE)
    return float(scores[_LIVE] - np.logaddexp.reduce(others))
