"""What is measured on: one folder of pictures a person, and the pairs listed beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from desk_access.errors import SourceUnusable

PAIRS_FILE: Final = "pairs.tsv"

_ENROLLED_WITH: Final = 3
"""Pictures that each enrolled person's gallery entry is made of."""

_PAIR_CURE: Final = (
    "A row is name, i, j for one person, or name, i, name, j for two, parted by tabs; "
    "picture i of Ann is Ann/Ann_000i."
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pictures to compare: ``first`` is the reference, ``second`` the probe."""

    first: Path
    second: Path
    same: bool
    fold: int


@dataclass(frozen=True, slots=True)
class Role:
    """One person's pictures in the identification test. Strangers have no references."""

    person: int
    references: tuple[Path, ...]
    probes: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """The people with their pictures in order of name, and the pairs, if they are listed."""

    folder: Path
    people: dict[str, tuple[Path, ...]]
    pairs: tuple[Pair, ...]

    def roles(self) -> list[Role]:
        """Who is enrolled with what, and who is a stranger.

        The first three pictures of everybody who has more are enrolled, and the others are their
        probes. Whoever has a single picture is a stranger. People with two or three pictures take
        no part: too few to be both enrolled and searched, and strangers count once each.
        """
        roles = []
        for number, pictures in enumerate(self.people.values()):
            if len(pictures) > _ENROLLED_WITH:
                roles.append(Role(number, pictures[:_ENROLLED_WITH], pictures[_ENROLLED_WITH:]))
            elif len(pictures) == 1:
                roles.append(Role(number, (), pictures))
        return roles

    def later(self) -> list[Path]:
        """All pictures but the first of everybody who has several."""
        return [path for own in self.people.values() for path in own[1:] or own]

    def sample(self, count: int, seed: int) -> EvaluationSet:
        """A part for a quick look: ``count`` of the enrolled, drawn by ``seed``, and the same share
        of the strangers. The pairs are left out: few would lie within it."""
        names = list(self.people)
        roles = self.roles()
        groups = [[r.person for r in roles if bool(r.references) is kept] for kept in (True, False)]
        share = min(count / max(len(groups[0]), 1), 1.0)
        rng = np.random.default_rng(seed)
        drawn = {
            names[person]
            for group in groups
            for person in rng.choice(group, round(share * len(group)), replace=False)
        }
        kept = {name: pictures for name, pictures in self.people.items() if name in drawn}
        return EvaluationSet(self.folder, kept, ())


def read_set(folder: Path, list_pictures: Callable[[Path], list[Path]]) -> EvaluationSet:
    """List the people and pairs in ``folder``; ``list_pictures`` lists one person's folder.

    Raises SourceUnusable for a folder that is missing or shows fewer than two people, for a pair
    that names an absent picture, and where there is nothing to measure.
    """
    try:
        inside = sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError as error:
        raise SourceUnusable(
            f"The folder {folder} cannot be read ({error.strerror}).", "Check its name."
        ) from error
    listed = {path.name: tuple(list_pictures(path)) for path in inside}
    people = {name: pictures for name, pictures in listed.items() if pictures}
    if len(people) < 2:
        raise SourceUnusable(
            f"{folder} holds pictures of {'one person' if people else 'nobody'}.",
            "Give a folder with one folder of pictures for each of two or more people.",
        )
    made = EvaluationSet(folder, people, tuple(_pairs(folder / PAIRS_FILE, people)))
    if not made.pairs and not any(role.references for role in made.roles()):
        raise SourceUnusable(
            f"There is nothing to measure in {folder}.",
            f"It needs somebody with more than {_ENROLLED_WITH} pictures, or a {PAIRS_FILE}.",
        )
    return made


def _pairs(path: Path, people: dict[str, tuple[Path, ...]]) -> Iterator[Pair]:
    """The pairs of a file in the form of LFW's pairs.txt.

    A fold lists its genuine pairs first and then its impostor pairs: where genuine follows
    impostor, the next fold begins.
    """
    if not path.exists():
        return
    stems = {name: {picture.stem: picture for picture in own} for name, own in people.items()}
    fold, before, kinds = 0, True, set()
    for number, row in _rows(path):
        same = len(row) == 3
        fold += same and not before
        before = same
        kinds.add((fold, same))
        name, i, other, j = (row[0], row[1], row[0], row[2]) if same else row
        first, second = _picture(stems, name, i), _picture(stems, other, j)
        if first is None or second is None:
            raise SourceUnusable(f"{path}, line {number}: there is no such picture.", _PAIR_CURE)
        yield Pair(first, second, same, fold)
    if fold < 1 or len(kinds) < 2 * (fold + 1):
        raise SourceUnusable(
            f"{path} is not divided into folds.",
            "List genuine pairs, then impostor pairs, and so on for two folds or more.",
        )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and fields; LFW's own first line, the number of folds and pairs, is no pair."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceUnusable(f"{path} cannot be read.", _PAIR_CURE) from error
    for number, line in enumerate(lines, start=1):
        row = line.split("\t")
        if not line.strip() or (number == 1 and all(field.isdecimal() for field in row)):
            continue
        if len(row) not in (3, 4):
            raise SourceUnusable(f"{path}, line {number} is no pair.", _PAIR_CURE)
        yield number, row


def _picture(stems: dict[str, dict[str, Path]], name: str, number: str) -> Path | None:
    return stems.get(name, {}).get(f"{name}_{number.strip().zfill(4)}")
