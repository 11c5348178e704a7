"""A picture of a calibration: which cosine lets which share of strangers pass."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from desk_access.model.recogniser import Calibration
from desk_access.vision.threshold import fpir_at
from trainer.calibration.galleries import SIZES, Checked
from trainer.errors import OutputUnwritable


def draw(calibration: Calibration, measured: list[Checked], path: Path) -> None:
    """FPIR over the cosine, a line a gallery size: whole where it was measured, dashed beyond.

    Dots are galleries that were searched. Writes a PNG; raises OutputUnwritable.
    """
    figure = Figure(figsize=(8, 5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    last = calibration.cosine[calibration.fmr.index(calibration.lowest_measured)]
    for people in SIZES:
        colour = None
        for low, high, style in (
            (calibration.cosine[0], last, "-"),
            (last, calibration.cosine[-1], "--"),
        ):
            cosines = np.linspace(low, high, 200)
            rates = [fpir_at(cosine, people, calibration) for cosine in cosines]
            (line,) = axes.plot(cosines, rates, style, color=colour, lw=1.5)
            if colour is None:
                line.set_label(f"{people:,} people")
            colour = line.get_color()
    axes.plot(
        [each.cosine for each in measured], [each.measured for each in measured], "k.", ms=5,
        label="galleries searched",
    )  # fmt: skip
    axes.axvline(calibration.floor, color="0.6", lw=1, ls=":", label="floor")
    axes.set(
        yscale="log", ylim=(1e-5, 1.2), xlabel="cosine", ylabel="FPIR: strangers who pass",
    )  # fmt: skip
    title = f"{calibration.measured_on}; dashed: extrapolated"
    axes.set_title(textwrap.fill(title, 100), fontsize=9)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    try:
        figure.savefig(path, dpi=120, format="png")
    except OSError as error:
        raise OutputUnwritable(
            f"{path} cannot be written ({error.strerror}).", "Choose another place for the plot."
        ) from error
