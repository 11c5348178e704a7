"""Tables of schedules: a row for each shift, saying on which days it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Final, TypeVar

from desk_access.imports.cells import Record, RowRefused, clock_of
from desk_access.imports.table_file import Layout
from desk_access.model.identifier import canonical
from desk_access.model.importing import Column, DraftSchedule, Listed
from desk_access.model.schedule import Break, Core, Schedule, Shift
from desk_access.model.work_rules import BreakRule, ForgottenOut, Pairing, Rounding, Towards

T = TypeVar("T")

_RULES: Final[Mapping[Column, tuple[str, Callable[[Record, Column], object]]]] = {
    Column.PAIRING: ("pairing", partial(Record.choice, choices=Pairing)),
    Column.BREAK_RULE: ("breaks", partial(Record.choice, choices=BreakRule)),
    Column.FORGOTTEN_OUT: ("forgotten_out", partial(Record.choice, choices=ForgottenOut)),
    Column.GRACE_IN: ("grace_in", Record.number),
    Column.GRACE_OUT: ("grace_out", Record.number),
    Column.EARLY_COUNTS: ("early_counts", Record.flag),
    Column.UNDERTIME_TOLERANCE: ("undertime_tolerance", Record.number),
    Column.SNAP_OUT: ("snap_out", Record.number),
    Column.FLAP: ("flap", Record.number),
    Column.LONGEST: ("longest", Record.length),
    Column.ROUND_IN: ("round_in", lambda record, column: _rounding(record, column)),
    Column.ROUND_OUT: ("round_out", lambda record, column: _rounding(record, column)),
}
"""The field of WorkRules that a column gives, and how it is read."""

SCHEDULES: Final = Layout(
    "schedules",
    (Column.SCHEDULE, Column.DAYS, Column.START, Column.END),
    (
        Column.SHIFT,
        Column.BREAKS,
        Column.PAID_BREAKS,
        Column.DUE,
        Column.CORE,
        Column.CYCLE,
        Column.BEGINS,
        Column.ON_HOLIDAYS,
        *_RULES,
    ),
)

_A_MONDAY: Final = date(2024, 1, 1)
"""Begins every week of a table that names days of the week."""

_LONGEST_CYCLE: Final = 366

_WEEKDAYS: Final = {
    name: day
    for names in (
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        tuple("월화수목금토일"),
    )
    for day, name in enumerate(names)
}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a schedule: its shift, None for free days, and what it says of the whole."""

    record: Record
    days: Sequence[int]
    weekly: bool
    shift: Shift | None


def schedule_rows(records: Iterable[Record]) -> tuple[Listed[DraftSchedule], ...]:
    """The schedules, each out of the rows of its name, in order of the first of them."""
    by_name: dict[str, list[Record]] = {}
    for record in records:
        by_name.setdefault(canonical(record.named(Column.SCHEDULE)), []).append(record)
    return tuple(_listed(rows[0].named(Column.SCHEDULE), rows) for rows in by_name.values())


def _listed(name: str, records: Sequence[Record]) -> Listed[DraftSchedule]:
    rows: list[_Row] = []
    for record in records:
        try:
            rows.append(_row(record))
        except RowRefused as refusal:
            return Listed(record.place, name, None, str(refusal))
    try:
        return Listed(records[0].place, name, _draft(name, rows))
    except RowRefused as refusal:
        return Listed(records[0].place, name, None, str(refusal))


def _row(record: Record) -> _Row:
    record.required_code(Column.SCHEDULE)
    days, weekly = _days(record)
    start, end = record.clock(Column.START), record.clock(Column.END)
    if (start is None) != (end is None):
        raise RowRefused("A shift has a start and an end; a free day has neither.")
    if start is None or end is None:
        return _Row(record, days, weekly, None)
    breaks = (*_breaks(record, Column.BREAKS), *_breaks(record, Column.PAID_BREAKS))
    core = _spans(record, Column.CORE)
    if len(core) > 1:
        raise RowRefused("“core” is one time, as 10:00-15:00.")
    shift = Shift(
        record.words(Column.SHIFT) or "",
        start,
        end,
        breaks,
        record.length(Column.DUE),
        Core(*core[0]) if core else None,
    )
    return _Row(record, days, weekly, shift)


