"""What an evaluation found in one picture, in each of the forms that it looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk_access.model.arrays import Vector
from desk_access.model.face import Face

Embedding = tuple[Vector, float]
"""A face's unit vector and its quality, 0 to 1: the weight that it has among others."""


@dataclass(slots=True, eq=False)
class Sighting:
    """One picture's faces by the name of the look, None where none was found.

    ``embeddings`` are named by recogniser and look. Both grow while the picture is looked at.
    """

    faces: dict[str, Face | None] = field(default_factory=dict)
    embeddings: dict[tuple[str, str], Embedding] = field(default_factory=dict)
