"""From embeddings to scores: what each pair and each search came to, for one recogniser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from desk_access.model.arrays import Vector
from desk_access.model.person import Template
from desk_access.model.sighting import Embedding
from desk_access.service.evaluation_looks import Condition, Look, frames_of
from desk_access.service.evaluation_run import Subject
from desk_access.service.evaluation_set import EvaluationSet, Pair, Role
from desk_access.service.label_errors import LabelErrors
from desk_access.vision.match import GalleryIndex
from desk_access.vision.metrics_open_set import Searches, search_all
from desk_access.vision.metrics_pairs import NO_MATCH, Flags, Numbers
from desk_access.vision.track import joined

AS_LISTED: Final = LabelErrors(frozenset(), frozenset())
"""No label is doubted."""


@dataclass(frozen=True, slots=True, eq=False)
class PairScores:
    """A cosine for each pair; ``uncompared`` of them had no two faces."""

    pairs: tuple[Pair, ...]
    scores: Numbers
    uncompared: int

    @property
    def same(self) -> Flags:
        """Which pairs are genuine."""
        return np.array([pair.same for pair in self.pairs], np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """One search: who is shown in which picture, and the embedding, if a face was found.

    ``gallery`` is what was searched: everybody enrolled, but for the probe's other names.
    """

    person: int
    path: Path
    vector: Vector | None
    gallery: GalleryIndex


@dataclass(frozen=True, slots=True, eq=False)
class SearchScores:
    """What searching the gallery came to, one entry a probe in both."""

    probes: tuple[Probe, ...]
    searches: Searches
    enrolled: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One recogniser's embeddings of everything that was looked at."""

    subject: Subject
    people: EvaluationSet
    roles: tuple[Role, ...]
    embeddings: dict[Look, Embedding]

    def pairs(self, condition: Condition, errors: LabelErrors = AS_LISTED) -> PairScores:
        """The pairs, the second picture of each under the condition, without doubtful ones."""
        kept = tuple(pair for pair in self.people.pairs if not self._doubtful(pair, errors))
        compared = [
            (self._vector(pair.first), self._joined(pair.second, condition)) for pair in kept
        ]
        return PairScores(
            kept,
            np.array(
                [NO_MATCH if a is None or b is None else float(a @ b) for a, b in compared],
                np.float64,
            ),
            uncompared=sum(a is None or b is None for a, b in compared),
        )

    def searches(self, condition: Condition, errors: LabelErrors = AS_LISTED) -> SearchScores:
        """The searches with all probes under the condition, without doubtful comparisons."""
        templates = [
            Template(role.person, vector, self.subject.digest)
            for role in self.roles
            for path in role.references
            if self._trusted(path, errors) and (vector := self._vector(path)) is not None
        ]
        gallery_of = self._galleries(templates, errors)
        probes = tuple(
            Probe(role.person, path, self._joined(path, condition), gallery_of(role.person))
            for role in self.roles
            for path in role.probes
            if self._trusted(path, errors)
        )
        enrolled = frozenset(role.person for role in self.roles if role.references)
        searches = search_all(
            [probe.gallery for probe in probes],
            [probe.vector for probe in probes],
            np.array([probe.person for probe in probes], np.int64),
            enrolled,
        )
        return SearchScores(probes, searches, enrolled)

    def _galleries(
        self, templates: Sequence[Template], errors: LabelErrors
    ) -> Callable[[int], GalleryIndex]:
        """Everybody enrolled, and for somebody with another name all but that one."""
        digest = self.subject.digest
        everybody = GalleryIndex.of(templates, digest)
        names = list(self.people.people)
        numbers = {name: number for number, name in enumerate(names)}

        def gallery_of(person: int) -> GalleryIndex:
            others = {numbers[name] for name in errors.aliases(names[person]) if name in numbers}
            if not others:
                return everybody
            return GalleryIndex.of([t for t in templates if t.person_id not in others], digest)

        return gallery_of

    def vector(self, path: Path) -> Vector | None:
        """The embedding of a picture as it is, or None: no face, or it was not looked at."""
        return self._vector(path)

    def _vector(self, path: Path) -> Vector | None:
        found = self.embeddings.get(Look(path))
        return found[0] if found else None

    def _joined(self, path: Path, condition: Condition) -> Vector | None:
        """The embedding of a probe's frames, as a track joins them."""
        looks = frames_of(path, condition)
        frames = [self.embeddings[look] for look in looks if look in self.embeddings]
        return joined(frames) if len(frames) > 1 else next((vector for vector, _ in frames), None)

    def _trusted(self, path: Path, errors: LabelErrors) -> bool:
        return path.relative_to(self.people.folder).as_posix() not in errors.wrong

    def _doubtful(self, pair: Pair, errors: LabelErrors) -> bool:
        shown = frozenset(path.parent.name for path in (pair.first, pair.second))
        trusted = self._trusted(pair.first, errors) and self._trusted(pair.second, errors)
        return shown in errors.same or not trusted
