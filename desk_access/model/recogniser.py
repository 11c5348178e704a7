"""What a recogniser's file expects and gives: stated in its manifest, never guessed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from desk_access.model.arrays import Points, check_points

_UNIT = 1 + 1e-3  # the length of a mean of unit vectors, and what rounding its numbers adds


class ColourOrder(StrEnum):
    """In which order a network takes the three colours."""

    RGB = "rgb"
    BGR = "bgr"


class Layout(StrEnum):
    """In which order a network takes batch (n), channels (c), rows (h) and columns (w)."""

    NCHW = "nchw"
    NHWC = "nhwc"


class Metric(StrEnum):
    """How two embeddings are compared."""

    COSINE = "cosine"


@dataclass(frozen=True, slots=True)
class ModelDigests:
    """The SHA-256 of the model files that a decision used besides the recogniser's.

    None: no such model was used, or nobody knows.
    """

    detector: str | None = None
    landmarker: str | None = None
    liveness: str | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """How a cohort of strangers to each other scores: what normalising a score needs.

    S-norm (Kenny 2010; Matejka et al. 2017, equation 3) takes from a score the mean that each of
    its two sides reaches against a cohort. With cosines of unit embeddings that mean is the dot
    product of the side with the cohort's mean embedding, so two vectors stand for the whole cohort:
    ``references`` the mean of enrolled pictures' embeddings, ``probes`` that of probes', each as
    long as an embedding and at most 1 in length. ``mean`` and ``deviation`` are those of the
    cohort's impostor scores; ``people`` is how many were in it. Raises ValueError.
    """

    references: tuple[float, ...]
    probes: tuple[float, ...]
    mean: float
    deviation: float
    people: int

    def __post_init__(self) -> None:
        if not self.references or len(self.references) != len(self.probes):
            raise ValueError(
                "references and probes must be of one length,"
                f" got {len(self.references)} and {len(self.probes)}"
            )
        for name, vector in (("references", self.references), ("probes", self.probes)):
            if not math.hypot(*vector) <= _UNIT:
                raise ValueError(f"{name} must be the mean of unit vectors")
        if not -1 < self.mean < 1:
            raise ValueError(f"mean must lie between -1 and 1, got {self.mean}")
        if not 0 < self.deviation < 1:
            raise ValueError(f"deviation must lie between 0 and 1, got {self.deviation}")
        if self.people < 2:
            raise ValueError(f"people must be at least 2, got {self.people}")


@dataclass(frozen=True, slots=True)
class Calibration:
    """Which cosine lets which share of impostors pass, measured once for a recogniser.

    ``fmr`` are false match rates of one comparison (ISO/IEC 19795-1), strictly falling;
    ``cosine`` the thresholds that reach them, strictly rising, of the same length, at least two.
    ``floor`` is the lowest threshold ever used, whatever rate is asked for. ``measured_on`` names
    the data, ``pairs`` how many impostor pairs were compared. ``measured_to`` is the lowest rate
    that was measured, one of ``fmr``; entries below it are extrapolated. None: all were measured.
    Raises ValueError.
    """

    fmr: tuple[float, ...]
    cosine: tuple[float, ...]
    floor: float
    measured_on: str
    pairs: int
    measured_to: float | None = None
    cohort: Cohort | None = None

    @property
    def lowest_measured(self) -> float:
        """The lowest false match rate that was measured."""
        return self.fmr[-1] if self.measured_to is None else self.measured_to

    def __post_init__(self) -> None:
        if len(self.fmr) < 2 or len(self.fmr) != len(self.cosine):
            raise ValueError(
                "fmr and cosine must be of one length, at least 2,"
                f" got {len(self.fmr)} and {len(self.cosine)}"
            )
        if not all(0 < rate < 1 for rate in self.fmr):
            raise ValueError("fmr must lie between 0 and 1")
        if not all(-1 < value < 1 for value in (*self.cosine, self.floor)):
            raise ValueError("cosine and floor must lie between -1 and 1")
        if not all(high > low for high, low in pairwise(self.fmr)):
            raise ValueError("fmr must fall from one entry to the next")
        if not all(low < high for low, high in pairwise(self.cosine)):
            raise ValueError("cosine must rise from one entry to the next")
        if self.pairs < 1:
            raise ValueError(f"pairs must be at least 1, got {self.pairs}")
        if self.measured_to is not None and self.measured_to not in self.fmr:
            raise ValueError(f"measured_to must be one of fmr, got {self.measured_to}")


@dataclass(frozen=True, slots=True, eq=False)
class RecogniserContract:
    """How crops become a recogniser's input, and what comes out.

    The input is float32 with 3 channels in the order of ``colour``, arranged as ``layout``, of
    ``width`` x ``height`` pixels. Each channel is ``(pixel * scale - mean) / std``, ``pixel``
    being 0 to 255. ``template`` are the places of the five points in the crop, 5 x 2 float32
    pixels. The output is one row of ``dimension`` numbers a crop, compared by ``metric``.
    Raises ValueError.
    """

    width: int
    height: int
    colour: ColourOrder
    layout: Layout
    scale: float
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    template: Points
    dimension: int
    metric: Metric
    calibration: Calibration

    def __post_init__(self) -> None:
        check_points(self.template, 5)
        for name, size in (("width", self.width), ("height", self.height)):
            if not 16 <= size <= 1024:
                raise ValueError(f"{name} must be 16 to 1024 pixels, got {size}")
        if not 8 <= self.dimension <= 4096:
            raise ValueError(f"dimension must be 8 to 4096, got {self.dimension}")
        if not (math.isfinite(self.scale) and self.scale > 0):
            raise ValueError(f"scale must be above 0, got {self.scale}")
        if not all(math.isfinite(value) for value in self.mean):
            raise ValueError("mean must be three finite numbers")
        if not all(math.isfinite(value) and value > 0 for value in self.std):
            raise ValueError("std must be three numbers above 0")
        inside = (self.template >= 0) & (self.template <= (self.width, self.height))
        if not inside.all():
            raise ValueError("template must lie inside the input")
        cohort = self.calibration.cohort
        if cohort is not None and len(cohort.references) != self.dimension:
            raise ValueError(
                f"the cohort's embeddings must have {self.dimension} values,"
                f" got {len(cohort.references)}"
            )
