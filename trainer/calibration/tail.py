"""Beyond what was measured: an exponential tail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_SHARE: Final = 1e-3
_FEWEST: Final = 50
"""The tail begins where a thousandth of the comparisons is left, or so many, if that is more."""


@dataclass(frozen=True, slots=True)
class Tail:
    """P(score > c) = ``rate`` * exp(-(c - ``start``) / ``scale``) from the cosine ``start`` on."""

    start: float
    rate: float
    scale: float

    def cosine_at(self, fmr: float) -> float:
        """The cosine that the share ``fmr``, at most ``rate``, reaches."""
        return self.start - self.scale * float(np.log(fmr / self.rate))


def fit_tail(falling: NDArray[np.float32]) -> Tail:
    """The maximum likelihood fit to the highest of all impostor scores, given highest first.

    Excesses over a high threshold follow a generalised Pareto distribution (Pickands 1975). Its
    shape is taken as 0, which makes it exponential and its scale the mean excess: scores end at 1,
    so the true shape is not above 0, and 0 asks for the highest cosine of those that are left.
    Fitting the shape too moves thresholds by several times more from one set of people to the
    next, and upward without bound where a person is filed under two names.
    """
    count = min(max(int(_SHARE * len(falling)), _FEWEST), len(falling) - 1)
    start = float(falling[count])
    scale = float(np.mean(falling[:count].astype(np.float64) - start))
    return Tail(start, count / len(falling), max(scale, float(np.finfo(np.float32).eps)))
