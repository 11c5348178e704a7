"""Who belongs to the house, and since when, read from people and their history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_access.model.member import Member, Stay
from desk_access.store.marks import ids_of
from desk_access.store.tables import HistoryPersonRow, HistoryRow, PersonRow


class _Turn(NamedTuple):
    """Somebody became active, or no longer was."""

    at: datetime
    active: bool


def members(session: Session, code: str | None) -> list[Member]:
    """Everybody who is not erased, by name, merged people as one; ``code``: this one alone."""
    people = select(PersonRow)
    turns = (
        select(HistoryPersonRow.person_id, HistoryRow.at, HistoryPersonRow.after_active)
        .join(HistoryRow, HistoryRow.number == HistoryPersonRow.number)
        .where(HistoryPersonRow.before_active != HistoryPersonRow.after_active)
        .order_by(HistoryRow.number)
    )
    if code is not None:
        theirs = ids_of(session, code)
        people = people.where(PersonRow.person_id.in_(theirs))
        turns = turns.where(HistoryPersonRow.person_id.in_(theirs))
    by_person: dict[int, list[_Turn]] = {}
    for person_id, at, active in session.execute(turns):
        by_person.setdefault(person_id, []).append(_Turn(at, active))
    stays: dict[int, list[Stay]] = {}
    rows = session.scalars(people).all()
    for row in rows:
        person = row.person_id if row.merged_into is None else row.merged_into
        stays.setdefault(person, []).extend(_stays(row, by_person.get(row.person_id, [])))
    found = [
        Member(row.person_id, row.code, row.name, row.group, _in_order(stays[row.person_id]))
        for row in rows
        if row.merged_into is None
    ]
    return sorted(found, key=lambda member: (member.name.casefold(), member.code))


def _stays(row: PersonRow, turns: list[_Turn]) -> list[Stay]:
    """From the turns of one row. Who was enrolled before there was a history has no first turn."""
    if not turns or not turns[0].active:
        turns = [_Turn(row.enrolled_at, True), *turns]
    else:
        turns = [_Turn(min(turns[0].at, row.enrolled_at), True), *turns[1:]]
    found = []
    since: datetime | None = None
    for turn in turns:
        if turn.active:
            since = turn.at if since is None else since
        elif since is not None:
            found.append(Stay(since, max(since, turn.at)))
            since = None
    if since is not None:
        # Removed before there was a history, nobody knows when: what was punched tells.
        found.append(Stay(since, None if row.active else since))
    return found


def _in_order(stays: Iterable[Stay]) -> tuple[Stay, ...]:
    return tuple(sorted(stays, key=lambda stay: stay.start))
