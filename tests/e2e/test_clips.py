"""The issue's own trial: people enrolled from the first part of a clip, known in the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_access.bootstrap import Playback, frames_of
from tests.e2e.conftest import Program

pytestmark = [pytest.mark.data, pytest.mark.models, pytest.mark.slow]

ENROLLED = {
    "d0": "d0.mp4",
    "d3": "d3.mp4",
    "d6": "d6.mp4",
    "d9": "d9.mp4",
    "d10": "d10.mp4",
    "d13": "d13.mp4",
    "office": "office_again.mkv",
    "man": "head_pose_male.gif",
    "woman": "head_pose_female.gif",
}
ALSO_SHOW = {"office_yes.mkv": {"office"}, "head_pose_female_and_male.gif": {"man", "woman"}}
STRANGERS = (
    "s18.mp4",
    "s20.mp4",
    "aoc.mp4",
    "office_eat.mkv",
    "hamilton.mp4",
    "one_by_one.mp4",
)


def length(clip: Path) -> float:
    """Seconds, by the clip's own time stamps."""
    first = last = None
    for frame in frames_of(str(clip), Playback(fast=True)):
        first = frame.monotonic if first is None else first
        last = frame.monotonic
    assert first is not None
    assert last is not None
    return last - first


def test_everyone_enrolled_is_recognised_and_no_stranger_ever(
    program: Program, shared_data: Path
) -> None:
    clips = shared_data / "clips"
    for code, clip in ENROLLED.items():
        part = str(round(0.4 * length(clips / clip), 2))
        ran = program(
            "enroll", "--code", code, "--name", code, "--source", clips / clip, "--seconds", part
        )
        assert ran.status == 0, ran.err
    expected = {clip: {code} for code, clip in ENROLLED.items()} | ALSO_SHOW
    expected |= {clip: set() for clip in STRANGERS}
    seen = {}
    for clip in expected:
        ran = program("run", "--source", clips / clip, "--fast", "--json")
        assert ran.status == 0, ran.err
        seen[clip] = {r["person_code"] for r in ran.rows if r["decision"] == "recognised"}
    assert seen == expected
    assert program("audit", "verify").status == 0
