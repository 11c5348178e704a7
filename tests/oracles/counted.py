"""A day's presence becomes minutes of each kind, one minute at a time: for the oracle of hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from desk_access.model.timesheet import PortionKind
from desk_access.model.work_rules import Band, BreakRule
from tests.oracles.planned import Day, PlannedShift, shown

Sums = Counter[tuple[PortionKind, int]]
"""Minutes by kind and per cent."""


@dataclass
class Presence:
    """Somebody came at ``start`` and left at ``end``, the minute not included.

    ``open``: nobody knows when they left; ``supplied`` is the end that a rule supplies then.
    """

    start: int
    end: int
    open: bool = False
    supplied: int | None = None


@dataclass
class Known:
    """What is known of a day beside its punches. ``leave``: minutes, and whether it is paid.

    ``unmatched`` are the minutes of OUTs without an IN; ``trip``: a whole day's. ``since``: the day
    before has the minutes until then.
    """

    leave: Sequence[tuple[range, bool]] = ()
    unmatched: Sequence[int] = ()
    trip: bool = False
    since: int = 0
    excused: bool = False


@dataclass
class Tally:
    """A day in minutes. ``work`` is in order of time when it is finished."""

    due: int = 0
    minutes: dict[PortionKind, set[int]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    paid: Sums = field(default_factory=Counter)

    def add(self, kind: PortionKind, minutes: Iterable[int]) -> None:
        self.minutes.setdefault(kind, set()).update(minutes)

    def of(self, kind: PortionKind) -> set[int]:
        return self.minutes.get(kind, set())

    def usual(self) -> list[int]:
        """Work that is not paid as something more already, in order."""
        more = self.of(PortionKind.OVERTIME) | self.of(PortionKind.FREE_DAY)
        return sorted(self.of(PortionKind.WORK) - more)

    def sums(self) -> Sums:
        """Minutes by kind and per cent."""
        plain = Counter(
            {
                (kind, 100): len(minutes)
                for kind, minutes in self.minutes.items()
                if kind not in (PortionKind.OVERTIME, PortionKind.FREE_DAY) and minutes
            }
        )
        return plain + self.paid


def count(day: Day, presences: list[Presence], known: Known) -> Tally:
    """What a day comes to that is over."""
    tally = Tally()
    if day.shifts:
        _count_shifts(day, presences, known, tally)
    else:
        for each in presences:
            tally.add(PortionKind.WORK, range(each.start, each.end))
    _paid_more(day, tally)
    if day.counting.night is not None:
        night = day.counting.night
        first = night.start.hour * 60 + night.start.minute
        last = night.end.hour * 60 + night.end.minute
        faces = ((minute, shown(minute, day.zone)[0]) for minute in tally.of(PortionKind.WORK))
        if first < last:
            at_night = {minute for minute, face in faces if first <= face < last}
        else:
            at_night = {minute for minute, face in faces if face >= first or face < last}
        if at_night:
            tally.add(PortionKind.NIGHT, at_night)
    return tally


def in_bands(kind: PortionKind, minutes: Sequence[int], bands: Sequence[Band], before: int) -> Sums:
    """Each of the minutes, in order, at what the last band says that has begun with it."""
    found: Sums = Counter()
    for place, _ in enumerate(minutes, before):
        begun = [band.percent for band in bands if band.after <= place]
        if begun:
            found[kind, begun[-1]] += 1
    return found


def _paid_more(day: Day, tally: Tally) -> None:
    """The last minutes of the work beyond what is due, or all work of a free day."""
    if day.rules is None:
        return
    work = sorted(tally.of(PortionKind.WORK))
    kind, bands = PortionKind.FREE_DAY, day.rules.free_day
    if day.shifts:
        kind, bands = PortionKind.OVERTIME, day.rules.daily
        work = work[tally.due :]
    if bands:
        tally.paid += in_bands(kind, work, bands, 0)
        tally.add(kind, work[bands[0].after :])


def _count_shifts(day: Day, presences: list[Presence], known: Known, tally: Tally) -> None:
    for shift in day.shifts:
        shift.due = _beside_leave(shift, known, tally)
    tally.due = sum(len(shift.due) for shift in day.shifts)
    _grace(day, presences)
    on_leave = tally.of(PortionKind.LEAVE) | tally.of(PortionKind.UNPAID_LEAVE)
    parts = [_ShiftMinutes(day, shift, presences, known, on_leave) for shift in day.shifts]
    where = {minute: part for part in parts for minute in part.shift.frame}
    for each in presences:
        _walk(day, each, _stay(each, presences), where, tally)
    for part in parts:
        tally.add(PortionKind.WORK, part.out_paid)
        tally.add(PortionKind.BREAK, part.out_break)
    windows = [
        range(each.start, each.supplied)
        for each in presences
        if each.open and each.supplied is not None
    ]
    supplied: set[int] = set()
    if known.trip:
        start = max(known.since, day.shifts[0].start)
        windows.insert(0, range(start, day.shifts[-1].end))
    for window in windows:
        supplied |= _supply(day, window, parts, on_leave, tally)
    if known.trip:
        return
    tolerance = day.counting.undertime_tolerance
    assert tolerance is not None, "months that were closed before there was undertime"
    short = sum(_missing(part, known, supplied, tally) for part in parts)
    if short > tolerance and not known.excused:
        tally.problems.append("undertime")


def _beside_leave(shift: PlannedShift, known: Known, tally: Tally) -> list[int]:
    """What is due beside leave. Flexible hours become fewer, whenever the leave is."""
    due = shift.due
    for minutes, paid in known.leave:
        free = [minute for minute in due if minute in minutes]
        if shift.core is None:
            due = [minute for minute in due if minute not in minutes]
        else:
            inside = [
                minute for minute in shift.frame if minute in minutes and minute not in shift.unpaid
            ]
            free = inside[: len(due)]
            due = due[: len(due) - len(free)]
        tally.add(PortionKind.LEAVE if paid else PortionKind.UNPAID_LEAVE, free)
    return due


def _lies_in(each: Presence, shift: PlannedShift) -> bool:
    """Whether it touches the shift; one without a known end does unless it began after it."""
    if each.start >= shift.end:
        return False
    return each.open or each.end > shift.start or each.start >= shift.start


def _grace(day: Day, presences: list[Presence]) -> None:
    """Who came, or left, within the grace was on time."""
    rules = day.counting
    for shift in day.shifts:
        mine = [each for each in presences if _lies_in(each, shift)]
        if not mine or not shift.due or shift.core is not None:
            continue
        first, last = shift.due[0], shift.due[-1] + 1
        if rules.grace_in and first < mine[0].start <= first + rules.grace_in:
            mine[0].start = first
            if mine[0].open:
                mine[0].end = first
        left = mine[-1]
        if rules.grace_out and not left.open and last - rules.grace_out <= left.end < last:
            left.end = last


class _ShiftMinutes:
    """Where somebody was during one shift: in, out on a break, or out without a reason."""

    def __init__(
        self,
        day: Day,
        shift: PlannedShift,
        presences: list[Presence],
        known: Known,
        on_leave: set[int],
    ) -> None:
        self.shift = shift
        self.mine = [each for each in presences if _lies_in(each, shift)]
        self.recognised = day.counting.breaks is BreakRule.RECOGNISED
        self.out_paid: set[int] = set()
        self.out_break: set[int] = set()
        self.out_missing: set[int] = set()
        self.off = set(shift.unpaid)
        """Minutes of presence that are break."""
        self.still_due = len(shift.unpaid)
        out = [minute for minute in self._out(known.unmatched) if minute not in on_leave]
        self.out_paid = {minute for minute in out if minute in shift.paid}
        rest = [minute for minute in out if minute not in shift.paid]
        if not self.recognised:
            self.out_break = {minute for minute in rest if minute in shift.unpaid}
        elif self.mine:
            if shift.core is not None:
                core = shift.core
                rest = [one for one in rest if one in core] + [
                    one for one in rest if one not in core
                ]
            until = shift.end if self.mine[-1].open else self.mine[-1].end
            theirs = sum(self.mine[0].start <= minute < until for minute in shift.unpaid)
            self.out_break = set(rest[:theirs])
            self.still_due = theirs - len(self.out_break)
            present = {
                minute
                for each in presences
                for minute in range(max(each.start, shift.start), min(each.end, shift.end))
            }
            self.off = set(sorted(shift.unpaid & present)[: self.still_due])
        self.out_missing = set(rest) - self.out_break

    def _out(self, unmatched: Sequence[int]) -> list[int]:
        """Minutes between two presences, unless nobody knows when the first ended."""
        found: list[int] = []
        for before, after in zip(self.mine, self.mine[1:], strict=False):
            if before.open:
                continue
            start = max([before.end, *[at for at in unmatched if before.end <= at <= after.start]])
            start = max(start, self.shift.start)
            found += range(start, min(after.start, self.shift.end))
        return found


def _stay(each: Presence, presences: Sequence[Presence]) -> range:
    """The minutes on end of which a presence is part: out and in within a minute ends nothing."""
    start, end = each.start, each.end
    while before := [one for one in presences if one.end == start and one.start < start]:
        start = before[0].start
    while after := [one for one in presences if one.start == end and one.end > end]:
        end = after[-1].end
    return range(start, end)


def _walk(
    day: Day, each: Presence, stay: range, where: dict[int, _ShiftMinutes], tally: Tally
) -> None:
    """One presence, minute by minute; ``where``: the shift in which a minute lies."""
    work, off, outside = list[int](), list[int](), list[int]()
    for minute in range(each.start, each.end):
        part = where.get(minute)
        if part is not None:
            (off if minute in part.off else work).append(minute)
        elif outside and outside[-1] == minute - 1:
            outside.append(minute)
        else:
            _outside(day, stay, outside, tally)
            outside = [minute]
    _outside(day, stay, outside, tally)
    for kind, minutes in ((PortionKind.WORK, work), (PortionKind.BREAK, off)):
        if minutes:
            tally.add(kind, minutes)


def _outside(day: Day, stay: range, minutes: Sequence[int], tally: Tally) -> None:
    """Minutes on end before, between or after the shifts."""
    if not minutes:
        return
    rules = day.counting
    over = [shift for shift in day.shifts if shift.end <= minutes[0]]
    stayed = bool(over) and stay.start < over[-1].end
    goes_home = not any(shift.start in range(minutes[0], stay.stop) for shift in day.shifts)
    if stayed or (over and goes_home):
        counts = not (stayed and goes_home and stay.stop - over[-1].end <= rules.snap_out)
    else:
        counts = rules.early_counts
    if any(shift.core is not None for shift in day.shifts):
        counts = False
    tally.add(PortionKind.WORK if counts else PortionKind.IDLE, minutes)


def _supply(
    day: Day, window: range, parts: Sequence[_ShiftMinutes], on_leave: set[int], tally: Tally
) -> set[int]:
    """Work that no punch measured, in order of time, until what was due is reached."""
    supplied: set[int] = set()
    room = tally.due - len(tally.of(PortionKind.WORK))
    for part in parts:
        taken = tally.of(PortionKind.WORK) | tally.of(PortionKind.BREAK) | on_leave
        free = [one for one in part.shift.frame if one in window and one not in taken]
        off = len(part.shift.unpaid)
        if part.recognised:
            came_off = tally.of(PortionKind.BREAK) & set(part.shift.frame) - part.out_break
            off = max(0, part.still_due - len(came_off))
        rest = [one for one in free if one in part.shift.unpaid][:off]
        resting = set(rest)
        work = [one for one in free if one not in resting]
        filled = work[: max(0, room)]
        if not filled:
            continue
        if len(filled) < len(work):
            rest = [one for one in rest if one <= filled[-1]]
        room -= len(filled)
        supplied.update(filled)
        tally.add(PortionKind.WORK, filled)
        tally.add(PortionKind.BREAK, rest)
    return supplied


def _missing(part: _ShiftMinutes, known: Known, supplied: set[int], tally: Tally) -> int:
    """Due minutes that nobody worked; returns how many of them are undertime."""
    shift, mine = part.shift, part.mine
    if not mine:
        _miss(PortionKind.ABSENT, "absent", shift.due, known, tally)
        return 0
    due, away = shift.due, part.out_missing
    if shift.core is not None:
        beside = shift.core - shift.unpaid
        for minutes, _ in known.leave:
            beside = {one for one in beside if one not in minutes}
        due = sorted(beside) if shift.due else []
        away = {one for one in away if one in shift.core} if shift.due else set()
    else:
        due = [one for one in due if one not in supplied]
    late = [one for one in due if shift.start <= one < mine[0].start]
    last = mine[-1]
    early = [] if last.open else [one for one in due if one >= last.end]
    _miss(PortionKind.LATE, "late", late, known, tally)
    _miss(PortionKind.UNDERTIME, "", away, known, tally)
    _miss(PortionKind.EARLY, "left_early", early, known, tally)
    missed = len(set(late) | set(early) | away)
    if shift.core is None or known.unmatched or any(each.open for each in mine):
        return len(away)
    worked = [one for one in tally.of(PortionKind.WORK) if one in shift.frame]
    short = max(0, len(shift.due) - missed - len(worked))
    tally.paid[PortionKind.EXCUSED if known.excused else PortionKind.UNDERTIME, 100] += short
    return len(away) + short


def _miss(
    kind: PortionKind, problem: str, minutes: Iterable[int], known: Known, tally: Tally
) -> None:
    missed = set(minutes)
    if not missed:
        return
    if known.excused:
        kind = PortionKind.EXCUSED
    elif problem:
        tally.problems.append(problem)
    tally.add(kind, missed)
