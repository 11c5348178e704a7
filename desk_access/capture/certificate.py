"""Whether the other end of a TLS connection is the camera that is meant.

A certificate is accepted when the system's authorities vouch for it and it names the host, or when
its SHA-256 fingerprint is the one that the operator pinned for this camera. Anything else ends the
connection before a byte of a password is sent.
"""

from __future__ import annotations

import hashlib
import socket
import ssl
from http.client import HTTPSConnection
from typing import Any

from desk_access.camera_address import CameraAddress
from desk_access.errors import SourceUnavailable

TIMEOUT_S = 5.0
_PORTS = {"https": 443, "rtsps": 322}


def endpoint(address: CameraAddress) -> tuple[str, int]:
    """Host, without brackets, and port of an encrypted camera."""
    return address.host.strip("[]"), address.port or _PORTS[address.scheme]


def context(pin: str) -> ssl.SSLContext:
    """What connections are made with. With a ``pin`` only that certificate is looked for later."""
    made = ssl.create_default_context()
    if pin:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


def pinned(connection: ssl.SSLSocket | ssl.SSLObject, pin: str) -> bool:
    """Whether the other end shows the pinned certificate; always without a pin, for then the
    context has verified it."""
    return not pin or fingerprint(connection.getpeercert(binary_form=True) or b"") == pin


def fingerprint(certificate: bytes) -> str:
    """The SHA-256 of a certificate in DER form, in hexadecimal."""
    return hashlib.sha256(certificate).hexdigest()


def require_trusted(address: CameraAddress, pin: str) -> None:
    """Connect once and look at the certificate. Blocks; raises SourceUnavailable.

    The streaming connections verify it again; this one tells why it is not trusted.
    """
    try:
        shown = _shown_by(address)
    except (OSError, ValueError) as error:
        raise SourceUnavailable(
            f"{address.shown()} does not answer.",
            "Check the network, the address, and that the camera offers an encrypted connection.",
        ) from error
    if pin:
        if fingerprint(shown) != pin:
            raise SourceUnavailable(
                f"{address.place} shows another certificate than the one entered for this camera "
                f"(SHA-256 {fingerprint(shown)}).",
                "If the camera's certificate was renewed, compare this with the camera's own page "
                "and enter it. Otherwise somebody else may be answering in its place.",
            )
        return
    try:
        with _connected(address, context(pin)):
            return
    except ssl.SSLCertVerificationError as error:
        raise SourceUnavailable(
            f"The certificate of {address.place} is not trusted ({error.verify_message}).",
            f"Its SHA-256 is {fingerprint(shown)}. If that is what the camera's own page shows, "
            "enter it as the certificate of this camera.",
        ) from error
    except (OSError, ValueError) as error:
        raise SourceUnavailable(
            f"{address.shown()} does not answer.", "Check the network and the address."
        ) from error


def _shown_by(address: CameraAddress) -> bytes:
    unchecked = context("any")
    with _connected(address, unchecked) as connection:
        return connection.getpeercert(binary_form=True) or b""


def _connected(address: CameraAddress, made: ssl.SSLContext) -> ssl.SSLSocket:
    host, port = endpoint(address)
    plain = socket.create_connection((host, port), TIMEOUT_S)
    try:
        return made.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


class PinnedConnection(HTTPSConnection):
    """An HTTPS connection that is closed, before anything is sent, unless it is trusted."""

    def __init__(self, *args: Any, pin: str, **named: Any) -> None:
        super().__init__(*args, context=context(pin), **named)
        self._pin = pin

    def connect(self) -> None:
        """Connect. Raises SSLError for another certificate than the pinned one."""
        super().connect()
        if not pinned(self.sock, self._pin):
            self.close()
            raise ssl.SSLError("another certificate than the pinned one")
