"""The port Corrections on the database: entries and decisions that are only ever added."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from desk_access.errors import ChangeRefused
from desk_access.model.correction import (
    CHANGES,
    AddPunch,
    Change,
    ClockWasWrong,
    Correction,
    NewCorrection,
    Standing,
)
from desk_access.model.parsing import parse_json, shown
from desk_access.model.plain import as_plain, from_plain
from desk_access.store.database import Database
from desk_access.store.marks import codes_of_today, ids_of, known_zone
from desk_access.store.people import kept_code, missing
from desk_access.store.tables import PersonRow, PunchRow
from desk_access.store.time_tables import (
    CorrectionDecisionRow,
    CorrectionRow,
    CorrectionWordsRow,
    LateChangeRow,
)

_NAMES: Final = {kind: name for name, kind in CHANGES.items()}

_FOLLOWS: Final = {
    Standing.APPROVED: (Standing.PROPOSED,),
    Standing.REJECTED: (Standing.PROPOSED,),
    Standing.WITHDRAWN: (Standing.PROPOSED, Standing.APPROVED),
}
"""What may be decided on a correction that stands so."""


_Any = aliased(CorrectionDecisionRow)
"""For a subquery, which must not be taken for the decision of the query around it."""


class SqlCorrections:
    """Corrections and the decisions on them. Callable on any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        asked: NewCorrection,
        who: str,
        at: datetime,
        readings: tuple[str, str],
        approved: bool,
        account: str | None = None,
    ) -> Correction:
        """Keep a correction, ``approved`` by ``who`` at once or not.

        ``readings``: the day before and after, in words. ``account``: the operating system's.
        Raises PersonNotFound, StoreError.
        """
        before, after = readings
        with self._database.write(who) as session:
            person_id, code = _whose(session, asked.person_code)
            row = CorrectionRow(
                number=_next(session, CorrectionRow.number),
                person_id=person_id,
                person_code=code,
                day=asked.day,
                change=_as_json(asked.change),
                who=who,
                at=at,
                account=account,
            )
            session.add(row)
            session.flush()
            session.add(
                CorrectionWordsRow(
                    number=row.number, reason=asked.reason, before=before, after=after
                )
            )
            if approved:
                _decide(session, row, Standing.APPROVED, who, at)
            return _get(session, row.number)

    def decide(self, number: int, standing: Standing, who: str, at: datetime) -> Correction:
        """Add a decision. Raises ChangeRefused where it does not follow, StoreError."""
        with self._database.write(who) as session:
            correction = _get(session, number)
            if correction.standing not in _FOLLOWS[standing]:
                raise ChangeRefused(
                    f"Correction {number} is {correction.standing.value} already.",
                    "Look at the list again.",
                )
            _decide(session, session.get_one(CorrectionRow, number), standing, who, at)
            return _get(session, number)

    def get(self, number: int) -> Correction:
        """The correction with this number. Raises ChangeRefused when there is none, StoreError."""
        with self._database.read() as session:
            return _get(session, number)

    def find(
        self,
        code: str | None = None,
        first: date | None = None,
        last: date | None = None,
        standing: Standing | None = None,
    ) -> list[Correction]:
        """Corrections meant for the days from ``first`` to ``last``, the newest first.

        ``code``: those of this person, by any of their codes; "" those of everybody. StoreError.
        """
        wanted = _corrections().order_by(CorrectionRow.number.desc())
        if first is not None:
            wanted = wanted.where(CorrectionRow.day >= first)
        if last is not None:
            wanted = wanted.where(CorrectionRow.day <= last)
        if standing is Standing.PROPOSED:
            wanted = wanted.where(CorrectionDecisionRow.standing.is_(None))
        elif standing is not None:
            wanted = wanted.where(CorrectionDecisionRow.standing == standing)
        with self._database.read() as session:
            if code is not None:
                theirs = CorrectionRow.person_id.in_(ids_of(session, code))
                bare = CorrectionRow.person_code == kept_code(session, code)
                wanted = wanted.where(or_(theirs, bare))
            return _read(session, wanted)


