"""What the enrolled people say about the threshold: for the window's page and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from desk_access.config import CalibrationSettings
from desk_access.model.person import Person
from desk_access.ports import Gallery
from desk_access.service.mirror import GalleryMirror
from desk_access.vision.metrics_pairs import Numbers
from desk_access.vision.site_calibration import (
    SiteScores,
    misses,
    moved,
    site_calibration,
    site_scores,
)
from desk_access.vision.threshold import cosine_for, is_extrapolated, likeness

BINS: Final = 60
"""Bars of the plot, from cosine -0.2 to 1."""

_EDGES: Final = np.linspace(-0.2, 1.0, BINS + 1)


@dataclass(frozen=True, slots=True, eq=False)
class SiteStudy:
    """The scores of the enrolled people and what would follow from them. Scores are cosines.

    ``proposal`` is None with too few people. ``now`` and ``then`` are the thresholds at ``fpir``
    as it is and with the proposal (the same without one), ``missed`` the share of genuine scores
    below ``then``, None where nobody has two pictures. ``estimated``: the rate is lower than what
    the site measured. ``edges`` has one value more than ``genuine`` and ``impostor``, which are
    shares of their kind in each bar, summing to 1 or all 0.
    """

    fpir: float
    scores: SiteScores
    people: dict[int, Person]
    in_force: CalibrationSettings
    proposal: CalibrationSettings | None
    now: float
    then: float
    missed: float | None
    estimated: bool
    edges: Numbers
    genuine: Numbers
    impostor: Numbers
    lookalikes: frozenset[tuple[int, int]]

    @property
    def applied(self) -> bool:
        """Whether a calibration of this site is in force."""
        return self.in_force.people > 0


def study_site(
    gallery: Gallery, mirror: GalleryMirror, in_force: CalibrationSettings, fpir: float
) -> SiteStudy:
    """Search for every enrolled picture among all others. Blocks for seconds; raises StoreError."""
    digest, model = mirror.model_digest, mirror.model_calibration
    templates = gallery.templates(digest)
    scores = site_scores(templates, np.random.default_rng(0), likeness(model).photos)
    proposal = site_calibration(scores, model, digest)
    force = in_force if in_force.model_digest == digest else CalibrationSettings()
    after = moved(model, digest, proposal or force)
    then = cosine_for(fpir, scores.people, after)
    return SiteStudy(
        fpir=fpir,
        scores=scores,
        people={person.person_id: person for person in gallery.people()},
        in_force=force,
        proposal=proposal,
        now=cosine_for(fpir, scores.people, moved(model, digest, force)),
        then=then,
        missed=misses(scores, then),
        estimated=is_extrapolated(fpir, scores.people, after),
        edges=_EDGES,
        genuine=_shares(scores.genuine),
        impostor=_shares(scores.impostor),
        lookalikes=gallery.lookalikes(),
    )


def _shares(values: Numbers) -> Numbers:
    counts = np.histogram(np.clip(values, _EDGES[0], _EDGES[-1]), _EDGES)[0].astype(np.float64)
    return np.asarray(counts / max(float(counts.sum()), 1.0), np.float64)
