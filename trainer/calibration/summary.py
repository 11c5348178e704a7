"""A calibration in lines of words."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.calibration.calibrate import Calibrated
from trainer.calibration.galleries import RATES, thresholds


def summary(made: Calibrated) -> Iterator[str]:
    """What was measured, and the thresholds for galleries of ten people to a million."""
    calibration = made.calibration
    yield f"{calibration.pairs:,} comparisons of strangers: {calibration.measured_on}."
    yield (
        f"Measured down to FMR {calibration.lowest_measured:.0e}; the tail is off by "
        f"{made.tail_error:+.3f} there. Floor {calibration.floor:.3f}."
    )
    yield "cosine for FPIR  " + "  ".join(f"{rate:<8.2%}" for rate in RATES) + "  * extrapolated"
    rows: dict[int, list[str]] = {}
    for each in thresholds(calibration):
        rows.setdefault(each.people, []).append(f"{each.cosine:.3f}{'*' * each.extrapolated:<3}")
    for people, cells in rows.items():
        yield f"{people:>9,} people  " + "  ".join(cell.ljust(8) for cell in cells).rstrip()
