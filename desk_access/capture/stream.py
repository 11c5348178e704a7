"""A network camera: RTSP, or HTTP with MJPEG or MPEG-TS, encrypted or not."""

from __future__ import annotations

from collections.abc import Callable

from desk_access.camera_address import CameraAddress
from desk_access.capture.certificate import require_trusted
from desk_access.capture.live import LiveSource
from desk_access.capture.relay import TlsRelay
from desk_access.capture.still import why_still
from desk_access.errors import DeskAccessError, SourceUnavailable
from desk_access.model.frame import Frame
from desk_access.opencv import cv2
from desk_access.ports import Clock, FrameSource

_OPEN_TIMEOUT_MS = 5000
_READ_TIMEOUT_MS = 3000  # the watchdog is quicker; this only ends the thread that is stuck
_PLAIN = {"https": "http", "rtsps": "rtsp"}


def stream(address: CameraAddress, clock: Clock, certificate: str = "") -> FrameSource:
    """The network camera at ``address``; ``certificate`` is the SHA-256 that is pinned, or "".

    OpenCV's FFmpeg carries RTSP over TCP unless told otherwise: a lossy network tears no pictures.
    """
    if address.secure:
        return _Encrypted(address, certificate, clock)
    return _plain(address, address.text(), clock, "")


def _plain(address: CameraAddress, url: str, clock: Clock, certificate: str) -> LiveSource:
    explain: Callable[[], DeskAccessError | None] | None = None
    if address.scheme in ("http", "https"):

        def explain() -> DeskAccessError | None:
            return why_still(address, certificate)

    return LiveSource(
        lambda: cv2.VideoCapture(
            url,
            cv2.CAP_FFMPEG,
            [
                cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
                _OPEN_TIMEOUT_MS,
                cv2.CAP_PROP_READ_TIMEOUT_MSEC,
                _READ_TIMEOUT_MS,
            ],
        ),
        address.shown(),
        "Check the network, the address, and the name and password in it.",
        clock,
        explain,
    )


class _Encrypted:
    """A camera behind TLS, read through a relay on this machine that verifies its certificate."""

    live = True

    def __init__(self, address: CameraAddress, certificate: str, clock: Clock) -> None:
        self._address = address
        self._certificate = certificate
        self._clock = clock
        self._relay: TlsRelay | None = None
        self._source: LiveSource | None = None

    def open(self) -> None:
        """Verify, and connect. Raises SourceUnavailable, SourceUnusable."""
        require_trusted(self._address, self._certificate)
        try:
            relay = self._relay = TlsRelay(self._address, self._certificate)
        except OSError as error:
            raise SourceUnavailable(
                f"{self._address.shown()} cannot be reached from this program ({error.strerror}).",
                "Close other programs, then try again.",
            ) from error
        here = self._address.text(f"127.0.0.1:{relay.port}", _PLAIN[self._address.scheme])
        self._source = _plain(self._address, here, self._clock, self._certificate)
        try:
            self._source.open()
        except SourceUnavailable as error:
            self.close()
            if relay.redirected:
                raise SourceUnavailable(
                    f"{self._address.shown()} sends to another address.", "Enter that address."
                ) from error
            raise
        except BaseException:
            self.close()
            raise

    def read(self) -> Frame | None:
        """The next frame; None once closed. Blocks. Raises SourceUnavailable when lost."""
        source = self._source
        return None if source is None else source.read()

    def close(self) -> None:
        """Release it; on any thread, at any time."""
        if self._source is not None:
            self._source.close()
        if self._relay is not None:
            self._relay.close()
