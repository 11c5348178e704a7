"""A network camera that gives one picture for each request, not a stream."""

from __future__ import annotations

import hashlib
import http.client
import urllib.error
import urllib.request
from dataclasses import replace
from functools import partial
from threading import Event
from typing import IO, Any
from urllib.parse import quote

from desk_access.camera_address import CameraAddress
from desk_access.capture.certificate import TIMEOUT_S, PinnedConnection, require_trusted
from desk_access.capture.decoder import DECODER
from desk_access.capture.picture_header import NoPicture, TooLarge
from desk_access.errors import DeskAccessError, SourceUnavailable, SourceUnusable
from desk_access.model.frame import Frame
from desk_access.ports import Clock

_MAX_BYTES = 20_000_000
_IN_A_URL = "/?=&%:+,;@!$'()*~-._"


class PolledPicture:
    """Fetches the picture at ``address`` every ``every_s`` seconds.

    A picture that equals the one before is marked as repeated: a decision over several frames must
    not rest on one of them. ``pin`` is the certificate's fingerprint, or "".
    """

    live = True

    def __init__(self, address: CameraAddress, pin: str, every_s: float, clock: Clock) -> None:
        self._address = address
        self._pin = pin
        self._every_s = every_s
        self._clock = clock
        self._closed = Event()
        self._due = 0.0
        self._digest = b""
        self._last: Frame | None = None

    def open(self) -> None:
        """See that its certificate is trusted. Raises SourceUnavailable."""
        self._closed.clear()
        self._digest, self._last, self._due = b"", None, self._clock.monotonic()
        if self._address.secure:
            require_trusted(self._address, self._pin)

    def read(self) -> Frame | None:
        """The next picture; None once closed. Blocks until it is due.

        Raises SourceUnavailable when it cannot be fetched, SourceUnusable when it is no picture.
        """
        if self._closed.wait(max(0.0, self._due - self._clock.monotonic())):
            return None
        self._due = self._clock.monotonic() + self._every_s
        data, kind = fetch(self._address, self._pin)
        digest = hashlib.sha256(data).digest()
        now, monotonic = self._clock.now(), self._clock.monotonic()
        last = self._last
        if last is not None and digest == self._digest:
            return replace(last, taken_at=now, monotonic=monotonic, repeated=True)
        try:
            image = DECODER.decode(data)
        except (NoPicture, TooLarge) as error:
            raise SourceUnusable(
                f"{self._address.shown()} gives no picture that can be read, but {kind}.",
                "Take the address of a still picture from the camera's manual.",
            ) from error
        self._digest = digest
        self._last = Frame(image, now, monotonic, 0 if last is None else last.sequence + 1)
        return self._last

    def close(self) -> None:
        """End it; on any thread, at any time."""
        self._closed.set()


def why_still(address: CameraAddress, pin: str) -> DeskAccessError | None:
    """What to tell when the address gives one picture and not a stream; else None. Blocks."""
    try:
        with _opened(address, pin) as answer:
            if not answer.headers.get_content_type().startswith("image/"):
                return None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    return SourceUnusable(
        f"{address.shown()} gives one picture at a time, not a stream.",
        "Enter the camera's stream address, or have the picture fetched every few seconds "
        "(Settings, or --poll S on the command line).",
    )


def fetch(address: CameraAddress, pin: str) -> tuple[bytes, str]:
    """The picture and its media type. Blocks; raises SourceUnavailable."""
    try:
        with _opened(address, pin) as answer:
            data = answer.read(_MAX_BYTES + 1)
            kind: str = answer.headers.get_content_type()
    except urllib.error.HTTPError as error:
        error.close()
        why = "refuses the name or password" if error.code == 401 else f"answers {error.code}"
        raise SourceUnavailable(
            f"{address.shown()} {why}.", "Check the address, and the name and password in it."
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SourceUnavailable(
            f"{address.shown()} does not answer.", "Check the network and the address."
        ) from error
    if len(data) > _MAX_BYTES:
        raise SourceUnavailable(
            f"{address.shown()} gives more than {_MAX_BYTES // 10**6} MB.",
            "Choose a smaller picture in the camera's settings.",
        )
    return data, kind


class _Pinned(urllib.request.HTTPSHandler):
    def __init__(self, pin: str) -> None:
        super().__init__()
        self._pin = pin

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(PinnedConnection, pin=self._pin), req)


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        """Follow none: the camera at the other end was not the one that was named."""


def _opened(address: CameraAddress, pin: str) -> Any:
    host = address.host if address.host.startswith("[") else _ascii(address.host)
    plain = replace(address, host=host, user="", password="")
    url = f"{plain.scheme}://{plain.place}{quote(plain.path.partition('#')[0], safe=_IN_A_URL)}"
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    if address.user or address.password:
        passwords.add_password(None, url, address.user, address.password)
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        _NoRedirection(),
        _Pinned(pin),
        urllib.request.HTTPBasicAuthHandler(passwords),
        urllib.request.HTTPDigestAuthHandler(passwords),
    )
    return opener.open(url, timeout=TIMEOUT_S)


def _ascii(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode("ascii")
