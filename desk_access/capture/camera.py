"""A camera at this machine, by its number or by its name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from desk_access.capture.devices import list_cameras
from desk_access.capture.live import LiveSource
from desk_access.errors import SourceUnavailable
from desk_access.opencv import cv2
from desk_access.ports import Clock

CameraNames = Callable[[], Sequence[str]]
"""Gives the names of the cameras there are now, in the system's order."""

_BACKENDS = {
    "linux": cv2.CAP_V4L2,
    "darwin": cv2.CAP_AVFOUNDATION,
    "win32": cv2.CAP_MSMF,
}


def numbered_camera(number: int, clock: Clock) -> LiveSource:
    """The camera with this number, from 0."""
    return LiveSource(
        lambda: _connect(number),
        f"Camera number {number}",
        "Plug it in, and close other programs that use it.",
        clock,
    )


def named_camera(name: str, names: CameraNames | None, clock: Clock) -> LiveSource:
    """The camera with this name; looked up each time it is opened, so it may be plugged in later.

    ``names``, called on the thread that opens, is asked where the system itself cannot tell.
    """
    return LiveSource(
        lambda: _connect(number_of(name, names)),
        f"The camera {name!r}",
        "Plug it in, and close other programs that use it.",
        clock,
    )


def number_of(name: str, names: CameraNames | None) -> int:
    """The number that OpenCV gives the camera called ``name``.

    Linux leaves gaps between the numbers (a camera has a second node for its metadata) and tells
    the names itself; elsewhere the number is the place in ``names``. Raises SourceUnavailable.
    """
    places: dict[str, int] = {}
    if sys.platform == "linux":
        devices = list_cameras()
        for camera in devices:
            places.setdefault(camera.name, camera.number)
        known = names() if names else ()
        if len(known) == len(devices):
            for called, camera in zip(known, devices, strict=True):
                places.setdefault(called, camera.number)
    elif names:
        for number, called in enumerate(names()):
            places.setdefault(called, number)
    if name not in places:
        there = ", ".join(repr(called) for called in places)
        raise SourceUnavailable(
            f"There is no camera called {name!r}.",
            f"Plug it in{f', or choose another: {there}' if there else ''}.",
        )
    return places[name]


def _connect(number: int) -> cv2.VideoCapture:
    return cv2.VideoCapture(number, _BACKENDS.get(sys.platform, cv2.CAP_ANY))
