"""Presence and a day's plan become the portions of the day: work, breaks, what was missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desk_access.attendance.absences import NEVER_OUT, Outs, outs_of, taken_outside
from desk_access.attendance.day_values import Allowance, Counted
from desk_access.attendance.filling import fill, opened, spans_of
from desk_access.attendance.missing import add_missing, report_undertime
from desk_access.attendance.pairing import Stretch
from desk_access.attendance.planning import DayPlan, Part, PlannedShift, parts_of
from desk_access.attendance.spans import Span, first_of, joined, length, within, without
from desk_access.model.timesheet import DayKind, Minute, Portion, PortionKind, Rule
from desk_access.model.work_rules import Band, BreakRule

_WORK = PortionKind.WORK
"""Looked up once: a member of an enum costs more than what is done with it here."""


def counted(plan: DayPlan, stretches: Sequence[Stretch], allowance: Allowance) -> Counted:
    """What a day comes to. ``stretches`` are in order; only one that a rule closed may overlap."""
    found = Counted(plan.due, [], [])
    if plan.shifts:
        due = [shift.due for shift in plan.shifts]
        if allowance.leave:
            due = [_less_leave(shift, allowance, found.portions) for shift in plan.shifts]
            found = found._replace(due=sum(map(length, due)))
        _count_shifts(plan, due, stretches, allowance, found)
    else:
        for each in stretches:
            _add_work(found.portions, each, each.start, each.end, Rule.NO_SHIFT)
    work = [each for each in found.portions if each.kind is _WORK]
    if work:
        _overtime(plan, found, work)
        _nights(plan, found.portions, work)
    return found


def _count_shifts(
    plan: DayPlan,
    due: Sequence[tuple[Span, ...]],
    stretches: Sequence[Stretch],
    allowance: Allowance,
    found: Counted,
) -> None:
    """``due`` is what is asked for of each shift beside leave, which is in ``found`` already."""
    stretches, closed = opened(stretches)
    stretches = _with_grace(plan, due, stretches)
    present = [_at(shift, stretches) for shift in plan.shifts]
    if len(stretches) < 2 and plan.rules.breaks is BreakRule.DEDUCTED:
        outs = [NEVER_OUT] * len(present)
        _split(plan, stretches, outs, found.portions)
    else:
        outs = _outs(plan, due, present, allowance, found.portions)
        _split(plan, stretches, outs, found.portions)
        for out in outs:
            found.portions.extend(taken_outside(out))
    if closed or allowance.trip is not None:
        fill(plan, stretches, closed, outs, allowance, found)
    if allowance.trip is not None:
        return
    if plan.rules.undertime_tolerance is None:
        allowance = allowance._replace(undertime=False)
    count = len(found.portions)
    filled = spans_of(found.portions, Rule.FORGOTTEN_OUT) if closed else ()
    for shift, asked, mine, out in zip(plan.shifts, due, present, outs, strict=True):
        if filled and shift.core is None:
            # What a rule filled in is not missing too.
            asked = tuple(without(asked, filled))
        add_missing(shift, asked, mine, out, allowance, found)
    if len(found.portions) > count:
        report_undertime(found, plan.rules.undertime_tolerance or 0)


def _outs(
    plan: DayPlan,
    due: Sequence[tuple[Span, ...]],
    present: Sequence[Sequence[Stretch]],
    allowance: Allowance,
    portions: Sequence[Portion],
) -> list[Outs]:
    """What the time out during each shift was; ``portions`` are those of leave."""
    rules = plan.rules
    leave = sorted((each.start, each.end) for each in portions) if portions else ()
    found = []
    for shift, asked, mine in zip(plan.shifts, due, present, strict=True):
        fixed = shift.core is None and asked
        ended = allowance.now >= (asked[-1][1] if fixed else shift.end)
        out = outs_of(shift, mine, rules.breaks, leave, allowance.forgotten, ended)
        if rules.undertime_tolerance is None:
            # Before undertime was counted, a recognised break that was too long was a break.
            recognised = rules.breaks is BreakRule.RECOGNISED
            more = out.missing if recognised else ()
            out = out._replace(breaks=[*out.breaks, *more], missing=[])
        found.append(out)
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
            free = first_of(free, length(due))
            due = first_of(due, length(due) - length(free))
        portions.extend(Portion(kind, a, b, Rule.LEAVE) for a, b in free)
    return tuple(due)


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


def _split(
    plan: DayPlan, stretches: Sequence[Stretch], outs: Sequence[Outs], portions: list[Portion]
) -> None:
    """Presence becomes work, unpaid break, or neither."""
    parts = _parts(plan, stretches, outs)
    first, last = plan.frames[0][0], plan.frames[-1][1]
    # Who goes out and comes back in the same minute was never away. Most are there once.
    stays = joined((each.start, each.end) for each in stretches) if len(stretches) > 1 else ()
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
                stay = come, go
                for since, until in stays:
                    if since <= start < until:
                        stay = since, until
                _outside(each, stay, start, end, plan, portions)


def _outside(
    stretch: Stretch,
    stay: Span,
    start: Minute,
    end: Minute,
    plan: DayPlan,
    portions: list[Portion],
) -> None:
    """Presence before, between or after the shifts, of a ``stay`` without a minute away."""
    shifts, rules = plan.shifts, plan.rules
    before = [shift for shift in shifts if shift.end <= start]
    stayed = bool(before) and stay[0] < before[-1].end
    flexible = any(shift.core is not None for shift in shifts)
    later = shifts[len(before) :]
    goes = not later or later[0].start >= stay[1]
    if stayed or (before and goes):
        rule = Rule.AFTER_SHIFT
        putting_away = stayed and goes and stay[1] - before[-1].end <= rules.snap_out
        counts = not flexible and not putting_away
    else:
        rule = Rule.BEFORE_SHIFT
        counts = not flexible and rules.early_counts
    if counts:
        _add_work(portions, stretch, start, end, rule)
    else:
        portions.append(Portion(PortionKind.IDLE, start, end, rule, stretch.sources))


def _parts(plan: DayPlan, stretches: Sequence[Stretch], outs: Sequence[Outs]) -> Sequence[Part]:
    """The shifts as what presence in them is, their unpaid breaks as the rules have them."""
    if plan.rules.breaks is BreakRule.DEDUCTED:
        return plan.parts
    found: list[Part] = []
    present = [(each.start, each.end) for each in stretches]
    for shift, out in zip(plan.shifts, outs, strict=True):
        there = [each for start, end in shift.unpaid for each in within(present, start, end)]
        found.extend(parts_of(shift, first_of(there, out.still_due)))
    return found


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
