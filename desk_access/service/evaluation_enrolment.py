"""What one enrolment picture is worth, what more bring, and what weighing them by quality does.

The same people, probes and strangers are searched in galleries that differ in nothing but the
pictures they were made of. Pictures count in order of name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from desk_access.model.sighting import Embedding
from desk_access.service.evaluation import Survey
from desk_access.service.evaluation_looks import CLEAN, Condition, Look
from desk_access.service.evaluation_scores import AS_LISTED, Measured
from desk_access.service.evaluation_set import Role
from desk_access.service.label_errors import LabelErrors
from desk_access.vision.metrics_open_set import Estimate, OpenSet, open_set
from desk_access.vision.track import joined

FPIR: Final = 0.01

_MOST: Final = 5
"""Pictures that the largest gallery holds of a person; whoever takes part in it has one more."""

Choose = Callable[[Sequence[Path]], tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class EnrolmentFigures:
    """One gallery: what it was made of, and what came of searching it.

    ``condition`` is what was done to the probes. ``enrolled``, ``mated`` and ``non_mated`` count
    people, their probes and strangers. ``rank_1`` and ``fnir``, at FPIR 1 %, are shares with 95 %
    intervals that draw people.
    """

    recogniser: str
    condition: Condition
    gallery: str
    enrolled: int
    mated: int
    non_mated: int
    rank_1: Estimate
    fnir: Estimate
    threshold: Estimate


def enrolment_figures(
    found: Survey, errors: LabelErrors | None = None
) -> Iterator[EnrolmentFigures]:
    """The figures of every gallery, for each recogniser of the survey.

    The survey must have looked at all pictures. Galleries for which nobody has pictures enough,
    or which have no strangers to refuse, are left out.
    """
    for measured in found.measured:
        for condition in found.conditions:
            for gallery, variant in _galleries(measured, condition):
                scores = variant.searches(condition, errors or AS_LISTED)
                mated = int(scores.searches.mated.sum())
                if mated and mated < len(scores.probes):
                    rng = np.random.default_rng(found.seed)
                    yield _figures(
                        (measured.subject.name, condition, gallery),
                        (len(scores.enrolled), mated, len(scores.probes) - mated),
                        open_set(scores.searches, (FPIR,), rng),
                    )


def _figures(
    what: tuple[str, Condition, str], counts: tuple[int, int, int], found: OpenSet
) -> EnrolmentFigures:
    (point,) = found.points
    return EnrolmentFigures(*what, *counts, found.rank_1, point.fnir, point.threshold)


def _galleries(measured: Measured, condition: Condition) -> Iterator[tuple[str, Measured]]:
    """The galleries by name: first of everybody with two pictures, then of those with six.

    Under a condition the probes of the first were not all looked at.
    """
    if condition == CLEAN:
        yield "1 picture, everybody with 2 or more", _of(measured, 1, lambda own: (own[0],))
    for count in (1, 3, _MOST):
        words = "1 picture" if count == 1 else f"{count} pictures, the best score counts"
        yield words, _of(measured, _MOST, partial(_first, count))
    for count in (1, 3):
        words = f"the {count} of best quality of {_MOST}" if count > 1 else f"the best of {_MOST}"
        yield words, _of(measured, _MOST, partial(_best, measured, count))
    for words, weighted in (("their mean", False), ("their mean weighted by quality", True)):
        yield f"{_MOST} pictures, {words}", _averaged(measured, weighted)


def _of(measured: Measured, needed: int, choose: Choose) -> Measured:
    """The gallery of everybody with more than ``needed`` pictures, the rest being their probes."""
    roles = []
    for number, own in enumerate(measured.people.people.values()):
        if len(own) > needed:
            roles.append(Role(number, choose(own[:needed]), own[needed:]))
        elif len(own) == 1:
            roles.append(Role(number, (), own))
    return replace(measured, roles=tuple(roles))


def _averaged(measured: Measured, weighted: bool) -> Measured:
    """The gallery with one template a person: the mean of the pictures', in the first's place."""
    made = _of(measured, _MOST, lambda own: (own[0],))
    people = list(measured.people.people.values())
    means: dict[Look, Embedding] = {}
    for role in made.roles:
        if role.references:
            looks = (Look(path) for path in people[role.person][:_MOST])
            seen = [measured.embeddings[look] for look in looks if look in measured.embeddings]
            mean = joined(seen if weighted else [(vector, 1.0) for vector, _ in seen])
            if mean is not None:
                means[Look(role.references[0])] = mean, 1.0
    return replace(made, embeddings={**measured.embeddings, **means})


def _first(count: int, own: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(own[:count])


def _best(measured: Measured, count: int, own: Sequence[Path]) -> tuple[Path, ...]:
    """The pictures of the highest quality; without a face there is none."""

    def quality(path: Path) -> float:
        found = measured.embeddings.get(Look(path))
        return found[1] if found else -1.0

    return tuple(sorted(own, key=quality, reverse=True)[:count])
