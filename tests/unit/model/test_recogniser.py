from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from desk_access.model.recogniser import (
    Calibration,
    Cohort,
    ColourOrder,
    Layout,
    Metric,
    RecogniserContract,
)

CALIBRATION = Calibration((0.01, 0.001), (0.3, 0.4), 0.25, "a set", 1000)
COHORT = Cohort((0.1, 0.2), (0.0, -0.9), 0.02, 0.1, 300)
CONTRACT = RecogniserContract(
    width=112,
    height=112,
    colour=ColourOrder.RGB,
    layout=Layout.NCHW,
    scale=1.0,
    mean=(0.0, 0.0, 0.0),
    std=(1.0, 1.0, 1.0),
    template=np.full((5, 2), 50, np.float32),
    dimension=128,
    metric=Metric.COSINE,
    calibration=CALIBRATION,
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"fmr": (0.01,), "cosine": (0.3,)}, "at least 2"),
        ({"fmr": (0.01, 0.001, 0.0001)}, "3 and 2"),
        ({"fmr": (1.0, 0.001)}, "between 0 and 1"),
        ({"fmr": (0.01, 0.0)}, "between 0 and 1"),
        ({"cosine": (0.3, 1.0)}, "-1 and 1"),
        ({"floor": -1.0}, "-1 and 1"),
        ({"fmr": (0.01, 0.01)}, "fmr must fall"),
        ({"cosine": (0.4, 0.3)}, "cosine must rise"),
        ({"pairs": 0}, "pairs must be at least 1"),
        ({"measured_to": 0.005}, "measured_to must be one of fmr"),
    ],
)
def test_a_calibration_that_cannot_be_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(CALIBRATION, **change)


def test_how_far_a_calibration_was_measured() -> None:
    assert CALIBRATION.lowest_measured == 0.001, "all of it, where nothing else is said"
    assert replace(CALIBRATION, measured_to=0.01).lowest_measured == 0.01


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"references": ()}, "of one length, got 0 and 2"),
        ({"probes": (0.1,)}, "of one length, got 2 and 1"),
        ({"references": (0.9, 0.9)}, "references must be the mean of unit"),
        ({"probes": (float("nan"), 0.0)}, "probes must be the mean of unit"),
        ({"mean": 1.0}, "mean must lie"),
        ({"deviation": 0.0}, "deviation must lie"),
        ({"people": 1}, "people must be at least 2"),
    ],
)
def test_a_cohort_that_cannot_be_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(COHORT, **change)


def test_a_cohort_of_other_embeddings_is_refused() -> None:
    with pytest.raises(ValueError, match="must have 128 values, got 2"):
        replace(CONTRACT, calibration=replace(CALIBRATION, cohort=COHORT))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"width": 8}, "width must be 16"),
        ({"height": 4000}, "height must be 16"),
        ({"dimension": 1}, "dimension must be"),
        ({"scale": 0.0}, "scale must be above 0"),
        ({"scale": float("inf")}, "scale must be above 0"),
        ({"mean": (0.0, float("nan"), 0.0)}, "mean must be"),
        ({"std": (1.0, 0.0, 1.0)}, "std must be"),
        ({"template": np.full((4, 2), 50, np.float32)}, "5 x 2"),
        ({"template": np.full((5, 2), 113, np.float32)}, "inside the input"),
        ({"template": np.full((5, 2), -1, np.float32)}, "inside the input"),
    ],
)
def test_a_contract_that_cannot_be_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(CONTRACT, **change)


def test_a_template_is_measured_against_width_and_height_apart() -> None:
    template = np.full((5, 2), (90, 40), np.float32)
    assert replace(CONTRACT, width=96, height=48, template=template).template is template
    with pytest.raises(ValueError, match="inside the input"):
        replace(CONTRACT, width=48, height=96, template=template)
