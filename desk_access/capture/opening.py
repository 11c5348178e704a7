"""From what a user writes to the source that it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from desk_access.camera_address import (
    BY_NAME,
    EXAMPLE,
    CameraAddress,
    is_address,
    masked,
    parse_address,
)
from desk_access.capture.adjusting import TURNS, Beginning, Turned
from desk_access.capture.camera import CameraNames, named_camera, numbered_camera
from desk_access.capture.pictures import SUFFIXES, Pictures
from desk_access.capture.still import PolledPicture
from desk_access.capture.stream import stream
from desk_access.capture.video_file import VideoFile
from desk_access.errors import SourceUnusable, UsageError
from desk_access.model.frame import SourceKind
from desk_access.ports import Clock, FrameSource

_DIGITS = 2  # OpenCV takes 100 and above for a driver's number


@dataclass(frozen=True, slots=True)
class NetworkOptions:
    """How a network camera is reached.

    ``certificate`` is the SHA-256 that is pinned, in hexadecimal, or "". ``poll_s``: its picture is
    fetched every so many seconds; 0 for a stream. ``credentials`` gives name and password for an
    address without them, or None; it is called on the thread that opens.
    """

    certificate: str = ""
    poll_s: float = 0.0
    credentials: Callable[[CameraAddress], tuple[str, str] | None] | None = None


def open_source(
    text: str,
    clock: Clock,
    *,
    rotation: int = 0,
    fast: bool = False,
    seconds: float | None = None,
    camera_names: CameraNames | None = None,
    network: NetworkOptions | None = None,
) -> FrameSource:
    """The source that ``text`` names, not opened yet. On any thread.

    ``text`` is a camera number, ``camera:NAME``, a file (video, animated GIF, picture), an
    address of one of the ``SCHEMES``, or a folder of pictures. ``rotation`` is in degrees
    clockwise. ``fast`` plays recordings as fast as they are read.
    ``seconds`` ends any source after its first S seconds. ``camera_names`` tells the cameras'
    names where the system does not; it is called on the thread that opens.

    Raises UsageError for what cannot be meant, SourceUnusable for a file that is not there.
    """
    if rotation and rotation not in TURNS:
        raise UsageError(
            f"A picture cannot be turned by {rotation} degrees.", "Choose 0, 90, 180 or 270."
        )
    if seconds is not None and not seconds > 0:
        raise UsageError(f"{seconds:g} seconds of a source are none.", "Choose more than 0.")
    text = text.strip()
    if is_address(text):
        source = _on_the_network(text, clock, network or NetworkOptions())
    else:
        source = _here(text, clock, fast, camera_names)
    if rotation:
        source = Turned(source, rotation)
    if seconds is not None:
        source = Beginning(source, seconds)
    return source


def source_kind(text: str) -> SourceKind:
    """What kind of source ``text`` names. Never fails: what is on no disk is called a file."""
    text = text.strip()
    if (text.isascii() and text.isdecimal()) or text.startswith(BY_NAME):
        return SourceKind.CAMERA
    if is_address(text):
        return SourceKind.NETWORK
    try:
        is_folder = Path(text).expanduser().is_dir()
    except (OSError, ValueError, RuntimeError):  # also a home folder that nobody has
        is_folder = False
    return SourceKind.FOLDER if is_folder else SourceKind.FILE


def _on_the_network(text: str, clock: Clock, options: NetworkOptions) -> FrameSource:
    address = parse_address(text)
    if options.credentials is not None and not (address.user or address.password):
        user, password = options.credentials(address) or ("", "")
        address = replace(address, user=user, password=password)
    if not options.poll_s:
        return stream(address, clock, options.certificate)
    if address.scheme not in ("http", "https"):
        raise UsageError(
            f"A picture cannot be fetched from an address of {address.scheme}.",
            "Give the address of a still picture, with http:// or https://.",
        )
    return PolledPicture(address, options.certificate, options.poll_s, clock)


def _here(text: str, clock: Clock, fast: bool, names: CameraNames | None) -> FrameSource:
    if not text:
        raise UsageError(
            "No camera was named.", "Name a camera number, a file, an address or a folder."
        )
    if text.isascii() and text.isdecimal():
        return numbered_camera(_number(text), clock)
    if text.startswith(BY_NAME):
        return _named(text.removeprefix(BY_NAME).strip(), names, clock)
    return _on_disk(text, clock, fast)


def _number(text: str) -> int:
    if len(text) > _DIGITS:
        raise UsageError(f"There is no camera number {text}.", "Cameras are counted from 0.")
    return int(text)


def _named(name: str, names: CameraNames | None, clock: Clock) -> FrameSource:
    if not name:
        raise UsageError("No name follows camera:.", "Write it as in camera:Integrated Webcam.")
    return named_camera(name, names, clock)


def _on_disk(text: str, clock: Clock, fast: bool) -> FrameSource:
    try:
        path = Path(text).expanduser()
        if path.is_dir():
            return Pictures(path, clock, fast=fast)
        is_file = path.is_file()
    except (OSError, ValueError, RuntimeError):  # too long, a sign that no name has, no such home
        is_file = False
    if not is_file:
        raise SourceUnusable(
            f"There is no file or folder {masked(text)!r}.",
            f"Name a camera number, a file, an address or a folder. An address has ://. {EXAMPLE}",
        )
    if path.suffix.lower() in SUFFIXES:
        return Pictures(path, clock, fast=fast)
    return VideoFile(path, clock, fast=fast)
