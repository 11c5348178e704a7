"""Reports: what they tell, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desk_access.model.punch import LedgerHead


class ReportKind(StrEnum):
    """What a report tells: hours by person and day, or the punches as they are in the ledger."""

    TIMESHEET = "timesheet"
    PUNCHES = "punches"


class ReportForm(StrEnum):
    """How a report is written."""

    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    JSON = "json"


class DayColumn(StrEnum):
    """What a row about somebody's day may tell. Lengths are named as in ``Totals``."""

    CODE = "code"
    NAME = "name"
    GROUP = "group"
    DATE = "date"
    WEEKDAY = "weekday"
    KIND = "kind"
    ZONE = "zone"
    SHIFT = "shift"
    CAME = "came"
    LEFT = "left"
    PUNCHES = "punches"
    DUE = "due"
    WORK = "work"
    OVERTIME = "overtime"
    FREE_DAY = "free_day"
    NIGHT = "night"
    LATE = "late"
    EARLY = "early"
    ABSENT = "absent"
    UNDERTIME = "undertime"
    EXCUSED = "excused"
    LEAVE = "leave"
    UNPAID_LEAVE = "unpaid_leave"
    BREAK = "break"
    IDLE = "idle"
    PROBLEMS = "problems"
    CORRECTIONS = "corrections"


class PersonColumn(StrEnum):
    """What a row about somebody's whole period may tell.

    ``closed`` says whether the month is; ``carried`` what corrections changed in closed months
    before. All sums contain it, as in :func:`~desk_access.model.closing.statement_of`.
    """

    CODE = "code"
    NAME = "name"
    GROUP = "group"
    DAYS = "days"
    DUE = "due"
    WORK = "work"
    OVERTIME = "overtime"
    FREE_DAY = "free_day"
    NIGHT = "night"
    LATE = "late"
    EARLY = "early"
    ABSENT = "absent"
    ABSENT_DAYS = "absent_days"
    UNDERTIME = "undertime"
    EXCUSED = "excused"
    LEAVE = "leave"
    UNPAID_LEAVE = "unpaid_leave"
    BREAK = "break"
    IDLE = "idle"
    PROBLEMS = "problems"
    CLOSED = "closed"
    CARRIED = "carried"


class PunchColumn(StrEnum):
    """What a row about a punch may tell. ``date`` and ``time`` are ``local_time`` in two cells."""

    SEQUENCE = "sequence"
    CODE = "code"
    NAME = "name"
    DIRECTION = "direction"
    DATE = "date"
    TIME = "time"
    LOCAL_TIME = "local_time"
    UTC_TIME = "utc_time"
    ZONE = "zone"
    CAMERA = "camera"
    SCORE = "score"
    THRESHOLD = "threshold"
    LIVENESS = "liveness"
    POLICY = "policy"
    SOURCE_KIND = "source_kind"
    ENTRY_HASH = "entry_hash"


class Rows(StrEnum):
    """What the rows of a CSV timesheet are; the other forms have both."""

    DAYS = "days"
    PEOPLE = "people"


class DateStyle(StrEnum):
    """How a date is written, as spreadsheets name it."""

    ISO = "yyyy-mm-dd"
    DOTS = "dd.mm.yyyy"
    SLASHES = "dd/mm/yyyy"
    MONTH_FIRST = "mm/dd/yyyy"
    KOREAN = "yyyy. m. d."


class TimeStyle(StrEnum):
    """How a time of day is written."""

    H24 = "hh:mm"
    H12 = "h:mm AM/PM"


class LengthStyle(StrEnum):
    """How a length of time is written: as on a clock, as hours with two decimals, as minutes."""

    CLOCK = "h:mm"
    HOURS = "hours"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """Columns and formats, kept by name. Each report takes what concerns it.

    They hold for CSV, Excel and PDF; JSON is for programs and always the same.
    """

    name: str
    rows: Rows = Rows.DAYS
    days: tuple[DayColumn, ...] = (
        DayColumn.CODE,
        DayColumn.NAME,
        DayColumn.GROUP,
        DayColumn.DATE,
        DayColumn.WEEKDAY,
        DayColumn.SHIFT,
        DayColumn.PUNCHES,
        DayColumn.DUE,
        DayColumn.WORK,
        DayColumn.OVERTIME,
        DayColumn.FREE_DAY,
        DayColumn.NIGHT,
        DayColumn.LATE,
        DayColumn.EARLY,
        DayColumn.ABSENT,
        DayColumn.UNDERTIME,
        DayColumn.LEAVE,
        DayColumn.PROBLEMS,
        DayColumn.CORRECTIONS,
    )
    people: tuple[PersonColumn, ...] = (
        PersonColumn.CODE,
        PersonColumn.NAME,
        PersonColumn.GROUP,
        PersonColumn.DAYS,
        PersonColumn.DUE,
        PersonColumn.WORK,
        PersonColumn.OVERTIME,
        PersonColumn.FREE_DAY,
        PersonColumn.NIGHT,
        PersonColumn.LATE,
        PersonColumn.EARLY,
        PersonColumn.ABSENT,
        PersonColumn.ABSENT_DAYS,
        PersonColumn.UNDERTIME,
        PersonColumn.LEAVE,
        PersonColumn.UNPAID_LEAVE,
        PersonColumn.PROBLEMS,
        PersonColumn.CLOSED,
        PersonColumn.CARRIED,
    )
    punches: tuple[PunchColumn, ...] = (
        PunchColumn.SEQUENCE,
        PunchColumn.CODE,
        PunchColumn.NAME,
        PunchColumn.DIRECTION,
        PunchColumn.LOCAL_TIME,
        PunchColumn.UTC_TIME,
        PunchColumn.ZONE,
        PunchColumn.CAMERA,
        PunchColumn.SCORE,
        PunchColumn.THRESHOLD,
        PunchColumn.ENTRY_HASH,
    )
    dates: DateStyle = DateStyle.ISO
    times: TimeStyle = TimeStyle.H24
    lengths: LengthStyle = LengthStyle.CLOCK


STANDARD = ReportTemplate("standard")
"""The template that is always there."""


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """A report that is wanted: days from ``first`` to ``last``, both included.

    ``code`` and ``group`` leave out everybody else; a report of punches knows no group. ``signed``:
    with a detached signature beside the file.
    """

    kind: ReportKind
    form: ReportForm
    first: date
    last: date
    template: ReportTemplate = STANDARD
    code: str | None = None
    group: str | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a report comes from: its own id, when (UTC) it was made, and from which ledger."""

    export_id: str
    made_at: datetime
    head: LedgerHead


@dataclass(frozen=True, slots=True)
class Receipt:
    """A report that was written: ``count`` people, or punches, are in it.

    ``warnings`` are sentences about what it does not show as it should.
    """

    stamp: Stamp
    count: int
    warnings: tuple[str, ...] = ()
