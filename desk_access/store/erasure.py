"""Erasing a person from every table that can hold a face, a name or a code.

In one transaction, which ends with a chained act that says what the redacted entries of the ledger
hash to from now on. ``tests/unit/store/test_erasure.py`` asks of every column of the schema what
becomes of it here.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from desk_access.model.erasure import PSEUDONYM, Alike
from desk_access.model.parsing import parse_json
from desk_access.model.person import Template
from desk_access.store.append_only import lifted
from desk_access.store.history import forget_empty
from desk_access.store.punch_rows import redact
from desk_access.store.tables import (
    PersonRow,
    PictureRow,
    PunchPictureRow,
    PunchRow,
    SpoofRow,
    SuggestionRow,
    TemplateRow,
    VisitorRow,
)
from desk_access.store.time_tables import (
    CarriedRow,
    ClosedMonthRow,
    CorrectionRow,
    CorrectionWordsRow,
    FrozenRow,
    HolidayRow,
    LeaveRow,
    ScheduleRow,
)
from desk_access.store.visitors import visitor_of

_PIECE: Final = 48
"""Bytes of a picture or template that are looked for in the files."""

_MOST_PIECES: Final = 200
"""More would take minutes in a large file, and tell no more."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What a transaction deletes: ``pieces`` are bytes that must be in no file afterwards."""

    people: tuple[int, ...]
    kept_as: str
    visits: int
    mentions: int
    pieces: tuple[bytes, ...]


