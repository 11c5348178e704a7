"""Chaining what a transaction changed: one act each, beside the punches, in one chain.

Where the state that is found is not the one that the last act left, somebody changed it outside the
program; that is chained first, as an act of its own, and stays in every audit until it is accepted.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from desk_access.account import machine_user
from desk_access.errors import LedgerBroken
from desk_access.model.audit import Act, ActKind, NewAct
from desk_access.model.punch import LedgerHead
from desk_access.store.act_tables import ActRow, SaltRow, StateRow
from desk_access.store.capture import TOUCHED, state_of
from desk_access.store.chain import GENESIS, act_hash
from desk_access.store.coverage import COVERED, MOMENT, PUNCH
from desk_access.store.heads import SIGNER, Signer
from desk_access.store.tables import LedgerHeadRow, PunchRow

_KINDS: Final = {covered.table: covered.kind for covered in COVERED}
_NOUNS: Final = {covered.table: covered.noun for covered in COVERED}
_NAMED: Final = 8
"""So many keys are named in an act's subject; the details hold all."""


@dataclass(frozen=True, slots=True)
class Detail:
    """How an act leaves the rows of ``part`` with this ``key``; "" where none is left."""

    part: str
    key: str
    digest: str


def head_of(session: Session, *, to_change: bool = False) -> LedgerHead:
    """The chain's end, once it is seen to be true. Raises LedgerBroken."""
    # Locks the row where a server has several writers; SQLite has one anyway.
    row = session.get(LedgerHeadRow, 1, with_for_update=to_change, populate_existing=True)
    punch = session.execute(
        select(PunchRow.sequence, PunchRow.entry_hash).order_by(PunchRow.sequence.desc()).limit(1)
    ).one_or_none()
    act = session.execute(
        select(ActRow.number, ActRow.after, ActRow.entry_hash)
        .order_by(ActRow.number.desc())
        .limit(1)
    ).one_or_none()
    sequence, entry_hash = (0, GENESIS) if punch is None else (punch.sequence, punch.entry_hash)
    if act is not None and act.after >= sequence:
        entry_hash = act.entry_hash
    end = LedgerHead(sequence, entry_hash, 0 if act is None else act.number)
    if row is None or end != LedgerHead(row.sequence, row.entry_hash, row.act):
        raise LedgerBroken(
            "The end of the ledger was changed from outside.",
            "Run the audit, then put a backup of the database in its place.",
        )
    return end


def move_head(session: Session, head: LedgerHead, vouched: bool = False) -> None:
    """Write the chain's new end, after :func:`head_of` in the same session, and sign it.

    It is signed where the end before was, or where an operator ``vouched`` for that.
    """
    before = session.get_one(LedgerHeadRow, 1)
    signer: Signer | None = session.info.get(SIGNER)
    signature = ""
    if signer is not None:
        last = LedgerHead(before.sequence, before.entry_hash, before.act)
        signature = signer.signature(last, before.signature, head, vouched)
    session.execute(
        update(LedgerHeadRow)
        .where(LedgerHeadRow.head_id == 1)
        .values(
            sequence=head.sequence,
            entry_hash=head.entry_hash,
            act=head.act,
            signature=signature,
        )
    )


def record_act(
    session: Session, kind: ActKind, subject: str, details: Iterable[Detail], who: str = ""
) -> Act:
    """Chain an act, in the session's own transaction. Raises LedgerBroken.

    ``subject`` holds nothing that may have to be erased. Changes of covered tables need no call:
    :func:`conclude` chains them at the end of every transaction.
    """
    head = head_of(session, to_change=True)
    kept = sorted(details, key=lambda each: (each.part, each.key))
    made = NewAct(kind, datetime.now(UTC), who, machine_user(), subject, content_of(kept))
    number = head.act + 1
    act = Act(
        number,
        head.sequence,
        made,
        head.entry_hash,
        act_hash(number, head.sequence, head.entry_hash, made),
    )
    row = {
        "number": number,
        "after": act.after,
        "previous_hash": act.previous_hash,
        "entry_hash": act.entry_hash,
        **{name: getattr(made, name) for name in NewAct.__dataclass_fields__},
    }
    session.execute(insert(ActRow), [row])
    if kept:
        rows = [
            {"part": each.part, "key": each.key, "act": number, "digest": each.digest}
            for each in kept
        ]
        session.execute(insert(StateRow), rows)
    vouched = kind in (ActKind.KEY, ActKind.ACCEPTED)
    move_head(session, LedgerHead(head.sequence, act.entry_hash, number), vouched)
    return act


