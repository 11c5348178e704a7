"""People and punches in memory, behind the ports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from desk_access.errors import DeskAccessError, PersonNotFound
from desk_access.model.importing import Named
from desk_access.model.person import EnrolmentPicture, Person, Template
from desk_access.model.punch import Punch, PunchFilter
from tests.gui.portraits import portrait_jpeg
from tests.gui.samples import picture_of


class FakeGallery:
    """People in a list; raises ``failure`` from every method while it is set."""

    def __init__(self, people: Sequence[Person] = ()) -> None:
        self.kept = list(people)
        self.failure: DeskAccessError | None = None
        self.searches: list[str] = []
        self.enrolled: list[Template] = []
        self.pairs: frozenset[tuple[int, int]] = frozenset()

    def people(self, search: str = "") -> list[Person]:
        self._fail()
        self.searches.append(search)
        words = search.casefold()
        return sorted(
            (p for p in self.kept if words in f"{p.code} {p.name} {p.group}".casefold()),
            key=lambda person: person.name,
        )

    def person(self, code: str) -> Person:
        self._fail()
        for person in self.kept:
            if person.code == code:
                return person
        raise PersonNotFound(f"Nobody has the code {code}.", "Look at the list.")

    def templates(self, model_digest: str) -> list[Template]:
        return self.enrolled

    def lookalikes(self) -> frozenset[tuple[int, int]]:
        return self.pairs

    def thumbnail(self, person_id: int) -> bytes | None:
        self._fail()
        return portrait_jpeg(person_id)

    def pictures(self, person_id: int) -> list[EnrolmentPicture]:
        self._fail()
        turns = ((0, 0), (1, 0), (-1, 0), (0, -1), (0, 1))
        return [picture_of(person_id, turn) for turn in turns]

    def rename(self, code: str, name: str, group: str) -> Person:
        person = self.person(code)
        self.kept[self.kept.index(person)] = replace(person, name=name, group=group)
        return self.person(code)

    def rename_all(self, named: Sequence[Named]) -> None:
        for each in named:
            group = self.person(each.code).group if each.group is None else each.group
            self.rename(each.code, each.name, group)

    def remove(self, code: str) -> None:
        self.kept.remove(self.person(code))

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


class FakeLedger:
    """Punches in a list, newest first; remembers what was asked for."""

    def __init__(self, punches: Sequence[Punch] = ()) -> None:
        self.punches = sorted(punches, key=lambda punch: -punch.sequence)
        self.failure: DeskAccessError | None = None
        self.asked: list[tuple[int | None, int]] = []

    def query(self, wanted: PunchFilter, limit: int | None = None, offset: int = 0) -> list[Punch]:
        self._fail()
        self.asked.append((limit, offset))
        found = list(self._found(wanted))
        return found[offset : None if limit is None else offset + limit]

    def count(self, wanted: PunchFilter) -> int:
        self._fail()
        return sum(1 for _ in self._found(wanted))

    def picture(self, sequence: int) -> bytes | None:
        self._fail()
        by_number = {punch.sequence: punch.entry.person_id for punch in self.punches}
        return portrait_jpeg(by_number[sequence])

    def _found(self, wanted: PunchFilter) -> Iterator[Punch]:
        for punch in self.punches:
            entry = punch.entry
            if wanted.start is not None and entry.at < wanted.start:
                continue
            if wanted.end is not None and entry.at >= wanted.end:
                continue
            if wanted.person_code not in (None, entry.person_code):
                continue
            if wanted.direction in (None, entry.direction):
                yield punch

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure
