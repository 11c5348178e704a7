"""The learning rate over a run: a linear warm-up, then half a cosine."""

from __future__ import annotations

import math
from dataclasses import dataclass

from trainer.errors import ConfigUnusable


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rule for every step, so that a resumed run needs nothing but the number of its step.

    ``steps`` and ``warmup`` are steps of the optimiser, ``last`` is the share of the highest rate
    that is left at the end. Raises ConfigUnusable when the warm-up leaves no step for the
    cosine, or the share is none.
    """

    steps: int
    warmup: int = 0
    last: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.warmup < self.steps:
            raise ConfigUnusable(
                f"A warm-up of {self.warmup} steps does not fit a run of {self.steps}.",
                "Choose at least one step, and a warm-up shorter than the run.",
            )
        if not 0 <= self.last <= 1:
            raise ConfigUnusable(
                f"The learning rate cannot end at {self.last} of its highest.",
                "Choose a share from 0 to 1.",
            )

    def factor(self, step: int) -> float:
        """What the highest rate is multiplied by at ``step``, counted from zero.

        Rises in equal parts up to 1 at step ``warmup`` (Goyal et al. 2017, section 2.2; never 0,
        which would waste the first step), then falls by a cosine to ``last`` at ``steps``
        (Loshchilov and Hutter 2017, equation 5, without restarts) and stays there.
        """
        if step < self.warmup:
            return (step + 1) / (self.warmup + 1)
        done = min(1.0, (step - self.warmup) / (self.steps - self.warmup))
        return self.last + (1 - self.last) * (1 + math.cos(math.pi * done)) / 2
