"""From one comparison to a whole gallery: is FPIR = 1 - (1 - FMR)^N true here?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.recogniser import Calibration
from desk_access.vision.threshold import cosine_for, fpir_at, is_extrapolated
from trainer.calibration.impostors import Impostors

SIZES: Final = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
RATES: Final = (1e-2, 1e-3, 1e-4)

_DRAWS: Final = 200
_FEWEST: Final = 10


@dataclass(frozen=True, slots=True)
class Checked:
    """At ``cosine``, the share of strangers who pass a gallery of ``people``: as the formula has
    it, and as ``searches`` of galleries drawn from the people at hand gave it."""

    people: int
    cosine: float
    predicted: float
    measured: float
    searches: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """The cosine for a rate of strangers and a size of the gallery, and whether it is beyond what
    was measured."""

    people: int
    fpir: float
    cosine: float
    extrapolated: bool


def thresholds(calibration: Calibration) -> list[Threshold]:
    """What the application would ask for, from ten people to a million."""
    return [
        Threshold(
            people,
            fpir,
            cosine_for(fpir, people, calibration),
            is_extrapolated(fpir, people, calibration),
        )
        for people in SIZES
        for fpir in RATES
    ]


def checked(impostors: Impostors, calibration: Calibration, seed: int = 0) -> list[Checked]:
    """Measure FPIR directly: galleries of as many people as there are, searched by the others.

    At every cosine of the table where ten searches or more find somebody. Comparisons of one probe
    are not independent, which is what the formula assumes and this shows.
    """
    rng = np.random.default_rng(seed)
    columns = len(impostors.enrolled)
    sizes = [size for size in SIZES if size < columns] + [columns]
    found = []
    for size in sizes:
        best = np.concatenate(
            [
                _best(impostors, rng.permutation(columns)[:size])
                for _ in range(_draws(size, columns))
            ]
        )
        for cosine in calibration.cosine:
            passed = int((best >= cosine).sum())
            if passed >= _FEWEST:
                predicted = fpir_at(cosine, size, calibration)
                found.append(Checked(size, cosine, predicted, passed / len(best), len(best)))
    return found


def _draws(size: int, columns: int) -> int:
    """A gallery of everybody can be drawn once only."""
    return 1 if size == columns else min(_DRAWS, 4 * columns // size)


def _best(impostors: Impostors, drawn: NDArray[np.int64]) -> NDArray[np.float32]:
    """The highest score of each probe whose person is not in the drawn gallery."""
    scores = impostors.scores[:, drawn]
    best: NDArray[np.float32] = scores[~np.isnan(scores).any(axis=1)].max(axis=1, initial=-1.0)
    return best
