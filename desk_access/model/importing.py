"""What a table or a calendar asks for, and how that differs from how things stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeVar

from desk_access.model.calendar import Holiday, Leave
from desk_access.model.plan_change import PlanChange
from desk_access.model.schedule import Assignment, Schedule

T = TypeVar("T")


class TableKind(StrEnum):
    """What the rows of a table are."""

    PEOPLE = "people"
    SCHEDULES = "schedules"
    ASSIGNMENTS = "assignments"
    LEAVE = "leave"


class Column(StrEnum):
    """The columns of tables, as their first line names them. The manual explains each."""

    CODE = "code"
    NAME = "name"
    GROUP = "group"
    PHOTOS = "photos"
    SCHEDULE = "schedule"
    FIRST = "from"
    LAST = "to"
    KIND = "kind"
    PAID = "paid"
    HALF = "half"
    DAYS = "days"
    SHIFT = "shift"
    START = "start"
    END = "end"
    BREAKS = "breaks"
    PAID_BREAKS = "paid_breaks"
    DUE = "due"
    CORE = "core"
    CYCLE = "cycle"
    BEGINS = "begins"
    ON_HOLIDAYS = "on_holidays"
    PAIRING = "pairing"
    BREAK_RULE = "break_rule"
    FORGOTTEN_OUT = "forgotten_out"
    GRACE_IN = "grace_in"
    GRACE_OUT = "grace_out"
    EARLY_COUNTS = "early_counts"
    UNDERTIME_TOLERANCE = "undertime_tolerance"
    SNAP_OUT = "snap_out"
    FLAP = "flap"
    LONGEST = "longest"
    ROUND_IN = "round_in"
    ROUND_OUT = "round_out"


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A row, or the rows that belong together: where they stand, and what they say.

    ``value`` is None for what makes no sense, or is ``passed_over``; ``refusal`` says why, ``what``
    whom or what it names.
    """

    place: str
    what: str
    value: T | None
    refusal: str = ""
    passed_over: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """What a person is called. ``group`` None: the table does not say."""

    code: str
    name: str
    group: str | None


@dataclass(frozen=True, slots=True)
class DraftSchedule:
    """A schedule of a table. ``rules`` are the fields of WorkRules that it names: others stay.

    ``weekly``: it names days of the week, so that any Monday may begin it. ``on_holidays`` None:
    the table does not say.
    """

    schedule: Schedule
    weekly: bool
    on_holidays: bool | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)


class Half(StrEnum):
    """Which half of a shift."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class DraftLeave:
    """Leave of a table; of a ``half`` of the shift, its hours are found by the schedule."""

    leave: Leave
    half: Half | None = None


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """What people are to be called. ``unused``, here and below: columns that nobody asked for."""

    rows: tuple[Listed[Named], ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduleTable:
    """Schedules."""

    rows: tuple[Listed[DraftSchedule], ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignmentTable:
    """Who is to have which schedule."""

    rows: tuple[Listed[Assignment], ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeaveTable:
    """Leave of people."""

    rows: tuple[Listed[DraftLeave], ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """Holidays of one source, which tells all of them in ``years``."""

    source: str
    years: frozenset[int]
    rows: tuple[Listed[Holiday], ...]


Wanted: TypeAlias = PeopleTable | ScheduleTable | AssignmentTable | LeaveTable | HolidayCalendar

Entry: TypeAlias = Named | Schedule | Assignment | Leave | Holiday
"""What an import adds, changes or removes."""


class Fate(StrEnum):
    """What becomes of a row.

    PASSED_OVER: nothing, with a reason, and the rest goes on without it. REFUSED: it makes no
    sense, and nothing of the table is applied until it does.
    """

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    PASSED_OVER = "passed_over"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of a table beside how things stand. ``what`` says whom or what it is about."""

    fate: Fate
    place: str
    what: str
    before: Entry | None = None
    after: Entry | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows, and what makes them true: names that change, and changes of the plan."""

    rows: tuple[Difference, ...]
    renamed: tuple[Named, ...] = ()
    changes: tuple[PlanChange, ...] = ()

    def count(self, fate: Fate) -> int:
        """How many rows have this fate."""
        return sum(row.fate is fate for row in self.rows)

    @property
    def applicable(self) -> bool:
        """Whether there is something to apply, and nothing that stands against it."""
        return bool(self.renamed or self.changes) and not self.count(Fate.REFUSED)
