"""The oracle of hours: punches, plans and corrections come to days by counting single minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from desk_access.model.calendar import Leave
from desk_access.model.correction import Excuse, Trip
from desk_access.model.punch import Direction
from desk_access.model.timesheet import DayKind, Mark, PortionKind
from desk_access.model.work_rules import ForgottenOut, WorkRules
from tests.oracles.counted import Known, Presence, Sums, Tally, count, in_bands
from tests.oracles.planned import A_DAY, Day, Site, day_of, frames_of, minute_of, rounded


@dataclass(frozen=True)
class ClosedBy:
    """Days that are read by another plan: those of a closed month."""

    first: date
    last: date
    site: Site


@dataclass(frozen=True)
class Case:
    """What is known of one person. All its days are over when they are read."""

    site: Site
    marks: Sequence[Mark]
    first: date
    last: date
    leave: Sequence[Leave] = ()
    changes: Sequence[Trip | Excuse] = ()
    closed: Sequence[ClosedBy] = ()


@dataclass
class OracleDay:
    """What a day comes to: minutes by kind and per cent, and its problems in order of name."""

    day: date
    kind: DayKind
    due: int
    marks: list[int]
    sums: Sums
    problems: list[str]


@dataclass
class _Read:
    """A day while it is read."""

    plan: Day
    marks: list[Mark] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read(case: Case) -> list[OracleDay]:
    """Every day of the case."""
    return _Oracle(case).days()


class _Oracle:
    def __init__(self, case: Case) -> None:
        self.case = case
        self._plans: dict[tuple[date, str], Day] = {}

    def days(self) -> list[OracleDay]:
        case = self.case
        by_day = self._sorted_out()
        found, weekly = [], _Week()
        ended = 0
        day = min([case.first, *by_day]) - A_DAY
        while day <= case.last:
            marks = by_day.get(day, [])
            site = self._site(day)
            read = _Read(self._plan(day, marks[0].zone if marks else site.zone), marks)
            tally, ended = self._day(read, ended)
            sums = tally.sums() + weekly.overtime(read.plan, tally)
            if day >= case.first:
                problems = sorted([*read.problems, *tally.problems])
                numbers = [mark.sequence for mark in marks]
                kind = _kind(read.plan)
                found.append(OracleDay(day, kind, tally.due, numbers, +sums, problems))
            day += A_DAY
        return found

    def _site(self, day: date) -> Site:
        for each in self.case.closed:
            if each.first <= day <= each.last:
                return each.site
        return self.case.site

    def _plan(self, day: date, zone: str) -> Day:
        """By the plan of the day; a closed month says where it ends, and where it begins."""
        key = (day, zone)
        if key not in self._plans:
            before, site, after = (self._site(day + ahead * A_DAY) for ahead in (-1, 0, 1))
            own = self.case.site
            begins_by = before if before is not own else site
            ends_by = site if site is not own else after
            self._plans[key] = day_of(site, day, zone, begins_by, ends_by)
        return self._plans[key]

    def _by_clock(self, mark: Mark) -> Day:
        minute = int(mark.at // 60)
        day = date.fromtimestamp(mark.at) - 2 * A_DAY
        while self._plan(day, mark.zone).ends <= minute:
            day += A_DAY
        return self._plan(day, mark.zone)

    def _sorted_out(self) -> dict[date, list[Mark]]:
        """The punches of each day: an OUT goes by an IN that is open, all else by the clock."""
        found: dict[date, list[Mark]] = {}
        came: tuple[Mark, Day] | None = None
        last: tuple[Mark, Day] | None = None
        marks = sorted(self.case.marks, key=lambda mark: (mark.at, mark.sequence))
        for place, mark in enumerate(marks):
            clock = self._by_clock(mark)
            day = clock
            if last is not None and _repeats(mark, last[0], last[1].counting):
                found[last[1].day].append(mark)
                continue
            if mark.direction is Direction.IN:
                day = self._meant(mark, marks[place + 1 :], clock)
                came = (mark, day)
            elif came is not None and self._closes(mark, *came, clock):
                day, came = came[1], None
            else:
                came = None
            last = (mark, day)
            found.setdefault(day.day, []).append(mark)
        return found

    def _closes(self, out: Mark, came: Mark, day: Day, clock: Day) -> bool:
        if clock.day <= day.day:
            return True
        since, at = int(came.at // 60), int(out.at // 60)
        until = since + day.counting.longest
        if not day.shifts or since >= day.shifts[-1].end:
            until = max(until, since + day.longest_beside)
        elif until < day.shifts[-1].end:
            until = day.shifts[-1].end + 120
        return at <= max(until, day.ends)

    def _meant(self, mark: Mark, following: Sequence[Mark], clock: Day) -> Day:
        """Who comes less than two hours before the shift of the next day comes for that, where the
        day before has not ended by the clock, unless more of the presence lies in its own shift."""
        after = self._plan(clock.day + A_DAY, mark.zone)
        minute = int(mark.at // 60)
        # What a closed month's last day has is seen by its plan, also of the day after.
        site = self._site(clock.day)
        site = self._site(after.day) if site is self.case.site else site
        shifts = frames_of(site, after.day, mark.zone)
        if not shifts or minute < shifts[0].start - 120:
            return clock
        if not following or following[0].direction is Direction.IN:
            return after
        out = int(following[0].at // 60)
        here = max([shift.end for shift in clock.shifts], default=minute) - minute
        there = min(out, shifts[-1].stop) - shifts[0].start
        return after if there > here else clock

    def _day(self, read: _Read, ended: int) -> tuple[Tally, int]:
        presences, unmatched = _paired(read, ended)
        plan, case = read.plan, self.case
        changes = [each for each in case.changes if each.day == plan.day]
        leave = [_leave_minutes(plan, each) for each in case.leave if _covers(each, plan.day)]
        known = Known(leave, unmatched, since=ended)
        for change in changes:
            if isinstance(change, Excuse):
                known.excused = True
            elif change.hours is None:
                known.trip = True
            else:
                presences = _with_hours(plan, presences, change, known)
        tally = count(plan, presences, known)
        present = (PortionKind.WORK, PortionKind.BREAK, PortionKind.IDLE)
        last = max((max(tally.of(kind), default=0) for kind in present), default=0)
        return tally, max(ended, last + 1)


class _Week:
    """The work of a week so far, day by day in order."""

    def __init__(self) -> None:
        self._begins: int | None = None
        self._worked = 0

    def overtime(self, plan: Day, tally: Tally) -> Sums:
        """What is the week's overtime of a day."""
        rules = plan.rules
        changed = rules is not None and rules.week_begins != self._begins
        if rules is not None:
            self._begins = rules.week_begins
        if changed or plan.day.weekday() == self._begins:
            self._worked = 0
        if rules is None or not rules.weekly:
            return Counter()
        usual = tally.usual()
        before, self._worked = self._worked, self._worked + len(usual)
        return in_bands(PortionKind.WEEKLY_OVERTIME, usual, rules.weekly, before)


