"""The challenge, against people who do as they are told and films that do not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.model.face import FaceShape, Pose
from desk_access.model.liveness import ChallengeState, Gesture
from desk_access.vision.liveness.challenge import LIMIT_S, STEPS, Challenge, draw, moment
from desk_access.vision.liveness.gestures import Moment

ORDERS = list(itertools.permutations(Gesture, STEPS))
orders = st.sampled_from(ORDERS)
STRAIGHT = (0.0, 0.0, 0.1, 0.05)
_PEAK = {
    Gesture.TURN_LEFT: (28.0, 0.0, 0.1, 0.05),
    Gesture.TURN_RIGHT: (-28.0, 0.0, 0.1, 0.05),
    Gesture.NOD: (0.0, -16.0, 0.2, 0.05),
    Gesture.OPEN_MOUTH: (0.0, 0.0, 0.1, 0.6),
}
Look = tuple[float, float, float, float]


def played(gesture: Gesture) -> list[Look]:
    """What the frames of a gesture show, at ten frames a second, back to straight at its end."""
    if gesture is Gesture.BLINK_TWICE:
        shut = (0.0, 0.0, 0.7, 0.05)
        return [shut, STRAIGHT, STRAIGHT, shut, STRAIGHT]
    peak = _PEAK[gesture]
    half: Look = (peak[0] / 2, peak[1] / 2, 0.1, peak[3] / 2)
    return [half, peak, peak, half]


def film(gestures: tuple[Gesture, ...], rest: int = 8) -> list[Look]:
    looks = [STRAIGHT] * rest
    for gesture in gestures:
        looks += played(gesture) + [STRAIGHT] * rest
    return looks


def shown(challenge: Challenge, looks: list[Look], base: Look = (0, 0, 0, 0)) -> ChallengeState:
    for number, look in enumerate(looks):
        at = 100 + number / 10
        yaw, pitch, lids, jaw = (a + b for a, b in zip(look, base, strict=True))
        challenge.see(Moment(at, yaw, pitch, lids, jaw), at)
    return challenge.state


def frames(challenge: Challenge) -> Iterator[ChallengeState]:
    """Somebody who does what is asked, half a second after it is asked."""
    looks: list[Look] = []
    for number in range(200):
        at = 100 + number / 10
        asked = challenge.view().gesture
        if not looks:
            looks = [STRAIGHT] * 5 + (played(asked) if asked else [])
        yield challenge.see(Moment(at, *looks.pop(0)), at)


@given(orders)
def test_who_does_as_asked_passes(order: tuple[Gesture, ...]) -> None:
    challenge = Challenge(order, 100.0)
    assert ChallengeState.PASSED in frames(challenge)


@pytest.mark.parametrize("filmed", [ORDERS[0], ORDERS[17], ORDERS[59]])
def test_a_film_passes_only_where_its_order_was_drawn(filmed: tuple[Gesture, ...]) -> None:
    passed = [
        order
        for order in ORDERS
        if shown(Challenge(order, 100.0), film(filmed)) is ChallengeState.PASSED
    ]
    assert passed == [filmed], "one order of 60: as likely as guessing it"


@given(st.integers(0, 100_000))
def test_every_order_is_as_likely_and_none_comes_twice(seed: int) -> None:
    random = Random(seed)
    last = draw(random)
    assert len(set(last)) == STEPS
    assert draw(random, last) != last


def test_all_orders_are_drawn() -> None:
    random = Random(7)
    drawn = [draw(random) for _ in range(6000)]
    counts = [drawn.count(order) for order in ORDERS]
    assert min(counts) > 50
    assert max(counts) < 160


@given(orders, st.floats(-10, 10), st.floats(-12, 12))
def test_a_camera_may_hang_anywhere(order: tuple[Gesture, ...], yaw: float, pitch: float) -> None:
    assert shown(Challenge(order, 100.0), film(order), (yaw, pitch, 0, 0)) is ChallengeState.PASSED


@given(orders)
def test_a_film_of_somebody_blinking_never_passes(order: tuple[Gesture, ...]) -> None:
    blinking = film((Gesture.BLINK_TWICE,) * 30, rest=6)
    assert shown(Challenge(order, 100.0), blinking) is ChallengeState.FAILED


@given(orders)
def test_all_gestures_without_a_rest_between_them_do_not_pass(order: tuple[Gesture, ...]) -> None:
    assert shown(Challenge(order, 100.0), film(order, rest=2)) is not ChallengeState.PASSED


def test_a_photograph_runs_into_the_limit() -> None:
    challenge = Challenge(ORDERS[0], 100.0)
    assert shown(challenge, [STRAIGHT] * int(LIMIT_S * 10 + 20)) is ChallengeState.FAILED
    assert challenge.view().left_s == 0


def test_a_face_that_is_gone_runs_into_the_limit() -> None:
    challenge = Challenge(ORDERS[0], 100.0)
    assert challenge.see(None, 100 + LIMIT_S - 1) is ChallengeState.ASKED
    assert challenge.see(None, 100 + LIMIT_S + 1) is ChallengeState.FAILED


@given(orders)
def test_a_challenge_is_used_once(order: tuple[Gesture, ...]) -> None:
    challenge = Challenge(order, 100.0)
    passed = shown(challenge, film(order))
    assert passed is ChallengeState.PASSED
    wrong = next(gesture for gesture in (Gesture.NOD, Gesture.OPEN_MOUTH) if gesture != order[0])
    assert shown(challenge, film((wrong,) * 3)) is ChallengeState.PASSED

    failed = Challenge(order, 100.0)
    shown(failed, film((wrong, wrong, wrong)))
    assert failed.state is ChallengeState.FAILED
    assert shown(failed, film(order)) is ChallengeState.FAILED


def test_it_says_what_to_do() -> None:
    challenge = Challenge((Gesture.NOD, Gesture.TURN_LEFT, Gesture.BLINK_TWICE), 100.0)
    view = challenge.view()
    assert (view.gesture, view.step, view.of) == (None, 1, 3), "look straight first"
    shown(challenge, [STRAIGHT] * 6)
    assert challenge.view().gesture is Gesture.NOD
    shown(challenge, [STRAIGHT] * 6 + played(Gesture.NOD))
    view = challenge.view()
    assert (view.gesture, view.step) == (None, 2)
    assert 0 < view.left_s < LIMIT_S


def test_a_face_that_only_the_detector_saw_shows_nothing() -> None:
    pose = Pose(5, -3, 0)
    assert moment(pose, None, 1.0) is None
    amounts = np.zeros(52, np.float32)
    amounts[[9, 10, 25]] = 0.8, 0.5, 0.25
    seen = moment(pose, FaceShape(np.zeros((478, 3), np.float32), amounts), 1.0)
    assert seen == Moment(1.0, 5, -3, 0.5, 0.25), "the eye that is more open counts"
