"""A schedule while it is edited: each shift once, with the days on which it is worked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Self

from desk_access.model.schedule import Break, Core, Schedule, Shift
from desk_access.model.work_rules import WorkRules

WEEK = 7
WORKDAYS = frozenset(range(5))
LONGEST_CYCLE = 56
"""Eight weeks: longer rotations are several schedules, assigned one after the other."""


@dataclass(frozen=True, slots=True)
class DraftShift:
    """A shift and the places in the cycle, from 0, of the days that have it."""

    shift: Shift
    days: frozenset[int]


@dataclass(frozen=True, slots=True)
class ScheduleDraft:
    """A schedule under the hands of an editor. ``length`` is of the cycle, in days."""

    name: str
    length: int
    begins: date
    works_on_holidays: bool
    shifts: tuple[DraftShift, ...]
    rules: WorkRules

    @classmethod
    def of(cls, schedule: Schedule) -> Self:
        """The draft of a schedule; equal shifts of several days become one."""
        days: dict[Shift, set[int]] = {}
        for place, shifts in enumerate(schedule.cycle):
            for shift in shifts:
                days.setdefault(shift, set()).add(place)
        return cls(
            schedule.name,
            len(schedule.cycle),
            schedule.begins,
            schedule.works_on_holidays,
            tuple(DraftShift(shift, frozenset(on)) for shift, on in days.items()),
            schedule.rules,
        )

    @property
    def weekly(self) -> bool:
        """Whether it is a week from Monday on."""
        return self.length == WEEK and self.begins.weekday() == 0

    def schedule(self) -> Schedule:
        """The schedule it makes; each day's shifts in order of time."""
        cycle = tuple(
            tuple(
                sorted(
                    (each.shift for each in self.shifts if place in each.days),
                    key=lambda shift: shift.start,
                )
            )
            for place in range(self.length)
        )
        return Schedule(self.name.strip(), cycle, self.begins, self.works_on_holidays, self.rules)

    def with_length(self, length: int, begins: date) -> Self:
        """A cycle of so many days; what lay beyond its end is gone."""
        kept = tuple(
            replace(each, days=frozenset(day for day in each.days if day < length))
            for each in self.shifts
        )
        return replace(self, length=length, begins=begins, shifts=kept)

    def with_shift(self, place: int, shift: Shift) -> Self:
        """``shift`` in place of the one at ``place``, on the same days."""
        return self._changed(place, replace(self.shifts[place], shift=shift))

    def with_days(self, place: int, days: Collection[int]) -> Self:
        """The shift at ``place`` on these days."""
        return self._changed(place, replace(self.shifts[place], days=frozenset(days)))

    def with_new(self, shift: Shift, days: Collection[int]) -> Self:
        """One shift more, the last."""
        return replace(self, shifts=(*self.shifts, DraftShift(shift, frozenset(days))))

    def without(self, place: int) -> Self:
        """The shift at ``place`` taken out."""
        return replace(self, shifts=self.shifts[:place] + self.shifts[place + 1 :])

    def _changed(self, place: int, shift: DraftShift) -> Self:
        return replace(self, shifts=(*self.shifts[:place], shift, *self.shifts[place + 1 :]))


NO_DAYS = ScheduleDraft("", 0, date.min, False, (), WorkRules())
"""The draft of nothing, for a view that has nothing to show yet."""


def new_draft(name: str, shift_name: str, monday: date) -> ScheduleDraft:
    """What an editor begins with: office hours with an hour at noon, from Monday to Friday."""
    shift = Shift(shift_name, time(9), time(18), (Break(time(12), time(13)),))
    return ScheduleDraft(name, WEEK, monday, False, (DraftShift(shift, WORKDAYS),), WorkRules())


def made_flexible(shift: Shift) -> Shift:
    """The shift with hours that people choose: what it asks for today, core time from 10 to 16."""
    return replace(shift, due_minutes=worked_minutes(shift), core=Core(time(10), time(16)))


def worked_minutes(shift: Shift) -> int:
    """From start to end less the unpaid breaks, on a day of 24 hours."""
    length = _between(shift.start, shift.end)
    return length - sum(_between(each.start, each.end) for each in shift.breaks if not each.paid)


def _between(start: time, end: time) -> int:
    """Minutes until ``end`` comes next."""
    return (minute_of(end) - minute_of(start) - 1) % (24 * 60) + 1


def minute_of(at: time) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute


@dataclass(frozen=True, slots=True)
class Bar:
    """A shift as a bar over its day, in minutes from that day's midnight; past 1440 it is tomorrow.

    ``place`` is the shift's in the draft. ``breaks`` are (start, end, paid); ``core`` of flexible
    hours.
    """

    place: int
    day: int
    start: int
    end: int
    breaks: tuple[tuple[int, int, bool], ...]
    flexible: bool
    core: tuple[int, int] | None


def bars_of(draft: ScheduleDraft) -> list[Bar]:
    """Every shift of every day, by day and time."""
    found = [
        _bar(each.shift, place, day)
        for place, each in enumerate(draft.shifts)
        for day in each.days
        if day < draft.length
    ]
    return sorted(found, key=lambda bar: (bar.day, bar.start, bar.place))


def _bar(shift: Shift, place: int, day: int) -> Bar:
    start = minute_of(shift.start)
    breaks = ((*_inside(each.start, each.end, start), each.paid) for each in shift.breaks)
    core = None if shift.core is None else _inside(shift.core.start, shift.core.end, start)
    end = start + _between(shift.start, shift.end)
    return Bar(place, day, start, end, tuple(breaks), shift.flexible, core)


def _inside(start: time, end: time, begins: int) -> tuple[int, int]:
    """A part of a shift that begins at ``begins``: what is before that is on the next day."""
    first = minute_of(start)
    first += 24 * 60 if first < begins else 0
    return first, first + _between(start, end)
