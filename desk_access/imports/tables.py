"""Tables of people, of who has which schedule, and of leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar

from desk_access.imports.cells import Record, RowRefused
from desk_access.imports.schedules import SCHEDULES, schedule_rows
from desk_access.imports.table_file import Layout, read_table
from desk_access.model.calendar import Hours, Leave
from desk_access.model.importing import (
    AssignmentTable,
    Column,
    DraftLeave,
    Half,
    LeaveTable,
    Listed,
    Named,
    PeopleTable,
    ScheduleTable,
    TableKind,
)
from desk_access.model.schedule import Assignment

T = TypeVar("T")

LAYOUTS: Final = {
    TableKind.PEOPLE: Layout("people", (Column.CODE, Column.NAME), (Column.GROUP,)),
    TableKind.SCHEDULES: SCHEDULES,
    TableKind.ASSIGNMENTS: Layout(
        "assignments",
        (Column.SCHEDULE, Column.FIRST),
        (Column.CODE, Column.GROUP, Column.LAST),
    ),
    TableKind.LEAVE: Layout(
        "leave",
        (Column.CODE, Column.KIND, Column.FIRST),
        (Column.LAST, Column.START, Column.END, Column.HALF, Column.PAID),
    ),
}
"""The columns of each kind of table."""

_HALVES: Final = {
    **dict.fromkeys(("first", "am", "오전"), Half.FIRST),
    **dict.fromkeys(("second", "pm", "오후"), Half.SECOND),
}


def read_import(
    kind: TableKind, path: Path, encoding: str | None = None
) -> PeopleTable | ScheduleTable | AssignmentTable | LeaveTable:
    """The table of ``kind`` in a CSV file or an Excel workbook.

    Rows that make no sense are in it, with the reason. Raises ImportRefused for a file that is no
    such table, EncodingUnknown for a CSV file that is not UTF-8 and comes without ``encoding``.
    Blocks; any thread.
    """
    table = read_table(path, LAYOUTS[kind], encoding)
    if kind is TableKind.PEOPLE:
        return PeopleTable(_listed(table.records, Column.CODE, _named), table.unused)
    if kind is TableKind.SCHEDULES:
        return ScheduleTable(schedule_rows(table.records), table.unused)
    if kind is TableKind.ASSIGNMENTS:
        return AssignmentTable(_listed(table.records, Column.SCHEDULE, _assignment), table.unused)
    return LeaveTable(_listed(table.records, Column.CODE, _leave), table.unused)


def _listed(
    records: Iterable[Record], what: Column, read: Callable[[Record], T]
) -> tuple[Listed[T], ...]:
    """Each row read, or why it cannot be; ``what`` names it then."""
    rows: list[Listed[T]] = []
    for record in records:
        try:
            rows.append(Listed(record.place, record.named(what), read(record)))
        except RowRefused as refusal:
            rows.append(Listed(record.place, record.named(what), None, str(refusal)))
    return tuple(rows)


def _named(record: Record) -> Named:
    return Named(
        record.required_code(Column.CODE), record.required(Column.NAME), record.code(Column.GROUP)
    )


def _assignment(record: Record) -> Assignment:
    code, group = record.code(Column.CODE), record.code(Column.GROUP)
    if (code is None) == (group is None):
        raise RowRefused("It must name a code or a group, and not both.")
    first = record.day(Column.FIRST)
    if first is None:
        raise RowRefused(f"“{Column.FIRST}” is empty.")
    last = record.day(Column.LAST)
    if last is not None and last < first:
        raise RowRefused(f"It ends on {last}, before it begins on {first}.")
    return Assignment(record.required_code(Column.SCHEDULE), first, last, code, group)


def _leave(record: Record) -> DraftLeave:
    code, kind = record.required_code(Column.CODE), record.required(Column.KIND)
    first = record.day(Column.FIRST)
    if first is None:
        raise RowRefused(f"“{Column.FIRST}” is empty.")
    last = record.day(Column.LAST) or first
    if last < first:
        raise RowRefused(f"It ends on {last}, before it begins on {first}.")
    start, end = record.clock(Column.START), record.clock(Column.END)
    if (start is None) != (end is None):
        raise RowRefused("Leave of some hours has a start and an end.")
    if start is not None and start == end:
        raise RowRefused(f"It ends at {end:%H:%M}, when it starts.")
    hours = None if start is None or end is None else Hours(start, end)
    half = _half(record)
    if half is not None and (hours is not None or first != last):
        raise RowRefused("Half a day is of one day, and has no start and end.")
    paid = record.flag(Column.PAID)
    return DraftLeave(Leave(code, first, last, kind, hours, True if paid is None else paid), half)


def _half(record: Record) -> Half | None:
    text = record.words(Column.HALF)
    if text is None:
        return None
    half = _HALVES.get(text.casefold())
    if half is None:
        raise RowRefused(f"“{Column.HALF}” is “{text}”. Write it as first or second.")
    return half
