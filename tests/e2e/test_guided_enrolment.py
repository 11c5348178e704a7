"""The guided capture with the real networks, by the time that the pictures carry."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from desk_access.bootstrap import Playback, frames_of, make_kit, models, workbench
from desk_access.config import InferenceSettings, RecognitionSettings
from desk_access.model.enrolment import PoseStep
from desk_access.service.live_enrolment import LiveEnrolment
from desk_access.service.mirror import GalleryView
from desk_access.vision.match import GalleryIndex
from desk_access.vision.threshold import cosine_for, likeness
from tests.actor import FILM, RATE, Actor

pytestmark = [pytest.mark.data, pytest.mark.models, pytest.mark.slow]

AIM_S = 20.0

log = logging.getLogger(__name__)


def test_five_different_pictures_are_won_within_twenty_seconds(shared_data: Path) -> None:
    """Of the film's time, not of this machine's: every picture is looked at."""
    film = list(frames_of(str(shared_data / FILM), Playback(fast=True)))
    kit = make_kit(models(), InferenceSettings())
    nobody = GalleryView(
        GalleryIndex.of([], kit.digest),
        {},
        cosine_for(1e-3, 1, kit.calibration),
        likeness(kit.calibration),
        RecognitionSettings(),
        None,
    )
    live = LiveEnrolment("Desk", "E7", "Kim Hamil", "", lambda: nobody)
    actor = Actor(lambda: live.progress().step)
    won: dict[PoseStep, float] = {}
    with workbench() as bench:
        for number in range(int(AIM_S * RATE)):
            at = number / RATE
            frame = replace(film[actor.next_picture()], monotonic=at, sequence=number)
            bench.run(partial(live.offer, frame))
            taken = [item.step for item in live.progress().taken if item.step is not None]
            won |= {step: at for step in taken if step not in won}
            if live.progress().complete:
                break
    log.info(
        "seconds until each was won: %s", {step.value: round(at, 1) for step, at in won.items()}
    )
    assert set(won) == set(PoseStep)
    vectors = np.stack([item.vector for item in live.draft().pictures])
    others = (vectors @ vectors.T)[~np.eye(len(PoseStep), dtype=bool)]
    assert others.max() < 0.9  # where he holds a pose, neighbouring pictures reach 0.94
    assert others.min() >= nobody.likeness.sitting
