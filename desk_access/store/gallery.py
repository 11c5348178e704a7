"""The port Gallery on the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, select
from sqlalchemy.orm import Session

from desk_access.errors import AlreadyEnrolled, PersonNotFound
from desk_access.model.person import EnrolmentPicture, Person, Template
from desk_access.store.database import Database
from desk_access.store.tables import (
    PersonRow,
    PictureRow,
    PunchPictureRow,
    PunchRow,
    TemplateRow,
)
from desk_access.store.words import kept, searchable


class SqlGallery:
    """The enrolled people with their pictures and templates. Callable on any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def people(self, search: str = "") -> list[Person]:
        """Active people by name; ``search`` is looked for in code, name and group, any case.

        Raises StoreError.
        """
        with self._database.read() as session:
            found = [_person(row) for row in session.execute(_people().where(PersonRow.active))]
        # Not in SQL: SQLite folds the case of ASCII alone.
        sought = searchable(search).casefold()
        return sorted(
            (
                person
                for person in found
                if sought in f"{person.code}\n{person.name}\n{person.group}".casefold()
            ),
            key=lambda person: (person.name.casefold(), person.code),
        )

    def person(self, code: str) -> Person:
        """The person with this code, removed ones (not ``active``) included.

        Raises PersonNotFound, StoreError.
        """
        with self._database.read() as session:
            return _read_person(session, code)

    def enrol(
        self,
        code: str,
        name: str,
        group: str,
        pictures: Sequence[tuple[EnrolmentPicture, Template | None]],
        enrolled_at: datetime,
    ) -> Person:
        """Add a person with pictures and the templates made of them; all or nothing.

        A removed person's code may be enrolled again and keeps its punches. Raises AlreadyEnrolled
        when the code is taken, EnrolmentRefused for words that cannot be kept, StoreError.
        """
        code, name, group = kept("code", code), kept("name", name), kept("group", group, False)
        with self._database.write() as session:
            row = session.execute(
                select(PersonRow).where(PersonRow.code == code)
            ).scalar_one_or_none()
            if row is None:
                row = PersonRow(code=code)
                session.add(row)
            elif row.active:
                raise AlreadyEnrolled(
                    f"The code {code} belongs to {row.name}.", "Use another code."
                )
            row.name, row.group, row.enrolled_at, row.active = name, group, enrolled_at, True
            session.flush()
            _add_pictures(session, row.person_id, pictures)
            session.flush()
            return _read_person(session, code)

    def rename(self, code: str, name: str, group: str) -> Person:
        """Change what the person is called. Raises PersonNotFound, EnrolmentRefused, StoreError."""
        name, group = kept("name", name), kept("group", group, False)
        with self._database.write() as session:
            row = _row(session, code)
            row.name, row.group = name, group
            session.flush()
            return _read_person(session, code)

    def remove(self, code: str) -> None:
        """Delete pictures and templates and end the enrolment; name and punches stay in the log.

        Raises PersonNotFound (also for somebody removed before), StoreError.
        """
        with self._database.write() as session:
            row = _row(session, code)
            if not row.active:
                raise _missing(code)
            self._database.drop_backup()
            row.active = False
            session.execute(delete(PictureRow).where(PictureRow.person_id == row.person_id))
        self._database.scrub()

    def erase(self, code: str) -> None:
        """Delete everything that names or shows the person; the ledger keeps the bare code.

        Their bytes are overwritten in the file and its journal, and the copy made before an update
        is deleted. Works on a removed person too. Raises PersonNotFound, StoreError.
        """
        with self._database.write() as session:
            row = _row(session, code)
            self._database.drop_backup()
            punches = select(PunchRow.sequence).where(PunchRow.person_id == row.person_id)
            session.execute(delete(PunchPictureRow).where(PunchPictureRow.sequence.in_(punches)))
            session.delete(row)
        self._database.scrub()

    def pictures(self, person_id: int) -> list[EnrolmentPicture]:
        """The kept enrolment pictures, in the order they were taken. Raises StoreError."""
        wanted = (
            select(*_PICTURE)
            .where(PictureRow.person_id == person_id)
            .order_by(PictureRow.taken_at, PictureRow.picture_id)
        )
        with self._database.read() as session:
            return [_picture(row) for row in session.execute(wanted)]

    def thumbnail(self, person_id: int) -> bytes | None:
        """The JPEG of the best picture, or None. Raises StoreError."""
        wanted = (
            select(PictureRow.jpeg)
            .where(PictureRow.person_id == person_id)
            .order_by(PictureRow.quality.desc(), PictureRow.picture_id)
            .limit(1)
        )
        with self._database.read() as session:
            return session.execute(wanted).scalar_one_or_none()

    def templates(self, model_digest: str) -> list[Template]:
        """The active people's templates that this model made. Raises StoreError."""
        wanted = (
            select(PictureRow.person_id, TemplateRow.vector)
            .join_from(TemplateRow, PictureRow)
            .join(PersonRow)
            .where(TemplateRow.model_digest == model_digest, PersonRow.active)
            .order_by(TemplateRow.picture_id)
        )
        with self._database.read() as session:
            return [
                Template(row.person_id, row.vector, model_digest) for row in session.execute(wanted)
            ]

    def template_counts(self) -> Mapping[str, int]:
        """How many templates of active people there are by model digest. Raises StoreError."""
        wanted = (
            select(TemplateRow.model_digest, func.count().label("templates"))
            .join_from(TemplateRow, PictureRow)
            .join(PersonRow)
            .where(PersonRow.active)
            .group_by(TemplateRow.model_digest)
        )
        with self._database.read() as session:
            return {row.model_digest: row.templates for row in session.execute(wanted)}

    def all_pictures(self) -> Iterator[tuple[int, int, EnrolmentPicture]]:
        """(picture id, person id, picture) of every active person, one at a time.

        Each is read in its own transaction; one that is deleted meanwhile is left out. Raises
        StoreError.
        """
        wanted = (
            select(PictureRow.picture_id)
            .join(PersonRow)
            .where(PersonRow.active)
            .order_by(PictureRow.picture_id)
        )
        with self._database.read() as session:
            numbers = session.scalars(wanted).all()
        for number in numbers:
            with self._database.read() as session:
                row = session.execute(
                    select(*_PICTURE).where(PictureRow.picture_id == number)
                ).one_or_none()
                picture = None if row is None else _picture(row)
            if row is not None and picture is not None:
                yield row.picture_id, row.person_id, picture

    def replace_templates(self, model_digest: str, made: Mapping[int, Template]) -> None:
        """Put templates by picture id in place of those of other models, in one transaction.

        Pictures that were deleted meanwhile are passed over, and what this model made of those
        that were added meanwhile stays. Raises StoreError, ValueError for a
        template of another model.
        """
        if any(template.model_digest != model_digest for template in made.values()):
            raise ValueError("expected templates of one model")
        with self._database.write() as session:
            others = TemplateRow.model_digest != model_digest
            session.execute(delete(TemplateRow).where(others))
            there = set(session.scalars(select(PictureRow.picture_id)))
            for number in there & made.keys():
                session.merge(
                    TemplateRow(
                        picture_id=number, model_digest=model_digest, vector=made[number].vector
                    )
                )


