"""From a roster and what is known of a person to the days that payroll pays by.

Pure, and the same for the same values: no clock, no database. A day is counted from what belongs
to it alone; only the overtime of a week looks further.
The days of closed months are read by the rosters that those were closed with, whatever is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Final

from desk_access.attendance.clock import A_DAY, stretch_at
from desk_access.attendance.counting import counted
from desk_access.attendance.day_values import Allowance, LeaveSpan
from desk_access.attendance.marking import PersonRecord, Reading, readings
from desk_access.attendance.pairing import Stretch, paired
from desk_access.attendance.planned_days import ClosedDays, DayPlans, PlannedDays
from desk_access.attendance.planning import DayPlan, Roster
from desk_access.attendance.spans import Span, within, without
from desk_access.attendance.weeks import with_weekly_overtime
from desk_access.attendance.working_days import by_day, closes_in_turn, meant
from desk_access.model.calendar import Hours
from desk_access.model.correction import Excuse, Trip
from desk_access.model.punch import Direction
from desk_access.model.timesheet import (
    DayReading,
    Mark,
    Minute,
    Portion,
    PortionKind,
    Problem,
    ProblemKind,
    Rule,
    Totals,
)

_BEFORE: Final = 10
"""So many days before the first one are looked at for an IN that is still open on it."""

_AFTER: Final = 4
"""So many days after the last one may have its last OUT: the longest presence is two days."""

_NEAR: Final = 3 * 60
"""So many minutes before the end of a day a presence may touch one of the next day: who comes for
that comes at most two hours early, and is rounded by half an hour."""

_PRESENT: Final = frozenset({PortionKind.WORK, PortionKind.BREAK, PortionKind.IDLE})

NEEDS_SOMEBODY = frozenset(
    {
        ProblemKind.FORGOTTEN_OUT,
        ProblemKind.FORGOTTEN_IN,
        ProblemKind.CLOCK,
        ProblemKind.ABSENT,
        ProblemKind.UNDERTIME,
    }
)
"""The problems that are counted; the others are there to be seen."""


_WORK, _ABSENT = PortionKind.WORK, PortionKind.ABSENT


class Reader:
    """Reads people's days by one roster; what they share is worked out once. On one thread."""

    def __init__(self, roster: Roster, closed: Sequence[ClosedDays] = ()) -> None:
        """``closed``: the days that are read by other rosters, also where they only lie before."""
        self._plans = DayPlans(roster, closed)
        self._without_punch: dict[tuple[DayPlan, bool], DayReading] = {}

    def days(
        self, record: PersonRecord, first: date, last: date, now: datetime
    ) -> list[DayReading]:
        """Every day from ``first`` to ``last``, both included, as it stands ``now``.

        ``record.marks`` must reach back to three days before the week of ``first``, and to four
        days past ``last``.
        """
        begun = self._plans.week_begun(record, first)
        count = (last - begun).days + 1
        planned = self._plans.of(record, begun - _BEFORE * A_DAY, _BEFORE + count + _AFTER)
        found = readings(record)
        sorted_out = by_day(found, planned)
        minute = int(now.timestamp() // 60)
        newest = _newest(sorted_out, minute)
        after = self._end_before(_BEFORE, planned, sorted_out, record, minute)
        days = []
        for index in range(_BEFORE, _BEFORE + count):
            mine = sorted_out.get(index, ())
            plan = planned.plan(index, mine[0].mark.zone if mine else planned.zones[index])
            day, after = self._day(plan, mine, record, minute, after, index >= newest)
            days.append(day)
        rules = planned.rules[_BEFORE : _BEFORE + count]
        return with_weekly_overtime(days, rules)[(first - begun).days :]

    def working_day(self, record: PersonRecord, at: datetime, zone: str) -> date:
        """The person's working day in which ``at`` lies by the clock, which shows ``zone``."""
        days = self._around(record, at)
        return days.date_of(days.by_clock(at.timestamp() // 60, zone))

    def ends(self, record: PersonRecord, at: datetime, zone: str) -> datetime:
        """When the working day in which ``at`` lies by the clock has ended by it, in UTC."""
        days = self._around(record, at)
        index = days.by_clock(at.timestamp() // 60, zone)
        return datetime.fromtimestamp(days.begins(zone)[index + 1] * 60, UTC)

    def turn(self, record: PersonRecord, last: Mark, at: datetime, zone: str) -> Direction:
        """What a punch at ``at`` is after the person's ``last`` one.

        OUT, if that was an IN of the same day, or one still open and nobody comes for a shift then.
        """
        minute, came = int(at.timestamp() // 60), int(last.at // 60)
        if last.direction is Direction.OUT or minute - came > _AFTER * 24 * 60:
            return Direction.IN
        days = self._around(record, datetime.fromtimestamp(min(minute, came) * 60, UTC))
        clock = days.by_clock(minute, zone)
        day = meant(came, last.zone, minute, days.by_clock(came, last.zone), days)
        closes = closes_in_turn(came, last.zone, day, minute, clock, days)
        return Direction.OUT if closes else Direction.IN

    def placed(self, record: PersonRecord, at: datetime, zone: str) -> tuple[date, Direction]:
        """The working day and the direction of a punch that the person makes, or missed, at ``at``.

        Both follow on the punches before it, as they read with corrections.
        """
        seconds = at.timestamp()
        before = [each for each in readings(record) if each.mark.at < seconds and not each.ignored]
        direction = Direction.IN
        if before:
            direction = self.turn(record, before[-1].mark, at, zone)
        new = Reading(Mark(-1, seconds, direction, zone), ())
        days = self._around(record, at)
        for index, found in by_day([*before, new], days).items():
            if found[-1] is new:
                return days.date_of(index), direction
        return self.working_day(record, at, zone), direction

    def plan(self, record: PersonRecord, day: date, zone: str) -> DayPlan:
        """What is planned for the person's day, where the clock shows ``zone``."""
        return self._plans.of(record, day, 1).plan(0, zone)

    def _around(self, record: PersonRecord, at: datetime) -> PlannedDays:
        """Days enough for whatever a punch at ``at`` may belong to, or follow on."""
        return self._plans.of(record, at.astimezone(UTC).date() - _AFTER * A_DAY, 3 * _AFTER)

    def _end_before(
        self,
        index: int,
        planned: PlannedDays,
        sorted_out: dict[int, list[Reading]],
        record: PersonRecord,
        now: Minute,
    ) -> Minute:
        """Until when the day before the one with this number has its minutes."""
        mine: Sequence[Reading] = sorted_out.get(index - 1, ())
        if not (mine or record.corrections):
            return 0
        zone = mine[0].mark.zone if mine else planned.zones[index - 1]
        plan = planned.plan(index - 1, zone)
        gone = mine and mine[-1].mark.direction is Direction.OUT and not record.corrections
        if gone and mine[-1].mark.at // 60 <= plan.ends - _NEAR:
            return 0
        return self._day(plan, mine, record, now, 0, False)[1]

    def _day(
        self,
        plan: DayPlan,
        mine: Sequence[Reading],
        record: PersonRecord,
        now: Minute,
        after: Minute,
        newest: bool,
    ) -> tuple[DayReading, Minute]:
        """A day, and until when it has its minutes; ``after`` is that of the day before."""
        over = now >= plan.ends
        if not (mine or record.leave or record.corrections):
            return self._nobody_there(plan, over, now), after
        leave = _leave_of(plan, record) if record.leave else ()
        stretches, problems = paired(mine, plan, now, after, newest) if mine else ([], [])
        if stretches and stretches[-1].open and stretches[-1].rule is None:
            over = False  # While somebody is in the house their day goes on.
        forgotten = _forgotten(mine, problems) if problems else ()
        known = Allowance(now, over, leave, None, None, forgotten, after=after)
        for each in record.corrections:
            change = each.asked.change
            if isinstance(change, Excuse) and change.day == plan.day:
                known = known._replace(excuse=each.number)
            elif isinstance(change, Trip) and change.day == plan.day:
                if change.hours is None:
                    known = known._replace(trip=each.number)
                else:
                    stretches = _with_trip(plan, stretches, known, each.number, change.hours)
        due, portions, missed = counted(plan, stretches, known)
        day = DayReading(
            plan.day,
            plan.kind,
            plan.zone,
            due,
            plan.frames,
            tuple([each.mark for each in mine if not each.ignored]),
            tuple(portions),
            (*problems, *missed),
            over,
            _corrections(plan, mine, portions, known.trip) if record.corrections else (),
        )
        if record.corrections or (stretches and stretches[-1].end > plan.ends - _NEAR):
            after = max(after, _present_until(portions))
        return day, after

    def _nobody_there(self, plan: DayPlan, over: bool, now: Minute) -> DayReading:
        """A day on which nothing is known but the plan: the same for everybody who has it."""
        key = (plan, over)
        day = self._without_punch.get(key)
        if day is None:
            due, portions, missed = counted(plan, (), Allowance(now, over))
            day = self._without_punch[key] = DayReading(
                plan.day, plan.kind, plan.zone, due, plan.frames, (), tuple(portions),
                tuple(missed), over,
            )  # fmt: skip
        return day


def _present_until(portions: Sequence[Portion]) -> Minute:
    """The last minute in which somebody was there."""
    return max((each.end for each in portions if each.kind in _PRESENT), default=0)


def _newest(sorted_out: dict[int, list[Reading]], now: Minute) -> int:
    """The last day with a punch until ``now``; -1 without any."""
    for index in sorted(sorted_out, reverse=True):
        if any(each.mark.at // 60 <= now and not each.ignored for each in sorted_out[index]):
            return index
    return -1


def _corrections(
    plan: DayPlan, mine: Sequence[Reading], portions: Sequence[Portion], trip: int | None
) -> tuple[int, ...]:
    """The numbers of those that the punches and portions name as their sources, and of a trip:
    nothing is missing then, even where it adds no minute."""
    found = {-each for one in mine for each in one.sources if each < 0}
    found.update(-each for one in portions for each in one.sources if each < 0)
    if trip is not None and plan.shifts:
        found.add(trip)
    return tuple(sorted(found))


def _leave_of(plan: DayPlan, record: PersonRecord) -> tuple[LeaveSpan, ...]:
    found = []
    for each in record.leave:
        if each.first <= plan.day <= each.last:
            whole = (plan.begins, plan.ends)
            start, end = whole if each.hours is None else _hours(plan, each.hours)
            found.append(LeaveSpan(start, end, each.paid))
    return tuple(found)


def _hours(plan: DayPlan, hours: Hours) -> Span:
    """Hours of a day; those of a night shift may lie after midnight."""
    span = stretch_at(plan.day, hours.start, hours.end, plan.zone)
    shifts = [(shift.start, shift.end) for shift in plan.shifts]
    if shifts and not within(shifts, *span):
        later = stretch_at(plan.day + A_DAY, hours.start, hours.end, plan.zone)
        if within(shifts, *later):
            return later
    return span


def _with_trip(
    plan: DayPlan,
    stretches: Sequence[Stretch],
    known: Allowance,
    number: int,
    hours: Hours,
) -> list[Stretch]:
    """The stretches, and between them the hours of a trip: those of the shifts, beside leave."""
    spans = [_hours(plan, hours)]
    if plan.shifts:
        spans = [each for frame in plan.frames for each in within(spans, *frame)]
    away = without(spans, sorted((each.start, each.end) for each in known.leave))
    taken = [(each.start, each.end) for each in stretches if not _closed(each)]
    away = without(without(away, [(0, known.after)]), taken)
    more = [Stretch(start, end, (-number,), Rule.TRIP) for start, end in away]
    return sorted((*stretches, *more), key=lambda each: each.start)


def _closed(stretch: Stretch) -> bool:
    """Whether a rule supplied its end: what is known to be worked comes before it."""
    return stretch.rule is Rule.FORGOTTEN_OUT


def _forgotten(mine: Sequence[Reading], problems: Sequence[Problem]) -> tuple[Minute, ...]:
    """The minutes of each OUT whose IN is missing."""
    sources = {each.sources for each in problems if each.kind is ProblemKind.FORGOTTEN_IN}
    if not sources:
        return ()
    return tuple(int(each.mark.at // 60) for each in mine if each.sources in sources)


def totals_of(days: Iterable[DayReading]) -> Totals:
    """The sums of the days."""
    sums = dict.fromkeys(PortionKind, 0)
    due = worked = absent = problems = 0
    for day in days:
        due += day.due
        work, missed = sums[_WORK], sums[_ABSENT]
        for portion in day.portions:
            # By place, and enums looked up once: this runs for every portion of everybody.
            sums[portion[0]] += portion[2] - portion[1]
        if sums[_WORK] > work:
            worked += 1
        elif sums[_ABSENT] > missed:
            absent += 1
        if day.problems:
            problems += sum([each.kind in NEEDS_SOMEBODY for each in day.problems])
    return Totals(
        due=due,
        work=sums[PortionKind.WORK],
        overtime=sums[PortionKind.OVERTIME] + sums[PortionKind.WEEKLY_OVERTIME],
        free_day=sums[PortionKind.FREE_DAY],
        night=sums[PortionKind.NIGHT],
        late=sums[PortionKind.LATE],
        early=sums[PortionKind.EARLY],
        absent=sums[PortionKind.ABSENT],
        undertime=sums[PortionKind.UNDERTIME],
        excused=sums[PortionKind.EXCUSED],
        leave=sums[PortionKind.LEAVE],
        unpaid_leave=sums[PortionKind.UNPAID_LEAVE],
        break_=sums[PortionKind.BREAK],
        idle=sums[PortionKind.IDLE],
        days=worked,
        absent_days=absent,
        problems=problems,
    )
