"""A probe against the gallery: exact search over unit vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from desk_access.model.arrays import Vector
from desk_access.model.decision import Match
from desk_access.model.person import Template

_NO_DIRECTION: Final = 1e-6


def unit_rows(sums: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row brought to unit length: of a sum of templates, the direction of their mean.

    Templates that cancel each other out have none. Their row stays 0, and nothing resembles it.
    """
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(lengths, _NO_DIRECTION), np.float32)


class GalleryIndex:
    """The templates of one model as a matrix, immutable, so any thread may ask it.

    A person's score is the cosine to the mean of their templates, brought to unit length (as Cao
    et al. 2018, VGGFace2, compare sets of pictures). Strangers reach the highest of several
    cosines the more often the more templates somebody has; the mean stays where it is
    (docs/recognition.md). numpy answers in 0.25 ms at 10,000 people and 512 values.
    """

    def __init__(
        self, people: NDArray[np.int64], vectors: NDArray[np.float32], model_digest: str
    ) -> None:
        order = np.argsort(people, kind="stable")
        self._vectors: Final = np.ascontiguousarray(vectors[order])
        self._owners: Final = people[order]
        self._people, starts = np.unique(self._owners, return_index=True)
        self._means: Final = unit_rows(np.add.reduceat(self._vectors, starts, axis=0))
        self.model_digest: Final = model_digest

    @classmethod
    def of(cls, templates: Sequence[Template], model_digest: str) -> Self:
        """The index of ``templates``. Raises ValueError when one was made by another model."""
        if any(template.model_digest != model_digest for template in templates):
            raise ValueError("templates of another model cannot be compared with this one's")
        if not templates:
            return cls(np.zeros(0, np.int64), np.zeros((0, 1), np.float32), model_digest)
        return cls(
            np.array([template.person_id for template in templates], np.int64),
            np.stack([template.vector for template in templates]),
            model_digest,
        )

    def plus(self, templates: Sequence[Template]) -> Self:
        """The index with more templates. Raises ValueError when one was made by another model."""
        more = self.of(templates, self.model_digest)
        if not self.people or not more.people:
            return self if self.people else more
        return type(self)(
            np.concatenate([self._owners, more._owners]),
            np.concatenate([self._vectors, more._vectors]),
            self.model_digest,
        )

    @property
    def people(self) -> int:
        """How many people can be recognised."""
        return len(self._people)

    def scores(self, probe: Vector) -> NDArray[np.float32]:
        """Every person's score as a cosine, in the order of :attr:`person_ids`."""
        if not self.people:
            return np.zeros(0, np.float32)
        if probe.shape != (self._means.shape[1],):
            raise ValueError(
                f"the gallery holds {self._means.shape[1]} values a template, "
                f"the probe has {probe.shape}"
            )
        scores: NDArray[np.float32] = (self._means @ probe).astype(np.float32)
        return scores

    def nearest_template(self, person_id: int, probe: Vector) -> float | None:
        """The highest cosine to a single template of the person; None where there is none."""
        own = self._vectors[self._owners == person_id]
        return float((own @ probe).max()) if len(own) else None

    @property
    def person_ids(self) -> NDArray[np.int64]:
        """The people, in the order of :meth:`scores`."""
        return self._people

    def search(self, probe: Vector) -> Match | None:
        """The best person and the runner-up's score; None in an empty gallery."""
        scores = self.scores(probe)
        if not len(scores):
            return None
        best = int(scores.argmax())
        others = np.delete(scores, best)
        return Match(
            person_id=int(self._people[best]),
            score=float(scores[best]),
            runner_up=float(others.max()) if len(others) else None,
        )
