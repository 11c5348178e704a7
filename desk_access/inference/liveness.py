"""The liveness network, loaded when it is first needed, and again after it failed."""

from __future__ import annotations

import math
from collections.abc import Callable

from desk_access.errors import LivenessUnavailable, ModelError, ModelUnusable
from desk_access.model.arrays import Image
from desk_access.model.face import Box

Look = Callable[[Image, Box], float]

_CURE = "Run: desk-access models sync."


class LivenessOnDemand:
    """The LivenessCheck of this application. Made and used on one thread.

    A file that was missing or wrong is looked for again each time, so that nobody has to start the
    program again once it is there.
    """

    def __init__(self, load: Callable[[], Look]) -> None:
        """``load`` gives what looks at a face; it raises ModelError where it cannot."""
        self._load = load
        self._network: Look | None = None

    def ready(self) -> None:
        """Load the network if it is not loaded. Raises LivenessUnavailable."""
        self._loaded()

    def look(self, image: Image, box: Box) -> float:
        """What the network says of a face, see the port. Raises LivenessUnavailable."""
        network = self._loaded()
        try:
            odds = network(image, box)
            if not math.isfinite(odds):
                raise ModelUnusable(f"The liveness model answers {odds}.", _CURE)
        except ModelError as error:
            self._network = None
            raise LivenessUnavailable.because(error) from error
        return odds

    def _loaded(self) -> Look:
        if self._network is None:
            try:
                self._network = self._load()
            except ModelError as error:
                raise LivenessUnavailable.because(error) from error
        return self._network
