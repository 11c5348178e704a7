"""How well pictures of people are refused: the error rates of ISO/IEC 30107-3:2023.

APCER is the share of attack presentations of one species that were taken for living people, BPCER
the share of living people who were taken for attacks, and the non-response rates (APNRR, BPNRR)
the shares on which no verdict fell. Rates are shares, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb
from typing import Final

from desk_access.model.liveness import LivenessVerdict

_TAIL: Final = 0.025
_STEPS: Final = 60


@dataclass(frozen=True, slots=True)
class Proportion:
    """``errors`` of ``of``, with the exact 95 % interval of Clopper and Pearson.

    It holds for presentations that know nothing of each other; several of one person do.
    """

    errors: int
    of: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SpeciesFigures:
    """One species of attack, or the living: ``wrong`` is its APCER or BPCER."""

    species: str
    wrong: Proportion
    silent: Proportion


def figures(species: str, verdicts: Sequence[LivenessVerdict], *, live: bool) -> SpeciesFigures:
    """The figures of presentations of one species; DOUBTFUL counts as a non-response.

    Raises ValueError when there are none.
    """
    wrong = LivenessVerdict.SPOOF if live else LivenessVerdict.LIVE
    return SpeciesFigures(
        species,
        proportion(sum(verdict is wrong for verdict in verdicts), len(verdicts)),
        proportion(sum(verdict is LivenessVerdict.DOUBTFUL for verdict in verdicts), len(verdicts)),
    )


def proportion(errors: int, of: int) -> Proportion:
    """The share and its interval (Clopper and Pearson, Biometrika 26, 1934).

    Raises ValueError unless 0 <= ``errors`` <= ``of`` and there is at least one.
    """
    if not 0 <= errors <= of or of < 1:
        raise ValueError(f"expected a share of at least one, got {errors} of {of}")
    low = 0.0 if errors == 0 else _where(lambda p: 1 - _up_to(errors - 1, of, p) >= _TAIL)
    high = 1.0 if errors == of else _where(lambda p: _up_to(errors, of, p) <= _TAIL)
    return Proportion(errors, of, errors / of, low, high)


def _where(reached: Callable[[float], bool]) -> float:
    """The least p at which a condition that begins somewhere in 0 to 1 holds."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def _up_to(errors: int, of: int, p: float) -> float:
    """The probability of at most so many errors when each has the probability ``p``."""
    return sum(comb(of, k) * p**k * (1 - p) ** (of - k) for k in range(errors + 1))
