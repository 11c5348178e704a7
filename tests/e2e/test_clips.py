"""The issue's own trial: people enrolled from the first part of a clip, known in the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_access.bootstrap import Playback, frames_of
from desk_access.opencv import cv2
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


def parted(clip: Path, folder: Path) -> tuple[float, Path]:
    """How many seconds the first 40 % of ``clip`` last, and the rest of it as a lossless file.

    Nobody may be recognised on the pictures that they were enrolled with.
    """
    frames = list(frames_of(str(clip), Playback(fast=True)))
    cut = round(0.4 * len(frames))
    seconds = frames[cut].monotonic - frames[0].monotonic
    rate = (len(frames) - 1) / (frames[-1].monotonic - frames[0].monotonic)
    rest = folder / f"{clip.stem}-rest.avi"
    writer = cv2.VideoWriter(str(rest), cv2.VideoWriter.fourcc(*"FFV1"), rate, frames[cut].size)
    for frame in frames[cut:]:
        writer.write(frame.image)
    writer.release()
    return seconds, rest


def test_everyone_enrolled_is_recognised_and_no_stranger_ever(
    program: Program, shared_data: Path, tmp_path: Path
) -> None:
    clips = shared_data / "clips"
    expected: dict[Path, set[str]] = {}
    for code, clip in ENROLLED.items():
        seconds, rest = parted(clips / clip, tmp_path)
        expected[rest] = {code}
        part = ("--source", clips / clip, "--seconds", str(seconds))
        ran = program("enroll", "--code", code, "--name", code, *part)
        assert ran.status == 0, ran.err
    expected |= {clips / clip: codes for clip, codes in ALSO_SHOW.items()}
    expected |= {clips / clip: set() for clip in STRANGERS}
    seen = {}
    for clip in expected:
        ran = program("run", "--source", clip, "--fast", "--json")
        assert ran.status == 0, ran.err
        seen[clip] = {r["person_code"] for r in ran.rows if r["decision"] == "recognised"}
    assert seen == expected
    assert program("audit", "verify").status == 0
