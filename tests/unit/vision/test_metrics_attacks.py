"""The rates of ISO/IEC 30107-3 and their exact intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.model.liveness import LivenessVerdict
from desk_access.vision.metrics_attacks import figures, proportion

LIVE, SPOOF, DOUBTFUL = LivenessVerdict.LIVE, LivenessVerdict.SPOOF, LivenessVerdict.DOUBTFUL


@pytest.mark.parametrize(
    ("errors", "of", "low", "high"),
    [
        # R: binom.test(errors, of)$conf.int
        (0, 10, 0.0, 0.3084971),
        (1, 10, 0.002528579, 0.4450161),
        (5, 20, 0.08657147, 0.4910459),
        (10, 10, 0.6915029, 1.0),
    ],
)
def test_the_interval_is_clopper_and_pearsons(
    errors: int, of: int, low: float, high: float
) -> None:
    found = proportion(errors, of)
    assert found.value == pytest.approx(errors / of)
    assert found.low == pytest.approx(low, abs=2e-5)
    assert found.high == pytest.approx(high, abs=2e-5)


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_share_lies_in_its_interval(counts: tuple[int, int]) -> None:
    found = proportion(*counts)
    assert 0 <= found.low <= found.value <= found.high <= 1
    mirrored = proportion(counts[1] - counts[0], counts[1])
    assert mirrored.low == pytest.approx(1 - found.high, abs=1e-9)


@pytest.mark.parametrize("counts", [(1, 0), (-1, 3), (4, 3)])
def test_a_share_of_nothing_is_refused(counts: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="share"):
        proportion(*counts)


def test_what_is_wrong_depends_on_who_is_shown() -> None:
    verdicts = [LIVE, LIVE, SPOOF, DOUBTFUL]
    attack = figures("print", verdicts, live=False)
    assert (attack.wrong.errors, attack.silent.errors, attack.wrong.of) == (2, 1, 4)
    alive = figures("live", verdicts, live=True)
    assert (alive.wrong.errors, alive.silent.errors) == (1, 1)
