"""Recordings: their times, their ends, and files that are none."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from desk_access.capture.video_file import VideoFile
from desk_access.errors import SourceUnusable
from desk_access.model.frame import Frame
from desk_access.service.clock import SystemClock
from tests.fakes import FakeClock
from tests.servers import moving_pictures, write_gif, write_video

PICTURES = moving_pictures(25)


def play(source: VideoFile) -> list[Frame]:
    source.open()
    frames = []
    while (frame := source.read()) is not None:
        frames.append(frame)
    source.close()
    return frames


def positions(frames: list[Frame]) -> list[float]:
    return [round(frame.monotonic - frames[0].monotonic, 3) for frame in frames]


def test_fast_the_clock_is_that_of_the_file(tmp_path: Path) -> None:
    clock = FakeClock(datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
    clock.seconds = 500.0
    path = write_video(tmp_path / "a.mp4", PICTURES, rate=10)
    frames = play(VideoFile(path, clock, fast=True))
    assert positions(frames) == [round(number / 10, 3) for number in range(25)]
    assert frames[0].monotonic == 500.0
    assert frames[0].taken_at == clock.now()
    assert frames[20].taken_at == clock.now() + timedelta(seconds=2)


def test_at_its_own_speed_it_takes_its_own_time(tmp_path: Path) -> None:
    clock = SystemClock()
    path = write_video(tmp_path / "a.mp4", PICTURES[:11], rate=20)
    before = clock.monotonic()
    frames = play(VideoFile(path, clock))
    assert clock.monotonic() - before >= 0.5
    assert frames[-1].monotonic - frames[0].monotonic == pytest.approx(0.5, abs=0.2)


def test_a_machine_that_fell_behind_plays_on_from_there(tmp_path: Path) -> None:
    clock = FakeClock()
    path = write_video(tmp_path / "a.mp4", PICTURES, rate=1000)
    source = VideoFile(path, clock)
    source.open()
    first = source.read()
    clock.advance(5)
    second = source.read()
    assert first is not None
    assert second is not None
    assert second.monotonic - first.monotonic == pytest.approx(5)
    assert second.taken_at - first.taken_at == timedelta(seconds=5)
    source.close()


def test_the_delays_of_a_gif_are_kept(tmp_path: Path) -> None:
    delays = [40, 40, 200, 40, 500, 40]
    path = write_gif(tmp_path / "a.gif", PICTURES[:6], delays)
    frames = play(VideoFile(path, FakeClock(), fast=True))
    assert positions(frames) == [0, 0.04, 0.08, 0.28, 0.32, 0.82]


def test_a_recording_that_was_cut_off_plays_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "whole.avi", PICTURES).read_bytes()
    cut = tmp_path / "cut.avi"
    cut.write_bytes(whole[: len(whole) // 2])
    assert 5 < len(play(VideoFile(cut, FakeClock(), fast=True))) < 25


def test_a_damaged_middle_does_not_end_the_program(tmp_path: Path) -> None:
    data = bytearray(write_video(tmp_path / "a.avi", PICTURES).read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = random.Random(0).randbytes(3000)
    (tmp_path / "a.avi").write_bytes(data)
    assert len(play(VideoFile(tmp_path / "a.avi", FakeClock(), fast=True))) > 5


def not_videos(folder: Path) -> dict[str, Path]:
    whole = write_video(folder / "whole.mp4", PICTURES).read_bytes()
    contents = {
        "empty": b"",
        "garbage": random.Random(1).randbytes(100_000),
        "unfinished": whole[: len(whole) // 2],  # its index stands at the end
        "no-pictures": b"GIF89a\x10\0\x10\0\0\0\0;",
        "text": b"A text is not a film, though FFmpeg would show it as one.\n" * 100,
        "playlist": b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n",
    }
    suffixes = {"no-pictures": ".gif", "text": ".txt", "playlist": ".m3u8"}
    paths = {}
    for name, content in contents.items():
        paths[name] = folder / (name + suffixes.get(name, ".mp4"))
        paths[name].write_bytes(content)
    return paths


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty", "is empty"),
        ("garbage", "is not a video that can be played"),
        ("unfinished", "is not a video that can be played"),
        ("no-pictures", "is not a video that can be played"),
        ("text", "is text, not a video"),
        ("playlist", "is text, not a video"),
    ],
)
def test_a_file_that_is_no_video_is_refused_in_one_line(
    name: str, words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = not_videos(tmp_path)[name]
    source = VideoFile(path, FakeClock())
    with pytest.raises(SourceUnusable, match=words) as caught:
        source.open()
    assert str(path) in caught.value.what
    assert caught.value.cure
    assert source.read() is None
    source.close()
    assert capfd.readouterr().err == ""


def test_a_file_that_vanished_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceUnusable, match="cannot be read"):
        VideoFile(tmp_path / "gone.mp4", FakeClock()).open()


@pytest.mark.parametrize("name", ["김하늘.mp4", "a:b.mp4", "100%.mp4", "two words 😀.mp4"])
def test_names_in_any_script_can_be_played(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(write_video(tmp_path / "plain.mp4", PICTURES[:3]).read_bytes())
    assert len(play(VideoFile(path, FakeClock(), fast=True))) == 3


def test_the_pictures_are_those_of_the_film_in_bgr(tmp_path: Path) -> None:
    blue = np.zeros((48, 64, 3), np.uint8)
    blue[..., 0] = 255
    frame = play(VideoFile(write_video(tmp_path / "a.avi", [blue] * 3), FakeClock(), fast=True))[0]
    assert np.allclose(frame.image.mean(axis=(0, 1)), (255, 0, 0), atol=12)