_PICTURE = PictureRow.__table__.c


def _people() -> Select[Any]:
    """Every person with the number of their pictures."""
    pictures = (
        select(PictureRow.person_id, func.count().label("pictures"))
        .group_by(PictureRow.person_id)
        .subquery()
    )
    return select(
        *PersonRow.__table__.c, func.coalesce(pictures.c.pictures, 0).label("pictures")
    ).join_from(PersonRow, pictures, PersonRow.person_id == pictures.c.person_id, isouter=True)


def _row(session: Session, code: str) -> PersonRow:
    wanted = select(PersonRow).where(PersonRow.code == searchable(code))
    row = session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise _missing(code)
    return row


def _read_person(session: Session, code: str) -> Person:
    row = session.execute(_people().where(PersonRow.code == searchable(code))).one_or_none()
    if row is None:
        raise _missing(code)
    return _person(row)


def _missing(code: str) -> PersonNotFound:
    return PersonNotFound(
        f"Nobody has the code {searchable(code)}.", "Look it up among the people."
    )


def _person(row: Row[Any]) -> Person:
    return Person(
        row.person_id, row.code, row.name, row.group, row.enrolled_at, row.active, row.pictures
    )


def _picture(row: Row[Any]) -> EnrolmentPicture:
    return EnrolmentPicture(row.jpeg, row.points.reshape(-1, 2), row.quality, row.taken_at)


def _add_pictures(
    session: Session, person_id: int, pictures: Sequence[tuple[EnrolmentPicture, Template | None]]
) -> None:
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
