"""What one enrolment picture is worth, what more bring, and how several are best compared.

The same people, probes and strangers are searched in galleries that differ in nothing but the
pictures they were made of, or in how a probe is compared with several of them. Pictures count in
order of name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from desk_access.model.recogniser import Calibration
from desk_access.model.sighting import Embedding
from desk_access.service.evaluation import Survey
from desk_access.service.evaluation_looks import Condition, Look
from desk_access.service.evaluation_scores import AS_LISTED, Measured
from desk_access.service.evaluation_set import Role
from desk_access.service.label_errors import LabelErrors
from desk_access.vision.metrics_open_set import (
    Estimate,
    FixedPoint,
    Searches,
    at_thresholds,
    open_set,
)
from desk_access.vision.threshold import cosine_for
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
    intervals that draw people. ``in_use`` is the cosine that the application asks for at that FPIR
    with so many people, and what it gives.
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
    in_use: FixedPoint


def enrolment_figures(
    found: Survey, calibrations: Sequence[Calibration], errors: LabelErrors | None = None
) -> Iterator[EnrolmentFigures]:
    """The figures of every gallery, for each recogniser of the survey.

    The survey must have looked at all pictures, and as probes at all but everybody's first.
    ``calibrations`` are those of its recognisers. Galleries for which nobody has pictures enough,
    or which have no strangers to refuse, are left out.
    """
    for measured, calibration in zip(found.measured, calibrations, strict=True):
        for condition in found.conditions:
            for gallery, parts in _galleries(measured):
                scores = [part.searches(condition, errors or AS_LISTED) for part in parts]
                searches = _highest([each.searches for each in scores])
                if searches.mated.any() and not searches.mated.all():
                    enrolled = len(scores[0].enrolled)
                    cosine = cosine_for(FPIR, enrolled, calibration)
                    what = measured.subject.name, condition, gallery
                    yield _figures(what, enrolled, searches, cosine, found.seed)


def _figures(
    what: tuple[str, Condition, str], enrolled: int, searches: Searches, cosine: float, seed: int
) -> EnrolmentFigures:
    found = open_set(searches, (FPIR,), np.random.default_rng(seed))
    (point,) = found.points
    (in_use,) = at_thresholds(searches, [(FPIR, cosine)], np.random.default_rng(seed))
    mated = int(searches.mated.sum())
    return EnrolmentFigures(
        *what,
        enrolled,
        mated,
        len(searches.mated) - mated,
        found.rank_1,
        point.fnir,
        point.threshold,
        in_use,
    )


def _galleries(measured: Measured) -> Iterator[tuple[str, tuple[Measured, ...]]]:
    """The galleries by name: first of everybody with two pictures, then of those with six.

    One in several parts is searched in each, and the highest score counts.
    """
    yield "1 picture, everybody with 2 or more", (_of(measured, 1, lambda own: (own[0],)),)
    for count in (1, 3, _MOST):
        words = "1 picture" if count == 1 else f"{count} pictures"
        yield words, (_of(measured, _MOST, partial(_first, count)),)
    for count in (1, 3):
        words = f"the {count} of best quality of {_MOST}" if count > 1 else f"the best of {_MOST}"
        yield words, (_of(measured, _MOST, partial(_best, measured, count)),)
    yield f"{_MOST} pictures, weighted by quality", (_weighted(measured),)
    for count in (3, _MOST):
        parts = tuple(_of(measured, _MOST, partial(_alone, place)) for place in range(count))
        yield f"{count} pictures, the best score counts", parts


def _highest(parts: Sequence[Searches]) -> Searches:
    """What searching one gallery gives whose people have the highest of their scores in these."""
    best = np.stack([each.score for each in parts]).argmax(axis=0)
    probes = np.arange(len(best))
    return replace(
        parts[0],
        score=np.stack([each.score for each in parts])[best, probes],
        first=np.stack([each.first for each in parts])[best, probes],
    )


def _of(measured: Measured, needed: int, choose: Choose) -> Measured:
    """The gallery of everybody with more than ``needed`` pictures, the rest being their probes."""
    roles = []
    for number, own in enumerate(measured.people.people.values()):
        if len(own) > needed:
            roles.append(Role(number, choose(own[:needed]), own[needed:]))
        elif len(own) == 1:
            roles.append(Role(number, (), own))
    return replace(measured, roles=tuple(roles))


def _weighted(measured: Measured) -> Measured:
    """The gallery with one template a person: the pictures' weighted mean, in the first's place."""
    made = _of(measured, _MOST, lambda own: (own[0],))
    people = list(measured.people.people.values())
    means: dict[Look, Embedding] = {}
    for role in made.roles:
        if role.references:
            looks = (Look(path) for path in people[role.person][:_MOST])
            seen = [measured.embeddings[look] for look in looks if look in measured.embeddings]
            mean = joined(seen)
            if mean is not None:
                means[Look(role.references[0])] = mean, 1.0
    return replace(made, embeddings={**measured.embeddings, **means})


def _alone(place: int, own: Sequence[Path]) -> tuple[Path, ...]:
    return (own[place],)


def _first(count: int, own: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(own[:count])


def _best(measured: Measured, count: int, own: Sequence[Path]) -> tuple[Path, ...]:
    """The pictures of the highest quality; without a face there is none."""

    def quality(path: Path) -> float:
        found = measured.embeddings.get(Look(path))
        return found[1] if found else -1.0

    return tuple(sorted(own, key=quality, reverse=True)[:count])
