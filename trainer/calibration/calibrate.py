"""From impostor comparisons to a recogniser's calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desk_access.model.recogniser import Calibration
from trainer.calibration.cohort import cohort_of
from trainer.calibration.impostors import Embedded, Impostors, compared
from trainer.calibration.tail import Tail, fit_tail
from trainer.errors import DataUnusable

LOWEST: Final = 1e-10
"""One stranger in 10,000 before a gallery of a million."""

_FEWEST: Final = 10
"""A rate is measured where so many comparisons, of so many different pairs of people, reach it."""

_FLOOR_RATE: Final = 1e-3
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A calibration with what it was made of.

    ``strictest`` are the comparisons of the condition that asks for the highest cosine at the
    lowest rate measured; ``tail`` is theirs, and ``tail_error`` its cosine at that rate less the
    measured one.
    """

    calibration: Calibration
    strictest: Impostors
    tail: Tail
    tail_error: float


def calibrate(
    references: Embedded,
    probes: Sequence[Embedded],
    measured_on: str,
    floor: float | None = None,
) -> Calibrated:
    """Measure which cosine lets which share of strangers' comparisons pass.

    The people must be none that the network was trained on. ``probes`` are those of each condition
    of the camera; the threshold keeps to a rate under all of them. Rates are 0.1, 0.01, ... to
    1e-10: measured as far as ten comparisons of ten pairs of people reach, and beyond that read
    off the tail. ``floor`` is the lowest threshold the application may use; by default that of one
    comparison in a thousand. ``measured_on`` names the data. Raises DataUnusable when fewer than
    two rates can be measured, or the network tells nobody from anybody.
    """
    conditions = [compared(references, each) for each in probes]
    tables = [_measured(each) for each in conditions]
    pairs = min(len(each.falling) for each in conditions)
    rates = [rate for rate in tables[0] if all(rate in table for table in tables)]
    if len(rates) < 2:
        raise DataUnusable(
            f"{pairs:,} comparisons of strangers are too few to calibrate on.",
            "Give more people nobody trained on: a hundred with four pictures each are enough.",
        )
    cohort = cohort_of(references, probes)
    table = {rate: max(each[rate] for each in tables) for rate in rates}
    lowest = rates[-1]
    strictest = conditions[[each[lowest] for each in tables].index(table[lowest])]
    tail = fit_tail(strictest.falling)
    error = tail.cosine_at(lowest) - table[lowest]
    # The tail goes on from where measuring ends, so that the table never falls back.
    beyond = Tail(table[lowest], lowest, tail.scale)
    entries = _rising(table | {rate: beyond.cosine_at(rate) for rate in _powers(lowest / 10)})
    if lowest not in entries:
        raise DataUnusable(
            f"One in {1 / lowest:,.0f} comparisons of strangers reaches a cosine of 1.",
            "Look for pictures that are there under two names, or train the network.",
        )
    calibration = Calibration(
        fmr=tuple(entries),
        cosine=tuple(entries.values()),
        floor=entries.get(_FLOOR_RATE, max(entries.values())) if floor is None else floor,
        measured_on=measured_on,
        pairs=pairs,
        measured_to=lowest,
        cohort=cohort,
    )
    return Calibrated(calibration, strictest, tail, error)


def _measured(impostors: Impostors) -> dict[float, float]:
    """The cosine of each rate that enough comparisons of enough people reach."""
    falling, found = impostors.falling, {}
    for rate in _powers(0.1):
        reached = int(rate * len(falling) + 1e-9)
        if reached < _FEWEST:
            break
        cosine = float(falling[reached - 1])
        if impostors.pairs_reaching(cosine) < _FEWEST:
            break
        found[rate] = cosine
    return found


def _powers(first: float) -> list[float]:
    """Powers of ten from ``first`` down to the lowest, without the noise of their last bits."""
    found, rate = [], first
    while rate > LOWEST * 0.99:
        found.append(float(f"{rate:.0e}"))
        rate /= 10
    return found


def _rising(table: dict[float, float]) -> dict[float, float]:
    """Cosines rounded up, so that no more pass, each above the one before and below 1."""
    step = 10.0**-_DIGITS
    made: dict[float, float] = {}
    last = -1.0
    for rate, cosine in table.items():
        last = max(round(cosine + step / 2, _DIGITS), round(last + step, _DIGITS))
        if last >= 1:
            break
        made[rate] = last
    return made
