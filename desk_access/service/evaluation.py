"""Measures the application's own chain on a folder of people: pairs, and open-set identification.

A picture in which no face is found, or that cannot be read, is never left out. In a pair it does
not match. As a probe of somebody enrolled it is a false negative, as a stranger's it names nobody.
An enrolled person of whose references none shows a face stays enrolled in the count, so that
failing to enrol costs FNIR too (ISO/IEC 19795-1:2021 calls such rates generalised).

``survey`` looks at the pictures, ``evaluate`` makes figures of what was found. The clean condition
is always among those measured: its thresholds are tried on the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from desk_access.errors import SourceUnusable
from desk_access.model.arrays import Image
from desk_access.model.face import Face
from desk_access.model.status import DeviceNote
from desk_access.service.evaluation_looks import CLEAN, Condition, plan
from desk_access.service.evaluation_run import Archive, EvaluationKit, Progress, look_at
from desk_access.service.evaluation_scores import AS_LISTED, Measured, PairScores, SearchScores
from desk_access.service.evaluation_set import EvaluationSet
from desk_access.service.label_errors import LabelErrors
from desk_access.vision.metrics_open_set import (
    FalseMatch,
    FixedPoint,
    OpenSet,
    at_thresholds,
    false_match_table,
    open_set,
)
from desk_access.vision.metrics_pairs import (
    Validation,
    equal_error,
    fold_accuracy,
    roc_auc,
    validation,
)

FPIRS: Final = (0.01, 0.001)
FARS: Final = (0.01, 0.001)


@dataclass(frozen=True, slots=True)
class PictureCounts:
    """What was looked at. ``unreadable`` says of each file why.

    ``looked_at`` counts each picture once in every form that it was looked at in, ``without_face``
    those in which no face was found.
    """

    people: int
    looked_at: int
    without_face: int
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """Everything that was found.

    ``conditions`` begin with the clean one; ``faces`` are those of the pictures as they are.
    """

    people: EvaluationSet
    seed: int
    conditions: tuple[Condition, ...]
    pictures: PictureCounts
    device: DeviceNote | None
    faces: Mapping[Path, Face]
    measured: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Verification over ``folds`` folds; ``threshold`` is the mean of those that they chose."""

    pairs: int
    uncompared: int
    folds: int
    accuracy: float
    standard_error: float
    threshold: float
    roc_auc: float
    equal_error_rate: float
    validation: tuple[Validation, ...]


@dataclass(frozen=True, slots=True)
class IdentificationFigures:
    """Open-set identification; ``mated`` and ``non_mated`` count the searches.

    ``at_clean_thresholds`` is what the clean condition's thresholds give under this one; empty for
    the clean condition itself. ``false_matches`` are read off the comparisons of strangers with
    each enrolled person.
    """

    enrolled: int
    mated: int
    non_mated: int
    figures: OpenSet
    at_clean_thresholds: tuple[FixedPoint, ...]
    false_matches: tuple[FalseMatch, ...]


@dataclass(frozen=True, slots=True)
class ConditionFigures:
    """One condition. ``pairs`` or ``identification`` is None where there is nothing to measure."""

    condition: Condition
    pairs: PairFigures | None
    identification: IdentificationFigures | None


