"""Due minutes that nobody worked: late, early, absent, away during the shift, or too few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desk_access.attendance.absences import Outs
from desk_access.attendance.day_values import Allowance, Counted
from desk_access.attendance.pairing import Stretch
from desk_access.attendance.planning import PlannedShift
from desk_access.attendance.spans import Span, first_of, joined, length, within, without
from desk_access.model.timesheet import Portion, PortionKind, Problem, ProblemKind, Rule

_OF_SHIFT = (Rule.CAME_LATE, Rule.LEFT_EARLY, Rule.WENT_OUT)
_OF_CORE = (Rule.CORE_MISSED, Rule.CORE_MISSED, Rule.CORE_MISSED)
"""Why minutes are missing: before somebody came, after they left, and in between."""


def add_missing(
    shift: PlannedShift,
    due: tuple[Span, ...],
    mine: Sequence[Stretch],
    outs: Outs,
    allowance: Allowance,
    found: Counted,
) -> None:
    """Add what is missing of a shift, of which ``due`` is asked for beside leave.

    ``mine`` are the stretches that lie in the shift. Work and breaks are in ``found`` already.
    """
    if not mine:
        if allowance.over and due:
            _miss(due, PortionKind.ABSENT, Rule.NOT_THERE, (), allowance, found)
    elif shift.core is None:
        _around_and_between(shift, due, mine, outs, _OF_SHIFT, allowance, found)
    else:
        core = _core_due(shift, due, allowance)
        in_core = outs._replace(
            missing=[
                each._replace(start=start, end=end)
                for each in outs.missing
                for start, end in within([(each.start, each.end)], *shift.core)
                if due
            ]
        )
        before = len(found.portions)
        _around_and_between(shift, core, mine, in_core, _OF_CORE, allowance, found)
        missed = sum(each.minutes for each in found.portions[before:])
        known = not (allowance.forgotten or any(each.open for each in mine))
        if allowance.over and known and allowance.undertime:
            _too_few(shift, length(due) - missed, mine, allowance, found)


def report_undertime(found: Counted, tolerance: int) -> None:
    """Say so where the day's undertime is more than ``tolerance`` minutes."""
    short = [each for each in found.portions if each.kind is PortionKind.UNDERTIME]
    if sum(each.minutes for each in short) > tolerance:
        sources = dict.fromkeys(source for each in short for source in each.sources)
        found.problems.append(Problem(ProblemKind.UNDERTIME, tuple(sources)))


def _around_and_between(
    shift: PlannedShift,
    due: Sequence[Span],
    mine: Sequence[Stretch],
    outs: Outs,
    rules: tuple[Rule, Rule, Rule],
    allowance: Allowance,
    found: Counted,
) -> None:
    """Before somebody came, after they left, and while they were out."""
    came, left = mine[0], mine[-1]
    if due and came.start > due[0][0]:
        late = within(due, shift.start, came.start)
        _miss(late, PortionKind.LATE, rules[0], came.sources[:1], allowance, found)
    for start, end, sources in outs.missing:
        _miss([(start, end)], PortionKind.UNDERTIME, rules[2], sources, allowance, found)
    if due and left.end < due[-1][1] <= allowance.now and not left.open:
        early = within(due, left.end, shift.end)
        _miss(early, PortionKind.EARLY, rules[1], left.sources[-1:], allowance, found)


def _core_due(shift: PlannedShift, due: Sequence[Span], allowance: Allowance) -> list[Span]:
    """The core time that is left beside breaks and leave; none when nothing is due."""
    if shift.core is None or not due:
        return []
    free = sorted((each.start, each.end) for each in allowance.leave)
    return without(without([shift.core], shift.unpaid), free)


def _too_few(
    shift: PlannedShift,
    asked: int,
    mine: Sequence[Stretch],
    allowance: Allowance,
    found: Counted,
) -> None:
    """Flexible hours of which fewer were worked than ``asked`` for, the core that was missed left
    out. They have no time of their own: those after somebody left are named first."""
    worked = [(each.start, each.end) for each in _worked(found)]
    short = asked - sum(length(within([each], shift.start, shift.end)) for each in worked)
    if short <= 0:
        return
    taken = joined((each.start, each.end) for each in found.portions)
    free = without([(shift.start, shift.end)], taken)
    beside = without(free, shift.unpaid)
    left = max(each.end for each in mine)
    order = [
        *within(beside, left, shift.end),
        *within(beside, shift.start, left),
        *(each for span in shift.unpaid for each in within(free, *span)),
    ]
    sources = mine[0].sources[:1] + mine[-1].sources[-1:]
    spans = joined(first_of(order, short))
    _miss(spans, PortionKind.UNDERTIME, Rule.HOURS_SHORT, sources, allowance, found)


def _worked(found: Counted) -> Iterable[Portion]:
    return (each for each in found.portions if each.kind is PortionKind.WORK)


_PROBLEMS = {
    PortionKind.LATE: ProblemKind.LATE,
    PortionKind.EARLY: ProblemKind.LEFT_EARLY,
    PortionKind.ABSENT: ProblemKind.ABSENT,
}
"""What is reported each time; undertime is reported for the day as a whole."""


def _miss(
    spans: Sequence[Span],
    kind: PortionKind,
    rule: Rule,
    sources: tuple[int, ...],
    allowance: Allowance,
    found: Counted,
) -> None:
    if not spans:
        return
    if allowance.excuse is not None:
        kind, rule, sources = PortionKind.EXCUSED, Rule.EXCUSE, (*sources, -allowance.excuse)
    elif kind in _PROBLEMS:
        found.problems.append(Problem(_PROBLEMS[kind], sources))
    found.portions.extend(Portion(kind, a, b, rule, sources) for a, b in spans)
