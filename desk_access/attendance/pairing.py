"""A day's punches become stretches of presence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from desk_access.attendance.clock import rounded
from desk_access.attendance.marking import AN_HOUR_S, Reading, repeats
from desk_access.attendance.planning import DayPlan
from desk_access.model.punch import Direction
from desk_access.model.timesheet import Ignored, Minute, Problem, ProblemKind, Rule
from desk_access.model.work_rules import ForgottenOut, Pairing


class Stretch(NamedTuple):
    """Somebody was there from ``start`` to ``end``; an open one, without an OUT, has no length.

    ``rule`` is set where no plain pair of punches made it.
    """

    start: Minute
    end: Minute
    sources: tuple[int, ...]
    rule: Rule | None = None
    open: bool = False


def paired(
    found: Sequence[Reading],
    plan: DayPlan,
    now: Minute,
    after: Minute = 0,
    newest: bool = True,
) -> tuple[list[Stretch], list[Problem]]:
    """The stretches of a day in order, none overlapping, and what is wrong with its punches.

    ``found`` is in order of time. An IN is open while no punch follows it and it is not older than
    the rules' ``longest``; after that its OUT is a forgotten one. ``after``: the day before has
    the minutes until then. ``newest``: the person made no punch on a later day until ``now``.
    """
    pairs = _Pairs(plan, now, after)
    for each in _counting(found, plan, pairs.problems):
        pairs.take(each)
    pairs.finish(newest)
    return pairs.stretches, pairs.problems


def _counting(
    found: Sequence[Reading], plan: DayPlan, problems: list[Problem]
) -> Sequence[Reading]:
    """The punches that count; why others do not goes to ``problems``."""
    pairing = plan.rules.pairing
    counting: list[Reading] = []
    for each in found:
        if each.suspect:
            problems.append(Problem(ProblemKind.CLOCK, each.sources))
        if each.ignored:
            problems.append(_ignored(each, Ignored.CORRECTED))
        elif (
            counting
            and each.mark.at - counting[-1].mark.at < AN_HOUR_S
            and repeats(each, counting[-1], plan.rules)
        ):
            problems.append(_ignored(each, Ignored.REPEATED))
        else:
            counting.append(each)
    if pairing is Pairing.EVERY_PAIR:
        return counting
    if pairing is Pairing.FIRST_LAST and len(counting) > 2:
        problems.extend(_ignored(each, Ignored.BETWEEN) for each in counting[1:-1])
        counting = [counting[0], counting[-1]]
    turns = (Direction.IN, Direction.OUT)
    return [_turned(each, turns[place % 2]) for place, each in enumerate(counting)]


def _turned(reading: Reading, direction: Direction) -> Reading:
    if reading.mark.direction is direction:
        return reading
    return Reading(reading.mark._replace(direction=direction), reading.sources)


def _ignored(reading: Reading, why: Ignored) -> Problem:
    return Problem(ProblemKind.IGNORED_PUNCH, reading.sources, why)


class _Pairs:
    """Takes punches in order of time."""

    def __init__(self, plan: DayPlan, now: Minute, after: Minute) -> None:
        self._plan = plan
        self._now = now
        self._after = after
        self._came: Reading | None = None
        self.stretches: list[Stretch] = []
        self.problems: list[Problem] = []

    def take(self, reading: Reading) -> None:
        """The next punch."""
        if reading.mark.direction is Direction.IN:
            if self._came is not None:
                self._forgotten(self._came, until=reading)
            self._came = reading
        elif self._came is None:
            self.problems.append(Problem(ProblemKind.FORGOTTEN_IN, reading.sources))
        else:
            self._add(self._start(self._came), reading, self._came.sources + reading.sources)
            self._came = None

    def finish(self, newest: bool) -> None:
        """There are no more of this day, nor of a later one where these are the newest."""
        came = self._came
        if came is None:
            return
        if newest and self._now <= self._plan.open_until(int(came.mark.at // 60)):
            start = self._start(came)
            self.stretches.append(Stretch(start, start, came.sources, open=True))
        else:
            self._forgotten(came)

    def _start(self, reading: Reading) -> Minute:
        minute = int(reading.mark.at // 60)
        start = rounded(minute, self._plan.rules.round_in, reading.mark.zone)
        return max(start, self.stretches[-1].end if self.stretches else self._after)

    def _add(self, start: Minute, out: Reading, sources: tuple[int, ...]) -> None:
        minute = int(out.mark.at // 60)
        end = rounded(minute, self._plan.rules.round_out, out.mark.zone)
        self.stretches.append(Stretch(start, max(start, end), sources))

    def _forgotten(self, came: Reading, until: Reading | None = None) -> None:
        """Close an IN without an OUT as the rules say, and say so."""
        self.problems.append(Problem(ProblemKind.FORGOTTEN_OUT, came.sources))
        start = end = self._start(came)
        if self._plan.rules.forgotten_out is ForgottenOut.SHIFT_END:
            ends = [shift.end for shift in self._plan.shifts if shift.end > start]
            latest = self._now if until is None else int(until.mark.at // 60)
            if ends and (until is not None or ends[0] <= self._now):
                end = max(start, min(ends[0], latest))
        self.stretches.append(Stretch(start, end, came.sources, Rule.FORGOTTEN_OUT, end == start))
