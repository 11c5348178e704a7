"""Cameras, files and streams as settings name them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from desk_access.bootstrap.credentials import kept_credentials
from desk_access.camera_address import source_name
from desk_access.capture.camera import CameraNames
from desk_access.capture.opening import NetworkOptions, open_source, source_kind
from desk_access.config import CameraSettings
from desk_access.model.frame import Frame
from desk_access.ports import FrameSource
from desk_access.service.clock import SystemClock
from desk_access.service.feed import CameraFeed, FeedTimes

_LIVE_SECONDS = 10.0
"""How long a live source is used when a recording of it is wanted and no length was given."""


@dataclass(frozen=True, slots=True)
class Playback:
    """How sources are played: ``fast`` plays recordings as fast as the machine can, every frame;
    ``seconds`` uses only so much of each source."""

    fast: bool = False
    seconds: float | None = None


def frames_of(source: str | CameraSettings, playback: Playback) -> Iterator[Frame]:
    """The frames of one source, read on this thread. Raises SourceError or UsageError.

    A live source without a length is used for ten seconds.
    """
    camera = source if isinstance(source, CameraSettings) else unnamed_camera(source)
    opened = _source(playback, None, camera)
    if opened.live and playback.seconds is None:
        opened = _source(replace(playback, seconds=_LIVE_SECONDS), None, camera)
    opened.open()
    try:
        while (frame := opened.read()) is not None:
            if not frame.repeated:
                yield frame
    finally:
        opened.close()


def unnamed_camera(source: str, certificate: str = "", poll_s: float = 0.0) -> CameraSettings:
    """A camera that nobody gave a name, called after its source. Raises UsageError."""
    name = source_name(source) or "camera"
    return CameraSettings(name=name, source=source, certificate=certificate, poll_s=poll_s)


def _source(
    playback: Playback, camera_names: CameraNames | None, camera: CameraSettings
) -> FrameSource:
    return open_source(
        camera.source,
        SystemClock(),
        rotation=camera.rotation,
        fast=playback.fast,
        seconds=playback.seconds,
        camera_names=camera_names,
        network=NetworkOptions(camera.certificate, camera.poll_s, kept_credentials),
    )


def make_feed(
    playback: Playback, camera_names: CameraNames | None, camera: CameraSettings
) -> CameraFeed:
    """What reads a camera on threads of its own."""
    opener: Callable[[], FrameSource] = partial(_source, playback, camera_names, camera)
    return CameraFeed(
        camera.name,
        opener,
        SystemClock(),
        every_frame=playback.fast,
        times=FeedTimes(stall=FeedTimes().stall + camera.poll_s),
        kind=source_kind(camera.source),
    )
