"""The port Ledger on the database: append-only, chained by hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from desk_access.errors import PersonNotFound
from desk_access.model.audit import ActKind, AuditReport
from desk_access.model.punch import (
    LedgerHead,
    NewPunch,
    Punch,
    PunchFilter,
)
from desk_access.model.timesheet import ClockMark, Mark
from desk_access.store import clock_notes
from desk_access.store.acts import Detail, head_of, move_head, record_act
from desk_access.store.audit import audit, hashes_at
from desk_access.store.audits import SqlAudits
from desk_access.store.chain import entry_hash
from desk_access.store.coverage import EXPORT
from desk_access.store.database import Database
from desk_access.store.marks import marks
from desk_access.store.people import kept_code
from desk_access.store.punch_rows import entry_of
from desk_access.store.tables import PersonRow, PunchPictureRow, PunchRow

_ENTRY = PunchRow.__table__.c
_PAGE = 500
_Same = aliased(PersonRow)
"""Whoever a person turned out to be."""

_Owner, _Other = aliased(PersonRow), aliased(PersonRow)
"""For subqueries, which must not be taken for the people of the query around them."""


class SqlLedger:
    """The attendance ledger. Callable on any thread."""

    def __init__(self, database: Database, audits: SqlAudits | None = None) -> None:
        self._database = database
        self._audits = audits

    def append(self, punch: NewPunch, picture: bytes) -> Punch:
        """Add a punch. When this returns the punch is on the disk.

        Raises PersonNotFound when the person was removed meanwhile, StoreError when it cannot be
        written, ValueError when ``picture`` is not the one its evidence names.
        """
        if hashlib.sha256(picture).hexdigest() != punch.evidence.picture_sha256:
            raise ValueError("the picture is not the one that the evidence names")
        with self._database.write() as session:
            head = head_of(session, to_change=True)
            name = _name(session, punch)
            row = _row(punch)
            row.sequence = head.sequence + 1
            row.previous_hash = head.entry_hash
            entry = entry_of(row)
            row.entry_hash = entry_hash(row.sequence, row.previous_hash, entry)
            session.add(row)
            session.flush()
            session.add(PunchPictureRow(sequence=row.sequence, jpeg=picture))
            clock_notes.note(session, row)
            move_head(session, LedgerHead(row.sequence, row.entry_hash, head.act))
            return Punch(row.sequence, entry, name, row.previous_hash, row.entry_hash)

    def last(self, person_id: int, before: datetime | None = None) -> Punch | None:
        """The latest punch of the person and whoever was merged into them, by sequence.

        ``before``: of those that tell a time before this one. Raises StoreError.
        """
        merged = select(_Other.person_id).where(_Other.merged_into == person_id)
        theirs = or_(PunchRow.person_id == person_id, PunchRow.person_id.in_(merged))
        wanted = _punches().where(theirs)
        if before is not None:
            wanted = wanted.where(PunchRow.at < before)
        with self._database.read() as session:
            row = session.execute(wanted.order_by(PunchRow.sequence.desc()).limit(1)).one_or_none()
            return None if row is None else _punch(row)

    def query(self, wanted: PunchFilter, limit: int | None = None, offset: int = 0) -> list[Punch]:
        """Punches, newest (highest sequence) first. Raises StoreError."""
        with self._database.read() as session:
            chosen = (
                _punches()
                .where(*_conditions(session, wanted))
                .order_by(PunchRow.sequence.desc())
                .limit(limit)
                .offset(offset)
            )
            return [_punch(row) for row in session.execute(chosen)]

    def stream(self, wanted: PunchFilter) -> Iterator[Punch]:
        """Punches, oldest first, without holding all of them; for exports. Raises StoreError.

        Page by page, each in its own short transaction: entries never change, so what is added
        meanwhile only makes the end longer, and nothing keeps the journal from being emptied.
        """
        with self._database.read() as session:
            conditions = _conditions(session, wanted)
        chosen = _punches().where(*conditions).order_by(PunchRow.sequence).limit(_PAGE)
        last = 0
        while True:
            with self._database.read() as session:
                rows = session.execute(chosen.where(PunchRow.sequence > last))
                page = [_punch(row) for row in rows]
            yield from page
            if len(page) < _PAGE:
                return
            last = page[-1].sequence

    def count(self, wanted: PunchFilter) -> int:
        """How many punches the filter finds. Raises StoreError."""
        with self._database.read() as session:
            found = select(func.count()).select_from(PunchRow).where(*_conditions(session, wanted))
            return session.execute(found).scalar_one()

    def marks(
        self,
        start: datetime,
        end: datetime,
        code: str | None = None,
        besides: Sequence[tuple[int, int]] = (),
    ) -> dict[str, list[Mark]]:
        """Punches from ``start`` to before ``end`` by the person's code of today, by sequence.

        ``code``: those of this person alone. ``besides``: first and last sequences of punches that
        are wanted whatever time they tell. Raises StoreError.
        """
        with self._database.read() as session:
            return marks(session, start, end, code, besides)

    def clock_marks(self) -> list[ClockMark]:
        """Where the clock, or the run of the program, changed: that punch and the one before it.

        In order of sequence; between them nothing is to be seen. Raises StoreError.
        """
        with self._database.read() as session:
            return clock_notes.clock_marks(session)

    def picture(self, sequence: int) -> bytes | None:
        """The JPEG of the moment, or None when it was erased. Raises StoreError."""
        wanted = select(PunchPictureRow.jpeg).where(PunchPictureRow.sequence == sequence)
        with self._database.read() as session:
            return session.execute(wanted).scalar_one_or_none()

    def head(self) -> LedgerHead:
        """Its last entry. Raises LedgerBroken where its record of its end is another."""
        with self._database.read() as session:
            return head_of(session)

    def note_export(self, export_id: str, sha256: str) -> None:
        """Chain that a file with this digest was exported. Raises StoreError.

        Nothing where the workspace is only read: beside a program that writes, or on a disk that
        cannot be written.
        """
        if self._database.read_only:
            return
        with self._database.write() as session:
            detail = Detail(EXPORT, export_id, sha256)
            record_act(session, ActKind.EXPORT, f"export {export_id}", [detail])

    def hashes_at(self, sequence: int) -> frozenset[str]:
        """The hashes that the chain ended with while this punch (0: none) was the last.

        Its own, and those of the acts that followed it. Empty without such a punch. StoreError.
        """
        with self._database.read() as session:
            return hashes_at(session, sequence)

    def verify(self) -> AuditReport:
        """Walk the chain, and compare what its acts cover with what they say of it.

        Where signatures and anchors are at hand, they are looked at too. Raises StoreError when
        the file is damaged.
        """
        if self._audits is not None:
            return self._audits.verify()
        with self._database.read() as session:
            return audit(session)


def _name(session: Session, punch: NewPunch) -> str:
    """What the person is called. Raises PersonNotFound for one who is no longer enrolled."""
    name = session.execute(
        select(PersonRow.name).where(
            PersonRow.person_id == punch.person_id,
            PersonRow.code == punch.person_code,
            PersonRow.active,
        )
    ).scalar_one_or_none()
    if name is None:
        raise PersonNotFound(
            f"{punch.person_code} is no longer enrolled.", "Enrol the person again."
        )
    return name


def _punches() -> Select[Any]:
    """Every entry with what its person is called today, or whoever they turned out to be."""
    return (
        select(
            *_ENTRY,
            func.coalesce(_Same.name, PersonRow.name).label("name"),
            _Same.code.label("read_as"),
        )
        .join_from(PunchRow, PersonRow, PunchRow.person_id == PersonRow.person_id, isouter=True)
        .join(_Same, PersonRow.merged_into == _Same.person_id, isouter=True)
    )


def _conditions(session: Session, wanted: PunchFilter) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.start is not None:
        conditions.append(PunchRow.at >= wanted.start)
    if wanted.end is not None:
        conditions.append(PunchRow.at < wanted.end)
    if wanted.person_code is not None:
        conditions.append(_of(kept_code(session, wanted.person_code)))
    if wanted.direction is not None:
        conditions.append(PunchRow.direction == wanted.direction)
    return conditions


def _of(code: str) -> ColumnElement[bool]:
    """The punches of the person with this code, under whatever code they were made."""
    person = (
        select(func.coalesce(_Owner.merged_into, _Owner.person_id))
        .where(_Owner.code == code)
        .scalar_subquery()
    )
    same = or_(_Other.person_id == person, _Other.merged_into == person)
    theirs = PunchRow.person_id.in_(select(_Other.person_id).where(same))
    return or_(PunchRow.person_code == code, theirs)


def _row(punch: NewPunch) -> PunchRow:
    """The entry's row, not yet in the chain. Figures become floats, as they will be read."""
    evidence = punch.evidence
    return PunchRow(
        person_id=punch.person_id,
        person_code=punch.person_code,
        direction=punch.direction,
        at=punch.at,
        zone=punch.zone,
        monotonic=float(punch.monotonic),
        session=punch.session,
        score=float(evidence.score),
        threshold=float(evidence.threshold),
        runner_up=None if evidence.runner_up is None else float(evidence.runner_up),
        frames=int(evidence.frames),
        quality=float(evidence.quality),
        model_digest=evidence.model_digest,
        camera=evidence.camera,
        picture_sha256=evidence.picture_sha256,
        liveness=None if evidence.liveness is None else float(evidence.liveness),
        policy=evidence.policy,
        source_kind=evidence.source_kind,
        detector_digest=evidence.detector_digest,
        landmarker_digest=evidence.landmarker_digest,
        liveness_digest=evidence.liveness_digest,
    )


def _punch(row: Row[*tuple[Any, ...]]) -> Punch:
    return Punch(
        row.sequence,
        entry_of(row),
        row.name or "",
        row.previous_hash,
        row.entry_hash,
        row.read_as,
    )
