"""Who is enrolled, what became of them, and who is not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from desk_access.model.arrays import Vector
from desk_access.model.erasure import Alike, Erasure
from desk_access.model.history import HistoryEntry, Visit
from desk_access.model.importing import Named
from desk_access.model.member import Member
from desk_access.model.person import EnrolmentPicture, Person, Template
from desk_access.model.suggestion import Suggestion
from desk_access.model.visitor import Visitor


class Gallery(Protocol):
    """The enrolled people with their pictures and templates. Callable on any thread.

    Every method is one transaction: done whole or not at all. Any may raise StoreError.
    """

    def people(self, search: str = "") -> list[Person]:
        """Active people by name; ``search`` is looked for in code, name and group, any case."""
        ...

    def person(self, code: str) -> Person:
        """The person with this code, a removed one (not ``active``) too. Raises PersonNotFound."""
        ...

    def enrol(
        self,
        code: str,
        name: str,
        group: str,
        pictures: Sequence[tuple[EnrolmentPicture, Template | None]],
        enrolled_at: datetime,
        apart_from: Collection[int] = (),
    ) -> Person:
        """Add a person with pictures and the templates made of them.

        A template's ``person_id`` is ignored and set to the new person's. A removed person's code
        may be enrolled again and keeps its punches. ``apart_from`` are people, by ``person_id``,
        who look like this one and are somebody else. Raises AlreadyEnrolled when the code is
        taken, EnrolmentRefused for words that cannot be kept.
        """
        ...

    def lookalikes(self) -> frozenset[tuple[int, int]]:
        """Pairs of active people who look alike, by ``person_id``, the smaller first."""
        ...

    def tell_apart(self, code: str, other: str, since: datetime | None) -> None:
        """Note that two people look alike; ``since`` None: forget it. Raises PersonNotFound."""
        ...

    def rename(self, code: str, name: str, group: str) -> Person:
        """Change what the person is called. Raises PersonNotFound."""
        ...

    def rename_all(self, named: Sequence[Named]) -> None:
        """Change what many people are called, in one change of the history; ``group`` None: stays.

        Raises PersonNotFound.
        """
        ...

    def remove(self, code: str) -> None:
        """Delete pictures and templates and end the enrolment; name and punches stay in the log.

        Raises PersonNotFound.
        """
        ...

    def erase(self, code: str, alike: Alike | None = None) -> Erasure:
        """Delete everything that names or shows the person; hours stay under a code of nobody.

        ``alike`` tells which visits of unknown people may be theirs; without it, all go. Works on a
        removed person too. Raises PersonNotFound.
        """
        ...

    def pictures(self, person_id: int) -> list[EnrolmentPicture]:
        """The kept enrolment pictures, in the order they were taken."""
        ...

    def thumbnail(self, person_id: int) -> bytes | None:
        """The JPEG of the best picture, or None."""
        ...

    def templates(self, model_digest: str) -> list[Template]:
        """The active people's templates that this model made."""
        ...

    def template_counts(self) -> Mapping[str, int]:
        """How many templates of active people there are by model digest."""
        ...

    def all_pictures(self) -> Iterator[tuple[int, int, EnrolmentPicture]]:
        """(picture id, person id, picture) of every active person, one at a time."""
        ...

    def pictures_lacking(self, model_digest: str) -> Iterator[tuple[int, EnrolmentPicture]]:
        """(picture id, picture) of every kept picture that this model made no template of.

        Also those of deactivated people and those set aside: that can be undone.
        """
        ...

    def picture_count(self, model_digest: str = "") -> int:
        """How many kept pictures there are, or of how many this model made a template."""
        ...

    def add_templates(self, model_digest: str, made: Mapping[int, Vector]) -> None:
        """Keep this model's templates, by picture id, beside those of the model in use."""
        ...

    def replace_templates(self, model_digest: str, made: Mapping[int, Template]) -> None:
        """Put templates by picture id in place of those of other models, in one transaction.

        What this model made of other pictures stays: somebody may be enrolled meanwhile.
        """
        ...


class Housekeeping(Protocol):
    """Changes of enrolled people, and their history. Callable on any thread.

    Every change is one transaction and one entry of the history; a Gallery over the same data adds
    its own. Any may raise StoreError; those with a code raise PersonNotFound, and ChangeRefused
    when the change does not apply to how things stand. Each returns the person it left changed.
    """

    def inactive(self) -> list[Person]:
        """Whoever is not recognised but still named, by name; merged people are not among them."""
        ...

    def members(self, code: str | None = None) -> list[Member]:
        """Everybody who is or was enrolled and is not erased, and when; merged people as one.

        By name. ``code``: this person alone, by any of their codes; nobody where it is unknown.
        """
        ...

    def numbered_pictures(self, person_id: int) -> list[tuple[int, EnrolmentPicture]]:
        """The pictures in use with their numbers, in the order they were taken."""
        ...

    def merge(self, code: str, into: str) -> Person:
        """Two enrolments are one person: the pictures of ``code`` go to ``into``.

        The ledger is left as it is; ``code`` stays as another name of ``into``, so that both are
        read as one.
        """
        ...

    def split(
        self,
        code: str,
        numbers: Collection[int],
        new_code: str,
        name: str,
        group: str,
        enrolled_at: datetime,
    ) -> Person:
        """Some of a person's pictures show somebody else, who becomes a person.

        Raises AlreadyEnrolled and EnrolmentRefused as Gallery.enrol does.
        """
        ...

    def deactivate(self, code: str) -> Person:
        """Recognise the person no more; everything is kept."""
        ...

    def reactivate(self, code: str) -> Person:
        """Recognise a deactivated person again."""
        ...

    def add_pictures(
        self,
        code: str,
        pictures: Sequence[tuple[EnrolmentPicture, Template | None]],
        visit: Visit | None = None,
    ) -> Person:
        """Give the person more pictures; ``visit``: they are of somebody seen then."""
        ...

    def set_aside(self, code: str, numbers: Collection[int]) -> Person:
        """Use these pictures no more. One must be left."""
        ...

    def re_enrol(
        self, code: str, pictures: Sequence[tuple[EnrolmentPicture, Template | None]]
    ) -> Person:
        """Use these pictures in place of those that there are."""
        ...

    def history(
        self, code: str | None = None, limit: int | None = None, offset: int = 0
    ) -> list[HistoryEntry]:
        """The changes, newest first; ``code``: those that concern this person."""
        ...

    def undo(self, number: int) -> HistoryEntry:
        """Take a change back, with an entry of its own, which is returned."""
        ...


class Visitors(Protocol):
    """Unknown faces, kept for a short time. Callable on any thread; any may raise StoreError.

    What is deleted is gone from the disk, not only from the answers.
    """

    def add(self, visitor: Visitor) -> None:
        """Keep a visit."""
        ...

    def all(self) -> list[Visitor]:
        """Every visit, oldest first."""
        ...

    def delete(self, keys: Collection[str]) -> int:
        """Delete these visits; returns how many there were."""
        ...

    def expire(self, before: datetime) -> int:
        """Delete what was seen before this moment; returns how many."""
        ...


class Suggestions(Protocol):
    """Pictures that an operator may add to people, at most one for each. Callable on any thread.

    Any may raise StoreError. They go with their person.
    """

    def keep(self, suggestion: Suggestion) -> None:
        """Keep it in place of the person's last one; nothing for somebody who is gone."""
        ...

    def all(self) -> list[Suggestion]:
        """Those of active people, the newest first."""
        ...

    def delete(self, person_id: int) -> bool:
        """Delete the person's, from the disk too; returns whether there was one."""
        ...
