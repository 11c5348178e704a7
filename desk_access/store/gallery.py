"""The port Gallery on the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from desk_access.model.arrays import Vector
from desk_access.model.erasure import Alike, Erasure
from desk_access.model.history import Action
from desk_access.model.identifier import canonical
from desk_access.model.importing import Named
from desk_access.model.person import EnrolmentPicture, Person, Template
from desk_access.store import lookalikes
from desk_access.store.database import Database
from desk_access.store.erasure import erase_person, files_with
from desk_access.store.failures import unavailable
from desk_access.store.journal import recorded
from desk_access.store.people import (
    PICTURE,
    add_pictures,
    claim,
    find_person,
    free_code,
    missing,
    people_query,
    person_of,
    picture_of,
    read_person,
)
from desk_access.store.spool import FileSpool
from desk_access.store.tables import (
    PersonRow,
    PictureRow,
    SuggestionRow,
    TemplateRow,
)
from desk_access.store.words import kept, kept_identifier, searchable

_IN_USE = (PersonRow.active, ~PictureRow.set_aside)


class SqlGallery:
    """The enrolled people with their pictures and templates. Callable on any thread."""

    def __init__(self, database: Database, who: str = "", spool: FileSpool | None = None) -> None:
        """``who`` is named in the history: the operator, or the machine's user.

        ``spool`` holds punches that wait; those of an erased person go with them.
        """
        self._database = database
        self._who = who
        self._spool = spool

    def people(self, search: str = "") -> list[Person]:
        """Active people by name; ``search`` is looked for in code, name and group, any case.

        Raises StoreError.
        """
        with self._database.read() as session:
            found = [
                person_of(row) for row in session.execute(people_query().where(PersonRow.active))
            ]
        # Not in SQL: SQLite folds the case of ASCII alone.
        sought = canonical(searchable(search))
        return sorted(
            (
                person
                for person in found
                if any(
                    sought in canonical(each) for each in (person.code, person.name, person.group)
                )
            ),
            key=lambda person: (person.name.casefold(), person.code),
        )

    def person(self, code: str) -> Person:
        """The person with this code, removed ones (not ``active``) included.

        Raises PersonNotFound, StoreError.
        """
        with self._database.read() as session:
            return read_person(session, code)

    def enrol(
        self,
        code: str,
        name: str,
        group: str,
        pictures: Sequence[tuple[EnrolmentPicture, Template | None]],
        enrolled_at: datetime,
        apart_from: Collection[int] = (),
    ) -> Person:
        """Add a person with pictures and the templates made of them; all or nothing.

        A removed person's code may be enrolled again and keeps its punches. ``apart_from`` are
        lookalikes by ``person_id``. Raises AlreadyEnrolled when the code is taken,
        EnrolmentRefused for words that cannot be kept, StoreError.
        """
        code, name, group = (
            kept_identifier("code", code),
            kept("name", name),
            kept_identifier("group", group, False),
        )
        with self._database.write(self._who) as session:
            row = free_code(session, code)
            concerned = set() if row is None else {row.person_id}
            with recorded(session, self._who, Action.ENROL, concerned) as people:
                made = claim(session, row, code, name, group, enrolled_at)
                people.add(made.person_id)
                add_pictures(session, made.person_id, pictures)
            lookalikes.keep_apart(session, made.person_id, apart_from, enrolled_at)
            return read_person(session, code)

    def lookalikes(self) -> frozenset[tuple[int, int]]:
        """Pairs of active people who look alike, by ``person_id``. Raises StoreError."""
        with self._database.read() as session:
            return lookalikes.active_pairs(session)

    def tell_apart(self, code: str, other: str, since: datetime | None) -> None:
        """Note that two people look alike; ``since`` None: forget it.

        Raises PersonNotFound, StoreError.
        """
        with self._database.write(self._who) as session:
            one, two = (find_person(session, each).person_id for each in (code, other))
            if since is None:
                lookalikes.forget(session, one, two)
            elif one != two:
                lookalikes.keep_apart(session, one, [two], since)

    def rename(self, code: str, name: str, group: str) -> Person:
        """Change what the person is called. Raises PersonNotFound, EnrolmentRefused, StoreError."""
        name, group = kept("name", name), kept_identifier("group", group, False)
        with self._database.write(self._who) as session:
            row = find_person(session, code)
            with recorded(session, self._who, Action.RENAME, {row.person_id}):
                row.name, row.group = name, group
            return read_person(session, code)

    def rename_all(self, named: Sequence[Named]) -> None:
        """Change what many people are called, in one change of the history; ``group`` None: stays.

        Raises PersonNotFound, EnrolmentRefused, StoreError.
        """
        with self._database.write(self._who) as session:
            rows = [find_person(session, each.code) for each in named]
            with recorded(session, self._who, Action.RENAME, {row.person_id for row in rows}):
                for row, each in zip(rows, named, strict=True):
                    row.name = kept("name", each.name)
                    if each.group is not None:
                        row.group = kept_identifier("group", each.group, False)

    def remove(self, code: str) -> None:
        """Delete pictures and templates and end the enrolment; name and punches stay in the log.

        Raises PersonNotFound (also for somebody removed before), StoreError.
        """
        with self._database.write(self._who) as session:
            row = find_person(session, code)
            if not row.active:
                raise missing(code)
            self._database.drop_backup()
            with recorded(session, self._who, Action.REMOVE, {row.person_id}):
                row.active = False
                session.execute(delete(PictureRow).where(PictureRow.person_id == row.person_id))
                theirs = SuggestionRow.person_id == row.person_id
                session.execute(delete(SuggestionRow).where(theirs))
        self._database.scrub()

    def erase(self, code: str, alike: Alike | None = None) -> Erasure:
        """Delete everything that names or shows the person, in one transaction.

        Whoever was merged with them is the same person and goes with them. Punches, corrections and
        paid hours stay under a code that means nobody. ``alike`` tells which visits of unknown
        people may be theirs; without it, all go. The files are then searched for what was deleted.
        Works on a removed person too. Raises PersonNotFound, StoreError.
        """
        with self._database.write(self._who) as session:
            row = find_person(session, code)
            self._database.drop_backup()
            gone = erase_person(session, row, alike)
        # After the commit: what is killed in between leaves punches of nobody, which are dropped.
        if self._spool is not None:
            self._spool.forget(gone.people)
        scrubbed = self._database.scrub()
        files = sorted(self._database.place.parent.glob("*"))
        try:
            checked, holding = files_with(gone.pieces, files)
        except OSError as error:
            raise unavailable(self._database.place.parent, error) from error
        return Erasure(
            gone.kept_as,
            gone.visits,
            gone.mentions,
            len(gone.pieces),
            checked,
            holding > 0 or not scrubbed,
        )

    def pictures(self, person_id: int) -> list[EnrolmentPicture]:
        """The kept enrolment pictures, in the order they were taken. Raises StoreError."""
        wanted = (
            select(*PICTURE)
            .where(PictureRow.person_id == person_id, ~PictureRow.set_aside)
            .order_by(PictureRow.taken_at, PictureRow.picture_id)
        )
        with self._database.read() as session:
            return [picture_of(row) for row in session.execute(wanted)]

    def thumbnail(self, person_id: int) -> bytes | None:
        """The JPEG of the best picture, or None. Raises StoreError."""
        wanted = (
            select(PictureRow.jpeg)
            .where(PictureRow.person_id == person_id, ~PictureRow.set_aside)
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
            .where(TemplateRow.model_digest == model_digest, *_IN_USE)
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
            .where(*_IN_USE)
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
            .where(*_IN_USE)
            .order_by(PictureRow.picture_id)
        )
        with self._database.read() as session:
            numbers = session.scalars(wanted).all()
        for number in numbers:
            with self._database.read() as session:
                row = session.execute(
                    select(*PICTURE).where(PictureRow.picture_id == number)
                ).one_or_none()
                picture = None if row is None else picture_of(row)
            if row is not None and picture is not None:
                yield row.picture_id, row.person_id, picture

    def pictures_lacking(self, model_digest: str) -> Iterator[tuple[int, EnrolmentPicture]]:
        """(picture id, picture) of every kept picture that this model made no template of.

        Also those of deactivated people and those set aside: that can be undone. Each is read in
        its own transaction. Raises StoreError.
        """
        there = select(TemplateRow.picture_id).where(TemplateRow.model_digest == model_digest)
        wanted = select(PictureRow.picture_id).where(PictureRow.picture_id.not_in(there))
        with self._database.read() as session:
            numbers = session.scalars(wanted.order_by(PictureRow.picture_id)).all()
        for number in numbers:
            with self._database.read() as session:
                row = session.execute(
                    select(*PICTURE).where(PictureRow.picture_id == number)
                ).one_or_none()
                picture = None if row is None else picture_of(row)
            if picture is not None:
                yield number, picture

    def picture_count(self, model_digest: str = "") -> int:
        """How many kept pictures there are, or of how many this model made a template."""
        wanted = select(func.count()).select_from(PictureRow)
        if model_digest:
            made = TemplateRow.model_digest == model_digest
            wanted = select(func.count()).select_from(TemplateRow).where(made)
        with self._database.read() as session:
            return session.execute(wanted).scalar_one()

    def add_templates(self, model_digest: str, made: Mapping[int, Vector]) -> None:
        """Keep this model's templates, by picture id, beside those of the model in use.

        Pictures that were deleted meanwhile are passed over. Raises StoreError.
        """
        with self._database.write(self._who) as session:
            wanted = select(PictureRow.picture_id).where(PictureRow.picture_id.in_(made))
            for number in session.scalars(wanted).all():
                session.merge(
                    TemplateRow(picture_id=number, model_digest=model_digest, vector=made[number])
                )

    def replace_templates(self, model_digest: str, made: Mapping[int, Template]) -> None:
        """Put templates by picture id in place of those of other models, in one transaction.

        Pictures that were deleted meanwhile are passed over, and what this model made of those
        that were added meanwhile stays. Raises StoreError, ValueError for a
        template of another model.
        """
        if any(template.model_digest != model_digest for template in made.values()):
            raise ValueError("expected templates of one model")
        with self._database.write(self._who) as session:
            others = TemplateRow.model_digest != model_digest
            session.execute(delete(TemplateRow).where(others))
            there = set(session.scalars(select(PictureRow.picture_id)))
            for number in there & made.keys():
                session.merge(
                    TemplateRow(
                        picture_id=number, model_digest=model_digest, vector=made[number].vector
                    )
                )
