"""Addresses of network cameras, and the one function that names a source.

An address may hold a name and a password. Whatever is shown, logged or kept as the name of a source
goes through :func:`source_name` or :func:`masked` first. Pure; callable on any thread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final
from urllib.parse import quote, unquote

from desk_access.errors import UsageError

SCHEMES: Final = ("rtsp", "rtsps", "http", "https")
"""What an address may begin with, before ``://``."""

BY_NAME: Final = "camera:"
"""What a source begins with that is a camera's name."""

EXAMPLE: Final = "It looks like rtsp://192.168.0.10:554/stream1."

_HIDDEN: Final = "***"
_HOST = re.compile(r"\[[0-9A-Fa-f:.%]+\]|[^\s\[\]:/?#@\\]+")
_URL_END = re.compile(r"[/?#]")
_SHOWN_PLACE = re.compile(r"(\[[^\]]*\]|[^\s\[\]:=&]+)(:\d*)?|")
_LIKE_QUERY = re.compile(r"\?[^/\\]*=")
# Some cameras take their password in the path.
_SECRET_PATH = re.compile(r"[=&]|pass|pwd", re.IGNORECASE)
_ENCODE = (
    "In a name or password write / as %2F, ? as %3F, # as %23 and @ as %40; in a path write @ as "
    "%40."
)


@dataclass(frozen=True, slots=True)
class CameraAddress:
    """The parts of an address. ``user`` and ``password`` are decoded, ``path`` is as it was typed,
    with its query; ``host`` has brackets where it is IPv6."""

    scheme: str
    host: str
    port: int | None
    path: str = field(repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """Host and port, without anything secret: ``192.168.0.10:554``."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether the connection is encrypted."""
        return self.scheme in ("rtsps", "https")

    def text(self, place: str | None = None, scheme: str | None = None) -> str:
        """The address with its name and password, encoded; at another ``place`` if given."""
        secret = ""
        if self.user or self.password:
            secret = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@"
        return f"{scheme or self.scheme}://{secret}{place or self.place}{self.path}"

    def shown(self) -> str:
        """The address for people: without name, password and query."""
        return f"{self.scheme}://{_without_secret(self.place + self.path)}"


def is_address(source: str) -> bool:
    """Whether a source is meant as the address of a network camera."""
    return "://" in source


def parse_address(text: str) -> CameraAddress:
    """The parts of an address. Raises UsageError, which never repeats a password.

    A sign that has a meaning of its own in an address (``/``, ``?``, ``#``) and stands raw in a
    password would send the password to another host: that is refused with the way to write it.
    """
    text = text.strip()
    scheme, mark, rest = text.partition("://")
    scheme = scheme.lower()
    if not mark or scheme not in SCHEMES:
        raise UsageError(
            "That is not the address of a camera.",
            f"It begins with {', '.join(f'{each}://' for each in SCHEMES[:-1])} or "
            f"{SCHEMES[-1]}://. {EXAMPLE}",
        )
    if any(each.isspace() or not each.isprintable() or each == "\\" for each in rest):
        raise UsageError(
            "The address has a space, a control character or a backslash.",
            "In a name or password write a space as %20 and \\ as %5C.",
        )
    end = _URL_END.search(rest)
    authority, path = (rest, "") if end is None else (rest[: end.start()], rest[end.start() :])
    if "@" in path:
        raise UsageError("The address has an @ after a /, ? or #.", _ENCODE)
    secret, _, place = authority.rpartition("@")
    user, _, password = secret.partition(":")
    host, port = _place(place)
    return CameraAddress(scheme, host, port, path, unquote(user), unquote(password))


def with_credentials(address: str, user: str, password: str) -> str:
    """The address with this name and password in place of its own. Raises UsageError."""
    parts = parse_address(address)
    return CameraAddress(parts.scheme, parts.host, parts.port, parts.path, user, password).text()


def fingerprint_of(text: str) -> str:
    """A certificate's SHA-256 as people write it (colons, spaces, capitals) in 64 hexadecimal
    digits; "" for none. Raises UsageError."""
    digits = re.sub(r"[:\s]", "", text.strip().removeprefix("sha256")).lower()
    if digits and not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise UsageError(
            "The certificate is not a SHA-256 fingerprint.",
            "It has 64 hexadecimal digits; the camera's own page shows it.",
        )
    return digits


def masked(source: str) -> str:
    """A source as it may be shown, whatever it is: everything up to its last ``@`` is masked.

    So are a query and a path that reads like a password, and a name and a password that no host
    follows. A file's name stays as it is, unless it reads like a name and a password before an
    ``@``, or has a query.
    """
    scheme, mark, rest = source.partition("://")
    if not mark and not _like_secret(source):
        return source
    _, at, place = (rest if mark else source).rpartition("@")
    return f"{scheme + mark if mark else ''}{_HIDDEN + at if at else ''}{_without_secret(place)}"


def source_name(source: str) -> str:
    """What a source is called that was given no name: never with a password in it.

    A camera's number or name, a file's name, or a network camera's host and port.
    """
    text = source.strip()
    if text.startswith(BY_NAME):
        name = text.removeprefix(BY_NAME).strip()
        return _host_like(name) if _like_secret(name) else name or text
    if is_address(text):
        try:
            return parse_address(text).place
        except UsageError:
            return _host_like(text.partition("://")[2])
    if _like_secret(text):
        return _host_like(text)
    return PurePath(text).name or text


def _place(place: str) -> tuple[str, int | None]:
    """Host and port. Raises UsageError."""
    host = _HOST.match(place)
    rest = place[host.end() :] if host else place
    digits = rest.removeprefix(":")
    numbered = digits.isascii() and digits.isdecimal() and 0 < int(digits[:6]) <= 65535
    if host is None or (rest and not (rest.startswith(":") and (numbered or not digits))):
        raise UsageError("The address does not name a host, or a port from 1 to 65535.", EXAMPLE)
    return host.group(), int(digits) if digits else None


def _like_secret(text: str) -> bool:
    """Whether what has no scheme reads like an address with a password in it."""
    before, at, _ = text.rpartition("@")
    return bool(at and ":" in before) or _LIKE_QUERY.search(text) is not None


def _without_secret(place: str) -> str:
    """What follows the last ``@``, without what may be a password there."""
    bare = re.split(r"[?#]", place, maxsplit=1)[0]
    host, slash, path = bare.partition("/")
    if not _SHOWN_PLACE.fullmatch(host):
        return _HIDDEN
    return f"{host}{slash}{'…' if _SECRET_PATH.search(path) else path}"


def _host_like(rest: str) -> str:
    place = _URL_END.split(rest.rpartition("@")[2], maxsplit=1)[0]
    return place if place and _SHOWN_PLACE.fullmatch(place) else "network camera"
