"""Presence and a day's plan become the portions of the day: work, breaks, what was missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from desk_access.attendance.pairing import Stretch
from desk_access.attendance.planning import DayPlan, Part, PlannedShift, parts_of
from desk_access.attendance.spans import Span, length, within, without
from desk_access.model.timesheet import (
    DayKind,
    Minute,
    Portion,
    PortionKind,
    Problem,
    ProblemKind,
    Rule,
)
from desk_access.model.work_rules import Band, BreakRule, WorkRules

_WORK = PortionKind.WORK
"""Looked up once: a member of an enum costs more than what is done with it here."""


class LeaveSpan(NamedTuple):
    """Leave within a day."""

    start: Minute
    end: Minute
    paid: bool


class Allowance(NamedTuple):
    """What else is known of a day. ``excuse`` is the number of the correction that excuses it.

    ``over``: the day has ended; ``now`` is the minute at which it is looked at.
    """

    now: Minute
    over: bool
    leave: tuple[LeaveSpan, ...] = ()
    excuse: int | None = None


class Counted(NamedTuple):
    """``due`` is what schedule and calendar ask for: the plan less leave."""

    due: int
    portions: list[Portion]
    problems: list[Problem]


def counted(plan: DayPlan, stretches: Sequence[Stretch], allowance: Allowance) -> Counted:
    """What a day comes to. ``stretches`` are in order and do not overlap."""
    found = Counted(plan.due, [], [])
    if not plan.shifts:
        for each in stretches:
            _add_work(found.portions, each, each.start, each.end, Rule.NO_SHIFT)
    else:
        due = [shift.due for shift in plan.shifts]
        if allowance.leave:
            due = [_less_leave(shift, allowance, found.portions) for shift in plan.shifts]
            found = found._replace(due=sum(map(length, due)))
        stretches = _with_grace(plan, due, stretches)
        _split(plan, stretches, found.portions)
        for shift, asked in zip(plan.shifts, due, strict=True):
            mine = _at(shift, stretches)
            if len(mine) > 1:
                _breaks_taken(shift, plan.rules, mine, found.portions)
            _missed(shift, asked, mine, allowance, found)
    work = [each for each in found.portions if each.kind is _WORK]
    if work:
        _overtime(plan, found, work)
        _nights(plan, found.portions, work)
    return found


def _add_work(
    portions: list[Portion], stretch: Stretch, start: Minute, end: Minute, rule: Rule
) -> None:
    if start < end:
        rule = stretch.rule or rule
        portions.append(Portion(_WORK, start, end, rule, stretch.sources))


def _less_leave(
    shift: PlannedShift, allowance: Allowance, portions: list[Portion]
) -> tuple[Span, ...]:
    """What of a shift is due beside the leave, which becomes portions."""
    due = list(shift.due)
    for start, end, paid in allowance.leave:
        kind = PortionKind.LEAVE if paid else PortionKind.UNPAID_LEAVE
        if shift.core is None:
            free = within(due, start, end)
            due = without(due, free)
        else:
            # Flexible hours have no time of their own: any leave in their frame makes them fewer.
            free = without(within([(shift.start, shift.end)], start, end), shift.unpaid)
            free = list(_first_of(free, length(due)))
            due = list(_first_of(due, length(due) - length(free)))
        portions.extend(Portion(kind, a, b, Rule.LEAVE) for a, b in free)
    return tuple(due)


def _first_of(spans: Sequence[Span], minutes: int) -> Iterator[Span]:
    for start, end in spans:
        if minutes > 0:
            yield start, min(end, start + minutes)
            minutes -= end - start


def _lies_in(stretch: Stretch, shift: PlannedShift) -> bool:
    """Whether some of it does, or all of one without length.

    Until when somebody stayed who punched no OUT nobody knows: absent they were not.
    """
    if stretch.open:
        return stretch.start < shift.end
    return stretch.start < shift.end and (stretch.end > shift.start or stretch.start >= shift.start)


def _at(shift: PlannedShift, stretches: Sequence[Stretch]) -> list[Stretch]:
    return [each for each in stretches if _lies_in(each, shift)]


def _with_grace(
    plan: DayPlan, due: Sequence[tuple[Span, ...]], stretches: Sequence[Stretch]
) -> Sequence[Stretch]:
    """The stretches as if who came, or left, within the grace had been on time."""
    rules = plan.rules
    if not (rules.grace_in or rules.grace_out):
        return stretches
    moved = list(stretches)
    for shift, asked in zip(plan.shifts, due, strict=True):
        mine = [place for place, each in enumerate(moved) if _lies_in(each, shift)]
        if not mine or not asked or shift.core is not None:
            continue
        (start, end), came = (asked[0][0], asked[-1][1]), moved[mine[0]]
        if start < came.start <= start + rules.grace_in:
            moved[mine[0]] = came._replace(start=start, end=start if came.open else came.end)
        left = moved[mine[-1]]
        if not left.open and end - rules.grace_out <= left.end < end:
            moved[mine[-1]] = left._replace(end=end)
    return moved


def _split(plan: DayPlan, stretches: Sequence[Stretch], portions: list[Portion]) -> None:
    """Presence becomes work, unpaid break, or neither."""
    parts = _parts(plan, stretches)
    first, last = plan.frames[0][0], plan.frames[-1][1]
    for each in stretches:
        come, go = each.start, each.end
        for start, end, kind, rule in parts:
            if start < go and end > come:
                start, end = max(start, come), min(end, go)
                if kind is _WORK:
                    _add_work(portions, each, start, end, rule)
                elif start < end:
                    portions.append(Portion(kind, start, end, rule, each.sources))
        if come < go and (come < first or go > last or len(plan.frames) > 1):
            for start, end in without([(come, go)], plan.frames):
                _outside(each, start, end, plan, portions)


def _outside(
    stretch: Stretch,
    start: Minute,
    end: Minute,
    plan: DayPlan,
    portions: list[Portion],
) -> None:
    """Presence before, between or after the shifts."""
    shifts, rules = plan.shifts, plan.rules
    before = [shift for shift in shifts if shift.end <= start]
    stayed = bool(before) and stretch.start < before[-1].end
    flexible = any(shift.core is not None for shift in shifts)
    if stayed or (before and end == stretch.end):
        rule = Rule.AFTER_SHIFT
        putting_away = stayed and end == stretch.end and end - start <= rules.snap_out
        counts = not flexible and not putting_away
    else:
        rule = Rule.BEFORE_SHIFT
        counts = not flexible and rules.early_counts
    if counts:
        _add_work(portions, stretch, start, end, rule)
    else:
        portions.append(Portion(PortionKind.IDLE, start, end, rule, stretch.sources))


def _parts(plan: DayPlan, stretches: Sequence[Stretch]) -> Sequence[Part]:
    """The shifts as what presence in them is, their unpaid breaks as the rules have them."""
    if plan.rules.breaks is BreakRule.DEDUCTED:
        return plan.parts
    found: list[Part] = []
    for shift in plan.shifts:
        mine = _at(shift, stretches)
        present = [(each.start, each.end) for each in mine]
        there = [each for start, end in shift.unpaid for each in within(present, start, end)]
        taken = sum(end - start for start, end, _ in _gaps(shift, mine))
        found.extend(parts_of(shift, list(_first_of(there, length(shift.unpaid) - taken))))
    return found


def _gaps(
    shift: PlannedShift, mine: Sequence[Stretch]
) -> Iterator[tuple[Minute, Minute, tuple[int, ...]]]:
    """When somebody was out between two stretches of a shift, and the punches that say so."""
    for before, after in pairwise(mine):
        start, end = max(before.end, shift.start), min(after.start, shift.end)
        # Nobody knows what an IN without an OUT was: no break at any rate.
        if start < end and not before.open:
            yield start, end, before.sources[-1:] + after.sources[:1]


def _breaks_taken(
    shift: PlannedShift, rules: WorkRules, mine: Sequence[Stretch], portions: list[Portion]
) -> None:
    """Being out during a shift was a break; a paid one counts as work."""
    for start, end, sources in _gaps(shift, mine):
        paid = [each for a, b in shift.paid for each in within([(start, end)], a, b)]
        out = without([(start, end)], paid)
        if rules.breaks is BreakRule.DEDUCTED:
            out = [each for a, b in shift.unpaid for each in within(out, a, b)]
        portions.extend(
            Portion(kind, a, b, Rule.BREAK_TAKEN, sources)
            for kind, spans in ((PortionKind.WORK, paid), (PortionKind.BREAK, out))
            for a, b in spans
        )


def _missed(
    shift: PlannedShift,
    due: tuple[Span, ...],
    mine: Sequence[Stretch],
    allowance: Allowance,
    found: Counted,
) -> None:
    """Due minutes without presence: before somebody came, after they left, or all."""
    if not mine:
        if allowance.over and due:
            _miss(due, PortionKind.ABSENT, ProblemKind.ABSENT, Rule.NOT_THERE, (), allowance, found)
        return
    came, left = mine[0], mine[-1]
    rules = (Rule.CAME_LATE, Rule.LEFT_EARLY)
    if shift.core is not None:
        due = tuple(_core_due(shift, due, allowance))
        rules = (Rule.CORE_MISSED, Rule.CORE_MISSED)
    if not due:
        return
    if came.start > due[0][0]:
        late = within(due, shift.start, came.start)
        sources = came.sources[:1]
        _miss(late, PortionKind.LATE, ProblemKind.LATE, rules[0], sources, allowance, found)
    if left.end < due[-1][1] <= allowance.now and not left.open:
        early = within(due, left.end, shift.end)
        sources = left.sources[-1:]
        _miss(early, PortionKind.EARLY, ProblemKind.LEFT_EARLY, rules[1], sources, allowance, found)


def _core_due(shift: PlannedShift, due: tuple[Span, ...], allowance: Allowance) -> list[Span]:
    """The core time that is left beside breaks and leave; none when nothing is due."""
    if shift.core is None or not due:
        return []
    free = sorted((each.start, each.end) for each in allowance.leave)
    return without(without([shift.core], shift.unpaid), free)


def _miss(
    spans: Sequence[Span],
    kind: PortionKind,
    problem: ProblemKind,
    rule: Rule,
    sources: tuple[int, ...],
    allowance: Allowance,
    found: Counted,
) -> None:
    if not spans:
        return
    if allowance.excuse is not None:
        kind, rule, sources = PortionKind.EXCUSED, Rule.EXCUSE, (*sources, -allowance.excuse)
    else:
        found.problems.append(Problem(problem, sources))
    found.portions.extend(Portion(kind, a, b, rule, sources) for a, b in spans)


def _overtime(plan: DayPlan, found: Counted, work: list[Portion]) -> None:
    """Work on a free day, or what is beyond the due minutes, which are the first."""
    if plan.kind is DayKind.UNPLANNED:
        return
    over = sum([each.end - each.start for each in work])
    if plan.kind is DayKind.WORKDAY:
        over -= found.due
        kind, rule, bands = PortionKind.OVERTIME, Rule.DAILY_OVERTIME, plan.rules.daily
    else:
        kind, bands = PortionKind.FREE_DAY, plan.rules.free_day
        rule = Rule.HOLIDAY if plan.kind is DayKind.HOLIDAY else Rule.FREE_DAY
    if over > 0 and bands:
        work.sort(key=lambda each: each.start)
        found.portions.extend(in_bands(work, over, bands, kind, rule))


def in_bands(
    work: Sequence[Portion], minutes: int, bands: Sequence[Band], kind: PortionKind, rule: Rule
) -> Iterator[Portion]:
    """The last ``minutes`` of the work named ``kind``, by bands that count from the first of them.

    Minutes before the first band begins are none.
    """
    skip = sum([each.end - each.start for each in work]) - minutes
    passed = 0
    for each in work:
        size = each.end - each.start
        if skip >= size:
            skip -= size
            continue
        start = each.start + skip
        # Where each band begins, on this portion's clock.
        edges = [start + band.after - passed for band in bands]
        for band, a, b in zip(bands, edges, [*edges[1:], each.end], strict=True):
            first, last = max(a, start), min(b, each.end)
            if first < last:
                yield Portion(kind, first, last, rule, each.sources, band.percent)
        passed += size - skip
        skip = 0


def _nights(plan: DayPlan, portions: list[Portion], work: list[Portion]) -> None:
    for start, end in plan.nights:
        for each in work:
            if each.start < end and each.end > start:
                a, b = max(each.start, start), min(each.end, end)
                rule = Rule.NIGHT_HOURS
                portions.append(Portion(PortionKind.NIGHT, a, b, rule, each.sources))
