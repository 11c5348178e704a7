"""A picture from a sighting that could become one of a person's templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk_access.model.arrays import Vector
from desk_access.model.person import EnrolmentPicture


@dataclass(frozen=True, slots=True, eq=False)
class Suggestion:
    """Somebody was recognised surely, alive and well seen, and looked otherwise than before.

    ``seen_at`` is UTC, ``score`` the cosine of the recognition; ``vector`` is the track's
    embedding by the model ``model_digest``. Nothing is added before an operator agrees.
    """

    person_id: int
    seen_at: datetime
    camera: str
    score: float
    picture: EnrolmentPicture
    vector: Vector
    model_digest: str
