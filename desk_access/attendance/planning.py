"""What a roster plans for a person's day, in exact minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from desk_access.attendance.clock import A_DAY, minute_at, stretch_at
from desk_access.attendance.spans import Span, first_of, joined, length, within, without
from desk_access.model.calendar import Holiday
from desk_access.model.identifier import canonical
from desk_access.model.schedule import Assignment, Schedule, Shift
from desk_access.model.timesheet import DayKind, Minute, PortionKind, Rule
from desk_access.model.work_rules import WorkRules

_EARLIEST = 4 * 60
"""A day begins at most so many minutes before its first shift."""

_LATEST = 8 * 60
"""A day ends at most so many minutes after a shift that goes past the usual end of the day."""

_NEAR = 2 * 60
"""The usual end of the day must be so far from both shifts, or the middle between them is taken."""

_MINUTES = 24 * 60
"""Of a day."""

AROUND = 2 * 60
"""Somebody may come so many minutes before the shift, and leave so many after it, at any rate."""

_BACK, _FORTH = 10 * 60, 12 * 60
"""The bounds of a day's beginning around the usual time; together less than the shortest day."""


@dataclass(frozen=True, slots=True)
class PlannedShift:
    """A shift of one day. ``unpaid`` and ``paid`` are its breaks.

    ``due`` are the minutes that are asked for; of flexible hours, as if begun at the start.
    ``core`` is set for those alone: an empty one has no core time.
    """

    start: Minute
    end: Minute
    unpaid: tuple[Span, ...]
    paid: tuple[Span, ...]
    due: tuple[Span, ...]
    core: Span | None = None


Part = tuple[Minute, Minute, PortionKind, Rule]
"""What presence from a minute to another is, and by which rule."""


def parts_of(shift: PlannedShift, breaks: Sequence[Span]) -> list[Part]:
    """A shift in parts of work and of these ``breaks``, in order of time."""
    rule = Rule.SHIFT if shift.core is None else Rule.FLEXIBLE
    work = without([(shift.start, shift.end)], breaks)
    parts: list[Part] = [(start, end, PortionKind.WORK, rule) for start, end in work]
    taken = (PortionKind.BREAK, Rule.BREAK_DEDUCTED)
    return sorted([*parts, *((start, end, *taken) for start, end in breaks)])


