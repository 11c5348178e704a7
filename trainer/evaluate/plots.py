"""DET curves and the distributions of scores, as PNG pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from desk_access.service.evaluation_scores import PairScores
from desk_access.vision.metrics_open_set import OperatingPoint, Searches, tradeoff

_LOWEST: Final = 3e-4
"""Where the axes of a DET plot end: a rate of nought has no place on a logarithmic one."""

_BINS: Final = 80


def draw_det(curves: Mapping[str, Searches], title: str, path: Path) -> None:
    """FNIR over FPIR, one curve a name, both axes logarithmic (ISO/IEC 19795-1:2021, 8.4).

    Raises OSError, and ValueError for searches without strangers.
    """
    figure, axes = _page(title)
    for name, searches in curves.items():
        curve = tradeoff(searches)
        axes.step(
            np.maximum(curve.fpir, _LOWEST), np.maximum(curve.fnir, _LOWEST), where="post",
            label=name,
        )  # fmt: skip
    axes.set(
        xscale="log", yscale="log", xlim=(_LOWEST, 1), ylim=(_LOWEST, 1),
        xlabel="FPIR: strangers taken for somebody", ylabel="FNIR: people not recognised",
    )  # fmt: skip
    axes.grid(True, which="both", alpha=0.25)
    axes.legend()
    figure.savefig(path)


def draw_searches(
    searches: Searches, points: tuple[OperatingPoint, ...], title: str, path: Path
) -> None:
    """How the first candidates' scores lie, and the thresholds between them. Raises OSError."""
    figure, axes = _page(title)
    mated, right = searches.mated, searches.right
    parts = {
        "enrolled, right": (searches.score[mated & right], mated.sum()),
        "enrolled, wrong": (searches.score[mated & ~right], mated.sum()),
        "strangers": (searches.score[~mated], (~mated).sum()),
    }
    _histograms(axes, parts, "cosine of the first candidate")
    for point in points:
        axes.axvline(point.threshold.value, color="black", linestyle=":", linewidth=1)
        axes.annotate(
            f" FPIR {100 * point.fpir:g} %", (point.threshold.value, 0.98),
            xycoords=("data", "axes fraction"), rotation=90, va="top", fontsize=7,
        )  # fmt: skip
    figure.savefig(path)


def draw_pairs(pairs: PairScores, title: str, path: Path) -> None:
    """How the scores of genuine and of impostor pairs lie. Raises OSError."""
    figure, axes = _page(title)
    kinds = {"genuine": pairs.scores[pairs.same], "impostor": pairs.scores[~pairs.same]}
    parts = {name: (scores, len(scores)) for name, scores in kinds.items()}
    _histograms(axes, parts, "cosine of the pair")
    figure.savefig(path)


def _histograms(
    axes: Axes, parts: Mapping[str, tuple[NDArray[np.float64], int]], what: str
) -> None:
    """Scores as shares of so many, so that few and many compare; a miss has none and is counted."""
    found = {name: scores[np.isfinite(scores)] for name, (scores, _) in parts.items()}
    edges = np.histogram_bin_edges(np.concatenate(list(found.values())), _BINS).tolist()
    for name, scores in found.items():
        if len(scores):
            missing, of = len(parts[name][0]) - len(scores), parts[name][1]
            note = f", {missing:,} without a face" if missing else ""
            label = f"{name} ({len(scores):,}{note})"
            axes.hist(scores, edges, weights=np.full(len(scores), 1 / of), alpha=0.5, label=label)
    axes.set(xlabel=what, ylabel="share")
    axes.legend()


def _page(title: str) -> tuple[Figure, Axes]:
    # A Figure of its own, without pyplot: no window system, nothing global, nothing to close.
    with mpl.rc_context({"font.size": 9}):
        figure = Figure(figsize=(7, 5), dpi=120, layout="constrained")
        axes = figure.add_subplot()
        axes.set_title(title)
    return figure, axes
