"""The audit: the chain is walked, and what its acts cover is compared with what they say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from desk_access.model.audit import Act, ActKind, AuditReport, Fault, NewAct
from desk_access.store import clock_notes
from desk_access.store.act_tables import ActRow, StateRow
from desk_access.store.acts import Detail, content_of, raw_of
from desk_access.store.chain import CURE, GENESIS, ActLink, Erased, Link, walk
from desk_access.store.coverage import MOMENT, PUNCH
from desk_access.store.heads import recorded_end
from desk_access.store.punch_rows import entry_of
from desk_access.store.signatures import Trusted, signature_faults
from desk_access.store.states import Difference, differences
from desk_access.store.tables import LedgerHeadRow, PunchPictureRow, PunchRow
from desk_access.store.time_tables import ClockNoteRow, ClosedMonthRow

ACCEPT: Final = (
    "Find out who changed it. Put back a copy from before, or accept it as it is with: "
    "desk-access audit accept"
)


def audit(session: Session, trusted: Trusted | None = None) -> AuditReport:
    """Everything that can be seen; without ``trusted`` no signature and no anchor is looked at.

    Raises StoreError for a damaged file.
    """
    recorded = recorded_end(session)
    report = walk(
        _punches(session),
        _acts(session),
        None if recorded is None else recorded[0],
        _erased(session),
    )
    if not _founded(session):
        gone = Fault("act 1", "The ledger has no acts: nothing but punches can be audited.", CURE)
        return replace(report, faults=(*report.faults, gone))
    faults = (
        *report.faults,
        *(() if trusted is None else signature_faults(session, trusted)),
        *_stray_faults(session),
        *_number_faults(session),
        *_found_changed(session),
        *map(_fault, differences(session)),
        *_clock_faults(session),
        *_closing_faults(session),
    )
    return replace(report, faults=faults)


def _founded(session: Session) -> bool:
    return session.execute(select(ActRow.number).limit(1)).one_or_none() is not None


def hashes_at(session: Session, sequence: int) -> frozenset[str]:
    """The hashes that the chain ended with while the punch ``sequence`` was the last."""
    if sequence == 0:
        own = [GENESIS]
    else:
        wanted = select(PunchRow.entry_hash).where(PunchRow.sequence == sequence)
        own = list(session.scalars(wanted))
    if not own:
        return frozenset()
    acts = select(ActRow.entry_hash).where(ActRow.after == sequence)
    return frozenset((*own, *session.scalars(acts)))


def _rows(session: Session, wanted: Select[Any]) -> Iterator[Row[Any] | None]:
    """The rows, decoded one by one; None, and the end, where one cannot be decoded.

    A plain select on the connection: that decodes row by row, so the culprit is known, and holds
    one picture at a time.
    """
    rows = iter(session.connection().execute(wanted.execution_options(stream_results=True)))
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except (ValueError, TypeError, LookupError):
            yield None
            return
        yield row


def _punches(session: Session) -> Iterator[Link | None]:
    entries, pictures = PunchRow.__table__, PunchPictureRow.__table__
    wanted = (
        select(*entries.c, pictures.c.jpeg)
        .select_from(entries.outerjoin(pictures))
        .order_by(entries.c.sequence)
    )
    for row in _rows(session, wanted):
        if row is None:
            yield None
        else:
            yield Link(row.sequence, entry_of(row), row.previous_hash, row.entry_hash, row.jpeg)


def _acts(session: Session) -> Iterator[ActLink]:
    state = StateRow.__table__.c
    wanted = select(state.act, state.part, state.key, state.digest).join(
        ActRow, ActRow.number == state.act
    )
    ordered = session.connection().execute(wanted.order_by(state.act, state.part, state.key))
    details = groupby(ordered, key=lambda row: row.act)
    of = next(details, None)
    for row in _rows(session, select(ActRow.__table__).order_by(ActRow.number)):
        if row is None or not _is_act(row):
            yield ActLink(None, "")
            return
        kept: list[Detail] = []
        if of is not None and of[0] == row.number:
            kept.extend(Detail(each.part, each.key, each.digest) for each in of[1])
            of = next(details, None)
        made = NewAct(row.kind, row.at, row.who, row.account, row.subject, row.content)
        act = Act(row.number, row.after, made, row.previous_hash, row.entry_hash)
        yield ActLink(act, _content(kept))


def _is_act(row: Row[Any]) -> bool:
    """Whether each value is of its column's type: SQLite takes any."""
    texts = (row.who, row.account, row.subject, row.content, row.previous_hash, row.entry_hash)
    return isinstance(row.after, int) and all(isinstance(each, str) for each in texts)


def _content(details: list[Detail]) -> str:
    try:
        return content_of(details)
    except TypeError:  # a value that no detail can hold
        return ""


