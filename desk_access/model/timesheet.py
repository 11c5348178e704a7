"""What punches, schedules and corrections come to: days, and the sums of a period.

Moments are whole minutes since 1970-01-01 00:00 UTC, lengths whole minutes: exact, the same on
every day of the year, and quick to count with. :func:`moment` gives a time of the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from desk_access.model.punch import Direction

Minute = int
"""Whole minutes since 1970-01-01 00:00 UTC."""


def moment(minute: Minute, zone: str = "UTC") -> datetime:
    """The minute as a time of the zone's calendar."""
    return datetime.fromtimestamp(minute * 60, UTC).astimezone(ZoneInfo(zone))


class Mark(NamedTuple):
    """A punch as far as hours need it: ``at`` is seconds since 1970-01-01 UTC, as recorded.

    ``sequence`` is the ledger's; a punch added by a correction has minus the correction's number.
    """

    sequence: int
    at: float
    direction: Direction
    zone: str


class ClockMark(NamedTuple):
    """A punch as far as the machine's clock is concerned: ``at`` and ``monotonic`` in seconds."""

    sequence: int
    at: float
    monotonic: float
    session: str


class ClockFault(NamedTuple):
    """The clock jumped before the punch ``sequence``: ``seconds`` forwards, or back (negative).

    ``after`` is the sequence before it, in a run of the program whose first punch is ``begun``.
    ``certain``: the clock went back while the program ran, where monotonic time tells by how much.
    Forwards may have been a sleep of the machine; between two runs it went back at least so much.
    """

    begun: int
    after: int
    sequence: int
    seconds: int
    certain: bool


class PortionKind(StrEnum):
    """What a stretch of minutes is. Portions of one kind never overlap; kinds do.

    WORK is what counts as worked, and every minute of OVERTIME, NIGHT and FREE_DAY work lies within
    it. BREAK was spent on a break that is not paid. IDLE was present without counting. LATE, EARLY
    and ABSENT are due minutes without presence, UNDERTIME those between coming and leaving, or by
    which flexible hours were too few; EXCUSED are any of these that an operator excused; LEAVE due
    minutes on leave.
    """

    WORK = "work"
    BREAK = "break"
    IDLE = "idle"
    OVERTIME = "overtime"
    WEEKLY_OVERTIME = "weekly_overtime"
    FREE_DAY = "free_day"
    NIGHT = "night"
    LATE = "late"
    EARLY = "early"
    ABSENT = "absent"
    UNDERTIME = "undertime"
    EXCUSED = "excused"
    LEAVE = "leave"
    UNPAID_LEAVE = "unpaid_leave"

    # The enum's own hash is computed in Python, and takes as long as counting the portion does.
    __hash__ = str.__hash__


class Rule(StrEnum):
    """The rule that made a portion what it is."""

    SHIFT = "shift"
    FLEXIBLE = "flexible"
    NO_SHIFT = "no_shift"
    BREAK_DEDUCTED = "break_deducted"
    BREAK_TAKEN = "break_taken"
    BEFORE_SHIFT = "before_shift"
    AFTER_SHIFT = "after_shift"
    DAILY_OVERTIME = "daily_overtime"
    WEEKLY_OVERTIME = "weekly_overtime"
    FREE_DAY = "free_day"
    HOLIDAY = "holiday"
    NIGHT_HOURS = "night_hours"
    CAME_LATE = "came_late"
    LEFT_EARLY = "left_early"
    NOT_THERE = "not_there"
    WENT_OUT = "went_out"
    CORE_MISSED = "core_missed"
    HOURS_SHORT = "hours_short"
    FORGOTTEN_OUT = "forgotten_out"
    TRIP = "trip"
    EXCUSE = "excuse"
    LEAVE = "leave"


class Portion(NamedTuple):
    """Some minutes of a day, from ``start`` to ``end`` (not included), and where they came from.

    ``sources`` are sequences of the ledger, and corrections as minus their number. ``percent`` is
    what overtime is paid at, 100 for all else.
    """

    kind: PortionKind
    start: Minute
    end: Minute
    rule: Rule
    sources: tuple[int, ...] = ()
    percent: int = 100

    @property
    def minutes(self) -> int:
        """How many."""
        return self.end - self.start


class ProblemKind(StrEnum):
    """What somebody should look at."""

    FORGOTTEN_OUT = "forgotten_out"
    FORGOTTEN_IN = "forgotten_in"
    IGNORED_PUNCH = "ignored_punch"
    CLOCK = "clock"
    ABSENT = "absent"
    UNDERTIME = "undertime"
    LATE = "late"
    LEFT_EARLY = "left_early"


class Ignored(StrEnum):
    """Why a punch does not count."""

    REPEATED = "repeated"
    CORRECTED = "corrected"
    BETWEEN = "between"
    NO_PAIR = "no_pair"


class Problem(NamedTuple):
    """Something to look at; ``sources`` as in a portion. ``why`` for an ignored punch."""

    kind: ProblemKind
    sources: tuple[int, ...] = ()
    why: Ignored | None = None


class DayKind(StrEnum):
    """What kind of day it was by schedule and calendar. UNPLANNED: nobody gave a schedule."""

    WORKDAY = "workday"
    FREE = "free"
    HOLIDAY = "holiday"
    UNPLANNED = "unplanned"


@dataclass(frozen=True, slots=True)
class DayReading:
    """A person's working day, named by the date on which it begins.

    ``zone`` is that of its clock. ``marks`` are its punches in order, after corrections; ``due``
    the minutes that schedule and calendar ask for; ``planned`` the shifts' starts and ends.
    ``over``: the day has ended, so that absence is one. ``corrections`` are the numbers of those
    that count.
    """

    day: date
    kind: DayKind
    zone: str
    due: int
    planned: tuple[tuple[Minute, Minute], ...]
    marks: tuple[Mark, ...]
    portions: tuple[Portion, ...]
    problems: tuple[Problem, ...]
    over: bool
    corrections: tuple[int, ...] = ()

    def minutes(self, kind: PortionKind) -> int:
        """The sum of its portions of this kind."""
        return sum(each.end - each.start for each in self.portions if each.kind is kind)


class Totals(NamedTuple):
    """The sums of a period, all but ``days`` in minutes.

    ``overtime`` is by day and week without what was worked on free days and holidays, which is
    ``free_day``; ``days`` are those with work; ``absent_days`` whole due days without any.
    """

    due: int = 0
    work: int = 0
    overtime: int = 0
    free_day: int = 0
    night: int = 0
    late: int = 0
    early: int = 0
    absent: int = 0
    undertime: int = 0
    excused: int = 0
    leave: int = 0
    unpaid_leave: int = 0
    break_: int = 0
    idle: int = 0
    days: int = 0
    absent_days: int = 0
    problems: int = 0

    def minus(self, other: Totals) -> Totals:
        """The difference, sum by sum."""
        return Totals(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))

    def plus(self, other: Totals) -> Totals:
        """The sum, sum by sum."""
        return Totals(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """A person's days of a month in order, and their sums.

    ``carried`` is what corrections changed in closed months before and this month carries.
    ``frozen`` are the sums with which the month was closed, None while it is open: they are what
    was paid, also where ``totals`` reads otherwise since.
    """

    code: str
    name: str
    group: str
    days: tuple[DayReading, ...]
    totals: Totals
    carried: Totals
    frozen: Totals | None = None


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """A working day as the punches alone tell it, and as it reads with the corrections."""

    original: DayReading
    corrected: DayReading