def erase_person(session: Session, row: PersonRow, alike: Alike | None) -> Gone:
    """Delete everything that names or shows the person, and whoever was merged with them.

    ``alike`` tells which visits of unknown people may be theirs; without it, all go. Pictures of
    spoofs that matched nobody go too, for nobody can tell whom they show. Raises StoreError.
    """
    person = row.merged_into or row.person_id
    same = or_(PersonRow.person_id == person, PersonRow.merged_into == person)
    rows = session.scalars(select(PersonRow).where(same)).all()
    codes = {each.person_id: each.code for each in rows}
    names = {each.name for each in rows}
    pieces = list(_pieces(session, codes))
    visits = _forget_visits(session, codes, alike, pieces)
    _forget_spoofs(session, pieces)
    _redact_ledger(session, codes)
    _redact_months(session, codes)
    session.execute(delete(PersonRow).where(PersonRow.person_id.in_(codes)))
    forget_empty(session)
    session.flush()
    return Gone(
        tuple(codes),
        pseudonym(person),
        visits,
        sum(_mentions(session, name) for name in names),
        tuple(pieces[:: max(1, -(-len(pieces) // _MOST_PIECES))]),
    )


def pseudonym(person_id: int) -> str:
    """The code that stands in place of an erased person's own. Numbers are never given twice."""
    return f"{PSEUDONYM}{person_id}"


def files_with(pieces: Sequence[bytes], files: Iterable[Path]) -> tuple[int, int]:
    """How many files were searched, and how many of them hold one of the pieces. Raises OSError."""
    searched = found = 0
    for file in files:
        if not file.is_file() or file.stat().st_size == 0:
            continue
        searched += 1
        with (
            file.open("rb") as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            found += any(content.find(piece) >= 0 for piece in pieces)
    return searched, found


def _pieces(session: Session, people: Collection[int]) -> Iterable[bytes]:
    """Bytes of each picture and template of these people that no other picture has."""
    punches = select(PunchRow.sequence).where(PunchRow.person_id.in_(people))
    for blob in (
        *session.scalars(select(PictureRow.jpeg).where(PictureRow.person_id.in_(people))),
        *session.scalars(select(PunchPictureRow.jpeg).where(PunchPictureRow.sequence.in_(punches))),
        *session.scalars(select(SpoofRow.jpeg).where(SpoofRow.person_id.in_(people))),
        *session.scalars(select(SuggestionRow.jpeg).where(SuggestionRow.person_id.in_(people))),
    ):
        yield from _of_blob(blob)
    for template in _templates(session, people):
        yield from _of_blob(template.vector.astype("<f4").tobytes())


def _of_blob(blob: bytes) -> list[bytes]:
    """Two pieces, for SQLite may cut a value anywhere. The beginning of a JPEG is in every one."""
    places = (len(blob) // 3, 2 * len(blob) // 3)
    return [blob[at : at + _PIECE] for at in places if len(blob) - at >= _PIECE]


def _templates(session: Session, people: Collection[int]) -> list[Template]:
    """Of every model, in use or set aside."""
    wanted = (
        select(PictureRow.person_id, TemplateRow.vector, TemplateRow.model_digest)
        .join_from(TemplateRow, PictureRow)
        .where(PictureRow.person_id.in_(people))
    )
    return [Template(*row) for row in session.execute(wanted)]


def _forget_visits(
    session: Session, people: Collection[int], alike: Alike | None, pieces: list[bytes]
) -> int:
    visits = [visitor_of(row) for row in session.scalars(select(VisitorRow))]
    keys = {visit.key for visit in visits}
    if alike is not None:
        keys = set(alike(_templates(session, people), visits))
    for visit in visits:
        if visit.key in keys:
            pieces.extend(_of_blob(visit.picture.jpeg))
            pieces.extend(_of_blob(visit.vector.astype("<f4").tobytes()))
    session.execute(delete(VisitorRow).where(VisitorRow.visitor_key.in_(keys)))
    return len(keys)


def _forget_spoofs(session: Session, pieces: list[bytes]) -> None:
    """The entries stay, with time, camera and figures; their pictures do not."""
    nobody = SpoofRow.person_id.is_(None)
    for blob in session.scalars(select(SpoofRow.jpeg).where(nobody)):
        pieces.extend(_of_blob(blob))
    session.execute(update(SpoofRow).where(nobody).values(jpeg=b""))


def _redact_ledger(session: Session, codes: dict[int, str]) -> None:
    """Punches and corrections stay, under a code that means nobody."""
    wanted = select(PunchRow.sequence, PunchRow.person_id).where(PunchRow.person_id.in_(codes))
    punches = {sequence: pseudonym(whose) for sequence, whose in session.execute(wanted)}
    moments = PunchPictureRow.sequence.in_(
        select(PunchRow.sequence).where(PunchRow.person_id.in_(codes))
    )
    session.execute(delete(PunchPictureRow).where(moments))
    redact(session, punches)
    corrections = select(CorrectionRow.number).where(CorrectionRow.person_id.in_(codes))
    session.execute(delete(CorrectionWordsRow).where(CorrectionWordsRow.number.in_(corrections)))
    _rename(session, CorrectionRow, codes)


def _redact_months(session: Session, codes: dict[int, str]) -> None:
    """What was paid stays, and the plan that it was counted by."""
    _rename(session, FrozenRow, codes)
    _rename(session, CarriedRow, codes)
    names = {code: pseudonym(whose) for whose, code in codes.items()}
    with lifted(session, ClosedMonthRow.__tablename__):
        for month in session.scalars(select(ClosedMonthRow)).all():
            plan = parse_json(month.plan)
            if _put(plan, names):
                month.plan = json.dumps(plan, ensure_ascii=False)
        session.flush()


def _rename(
    session: Session,
    table: type[CorrectionRow | FrozenRow | CarriedRow],
    people: Iterable[int],
) -> None:
    with lifted(session, table.__tablename__):
        for whose in people:
            theirs = update(table).where(table.person_id == whose)
            session.execute(theirs.values(person_code=pseudonym(whose)))


def _put(plan: Any, names: dict[str, str]) -> int:
    """Put other names in place of people's codes, wherever a plan has one; how often."""
    if isinstance(plan, list):
        return sum(_put(each, names) for each in plan)
    if not isinstance(plan, dict):
        return 0
    found = sum(_put(each, names) for each in plan.values())
    code = plan.get("person_code")
    if code in names:
        plan["person_code"] = names[code]
        found += 1
    return found


def _mentions(session: Session, name: str) -> int:
    """Texts that people wrote in which the name stands."""
    if len(name) < 2:
        return 0
    texts: tuple[tuple[Any, Sequence[ColumnElement[str] | InstrumentedAttribute[str]]], ...] = (
        (CorrectionWordsRow, (CorrectionWordsRow.reason,)),
        (LeaveRow, (LeaveRow.kind,)),
        (HolidayRow, (HolidayRow.name,)),
        (ScheduleRow, (ScheduleRow.name, ScheduleRow.content)),
    )
    found = 0
    for table, columns in texts:
        holds = or_(*(func.instr(column, name) > 0 for column in columns))
        counted = select(func.count()).select_from(table).where(holds)
        found += session.execute(counted).scalar_one()
    return found
