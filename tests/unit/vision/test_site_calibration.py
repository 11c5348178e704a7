"""The site's own calibration, against scores that are known."""

from __future__ import annotations

import numpy as np
import pytest

from desk_access.config import CalibrationSettings
from desk_access.model.arrays import Vector
from desk_access.model.person import Template
from desk_access.model.recogniser import Calibration
from desk_access.vision.site_calibration import (
    LEAST_PEOPLE,
    SiteScores,
    misses,
    moved,
    site_calibration,
    site_scores,
)

DIGEST = "f" * 64
SAME = 0.3
MODEL = Calibration((0.1, 0.01, 1e-3, 1e-4), (0.1, 0.2, 0.3, 0.4), 0.25, "elsewhere", 10**6)


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def unit(*values: float) -> Vector:
    vector = np.array(values, np.float64)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def templates(*people: list[Vector]) -> list[Template]:
    return [Template(7 + n, vector, DIGEST) for n, own in enumerate(people) for vector in own]


def crowd(people: int, each: int) -> list[Template]:
    """Random people in many dimensions, whose pictures are near each other."""
    source = rng()
    made = []
    for person in range(people):
        centre = source.standard_normal(64)
        made += [
            Template(person, unit(*(centre + 0.3 * source.standard_normal(64))), DIGEST)
            for _ in range(each)
        ]
    return made


def test_scores_are_those_of_a_loop() -> None:
    given = crowd(9, 3)
    found = site_scores(given, rng(), SAME)
    genuine, impostor = [], []
    for i, one in enumerate(given):
        sums: dict[int, np.ndarray] = {}
        for j, other in enumerate(given):
            if i != j:
                sums[other.person_id] = sums.get(other.person_id, 0) + other.vector
        cosines = {
            who: float(one.vector @ total / np.linalg.norm(total)) for who, total in sums.items()
        }
        genuine.append(cosines.pop(one.person_id))
        impostor += list(cosines.values())
    np.testing.assert_allclose(np.sort(found.genuine), np.sort(genuine), atol=1e-6)
    np.testing.assert_allclose(np.sort(found.impostor), np.sort(impostor), atol=1e-6)
    assert (found.people, found.templates, found.probes) == (9, 27, 27)
    assert found.suspicious == ()


def test_one_picture_alone_has_no_genuine_score() -> None:
    found = site_scores(templates([unit(1, 0)], [unit(0, 1)]), rng(), SAME)
    assert len(found.genuine) == 0
    assert misses(found, 0.3) is None
    np.testing.assert_allclose(found.impostor, [0, 0])


@pytest.mark.parametrize("given", [[], templates([unit(1, 0), unit(1, 0.1)])])
def test_one_person_alone_says_nothing(given: list[Template]) -> None:
    found = site_scores(given, rng(), SAME)
    assert len(found.genuine) == len(found.impostor) == 0
    assert site_calibration(found, MODEL, DIGEST) is None


def test_a_picture_of_somebody_else_is_suspicious() -> None:
    kim = [unit(1, 0, 0), unit(1, 0.1, 0), unit(0, 1, 0.1)]
    found = site_scores(templates(kim, [unit(0, 1, 0)], [unit(0, 0, 1)]), rng(), SAME)
    (wrong,) = found.suspicious  # and none of the one it shows
    assert (wrong.person_id, wrong.place, wrong.nearest) == (7, 2, 8)
    assert wrong.own < wrong.other


def test_the_most_alike_stand_first_and_each_pair_once() -> None:
    found = site_scores(
        templates([unit(1, 0, 0)], [unit(1, 0.5, 0)], [unit(0, 0.2, 1)], [unit(0, 0, 1)]),
        rng(),
        SAME,
    )
    assert [(pair.first, pair.second) for pair in found.alike] == [(9, 10), (7, 8)]
    assert found.alike[0].cosine > found.alike[1].cosine


def with_impostors(values: np.ndarray, people: int = LEAST_PEOPLE) -> SiteScores:
    return SiteScores(np.array([0.5, 0.9]), values, people, people, people, (), ())


def test_the_table_moves_to_where_the_impostors_lie() -> None:
    """Scores that fall off as the model's do, 0.07 further up."""
    source = rng()
    tail = 0.07 - 0.1 * np.log10(source.uniform(size=200_000))
    found = site_calibration(with_impostors(tail), MODEL, DIGEST)
    assert found is not None
    assert found.shift == pytest.approx(0.07, abs=0.01)
    assert (found.model_digest, found.people, found.pairs) == (DIGEST, LEAST_PEOPLE, 200_000)
    assert found.measured_to == 1e-4
    there = moved(MODEL, DIGEST, found)
    np.testing.assert_allclose(there.cosine, np.array(MODEL.cosine) + found.shift)
    assert (there.fmr, there.floor) == (MODEL.fmr, MODEL.floor)


def test_few_comparisons_measure_no_rare_rate() -> None:
    tail = -0.1 * np.log10(rng().uniform(size=2_000))
    found = site_calibration(with_impostors(tail), MODEL, DIGEST)
    assert found is not None
    assert found.measured_to == 0.01


def test_with_too_few_people_the_models_own_stays() -> None:
    tail = rng().uniform(-0.1, 0.3, 100_000)
    assert site_calibration(with_impostors(tail, LEAST_PEOPLE - 1), MODEL, DIGEST) is None


@pytest.mark.parametrize(
    "site", [CalibrationSettings(), CalibrationSettings("0" * 64, 0.1, 50, 1000, 0.01)]
)
def test_another_models_calibration_is_not_used(site: CalibrationSettings) -> None:
    assert moved(MODEL, DIGEST, site) is MODEL


def test_misses_are_those_below_the_threshold() -> None:
    found = with_impostors(np.zeros(5))
    assert misses(found, 0.6) == 0.5
    assert misses(found, 0.4) == 0.0
