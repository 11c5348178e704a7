"""Changes of what is planned, before they are made: so that it can be shown what they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk_access.model.calendar import Holiday, Leave
from desk_access.model.schedule import Assignment, Schedule


@dataclass(frozen=True, slots=True)
class SaveSchedule:
    """Keep a schedule: a new one, or in place of the one called ``replaces``."""

    schedule: Schedule
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveSchedule:
    """Remove a schedule, and with it who has it."""

    name: str


@dataclass(frozen=True, slots=True)
class Assign:
    """Give somebody, or a group, a schedule."""

    assignment: Assignment


@dataclass(frozen=True, slots=True)
class Unassign:
    """Take an assignment back."""

    assignment: Assignment


@dataclass(frozen=True, slots=True)
class SaveHolidays:
    """Keep these holidays, each in place of what its day had."""

    holidays: tuple[Holiday, ...]


@dataclass(frozen=True, slots=True)
class RemoveHoliday:
    """The day is no holiday."""

    day: date


@dataclass(frozen=True, slots=True)
class AddLeave:
    """Somebody is on leave."""

    leave: Leave


@dataclass(frozen=True, slots=True)
class RemoveLeave:
    """The leave with this number is taken back."""

    number: int


PlanChange = (
    SaveSchedule
    | RemoveSchedule
    | Assign
    | Unassign
    | SaveHolidays
    | RemoveHoliday
    | AddLeave
    | RemoveLeave
)
