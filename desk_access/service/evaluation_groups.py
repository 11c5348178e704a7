"""How well the grouping of visitors finds out who is who, on a folder of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desk_access.model.recogniser import Calibration
from desk_access.service.evaluation import Survey
from desk_access.service.evaluation_set import EvaluationSet
from desk_access.vision.cluster import cluster
from desk_access.vision.metrics_groups import pairwise_f1
from desk_access.vision.threshold import VISITS_FMR, visits_bound

_FMRS: Final = (1e-3, VISITS_FMR, 1e-5)


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """Grouping with one bound: pairwise figures, 0 to 1, and how many groups there were.

    ``fmr`` is the false match rate that ``bound``, a cosine, stands for; ``used`` says that the
    application groups visitors with it.
    """

    recogniser: str
    pictures: int
    people: int
    fmr: float
    bound: float
    used: bool
    groups: int
    precision: float
    recall: float
    f1: float


def often_there(people: EvaluationSet, least: int) -> list[str]:
    """Whoever has at least so many pictures."""
    return [name for name, paths in people.people.items() if len(paths) >= least]


def group_figures(
    found: Survey, calibrations: Sequence[Calibration], least: int
) -> list[GroupFigures]:
    """Group the pictures, as they are, of everybody with at least ``least``.

    The pictures must have been looked at. ``calibrations`` are those of the survey's recognisers.
    """
    figures = []
    for measured, calibration in zip(found.measured, calibrations, strict=True):
        shown = [
            (name, vector)
            for name in often_there(found.people, least)
            for path in found.people.people[name]
            if (vector := measured.vector(path)) is not None
        ]
        names = [name for name, _ in shown]
        for fmr in _FMRS:
            bound = visits_bound(calibration, fmr)
            groups = cluster([vector for _, vector in shown], bound)
            agreed = pairwise_f1(groups, names)
            figures.append(
                GroupFigures(
                    recogniser=measured.subject.name,
                    pictures=len(shown),
                    people=len(set(names)),
                    fmr=fmr,
                    bound=bound,
                    used=fmr == VISITS_FMR,
                    groups=len(groups),
                    precision=agreed.precision,
                    recall=agreed.recall,
                    f1=agreed.f1,
                )
            )
    return figures
