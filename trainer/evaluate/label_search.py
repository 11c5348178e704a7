"""Looking for label errors: one person under two names, a picture under the wrong name.

What is found is a list of candidates for a person to look at, never a verdict: sisters look alike.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

_ALIKE: Final = 0.85
"""Names whose letters agree so far are looked at when the faces are likely too."""

_IMPOSTOR_SHARE: Final = 1e-4
"""Faces are likely the same where so few of all comparisons of two people come as near."""


class Reason(StrEnum):
    """Why somebody should look."""

    FACES = "faces"
    NAMES = "names"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the list: ``name`` may be a picture, when only that one is doubted.

    ``cosine`` is of the two nearest pictures, which ``picture`` and ``other_picture`` are.
    """

    name: str
    other: str
    cosine: float
    reason: Reason
    picture: str
    other_picture: str


def find_candidates(
    people: Mapping[str, Sequence[str]], vectors: Mapping[str, NDArray[np.float32]]
) -> list[Candidate]:
    """Who may be the same as whom, and which pictures may show somebody else; the nearest first.

    ``people`` gives each person's pictures, ``vectors`` the embeddings of those with a face. Two
    people are named when their nearest pictures are nearer than the median of two pictures of one
    person, or when their names are alike and their faces nearer than 1 in 10,000 comparisons of
    two people. A picture is named when it is nearer to somebody else than to any of its own.
    """
    pictures = [picture for own in people.values() for picture in own if picture in vectors]
    owner = {picture: name for name, own in people.items() for picture in own}
    names = sorted({owner[picture] for picture in pictures})
    whose = np.searchsorted(names, [owner[picture] for picture in pictures])
    if len(names) < 2:
        return []
    cosines = np.stack([vectors[picture] for picture in pictures])
    cosines = cosines @ cosines.T
    same = whose[:, None] == whose[None, :]
    upper = np.triu(np.ones_like(same), 1).astype(np.bool_)
    genuine = cosines[same & upper]
    surely = float(np.median(genuine)) if len(genuine) else 1.0
    likely = float(np.quantile(cosines[~same & upper], 1 - _IMPOSTOR_SHARE))
    found: list[Candidate] = []
    for row, column in _nearest_of_two(cosines, whose, min(likely, surely)):
        first, second = sorted((row, column), key=lambda at: pictures[at])
        cosine, one, two = float(cosines[row, column]), names[whose[first]], names[whose[second]]
        if cosine >= surely or names_alike(one, two):
            reason = Reason.FACES if cosine >= surely else Reason.NAMES
            found.append(Candidate(one, two, cosine, reason, pictures[first], pictures[second]))
    found += _strays(cosines, same, pictures, [names[at] for at in whose], likely)
    return sorted(found, key=lambda each: -each.cosine)


def names_alike(one: str, two: str) -> bool:
    """Whether two names may be one person's: the same words in any order, or nearly the letters,
    or a word of three letters or more in common.

    Words are parted by anything that is no letter or digit; case does not matter.
    """
    first, second = _words(one), _words(two)
    if sorted(first) == sorted(second) or any(len(word) > 2 for word in set(first) & set(second)):
        return True
    return SequenceMatcher(None, "".join(first), "".join(second)).ratio() >= _ALIKE


def write_candidates(path: Path, candidates: Sequence[Candidate]) -> None:
    """A CSV file whose first two columns are what ``--label-errors`` takes. Raises OSError."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([field.name for field in fields(Candidate)])
        for each in candidates:
            row = list(astuple(each))
            row[2] = f"{each.cosine:.3f}"
            writer.writerow(row)


def _nearest_of_two(
    cosines: NDArray[np.float32], whose: NDArray[np.intp], least: float
) -> list[tuple[int, int]]:
    """For every two people nearer than ``least``, their nearest pictures."""
    rows, columns = np.nonzero(np.triu(cosines >= least, 1) & (whose[:, None] != whose[None, :]))
    best: dict[tuple[int, int], tuple[int, int]] = {}
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        people = min(whose[row], whose[column]), max(whose[row], whose[column])
        known = best.get(people)
        if known is None or cosines[row, column] > cosines[known]:
            best[people] = row, column
    return list(best.values())


def _strays(
    cosines: NDArray[np.float32],
    same: NDArray[np.bool_],
    pictures: Sequence[str],
    names: Sequence[str],
    likely: float,
) -> list[Candidate]:
    """Pictures with somebody else's face: likely theirs, and less likely that of any of its own."""
    others = np.where(same, -np.inf, cosines)
    own = np.where(same & ~np.eye(len(same), dtype=np.bool_), cosines, -np.inf)
    best = others.argmax(axis=1)
    nearest, kin = others.max(axis=1), own.max(axis=1)
    strays = np.flatnonzero((nearest >= likely) & np.isfinite(kin) & (nearest > kin)).tolist()
    return [
        Candidate(
            name=pictures[at],
            other=names[best[at]],
            cosine=float(nearest[at]),
            reason=Reason.PICTURE,
            picture=pictures[at],
            other_picture=pictures[best[at]],
        )
        for at in strays
    ]


def _words(name: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in name.lower()).split()
