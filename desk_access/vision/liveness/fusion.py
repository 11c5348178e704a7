"""The cues of a track joined into one probability of a living face, and the verdict.

A sum of log-likelihood ratios with an even prior. docs/liveness.md has what each cue gave on the
clips and attacks that there are. Those show so few people that nothing was fitted to the last
digit: each cue's line runs through the gap that was measured between the living and the shown, and
its clamps say how far it is to be trusted alone.
"""

from __future__ import annotations

import math
from typing import Final

from desk_access.model.liveness import LivenessVerdict

_NETWORK: Final = (1.0, -0.5, -6.0, 6.0)
"""Slope, middle, least and most. Mean log-odds of the living: 0.4 to 14; of attacks: -2.6 to -7.4.
In the middle of that gap lies -1.1; half of it is given away, since letting nobody in is seen at
once and letting a picture in is not."""

_CARRIED: Final = (-10.0, 0.36, -4.0, 1.0)
"""Surroundings that moved with the head: living 0 to 0.26, a phone 0.99, waved sheets 0.47 to 0.99.
It speaks hardly for the living: a screen on a stand keeps still."""

_BENT: Final = (60.0, 0.025, -0.5, 1.0)
"""What no flat sheet explains, in eye distances: waved sheets at most 0.025, the living 0.031 to
0.45 when they move. It hardly speaks against anybody (one may stand still) and not for much: a
film of a face bends like a face."""

_LIVE: Final = 0.88
_SPOOF: Final = 0.12
"""Beyond these (log-odds of 2 either way) nothing more is waited for."""


def log_odds(network: float | None, carried: float | None, bent: float | None) -> float:
    """ln(p / (1 - p)) of a living face; a cue that is None says nothing. 0 is not knowing."""
    cues = ((network, _NETWORK), (carried, _CARRIED), (bent, _BENT))
    return sum(_line(value, *line) for value, line in cues if value is not None)


def probability(odds: float) -> float:
    """0 to 1, of ln(p / (1 - p))."""
    return 1.0 / (1.0 + math.exp(-odds))


def verdict_of(score: float, *, final: bool = False) -> LivenessVerdict:
    """The verdict on a probability; ``final``: no more looks will come, so one half decides."""
    if score >= _LIVE or (final and score >= 0.5):
        return LivenessVerdict.LIVE
    if score <= _SPOOF or final:
        return LivenessVerdict.SPOOF
    return LivenessVerdict.DOUBTFUL


def _line(value: float, slope: float, middle: float, least: float, most: float) -> float:
    return min(max(slope * (value - middle), least), most)
