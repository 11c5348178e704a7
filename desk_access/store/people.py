"""People and pictures as rows, for the repositories that read and change them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.orm import Session

from desk_access.errors import AlreadyEnrolled, PersonNotFound
from desk_access.model.identifier import canonical
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


def kept_code(session: Session, code: str) -> str:
    """The code that is kept for the person whom ``code`` means; ``code`` as it would be kept where
    it means nobody.

    That is the same code, else the only one that looks like it. Raises PersonNotFound where several
    look like it.
    """
    wanted = searchable(code)
    key = canonical(wanted)
    found = session.scalars(select(PersonRow.code).where(PersonRow.code_key == key)).all()
    if not found or wanted in found:
        return wanted
    if len(found) > 1:
        raise PersonNotFound(
            f"{wanted} may mean any of the codes {', '.join(sorted(found))}, which look alike.",
            "Write the code exactly as it is among the people.",
        )
    return found[0]


def find_person(session: Session, code: str) -> PersonRow:
    """The row of the person with this code. Raises PersonNotFound."""
    wanted = select(PersonRow).where(PersonRow.code == kept_code(session, code))
    row = session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise missing(code)
    return row


def read_person(session: Session, code: str) -> Person:
    """The person with this code. Raises PersonNotFound."""
    wanted = people_query().where(PersonRow.code == kept_code(session, code))
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
    """Whoever had this code and is no longer active, or None. Raises AlreadyEnrolled.

    A code that looks like another one belongs to the person who has that.
    """
    alike = session.scalars(
        select(PersonRow)
        .where(PersonRow.code_key == canonical(code))
        .order_by(PersonRow.code != code, PersonRow.person_id)
    ).all()
    for row in alike:
        merged = row.merged_into is not None
        owner = session.get_one(PersonRow, row.merged_into) if merged else row
        if owner.active or merged:
            looks = "" if row.code == code else f", for it looks like {row.code}"
            raise AlreadyEnrolled(
                f"The code {code} belongs to {owner.name}{looks}.", "Use another code."
            )
    if len(alike) > 1 and alike[0].code != code:
        codes = " and ".join(row.code for row in alike)
        raise AlreadyEnrolled(f"The code {code} looks like {codes}.", "Use another code.")
    return alike[0] if alike else None


def claim(
    session: Session, row: PersonRow | None, code: str, name: str, group: str, at: datetime
) -> PersonRow:
    """Enrol ``code``: somebody new, or ``row`` again, whose old pictures are used no more."""
    if row is None:
        row = PersonRow(code=code, code_key=canonical(code))
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
