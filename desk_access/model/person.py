"""People, the pictures they were enrolled with, and the templates made of those."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk_access.model.arrays import Points, Vector, check_points, check_vector


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is enrolled. ``code`` is theirs alone: the number of the personnel office.

    ``person_id`` is the store's; ``pictures`` counts the kept enrolment pictures.
    """

    person_id: int
    code: str
    name: str
    group: str
    enrolled_at: datetime
    active: bool
    pictures: int


@dataclass(frozen=True, slots=True, eq=False)
class EnrolmentPicture:
    """A picture kept so that a template can be made again with another model.

    ``jpeg`` is the face with margin, encoded; ``points`` are the ArcFace five, 5 x 2 float32, in
    its pixels; ``quality`` is 0 to 1; ``taken_at`` is UTC.
    """

    jpeg: bytes
    points: Points
    quality: float
    taken_at: datetime

    def __post_init__(self) -> None:
        check_points(self.points, 5)


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """An embedding in the gallery. It is compared only with embeddings of the same model.

    ``vector`` is d float32 of unit length; ``model_digest`` is the SHA-256 of the model file that
    made it.
    """

    person_id: int
    vector: Vector
    model_digest: str

    def __post_init__(self) -> None:
        check_vector(self.vector)
