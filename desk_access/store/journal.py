"""What a transaction does to people and pictures, recorded as one entry of the history.

A change is the difference between two states of the people that it concerns. Undoing it puts the
first in place again wherever the second still stands, so no kind of change needs its own way back.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_access.model.history import Action, Standing, Visit
from desk_access.store.tables import (
    HistoryPersonRow,
    HistoryPictureRow,
    HistoryRow,
    PersonRow,
    PictureRow,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose a picture is, and whether it is out of use."""

    person_id: int
    set_aside: bool


@dataclass(frozen=True, slots=True)
class State:
    """How some people stand, by ``person_id``, and where their pictures are, by number."""

    people: dict[int, Standing]
    pictures: dict[int, Place]


@contextmanager
def recorded(
    session: Session,
    who: str,
    action: Action,
    people: set[int],
    *,
    undoes: int | None = None,
    visit: Visit | None = None,
) -> Iterator[set[int]]:
    """Record what the body changes of ``people`` and their pictures, if anything.

    The body adds those whom it makes to the set that it is given.
    """
    before = state_of(session, people)
    yield people
    session.flush()
    after = state_of(session, people)
    concerned, moved = _differences(before, after)
    if not concerned:
        return
    gone = before.pictures.keys() - after.pictures.keys()
    entry = HistoryRow(
        at=datetime.now(UTC),
        who=who,
        action=action,
        undoes=undoes,
        people=len(concerned),
        pictures=len(moved) + len(gone),
        seen_from=visit.first if visit else None,
        seen_to=visit.last if visit else None,
        camera=visit.camera if visit else None,
    )
    session.add(entry)
    session.flush()
    for person in concerned:
        person.number = entry.number
    for picture in moved:
        picture.number = entry.number
    session.add_all((*concerned, *moved))


def state_of(session: Session, people: Set[int]) -> State:
    """How these people stand now."""
    persons = select(
        PersonRow.person_id,
        PersonRow.name,
        PersonRow.group,
        PersonRow.active,
        PersonRow.merged_into,
    ).where(PersonRow.person_id.in_(people))
    pictures = select(PictureRow.picture_id, PictureRow.person_id, PictureRow.set_aside).where(
        PictureRow.person_id.in_(people)
    )
    return State(
        {
            row.person_id: Standing(row.name, row.group, row.active, row.merged_into)
            for row in session.execute(persons)
        },
        {row.picture_id: Place(row.person_id, row.set_aside) for row in session.execute(pictures)},
    )


def _differences(
    before: State, after: State
) -> tuple[list[HistoryPersonRow], list[HistoryPictureRow]]:
    """Everybody concerned and the pictures that changed; nothing when nothing did.

    Somebody new was inactive before, a new picture out of use.
    """
    moved = [
        _picture_row(number, was, now)
        for number, now in after.pictures.items()
        if (was := before.pictures.get(number, Place(now.person_id, True))) != now
    ]
    people = {
        person: (before.people.get(person, replace(now, active=False)), now)
        for person, now in after.people.items()
    }
    gone = before.pictures.keys() - after.pictures.keys()
    if not moved and not gone and all(was == now for was, now in people.values()):
        return [], []
    return [_person_row(person, *both) for person, both in people.items()], moved


def _person_row(person_id: int, was: Standing, now: Standing) -> HistoryPersonRow:
    return HistoryPersonRow(
        person_id=person_id,
        before_name=was.name,
        before_group=was.group,
        before_active=was.active,
        before_merged_into=was.merged_into,
        after_name=now.name,
        after_group=now.group,
        after_active=now.active,
        after_merged_into=now.merged_into,
    )


def _picture_row(picture_id: int, was: Place, now: Place) -> HistoryPictureRow:
    return HistoryPictureRow(
        picture_id=picture_id,
        before_person=was.person_id,
        before_set_aside=was.set_aside,
        after_person=now.person_id,
        after_set_aside=now.set_aside,
    )
