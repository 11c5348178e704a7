"""What several enrolment pictures bring, with embeddings that are made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from desk_access.model.arrays import Vector
from desk_access.model.sighting import Embedding
from desk_access.service.evaluation import PictureCounts, Survey
from desk_access.service.evaluation_enrolment import EnrolmentFigures, enrolment_figures
from desk_access.service.evaluation_looks import CLEAN, Look
from desk_access.service.evaluation_run import Subject
from desk_access.service.evaluation_scores import Measured
from desk_access.service.evaluation_set import EvaluationSet

DIGEST = "f" * 64
FOLDER = Path("set")


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
    return {each.gallery: each for each in enrolment_figures(found)}


def test_every_gallery_has_the_same_probes_and_strangers() -> None:
    found = made_up(20, 150, spoilt_first=False)
    first = found.pop("1 picture, everybody with 2 or more")
    assert (first.enrolled, first.mated, first.non_mated) == (20, 20 * 7, 150)
    assert {(each.enrolled, each.mated, each.non_mated) for each in found.values()} == {
        (20, 20 * 3, 150)
    }
    assert len(found) == 7


def test_several_and_better_pictures_bring_what_they_bring() -> None:
    found = made_up(20, 150, spoilt_first=True)
    alone = found["1 picture"].fnir.value
    assert alone > 0.5
    assert found["3 pictures, the best score counts"].fnir.value < alone
    assert found["the best of 5"].fnir.value < alone
    mean = "5 pictures, their mean"
    assert found[f"{mean} weighted by quality"].fnir.value <= found[mean].fnir.value


def test_without_strangers_there_are_no_figures() -> None:
    assert made_up(5, 0, spoilt_first=False) == {}
