"""What several enrolment pictures bring, with embeddings that are made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desk_access.model.arrays import Vector
from desk_access.model.recogniser import Calibration
from desk_access.model.sighting import Embedding
from desk_access.service.evaluation import PictureCounts, Survey
from desk_access.service.evaluation_enrolment import EnrolmentFigures, enrolment_figures
from desk_access.service.evaluation_looks import CLEAN, Look
from desk_access.service.evaluation_run import Subject
from desk_access.service.evaluation_scores import Measured
from desk_access.service.evaluation_set import EvaluationSet

DIGEST = "f" * 64
FOLDER = Path("set")
CALIBRATION = Calibration((0.1, 0.01), (0.2, 0.3), 0.25, "drawn", 100)


def unit(vector: np.ndarray) -> Vector:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def made_up(people: int, strangers: int, spoilt_first: bool) -> dict[str, EnrolmentFigures]:
    """Eight pictures of each person; where ``spoilt_first``, the first is of poor quality."""
    rng = np.random.default_rng(0)
    listed: dict[str, tuple[Path, ...]] = {}
    embeddings: dict[Look, Embedding] = {}
    for person in range(people + strangers):
        centre, name = rng.standard_normal(64), f"P{person:03}"
        own = tuple(FOLDER / name / f"{i}.jpg" for i in range(8 if person < people else 1))
        listed[name] = own
        for place, path in enumerate(own):
            poor = spoilt_first and place == 0
            noise = (6.0 if poor else 0.6) * rng.standard_normal(64)
            embeddings[Look(path)] = unit(centre + noise), 0.1 if poor else 0.8
    people_set = EvaluationSet(FOLDER, listed, ())
    measured = Measured(Subject("drawn", DIGEST, "key"), people_set, (), embeddings)
    counts = PictureCounts(people, len(embeddings), 0, ())
    found = Survey(people_set, 0, (CLEAN,), counts, None, {}, (measured,))
    figures = enrolment_figures(found, [CALIBRATION])
    return {each.gallery: each for each in figures}


def test_every_gallery_has_the_same_probes_and_strangers() -> None:
    found = made_up(20, 150, spoilt_first=False)
    first = found.pop("1 picture, everybody with 2 or more")
    assert (first.enrolled, first.mated, first.non_mated) == (20, 20 * 7, 150)
    assert {(each.enrolled, each.mated, each.non_mated) for each in found.values()} == {
        (20, 20 * 3, 150)
    }
    assert len(found) == 8


def test_several_and_better_pictures_bring_what_they_bring() -> None:
    found = made_up(20, 150, spoilt_first=True)
    alone = found["1 picture"].fnir.value
    assert alone > 0.5
    assert found["3 pictures"].fnir.value < alone
    assert found["3 pictures, the best score counts"].fnir.value < alone
    assert found["the best of 5"].fnir.value < alone
    assert found["5 pictures, weighted by quality"].fnir.value <= found["5 pictures"].fnir.value


def test_the_best_score_is_the_highest_of_several_galleries() -> None:
    """A probe as near to the second picture of its person as to itself."""
    listed = {"A": tuple(FOLDER / "A" / f"{i}.jpg" for i in range(6)), "B": (FOLDER / "B/0.jpg",)}
    axes = np.eye(8, dtype=np.float32)
    own = [axes[0], axes[1], axes[2], axes[3], axes[4], axes[1]]
    embeddings = {Look(path): (own[i], 0.5) for i, path in enumerate(listed["A"])}
    embeddings[Look(listed["B"][0])] = unit(axes[0] + axes[6]), 0.5
    people = EvaluationSet(FOLDER, listed, ())
    measured = Measured(Subject("drawn", DIGEST, "key"), people, (), embeddings)
    counts = PictureCounts(2, len(embeddings), 0, ())
    survey = Survey(people, 0, (CLEAN,), counts, None, {}, (measured,))
    found = {each.gallery: each for each in enrolment_figures(survey, [CALIBRATION])}
    best, mean = found["5 pictures, the best score counts"], found["5 pictures"]
    assert best.threshold.value == pytest.approx(float(np.sqrt(0.5)), abs=1e-5)
    assert mean.threshold.value == pytest.approx(float(np.sqrt(0.1)), abs=1e-5)
    assert (best.fnir.value, mean.fnir.value) == (0, 0)


def test_the_cosine_in_use_is_that_of_the_calibration() -> None:
    """Twenty people: one stranger in a hundred is one comparison in 1,990 and asks for 0.430."""
    in_use = made_up(20, 150, spoilt_first=False)["5 pictures"].in_use
    assert in_use.target == 0.01
    assert in_use.threshold == pytest.approx(0.430, abs=1e-3)
    assert in_use.fnir.value == 0


def test_without_strangers_there_are_no_figures() -> None:
    assert made_up(5, 0, spoilt_first=False) == {}
