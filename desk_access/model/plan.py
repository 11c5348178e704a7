"""Everything that is planned: who is to work when, and on which days nobody is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from desk_access.model.calendar import Holiday, Leave
from desk_access.model.schedule import Assignment, Schedule


@dataclass(frozen=True, slots=True)
class Plan:
    """What punches are read by. ``zone`` is the site's IANA name, ``day_ends_at`` of its clock."""

    schedules: tuple[Schedule, ...]
    assignments: tuple[Assignment, ...]
    holidays: tuple[Holiday, ...]
    leave: tuple[Leave, ...]
    zone: str
    day_ends_at: time
