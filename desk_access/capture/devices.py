"""Which cameras this machine has, found without Qt."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from desk_access.opencv import cv2

_V4L = Path("/sys/class/video4linux")
_PROBED = 5  # numbers tried where the system keeps no list that can be read


@dataclass(frozen=True, slots=True)
class CameraDevice:
    """A camera: the ``number`` to open it with, and its ``name`` for people."""

    number: int
    name: str


def list_cameras(root: Path = _V4L) -> list[CameraDevice]:
    """The cameras of this machine by number.

    On Linux they are read from ``root``, where the kernel names them, without opening any.
    Elsewhere the first numbers are opened one after the other, which takes seconds and lights the
    cameras' lamps: not for the GUI thread, which has Qt's list.
    """
    if sys.platform == "linux":
        return _listed(root)
    return [CameraDevice(number, f"Camera {number}") for number in _answering()]


def _listed(root: Path) -> list[CameraDevice]:
    found = []
    for node in root.glob("video*"):
        number = node.name.removeprefix("video")
        # A camera's further nodes (index 1 and up) carry metadata, not pictures.
        if number.isdecimal() and _text(node / "index") == "0":
            found.append(CameraDevice(int(number), _text(node / "name") or f"Camera {number}"))
    return sorted(found, key=lambda camera: camera.number)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace").strip()
    except OSError:  # unplugged while we looked
        return ""


def _answering() -> list[int]:
    numbers = []
    for number in range(_PROBED):
        capture = cv2.VideoCapture(number)
        if capture.isOpened():
            numbers.append(number)
        capture.release()
    return numbers
