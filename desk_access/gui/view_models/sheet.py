"""The timesheet's rows: people or groups, a cell for each day, and the sums."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.durations import difference_text, hours_text
from desk_access.gui.view_models.portion_words import PROBLEM_GLYPHS, PROBLEM_TONES, problem_word
from desk_access.gui.view_models.words import people_count, translate
from desk_access.model.timesheet import (
    DayKind,
    DayReading,
    PersonMonth,
    PortionKind,
    ProblemKind,
    Rule,
    Totals,
)

_SHOWN = (
    ProblemKind.CLOCK,
    ProblemKind.FORGOTTEN_OUT,
    ProblemKind.FORGOTTEN_IN,
    ProblemKind.ABSENT,
    ProblemKind.UNDERTIME,
    ProblemKind.LATE,
    ProblemKind.LEFT_EARLY,
)
"""The problems that a cell names, the gravest first."""

_GRAVE = frozenset(_SHOWN[:5])
"""Those that somebody has to settle before the month is closed."""


class Mark(NamedTuple):
    """A word below the hours of a cell, with its icon and colour."""

    word: str
    glyph: Glyph
    tone: Tone


class SheetCell(NamedTuple):
    """A day of a row. ``work`` is in minutes; ``free``: nobody was due; ``corrected``: an operator
    changed how it reads; ``problems`` counts what somebody has to settle."""

    work: int
    hours: str
    mark: Mark | None = None
    free: bool = False
    corrected: bool = False
    problems: int = 0


class Sum(StrEnum):
    """The columns of sums, behind the days."""

    WORK = "work"
    DUE = "due"
    OVERTIME = "overtime"
    FREE_DAY = "free_day"
    NIGHT = "night"
    MISSED = "missed"
    ABSENT = "absent"
    UNDERTIME = "undertime"
    LEAVE = "leave"
    CARRIED = "carried"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A person, or a group with ``code`` empty. ``counted`` are the sums that the month is paid by:
    the frozen ones, once it is closed; ``now`` those of its days as they read today."""

    code: str
    name: str
    group: str
    detail: str
    cells: tuple[SheetCell, ...]
    now: Totals
    carried: Totals
    frozen: Totals | None

    @property
    def counted(self) -> Totals:
        """What the month is paid by, without what it carries."""
        return self.now if self.frozen is None else self.frozen

    @property
    def changed(self) -> Totals:
        """What reads otherwise since the month was closed."""
        return Totals() if self.frozen is None else self.now.minus(self.frozen)

    @property
    def problems(self) -> int:
        """How much somebody has to settle."""
        return self.now.problems

    def minutes(self, column: Sum) -> int:
        """A column's sum."""
        counted = self.counted
        return {
            Sum.WORK: counted.work,
            Sum.DUE: counted.due,
            Sum.OVERTIME: counted.overtime,
            Sum.FREE_DAY: counted.free_day,
            Sum.NIGHT: counted.night,
            Sum.MISSED: counted.late + counted.early,
            Sum.ABSENT: counted.absent,
            Sum.UNDERTIME: counted.undertime,
            Sum.LEAVE: counted.leave + counted.unpaid_leave,
            Sum.CARRIED: self.carried.work,
            Sum.CHANGED: self.changed.work,
        }[column]


class Order(StrEnum):
    """How the rows are sorted."""

    PROBLEMS = "problems"
    NAME = "name"
    GROUP = "group"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """Which rows are shown, and in which order."""

    words: str = ""
    group: str | None = None
    problems_only: bool = False
    order: Order = Order.PROBLEMS
    by_group: bool = False


def person_row(month: PersonMonth, days: int) -> SheetRow:
    """A person's row of a month with so many ``days``.

    Callable on any thread. It keeps nothing of the days but their cells: a month of ten thousand
    people would not fit into the memory of a small PC.
    """
    cells = [SheetCell(0, "")] * days
    for day in month.days:
        cells[day.day.day - 1] = day_cell(day)
    return SheetRow(
        month.code,
        month.name or month.code,  # whoever was erased has a code alone
        month.group,
        " · ".join(part for part in (month.code, month.group) if part),
        tuple(cells),
        month.totals,
        month.carried,
        month.frozen,
    )


def day_cell(day: DayReading) -> SheetCell:
    """A day in a word."""
    work = day.minutes(PortionKind.WORK)
    problems = {problem.kind for problem in day.problems}
    free = day.kind in (DayKind.FREE, DayKind.HOLIDAY)
    return SheetCell(
        work,
        hours_text(work) if work else "",
        _mark(day, problems, work),
        free,
        bool(day.corrections),
        sum(problem.kind in _GRAVE for problem in day.problems),
    )


