"""Impostor scores become thresholds, and say how far they were measured."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from desk_access.vision.threshold import cosine_for
from tests.trainer.calibration.people import parted, people
from trainer.calibration.calibrate import LOWEST, calibrate
from trainer.calibration.cohort import benefit, cohort_of, normalised
from trainer.calibration.galleries import RATES, SIZES, checked, thresholds
from trainer.calibration.impostors import Embedded, compared, roles
from trainer.calibration.tail import fit_tail
from trainer.errors import DataUnusable

FACES = people(200, 5)
REFERENCES, PROBES = parted(FACES, 3)
MADE = calibrate(REFERENCES, [PROBES], "made up")


def test_comparisons_are_those_of_an_explicit_loop() -> None:
    references, probes = parted(people(6, 3), 2)
    found = compared(references, probes)
    for (i, probe), (j, person) in product(enumerate(probes.vectors), enumerate(found.enrolled)):
        own = references.vectors[references.people == person]
        expected = max(float(probe @ vector) for vector in own)
        if probes.people[i] == person:
            assert np.isnan(found.scores[i, j])
        else:
            assert found.scores[i, j] == pytest.approx(expected, abs=1e-6)
    assert len(found.falling) == 6 * 5
    assert (np.diff(found.falling) <= 0).all()


def test_pairs_of_people_count_once_however_many_pictures_reach() -> None:
    vectors = np.eye(4, dtype=np.float32)[[0, 0, 0, 1, 1]]
    references = Embedded(vectors[[0, 3]], np.array([0, 1]))
    probes = Embedded(np.eye(4, dtype=np.float32)[[1, 1, 0]], np.array([0, 0, 1]))
    found = compared(references, probes)
    assert (found.falling >= 0.9).sum() == 3
    assert found.pairs_reaching(0.9) == 1


def test_who_has_three_pictures_is_enrolled_with_them() -> None:
    whose = np.array([5, 7, 5, 5, 7, 5, 9, 9, 9] + [5] * 9)
    references, probes = roles(whose)
    assert sorted(references) == [0, 2, 3, 6, 7, 8]
    assert sorted(probes) == [1, 4, 5, 9, 10, 11]


def test_entries_are_what_the_scores_say_as_far_as_they_go() -> None:
    calibration = MADE.calibration
    falling = compared(REFERENCES, PROBES).falling
    assert calibration.pairs == len(falling) == 400 * 199
    assert calibration.lowest_measured == pytest.approx(1e-3)
    for rate, cosine in zip(calibration.fmr, calibration.cosine, strict=True):
        if rate >= calibration.lowest_measured:
            passing = (falling >= cosine).mean()
            assert passing <= rate
            assert passing == pytest.approx(rate, rel=0.2)
    assert LOWEST <= calibration.fmr[-1] < 1e-6, "as far as cosines go"
    assert calibration.floor == calibration.cosine[calibration.fmr.index(1e-3)]


def test_what_is_beyond_was_right_when_more_people_are_asked() -> None:
    """The tail of 200 people, asked at a rate that only 1,200 can measure."""
    references, probes = parted(people(1200, 5, seed=9), 3)
    many = compared(references, probes).falling
    calibration = MADE.calibration
    at = calibration.fmr.index(1e-5)
    assert calibration.fmr[at] < calibration.lowest_measured
    passing = float((many >= calibration.cosine[at]).mean())
    assert passing < 2e-5, "the tail lets more pass than it says"
    assert abs(calibration.cosine[at] - many[int(1e-5 * len(many))]) < 0.08


def test_the_tail_is_the_maximum_of_the_likelihood() -> None:
    rng = np.random.default_rng(3)
    falling = np.sort(0.3 + rng.exponential(0.02, 100_000)).astype(np.float32)[::-1]
    tail = fit_tail(falling)
    excess = falling[:100].astype(np.float64) - tail.start

    def likelihood(scale: float) -> float:
        return float((-np.log(scale) - excess / scale).sum())

    assert likelihood(tail.scale) > max(map(likelihood, (0.99 * tail.scale, 1.01 * tail.scale)))
    assert tail.rate == pytest.approx(1e-3)
    assert tail.cosine_at(1e-6) == pytest.approx(0.3 - 0.02 * np.log(1e-6), abs=0.05)


def test_the_strictest_condition_sets_the_threshold() -> None:
    """A network that pulls poor pictures together must not be calibrated on good ones alone."""
    _, poor = parted(people(200, 5, mean=1.0), 3)
    references = parted(people(200, 5, mean=1.0), 3)[0]
    clean = parted(people(200, 5), 3)[1]
    alone = calibrate(references, [clean], "clean").calibration
    both = calibrate(references, [clean, poor], "both").calibration
    assert all(high > low for high, low in zip(both.cosine[:3], alone.cosine[:3], strict=True))
    assert (compared(references, poor).falling >= both.cosine[2]).mean() <= both.fmr[2]


def test_a_floor_of_ones_own_is_kept() -> None:
    assert calibrate(REFERENCES, [PROBES], "x", 0.77).calibration.floor == 0.77


@pytest.mark.parametrize("count", [3, 12])
def test_too_few_people_are_refused(count: int) -> None:
    with pytest.raises(DataUnusable, match="too few"):
        calibrate(*_with_list(parted(people(count, 5), 3)), "few")


def test_one_person_alone_cannot_be_compared() -> None:
    with pytest.raises(DataUnusable, match="no two people"):
        calibrate(*_with_list(parted(people(1, 5), 3)), "one")


def test_a_network_that_gives_everybody_the_same_is_refused() -> None:
    same = Embedded(np.tile(FACES.vectors[:1], (1000, 1)), FACES.people)
    with pytest.raises(DataUnusable, match="same embedding"):
        calibrate(*_with_list(parted(same, 3)), "same")


def test_embeddings_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="unit"):
        Embedded(np.ones((2, 4), np.float32), np.array([0, 1]))
    with pytest.raises(ValueError, match="one row"):
        Embedded(np.eye(4, dtype=np.float32), np.array([0, 1]))


def test_galleries_to_a_million_tell_measured_from_extrapolated() -> None:
    found = {(each.people, each.fpir): each for each in thresholds(MADE.calibration)}
    assert set(found) == set(product(SIZES, RATES))
    assert not found[10, 1e-2].extrapolated
    assert found[1_000_000, 1e-4].extrapolated
    for (size, rate), each in found.items():
        assert each.cosine == cosine_for(rate, size, MADE.calibration)
        assert each.extrapolated == (rate / size < 0.99 * MADE.calibration.lowest_measured)


def test_galleries_that_were_searched_agree_with_the_formula() -> None:
    strangers = people(400, 1, seed=5)
    probes = Embedded(strangers.vectors, strangers.people + 1000)
    made = calibrate(REFERENCES, [probes], "strangers")
    found = checked(made.strictest, made.calibration)
    assert {each.people for each in found} == {10, 100, 200}
    for each in found:
        assert each.measured == pytest.approx(each.predicted, rel=0.6, abs=0.01)
    whole = compared(REFERENCES, probes).scores.max(axis=1)
    last = [each for each in found if each.people == 200]
    assert all(each.measured == (whole >= each.cosine).mean() for each in last)
    assert all(each.searches == 400 for each in last)


def test_the_cohort_s_means_are_those_of_all_scores() -> None:
    cohort = cohort_of(REFERENCES, [PROBES])
    scores = PROBES.vectors @ REFERENCES.vectors.T
    strangers = PROBES.people[:, None] != REFERENCES.people
    assert cohort.mean == pytest.approx(scores[strangers].mean(), abs=1e-4)
    assert cohort.deviation == pytest.approx(scores[strangers].std(), abs=1e-4)
    reference = REFERENCES.vectors[0].astype(float)
    against = scores[:, 0].mean()
    assert reference @ np.asarray(cohort.probes) == pytest.approx(against, abs=1e-4)
    assert cohort.people == 200


def test_normalising_centres_scores_and_helps_where_a_common_direction_hides_people() -> None:
    references, probes = parted(people(300, 2, seed=2, mean=1.5, spread=0.9), 1)
    own_offset = np.zeros_like(probes.vectors)
    own_offset[:, 0] = np.random.default_rng(0).normal(0, 1.0, len(own_offset))
    leaning = probes.vectors + own_offset
    leaning /= np.linalg.norm(leaning, axis=1, keepdims=True)
    probes = Embedded(leaning, probes.people)
    cohort = cohort_of(*_with_list(parted(people(300, 2, seed=7, mean=1.5), 1)))
    scores = (probes.vectors @ references.vectors.T).astype(np.float64)
    better = normalised(scores, references.vectors, probes.vectors, cohort)
    same = probes.people[:, None] == references.people

    def missed(values: np.ndarray) -> float:
        return float((values[same] < np.quantile(values[~same], 0.99)).mean())

    assert missed(better) < missed(scores)


def test_what_normalising_is_worth_is_measured_on_people_outside_the_cohort() -> None:
    references, probes = parted(people(300, 2, seed=2, mean=1.5, spread=0.9), 1)
    found = benefit(references, probes)
    assert found is not None
    assert found.genuine == 150
    kept = references.people % 2 == 1
    scores = probes.vectors[kept] @ references.vectors[kept].T
    strangers = scores[~np.eye(150, dtype=bool)]
    missed = (np.diag(scores) < np.quantile(strangers, 0.999)).mean()
    assert found.plain == pytest.approx(missed, abs=0.01)
    assert benefit(*parted(people(2, 2), 1)) is None, "one person is left to compare"


def _with_list(pair: tuple[Embedded, Embedded]) -> tuple[Embedded, list[Embedded]]:
    return pair[0], [pair[1]]
