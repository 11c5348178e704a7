"""From the rate of strangers to the cosine, and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.model.recogniser import Calibration
from desk_access.vision.threshold import cosine_for, false_match_rate, fpir_at, is_extrapolated

TABLE = Calibration(
    fmr=(1e-1, 1e-2, 1e-3, 1e-4),
    cosine=(0.15, 0.27, 0.36, 0.42),
    floor=-0.9,
    measured_on="made up",
    pairs=1_000_000,
)
FLOORED = Calibration(TABLE.fmr, TABLE.cosine, 0.40, TABLE.measured_on, TABLE.pairs)
RATES = st.floats(1e-6, 0.5)
PEOPLE = st.integers(0, 100_000)


@given(st.floats(1e-5, 0.5), st.integers(1, 100_000))
def test_independent_comparisons_add_up_to_the_rate(fpir: float, people: int) -> None:
    rate = false_match_rate(fpir, people)
    assert 1 - (1 - rate) ** people == pytest.approx(fpir, rel=1e-3)


def test_one_person_and_an_empty_gallery_are_one_comparison() -> None:
    assert false_match_rate(0.01, 1) == pytest.approx(0.01)
    assert false_match_rate(0.01, 0) == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("rate", "cosine"),
    [
        (1e-2, 0.27),
        (1e-4, 0.42),
        (10**-2.5, 0.315),  # half-way between two entries on the logarithm's scale
        (1e-5, 0.48),  # beyond the table at its last slope
        (0.3, 0.15),  # before the table: its first entry
    ],
)
def test_the_table_is_read_over_the_logarithm(rate: float, cosine: float) -> None:
    assert cosine_for(rate, 1, TABLE) == pytest.approx(cosine, abs=1e-6)


@given(RATES, RATES, PEOPLE)
def test_fewer_strangers_need_a_higher_cosine(one: float, other: float, people: int) -> None:
    low, high = sorted((one, other))
    assert cosine_for(low, people, TABLE) >= cosine_for(high, people, TABLE)


@given(RATES, PEOPLE, PEOPLE)
def test_more_people_need_a_higher_cosine(rate: float, one: int, other: int) -> None:
    few, many = sorted((one, other))
    assert cosine_for(rate, many, TABLE) >= cosine_for(rate, few, TABLE)


@given(RATES, PEOPLE)
def test_it_never_falls_below_the_floor(rate: float, people: int) -> None:
    assert cosine_for(rate, people, FLOORED) >= 0.40
    assert cosine_for(0.5, 1, FLOORED) == 0.40


@given(st.floats(1e-6, 0.09), st.integers(1, 100_000))
def test_the_way_back_gives_the_rate_again(rate: float, people: int) -> None:
    assert fpir_at(cosine_for(rate, people, TABLE), people, TABLE) == pytest.approx(rate, rel=1e-3)


@given(st.floats(-0.99, 0.99), st.floats(-0.99, 0.99), PEOPLE)
def test_a_higher_cosine_lets_fewer_strangers_pass(one: float, other: float, people: int) -> None:
    low, high = sorted((one, other))
    assert 0 <= fpir_at(high, people, TABLE) <= fpir_at(low, people, TABLE) <= 1


@pytest.mark.parametrize("cosine", [0.0, -0.5, -1.0])
def test_below_the_table_nearly_everybody_passes(cosine: float) -> None:
    """A cosine set by hand so low must not be called as safe as the table's first entry."""
    assert fpir_at(cosine, 10, TABLE) > 0.99


@pytest.mark.parametrize(
    ("rate", "people", "measured_to", "extrapolated"),
    [
        (1e-4, 1, None, False),  # the table's last entry
        (0.9e-4, 1, None, True),
        (1e-3, 1, 1e-3, False),
        (1e-4, 1, 1e-3, True),  # an entry, but an extrapolated one
        (1e-2, 9, 1e-3, False),
        (1e-2, 11, 1e-3, True),  # the same rate in a gallery that is too large for it
        (0.5, 0, 1e-1, False),
    ],
)
def test_it_is_told_when_nobody_measured_that_far(
    rate: float, people: int, measured_to: float | None, extrapolated: bool
) -> None:
    table = replace(TABLE, measured_to=measured_to)
    assert is_extrapolated(rate, people, table) is extrapolated
    assert cosine_for(rate, people, table) == cosine_for(rate, people, TABLE)