def _mark(day: DayReading, problems: set[ProblemKind], work: int) -> Mark | None:
    for kind in _SHOWN:
        if kind in problems:
            return Mark(problem_word(kind), PROBLEM_GLYPHS[kind], PROBLEM_TONES[kind])
    kinds = {portion.kind for portion in day.portions}
    if any(portion.rule is Rule.TRIP for portion in day.portions):
        return Mark(translate("Sheet", "trip"), Glyph.TRIP, Tone.ACCENT)
    if PortionKind.EXCUSED in kinds:
        return Mark(translate("Sheet", "excused"), Glyph.EXCUSED, Tone.MUTED)
    if PortionKind.LEAVE in kinds or PortionKind.UNPAID_LEAVE in kinds:
        return Mark(translate("Sheet", "leave"), Glyph.LEAVE, Tone.MUTED)
    more = sum(day.minutes(kind) for kind in _MORE)
    if more:
        return Mark(difference_text(more), Glyph.HOURS, Tone.ACCENT)
    if day.kind is DayKind.HOLIDAY and not work:
        return Mark(translate("Sheet", "holiday"), Glyph.HOLIDAY, Tone.MUTED)
    return None


_MORE = (PortionKind.OVERTIME, PortionKind.WEEKLY_OVERTIME, PortionKind.FREE_DAY)


def group_rows(people: Iterable[SheetRow]) -> list[SheetRow]:
    """A row for each group: the sums of its people, day by day."""
    together: dict[str, list[SheetRow]] = {}
    for person in people:
        together.setdefault(person.group, []).append(person)
    return [_group_row(group, rows) for group, rows in together.items()]


def _group_row(group: str, rows: Sequence[SheetRow]) -> SheetRow:
    frozen = [row.frozen for row in rows if row.frozen is not None]
    return SheetRow(
        "",
        group or translate("Sheet", "Without a group"),
        group,
        people_count(len(rows)),
        tuple(_group_cell(cells) for cells in zip(*(row.cells for row in rows), strict=True)),
        _sum(row.now for row in rows),
        _sum(row.carried for row in rows),
        _sum(frozen) if len(frozen) == len(rows) else None,
    )


def _group_cell(cells: Sequence[SheetCell]) -> SheetCell:
    work = sum(cell.work for cell in cells)
    problems = sum(cell.problems for cell in cells)
    mark = Mark(str(problems), Glyph.WARNING, Tone.REFUSED) if problems else None
    free = all(cell.free for cell in cells)
    return SheetCell(work, hours_text(work) if work else "", mark, free, False, problems)


def _sum(totals: Iterable[Totals]) -> Totals:
    return Totals(*(sum(column) for column in zip(*totals, strict=True)))


def chosen_rows(rows: Iterable[SheetRow], choice: SheetChoice) -> list[SheetRow]:
    """The rows that are shown, in order."""
    sought = choice.words.casefold()
    found = [
        row
        for row in rows
        if choice.group in (None, row.group)
        and sought in f"{row.name}\n{row.code}\n{row.group}".casefold()
        and (row.problems or not choice.problems_only)
    ]
    if choice.by_group:
        found = group_rows(found)
    found.sort(key=_KEYS[choice.order])
    return found


_KEYS: dict[Order, Callable[[SheetRow], tuple[object, ...]]] = {
    Order.PROBLEMS: lambda row: (-row.problems, row.name.casefold(), row.code),
    Order.NAME: lambda row: (row.name.casefold(), row.code),
    Order.GROUP: lambda row: (row.group.casefold(), row.name.casefold(), row.code),
    Order.SHORT: lambda row: (row.counted.work - row.counted.due, row.name.casefold(), row.code),
}


def sums_shown(rows: Iterable[SheetRow]) -> list[Sum]:
    """The columns of sums; carried and changed ones only where there is something in them."""
    carried = changed = False
    for row in rows:
        carried = carried or any(row.carried)
        changed = changed or any(row.changed)
    hidden = {Sum.CARRIED} if not carried else set()
    hidden |= {Sum.CHANGED} if not changed else set()
    return [each for each in Sum if each not in hidden]


def sum_word(column: Sum) -> str:
    """A column's name."""
    return {
        Sum.WORK: translate("Sheet", "Worked"),
        Sum.DUE: translate("Sheet", "Due"),
        Sum.OVERTIME: translate("Sheet", "Overtime"),
        Sum.FREE_DAY: translate("Sheet", "Free days"),
        Sum.NIGHT: translate("Sheet", "Night"),
        Sum.MISSED: translate("Sheet", "Late, early"),
        Sum.ABSENT: translate("Sheet", "Absent"),
        Sum.UNDERTIME: translate("Sheet", "Undertime"),
        Sum.LEAVE: translate("Sheet", "Leave"),
        Sum.CARRIED: translate("Sheet", "Carried"),
        Sum.CHANGED: translate("Sheet", "Since then"),
    }[column]


def sum_text(row: SheetRow, column: Sum) -> str:
    """A sum as its cell writes it; empty for none."""
    minutes = row.minutes(column)
    if column in (Sum.CARRIED, Sum.CHANGED):
        totals = row.carried if column is Sum.CARRIED else row.changed
        return difference_text(minutes) if any(totals) else ""
    return hours_text(minutes) if minutes or column in (Sum.WORK, Sum.DUE) else ""


def month_days(month: date) -> list[date]:
    """Every day of the month that begins on ``month``."""
    count = calendar.monthrange(month.year, month.month)[1]
    return [month.replace(day=number + 1) for number in range(count)]


def month_beside(month: date, step: int) -> date:
    """The first day of the month so many months later; earlier: negative."""
    years, place = divmod(month.month - 1 + step, 12)
    return date(month.year + years, place + 1, 1)
