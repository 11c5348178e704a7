"""The calibration of one site: which cosine lets which share of its own impostors pass.

A model's calibration was measured on other people before other cameras. The enrolled pictures of a
site hold one of its own: every picture is searched for among everybody else (impostors, as
strangers would be) and compared with the other pictures of its person (genuine), as
:class:`~desk_access.vision.match.GalleryIndex` compares: with the mean of somebody's templates.
Terms are those of ISO/IEC 19795-1:2021.

Pictures of one enrolment were taken within a minute, so the genuine scores are kinder than those
of another day: the share that must look twice is a lower bound. The impostor scores have no such
flaw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.config import CalibrationSettings
from desk_access.model.person import Template
from desk_access.model.recogniser import Calibration
from desk_access.vision.match import unit_rows
from desk_access.vision.metrics_pairs import Numbers
from desk_access.vision.threshold import cosine_at

LEAST_PEOPLE: Final = 30
"""Fewer people say too little. Of 464 people of LFW, 30 drawn by chance put the threshold -0.009 to
+0.020 from where all of them do (90 % of 60 draws), 100 within 0.008."""

_RATES: Final = (0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6)
_FEWEST: Final = 10
"""A rate is read off the scores only where so many of them reach it."""

_MOST_PROBES: Final = 2000
"""So many pictures are searched for, drawn by chance where there are more: with 10,000 people
that is 20 million comparisons, which takes seconds."""

_SHOWN: Final = 20
"""So many suspicious pictures and look-alike pairs are listed, the worst first."""


@dataclass(frozen=True, slots=True)
class SuspiciousPicture:
    """A picture unlike the others of its own person, and more like ``nearest``.

    ``place`` counts the person's templates from 0 in the order in which they were given. ``own``
    and ``other`` are cosines.
    """

    person_id: int
    place: int
    own: float
    nearest: int
    other: float


@dataclass(frozen=True, slots=True)
class AlikePair:
    """Two people, the smaller ``person_id`` first.

    ``cosine`` is the highest that a picture of one reaches with the other.
    """

    first: int
    second: int
    cosine: float


@dataclass(frozen=True, slots=True, eq=False)
class SiteScores:
    """What the enrolled pictures score. All scores are cosines.

    ``genuine``: one for each searched picture whose person has others, compared with those.
    ``impostor``: one for each searched picture and other person. ``people`` and ``templates``
    count what there is, ``probes`` the pictures that were searched for.
    """

    genuine: Numbers
    impostor: Numbers
    people: int
    templates: int
    probes: int
    suspicious: tuple[SuspiciousPicture, ...]
    alike: tuple[AlikePair, ...]

    @property
    def enough(self) -> bool:
        """Whether the site's people can calibrate it."""
        return self.people >= LEAST_PEOPLE


def site_scores(
    templates: Sequence[Template], rng: np.random.Generator, same_person: float
) -> SiteScores:
    """Search for every enrolled picture among all others; ``rng`` draws where there are many.

    All ``templates`` are of one model. ``same_person`` is the cosine from which two pictures may
    show one person: only below it a picture is suspicious, or a single picture on the wrong name
    would make all those of the right one so. Blocks for seconds with thousands of people.
    """
    owners = np.array([template.person_id for template in templates], np.int64)
    order = np.argsort(owners, kind="stable")
    owners = owners[order]
    people, starts, counts = np.unique(owners, return_index=True, return_counts=True)
    empty = np.zeros(0)
    if len(people) < 2:
        return SiteScores(empty, empty, len(people), len(owners), 0, (), ())
    vectors = np.stack([templates[place].vector for place in order])
    sums = np.add.reduceat(vectors, starts, axis=0)
    means = unit_rows(sums)
    probes = np.arange(len(owners))
    if len(probes) > _MOST_PROBES:
        probes = np.sort(rng.choice(probes, _MOST_PROBES, replace=False))
    genuine, impostor, suspicious = [], [], []
    nearest = np.full((len(people), 2), -1.0)
    for probe in probes:
        vector, own = vectors[probe], int(np.searchsorted(people, owners[probe]))
        cosines = means @ vector
        impostor.append(np.delete(cosines, own))
        cosines[own] = -np.inf
        rival = int(cosines.argmax())
        other = float(cosines[rival])
        if other > nearest[own, 1]:
            nearest[own] = rival, other
        if counts[own] > 1:
            # A picture is not compared with itself.
            score = float((unit_rows((sums[own] - vector)[None]) @ vector)[0])
            genuine.append(score)
            if score < min(other, same_person):
                where = int(people[own]), int(probe - starts[own])
                suspicious.append(SuspiciousPicture(*where, score, int(people[rival]), other))
    suspicious.sort(key=lambda each: each.own - each.other)
    return SiteScores(
        np.array(genuine, np.float64),
        np.concatenate(impostor).astype(np.float64),
        len(people),
        len(owners),
        len(probes),
        tuple(suspicious[:_SHOWN]),
        _alike(people, nearest),
    )


def site_calibration(
    scores: SiteScores, model: Calibration, model_digest: str
) -> CalibrationSettings | None:
    """How far the site's impostors lie from where the model's did; None with too few people.

    The site's comparisons tell where the scores lie, but too few of them are high to tell how
    their tail falls off. That shape is the recogniser's own, and hardly changes with the people:
    so the model's table keeps its shape and moves by the median difference at the rates that ten
    comparisons of the site reach.
    """
    count = len(scores.impostor)
    reached = [rate for rate in _RATES if rate * count >= _FEWEST]
    entries = [rate for rate in model.fmr if reached and rate >= reached[-1]]
    if not scores.enough or not entries:
        return None
    here = np.quantile(scores.impostor, [1 - rate for rate in reached])
    shift = float(np.median(here - [cosine_at(rate, model) for rate in reached]))
    return CalibrationSettings(model_digest, shift, scores.people, count, entries[-1])


def moved(model: Calibration, model_digest: str, site: CalibrationSettings) -> Calibration:
    """The model's calibration as the site's people moved it; as it is for another model.

    The floor stays, because real cameras are worse than the pictures of an enrolment.
    """
    if site.model_digest != model_digest or not site.people:
        return model
    return replace(
        model,
        cosine=tuple(cosine + site.shift for cosine in model.cosine),
        measured_on=f"{site.people} people enrolled here",
        pairs=site.pairs,
        measured_to=site.measured_to if site.measured_to in model.fmr else model.measured_to,
    )


def misses(scores: SiteScores, threshold: float) -> float | None:
    """The share of genuine scores below ``threshold`` (a cosine); None where there are none."""
    return float((scores.genuine < threshold).mean()) if len(scores.genuine) else None


def _alike(people: NDArray[np.int64], nearest: NDArray[np.float64]) -> tuple[AlikePair, ...]:
    """Everybody's nearest other person, each pair once, the most alike first."""
    found: dict[tuple[int, int], float] = {}
    for person, (rival, cosine) in zip(people, nearest, strict=True):
        if rival >= 0:
            pair = tuple(sorted((int(person), int(people[int(rival)]))))
            first, second = pair
            found[first, second] = max(found.get((first, second), -1.0), float(cosine))
    ranked = sorted(found.items(), key=lambda item: -item[1])
    return tuple(AlikePair(*pair, cosine) for pair, cosine in ranked[:_SHOWN])