def _erased(session: Session) -> Erased:
    """What erasures say of punches; other acts have no say in it."""
    state = StateRow.__table__.c
    wanted = (
        select(state.part, state.key, state.digest)
        .join(ActRow, ActRow.number == state.act)
        .where(state.part == PUNCH, ActRow.__table__.c.kind == ActKind.ERASURE)
        .order_by(state.act)
    )
    rows = session.connection().execute(wanted)
    redacted = {int(key): digest for _, key, digest in rows if _is_number(key)}
    gone = select(state.key).join(ActRow, ActRow.number == state.act).where(state.part == MOMENT)
    moments = session.connection().scalars(gone)
    return Erased(redacted, {int(key) for key in moments if _is_number(key)})


def _is_number(key: object) -> bool:
    """Whether it is a punch's; what was put in its place is told by the walk."""
    return isinstance(key, str) and key.isascii() and key.isdigit()


def _stray_faults(session: Session) -> Iterator[Fault]:
    """What lies beside the chain as if it were of it."""
    state = StateRow.__table__.c
    acts = select(ActRow.number)
    strays = select(state.act).where(state.act.not_in(acts)).distinct().order_by(state.act)
    for number in session.connection().scalars(strays):
        what = f"There are details of an act {number}, and no such act."
        yield Fault(f"act {number}", what, CURE)
    others = select(LedgerHeadRow.head_id).where(LedgerHeadRow.head_id != 1)
    if session.execute(others.limit(1)).one_or_none() is not None:
        yield Fault("ledger_head", "The ledger has more than one record of its end.", CURE)


def _number_faults(session: Session) -> Iterator[Fault]:
    """Numbers are never given twice: what is erased must not fall to what comes later."""
    raw = raw_of(session)
    wanted = """
        SELECT part, max(CAST(key AS INTEGER)) FROM ledger_state
        WHERE part IN (SELECT name FROM sqlite_master WHERE type = 'table'
            AND sql LIKE '%AUTOINCREMENT%') GROUP BY part ORDER BY part"""
    counted = "SELECT name, max(CAST(seq AS INTEGER)) FROM sqlite_sequence GROUP BY name"
    given = dict(raw.execute(counted))
    for part, last in raw.execute(wanted).fetchall():
        (there,) = raw.execute(f'SELECT coalesce(max(rowid), 0) FROM "{part}"').fetchone()
        if max(given.get(part, 0), there) < last:
            what = f"Numbers up to {last} were given in the table {part}, and would be given again."
            yield Fault(part, what, CURE)


def _found_changed(session: Session) -> Iterator[Fault]:
    """What was found changed when it was next changed, and nobody accepted since."""
    acts = ActRow.__table__.c
    wanted = select(acts.number, acts.kind, acts.subject).where(
        acts.kind.in_([ActKind.FOUND_CHANGED, ActKind.ACCEPTED])
    )
    found: list[Fault] = []
    for row in session.connection().execute(wanted.order_by(acts.number)):
        if row.kind is ActKind.ACCEPTED:
            found.clear()
        else:
            what = f"Before act {row.number}, {row.subject} had been changed outside the program."
            found.append(Fault(f"act {row.number}", what, ACCEPT))
    return iter(found)


def _fault(found: Difference) -> Fault:
    if not found.known:
        what = f"{found.name} was added outside the program."
    elif not found.found:
        what = f"{found.name} was deleted outside the program."
    else:
        what = f"{found.name} was changed outside the program."
    return Fault(f"{found.part} {found.key}".strip(), what[0].upper() + what[1:], ACCEPT)


class _Noted(NamedTuple):
    """What of a punch decides whether its clock is noted."""

    sequence: int
    at: Any
    monotonic: float
    session: str


def _clock_faults(session: Session) -> Iterator[Fault]:
    """The notes of the clock are those that the punches call for."""
    punch = PunchRow.__table__.c
    wanted = select(punch.sequence, punch.at, punch.monotonic, punch.session)
    due: set[int] = set()
    last: Row[Any] | None = None
    for row in _rows(session, wanted.order_by(punch.sequence)):
        if row is None:
            return  # The walk tells it.
        if clock_notes.is_due(last, row):
            due.add(row.sequence)
            last = row
    there = set(session.scalars(select(ClockNoteRow.sequence)))
    for sequence in sorted(due ^ there):
        how = "removed" if sequence in due else "added"
        what = f"The note of the clock at entry {sequence} was {how}."
        yield Fault(f"clock_note {sequence}", what, CURE)


def _closing_faults(session: Session) -> Iterator[Fault]:
    """Every closed month names an end that the chain had."""
    month = ClosedMonthRow.__table__.c
    wanted = select(month.month, month.sequence, month.head_hash).order_by(month.month)
    for row in _rows(session, wanted):
        if row is None:
            return  # Its state differs.
        if row.head_hash not in hashes_at(session, row.sequence):
            what = f"{row.month:%Y-%m} was closed on an end of the ledger that it never had."
            yield Fault(f"closed_month {row.month}", what, CURE)