def _draft(name: str, rows: Sequence[_Row]) -> DraftSchedule:
    """One schedule out of its rows."""
    weekly = all(row.weekly for row in rows)
    if not weekly and any(row.weekly for row in rows):
        raise RowRefused("Its days are days of the week in some rows and numbers in others.")
    length = _agreed(rows, Column.CYCLE, Record.number) or (7 if weekly else None)
    begins = _agreed(rows, Column.BEGINS, Record.day) or (_A_MONDAY if weekly else None)
    if length is None or begins is None:
        raise RowRefused("Days by number need a cycle (how many days) and begins (its first day).")
    if weekly and (length != 7 or begins.weekday()):
        raise RowRefused("With days of the week, the cycle is 7 and begins on a Monday.")
    if not 1 <= length <= _LONGEST_CYCLE:
        raise RowRefused(f"The cycle has {length} days, and not 1 to {_LONGEST_CYCLE}.")
    cycle: list[list[Shift]] = [[] for _ in range(length)]
    for row in rows:
        for day in row.days:
            if day >= length:
                raise RowRefused(f"It has a day {day + 1}, but the cycle {length}.")
            if row.shift is not None:
                cycle[day].append(row.shift)
    rules = {
        field: value
        for column, (field, read) in _RULES.items()
        if (value := _agreed(rows, column, read)) is not None
    }
    # In order of time; one that begins after midnight belongs to the next day of the cycle.
    shifts = tuple(tuple(sorted(day, key=lambda shift: shift.start)) for day in cycle)
    return DraftSchedule(
        Schedule(name, shifts, begins),
        weekly,
        _agreed(rows, Column.ON_HOLIDAYS, Record.flag),
        rules,
    )


def _agreed(
    rows: Sequence[_Row], column: Column, read: Callable[[Record, Column], T | None]
) -> T | None:
    """What the rows of one schedule say of the whole: one thing, or nothing."""
    found: list[T] = []
    for row in rows:
        value = read(row.record, column)
        if value is not None and value not in found:
            found.append(value)
    if len(found) > 1:
        raise RowRefused(f"Its rows differ in {column}.")
    return found[0] if found else None


def _days(record: Record) -> tuple[list[int], bool]:
    """The days of a row from 0, and whether they are days of the week."""
    text = record.required(Column.DAYS)
    found: list[int] = []
    kinds: set[bool] = set()
    for part in filter(None, re.split(r"[,;\s]+", re.sub(r"\s*[-–~]\s*", "-", text))):
        first, _, last = part.partition("-")
        bounds = [_day(each) for each in (first, last or first)]
        if None in bounds:
            raise RowRefused(f"“days” is “{text}”. Write them as Mon-Fri, Sat or 1-4, 6.")
        (start, weekly), (end, also) = (each for each in bounds if each is not None)
        kinds |= {weekly, also}
        if end < start and weekly:
            end += 7
        if end < start or end - start >= _LONGEST_CYCLE:
            raise RowRefused(f"The days {part} run backwards.")
        found += [day % 7 if weekly else day for day in range(start, end + 1)]
    if len(kinds) != 1:
        raise RowRefused(f"“days” is “{text}”: name days of the week or numbers.")
    return list(dict.fromkeys(found)), kinds.pop()


def _day(word: str) -> tuple[int, bool] | None:
    """A day from 0, and whether it is one of the week."""
    weekday = _WEEKDAYS.get(word.casefold().rstrip("."))
    if weekday is not None:
        return weekday, True
    if word.isascii() and word.isdigit() and 1 <= int(word[:9]) <= _LONGEST_CYCLE:
        return int(word) - 1, False
    return None


def _breaks(record: Record, column: Column) -> list[Break]:
    paid = column is Column.PAID_BREAKS
    return [Break(start, end, paid) for start, end in _spans(record, column)]


def _spans(record: Record, column: Column) -> list[tuple[time, time]]:
    """Times from and to, as ``12:00-13:00; 15:00-15:15``."""
    spans = []
    for part in filter(None, re.split(r"[,;]", record.words(column) or "")):
        bounds = [clock_of(each) for each in re.split(r"[-–~]", part)]
        if len(bounds) != 2 or bounds[0] is None or bounds[1] is None:
            raise RowRefused(f"“{column}” is “{part.strip()}”. Write them as 12:00-13:00.")
        spans.append((bounds[0], bounds[1]))
    return spans


def _rounding(record: Record, column: Column) -> Rounding | None:
    """``down 10``: where to, and to how many minutes."""
    text = record.words(column)
    if text is None:
        return None
    towards, _, minutes = text.casefold().partition(" ")
    if towards not in list(Towards) or not (minutes.isascii() and minutes.isdigit()):
        raise RowRefused(f"“{column}” is “{text}”. Write it as down 10, up 5 or nearest 15.")
    return Rounding(Towards(towards), int(minutes[:9]))
