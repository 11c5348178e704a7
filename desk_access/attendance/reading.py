"""From a roster and what is known of a person to the days that payroll pays by.

Pure, and the same for the same values: no clock, no database. A day is counted from what belongs
to it alone, so a punch of another day never changes it; only the overtime of a week looks further.
The days of closed months are read by the rosters that those were closed with, whatever is read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from desk_access.attendance.clock import A_DAY, stretch_at
from desk_access.attendance.counting import counted
from desk_access.attendance.day_values import Allowance, LeaveSpan
from desk_access.attendance.marking import PersonRecord, Reading, by_day, readings
from desk_access.attendance.pairing import Stretch, paired
from desk_access.attendance.planned_days import ClosedDays, DayPlans
from desk_access.attendance.planning import DayPlan, Roster
from desk_access.attendance.spans import Span, within, without
from desk_access.attendance.weeks import with_weekly_overtime
from desk_access.model.calendar import Hours
from desk_access.model.correction import Excuse, Trip
from desk_access.model.timesheet import (
    DayReading,
    Minute,
    Portion,
    PortionKind,
    Problem,
    ProblemKind,
    Rule,
    Totals,
)

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

        ``record.marks`` must reach back to the week before ``first`` and one day past ``last``.
        """
        begun = self._plans.week_begun(record, first)
        count = (last - begun).days + 1
        planned = self._plans.of(record, begun, count)
        found = readings(record)
        zones = {*planned.zones, *[each.mark.zone for each in found]}
        sorted_out = by_day(found, {zone: planned.begins(zone) for zone in zones}, count)
        minute = int(now.timestamp() // 60)
        days = []
        for index, zone in enumerate(planned.zones):
            mine = sorted_out.get(index, [])
            plan = planned.plan(index, mine[0].mark.zone if mine else zone)
            days.append(self._day(plan, mine, record, minute))
        return with_weekly_overtime(days, planned.rules)[(first - begun).days :]

    def working_day(self, record: PersonRecord, at: datetime, zone: str) -> date:
        """The working day of the person that ``at`` belongs to, where the clock shows ``zone``."""
        begun = at.astimezone(UTC).date() - 2 * A_DAY
        begins = self._plans.of(record, begun, 4).begins(zone)
        return begun + (bisect_right(begins, at.timestamp() // 60) - 1) * A_DAY

    def plan(self, record: PersonRecord, day: date, zone: str) -> DayPlan:
        """What is planned for the person's day, where the clock shows ``zone``."""
        return self._plans.of(record, day, 1).plan(0, zone)

    def _day(
        self, plan: DayPlan, mine: Sequence[Reading], record: PersonRecord, now: Minute
    ) -> DayReading:
        over = now >= plan.ends
        if not (mine or record.leave or record.corrections):
            return self._nobody_there(plan, over, now)
        leave = _leave_of(plan, record) if record.leave else ()
        stretches, problems = paired(mine, plan, now) if mine else ([], [])
        forgotten = _forgotten(mine, problems) if problems else ()
        known = Allowance(now, over, leave, None, None, forgotten)
        for each in record.corrections:
            change = each.asked.change
            if isinstance(change, Excuse) and change.day == plan.day:
                known = known._replace(excuse=each.number)
            elif isinstance(change, Trip) and change.day == plan.day:
                if change.hours is None:
                    known = known._replace(trip=each.number)
                else:
                    stretches = _with_trip(plan, stretches, leave, each.number, change.hours)
        due, portions, missed = counted(plan, stretches, known)
        return DayReading(
            plan.day,
            plan.kind,
            plan.zone,
            due,
            plan.frames,
            tuple([each.mark for each in mine if not each.ignored]),
            tuple(portions),
            (*problems, *missed),
            over,
            _corrections(mine, portions) if record.corrections else (),
        )

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


def _corrections(mine: Sequence[Reading], portions: Sequence[Portion]) -> tuple[int, ...]:
    """The numbers of those that the punches and portions name as their sources."""
    found = {-each for one in mine for each in one.sources if each < 0}
    found.update(-each for one in portions for each in one.sources if each < 0)
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
    leave: Sequence[LeaveSpan],
    number: int,
    hours: Hours,
) -> list[Stretch]:
    """The stretches, and between them the hours of a trip: those of the shifts, beside leave."""
    spans = [_hours(plan, hours)]
    if plan.shifts:
        spans = [each for frame in plan.frames for each in within(spans, *frame)]
    away = without(spans, sorted((each.start, each.end) for each in leave))
    away = without(away, [(each.start, each.end) for each in stretches if not _closed(each)])
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
