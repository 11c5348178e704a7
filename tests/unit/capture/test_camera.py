"""Cameras by number and by name. No machine that tests has one: the kernel's list is written."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from desk_access.capture import camera
from desk_access.capture.camera import named_camera, number_of
from desk_access.capture.devices import CameraDevice, list_cameras
from desk_access.errors import SourceUnavailable
from tests.fakes import FakeClock

linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's list is Linux's alone")


def kernel_list(root: Path, *nodes: tuple[str, str, str]) -> Path:
    for node, name, index in nodes:
        (root / node).mkdir()
        (root / node / "name").write_text(name + "\n")
        (root / node / "index").write_text(index + "\n")
    return root


@linux
def test_cameras_are_listed_by_number_without_their_metadata_nodes(tmp_path: Path) -> None:
    root = kernel_list(
        tmp_path,
        ("video10", "HD Webcam", "0"),
        ("video2", "Door: Door", "0"),
        ("video3", "Door: Door", "1"),
        ("v4l-subdev0", "Sensor", "0"),
    )
    assert list_cameras(root) == [CameraDevice(2, "Door: Door"), CameraDevice(10, "HD Webcam")]


@linux
def test_a_machine_without_cameras_lists_none(tmp_path: Path) -> None:
    assert list_cameras(tmp_path / "video4linux") == []


@linux
def test_a_node_that_vanishes_while_we_look_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "video0").mkdir()
    assert list_cameras(tmp_path) == []


DEVICES = [CameraDevice(0, "Webcam"), CameraDevice(2, "Door"), CameraDevice(4, "Webcam")]


@linux
def test_a_name_gives_the_kernels_number_and_the_first_of_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(camera, "list_cameras", lambda: DEVICES)
    assert number_of("Door", None) == 2
    assert number_of("Webcam", None) == 0


@linux
def test_a_name_that_only_the_window_knows_gives_the_number_at_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(camera, "list_cameras", lambda: DEVICES)
    names = ["Front", "Door of the shop", "Back"]
    assert number_of("Door of the shop", lambda: names) == 2
    with pytest.raises(SourceUnavailable):  # lists of different length say nothing
        number_of("Door of the shop", lambda: names[:2])


def test_elsewhere_the_place_in_the_list_is_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera, "sys", SimpleNamespace(platform="win32"))
    assert number_of("Door", lambda: ["Webcam", "Door", "Door"]) == 1
    with pytest.raises(SourceUnavailable):
        number_of("Door", None)


def test_a_name_that_nothing_has_is_told_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(camera, "sys", SimpleNamespace(platform="win32"))
    source = named_camera("Gate", lambda: ["Webcam", "Door"], FakeClock())
    assert source.live
    with pytest.raises(SourceUnavailable) as caught:
        source.open()
    assert caught.value.what == "There is no camera called 'Gate'."
    assert caught.value.cure == "Plug it in, or choose another: 'Webcam', 'Door'."
    source.close()


def test_a_name_is_looked_up_each_time_so_that_a_camera_may_be_plugged_in_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(camera, "sys", SimpleNamespace(platform="win32"))
    there: list[str] = []
    source = named_camera("Door", lambda: there, FakeClock())
    with pytest.raises(SourceUnavailable, match="There is no camera called"):
        source.open()
    there += [f"Webcam {number}" for number in range(97)] + ["Door"]
    with pytest.raises(SourceUnavailable, match="The camera 'Door' does not answer"):
        source.open()
