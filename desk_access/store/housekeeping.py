"""The port Housekeeping on the database: changing who is enrolled, and taking changes back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from desk_access.errors import ChangeRefused
from desk_access.model.history import Action, HistoryEntry, Visit
from desk_access.model.member import Member
from desk_access.model.person import EnrolmentPicture, Person, Template
from desk_access.store import history
from desk_access.store.database import Database
from desk_access.store.journal import recorded
from desk_access.store.members import members
from desk_access.store.people import (
    PICTURE,
    add_pictures,
    claim,
    find_person,
    free_code,
    people_query,
    person_of,
    picture_of,
    read_person,
)
from desk_access.store.tables import PersonRow, PictureRow
from desk_access.store.words import kept, kept_identifier

Pictures = Sequence[tuple[EnrolmentPicture, Template | None]]


class SqlHousekeeping:
    """Changes of enrolled people, each one transaction and one entry. Callable on any thread."""

    def __init__(self, database: Database, who: str) -> None:
        """``who`` is named in the history: the operator, or the machine's user."""
        self._database = database
        self._who = who

    def inactive(self) -> list[Person]:
        """Whoever is not recognised but still named, by name; merged people are not among them.

        Raises StoreError.
        """
        wanted = people_query().where(~PersonRow.active, PersonRow.merged_into.is_(None))
        with self._database.read() as session:
            found = [person_of(row) for row in session.execute(wanted)]
        return sorted(found, key=lambda person: (person.name.casefold(), person.code))

    def members(self, code: str | None = None) -> list[Member]:
        """Everybody who is or was enrolled and is not erased, and when; merged people as one.

        By name. ``code``: this person alone, by any of their codes. Raises StoreError.
        """
        with self._database.read() as session:
            return members(session, code)

    def numbered_pictures(self, person_id: int) -> list[tuple[int, EnrolmentPicture]]:
        """The pictures in use with their numbers, in the order they were taken. StoreError."""
        wanted = (
            select(*PICTURE)
            .where(PictureRow.person_id == person_id, ~PictureRow.set_aside)
            .order_by(PictureRow.taken_at, PictureRow.picture_id)
        )
        with self._database.read() as session:
            return [(row.picture_id, picture_of(row)) for row in session.execute(wanted)]

    def merge(self, code: str, into: str) -> Person:
        """Two enrolments are one person: the pictures of ``code`` go to ``into``.

        The ledger is left as it is; ``code`` stays as another name of ``into``, so both are read
        as one. Returns ``into``. Raises PersonNotFound, ChangeRefused, StoreError.
        """
        with self._database.write(self._who) as session:
            gone, stays = _active(session, code), _active(session, into)
            if gone.person_id == stays.person_id:
                raise ChangeRefused(
                    f"{gone.code} cannot be merged with itself.", "Choose another person."
                )
            merged_before = set(
                session.scalars(
                    select(PersonRow.person_id).where(PersonRow.merged_into == gone.person_id)
                )
            )
            concerned = {gone.person_id, stays.person_id} | merged_before
            with recorded(session, self._who, Action.MERGE, concerned):
                _move(session, PictureRow.person_id == gone.person_id, stays.person_id)
                session.execute(
                    update(PersonRow)
                    .where(PersonRow.person_id.in_({gone.person_id} | merged_before))
                    .values(active=False, merged_into=stays.person_id)
                )
            return read_person(session, stays.code)

    def split(
        self,
        code: str,
        numbers: Collection[int],
        new_code: str,
        name: str,
        group: str,
        enrolled_at: datetime,
    ) -> Person:
        """Some of a person's pictures show somebody else, who becomes a person. Returns them.

        Raises PersonNotFound, AlreadyEnrolled, EnrolmentRefused, ChangeRefused, StoreError.
        """
        new_code, name = kept_identifier("code", new_code), kept("name", name)
        group = kept_identifier("group", group, False)
        with self._database.write(self._who) as session:
            person = _active(session, code)
            chosen = _chosen(session, person, numbers)
            other = free_code(session, new_code)
            concerned = {person.person_id} | ({other.person_id} if other else set())
            with recorded(session, self._who, Action.SPLIT, concerned) as people:
                made = claim(session, other, new_code, name, group, enrolled_at)
                people.add(made.person_id)
                _move(session, PictureRow.picture_id.in_(chosen), made.person_id)
            return read_person(session, new_code)

    def deactivate(self, code: str) -> Person:
        """Recognise the person no more; everything is kept. Raises PersonNotFound, StoreError."""
        with self._database.write(self._who) as session:
            person = _active(session, code)
            with recorded(session, self._who, Action.DEACTIVATE, {person.person_id}):
                person.active = False
            return read_person(session, code)

    def reactivate(self, code: str) -> Person:
        """Recognise a deactivated person again.

        Raises PersonNotFound, ChangeRefused for somebody without pictures or merged, StoreError.
        """
        with self._database.write(self._who) as session:
            person = find_person(session, code)
            _refuse_merged(session, person)
            if person.active:
                raise ChangeRefused(f"{person.name} is active.", "Nothing has to be done.")
            if not read_person(session, code).pictures:
                raise ChangeRefused(
                    f"{person.name} has no pictures any more.", "Enrol the person again."
                )
            with recorded(session, self._who, Action.REACTIVATE, {person.person_id}):
                person.active = True
            return read_person(session, code)

    def add_pictures(self, code: str, pictures: Pictures, visit: Visit | None = None) -> Person:
        """Give the person more pictures; ``visit``: they are of somebody seen then.

        Raises PersonNotFound, StoreError.
        """
        action = Action.ADD_PICTURES if visit is None else Action.ASSIGN
        with self._database.write(self._who) as session:
            person = _active(session, code)
            with recorded(session, self._who, action, {person.person_id}, visit=visit):
                add_pictures(session, person.person_id, pictures)
            return read_person(session, code)

    def set_aside(self, code: str, numbers: Collection[int]) -> Person:
        """Use these pictures no more. One must be left.

        Raises PersonNotFound, ChangeRefused, StoreError.
        """
        with self._database.write(self._who) as session:
            person = _active(session, code)
            chosen = _chosen(session, person, numbers)
            with recorded(session, self._who, Action.SET_ASIDE, {person.person_id}):
                _set_aside(session, PictureRow.picture_id.in_(chosen))
            return read_person(session, code)

    def re_enrol(self, code: str, pictures: Pictures) -> Person:
        """Use these pictures in place of those that there are.

        Raises PersonNotFound, ChangeRefused without a picture, StoreError.
        """
        if not pictures:
            raise ChangeRefused("There is no new picture.", "Take at least one.")
        with self._database.write(self._who) as session:
            person = _active(session, code)
            with recorded(session, self._who, Action.RE_ENROL, {person.person_id}):
                _set_aside(session, PictureRow.person_id == person.person_id)
                add_pictures(session, person.person_id, pictures)
            return read_person(session, code)

    def history(
        self, code: str | None = None, limit: int | None = None, offset: int = 0
    ) -> list[HistoryEntry]:
        """The changes, newest first; ``code``: those that concern this person. StoreError."""
        with self._database.read() as session:
            return history.entries(session, code, limit, offset)

    def undo(self, number: int) -> HistoryEntry:
        """Take a change back, with an entry of its own. Raises ChangeRefused, StoreError."""
        with self._database.write(self._who) as session:
            return history.undo(session, self._who, number)


