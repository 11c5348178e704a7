"""The cells of a row about somebody's day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desk_access.model.punch import Direction
from desk_access.model.report import DayColumn, ReportTemplate, TimeStyle
from desk_access.model.timesheet import (
    DayReading,
    Mark,
    PersonMonth,
    PortionKind,
    Problem,
    ProblemKind,
)
from desk_access.reports.cells import Cell, Length, time_text
from desk_access.reports.words import kind_words, problem_words

LENGTHS: dict[DayColumn, tuple[PortionKind, ...]] = {
    DayColumn.WORK: (PortionKind.WORK,),
    DayColumn.OVERTIME: (PortionKind.OVERTIME, PortionKind.WEEKLY_OVERTIME),
    DayColumn.FREE_DAY: (PortionKind.FREE_DAY,),
    DayColumn.NIGHT: (PortionKind.NIGHT,),
    DayColumn.LATE: (PortionKind.LATE,),
    DayColumn.EARLY: (PortionKind.EARLY,),
    DayColumn.ABSENT: (PortionKind.ABSENT,),
    DayColumn.UNDERTIME: (PortionKind.UNDERTIME,),
    DayColumn.EXCUSED: (PortionKind.EXCUSED,),
    DayColumn.LEAVE: (PortionKind.LEAVE,),
    DayColumn.UNPAID_LEAVE: (PortionKind.UNPAID_LEAVE,),
    DayColumn.BREAK: (PortionKind.BREAK,),
    DayColumn.IDLE: (PortionKind.IDLE,),
}
"""The portions whose minutes a column adds up."""

DayCell = Callable[[PersonMonth, DayReading], Cell]


def day_cells(
    columns: tuple[DayColumn, ...], template: ReportTemplate, *, for_people: bool = False
) -> list[DayCell]:
    """What gives the cells of the columns, in their order; for people, or for programs."""
    own = _FOR_PEOPLE if for_people else {}
    return [own.get(column) or _cell(column, template.times) for column in columns]


@lru_cache(maxsize=64)
def zone_named(name: str) -> tzinfo:
    """The zone, or UTC for one that this machine does not know: no reason to withhold a report."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return UTC


def local(seconds: float, zone: str) -> datetime:
    """Seconds since 1970-01-01 UTC as the clock there showed them, without a zone."""
    return datetime.fromtimestamp(seconds, zone_named(zone)).replace(tzinfo=None)


def counted_marks(day: DayReading) -> list[Mark]:
    """The punches that count, in order of time."""
    ignored = {
        source
        for problem in day.problems
        if problem.kind is ProblemKind.IGNORED_PUNCH
        for source in problem.sources
    }
    return [mark for mark in day.marks if mark.sequence not in ignored]


def punches_text(day: DayReading, times: TimeStyle) -> str:
    """The punches in pairs: ``09:02–12:00 13:00–18:05``.

    ``?`` stands for what was forgotten, ``…`` for what is to come; ``+1`` marks the next day's
    date and ``*`` what a correction added.
    """
    forgotten = {
        source
        for problem in day.problems
        if problem.kind in (ProblemKind.FORGOTTEN_IN, ProblemKind.FORGOTTEN_OUT)
        for source in problem.sources
    }
    pairs: list[str] = []
    opened: Mark | None = None
    for mark in counted_marks(day):
        told = _told(mark, day, times)
        if opened is not None and opened.sequence not in forgotten:
            pairs[-1] += told
            opened = None
        elif mark.sequence in forgotten and mark.direction is Direction.OUT:
            pairs.append(f"?–{told}")
        else:
            if opened is not None:
                pairs[-1] += "?"
            pairs.append(f"{told}–")
            opened = mark
    if opened is not None:
        pairs[-1] += "?" if opened.sequence in forgotten else "…"
    return " ".join(pairs)


def shift_text(day: DayReading, times: TimeStyle) -> str:
    """The shifts as they were planned: ``09:00–18:00``."""
    return " ".join(
        "–".join(_at(each * 60, day.zone, day, times) for each in planned)
        for planned in day.planned
    )


def problem_word(problem: Problem) -> str:
    """A problem as a word for programs: ``late``, ``ignored_punch:repeated``."""
    return problem.kind.value if problem.why is None else f"{problem.kind}:{problem.why}"


def _told(mark: Mark, day: DayReading, times: TimeStyle) -> str:
    added = "*" if mark.sequence < 0 else ""
    return _at(mark.at, mark.zone, day, times) + added


def _at(seconds: float, zone: str, day: DayReading, times: TimeStyle) -> str:
    at = local(seconds, zone)
    days = (at.date() - day.day).days
    return time_text(at, times) + (f"{days:+d}" if days else "")


def _edge(place: int) -> DayCell:
    """The first punch that counts, or the last where there are two."""

    def cell(_person: PersonMonth, day: DayReading) -> Cell:
        marks = counted_marks(day)
        if len(marks) < (1 if place == 0 else 2):
            return None
        return local(marks[place].at, marks[place].zone)

    return cell


def _length(kinds: tuple[PortionKind, ...]) -> DayCell:
    if len(kinds) == 1:
        (kind,) = kinds
        return lambda _person, day: Length(day.minutes(kind))
    return lambda _person, day: Length(sum(day.minutes(kind) for kind in kinds))


def _cell(column: DayColumn, times: TimeStyle) -> DayCell:
    if column in LENGTHS:
        return _length(LENGTHS[column])
    if column is DayColumn.SHIFT:
        return lambda _person, day: shift_text(day, times)
    if column is DayColumn.PUNCHES:
        return lambda _person, day: punches_text(day, times)
    return _CELLS[column]


_FOR_PEOPLE: dict[DayColumn, DayCell] = {
    DayColumn.KIND: lambda _person, day: kind_words(day.kind),
    DayColumn.PROBLEMS: lambda _person, day: "; ".join(map(problem_words, day.problems)),
}

_CELLS: dict[DayColumn, DayCell] = {
    DayColumn.CODE: lambda person, _day: person.code,
    DayColumn.NAME: lambda person, _day: person.name,
    DayColumn.GROUP: lambda person, _day: person.group,
    DayColumn.DATE: lambda _person, day: day.day,
    DayColumn.WEEKDAY: lambda _person, day: f"{day.day:%a}",
    DayColumn.KIND: lambda _person, day: day.kind.value,
    DayColumn.ZONE: lambda _person, day: day.zone,
    DayColumn.CAME: _edge(0),
    DayColumn.LEFT: _edge(-1),
    DayColumn.DUE: lambda _person, day: Length(day.due),
    DayColumn.PROBLEMS: lambda _person, day: "; ".join(map(problem_word, day.problems)),
    DayColumn.CORRECTIONS: lambda _person, day: "; ".join(map(str, day.corrections)),
}
