"""What is kept of tracks that are nobody known, until they are decided."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Final

from desk_access.model.arrays import Image, Vector
from desk_access.model.decision import Confidence, Decision, Verdict
from desk_access.model.face import Face, Quality
from desk_access.model.person import EnrolmentPicture
from desk_access.model.visitor import Visitor
from desk_access.vision.picture import enrolment_crop
from desk_access.vision.track import Track

_WELL_SEEN: Final = 0.7
"""The quality that the window calls very good."""

_SURELY_ALIVE: Final = 0.88
"""The probability at which the passive check waits for nothing more."""


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """A face in its frame: nothing is copied until somebody wants the picture."""

    image: Image
    face: Face
    quality: float


class Visits:
    """The best look at every track of one camera. Owned by the inference thread."""

    def __init__(self) -> None:
        self._looks: dict[int, _Look] = {}
        self._keys: dict[int, str] = {}

    def offer(self, track: Track, image: Image, face: Face, quality: Quality) -> None:
        """A look at ``track``; kept when it may be embedded and is the best so far."""
        best = self._looks.get(track.number)
        if quality.usable and (best is None or quality.score > best.quality):
            self._looks[track.number] = _Look(image, face, quality.score)

    def told(self, track: Track, decision: Decision) -> Decision:
        """``decision`` with the visitor it found, or with the visit that it shows to be none."""
        if decision.verdict is Verdict.RECOGNISED:
            look = self._looks.pop(track.number, None)
            return replace(
                decision,
                was_visitor=self._keys.pop(track.number, None),
                portrait=_portrait(track, look, decision),
            )
        look, vector = self._looks.get(track.number), track.embedding()
        if decision.verdict is not Verdict.UNKNOWN or look is None or vector is None:
            return decision
        visitor = _kept(look, vector, decision)
        self._keys[track.number] = visitor.key
        return replace(decision, visitor=visitor)

    def forget(self, track: Track) -> None:
        """The track has ended."""
        self._looks.pop(track.number, None)
        self._keys.pop(track.number, None)


def _portrait(track: Track, look: _Look | None, decision: Decision) -> Visitor | None:
    """The look at somebody recognised, if it is good enough to become one of their templates."""
    live, vector = decision.liveness, track.embedding()
    if look is None or vector is None or live is None or live.score < _SURELY_ALIVE:
        return None
    if decision.confidence is not Confidence.SURE or look.quality < _WELL_SEEN:
        return None
    return _kept(look, vector, decision)


def _kept(look: _Look, vector: Vector, decision: Decision) -> Visitor:
    jpeg, points = enrolment_crop(look.image, look.face.box, look.face.points)
    return Visitor(
        uuid.uuid4().hex,
        decision.decided_at,
        decision.camera,
        EnrolmentPicture(jpeg, points, look.quality, decision.decided_at),
        vector,
        decision.model_digest,
    )
