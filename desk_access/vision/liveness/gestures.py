"""Reading gestures from a face's pose and blendshapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desk_access.model.liveness import Gesture

_TURN: Final = 18.0
_NOD: Final = 12.0
"""Degrees away from how the head was held when the gesture was asked for. docs/liveness.md has how
often people on the clips, who were asked nothing, move as much within three seconds."""

_STRAIGHT: Final = 14.0
_LEVEL: Final = 16.0
"""Degrees: turned by less is looking into the camera. Cameras hang above and below the eyes, so a
nod is given more room."""

_LIDS_SHUT: Final = 0.5
_LIDS_OPEN: Final = 0.3
_MOUTH_OPEN: Final = 0.5
_MOUTH_SHUT: Final = 0.15
_TWO_BLINKS_S: Final = 2.5


@dataclass(frozen=True, slots=True)
class Moment:
    """A face at one time, monotonic seconds: degrees as in Pose, and 0 to 1.

    ``lids`` is how far shut the more open eye is, ``jaw`` how far open the mouth.
    """

    at: float
    yaw: float
    pitch: float
    lids: float
    jaw: float


class GestureReader:
    """Tells when a gesture is complete. It begins again with every gesture that is asked for."""

    def __init__(self) -> None:
        self._base: Moment | None = None
        self._blinks: list[float] = []
        self._shut = False

    def neutral(self, seen: Moment) -> bool:
        """Whether the face looks straight ahead, eyes open, mouth shut."""
        return (
            abs(seen.yaw) < _STRAIGHT
            and abs(seen.pitch) < _LEVEL
            and seen.lids < _LIDS_OPEN
            and seen.jaw < _MOUTH_SHUT
        )

    def begin(self, neutral: Moment) -> None:
        """Count from here on: how the head is held now is straight for it."""
        self._base = neutral
        self._blinks = []
        self._shut = False

    def read(self, seen: Moment) -> Gesture | None:
        """The gesture that this moment completes; None for none, and before :meth:`begin`."""
        base = self._base
        if base is None:
            return None
        blinked = self._blink(seen)
        turned = seen.yaw - base.yaw
        if turned >= _TURN:
            return Gesture.TURN_LEFT
        if turned <= -_TURN:
            return Gesture.TURN_RIGHT
        if seen.pitch - base.pitch <= -_NOD and abs(turned) < _TURN / 2:
            return Gesture.NOD
        if seen.jaw >= _MOUTH_OPEN:
            return Gesture.OPEN_MOUTH
        return Gesture.BLINK_TWICE if blinked else None

    def _blink(self, seen: Moment) -> bool:
        """Whether the second of two blinks, both with open eyes after them, ends here."""
        if not self._shut and seen.lids >= _LIDS_SHUT:
            self._shut = True
        elif self._shut and seen.lids <= _LIDS_OPEN:
            self._shut = False
            self._blinks = [at for at in self._blinks if seen.at - at <= _TWO_BLINKS_S]
            self._blinks.append(seen.at)
            return len(self._blinks) >= 2
        return False
