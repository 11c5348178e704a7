"""What a user writes, and the source or the sentence that it gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desk_access.capture.opening import open_source
from desk_access.errors import SourceUnavailable, SourceUnusable, UsageError
from desk_access.model.arrays import Image
from desk_access.model.frame import Frame
from desk_access.opencv import cv2
from desk_access.ports import FrameSource
from tests.fakes import FakeClock
from tests.servers import MjpegServer, free_port, moving_pictures, write_video


def frames_of(source: FrameSource) -> list[Frame]:
    source.open()
    frames = []
    while (frame := source.read()) is not None:
        frames.append(frame)
    source.close()
    return frames


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "camera:", "camera:  ", "123"),
        *("ftp://host/x", "rtsp://", "http://[bad", "rtsp://h:99999/", "file:///etc/passwd"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_source(text, FakeClock())
    assert caught.value.cure


@pytest.mark.parametrize("text", ["nowhere.mp4", "/no/such/folder", "-1", "a" * 5000, "a\0b"])
def test_a_file_that_is_not_there_is_named(text: str) -> None:
    with pytest.raises(SourceUnusable, match="There is no file or folder") as caught:
        open_source(text, FakeClock())
    assert caught.value.cure


def test_a_camera_that_is_not_there_may_come_back() -> None:
    source = open_source("97", FakeClock())
    assert source.live
    with pytest.raises(SourceUnavailable, match=r"Camera number 97 does not answer\. Plug it in"):
        source.open()


def test_names_and_passwords_of_an_address_are_not_shown() -> None:
    port = free_port()
    source = open_source(f"HTTP://admin:secret@127.0.0.1:{port}/x?pwd=secret", FakeClock())
    with pytest.raises(SourceUnavailable) as caught:
        source.open()
    assert f"http://127.0.0.1:{port}/x does not answer." in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_scheme_of_an_address_may_be_in_capitals() -> None:
    with MjpegServer(moving_pictures(3)) as server:
        source = open_source(server.url.replace("http", "HTTP"), FakeClock())
        source.open()
        assert source.read() is not None
        source.close()


@pytest.mark.parametrize("rotation", [45, -90, 360])
def test_a_rotation_that_is_none_is_refused(rotation: int) -> None:
    with pytest.raises(UsageError, match=f"by {rotation} degrees"):
        open_source("0", FakeClock(), rotation=rotation)


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan")])
def test_no_seconds_of_a_source_are_refused(seconds: float) -> None:
    with pytest.raises(UsageError):
        open_source("0", FakeClock(), seconds=seconds)


@pytest.fixture
def corner(tmp_path: Path) -> Path:
    """A picture, 80 wide and 40 high, that is white in its upper left quarter alone."""
    image = np.zeros((40, 80, 3), np.uint8)
    image[:20, :40] = 255
    cv2.imwrite(str(tmp_path / "corner.png"), image)
    return tmp_path / "corner.png"


def bright_quarter(image: Image) -> tuple[str, str]:
    rows, columns = np.nonzero(image[..., 0] > 128)
    height, width = image.shape[:2]
    return (
        "upper" if rows.mean() < height / 2 else "lower",
        "left" if columns.mean() < width / 2 else "right",
    )


@pytest.mark.parametrize(
    ("rotation", "size", "quarter"),
    [
        (0, (80, 40), ("upper", "left")),
        (90, (40, 80), ("upper", "right")),
        (180, (80, 40), ("lower", "right")),
        (270, (40, 80), ("lower", "left")),
    ],
)
def test_the_picture_is_turned_clockwise(
    corner: Path, rotation: int, size: tuple[int, int], quarter: tuple[str, str]
) -> None:
    source = open_source(str(corner), FakeClock(), fast=True, rotation=rotation)
    frame = frames_of(source)[0]
    assert frame.size == size
    assert bright_quarter(frame.image) == quarter


def test_only_the_first_seconds_of_a_recording(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.avi", moving_pictures(50), rate=25)
    source = open_source(str(path), FakeClock(), fast=True, seconds=0.4)
    assert len(frames_of(source)) == 10
    assert len(frames_of(source)) == 10  # opened again it begins anew


def test_the_seconds_of_a_stream_run_on_while_it_is_lost() -> None:
    clock = FakeClock()
    with MjpegServer(moving_pictures(3)) as server:
        source = open_source(server.url, clock, seconds=10)
        source.open()
        assert source.read() is not None
        source.close()
        clock.advance(9)
        source.open()
        assert source.read() is not None
        clock.advance(2)
        assert source.read() is None
        source.close()


def test_a_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    write_video(tmp_path / "a.avi", moving_pictures(3))
    assert len(frames_of(open_source("~/a.avi", FakeClock(), fast=True))) == 3
