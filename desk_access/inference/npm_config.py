"""What npm is told on this machine: its registry, and how to reach it. Read without npm.

From the environment (``npm_config_*`` in either case), then the user's and the machine's ``npmrc``,
as npm reads them. A project's ``.npmrc`` is left out: this program has no project, and the folder
that it is started in is nobody's choice.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from desk_access.inference.part_file import SourceFailed

_VARIABLE = re.compile(r"\$\{([^}]+)\}")
_LARGEST = 1 << 20
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class NpmConfig:
    """npm's settings, by their names in an ``npmrc``."""

    values: Mapping[str, str]

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> NpmConfig:
        """The settings in force. Files that cannot be read are as good as absent."""
        told = _from_environment(environment)
        home = Path(environment.get("USERPROFILE") or environment.get("HOME") or Path.home())
        user = [Path(told.get("userconfig", home / ".npmrc"))]
        machine = [Path(told["globalconfig"])] if "globalconfig" in told else _machine(environment)
        found: dict[str, str] = {}
        for path in (*machine, *user):
            found |= _from_file(path, environment)
        return cls(found | told)

    def registry(self, package: str) -> str | None:
        """The registry of a package, without a slash at its end; None where none is configured.

        Raises SourceFailed for one that is not reached over HTTPS.
        """
        scope = package.partition("/")[0] if package.startswith("@") else ""
        url = self.values.get(f"{scope}:registry") or self.values.get("registry")
        return checked(url).rstrip("/") if url else None

    def authorization(self, url: str) -> str | None:
        """The header for this address: the credentials of the longest configured path before it."""
        parts = urlsplit(url)
        place = f"//{parts.netloc}{parts.path}"
        while "/" in place[2:]:
            place = place.rpartition("/")[0]
            header = self._header(f"{place}/:") or self._header(f"{place}:")
            if header:
                return header
        return None

    def _header(self, prefix: str) -> str | None:
        token, basic, name, password = (
            self.values.get(prefix + key)
            for key in ("_authToken", "_auth", "username", "_password")
        )
        if token:
            return f"Bearer {token}"
        if name and password:
            try:
                plain = base64.b64decode(password)
            except binascii.Error:
                return None
            basic = base64.b64encode(name.encode() + b":" + plain).decode()
        return f"Basic {basic}" if basic else None


def checked(url: str) -> str:
    """The address, which must be HTTPS, or HTTP on this machine, and hold no password.

    Raises SourceFailed, which does not show it.
    """
    try:
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    except ValueError:
        safe = False
    if not safe or not parts.hostname:
        raise SourceFailed("an address of the npm registry is not HTTPS")
    if "@" in parts.netloc:
        raise SourceFailed(
            "the address of the npm registry holds a password: write it into .npmrc,"
            " as //host/:_authToken= or :_auth="
        )
    return url


def _machine(environment: Mapping[str, str]) -> list[Path]:
    """Where the machine's own ``npmrc`` may lie, by the usual prefixes; the later counts more."""
    found = [Path(prefix, "etc", "npmrc") for prefix in ("/", "/usr", "/usr/local")]
    roaming = environment.get("APPDATA")
    return [*found, Path(roaming, "npm", "etc", "npmrc")] if roaming else found


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name, value in environment.items():
        if name.lower().startswith("npm_config_") and value:
            key = name[len("npm_config_") :]
            # Those of one registry or scope keep their letters, the others are in either case.
            found[key if key[:1] in "@/" else key.lower().replace("_", "-")] = value
    return found


def _from_file(path: Path, environment: Mapping[str, str]) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode("utf-8", "replace")
    except (OSError, ValueError):
        return {}
    found = {}
    for line in text.splitlines():
        key, sign, value = line.strip().partition("=")
        if sign and key[:1] not in "#;[":
            value = value.strip().strip("\"'")
            found[key.strip()] = _VARIABLE.sub(
                lambda match: environment.get(match[1].rstrip("?"), ""), value
            )
    return found
