"""Who is in the house, chosen and put in order for the board and for the roll call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk_access.gui.view_models.presence_words import URGENCY
from desk_access.model.presence import PersonToday, Presence


@dataclass(frozen=True, slots=True)
class Board:
    """Everybody's standing, as it was ``at`` (UTC)."""

    people: tuple[PersonToday, ...]
    at: datetime

    def counts(self) -> Counter[Presence]:
        """How many there are of each."""
        return Counter(person.presence for person in self.people)

    def groups(self) -> list[str]:
        """The groups' names in order, "" for who has none."""
        return sorted({person.group for person in self.people}, key=str.casefold)

    def inside(self) -> list[PersonToday]:
        """Who is to be looked for in a fire, by group and name."""
        return sorted((person for person in self.people if person.inside), key=_by_group)


@dataclass(frozen=True, slots=True)
class BoardChoice:
    """What of the board is shown; None means all."""

    presence: Presence | None = None
    group: str | None = None
    words: str = ""

    def wants(self, person: PersonToday) -> bool:
        """Whether this person is shown."""
        sought = f"{person.name}\n{person.code}\n{person.group}".casefold()
        return (
            self.presence in (None, person.presence)
            and self.group in (None, person.group)
            and self.words.casefold() in sought
        )


@dataclass(frozen=True, slots=True)
class GroupHeading:
    """A group's line on the board: how many of all its people are inside."""

    group: str
    inside: int
    people: int


BoardRow = GroupHeading | PersonToday


def board_rows(board: Board, choice: BoardChoice) -> list[BoardRow]:
    """Groups by name, each with its chosen people: the most urgent first, then by name."""
    rows: list[BoardRow] = []
    together = by_group(board.people)
    for group in sorted(together, key=str.casefold):
        people = together[group]
        shown = sorted(filter(choice.wants, people), key=_by_urgency)
        if shown:
            inside = sum(person.inside for person in people)
            rows += [GroupHeading(group, inside, len(people)), *shown]
    return rows


def _by_urgency(person: PersonToday) -> tuple[int, str]:
    return URGENCY.index(person.presence), person.name.casefold()


def _by_group(person: PersonToday) -> tuple[str, str]:
    return person.group.casefold(), person.name.casefold()


def by_group(people: Sequence[PersonToday]) -> dict[str, list[PersonToday]]:
    """People under their groups, in the order that they have."""
    found: dict[str, list[PersonToday]] = {}
    for person in people:
        found.setdefault(person.group, []).append(person)
    return found
