"""Who looks like whom: pairs of people that an operator keeps apart, as rows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from desk_access.store.tables import LookalikeRow, PersonRow


def active_pairs(session: Session) -> frozenset[tuple[int, int]]:
    """The pairs whose people are both recognised, by ``person_id``, the smaller first."""
    first, second = aliased(PersonRow), aliased(PersonRow)
    wanted = (
        select(LookalikeRow.first_id, LookalikeRow.second_id)
        .join(first, first.person_id == LookalikeRow.first_id)
        .join(second, second.person_id == LookalikeRow.second_id)
        .where(first.active, second.active)
    )
    return frozenset((row.first_id, row.second_id) for row in session.execute(wanted))


def keep_apart(
    session: Session, person_id: int, others: Collection[int], noted_at: datetime
) -> None:
    """Note that ``person_id`` looks like each of ``others`` and is none of them."""
    for other in others:
        pair = sorted((person_id, other))
        session.merge(LookalikeRow(first_id=pair[0], second_id=pair[1], noted_at=noted_at))


def forget(session: Session, one: int, other: int) -> None:
    """These two no longer have to be told apart with more care."""
    first, second = sorted((one, other))
    session.execute(
        delete(LookalikeRow).where(LookalikeRow.first_id == first, LookalikeRow.second_id == second)
    )
