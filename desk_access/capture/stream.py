"""A network camera: RTSP, or HTTP with MJPEG or MPEG-TS."""

from __future__ import annotations

from urllib.parse import urlsplit

from desk_access.capture.live import LiveSource
from desk_access.errors import UsageError
from desk_access.opencv import cv2
from desk_access.ports import Clock

SCHEMES = ("rtsp", "http", "https")

_OPEN_TIMEOUT_MS = 5000
_READ_TIMEOUT_MS = 3000  # the watchdog is quicker; this only ends the thread that is stuck


def stream(address: str, clock: Clock) -> LiveSource:
    """The network camera at ``address``. Raises UsageError for one that cannot be.

    OpenCV's FFmpeg carries RTSP over TCP unless told otherwise: a lossy network tears no pictures.
    """
    shown = _shown(address)
    scheme, rest = address.split(":", 1)
    return LiveSource(
        lambda: cv2.VideoCapture(
            f"{scheme.lower()}:{rest}",
            cv2.CAP_FFMPEG,
            [
                cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
                _OPEN_TIMEOUT_MS,
                cv2.CAP_PROP_READ_TIMEOUT_MSEC,
                _READ_TIMEOUT_MS,
            ],
        ),
        shown,
        "Check the network, the address, and the name and password in it.",
        clock,
    )


def _shown(address: str) -> str:
    """The address as it may be shown and logged: without names, passwords and parameters."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in SCHEMES:
        raise UsageError(
            "That is not the address of a camera.", "It looks like rtsp://192.168.0.10:554/stream1."
        )
    place = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{place}{f':{port}' if port else ''}{parts.path}"
