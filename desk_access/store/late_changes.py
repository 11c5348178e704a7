"""What came after the last closing and changes how closed months read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk_access.store.tables import HistoryPersonRow, PunchRow
from desk_access.store.time_tables import (
    ClockNoteRow,
    ClosedMonthRow,
    FrozenRow,
    LateChangeRow,
)

_BEFORE: Final = timedelta(days=3)
_AFTER: Final = timedelta(days=8)
"""A change may end a presence that began two days earlier by the clock of any zone, and move
overtime to the end of a week."""


def touched(
    session: Session, today: Mapping[int, str], months: Sequence[date], last: ClosedMonthRow
) -> dict[date, set[str]]:
    """Whose closed months may read otherwise since the ``last`` closing: codes of today by month.

    ``months`` are the closed ones, in order.
    """
    found: dict[date, set[str]] = {}
    for code, first, final in (
        *_late_changes(session, today, last),
        *_late_punches(session, today, last),
        *_merges(session, today, last, months),
    ):
        for month in _within(months, first - _BEFORE, final + _AFTER):
            codes = found.setdefault(month, set())
            codes.update(_everybody(session, today, month) if code is None else (code,))
    return found


_Touch = tuple[str | None, date, date]


def _late_changes(
    session: Session, today: Mapping[int, str], last: ClosedMonthRow
) -> Iterator[_Touch]:
    """Corrections that were decided, and leave that came or went."""
    wanted = select(LateChangeRow).where(LateChangeRow.number > last.late_change)
    for row in session.scalars(wanted):
        if row.person_id is None:
            yield None, row.first, row.last
        elif row.person_id in today:
            yield today[row.person_id], row.first, row.last


def _late_punches(
    session: Session, today: Mapping[int, str], last: ClosedMonthRow
) -> Iterator[_Touch]:
    """Punches that were made since and tell a time before: the clock was set back.

    That was noted with the first of them, so that without such a note nothing is searched.
    """
    noted = (
        select(func.min(ClockNoteRow.sequence))
        .join(PunchRow, PunchRow.sequence == ClockNoteRow.sequence)
        .where(ClockNoteRow.sequence > last.sequence, PunchRow.at < last.at)
    )
    first = session.execute(noted).scalar_one()
    if first is None:
        return
    wanted = select(PunchRow.person_id, PunchRow.person_code, PunchRow.at).where(
        PunchRow.sequence >= first, PunchRow.at < last.at
    )
    for row in session.execute(wanted):
        yield today.get(row.person_id, row.person_code), row.at.date(), row.at.date()


def _merges(
    session: Session, today: Mapping[int, str], last: ClosedMonthRow, months: Sequence[date]
) -> Iterator[_Touch]:
    """Whoever turned out to be somebody else, or not after all."""
    before, after = HistoryPersonRow.before_merged_into, HistoryPersonRow.after_merged_into
    wanted = select(HistoryPersonRow.person_id, before, after).where(
        HistoryPersonRow.number > last.history, before.is_distinct_from(after)
    )
    for row in session.execute(wanted):
        for person_id in row:
            if person_id in today:
                yield today[person_id], months[0], months[-1]


def _within(months: Collection[date], first: date, final: date) -> Iterator[date]:
    for month in months:
        if first.replace(day=1) <= month <= final:
            yield month


def _everybody(session: Session, today: Mapping[int, str], month: date) -> set[str]:
    wanted = select(FrozenRow.person_id, FrozenRow.person_code).where(FrozenRow.month == month)
    return {today.get(row.person_id, row.person_code) for row in session.execute(wanted)}
