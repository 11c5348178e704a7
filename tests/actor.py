"""Somebody who does what the enrolment wizard says, cut from a film of a man who turns his head.

In ``attacks/live.mov`` of the shared data one man, alive, looks left, right, up and down of his own
accord. Each scene is a part of that film, played forwards or backwards at the film's own pace, and
its last two pictures are held. What lies between the scenes is left out: he turns back at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from desk_access.model.enrolment import PoseStep

FILM: Final = Path("attacks", "live.mov")
RATE: Final = 15.0
"""Pictures a second, as the film has them."""

REACTION: Final = 15
"""In pictures: he takes a second to read each sentence."""

_SCENES: Final = {
    PoseStep.FRONT: range(191, 186, -1),
    PoseStep.LEFT: range(135, 141),
    PoseStep.RIGHT: range(94, 106),
    PoseStep.UP: range(186, 177, -1),
    PoseStep.DOWN: range(20, 36),
}
"""Which pictures of the film, from 0, show him taking each pose."""


class Actor:
    """Chooses the film's next picture by what is wanted of him. Used by one thread.

    ``wanted`` gives the pose asked for now; None while nothing is.
    """

    def __init__(self, wanted: Callable[[], PoseStep | None]) -> None:
        self._wanted = wanted
        self._read = self._shown = PoseStep.FRONT
        self._reading = 0
        self._place = 0

    def next_picture(self) -> int:
        """The number of the next picture in the film."""
        wanted = self._wanted() or PoseStep.FRONT
        self._reading = self._reading + 1 if wanted is self._read else 1
        self._read = wanted
        if wanted is not self._shown and self._reading > REACTION:
            self._shown, self._place = wanted, 0
        scene, now = _SCENES[self._shown], self._place
        self._place = now + 1 if now + 1 < len(scene) else now - 1
        return scene[now]
