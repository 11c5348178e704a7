"""Reading the history, and undoing an entry of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from desk_access.errors import ChangeRefused
from desk_access.model.history import Action, HistoryEntry, PersonChange, Standing, Visit
from desk_access.store.journal import Place, recorded, state_of
from desk_access.store.people import kept_code
from desk_access.store.tables import (
    HistoryPersonRow,
    HistoryPictureRow,
    HistoryRow,
    PersonRow,
    PictureRow,
)


def entries(
    session: Session, code: str | None, limit: int | None, offset: int
) -> list[HistoryEntry]:
    """The newest first; ``code``: those that concern this person alone."""
    wanted = select(HistoryRow).order_by(HistoryRow.number.desc()).limit(limit).offset(offset)
    if code is not None:
        theirs = select(HistoryPersonRow.number).join(PersonRow)
        wanted = wanted.where(
            HistoryRow.number.in_(theirs.where(PersonRow.code == kept_code(session, code)))
        )
    return _entries(session, session.scalars(wanted).all())


def undo(session: Session, who: str, number: int) -> HistoryEntry:
    """Put back what entry ``number`` changed. Raises ChangeRefused, saying why, if it cannot be."""
    entry = session.get(HistoryRow, number)
    if entry is None:
        raise ChangeRefused(f"There is no entry {number}.", "Look it up in the history.")
    people = session.scalars(
        select(HistoryPersonRow).where(HistoryPersonRow.number == number)
    ).all()
    pictures = session.scalars(
        select(HistoryPictureRow).where(HistoryPictureRow.number == number)
    ).all()
    if len(people) < entry.people or len(pictures) < entry.pictures:
        raise ChangeRefused(
            "This cannot be undone: pictures or a person of it were deleted for good.",
            "Enrol the person again.",
        )
    _refuse_changed_since(session, people, pictures)
    concerned = {row.person_id for row in people}
    with recorded(session, who, Action.UNDO, concerned, undoes=number):
        for row in people:
            if _before(row) == _after(row):
                continue
            person = session.get_one(PersonRow, row.person_id)
            person.name, person.group = row.before_name, row.before_group
            person.active, person.merged_into = row.before_active, row.before_merged_into
        for moved in pictures:
            picture = session.get_one(PictureRow, moved.picture_id)
            picture.person_id = moved.before_person
            picture.set_aside = moved.before_set_aside
    newest = session.scalars(select(HistoryRow).order_by(HistoryRow.number.desc()).limit(1)).one()
    return _entries(session, [newest])[0]


def forget_empty(session: Session) -> None:
    """Delete the entries whose people were all erased."""
    session.execute(
        delete(HistoryRow).where(
            HistoryRow.number.not_in(select(HistoryPersonRow.number)),
        )
    )


def _refuse_changed_since(
    session: Session, people: Sequence[HistoryPersonRow], pictures: Sequence[HistoryPictureRow]
) -> None:
    now = state_of(session, {row.person_id for row in people})
    changed = [row for row in people if _before(row) != _after(row)]
    same = all(now.people.get(row.person_id) == _after(row) for row in changed) and all(
        now.pictures.get(row.picture_id) == Place(row.after_person, row.after_set_aside)
        for row in pictures
    )
    if not same:
        raise ChangeRefused(
            "This no longer applies: something that it changed was changed again since.",
            "Undo the later change first.",
        )


def _entries(session: Session, rows: Sequence[HistoryRow]) -> list[HistoryEntry]:
    numbers = [row.number for row in rows]
    people: dict[int, list[PersonChange]] = {number: [] for number in numbers}
    for row, code in session.execute(
        select(HistoryPersonRow, PersonRow.code)
        .join(PersonRow)
        .where(HistoryPersonRow.number.in_(numbers))
        .order_by(HistoryPersonRow.person_id)
    ):
        people[row.number].append(PersonChange(row.person_id, code, _before(row), _after(row)))
    kept = select(HistoryPictureRow.number, func.count().label("pictures"))
    kept = kept.group_by(HistoryPictureRow.number)
    pictures = {
        row.number: row.pictures
        for row in session.execute(kept.where(HistoryPictureRow.number.in_(numbers)))
    }
    undone = _undone(session)
    return [
        HistoryEntry(
            number=row.number,
            at=row.at,
            who=row.who,
            action=row.action,
            people=tuple(people[row.number]),
            pictures=row.pictures,
            visit=_visit(row),
            undoes=row.undoes,
            undone=row.number in undone,
            undoable=len(people[row.number]) == row.people
            and pictures.get(row.number, 0) == row.pictures,
        )
        for row in rows
    ]


def _undone(session: Session) -> set[int]:
    """The entries that were taken back by an entry that is itself in force."""
    taken_back: set[int] = set()
    undos = select(HistoryRow.number, HistoryRow.undoes).where(HistoryRow.undoes.is_not(None))
    # The newest first: whether an undo is in force is known before what it undid is looked at.
    for number, undoes in session.execute(undos.order_by(HistoryRow.number.desc())):
        if number not in taken_back and undoes is not None:
            taken_back.add(undoes)
    return taken_back


def _visit(row: HistoryRow) -> Visit | None:
    if row.seen_from is None or row.seen_to is None or row.camera is None:
        return None
    return Visit(row.seen_from, row.seen_to, row.camera)


def _before(row: HistoryPersonRow) -> Standing:
    return Standing(row.before_name, row.before_group, row.before_active, row.before_merged_into)


def _after(row: HistoryPersonRow) -> Standing:
    return Standing(row.after_name, row.after_group, row.after_active, row.after_merged_into)
