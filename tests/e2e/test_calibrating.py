"""``calibrate`` as its user meets it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desk_access.bootstrap import make_kit, models
from desk_access.config import InferenceSettings
from desk_access.model.person import Template
from desk_access.store.workspace import Workspace
from tests.e2e.conftest import Program
from tests.records import START, picture

PEOPLE = 40


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """People with three pictures each, drawn in the model's own space."""
    folder = tmp_path / "workspace"
    digest = make_kit(models(), InferenceSettings()).digest
    rng = np.random.default_rng(0)
    with Workspace.open(folder) as workspace:
        for number in range(PEOPLE):
            centre = rng.standard_normal(128)
            made = []
            for turn in range(3):
                near = centre + 0.4 * rng.standard_normal(128)
                vector = (near / np.linalg.norm(near)).astype(np.float32)
                made.append((picture(f"{number}-{turn}"), Template(0, vector, digest)))
            workspace.gallery.enrol(f"E{number}", f"Name {number}", "", made, START)
    return folder


def test_it_shows_applies_and_takes_back(program: Program, site: Path) -> None:
    shown = program("calibrate", folder=site)
    assert shown.status == 0, shown.err
    assert f"At {PEOPLE} people, about 1 stranger in 1,000 passes" in shown.out
    assert "genuine" in shown.out
    before = program("calibrate", "--json", folder=site).rows[0]
    assert not before["applied"]
    after = program("calibrate", "--apply", "--fpir", "0.01", "--json", folder=site).rows[0]
    assert after["applied"]
    assert after["threshold"] == pytest.approx(after["threshold_of_site"])
    back = program("calibrate", "--undo", "--fpir", "0.001", "--json", folder=site).rows[0]
    assert not back["applied"]
    assert back["threshold"] == pytest.approx(before["threshold"])


def test_few_people_keep_the_models_own(program: Program) -> None:
    shown = program("calibrate")
    assert shown.status == 0
    assert "0 people are too few" in shown.out
    applied = program("calibrate", "--apply")
    assert applied.status == 1
    assert "too few" in applied.err


def test_a_rate_that_is_none_is_wrong_usage(program: Program) -> None:
    assert program("calibrate", "--fpir", "2").status == 2
