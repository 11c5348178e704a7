"""Measuring the liveness check on films of painted faces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desk_access.model.frame import Frame
from desk_access.model.liveness import LivenessVerdict
from desk_access.service.attack_study import LIVE, Presentation, Seen, look_at, summary
from desk_access.service.workbench import Tools
from tests.fakes import Box, FakeLiveness
from tests.unit.service.scene import KIM, LEE, LEFT, RIGHT, Camera, make_tools

FAR = Box(300, 50, 30, 36)
ALIVE, PHONE = Presentation("kim.mp4", LIVE), Presentation("phone_1.mp4", "phone")


def tools(odds: float) -> Tools:
    return replace(make_tools(), liveness=FakeLiveness(odds))


def film(*faces: tuple[Box, int], seconds: float = 1.0, still: bool = False) -> Iterator[Frame]:
    camera = Camera()
    return (camera.frame(faces, still=still) for _ in range(max(round(seconds * 30), 1)))


def test_each_track_gets_its_verdict_and_when_it_fell() -> None:
    first, second = look_at(ALIVE, film((LEFT, KIM), (RIGHT, LEE)), tools(4.0))
    for seen in (first, second):
        assert (seen.verdict, seen.frames) == (LivenessVerdict.LIVE, 30)
        assert seen.after_s == pytest.approx(0.5, abs=0.05)
        assert seen.evidence is not None
        assert seen.evidence.score > 0.9


def test_a_film_that_ends_gives_the_verdict_it_has() -> None:
    (seen,) = look_at(ALIVE, film((LEFT, KIM), seconds=0.3), tools(4.0))
    assert seen.verdict is LivenessVerdict.LIVE
    (brief,) = look_at(ALIVE, film((LEFT, KIM), seconds=0.05), tools(4.0))
    assert (brief.verdict, brief.after_s) == (LivenessVerdict.DOUBTFUL, None)


def test_a_single_picture_has_its_verdict_at_once() -> None:
    (seen,) = look_at(PHONE, film((LEFT, KIM), seconds=0, still=True), tools(-5.0))
    assert (seen.verdict, seen.after_s) == (LivenessVerdict.SPOOF, 0.0)


def test_who_is_too_far_away_gets_no_verdict() -> None:
    (seen,) = look_at(ALIVE, film((FAR, KIM)), tools(-5.0))
    assert (seen.verdict, seen.after_s, seen.evidence) == (LivenessVerdict.DOUBTFUL, None, None)


def seen(
    presentation: Presentation, verdict: LivenessVerdict, frames: int = 30, after: float | None = 1
) -> Seen:
    return Seen(presentation, 1, frames, verdict, after, None)


def test_all_living_tracks_count_and_of_an_attack_the_longest() -> None:
    nobody = Presentation("empty.mp4", "print")
    tracks = [
        seen(ALIVE, LivenessVerdict.LIVE),
        seen(ALIVE, LivenessVerdict.SPOOF, 3),
        seen(ALIVE, LivenessVerdict.DOUBTFUL, 2, None),
        seen(PHONE, LivenessVerdict.SPOOF, 90),
        seen(PHONE, LivenessVerdict.LIVE, 20),
    ]
    live, phone, empty = summary(tracks, [PHONE, nobody, ALIVE])
    assert (live.species, live.wrong.errors, live.wrong.of) == (LIVE, 1, 2)
    assert (phone.species, phone.wrong.errors, phone.wrong.of) == ("phone", 0, 1)
    assert (empty.species, empty.silent.errors, empty.silent.of) == ("print", 1, 1)
