"""The challenge: gestures in an order that nobody can know before.

A film of somebody blinking and turning shows one order. It passes only when that is the order that
was drawn: another gesture than the asked one ends the challenge at once (but for blinks, which
nobody can help), before each gesture the face must look straight ahead for a moment, and no order
is asked twice running.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from desk_access.model.face import Blendshape, FaceShape, Pose
from desk_access.model.liveness import ChallengeState, ChallengeView, Gesture
from desk_access.vision.liveness.gestures import GestureReader, Moment

STEPS: Final = 3
"""Of five gestures, none twice: 60 orders."""

LIMIT_S: Final = 20.0
_STEP_S: Final = 7.0
_NEUTRAL_S: Final = 0.4


def draw(random: Random, last: tuple[Gesture, ...] = ()) -> tuple[Gesture, ...]:
    """An order of :data:`STEPS` gestures, each equally likely, but never ``last`` again.

    ``random`` is ``secrets.SystemRandom()`` outside tests: what can be predicted can be filmed.
    """
    while True:
        order = tuple(random.sample(list(Gesture), STEPS))
        if order != last:
            return order


def moment(pose: Pose, shape: FaceShape | None, at: float) -> Moment | None:
    """What the challenge needs of a face; None where the Landmarker did not see it."""
    if shape is None:
        return None
    lids = (Blendshape.EYE_BLINK_LEFT, Blendshape.EYE_BLINK_RIGHT)
    return Moment(
        at,
        pose.yaw,
        pose.pitch,
        min(shape.amount(lid) for lid in lids),
        shape.amount(Blendshape.JAW_OPEN),
    )


@dataclass(slots=True)
class _Step:
    """The gesture that is asked for: since when it is shown, None while waiting for neutral."""

    index: int = 0
    shown_at: float | None = None
    neutral_since: float | None = None


class Challenge:
    """One challenge to one track. It ends once and for all; times are monotonic seconds."""

    def __init__(self, order: tuple[Gesture, ...], began: float) -> None:
        self._order = order
        self._began = began
        self._step = _Step()
        self._reader = GestureReader()
        self._state = ChallengeState.ASKED
        self._now = began

    @property
    def state(self) -> ChallengeState:
        """Asked until it is passed or failed."""
        return self._state

    @property
    def order(self) -> tuple[Gesture, ...]:
        """The gestures in the order they are asked for."""
        return self._order

    def view(self) -> ChallengeView:
        """What the person is asked now."""
        shown = self._step.shown_at is not None and self._state is ChallengeState.ASKED
        index = min(self._step.index, len(self._order) - 1)
        return ChallengeView(
            self._state,
            self._order[index] if shown else None,
            index + 1,
            len(self._order),
            max(self._began + LIMIT_S - self._now, 0.0),
        )

    def see(self, seen: Moment | None, now: float) -> ChallengeState:
        """Take what a frame shows (None: no face, or not well enough) at ``now``."""
        self._now = now
        if self._state is not ChallengeState.ASKED:
            return self._state
        if now - self._began > LIMIT_S or self._step_is_over(now):
            self._state = ChallengeState.FAILED
        elif seen is not None:
            self._follow(seen)
        return self._state

    def _step_is_over(self, now: float) -> bool:
        shown = self._step.shown_at
        return shown is not None and now - shown > _STEP_S

    def _follow(self, seen: Moment) -> None:
        done = self._reader.read(seen)
        step = self._step
        if step.shown_at is None:
            self._wait_for_neutral(seen)
            return
        if done is not self._order[step.index]:
            if done not in (None, Gesture.BLINK_TWICE):
                self._state = ChallengeState.FAILED
            return
        self._step = _Step(step.index + 1)
        if self._step.index == len(self._order):
            self._state = ChallengeState.PASSED

    def _wait_for_neutral(self, seen: Moment) -> None:
        step = self._step
        if not self._reader.neutral(seen):
            step.neutral_since = None
            return
        if step.neutral_since is None:
            step.neutral_since = seen.at
        if seen.at - step.neutral_since >= _NEUTRAL_S:
            step.shown_at = seen.at
            self._reader.begin(seen)