def _active(session: Session, code: str) -> PersonRow:
    """Raises PersonNotFound, and ChangeRefused for one who is merged or not active."""
    person = find_person(session, code)
    _refuse_merged(session, person)
    if not person.active:
        raise ChangeRefused(f"{person.name} is not active.", "Reactivate the person first.")
    return person


def _refuse_merged(session: Session, person: PersonRow) -> None:
    if person.merged_into is not None:
        other = session.get_one(PersonRow, person.merged_into)
        raise ChangeRefused(
            f"{person.code} was merged into {other.name} ({other.code}).", f"Use {other.code}."
        )


def _chosen(session: Session, person: PersonRow, numbers: Collection[int]) -> set[int]:
    """The numbers, checked: some of this person's pictures, not all. Raises ChangeRefused."""
    used = select(PictureRow.picture_id).where(
        PictureRow.person_id == person.person_id, ~PictureRow.set_aside
    )
    there, chosen = set(session.scalars(used)), set(numbers)
    if not chosen or not chosen <= there:
        raise ChangeRefused(
            f"These are not pictures of {person.name}.", "Choose among the person's pictures."
        )
    if chosen == there:
        raise ChangeRefused(
            f"No picture of {person.name} would be left.", "Leave at least one, or rename."
        )
    return chosen


def _move(session: Session, which: ColumnElement[bool], person_id: int) -> None:
    session.execute(update(PictureRow).where(which).values(person_id=person_id))


def _set_aside(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(update(PictureRow).where(which).values(set_aside=True))