@dataclass(frozen=True, slots=True)
class RecogniserFigures:
    """One recogniser. ``without_label_errors`` is empty where no list of them was given."""

    name: str
    model_digest: str
    as_listed: tuple[ConditionFigures, ...]
    without_label_errors: tuple[ConditionFigures, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was measured. ``device`` is None when every embedding was kept from before."""

    seed: int
    pictures: PictureCounts
    device: DeviceNote | None
    recognisers: tuple[RecogniserFigures, ...]


def survey(
    people: EvaluationSet,
    conditions: Sequence[Condition],
    seed: int,
    kit: EvaluationKit,
    read_picture: Callable[[Path], Image],
    *,
    also: Iterable[Path] = (),
    also_probes: Sequence[Path] = (),
    archive: Archive | None = None,
    workers: int = 1,
    progress: Progress = lambda done, of, words: None,
) -> Survey:
    """Look at everything that ``people`` allows, clean and under the ``conditions``. Blocks.

    Pictures in ``also`` are looked at as they are, whether or not a figure needs them, those in
    ``also_probes`` under each condition.
    Raises SourceUnusable when no face is found at all, ModelError and DeviceUnavailable.
    """
    asked = tuple(dict.fromkeys((CLEAN, *conditions)))
    roles = tuple(people.roles())
    if not any(role.references for role in roles):
        roles = ()
    looks = plan(roles, people.pairs, asked, also, also_probes)
    found = look_at(
        looks, people.folder, seed, kit, read_picture,
        archive=archive, workers=workers, progress=progress,
    )  # fmt: skip
    if not any(found.embeddings):
        raise SourceUnusable(
            f"No face was found in any picture of {people.folder}.",
            next(iter(found.unreadable.values()), "Give photographs of people."),
        )
    counts = PictureCounts(
        people=len(people.people),
        looked_at=sum(map(len, looks.values())),
        without_face=found.without_face,
        unreadable=tuple(found.unreadable[path] for path in sorted(found.unreadable)),
    )
    measured = tuple(
        Measured(subject, people, roles, embeddings)
        for subject, embeddings in zip(kit.subjects, found.embeddings, strict=True)
    )
    return Survey(people, seed, asked, counts, found.device, found.faces, measured)


def evaluate(survey: Survey, errors: LabelErrors | None = None) -> Evaluation:
    """The figures of a survey; with ``errors`` also without the comparisons that they spoil."""
    return Evaluation(
        survey.seed,
        survey.pictures,
        survey.device,
        tuple(
            RecogniserFigures(
                measured.subject.name,
                measured.subject.digest,
                _by_condition(measured, survey, AS_LISTED),
                _by_condition(measured, survey, errors) if errors else (),
            )
            for measured in survey.measured
        ),
    )


def _by_condition(
    measured: Measured, survey: Survey, errors: LabelErrors
) -> tuple[ConditionFigures, ...]:
    figures: list[ConditionFigures] = []
    thresholds: list[tuple[float, float]] = []
    for condition in survey.conditions:
        pairs = identification = None
        if measured.people.pairs and condition.frames == 1:
            pairs = _pair_figures(measured.pairs(condition, errors))
        if measured.roles:
            scores = measured.searches(condition, errors)
            identification = _identification(scores, thresholds, survey.seed)
            if condition == CLEAN:
                points = identification.figures.points
                thresholds = [(point.fpir, point.threshold.value) for point in points]
        figures.append(ConditionFigures(condition, pairs, identification))
    return tuple(figures)


def _pair_figures(found: PairScores) -> PairFigures:
    scores, same = found.scores, found.same
    folds = np.array([pair.fold for pair in found.pairs], np.int64)
    accuracy = fold_accuracy(scores, same, folds)
    return PairFigures(
        pairs=len(found.pairs),
        uncompared=found.uncompared,
        folds=len(accuracy.accuracies),
        accuracy=accuracy.mean,
        standard_error=accuracy.standard_error,
        threshold=float(np.mean(accuracy.thresholds)),
        roc_auc=roc_auc(scores, same),
        equal_error_rate=equal_error(scores, same).rate,
        validation=tuple(validation(scores, same, folds, far) for far in FARS),
    )


def _identification(
    found: SearchScores, thresholds: Sequence[tuple[float, float]], seed: int
) -> IdentificationFigures:
    mated = int(found.searches.mated.sum())
    strangers = [
        probe
        for probe in found.probes
        if probe.vector is not None and probe.person not in found.enrolled
    ]
    return IdentificationFigures(
        enrolled=len(found.enrolled),
        mated=mated,
        non_mated=len(found.probes) - mated,
        figures=open_set(found.searches, FPIRS, np.random.default_rng(seed)),
        at_clean_thresholds=(
            at_thresholds(found.searches, thresholds, np.random.default_rng(seed))
            if thresholds
            else ()
        ),
        false_matches=false_match_table(
            [probe.gallery for probe in strangers],
            [probe.vector for probe in strangers if probe.vector is not None],
        ),
    )
