"""What is planned for somebody's days, each by the roster that reads it.

The days of a closed month are read by the roster that the month was closed with, whichever period
they are read for; all other days by the reader's own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from desk_access.attendance.clock import A_DAY
from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.planning import AROUND, DayPlan, Planner, Roster
from desk_access.attendance.weeks import week_begun
from desk_access.model.timesheet import Minute
from desk_access.model.work_rules import Pairing, WorkRules


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """The days of a closed month, the roster it was closed with, and people's groups by code."""

    first: date
    last: date
    roster: Roster
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """A planner, and people's groups where they are not those of their records."""

    planner: Planner
    groups: Mapping[str, str] = field(default_factory=dict)

    def schedule(self, record: PersonRecord, day: date) -> str | None:
        """The name of the schedule that the person has on a day, or None."""
        group = self.groups.get(record.code, record.group)
        return self.planner.schedule(record.code, group, day)

    def rules(self, record: PersonRecord, day: date) -> WorkRules | None:
        """The rules of that schedule, or None."""
        name = self.schedule(record, day)
        return self.planner.roster.schedules[name].rules if name else None

    def whose(self, record: PersonRecord) -> tuple[str, bool]:
        """Who has the same schedules."""
        return self.planner.whose(record.code, self.groups.get(record.code, record.group))


_Cut = tuple[Planner, str | None, str | None]
"""What says where a day begins: a planner, the schedule of the day before and that of the day."""


@dataclass(frozen=True, slots=True, eq=False)
class PlannedDays:
    """The days from ``begun`` on, of everybody who has the same schedules. Not for several threads.

    ``zones`` are those of days without a punch; ``rules`` those of each day's schedule, None
    without one; ``in_turn`` where those take directions in turn, None where none do;
    ``count`` is how many days.
    """

    begun: date
    zones: tuple[str, ...]
    rules: tuple[WorkRules | None, ...]
    _planned: tuple[tuple[Planner, str | None], ...]
    _cuts: tuple[tuple[_Cut, _Cut], ...]
    in_turn: tuple[bool, ...] | None
    count: int
    _begins: dict[str, list[Minute]] = field(default_factory=dict, init=False)
    _arrives: dict[str, list[Minute]] = field(default_factory=dict, init=False)
    _plans: dict[str, list[DayPlan]] = field(default_factory=dict, init=False)

    def begins(self, zone: str) -> list[Minute]:
        """Where the clock shows ``zone``: when each day begins, and when the last one ends."""
        begins = self._begins.get(zone)
        if begins is None:
            begins = self._begins[zone] = [
                _cut(before, cut, self.begun + index * A_DAY, zone)
                for index, (before, cut) in enumerate(self._cuts)
            ]
        return begins

    def arrives(self, zone: str) -> list[Minute]:
        """From when on an IN may be meant for each of the days, at the latest when it begins.

        Two hours before its first shift: where that follows close upon the shift before, people
        come for it while the day before lasts.
        """
        arrives = self._arrives.get(zone)
        if arrives is None:
            plans = [self.as_seen(index, zone) for index in range(self.count)]
            arrives = self._arrives[zone] = [
                min(plan.begins, plan.shifts[0].start - AROUND) if plan.shifts else plan.begins
                for plan in plans
            ]
            arrives.append(plans[-1].ends)
        return arrives

    def date_of(self, index: int) -> date:
        """The date on which a day begins."""
        return self.begun + index * A_DAY

    def by_clock(self, minute: float, zone: str) -> int:
        """The day in which a minute lies; -1 before the first, ``count`` after the last."""
        return bisect_right(self.begins(zone), minute) - 1

    def plan(self, index: int, zone: str) -> DayPlan:
        """The plan of a day by its place, where the clock shows ``zone``."""
        plans = self._plans.get(zone)
        if plans is None:
            begins = self.begins(zone)
            plans = self._plans[zone] = [
                planner.plan(name, self.begun + at * A_DAY, zone, begins[at], begins[at + 1])
                for at, (planner, name) in enumerate(self._planned)
            ]
        return plans[index]

    def as_seen(self, index: int, zone: str) -> DayPlan:
        """The plan of a day as the one before it sees it: of a closed month, by its own plan.

        Which punches about the end of a closed month belong to it must not change with today's.
        """
        planner, _, name = self._cuts[index][1]
        if planner is self._planned[index][0]:
            return self.plan(index, zone)
        begins = self.begins(zone)
        return planner.plan(name, self.date_of(index), zone, begins[index], begins[index + 1])


def _cut(before: _Cut, cut: _Cut, day: date, zone: str) -> Minute:
    planner, yesterday, today = cut
    begins = planner.begins(yesterday, today, day, zone)
    if before[0] is planner:
        return begins
    # Two rosters may end their days at times so far apart that this one would begin too early.
    other, earlier, late = before
    return max(begins, other.begins(earlier, late, day - A_DAY, zone))


class DayPlans:
    """Plans people's days; what they share is worked out once. Not for several threads."""

    def __init__(self, roster: Roster, closed: Sequence[ClosedDays] = ()) -> None:
        self._own = _Side(Planner(roster))
        self._closed = [
            (each.first, each.last, _Side(Planner(each.roster), each.groups)) for each in closed
        ]
        self._found: dict[tuple[tuple[tuple[str, bool], ...], date, int], PlannedDays] = {}
        self._weeks: dict[tuple[tuple[tuple[str, bool], ...], date], date] = {}

    def of(self, record: PersonRecord, begun: date, count: int) -> PlannedDays:
        """So many of the person's days, from ``begun`` on."""
        key = (self._whose(record), begun, count)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._planned(record, begun, count)
        return found

    def week_begun(self, record: PersonRecord, day: date) -> date:
        """The day from which on the work of the person's week that has ``day`` is counted."""
        key = (self._whose(record), day)
        begun = self._weeks.get(key)
        if begun is None:
            begun = week_begun(day, lambda one: self._side(one).rules(record, one))
            self._weeks[key] = begun
        return begun

    def _whose(self, record: PersonRecord) -> tuple[tuple[str, bool], ...]:
        own = self._own.whose(record)
        if not self._closed:
            return (own,)
        return (own, *[side.whose(record) for _, _, side in self._closed])

    def _side(self, day: date) -> _Side:
        for first, last, side in self._closed:
            if first <= day <= last:
                return side
        return self._own

    def _planned(self, record: PersonRecord, begun: date, count: int) -> PlannedDays:
        days = [begun + index * A_DAY for index in range(count)]
        sides = [self._side(day) for day in days]
        cuts = [self._cut(record, begun + index * A_DAY) for index in range(-1, count + 1)]
        rules = [side.rules(record, day) for side, day in zip(sides, days, strict=True)]
        turns = tuple([each is not None and each.pairing is Pairing.ALTERNATE for each in rules])
        return PlannedDays(
            begun,
            tuple([side.planner.roster.zone for side in sides]),
            tuple(rules),
            tuple(
                [
                    (side.planner, side.schedule(record, day))
                    for side, day in zip(sides, days, strict=True)
                ]
            ),
            tuple(pairwise(cuts)),
            turns if any(turns) else None,
            count,
        )

    def _cut(self, record: PersonRecord, day: date) -> _Cut:
        """A closed month says where it ends, and an open day before one where that begins."""
        side = self._side(day - A_DAY)
        if side is self._own:
            side = self._side(day)
        return side.planner, side.schedule(record, day - A_DAY), side.schedule(record, day)
