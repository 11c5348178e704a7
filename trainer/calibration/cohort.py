"""What normalising a score by a cohort needs, and whether it would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.recogniser import Cohort
from trainer.calibration.impostors import Embedded
from trainer.errors import DataUnusable

_DIGITS: Final = 5


def cohort_of(references: Embedded, probes: Sequence[Embedded]) -> Cohort:
    """The statistics of these people as each other's cohort; the conditions of probes count alike.

    The deviation is that of one picture against one: what is left around the two means that
    S-norm takes away (Auckenthaler, Carey and Lloyd-Thomas 2000 divide by each side's own, which
    would need the whole cohort). Raises DataUnusable when all embeddings are alike.
    """
    scores = np.concatenate(
        [
            (each.vectors @ references.vectors.T)[each.people[:, None] != references.people]
            for each in probes
        ]
    ).astype(np.float64)
    deviation = round(float(scores.std()), _DIGITS)
    if deviation <= 0:
        raise DataUnusable(
            "The network gives every face the same embedding.", "Train it, or choose another."
        )
    people = np.unique(np.concatenate([references.people, *(each.people for each in probes)]))
    return Cohort(
        references=_tidy(_mean(references)),
        probes=_tidy(np.mean([_mean(each) for each in probes], axis=0)),
        mean=round(float(scores.mean()), _DIGITS),
        deviation=deviation,
        people=len(people),
    )


def normalised(
    scores: NDArray[np.float64],
    references: NDArray[np.float32],
    probes: NDArray[np.float32],
    cohort: Cohort,
) -> NDArray[np.float64]:
    """S-norm of ``scores[i, j]``, probe i against reference j, both unit embeddings in rows.

    Half the sum of the score's distances from what the reference and what the probe reach against
    the cohort, in the cohort's deviations (Matejka et al. 2017, equation 3).
    """
    by_reference = references.astype(np.float64) @ np.asarray(cohort.probes)
    by_probe = probes.astype(np.float64) @ np.asarray(cohort.references)
    means = (by_probe[:, None] + by_reference[None, :]) / 2
    result: NDArray[np.float64] = (scores - means) / cohort.deviation
    return result


@dataclass(frozen=True, slots=True)
class Benefit:
    """The share of genuine comparisons missed at an FMR of ``fmr``, plainly and normalised."""

    fmr: float
    genuine: int
    plain: float
    normalised: float


def benefit(references: Embedded, probes: Embedded, fmr: float = 1e-3) -> Benefit | None:
    """What normalising is worth: every other person is the cohort, the rest are compared.

    None where there are too few people for both, or no two pictures of one person to compare.
    """
    cohort_people = np.unique(references.people)[::2]
    own, others = (_of(each, cohort_people, invert=False) for each in (references, probes))
    kept, searched = (_of(each, cohort_people, invert=True) for each in (references, probes))
    same = searched.people[:, None] == kept.people
    if len(np.union1d(own.people, others.people)) < 2 or not same.any() or same.all():
        return None
    cohort = cohort_of(own, [others])
    plain = (searched.vectors @ kept.vectors.T).astype(np.float64)
    better = normalised(plain, kept.vectors, searched.vectors, cohort)
    missed = [
        float((scores[same] < np.quantile(scores[~same], 1 - fmr)).mean())
        for scores in (plain, better)
    ]
    return Benefit(fmr, int(same.sum()), *missed)


def _of(faces: Embedded, people: NDArray[np.int64], *, invert: bool) -> Embedded:
    chosen = np.isin(faces.people, people, invert=invert)
    return Embedded(faces.vectors[chosen], faces.people[chosen])


def _mean(faces: Embedded) -> NDArray[np.float64]:
    """Each person counts once, however many pictures there are."""
    own = [faces.vectors[faces.people == person].mean(0) for person in np.unique(faces.people)]
    mean: NDArray[np.float64] = np.mean(own, axis=0, dtype=np.float64)
    return mean


def _tidy(vector: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(value), _DIGITS) for value in vector)