def _corrections() -> Select[Any]:
    """Every correction with its words and the decision that holds, if there are any."""
    last = (
        select(func.max(_Any.decision)).where(_Any.number == CorrectionRow.number).scalar_subquery()
    )
    decision = CorrectionDecisionRow
    return (
        select(
            *CorrectionRow.__table__.c,
            CorrectionWordsRow.reason,
            CorrectionWordsRow.before,
            CorrectionWordsRow.after,
            decision.standing,
            decision.who.label("decided_by"),
            decision.at.label("decided_at"),
        )
        .join_from(
            CorrectionRow,
            CorrectionWordsRow,
            CorrectionWordsRow.number == CorrectionRow.number,
            isouter=True,
        )
        .join(decision, decision.decision == last, isouter=True)
    )


def _read(session: Session, wanted: Select[Any]) -> list[Correction]:
    rows = session.execute(wanted).all()
    today = codes_of_today(session, select(CorrectionRow.person_id)) if rows else {}
    return [_correction(row, today) for row in rows]


def _get(session: Session, number: int) -> Correction:
    session.flush()
    found = _read(session, _corrections().where(CorrectionRow.number == number))
    if not found:
        raise ChangeRefused(f"There is no correction {number}.", "Look at the list again.")
    return found[0]


def _decide(
    session: Session, row: CorrectionRow, standing: Standing, who: str, at: datetime
) -> None:
    decision = _next(session, CorrectionDecisionRow.decision)
    session.add(
        CorrectionDecisionRow(
            decision=decision, number=row.number, standing=standing, who=who, at=at
        )
    )
    if standing is not Standing.REJECTED:
        first, last = _days(session, row)
        session.add(LateChangeRow(person_id=row.person_id, first=first, last=last))


def _days(session: Session, row: CorrectionRow) -> tuple[date, date]:
    """The days that a correction is about; of a clock, those that its punches told and were."""
    change = _change(row.change)
    if not isinstance(change, ClockWasWrong):
        return row.day, row.day
    wanted = select(func.min(PunchRow.at), func.max(PunchRow.at)).where(
        PunchRow.sequence >= change.first, PunchRow.sequence <= change.last
    )
    start, end = session.execute(wanted).one()
    if start is None:
        return row.day, row.day
    moved = timedelta(seconds=change.seconds)
    moments = (start, end, start - moved, end - moved)
    return min(moments).date(), max(moments).date()


def _next(session: Session, number: Any) -> int:
    """The number after the last: there are no gaps, so that nothing can be taken out unseen."""
    return int(session.execute(select(func.coalesce(func.max(number), 0) + 1)).scalar_one())


def _whose(session: Session, code: str) -> tuple[int | None, str]:
    """The ``person_id`` and the code of today. Raises PersonNotFound."""
    if not code:
        return None, ""
    theirs = ids_of(session, code)
    if not theirs:
        raise missing(code)
    return theirs[0], session.get_one(PersonRow, theirs[0]).code


def _as_json(change: Change) -> str:
    return json.dumps({"kind": _NAMES[type(change)], **as_plain(change)}, ensure_ascii=False)


def _change(text: str) -> Change:
    """The change that was kept. Raises ValueError or LookupError for what is none."""
    given = parse_json(text)
    if not isinstance(given, dict):
        raise ValueError(f"{shown(text)} is no change")
    change: Change = from_plain(CHANGES[given.pop("kind", "")], given)
    if isinstance(change, AddPunch):
        known_zone(change.zone)
    return change


def _correction(row: Row[Any], today: dict[int, str]) -> Correction:
    code = today.get(row.person_id, row.person_code)
    asked = NewCorrection(code, row.day, _change(row.change), row.reason or "")
    return Correction(
        row.number,
        asked,
        row.who,
        row.at,
        row.before or "",
        row.after or "",
        row.standing or Standing.PROPOSED,
        row.decided_by,
        row.decided_at,
        row.account,
    )
