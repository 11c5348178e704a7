"""A picture or film of a face that was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk_access.model.liveness import LivenessEvidence


@dataclass(frozen=True, slots=True)
class Spoof:
    """What was shown, when and where, and why it was taken for no living face.

    ``at`` is UTC. ``person_id`` is whom it shows, None for nobody known; ``score`` the cosine of
    whoever was nearest. ``picture`` is a JPEG of the moment. ``code`` and ``name`` are what the
    person is called today: set where one is read from the log, empty where one is added.
    """

    at: datetime
    camera: str
    person_id: int | None
    score: float | None
    evidence: LivenessEvidence
    picture: bytes
    code: str = ""
    name: str = ""
