"""When people are to work: shifts, schedules, and who has which."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from desk_access.model.work_rules import WorkRules


@dataclass(frozen=True, slots=True)
class Break:
    """A break of a shift, from ``start`` to ``end`` of the site's clock; it may cross midnight."""

    start: time
    end: time
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Core:
    """When everybody with flexible hours is present."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Shift:
    """Work from ``start`` to ``end`` of the site's clock; an end at or before the start is on the
    next day.

    With flexible hours ``due_minutes`` is what is to be worked within start and end, and only
    ``core`` can be missed. Otherwise both are None: the whole shift is due, less its unpaid breaks.
    """

    name: str
    start: time
    end: time
    breaks: tuple[Break, ...] = ()
    due_minutes: int | None = None
    core: Core | None = None

    @property
    def flexible(self) -> bool:
        """Whether people choose their hours."""
        return self.due_minutes is not None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A pattern of days that repeats, and the rules by which its hours are counted.

    ``cycle`` has the shifts of each day, in order of time, none on a free day; its first day is
    ``begins``: a Monday and seven days make a week, other lengths rotate. On a holiday nobody is
    due unless ``works_on_holidays``. ``name`` is the schedule's own; no other has it.
    """

    name: str
    cycle: tuple[tuple[Shift, ...], ...]
    begins: date
    works_on_holidays: bool = False
    rules: WorkRules = field(default_factory=WorkRules)

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        """The shifts of a day, whether it is a holiday or not."""
        return self.cycle[(day - self.begins).days % len(self.cycle)]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whose schedule it is, ``first`` and ``last`` day included; ``last`` None: for good.

    Exactly one of ``person_code`` and ``group`` is set. A person's own comes before the group's,
    and what begins later before what began earlier.
    """

    schedule: str
    first: date
    last: date | None = None
    person_code: str | None = None
    group: str | None = None

    def covers(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.first <= day and (self.last is None or day <= self.last)
