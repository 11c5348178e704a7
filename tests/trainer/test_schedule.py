from __future__ import annotations

import math

import pytest

from trainer.errors import ConfigUnusable
from trainer.schedule import Schedule


def test_it_rises_evenly_and_falls_by_half_a_cosine() -> None:
    schedule = Schedule(steps=12, warmup=4, last=0.2)
    factors = [schedule.factor(step) for step in range(13)]
    assert factors[:5] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert factors[8] == pytest.approx(0.6)
    assert factors[6] == pytest.approx(0.2 + 0.8 * (1 + math.sqrt(0.5)) / 2)
    assert factors[12] == pytest.approx(0.2)


def test_without_a_warm_up_it_starts_at_the_top() -> None:
    assert Schedule(steps=10).factor(0) == 1.0


def test_after_the_end_it_stays_where_it_ended() -> None:
    schedule = Schedule(steps=10, warmup=2, last=0.1)
    assert schedule.factor(11) == schedule.factor(1000) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("steps", "warmup", "last"),
    [(0, 0, 0.0), (10, 10, 0.0), (10, -1, 0.0), (10, 0, -0.1), (10, 0, 1.1), (10, 0, math.nan)],
)
def test_what_is_no_schedule_is_refused(steps: int, warmup: int, last: float) -> None:
    with pytest.raises(ConfigUnusable) as refused:
        Schedule(steps, warmup, last)
    assert refused.value.cure
