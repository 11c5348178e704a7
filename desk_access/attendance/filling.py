"""Work that no punch measured: a business trip, and an IN whose OUT the rules supply.

Neither ever makes more than what was due, beside what the punches of the day came to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from desk_access.attendance.absences import Outs
from desk_access.attendance.day_values import Allowance, Counted
from desk_access.attendance.pairing import Stretch
from desk_access.attendance.planning import DayPlan, PlannedShift
from desk_access.attendance.spans import Span, first_of, joined, length, within, without
from desk_access.model.timesheet import Minute, Portion, PortionKind, Rule
from desk_access.model.work_rules import BreakRule

_PRESENT = (PortionKind.WORK, PortionKind.BREAK)


class Window(NamedTuple):
    """Minutes that may be counted without a punch for each, and the reason."""

    start: Minute
    end: Minute
    rule: Rule
    sources: tuple[int, ...]


def opened(stretches: Sequence[Stretch]) -> tuple[Sequence[Stretch], dict[tuple[int, ...], Minute]]:
    """The stretches as if no rule had closed one, and until when each of those was closed.

    Until when somebody stayed who punched no OUT nobody knows, whatever the rules count.
    """
    closed: dict[tuple[int, ...], Minute] = {}
    for each in stretches:
        if each.rule is Rule.FORGOTTEN_OUT and not each.open:
            closed[each.sources] = each.end
    if not closed:
        return stretches, closed
    return [
        each._replace(end=each.start, open=True) if each.sources in closed else each
        for each in stretches
    ], closed


def spans_of(portions: Iterable[Portion], rule: Rule) -> list[Span]:
    """The minutes of work that a rule filled in, in order."""
    return sorted(
        (each.start, each.end)
        for each in portions
        if each.kind is PortionKind.WORK and each.rule is rule
    )


def fill(
    plan: DayPlan,
    stretches: Sequence[Stretch],
    closed: dict[tuple[int, ...], Minute],
    outs: Sequence[Outs],
    allowance: Allowance,
    found: Counted,
) -> None:
    """Add to ``found``, which has everything that was measured, what trip and rules count.

    ``stretches`` are those of :func:`opened` and ``outs`` those of each shift.
    """
    windows = [
        Window(each.start, closed[each.sources], Rule.FORGOTTEN_OUT, each.sources)
        for each in stretches
        if each.open and each.sources in closed
    ]
    if allowance.trip is not None:
        start = max(plan.frames[0][0], allowance.after)
        whole = Window(start, plan.frames[-1][1], Rule.TRIP, (-allowance.trip,))
        windows.insert(0, whole)
    for window in windows:
        worked = [each for each in found.portions if each.kind is PortionKind.WORK]
        room = found.due - sum(each.end - each.start for each in worked)
        for shift, out in zip(plan.shifts, outs, strict=True):
            rule = plan.rules.breaks
            room = _fill_shift(shift, window, _breaks_due(shift, rule, out, found), room, found)


def _breaks_due(shift: PlannedShift, rule: BreakRule, outs: Outs, found: Counted) -> int:
    """How many minutes of the unpaid breaks are still to come off."""
    if rule is BreakRule.DEDUCTED:
        return length(shift.unpaid)
    came_off = sum(
        length(within([(each.start, each.end)], shift.start, shift.end))
        for each in found.portions
        if each.kind is PortionKind.BREAK and each.rule is Rule.BREAK_DEDUCTED
    )
    return max(0, outs.still_due - came_off)


def _fill_shift(shift: PlannedShift, window: Window, breaks: int, room: int, found: Counted) -> int:
    """Take up to ``room`` minutes of a shift, in order of time; how many are still wanted."""
    taken = joined(
        (each.start, each.end)
        for each in found.portions
        if each.kind in _PRESENT or each.rule is Rule.LEAVE
    )
    free = without(within([(shift.start, shift.end)], window.start, window.end), taken)
    breaks_in = [part for span in shift.unpaid for part in within(free, *span)]
    rest = first_of(breaks_in, breaks)
    work = without(free, rest)
    filled = first_of(work, room)
    if not filled:
        return max(0, room)
    if filled != work:
        # It ends before the window does: so do the breaks.
        rest = within(rest, window.start, filled[-1][1])
    rules = (window.rule, Rule.BREAK_DEDUCTED)
    for kind, spans, rule in zip(_PRESENT, (filled, rest), rules, strict=True):
        found.portions.extend(Portion(kind, a, b, rule, window.sources) for a, b in spans)
    return room - length(filled)
