"""What people read in workbooks and on pages: headings, and words for the model's."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from desk_access.model.report import DayColumn, PersonColumn, PunchColumn
from desk_access.model.timesheet import DayKind, Ignored, Problem, ProblemKind


class Heading(NamedTuple):
    """What stands over a column, how wide it is in characters, whether ``numbers`` stand in it."""

    words: str
    width: int
    numbers: bool = False


_LENGTH = 10
"""Characters of a column of lengths: ``10000:00`` and its heading fit."""

DAYS: Final[dict[DayColumn, Heading]] = {
    DayColumn.CODE: Heading("Code", 10),
    DayColumn.NAME: Heading("Name", 22),
    DayColumn.GROUP: Heading("Group", 16),
    DayColumn.DATE: Heading("Date", 12, True),
    DayColumn.WEEKDAY: Heading("Day", 6),
    DayColumn.KIND: Heading("Kind of day", 14),
    DayColumn.ZONE: Heading("Zone", 18),
    DayColumn.SHIFT: Heading("Shift", 16),
    DayColumn.CAME: Heading("Came", 18),
    DayColumn.LEFT: Heading("Left", 18),
    DayColumn.PUNCHES: Heading("Punches", 28),
    DayColumn.DUE: Heading("Due", _LENGTH, True),
    DayColumn.WORK: Heading("Worked", _LENGTH, True),
    DayColumn.OVERTIME: Heading("Overtime", _LENGTH, True),
    DayColumn.FREE_DAY: Heading("Free day", _LENGTH, True),
    DayColumn.NIGHT: Heading("Night", _LENGTH, True),
    DayColumn.LATE: Heading("Late", _LENGTH, True),
    DayColumn.EARLY: Heading("Left early", _LENGTH, True),
    DayColumn.ABSENT: Heading("Absent", _LENGTH, True),
    DayColumn.UNDERTIME: Heading("Undertime", _LENGTH, True),
    DayColumn.EXCUSED: Heading("Excused", _LENGTH, True),
    DayColumn.LEAVE: Heading("Leave", _LENGTH, True),
    DayColumn.UNPAID_LEAVE: Heading("Unpaid leave", 13, True),
    DayColumn.BREAK: Heading("Break", _LENGTH, True),
    DayColumn.IDLE: Heading("Uncounted", 11, True),
    DayColumn.PROBLEMS: Heading("Problems", 30),
    DayColumn.CORRECTIONS: Heading("Corrections", 12),
}

PEOPLE: Final[dict[PersonColumn, Heading]] = {
    PersonColumn.DAYS: Heading("Days", 8, True),
    PersonColumn.ABSENT_DAYS: Heading("Days absent", 12, True),
    PersonColumn.PROBLEMS: Heading("Problems", 10, True),
    PersonColumn.CLOSED: Heading("Closed", 9),
    PersonColumn.CARRIED: Heading("Carried from closed months", 30),
    **{
        PersonColumn(column.value): heading
        for column, heading in DAYS.items()
        if column.value in set(PersonColumn) and column is not DayColumn.PROBLEMS
    },
}

PUNCHES: Final[dict[PunchColumn, Heading]] = {
    PunchColumn.SEQUENCE: Heading("Entry", 9, True),
    PunchColumn.CODE: Heading("Code", 10),
    PunchColumn.NAME: Heading("Name", 22),
    PunchColumn.DIRECTION: Heading("Direction", 10),
    PunchColumn.DATE: Heading("Date", 12, True),
    PunchColumn.TIME: Heading("Time", 10),
    PunchColumn.LOCAL_TIME: Heading("Time there", 20),
    PunchColumn.UTC_TIME: Heading("Time UTC", 20),
    PunchColumn.ZONE: Heading("Zone", 18),
    PunchColumn.CAMERA: Heading("Camera", 16),
    PunchColumn.SCORE: Heading("Score", 9, True),
    PunchColumn.THRESHOLD: Heading("Threshold", 11, True),
    PunchColumn.LIVENESS: Heading("Liveness", 10, True),
    PunchColumn.POLICY: Heading("Liveness policy", 20),
    PunchColumn.SOURCE_KIND: Heading("Source", 10),
    PunchColumn.ENTRY_HASH: Heading("Hash of the entry", 68),
}

_WORDS: Final[dict[StrEnum, str]] = {
    DayKind.WORKDAY: "Working day",
    DayKind.FREE: "Free",
    DayKind.HOLIDAY: "Holiday",
    DayKind.UNPLANNED: "No schedule",
    ProblemKind.FORGOTTEN_OUT: "OUT forgotten",
    ProblemKind.FORGOTTEN_IN: "IN forgotten",
    ProblemKind.IGNORED_PUNCH: "Punch ignored",
    ProblemKind.CLOCK: "Clock was wrong",
    ProblemKind.ABSENT: "Absent",
    ProblemKind.UNDERTIME: "Undertime",
    ProblemKind.LATE: "Late",
    ProblemKind.LEFT_EARLY: "Left early",
    Ignored.REPEATED: "repeated",
    Ignored.CORRECTED: "corrected",
    Ignored.BETWEEN: "between first and last",
    Ignored.NO_PAIR: "without a pair",
}


def kind_words(kind: DayKind) -> str:
    """A kind of day, for people."""
    return _WORDS[kind]


def problem_words(problem: Problem) -> str:
    """A problem, for people: ``Punch ignored (repeated)``."""
    told = _WORDS[problem.kind]
    return told if problem.why is None else f"{told} ({_WORDS[problem.why]})"
