"""Which cameras can be chosen."""

from __future__ import annotations

from desk_access.gui.cameras import CameraEntry, CameraList, camera_entries, camera_number


def test_cameras_are_kept_by_name() -> None:
    entries = camera_entries([("/dev/video0", "BRIO"), ("/dev/video2", "Laptop camera")])
    assert entries == [
        CameraEntry("BRIO", "camera:BRIO"),
        CameraEntry("Laptop camera", "camera:Laptop camera"),
    ]


def test_two_of_one_name_can_be_told_apart() -> None:
    entries = camera_entries([("/dev/video0", "BRIO"), ("/dev/video4", "BRIO")])
    assert entries == [CameraEntry("BRIO", "camera:BRIO"), CameraEntry("BRIO (4)", "4")]


def test_a_camera_without_a_name_has_its_number() -> None:
    assert camera_entries([("/dev/video7", "")]) == [CameraEntry("? (7)", "7")]


def test_the_number_is_the_device_node_or_the_place() -> None:
    assert camera_number("/dev/video12", 0) == 12
    assert camera_number("{usb-guid}", 3) == 3
    assert camera_number("/dev/videoX", 1) == 1


def test_without_a_camera_the_list_is_empty(cameras: CameraList) -> None:
    assert len(cameras.entries()) == len(cameras.names())
