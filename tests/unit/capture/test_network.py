"""Network cameras: encrypted ones, still pictures, and passwords of every kind."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from desk_access.bootstrap import Playback, frames_of
from desk_access.camera_address import with_credentials
from desk_access.capture.opening import NetworkOptions, open_source
from desk_access.config import CameraSettings
from desk_access.errors import SourceUnavailable, SourceUnusable, UsageError
from desk_access.ports import FrameSource
from desk_access.service.clock import SystemClock
from tests.servers import MjpegServer, free_port, moving_pictures, rtsp_server, self_signed

PICTURES = moving_pictures(6)


def opened(address: str, certificate: str = "", poll_s: float = 0.0) -> FrameSource:
    source = open_source(address, SystemClock(), network=NetworkOptions(certificate, poll_s))
    source.open()
    return source


def play(source: FrameSource) -> None:
    source.open()
    while source.read() is not None:
        pass


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, str]:
    return self_signed(tmp_path)


def test_a_self_signed_camera_is_refused_and_its_fingerprint_told(
    certificate: tuple[ssl.SSLContext, str],
) -> None:
    context, sha256 = certificate
    with MjpegServer(PICTURES, tls=context) as server:
        with pytest.raises(SourceUnavailable, match="is not trusted") as told:
            opened(with_credentials(server.url, "admin", "secret"))
        assert sha256 in told.value.cure
        assert "secret" not in str(told.value)
        assert server.requests == []  # nothing was said to it


def test_a_pinned_certificate_is_trusted_and_the_password_goes_to_it_alone(
    certificate: tuple[ssl.SSLContext, str],
) -> None:
    context, sha256 = certificate
    with MjpegServer(PICTURES, tls=context, credentials="admin:a/b@c?") as server:
        source = opened(with_credentials(server.url, "admin", "a/b@c?"), sha256)
        assert source.read() is not None
        assert source.read() is not None
        source.close()
        assert {host for host, _ in server.requests} == {f"127.0.0.1:{server.port}"}


def test_another_certificate_than_the_pinned_one_is_refused(
    certificate: tuple[ssl.SSLContext, str], tmp_path: Path
) -> None:
    _, other = self_signed(tmp_path, "other")
    context, sha256 = certificate
    with MjpegServer(PICTURES, tls=context) as server:
        with pytest.raises(SourceUnavailable, match="another certificate") as told:
            opened(server.url, other)
        assert sha256 in str(told.value)
        assert server.requests == []


def test_a_certificate_that_changes_while_it_is_watched_ends_the_stream(
    certificate: tuple[ssl.SSLContext, str], tmp_path: Path
) -> None:
    context, sha256 = certificate
    with MjpegServer(PICTURES, tls=context) as server:
        source = opened(server.url, sha256)
        assert source.read() is not None
        source.close()
        server.die()
        server._tls = self_signed(tmp_path, "other")[0]
        server.come_back()
        with pytest.raises(SourceUnavailable, match="another certificate"):
            source.open()


def test_a_trusted_certificate_of_another_host_is_refused(
    certificate: tuple[ssl.SSLContext, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, _ = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "camera.pem"))
    # Trusted, but made for another host: still not the camera that was named.
    with (
        MjpegServer(PICTURES, tls=context) as server,
        pytest.raises(SourceUnavailable, match="is not trusted"),
    ):
        opened(server.url)


def test_an_encrypted_camera_that_sends_elsewhere_is_not_followed(
    certificate: tuple[ssl.SSLContext, str],
) -> None:
    context, sha256 = certificate
    with (
        MjpegServer(PICTURES) as elsewhere,
        MjpegServer(PICTURES, tls=context, redirect=elsewhere.url) as server,
    ):
        with pytest.raises(SourceUnavailable, match="sends to another address"):
            opened(with_credentials(server.url, "admin", "secret"), sha256)
        assert elsewhere.requests == []


@pytest.mark.parametrize("scheme", ["https", "rtsps"])
def test_an_encrypted_camera_that_is_not_there_may_come_back(scheme: str) -> None:
    with pytest.raises(SourceUnavailable, match="does not answer"):
        opened(f"{scheme}://127.0.0.1:{free_port()}/x")


def test_a_camera_that_does_not_speak_tls_is_told() -> None:
    with MjpegServer(PICTURES) as server, pytest.raises(SourceUnavailable, match="not answer"):
        opened(server.url.replace("http:", "https:"))


def test_rtsps_is_read_through_tls(certificate: tuple[ssl.SSLContext, str], tmp_path: Path) -> None:
    from tests.servers import tls_in_front

    context, sha256 = certificate
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    with rtsp_server(PICTURES, pictures) as url:
        port = int(url.split(":")[2].split("/")[0])
        with tls_in_front(port, context) as secure:
            with pytest.raises(SourceUnavailable, match="is not trusted"):
                opened(f"rtsps://127.0.0.1:{secure}/camera")
            source = opened(f"rtsps://127.0.0.1:{secure}/camera", sha256)
            assert source.read() is not None
            source.close()


def test_a_still_picture_is_told_and_not_tried_for_ever() -> None:
    with MjpegServer(PICTURES, still=True) as server:
        source = open_source(server.url, SystemClock())
        with pytest.raises(SourceUnusable, match="one picture at a time") as told:
            play(source)
        source.close()
        assert "--poll" in told.value.cure


def test_a_still_picture_is_a_slow_camera_where_the_operator_wants_it() -> None:
    with MjpegServer(PICTURES, still=True, credentials="kim:a:b") as server:
        source = opened(with_credentials(server.url, "kim", "a:b"), poll_s=0.2)
        frames = [source.read() for _ in range(3)]
        assert [frame.sequence for frame in frames if frame] == [0, 1, 2]
        source.close()
        assert source.read() is None


def test_the_same_picture_twice_is_one_frame() -> None:
    with MjpegServer(PICTURES[:1], still=True) as server:
        source = opened(server.url, poll_s=0.2)
        assert source.read() is not None
        second = source.read()
        assert second is not None
        assert (second.sequence, second.repeated) == (0, True)
        server._jpegs.extend(MjpegServer(PICTURES[1:2])._jpegs * 9)
        third = source.read()
        while third is not None and third.repeated:
            third = source.read()
        assert third is not None
        assert third.sequence == 1
        source.close()


def test_a_camera_whose_picture_stays_the_same_ends_with_its_seconds() -> None:
    with MjpegServer(PICTURES[:1], still=True) as server:
        camera = CameraSettings(name="Door", source=server.url, poll_s=0.2)
        assert len(list(frames_of(camera, Playback(seconds=1.0)))) == 1


def test_a_still_picture_behind_a_pinned_certificate(
    certificate: tuple[ssl.SSLContext, str],
) -> None:
    context, sha256 = certificate
    with MjpegServer(PICTURES, still=True, tls=context) as server:
        source = opened(server.url, sha256, poll_s=0.2)
        assert source.read() is not None
        source.close()
        with pytest.raises(SourceUnavailable, match="is not trusted"):
            opened(server.url, poll_s=0.2)


def test_a_wrong_password_of_a_still_picture_is_told() -> None:
    with MjpegServer(PICTURES, still=True, credentials="kim:right") as server:
        source = opened(with_credentials(server.url, "kim", "wrong"), poll_s=0.2)
        with pytest.raises(SourceUnavailable, match="refuses the name or password"):
            source.read()
        source.close()


def test_a_picture_is_fetched_over_http_alone() -> None:
    with pytest.raises(UsageError, match="rtsp"):
        open_source("rtsp://cam/1", SystemClock(), network=NetworkOptions(poll_s=1.0))


def test_the_keyring_gives_what_an_address_lacks() -> None:
    with MjpegServer(PICTURES, credentials="kim:kept") as server:
        asked: list[str] = []

        def kept(address: object) -> tuple[str, str]:
            asked.append(getattr(address, "place"))  # noqa: B009
            return "kim", "kept"

        source = open_source(server.url, SystemClock(), network=NetworkOptions(credentials=kept))
        source.open()
        assert source.read() is not None
        source.close()
        assert asked == [f"127.0.0.1:{server.port}"]
