"""Who belongs to the house, and since when: for whom a day without a punch is an absence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stay:
    """Enrolled from one moment to another, both UTC; ``end`` None: still."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person as far as attendance goes: what they are called today, and when they were enrolled.

    ``stays`` are in order of time.
    """

    person_id: int
    code: str
    name: str
    group: str
    stays: tuple[Stay, ...]
