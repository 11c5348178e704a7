"""Everything that is planned, as the Schedules page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from desk_access.model.calendar import Holiday, Leave
from desk_access.model.person import Person
from desk_access.model.schedule import Assignment, Schedule


@dataclass(frozen=True, slots=True)
class Plan:
    """The schedules by name, who has them, the people, and the days that are not like others.

    ``month`` is the first open one; ``leave`` that of one year.
    """

    schedules: tuple[Schedule, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    people: tuple[Person, ...] = ()
    month: date = date.min
    holidays: tuple[Holiday, ...] = ()
    leave: tuple[Leave, ...] = ()
    names: Mapping[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", {each.code: each.name for each in self.people})

    @property
    def groups(self) -> list[str]:
        """The groups that there are, by name."""
        return sorted({each.group for each in self.people if each.group})

    def named(self, name: str) -> Schedule | None:
        """The schedule with this name, if there is one."""
        return next((each for each in self.schedules if each.name == name), None)

    def who_has(self, name: str) -> list[Assignment]:
        """The assignments of a schedule: groups first, then people, by first day."""
        mine = [each for each in self.assignments if each.schedule == name]
        return sorted(mine, key=lambda each: (each.group is None, each.first, _whose(each)))

    def without_schedule(self, day: date) -> list[Person]:
        """Who has none on a day: their hours are counted, but nothing is due."""
        valid = [each for each in self.assignments if each.covers(day)]
        codes = {each.person_code for each in valid}
        groups = {each.group for each in valid if each.group is not None}
        return [each for each in self.people if each.code not in codes and each.group not in groups]


def _whose(assignment: Assignment) -> str:
    return assignment.group or assignment.person_code or ""


def unused_name(wanted: str, taken: Sequence[str]) -> str:
    """``wanted``, or with the first number behind it that makes it nobody else's."""
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted} {number}"
    return name
