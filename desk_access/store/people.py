"""People and pictures as rows, for the repositories that read and change them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.orm import Session

from desk_access.errors import AlreadyEnrolled, PersonNotFound
from desk_access.model.person import EnrolmentPicture, Person, Template
from desk_access.store.tables import PersonRow, PictureRow, TemplateRow
from desk_access.store.words import searchable

PICTURE = PictureRow.__table__.c


def people_query() -> Select[Any]:
    """Every person with the number of their pictures in use."""
    pictures = (
        select(PictureRow.person_id, func.count().label("pictures"))
        .where(~PictureRow.set_aside)
        .group_by(PictureRow.person_id)
        .subquery()
    )
    return select(
        *PersonRow.__table__.c, func.coalesce(pictures.c.pictures, 0).label("pictures")
    ).join_from(PersonRow, pictures, PersonRow.person_id == pictures.c.person_id, isouter=True)


def find_person(session: Session, code: str) -> PersonRow:
    """The row of the person with this code. Raises PersonNotFound."""
    wanted = select(PersonRow).where(PersonRow.code == searchable(code))
    row = session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise missing(code)
    return row


def read_person(session: Session, code: str) -> Person:
    """The person with this code. Raises PersonNotFound."""
    wanted = people_query().where(PersonRow.code == searchable(code))
    row = session.execute(wanted).one_or_none()
    if row is None:
        raise missing(code)
    return person_of(row)


def missing(code: str) -> PersonNotFound:
    """Nobody has this code."""
    return PersonNotFound(
        f"Nobody has the code {searchable(code)}.", "Look it up among the people."
    )


def person_of(row: Row[Any]) -> Person:
    """The person of a row of :func:`people_query`."""
    return Person(
        row.person_id, row.code, row.name, row.group, row.enrolled_at, row.active, row.pictures
    )


def picture_of(row: Row[Any]) -> EnrolmentPicture:
    """The picture of a row of :data:`PICTURE`."""
    return EnrolmentPicture(row.jpeg, row.points.reshape(-1, 2), row.quality, row.taken_at)


def free_code(session: Session, code: str) -> PersonRow | None:
    """Whoever had this code and is no longer active, or None. Raises AlreadyEnrolled."""
    row = session.execute(select(PersonRow).where(PersonRow.code == code)).scalar_one_or_none()
    owner = row
    if row is not None and row.merged_into is not None:
        owner = session.get_one(PersonRow, row.merged_into)
    if owner is not None and (owner.active or owner is not row):
        raise AlreadyEnrolled(f"The code {code} belongs to {owner.name}.", "Use another code.")
    return row


def claim(
    session: Session, row: PersonRow | None, code: str, name: str, group: str, at: datetime
) -> PersonRow:
    """Enrol ``code``: somebody new, or ``row`` again, whose old pictures are used no more."""
    if row is None:
        row = PersonRow(code=code)
        session.add(row)
    else:
        theirs = PictureRow.person_id == row.person_id
        session.execute(update(PictureRow).where(theirs).values(set_aside=True))
    row.name, row.group, row.enrolled_at, row.active = name, group, at, True
    session.flush()
    return row


def add_pictures(
    session: Session, person_id: int, pictures: Sequence[tuple[EnrolmentPicture, Template | None]]
) -> None:
    """Add pictures and the templates made of them."""
    for picture, template in pictures:
        row = PictureRow(
            person_id=person_id,
            jpeg=picture.jpeg,
            points=picture.points.reshape(-1),
            quality=float(picture.quality),
            taken_at=picture.taken_at,
        )
        session.add(row)
        session.flush()
        if template is not None:
            session.add(
                TemplateRow(
                    picture_id=row.picture_id,
                    model_digest=template.model_digest,
                    vector=template.vector,
                )
            )
