"""What every FrameSource does, whatever it reads: the fake, files, pictures and network cameras."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from pathlib import Path

import numpy as np
import pytest

from desk_access.capture.opening import open_source
from desk_access.errors import SourceUnavailable
from desk_access.model.frame import Frame
from desk_access.opencv import cv2
from desk_access.ports import FrameSource
from desk_access.service.clock import SystemClock
from tests import servers
from tests.fakes import FakeClock, ScriptedSource, frame_of

PICTURES = servers.moving_pictures(12)
CLOCK = SystemClock()
Making = Callable[[Path], contextlib.AbstractContextManager[FrameSource]]


@contextlib.contextmanager
def scripted(folder: Path) -> Iterator[FrameSource]:
    clock = FakeClock()
    frames = []
    for number, picture in enumerate(PICTURES):
        frames.append(frame_of(picture, clock, number))
        clock.advance(0.04)
    yield ScriptedSource(frames)


@contextlib.contextmanager
def file(folder: Path) -> Iterator[FrameSource]:
    yield open_source(str(servers.write_video(folder / "a.mp4", PICTURES)), CLOCK)


@contextlib.contextmanager
def fast_file(folder: Path) -> Iterator[FrameSource]:
    yield open_source(str(servers.write_video(folder / "a.avi", PICTURES)), CLOCK, fast=True)


@contextlib.contextmanager
def adjusted_file(folder: Path) -> Iterator[FrameSource]:
    path = servers.write_video(folder / "a.avi", PICTURES)
    yield open_source(str(path), CLOCK, fast=True, rotation=180, seconds=0.3)


@contextlib.contextmanager
def gif(folder: Path) -> Iterator[FrameSource]:
    yield open_source(str(servers.write_gif(folder / "a.gif", PICTURES, [40] * 12)), CLOCK)


@contextlib.contextmanager
def folder_of_pictures(folder: Path) -> Iterator[FrameSource]:
    for number, picture in enumerate(PICTURES):
        cv2.imwrite(str(folder / f"{number:02}.png"), picture)
    yield open_source(str(folder), CLOCK, fast=True)


@contextlib.contextmanager
def mjpeg(folder: Path) -> Iterator[FrameSource]:
    with servers.MjpegServer(PICTURES) as server:
        yield open_source(server.url, CLOCK)


@contextlib.contextmanager
def mpegts(folder: Path) -> Iterator[FrameSource]:
    with servers.mpegts_server(servers.write_video(folder / "a.avi", PICTURES)) as url:
        yield open_source(url, CLOCK)


@contextlib.contextmanager
def rtsp(folder: Path) -> Iterator[FrameSource]:
    with servers.rtsp_server(PICTURES, folder) as url:
        yield open_source(url, CLOCK)


RECORDINGS: list[Making] = [
    scripted,
    file,
    fast_file,
    adjusted_file,
    gif,
    folder_of_pictures,
]
STREAMS: list[Making] = [mjpeg, mpegts, rtsp]
READ = 8  # frames: every source has as many


def read_some(source: FrameSource) -> list[Frame]:
    source.open()
    frames = []
    for _ in range(READ):
        frame = source.read()
        assert frame is not None
        frames.append(frame)
    return frames


def read_on(source: FrameSource) -> None:
    while source.read() is not None:
        pass


@pytest.mark.parametrize("making", RECORDINGS + STREAMS)
def test_frames_come_in_order_with_their_times(making: Making, tmp_path: Path) -> None:
    with making(tmp_path) as source:
        frames = read_some(source)
        source.close()
    assert [frame.sequence for frame in frames] == list(range(READ))
    assert all(frame.taken_at.utcoffset() == timedelta(0) for frame in frames)
    assert all(np.diff([frame.monotonic for frame in frames]) > 0)
    taken = [frame.taken_at.astimezone(UTC) for frame in frames]
    assert taken == sorted(taken)
    # Both clocks tell the same intervals.
    passed = (taken[-1] - taken[0]).total_seconds()
    assert passed == pytest.approx(frames[-1].monotonic - frames[0].monotonic, abs=0.05)


@pytest.mark.parametrize("making", RECORDINGS + STREAMS)
def test_frames_have_the_size_and_the_look_of_what_was_filmed(
    making: Making, tmp_path: Path
) -> None:
    with making(tmp_path) as source:
        frames = read_some(source)
        source.close()
    for frame in frames:
        assert frame.size == (320, 240)
        assert frame.image.max() > 200
        assert np.median(frame.image) == pytest.approx(60, abs=15)  # a GIF has few colours


@pytest.mark.parametrize("making", RECORDINGS)
def test_a_recording_ends_and_stays_at_its_end(making: Making, tmp_path: Path) -> None:
    with making(tmp_path) as source:
        assert not source.live
        source.open()
        count = 0
        while source.read() is not None:
            count += 1
            assert count <= 1000
        assert source.read() is None
        source.close()
    assert count >= READ


@pytest.mark.parametrize("making", RECORDINGS + STREAMS)
def test_closing_is_allowed_before_opening_and_again(making: Making, tmp_path: Path) -> None:
    with making(tmp_path) as source:
        source.close()
        assert read_some(source)
        source.close()
        source.close()


@pytest.mark.parametrize("making", [*RECORDINGS[1:], mjpeg, rtsp])
def test_what_was_closed_can_be_opened_again_and_begins_anew(
    making: Making, tmp_path: Path
) -> None:
    with making(tmp_path) as source:
        read_some(source)
        source.close()
        assert source.read() is None
        assert read_some(source)[0].sequence == 0
        source.close()


@pytest.mark.parametrize("making", [file, gif, *STREAMS])
def test_a_reader_comes_back_when_another_thread_closes(making: Making, tmp_path: Path) -> None:
    with making(tmp_path) as source:
        read_some(source)
        reader = threading.Thread(target=read_on, args=(source,))
        reader.start()
        source.close()
        reader.join(10)
        assert not reader.is_alive()


@pytest.mark.parametrize("making", STREAMS)
def test_a_stream_is_live(making: Making, tmp_path: Path) -> None:
    with making(tmp_path) as source:
        assert source.live
        # The servers wait for a client; this one has seen it.
        read_some(source)
        source.close()


def test_a_stream_that_dies_is_lost_and_not_ended() -> None:
    with servers.MjpegServer(PICTURES) as server:
        source = open_source(server.url, CLOCK)
        read_some(source)
        server.die()
        with pytest.raises(SourceUnavailable, match="stopped answering"):
            read_on(source)
        source.close()
        with pytest.raises(SourceUnavailable, match="does not answer"):
            source.open()
        server.come_back()
        read_some(source)
        source.close()
