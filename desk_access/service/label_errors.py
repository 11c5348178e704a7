"""Comparisons that a set labels wrongly: one person under two names, a picture of another."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from desk_access.errors import SourceUnusable
from desk_access.service.evaluation_set import EvaluationSet

_CURE: Final = (
    "The first row is name,other. Each other row has two names that are one person's, or a "
    "picture (Ann/Ann_0003.jpg) that does not show whom its folder names, and who it is, if known."
)


@dataclass(frozen=True, slots=True)
class LabelErrors:
    """``same`` are pairs of names of one person, ``wrong`` pictures under the wrong name.

    Pictures are named from the folder of all people, with ``/``. ``elsewhere`` rows of the list
    name people or pictures that this set does not have.
    """

    same: frozenset[frozenset[str]]
    wrong: frozenset[str]
    elsewhere: int = 0

    @classmethod
    def read(cls, path: Path, people: EvaluationSet) -> Self:
        """The list in ``path``: CSV with the columns ``name`` and ``other``; more are not read.

        Raises SourceUnusable for a file that cannot be read, a row that makes no sense, and a list
        of which no row is about ``people``.
        """
        try:
            with path.open(encoding="utf-8", newline="") as stream:
                rows = [row for row in csv.reader(stream) if row]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise SourceUnusable(f"{path} cannot be read ({error}).", _CURE) from error
        if not rows or rows[0][:2] != ["name", "other"]:
            raise SourceUnusable(f"{path} is no list of label errors.", _CURE)
        known = {
            picture.relative_to(people.folder).as_posix()
            for own in people.people.values()
            for picture in own
        }
        same, wrong, elsewhere = set(), set(), 0
        for number, row in enumerate(rows[1:], start=2):
            name, other = (*row, "")[:2]
            if not name or name == other or not (other or "/" in name):
                raise SourceUnusable(f"{path}, row {number} makes no sense.", _CURE)
            if name in known:
                wrong.add(name)
            elif name in people.people and other in people.people:
                same.add(frozenset((name, other)))
            else:
                elsewhere += 1
        if not same and not wrong:
            raise SourceUnusable(f"{path} names nobody of {people.folder}.", _CURE)
        return cls(frozenset(same), frozenset(wrong), elsewhere)

    def aliases(self, name: str) -> frozenset[str]:
        """The other names of this person."""
        return frozenset().union(*(pair for pair in self.same if name in pair)) - {name}
