"""Everything that is known of people in some days, gathered from the ports for the engine."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from desk_access.attendance.clocks import clock_faults, suspects
from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.planning import Roster
from desk_access.model.calendar import Leave
from desk_access.model.correction import ClockWasWrong, Correction, Standing
from desk_access.model.member import Member
from desk_access.model.plan import Plan
from desk_access.model.timesheet import ClockFault, DayReading, Mark
from desk_access.ports import ClosedMonths, Corrections, Housekeeping, Ledger, Plans

_BACK: Final = timedelta(days=9)
"""The week before, whose work may make overtime of the first day's, and the presence before it."""

_FORTH: Final = timedelta(days=4)
"""The last day ends on the next one, at a time of any zone, and its last presence two days later
at the latest."""


@dataclass(frozen=True, slots=True)
class Stores:
    """What hours are read from."""

    ledger: Ledger
    housekeeping: Housekeeping
    plans: Plans
    corrections: Corrections
    closed_months: ClosedMonths


class Entry(NamedTuple):
    """A person and what is known of them. Whoever was erased has a code alone."""

    member: Member
    record: PersonRecord


def gather(stores: Stores, first: date, last: date, code: str | None = None) -> list[Entry]:
    """Everybody who is enrolled, was, or punched in these days; ``code``: this one alone.

    In order of name, those who were erased last. What :class:`Reader` needs of the days around is
    there too. Raises StoreError.
    """
    start = datetime.combine(first - _BACK, time(), UTC)
    end = datetime.combine(last + _FORTH, time(), UTC)
    clocks = _clocks(stores.corrections)
    # Those whose time was corrected may belong to days that they do not tell.
    besides = [(wrong.first, wrong.last) for _, wrong in clocks]
    marks = stores.ledger.marks(start, end, code, besides)
    members = stores.housekeeping.members(code)
    known = {member.code for member in members}
    erased = (Member(0, each, "", "", ()) for each in sorted(marks.keys() - known))
    approved = _by_code(stores.corrections.find(code, start.date(), end.date(), Standing.APPROVED))
    leave: dict[str, list[Leave]] = {}
    for each in stores.plans.leave(code, start.date(), end.date()):
        leave.setdefault(each.person_code, []).append(each)
    doubtful = _doubtful(stores.ledger, clocks)

    def record(member: Member) -> PersonRecord:
        mine = marks.get(member.code, [])
        return PersonRecord(
            member.code,
            member.group,
            mine,
            (
                *(each for each, wrong in clocks if _concerns(wrong, mine)),
                *approved.get(member.code, ()),
            ),
            leave.get(member.code, ()),
            tuple(wrong for wrong in doubtful if _concerns(wrong, mine)),
        )

    return [Entry(member, record(member)) for member in (*members, *erased)]


def roster_of(plan: Plan) -> Roster:
    """The plan as the engine takes it."""
    return Roster(
        {schedule.name: schedule for schedule in plan.schedules},
        plan.assignments,
        {holiday.day: holiday for holiday in plan.holidays},
        plan.zone,
        plan.day_ends_at,
    )


def days_of(member: Member, days: Sequence[DayReading], zone: str) -> tuple[DayReading, ...]:
    """The days that are the person's: enrolled from their beginning to their end, or punched.

    Whoever was enrolled at noon, or removed, missed nothing on that day; who was enrolled again on
    the day of the removal was never away.
    """
    stays: list[tuple[date, date]] = []
    for stay in member.stays:
        start = stay.start.astimezone(ZoneInfo(zone)).date()
        end = date.max if stay.end is None else stay.end.astimezone(ZoneInfo(zone)).date()
        if stays and start <= stays[-1][1]:
            since, until = stays.pop()
            start, end = since, max(until, end)
        stays.append((start, end))
    if any(start < days[0].day and days[-1].day < end for start, end in stays):
        return tuple(days)
    return tuple(
        day for day in days if any(start < day.day < end for start, end in stays) or _touched(day)
    )


def faults_between(ledger: Ledger, start: datetime, end: datetime) -> list[ClockFault]:
    """The faults of the clock around punches that tell a time in between. Raises StoreError."""
    marks = ledger.clock_marks()
    times = {mark.sequence: mark.at for mark in marks}
    first, last = start.timestamp(), end.timestamp()
    return [
        fault
        for fault in clock_faults(marks)
        if any(first <= times[each] < last for each in (fault.after, fault.sequence))
    ]


def _touched(day: DayReading) -> bool:
    return bool(day.marks or day.corrections or any(each.sources for each in day.problems))


def _by_code(corrections: Collection[Correction]) -> dict[str, list[Correction]]:
    """In the order in which they were made; those of everybody left out."""
    found: dict[str, list[Correction]] = {}
    for each in sorted(corrections, key=lambda correction: correction.number):
        if each.asked.person_code:
            found.setdefault(each.asked.person_code, []).append(each)
    return found


def _clocks(corrections: Corrections) -> list[tuple[Correction, ClockWasWrong]]:
    """What was corrected for everybody, in the order in which it was."""
    found = corrections.find("", standing=Standing.APPROVED)
    return [
        (each, each.asked.change)
        for each in reversed(found)
        if isinstance(each.asked.change, ClockWasWrong)
    ]


def _doubtful(
    ledger: Ledger, clocks: Collection[tuple[Correction, ClockWasWrong]]
) -> list[ClockWasWrong]:
    """What seems to have been wrong and nobody set right."""
    return [
        each
        for each in suspects(clock_faults(ledger.clock_marks()))
        if not any(each.first <= right.last and right.first <= each.last for _, right in clocks)
    ]


def _concerns(wrong: ClockWasWrong, marks: Sequence[Mark]) -> bool:
    return bool(marks) and wrong.first <= marks[-1].sequence and marks[0].sequence <= wrong.last
