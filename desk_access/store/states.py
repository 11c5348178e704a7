"""How everything that acts cover is now, compared with how the last act left it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from desk_access.errors import LedgerBroken
from desk_access.model.audit import ActKind
from desk_access.store.acts import Detail, head_of, leave, raw_of, record_act, salted
from desk_access.store.capture import state_of
from desk_access.store.coverage import COVERED, MOMENT, SCHEMA
from desk_access.store.tables import LedgerHeadRow

_NOUNS: Final = {
    **{covered.table: covered.noun for covered in COVERED},
    SCHEMA: "a trigger or view of the database",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something is not as the last act left it: digests ``known`` and ``found``, "" for none."""

    part: str
    key: str
    known: str
    found: str

    @property
    def name(self) -> str:
        """What it is, for a person."""
        return f"{_NOUNS[self.part]} {self.key}".strip()


def differences(session: Session) -> list[Difference]:
    """Everything that is not as the last act left it, in the order of the tables."""
    raw = raw_of(session)
    known = _known(raw)
    salts = _salts(raw)
    found: list[Difference] = []
    for part, key, state in _states(raw):
        digest = salted(salts.get((part, key), ""), state)
        expected = known.pop((part, key), "")
        if digest != expected:
            found.append(Difference(part, key, expected, digest))
    found.extend(
        Difference(part, key, digest, "")
        for (part, key), digest in known.items()
        if digest and part in _NOUNS
    )
    return found


def found_before_update(connection: Connection) -> list[Difference] | None:
    """The differences before an update of the tables; None where no acts are chained yet."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    if not _has_acts(raw):
        return None
    with Session(connection) as session:
        return differences(session)


def settle(connection: Connection, before: list[Difference] | None) -> None:
    """Chain what an update of the tables changed; ``before``: what differed before it.

    The first time, everything is chained as it is: what was changed before cannot be told. To a
    chain whose end is broken nothing is added: the file can be read and audited, not changed.
    """
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    columns = {name for _, name, *_ in raw.execute("PRAGMA table_info(ledger_head)")}
    if not columns >= set(LedgerHeadRow.__table__.columns.keys()):
        return  # A revision between: the last one settles.
    with Session(connection) as session:
        try:
            head_of(session)
        except LedgerBroken:
            return
        if before is None:
            details = [*_left(session), *_lost_moments(raw)]
            record_act(session, ActKind.FOUNDED, uuid.uuid4().hex, details)
        else:
            _chain_differences(session, before)


def _chain_differences(session: Session, before: list[Difference]) -> None:
    """Chain an update, after what had been changed outside the program ``before`` it."""
    if before:
        details = [Detail(each.part, each.key, each.found) for each in before]
        subject = f"{before[0].name} and {len(details) - 1} more"
        record_act(session, ActKind.FOUND_CHANGED, subject, details)
    changed = _left(session)
    if changed:
        record_act(session, ActKind.UPDATED, "", changed)


def accept(session: Session, who: str) -> int:
    """Chain everything as it is, in an operator's name; returns how much differed."""
    changed = _left(session)
    record_act(session, ActKind.ACCEPTED, "", changed, who)
    return len(changed)


def _left(session: Session) -> list[Detail]:
    """How everything is that differs, with salts for what is new."""
    raw = raw_of(session)
    salts = _salts(raw)
    now = {(part, key): state for part, key, state in _states(raw)}
    return leave(
        session,
        [
            (each.part, each.key, salts.get((each.part, each.key)), now.get((each.part, each.key)))
            for each in differences(session)
        ],
    )


def _states(raw: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Part, key and state of everything that is there."""
    there = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for covered in COVERED:
        if covered.table not in there:
            continue
        states = raw.execute(
            f'SELECT CAST("{covered.subject}" AS TEXT), {state_of(raw, covered)} '
            f'FROM "{covered.table}" GROUP BY "{covered.subject}"'
        )
        for key, state in states:
            yield covered.table, key, state
    for name, sql in raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name"
    ):
        yield SCHEMA, name, hashlib.sha256(json.dumps([name, sql]).encode()).hexdigest()


def _known(raw: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """The digest that the last act left, by part and key."""
    wanted = "SELECT part, key, digest FROM ledger_state ORDER BY act"
    return {(part, key): digest for part, key, digest in raw.execute(wanted)}


def _salts(raw: sqlite3.Connection) -> dict[tuple[str, str], str]:
    wanted = "SELECT part, key, salt FROM ledger_salt"
    return {(part, key): salt for part, key, salt in raw.execute(wanted)}


def _lost_moments(raw: sqlite3.Connection) -> list[Detail]:
    """The punches whose picture was deleted before that was an act."""
    wanted = """SELECT punch.sequence FROM punch LEFT JOIN punch_picture
        ON punch_picture.sequence = punch.sequence WHERE punch_picture.sequence IS NULL"""
    return [Detail(MOMENT, str(sequence), "") for (sequence,) in raw.execute(wanted)]


def _has_acts(raw: sqlite3.Connection) -> bool:
    wanted = "SELECT 1 FROM sqlite_master WHERE name = 'ledger_act'"
    return raw.execute(wanted).fetchone() is not None
