"""Times out of the house between two stretches of a shift: breaks, or missing time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from desk_access.attendance.pairing import Stretch
from desk_access.attendance.planning import PlannedShift
from desk_access.attendance.spans import Span, length, within, without
from desk_access.model.timesheet import Minute, Portion, PortionKind, Rule
from desk_access.model.work_rules import BreakRule


class Out(NamedTuple):
    """Somebody was out from ``start`` to ``end``; ``sources`` are the punches that say so."""

    start: Minute
    end: Minute
    sources: tuple[int, ...]


class Outs(NamedTuple):
    """The time out during a shift, without the hours of leave: every minute is in one list.

    ``paid`` are paid breaks, ``breaks`` those that are not, and what is neither is ``missing``.
    ``still_due`` are minutes of recognised breaks that nobody took outside: they come off the
    presence.
    """

    paid: Sequence[Out]
    breaks: Sequence[Out]
    missing: Sequence[Out]
    still_due: int


NEVER_OUT = Outs((), (), (), 0)
"""Of a day on which nobody went out, as most are, where breaks always come off."""


def outs_of(
    shift: PlannedShift,
    mine: Sequence[Stretch],
    rule: BreakRule,
    leave: Sequence[Span],
    forgotten: Sequence[Minute],
    ended: bool,
) -> Outs:
    """What the time out between the stretches of a shift was.

    ``leave`` are the minutes of the day that are on leave, in order. ``forgotten``: as in
    ``Allowance``. ``ended``: the shift is over, so that nobody comes back to it.
    """
    if not mine:
        return Outs((), (), (), length(shift.unpaid))
    out = _without(_gaps(shift, mine, forgotten), leave)
    paid = [each for span in shift.paid for each in _within(out, span)]
    out = _without(out, shift.paid)
    if rule is BreakRule.DEDUCTED:
        breaks = [each for span in shift.unpaid for each in _within(out, span)]
        return Outs(paid, breaks, _without(out, shift.unpaid), 0)
    if shift.core is not None:
        # Only in the core can anybody be missing: what was out there is the break first.
        out = [*_within(out, shift.core), *_without(out, [shift.core])]
    last = mine[-1]
    until = last.end if ended and not last.open else shift.end
    # A break before somebody came, or after they left, is no break of theirs.
    theirs = length(within(shift.unpaid, mine[0].start, until))
    breaks, missing = _first_of(out, theirs)
    return Outs(paid, breaks, missing, theirs - sum(end - start for start, end, _ in breaks))


def taken_outside(outs: Outs) -> Iterable[Portion]:
    """The breaks that were taken outside; a paid one counts as work."""
    for kind, spans in ((PortionKind.WORK, outs.paid), (PortionKind.BREAK, outs.breaks)):
        for start, end, sources in spans:
            yield Portion(kind, start, end, Rule.BREAK_TAKEN, sources)


def _gaps(
    shift: PlannedShift, mine: Sequence[Stretch], forgotten: Sequence[Minute]
) -> Iterable[Out]:
    for before, after in pairwise(mine):
        # Nobody knows what an IN without an OUT was: no break at any rate.
        if before.open:
            continue
        start, end = max(before.end, shift.start), min(after.start, shift.end)
        # Nor when somebody came back before an OUT without an IN.
        start = max([start, *(minute for minute in forgotten if minute <= end)])
        if start < end:
            yield Out(start, end, before.sources[-1:] + after.sources[:1])


def _within(outs: Iterable[Out], span: Span) -> list[Out]:
    return [
        Out(a, b, sources) for start, end, sources in outs for a, b in within([(start, end)], *span)
    ]


def _without(outs: Iterable[Out], holes: Sequence[Span]) -> list[Out]:
    return [
        Out(a, b, sources)
        for start, end, sources in outs
        for a, b in without([(start, end)], holes)
    ]


def _first_of(outs: Iterable[Out], minutes: int) -> tuple[list[Out], list[Out]]:
    """The first so many minutes, and the others."""
    first: list[Out] = []
    others: list[Out] = []
    for start, end, sources in outs:
        cut = min(end, start + minutes)
        minutes -= cut - start
        if start < cut:
            first.append(Out(start, cut, sources))
        if cut < end:
            others.append(Out(cut, end, sources))
    return first, others
