"""Frames, people, matches, decisions and the ledger's entries."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime

import numpy as np
import pytest

from desk_access.model.audit import AuditReport, Fault
from desk_access.model.decision import Decision, Match, Verdict
from desk_access.model.face import Box
from desk_access.model.frame import Frame
from desk_access.model.person import EnrolmentPicture, Template
from tests.fakes import fake_vector

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
IMAGE = np.zeros((480, 640, 3), np.uint8)
DECISION = Decision(
    decided_at=NOON,
    monotonic=12.5,
    camera="Camera 1",
    track=3,
    verdict=Verdict.RECOGNISED,
    person_id=7,
    score=0.75,
    threshold=0.5,
    runner_up=0.25,
    confidence=None,
    frames=4,
    box=Box(0, 0, 64, 64),
    latency_ms=400,
    advice=None,
    model_digest="f" * 64,
    quality=0.9,
    picture=b"",
)


def test_a_frame_knows_its_size_as_width_and_height() -> None:
    assert Frame(IMAGE, NOON, 0.0, 0).size == (640, 480)


def test_a_frame_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Frame(IMAGE, NOON.replace(tzinfo=None), 0.0, 0)


def test_a_frame_without_a_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="picture"):
        Frame(IMAGE[:0], NOON, 0.0, 0)


def test_a_value_is_never_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        DECISION.verdict = Verdict.UNKNOWN  # type: ignore[misc]


def test_a_template_is_a_unit_vector() -> None:
    assert Template(1, fake_vector(1), "f" * 64).person_id == 1
    with pytest.raises(ValueError, match="unit length"):
        Template(1, fake_vector(1) * 2, "f" * 64)


def test_a_kept_picture_has_five_points() -> None:
    with pytest.raises(ValueError, match="5 x 2"):
        EnrolmentPicture(b"", np.zeros((6, 2), np.float32), 0.9, NOON)


def test_the_margin_is_best_minus_runner_up() -> None:
    assert Match(7, 0.75, 0.25).margin == 0.5
    assert DECISION.margin == 0.5


def test_nobody_to_compare_with_means_no_margin() -> None:
    assert Match(7, 0.75, None).margin is None
    assert replace(DECISION, runner_up=None).margin is None
    assert replace(DECISION, score=None).margin is None


def test_a_chain_is_intact_until_a_fault_is_found() -> None:
    assert AuditReport(0, 1, "").intact
    people = Fault("person 3", "Person 3 was changed.", "")
    entry = Fault("entry 6", "Entry 6 was changed.", "", sequence=6)
    broken = AuditReport(5, 1, "ab", (people, entry))
    assert (broken.intact, broken.fault_at, broken.fault) == (False, 6, "Person 3 was changed.")