def _kind(plan: Day) -> DayKind:
    if plan.rules is None:
        return DayKind.UNPLANNED
    if plan.shifts:
        return DayKind.WORKDAY
    return DayKind.HOLIDAY if plan.holiday else DayKind.FREE


def _repeats(mark: Mark, last: Mark, rules: WorkRules) -> bool:
    return mark.direction is last.direction and mark.at - last.at < rules.flap * 60


def _paired(read: _Read, ended: int) -> tuple[list[Presence], list[int]]:
    """Presences in order, and the minutes of OUTs without an IN."""
    rules, found, unmatched = read.plan.counting, list[Presence](), list[int]()
    came: Mark | None = None
    last: Mark | None = None

    def start_of(mark: Mark) -> int:
        start = rounded(mark.at, rules.round_in, mark.zone)
        return max(start, found[-1].end if found else ended)

    def forget(mark: Mark, until: int | None) -> None:
        read.problems.append("forgotten_out")
        start = start_of(mark)
        end = start
        ends = [shift.end for shift in read.plan.shifts if shift.end > start]
        if rules.forgotten_out is ForgottenOut.SHIFT_END and ends:
            end = max(start, ends[0] if until is None else min(until, ends[0]))
        # Until when somebody stayed nobody knows; where they came back before, it is no later.
        found.append(Presence(start, start, True, end if end > start else None))

    for mark in read.marks:
        if last is not None and _repeats(mark, last, rules):
            read.problems.append("ignored_punch")
            continue
        last = mark
        if mark.direction is Direction.IN:
            if came is not None:
                forget(came, int(mark.at // 60))
            came = mark
        elif came is None:
            read.problems.append("forgotten_in")
            unmatched.append(int(mark.at // 60))
        else:
            start = start_of(came)
            found.append(Presence(start, max(start, rounded(mark.at, rules.round_out, mark.zone))))
            came = None
    if came is not None:
        forget(came, None)
    return found, unmatched


def _covers(leave: Leave, day: date) -> bool:
    return leave.first <= day <= leave.last


def _leave_minutes(plan: Day, leave: Leave) -> tuple[range, bool]:
    if leave.hours is None:
        return range(plan.begins, plan.ends), leave.paid
    return _hours(plan, leave.hours.start, leave.hours.end), leave.paid


def _hours(plan: Day, start: time, end: time) -> range:
    """Hours of the day; of a night shift they may lie after midnight."""

    def on(day: date) -> range:
        until = day if end > start else day + A_DAY
        return range(minute_of(day, start, plan.zone), minute_of(until, end, plan.zone))

    def inside(minutes: range) -> bool:
        return any(set(minutes) & set(shift.frame) for shift in plan.shifts)

    here, later = on(plan.day), on(plan.day + A_DAY)
    return later if plan.shifts and not inside(here) and inside(later) else here


def _with_hours(plan: Day, presences: list[Presence], trip: Trip, known: Known) -> list[Presence]:
    """Hours of a trip are presence, where there is none and no leave, within the shifts."""
    assert trip.hours is not None
    taken = {one for each in presences for one in range(each.start, each.end)}
    minutes = [
        one
        for one in _hours(plan, trip.hours.start, trip.hours.end)
        if one not in taken
        and one >= known.since
        and not any(one in free for free, _ in known.leave)
        and (not plan.shifts or any(one in shift.frame for shift in plan.shifts))
    ]
    more: list[Presence] = []
    for one in minutes:
        if more and more[-1].end == one:
            more[-1].end += 1
        else:
            more.append(Presence(one, one + 1))
    return sorted([*presences, *more], key=lambda each: each.start)
