"""Whether a face is alive: the verdict, and the gestures that are asked for in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LivenessPolicy(StrEnum):
    """What is done against pictures and films of people.

    PASSIVE looks alone; PASSIVE_THEN_ACTIVE asks for gestures where looking leaves doubt; ACTIVE
    asks everybody who is recognised.
    """

    OFF = "off"
    PASSIVE = "passive"
    PASSIVE_THEN_ACTIVE = "passive_then_active"
    ACTIVE = "active"


class LivenessVerdict(StrEnum):
    """What is known of a face. DOUBTFUL after all looks is a non-response (ISO/IEC 30107-3)."""

    LIVE = "live"
    SPOOF = "spoof"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class LivenessEvidence:
    """Why a track was taken for alive or not.

    ``score`` is the probability of a living face, 0 to 1. ``looks`` counts what the network looked
    at, ``network`` is its mean ln(p / (1 - p)). ``carried`` is the share of what surrounds the
    face that moved along with it, 0 to 1, and ``bent`` how far the face's points moved as no flat
    sheet does, in eye distances; both are None where nothing moved. ``challenge`` is True for
    passed and False for failed, None where none was asked.
    """

    score: float
    looks: int
    network: float | None
    carried: float | None
    bent: float | None
    challenge: bool | None = None


class Gesture(StrEnum):
    """What a person can be asked to do. Left and right are the person's own."""

    BLINK_TWICE = "blink_twice"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    NOD = "nod"
    OPEN_MOUTH = "open_mouth"


class ChallengeState(StrEnum):
    """How a challenge stands."""

    ASKED = "asked"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ChallengeView:
    """What the person is asked at this moment.

    ``gesture`` is None while they are to look straight into the camera before the next one.
    ``step`` counts from 1 to ``of``; ``left_s`` are the seconds left for all of it.
    """

    state: ChallengeState
    gesture: Gesture | None
    step: int
    of: int
    left_s: float
