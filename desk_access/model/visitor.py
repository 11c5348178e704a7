"""Somebody who was not recognised, kept for a short time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk_access.model.arrays import Vector, check_vector
from desk_access.model.person import EnrolmentPicture


@dataclass(frozen=True, slots=True, eq=False)
class Visitor:
    """One visit: one picture and one embedding of a track that nobody known made.

    ``key`` is theirs alone. ``seen_at`` is the UTC moment of the decision. ``picture`` is the best
    look that the track gave; ``vector`` its joined embedding, d float32 of unit length, by the
    model ``model_digest``.
    """

    key: str
    seen_at: datetime
    camera: str
    picture: EnrolmentPicture
    vector: Vector
    model_digest: str

    def __post_init__(self) -> None:
        check_vector(self.vector)


@dataclass(frozen=True, slots=True, eq=False)
class VisitorGroup:
    """Visits that seem to be of one person, oldest first; there is at least one."""

    visits: tuple[Visitor, ...]

    @property
    def key(self) -> str:
        """What the group is called: the beginning of its first visit's key."""
        return self.visits[0].key[:8]

    @property
    def first(self) -> datetime:
        """When the person was first seen, UTC."""
        return self.visits[0].seen_at

    @property
    def last(self) -> datetime:
        """When the person was last seen, UTC."""
        return self.visits[-1].seen_at

    @property
    def best(self) -> Visitor:
        """The visit with the best picture."""
        return max(self.visits, key=lambda visit: visit.picture.quality)
