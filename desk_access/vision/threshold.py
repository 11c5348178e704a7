"""From the rate of strangers that may pass to the cosine that lets that many pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from desk_access.model.recogniser import Calibration

_EVERYBODY: Final = 1 - 1e-9
"""The highest rate that can be reckoned with."""

_BIT: Final = 1e-9
"""Two rates that differ by less than this share are one."""


def false_match_rate(fpir: float, people: int) -> float:
    """The rate per comparison that gives ``fpir`` per visit in a gallery of ``people``.

    A stranger is compared with everybody once: FPIR = 1 - (1 - FMR)^N for independent
    comparisons (Grother and Phillips, "Models of large population recognition performance",
    CVPR 2004). Both rates are shares, 0 to 1.
    """
    return float(-np.expm1(np.log1p(-fpir) / max(people, 1)))


VISITS_FMR: Final = 1e-4
"""So many pairs of different people are taken for neighbours when visitors are grouped. Of the
rates that docs/recognition.md compares, the middle one: a group of two people spoils an enrolment,
a person in two groups is named twice; before a poor camera cosines are lower than there."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Cosines from which two faces may be of one person, where it is known that they should be.

    ``sitting``: two pictures taken moments apart. Lower, and somebody else took the place.
    ``photos``: two pictures that may lie years apart. Lower, and they show different people.
    """

    sitting: float
    photos: float


def likeness(calibration: Calibration) -> Likeness:
    """The bounds at which one pair of different people in 1,000, and in 100, is taken for one.

    Measured with SFace on 15 clips: a person's own frames stay above 0.75, also with the head
    turned and leaning; other people's reach 0.41. To begin a track too many costs a moment, to
    keep one too long puts a name on a stranger.
    """
    return Likeness(cosine_at(1e-3, calibration), cosine_at(1e-2, calibration))


def visits_bound(calibration: Calibration, fmr: float = VISITS_FMR) -> float:
    """The cosine from which two visits are taken for neighbours when visitors are grouped."""
    return cosine_at(fmr, calibration)


def cosine_for(fpir: float, people: int, calibration: Calibration) -> float:
    """The cosine from which a face may be somebody in a gallery of ``people``.

    The table is read linearly over the logarithm of the rate, and continued beyond its last entry
    at its last slope: the tail of impostor scores falls off about exponentially. Never below the
    table's first entry or the calibration's floor, because real cameras are worse than the
    pictures it was measured on.
    """
    wanted = min(false_match_rate(fpir, people), calibration.fmr[0])
    return max(cosine_at(wanted, calibration), calibration.floor)


def is_extrapolated(fpir: float, people: int, calibration: Calibration) -> bool:
    """Whether :func:`cosine_for` has to go beyond what was measured for this rate and gallery.

    The tail that it follows there is an estimate; an entry for the rate may be one too.
    """
    # A rate that is an entry must not count as lower for the last bit of a logarithm.
    wanted = false_match_rate(fpir, people) * (1 + _BIT)
    return wanted < calibration.lowest_measured


def fpir_at(cosine: float, people: int, calibration: Calibration) -> float:
    """The share of strangers that pass at ``cosine``: :func:`cosine_for` read backwards.

    A cosine below the table is read at its first slope, which says rather too many than too few.
    """
    rates, cosines = np.log10(calibration.fmr), np.asarray(calibration.cosine)
    rate = min(10.0 ** _read(cosine, cosines, rates), _EVERYBODY)
    return float(-np.expm1(max(people, 1) * np.log1p(-rate)))


def cosine_at(fmr: float, calibration: Calibration) -> float:
    """The cosine that one comparison of different people in 1 / ``fmr`` reaches."""
    rates, cosines = np.log10(calibration.fmr)[::-1], np.asarray(calibration.cosine)[::-1]
    return _read(float(np.log10(fmr)), rates, cosines)


def _read(at: float, x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """``y`` at ``at`` over rising ``x``: a straight line between the entries and beyond them."""
    i = min(max(int(np.searchsorted(x, at)) - 1, 0), len(x) - 2)
    return float(y[i] + (y[i + 1] - y[i]) / (x[i + 1] - x[i]) * (at - x[i]))
