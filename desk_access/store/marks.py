"""The ledger read for hours: many punches, little of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Double, Select, Text, and_, func, or_, select, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from desk_access.model.punch import Direction
from desk_access.model.timesheet import Mark
from desk_access.store.people import kept_code
from desk_access.store.tables import PersonRow, PunchRow

_PAGE = 10_000
_PUNCH = PunchRow.__table__.c
_DIRECTIONS = {each.value: each for each in Direction}


class Epoch(GenericFunction[float]):
    """A moment as seconds since 1970 UTC, made by the database: a datetime each takes longer."""

    type = Double()
    inherit_cache = True
    name = "desk_access_epoch"


@compiles(Epoch)
def _epoch(element: Epoch, compiler: SQLCompiler, **given: Any) -> str:
    return f"extract(epoch from {compiler.process(element.clauses, **given)})"


@compiles(Epoch, "sqlite")
def _sqlite_epoch(element: Epoch, compiler: SQLCompiler, **given: Any) -> str:
    # Whole seconds and their fraction apart: strftime would round to milliseconds, across minutes.
    at = compiler.process(element.clauses, **given)
    return (
        f"(CAST(strftime('%s', substr({at}, 1, 19)) AS INTEGER) + CAST(substr({at}, 20) AS REAL))"
    )


@lru_cache
def known_zone(name: str) -> str:
    """The name of a time zone, one for all. Raises ValueError or LookupError for none."""
    return ZoneInfo(name).key


def codes_of_today(session: Session, among: Select[Any] | None = None) -> dict[int, str]:
    """Everybody's code, or that of whom they turned out to be, by ``person_id``.

    ``among``: of those alone whose ``person_id`` it selects.
    """
    same = aliased(PersonRow)
    wanted = select(
        PersonRow.person_id, func.coalesce(same.code, PersonRow.code).label("code")
    ).join(same, PersonRow.merged_into == same.person_id, isouter=True)
    if among is not None:
        wanted = wanted.where(PersonRow.person_id.in_(among))
    return {row.person_id: row.code for row in session.execute(wanted)}


def ids_of(session: Session, code: str) -> list[int]:
    """Everybody who is read as the person with this code, that one's own ``person_id`` first."""
    owner = session.execute(
        select(PersonRow.person_id, PersonRow.merged_into).where(
            PersonRow.code == kept_code(session, code)
        )
    ).one_or_none()
    if owner is None:
        return []
    person = owner.merged_into or owner.person_id
    merged = select(PersonRow.person_id).where(PersonRow.merged_into == person)
    return [person, *session.scalars(merged)]


def marks(
    session: Session,
    start: datetime,
    end: datetime,
    code: str | None,
    besides: Sequence[tuple[int, int]],
) -> dict[str, list[Mark]]:
    """Punches by the person's code of today, each by sequence."""
    wanted = select(
        _PUNCH.person_id,
        _PUNCH.person_code,
        _PUNCH.sequence,
        Epoch(_PUNCH.at),
        type_coerce(_PUNCH.direction, Text),
        _PUNCH.zone,
    )
    wanted = wanted.where(or_(and_(_PUNCH.at >= start, _PUNCH.at < end), *_between(besides)))
    if code is None:
        today = codes_of_today(session)
    else:
        theirs, code = ids_of(session, code), kept_code(session, code)
        if theirs:
            code = session.get_one(PersonRow, theirs[0]).code
        today = dict.fromkeys(theirs, code)
        wanted = wanted.where(or_(_PUNCH.person_id.in_(theirs), _PUNCH.person_code == code))
    found: dict[str, list[Mark]] = {}
    rows = session.connection().execute(wanted.execution_options(yield_per=_PAGE))
    for person_id, person_code, sequence, at, direction, zone in rows:
        if at is None:
            raise ValueError(f"the time of entry {sequence} is none")
        mark = Mark(sequence, at, _DIRECTIONS[direction], known_zone(zone))
        found.setdefault(today.get(person_id, person_code), []).append(mark)
    for mine in found.values():
        # Nearly in order already: quicker than for the database, which would sort them all.
        mine.sort()
    return found


def _between(ranges: Sequence[tuple[int, int]]) -> Iterator[ColumnElement[bool]]:
    for first, last in ranges:
        yield and_(_PUNCH.sequence >= first, _PUNCH.sequence <= last)