def content_of(details: Iterable[Detail]) -> str:
    """The digest of an act's details, which are in the order of part and key."""
    plain = [[each.part, each.key, each.digest] for each in details]
    text = json.dumps(plain, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def salted(salt: str, state: str) -> str:
    """What the details hold of a state."""
    return hashlib.sha256(f"{salt}:{state}".encode()).hexdigest()


def conclude(session: Session, who: str) -> None:
    """Chain what the transaction touched, if it changed anything. Raises LedgerBroken."""
    session.flush()
    raw = raw_of(session)
    touched = _touched(raw)
    erased: list[Detail] = session.info.get(PUNCH, [])
    if not touched and not erased:
        return
    changed = _found_changed([each for each in touched if each.found != each.known])
    if changed:
        record_act(session, ActKind.FOUND_CHANGED, _subject(changed), changed, who)
    left = leave(session, [(each.part, each.key, each.salt, each.state) for each in touched])
    now = [
        detail
        for each, detail in zip(touched, left, strict=True)
        if detail.digest != each.found or each.part == MOMENT
    ]
    if now or erased:
        kind = ActKind.ERASURE if erased else _KINDS.get(now[0].part, ActKind.ERASURE)
        record_act(session, kind, _subject(now), [*now, *erased], who)
    raw.execute(f"DELETE FROM {TOUCHED}")


def leave(
    session: Session, states: Iterable[tuple[str, str, str | None, str | None]]
) -> list[Detail]:
    """The details of states of (part, key, salt so far, state or None), which get their salts.

    What is no longer there loses its salt, so that nobody can guess what it was.
    """
    details: list[Detail] = []
    salts: list[dict[str, str]] = []
    for part, key, salt, state in states:
        if state is None:
            if salt is not None:
                theirs = (SaltRow.part == part, SaltRow.key == key)
                session.execute(delete(SaltRow).where(*theirs))
            details.append(Detail(part, key, ""))
            continue
        if salt is None:
            salt = secrets.token_hex(16)
            salts.append({"part": part, "key": key, "salt": salt})
        details.append(Detail(part, key, salted(salt, state)))
    if salts:
        session.execute(insert(SaltRow), salts)
    return details


def raw_of(session: Session) -> sqlite3.Connection:
    """The driver's connection of a session."""
    raw = session.connection().connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _found_changed(touched: Iterable[_Touched]) -> list[Detail]:
    return [Detail(each.part, each.key, each.found) for each in touched]


def _subject(details: Sequence[Detail]) -> str:
    """What an act changed, without personal data: the keys of its first part."""
    if not details:
        return ""
    part = details[0].part
    keys = [each.key for each in details if each.part == part]
    more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
    return f"{_NOUNS.get(part, part)} {', '.join(keys[:_NAMED])}{more}"


@dataclass(frozen=True, slots=True)
class _Touched:
    """What a transaction touched: the digest that was ``known``, that ``found``, the state left."""

    part: str
    key: str
    known: str
    found: str
    salt: str | None
    state: str | None


def _touched(raw: sqlite3.Connection) -> list[_Touched]:
    """In the order of :data:`COVERED`; empty for a transaction that touched nothing."""
    parts = {part for (part,) in raw.execute(f"SELECT DISTINCT part FROM {TOUCHED}")}
    found: list[_Touched] = []
    for covered in COVERED:
        if covered.table in parts:
            state = (
                f'(SELECT {state_of(raw, covered)} FROM "{covered.table}" '
                f'WHERE "{covered.subject}" = touched.key)'
            )
            found.extend(_touched_of(raw, covered.table, state))
    if MOMENT in parts:
        found.extend(_touched_of(raw, MOMENT, "NULL"))
    return found


def _touched_of(raw: sqlite3.Connection, part: str, state: str) -> Iterator[_Touched]:
    wanted = f"""
        SELECT CAST(touched.key AS TEXT), touched.before, ledger_salt.salt, {state},
            (SELECT digest FROM ledger_state WHERE part = touched.part
                AND key = CAST(touched.key AS TEXT) ORDER BY act DESC LIMIT 1)
        FROM {TOUCHED} AS touched LEFT JOIN ledger_salt
            ON ledger_salt.part = touched.part AND ledger_salt.key = CAST(touched.key AS TEXT)
        WHERE touched.part = ? ORDER BY touched.key"""
    for key, before, salt, after, known in raw.execute(wanted, (part,)):
        found = "" if before is None else salted(salt or "", before)
        yield _Touched(part, key, known or "", found, salt, after)
