"""What was seen of one track's liveness so far: looks of the network, motion, and what bent."""

from __future__ import annotations

import math
from collections import deque
from typing import Final

import numpy as np

from desk_access.model.arrays import Image
from desk_access.model.face import Face
from desk_access.model.liveness import LivenessEvidence
from desk_access.vision.liveness.bending import bent
from desk_access.vision.liveness.fusion import log_odds, probability
from desk_access.vision.liveness.surroundings import Glance, carried, glance

_LOOKS: Final = 40
_PAIRS: Final = 15
"""How much is remembered: a few seconds, so that a track follows what stands there now."""

_APART_S: Final = 0.19
_TOO_LONG_S: Final = 1.0
"""Two glances are compared when they lie so far apart: less is no motion, more is another scene."""

_BENT_WITHIN_S: Final = 1.2
_LEAST_EYES: Final = 24.0
"""Pixels between the eyes. On smaller faces the points of a still photograph tremble by 3 %."""


class LivenessTrack:
    """Gathers the evidence of one track. Owned by the thread of its tracker."""

    def __init__(self) -> None:
        self._looks: deque[float] = deque(maxlen=_LOOKS)
        self._carried: deque[float] = deque(maxlen=_PAIRS)
        self._bent: deque[float] = deque(maxlen=_PAIRS)
        self._glances: deque[Glance] = deque()

    @property
    def looks(self) -> int:
        """How many looks of the network are remembered."""
        return len(self._looks)

    def add_look(self, odds: float) -> None:
        """Remember what the network said of a frame: ln(p / (1 - p)).

        Raises ValueError for what is not finite.
        """
        if not math.isfinite(odds):
            raise ValueError(f"a look of the liveness network says {odds}")
        self._looks.append(odds)

    def watch(self, image: Image, face: Face, at: float) -> None:
        """See how the face and what surrounds it moved since before. ``at``: monotonic seconds."""
        last = self._glances[-1] if self._glances else None
        if last is not None and at - last.at < _APART_S:
            return
        if last is not None and at - last.at > _TOO_LONG_S:
            self._glances.clear()
            last = None
        seen = glance(image, face, at, last.scale if last else None)
        if seen is None:
            return
        if last is not None:
            share = carried(last, seen)
            if share is not None and math.isfinite(share):
                self._carried.append(share)
            self._bend(seen, face)
        self._glances.append(seen)

    def evidence(self, challenge: bool | None = None) -> LivenessEvidence:
        """All of it in one value. ``challenge``: whether one was passed, None for none asked."""
        network = float(np.mean(self._looks)) if self._looks else None
        share = float(np.mean(self._carried)) if self._carried else None
        most = float(np.quantile(self._bent, 0.8)) if self._bent else None
        score = probability(log_odds(network, share, most))
        return LivenessEvidence(score, len(self._looks), network, share, most, challenge)

    def _bend(self, seen: Glance, face: Face) -> None:
        while self._glances and seen.at - self._glances[0].at > _BENT_WITHIN_S:
            self._glances.popleft()
        eyes = float(np.linalg.norm(face.points[1] - face.points[0]))
        if not self._glances or eyes < _LEAST_EYES:
            return
        found = bent(self._glances[0].mesh, seen.mesh, eyes * seen.scale)
        if found is not None and math.isfinite(found):
            self._bent.append(found)