@dataclass(frozen=True, slots=True, eq=False)
class DayPlan:
    """A working day from ``begins`` to ``ends``; ``frames`` are the shifts' starts and ends.

    ``parts`` are those of all shifts, every unpaid break taken off. ``longest`` is for how long an
    IN beside the shifts waits for its OUT. A planner makes each once, so each is equal to itself
    alone.
    """

    day: date
    zone: str
    kind: DayKind
    begins: Minute
    ends: Minute
    shifts: tuple[PlannedShift, ...]
    frames: tuple[Span, ...]
    parts: tuple[Part, ...]
    rules: WorkRules
    due: int
    nights: tuple[Span, ...]
    longest: int

    def open_until(self, came: Minute) -> Minute:
        """The last minute in which an IN at ``came`` waits for its OUT.

        The rules' ``longest`` after it; where that lies within the shift, two hours after its end.
        Beside the shifts, as long as for the longest of the schedule.
        """
        if not self.shifts or came >= self.shifts[-1].end:
            return came + self.longest
        until = came + self.rules.longest
        if self.shifts and until < self.shifts[-1].end:
            return self.shifts[-1].end + AROUND
        return until

    def holds(self, came: Minute, out: Minute) -> bool:
        """Whether an OUT belongs to this day, because an IN of it at ``came`` is open."""
        return out <= self.ends or out <= self.open_until(came)


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything that is planned: schedules by name, whose they are, holidays, the site's clock.

    ``zone`` is where days without a punch are; ``day_ends_at`` ends a day when no shift does.
    """

    schedules: Mapping[str, Schedule]
    assignments: Sequence[Assignment]
    holidays: Mapping[date, Holiday]
    zone: str
    day_ends_at: time = time(4, 0)


@dataclass
class Planner:
    """Plans days, each once: people with one schedule share them. Not for several threads."""

    roster: Roster
    _mine: dict[str, list[Assignment]] = field(default_factory=dict, init=False)
    _groups: dict[str, list[Assignment]] = field(default_factory=dict, init=False)
    _plans: dict[tuple[str | None, date, str, Minute, Minute], DayPlan] = field(
        default_factory=dict, init=False
    )
    _shifts: dict[tuple[str, date, str], tuple[PlannedShift, ...]] = field(
        default_factory=dict, init=False
    )

    def __post_init__(self) -> None:
        # What begins later holds before what began earlier.
        for each in sorted(self.roster.assignments, key=lambda one: one.first, reverse=True):
            if each.person_code is not None:
                self._mine.setdefault(each.person_code, []).append(each)
            elif each.group is not None:
                self._groups.setdefault(canonical(each.group), []).append(each)

    def whose(self, code: str, group: str) -> tuple[str, bool]:
        """Who has the same schedules: the person, where they have their own, or the group."""
        own = code in self._mine
        return (code if own else canonical(group)), own

    def schedule(self, code: str, group: str, day: date) -> str | None:
        """The name of the schedule that the person has on a day, or None."""
        for assignments in (self._mine.get(code), self._groups.get(canonical(group))):
            for each in assignments or ():
                if each.covers(day) and each.schedule in self.roster.schedules:
                    return each.schedule
        return None

    def plan(self, name: str | None, day: date, zone: str, begins: Minute, ends: Minute) -> DayPlan:
        """A day of schedule ``name`` between two minutes that :meth:`begins` has found."""
        key = (name, day, zone, begins, ends)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._plan(*key)
        return plan

    def begins(self, before: str | None, name: str | None, day: date, zone: str) -> Minute:
        """The minute at which the working day begins, and the one before it ends.

        At the usual time, unless a shift of either lies across it or within two hours of it: then
        in the middle between the shifts; where one of them is free, eight hours after the shift
        before, or four before the next. Never so far from the usual time that days could meet.
        """
        usual = minute_at(day, self.roster.day_ends_at, zone)
        end = max((shift.end for shift in self._of(before, day - A_DAY, zone)), default=None)
        start = min((shift.start for shift in self._of(name, day, zone)), default=None)
        if (end is None or end + _NEAR <= usual) and (start is None or usual + _NEAR <= start):
            return usual
        if end is None or start is None:
            cut = end + _LATEST if end is not None else (start or usual) - _EARLIEST
        else:
            cut = (end + start) // 2
        return min(max(cut, usual - _BACK), usual + _FORTH)

    def _plan(
        self, name: str | None, day: date, zone: str, begins: Minute, ends: Minute
    ) -> DayPlan:
        shifts = self._of(name, day, zone)
        rules = self.roster.schedules[name].rules if name else WorkRules()
        longest = _longest(self.roster.schedules[name]) if name else rules.longest
        nights: list[Span] = []
        if rules.night is not None:
            # Somebody may come before the day begins, and stay when it has ended.
            near = [day + ahead * A_DAY for ahead in range(-1, 3 + longest // _MINUTES)]
            nights = joined(stretch_at(at, rules.night.start, rules.night.end, zone) for at in near)
        return DayPlan(
            day,
            zone,
            self._kind(name, day, bool(shifts)),
            begins,
            ends,
            shifts,
            tuple((shift.start, shift.end) for shift in shifts),
            tuple(part for shift in shifts for part in parts_of(shift, shift.unpaid)),
            rules,
            sum(length(shift.due) for shift in shifts),
            tuple(
                (start, end)
                for start, end in nights
                if end > begins - AROUND and start < ends + max(longest, AROUND)
            ),
            longest,
        )

    def _kind(self, name: str | None, day: date, due: bool) -> DayKind:
        if name is None:
            return DayKind.UNPLANNED
        if due:
            return DayKind.WORKDAY
        return DayKind.HOLIDAY if day in self.roster.holidays else DayKind.FREE

    def _of(self, name: str | None, day: date, zone: str) -> tuple[PlannedShift, ...]:
        if name is None:
            return ()
        key = (name, day, zone)
        shifts = self._shifts.get(key)
        if shifts is None:
            schedule = self.roster.schedules[name]
            free = day in self.roster.holidays and not schedule.works_on_holidays
            on = () if free else schedule.shifts_on(day)
            shifts = tuple(_planned(shift, day, zone) for shift in on)
            self._shifts[key] = shifts
        return shifts


def _longest(schedule: Schedule) -> int:
    """The longest presence beside the shifts: an extra one may be as long as the longest shift."""
    lengths = [
        (_minute(shift.end) - _minute(shift.start) - 1) % _MINUTES + 1
        for shifts in schedule.cycle
        for shift in shifts
    ]
    longest = schedule.rules.longest
    return max([longest, *(length + AROUND for length in lengths if length > longest)])


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _planned(shift: Shift, day: date, zone: str) -> PlannedShift:
    start, end = stretch_at(day, shift.start, shift.end, zone)
    breaks: dict[bool, list[Span]] = {False: [], True: []}
    for each in shift.breaks:
        breaks[each.paid].append(_inside(shift, each.start, each.end, day, zone))
    unpaid = tuple(within(joined(breaks[False]), start, end))
    paid = tuple(without(within(joined(breaks[True]), start, end), unpaid))
    present = without([(start, end)], unpaid)
    if shift.due_minutes is None:
        return PlannedShift(start, end, unpaid, paid, tuple(present))
    core = (start, start)
    if shift.core is not None:
        core = _inside(shift, shift.core.start, shift.core.end, day, zone)
    due = tuple(first_of(present, shift.due_minutes))
    return PlannedShift(start, end, unpaid, paid, due, core)


def _inside(shift: Shift, start: time, end: time, day: date, zone: str) -> Span:
    """A part of a shift: of one across midnight, what is before its start is on the next day."""
    after_midnight = shift.end <= shift.start and start < shift.start
    return stretch_at(day + A_DAY if after_midnight else day, start, end, zone)
