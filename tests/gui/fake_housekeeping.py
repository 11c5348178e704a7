"""The history and the visitors in memory, behind what the window uses of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desk_access.errors import ChangeRefused, DeskAccessError
from desk_access.model.history import Action, HistoryEntry, PersonChange, Standing, Visit
from desk_access.model.person import EnrolmentPicture, Person
from desk_access.model.visitor import Visitor, VisitorGroup
from tests.fakes import fake_vector
from tests.gui.fake_stores import FakeGallery
from tests.gui.samples import DIGEST, make_person, picture_of

AT = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)


def entry_of(
    number: int,
    action: Action,
    *people: Person,
    before: str | None = None,
    pictures: int = 0,
    visit: Visit | None = None,
    undone: bool = False,
    undoable: bool = True,
) -> HistoryEntry:
    """An entry; ``before`` is what the first person was called."""
    changes = []
    for place, person in enumerate(people):
        after = Standing(person.name, person.group, True, None)
        was = replace(after, name=before) if before and not place else after
        changes.append(PersonChange(person.person_id, person.code, was, after))
    at = AT + timedelta(minutes=number)
    return HistoryEntry(
        number, at, "desk", action, tuple(changes), pictures, visit, None, undone, undoable
    )


def some_history(people: Sequence[Person]) -> list[HistoryEntry]:
    """One entry of each kind worth a look, newest first."""
    visit = Visit(AT, AT + timedelta(minutes=3), "Main door")
    undone = entry_of(4, Action.DEACTIVATE, people[8], undone=True)
    return [
        replace(entry_of(9, Action.UNDO, people[8]), undoes=4),
        entry_of(8, Action.REMOVE, people[5], pictures=5, undoable=False),
        entry_of(7, Action.ASSIGN, people[0], pictures=2, visit=visit),
        entry_of(6, Action.MERGE, people[1], people[2], pictures=5),
        entry_of(5, Action.SPLIT, people[6], people[7], pictures=2),
        undone,
        entry_of(3, Action.RENAME, people[0], before="Kim"),
        entry_of(1, Action.ENROL, people[0], pictures=5),
    ]


def visits_of(number: int, count: int, camera: str = "Main door") -> VisitorGroup:
    """So many visits of a drawn stranger, 40 minutes apart."""
    return VisitorGroup(
        tuple(
            Visitor(
                f"{number:04x}{place:04x}" * 4,
                AT + timedelta(minutes=40 * place),
                camera,
                picture_of(number),
                fake_vector(number),
                DIGEST,
            )
            for place in range(count)
        )
    )


class FakeHousekeeping:
    """Changes the people of a fake gallery; entries are those that it was given."""

    def __init__(self, gallery: FakeGallery) -> None:
        self._gallery = gallery
        self.entries: list[HistoryEntry] = []
        self.away: list[Person] = []
        self.done: list[tuple[object, ...]] = []
        self.failure: DeskAccessError | None = None

    def inactive(self) -> list[Person]:
        return list(self.away)

    def numbered_pictures(self, person_id: int) -> list[tuple[int, EnrolmentPicture]]:
        return list(enumerate(self._gallery.pictures(person_id), start=1))

    def history(
        self, code: str | None = None, limit: int | None = None, offset: int = 0
    ) -> list[HistoryEntry]:
        found = [
            entry
            for entry in self.entries
            if code is None or code in [person.code for person in entry.people]
        ]
        return found[offset : None if limit is None else offset + limit]

    def undo(self, number: int) -> HistoryEntry:
        if self.failure is not None:
            raise self.failure
        for place, entry in enumerate(self.entries):
            if entry.number == number:
                self.entries[place] = replace(entry, undone=True)
                return entry
        raise ChangeRefused("There is no such entry.", "Look again.")

    def merge(self, code: str, into: str) -> Person:
        self.done.append(("merge", code, into))
        self._gallery.remove(code)
        return self._gallery.person(into)

    def split(
        self, code: str, numbers: Collection[int], new_code: str, name: str, group: str
    ) -> Person:
        self.done.append(("split", code, tuple(sorted(numbers)), new_code, name, group))
        made = replace(make_person(90, name), code=new_code)
        self._gallery.kept.append(made)
        return made

    def set_aside(self, code: str, numbers: Collection[int]) -> Person:
        self.done.append(("set aside", code, tuple(sorted(numbers))))
        return self._gallery.person(code)

    def deactivate(self, code: str) -> Person:
        person = self._gallery.person(code)
        self._gallery.remove(code)
        self.away.append(replace(person, active=False))
        return person

    def reactivate(self, code: str) -> Person:
        person = next(each for each in self.away if each.code == code)
        self.away.remove(person)
        self._gallery.kept.append(replace(person, active=True))
        return person


class FakeVisitorDesk:
    """Groups that a test gives; remembers what became of them."""

    def __init__(self, gallery: FakeGallery) -> None:
        self._gallery = gallery
        self.kept: list[VisitorGroup] = []
        self.done: list[tuple[str, ...]] = []
        self.failure: DeskAccessError | None = None

    def groups(self) -> list[VisitorGroup]:
        if self.failure is not None:
            raise self.failure
        return list(self.kept)

    def name(self, key: str, code: str, name: str, group: str) -> Person:
        self._take(key)
        self.done.append(("name", key, code, name, group))
        person = replace(make_person(91, name), code=code, group=group)
        self._gallery.kept.append(person)
        return person

    def assign(self, key: str, code: str) -> Person:
        self._take(key)
        self.done.append(("assign", key, code))
        return self._gallery.person(code)

    def dismiss(self, key: str) -> int:
        self._take(key)
        self.done.append(("dismiss", key))
        return 1

    def clear(self) -> int:
        gone, self.kept = len(self.kept), []
        return gone

    def _take(self, key: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.kept = [group for group in self.kept if group.key != key]
