from __future__ import annotations

import socket
from pathlib import Path

import pytest

from desk_access.errors import ModelMissing
from desk_access.inference.addresses import SourceUnreachable, fetch_from_address
from desk_access.inference.part_file import SourceFailed
from tests.unit.inference.server import FileServer, serving

BODY = bytes(range(256)) * 4096  # a megabyte


class Watched:
    """Remembers the progress it is told, and stops at a number of bytes."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.told: list[tuple[int, int | None]] = []
        self.stop_at = stop_at

    def __call__(self, done: int, total: int | None) -> None:
        self.told.append((done, total))
        if self.stop_at is not None and done >= self.stop_at:
            raise KeyboardInterrupt


def test_the_whole_file_comes_with_progress_in_bytes(tmp_path: Path) -> None:
    part, watch = tmp_path / "a.part", Watched()
    with serving(FileServer(BODY)) as server:
        resumed = fetch_from_address(server.url, part, len(BODY), watch)
    assert part.read_bytes() == BODY
    assert not resumed
    assert watch.told[-1] == (len(BODY), len(BODY))
    assert [done for done, _ in watch.told] == sorted(done for done, _ in watch.told)
    assert server.asked == [None]


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    part = tmp_path / "a.part"
    part.write_bytes(BODY[:1000])
    with serving(FileServer(BODY)) as server:
        resumed = fetch_from_address(server.url, part, len(BODY), Watched())
    assert part.read_bytes() == BODY
    assert resumed
    assert server.asked == ["bytes=1000-"]


def test_a_server_without_ranges_starts_over(tmp_path: Path) -> None:
    part = tmp_path / "a.part"
    part.write_bytes(b"other" * 100)
    with serving(FileServer(BODY, ranges=False)) as server:
        resumed = fetch_from_address(server.url, part, len(BODY), Watched())
    assert part.read_bytes() == BODY
    assert not resumed


@pytest.mark.parametrize("held", [len(BODY), len(BODY) + 1])
def test_a_part_too_long_starts_over(tmp_path: Path, held: int) -> None:
    part = tmp_path / "a.part"
    part.write_bytes(b"x" * held)
    with serving(FileServer(BODY)) as server:
        assert not fetch_from_address(server.url, part, len(BODY), Watched())
    assert part.read_bytes() == BODY


def test_a_line_that_breaks_is_taken_up_again(tmp_path: Path) -> None:
    part = tmp_path / "a.part"
    with serving(FileServer(BODY, cut=len(BODY) // 2)) as server:
        fetch_from_address(server.url, part, len(BODY), Watched())
    assert part.read_bytes() == BODY
    assert server.asked == [None, f"bytes={len(BODY) // 2}-"]


def test_a_line_that_keeps_breaking_fails_and_keeps_what_came(tmp_path: Path) -> None:
    part = tmp_path / "a.part"
    with (
        serving(FileServer(BODY, cut=1000)) as server,
        pytest.raises(SourceFailed, match="broke off after 3,000 of 1,048,576 bytes"),
    ):
        fetch_from_address(server.url, part, len(BODY), Watched())
    assert part.read_bytes() == BODY[:3000]


def test_stopping_keeps_what_came(tmp_path: Path) -> None:
    part = tmp_path / "a.part"
    with serving(FileServer(BODY)) as server:
        with pytest.raises(KeyboardInterrupt):
            fetch_from_address(server.url, part, len(BODY), Watched(stop_at=300_000))
        held = part.stat().st_size
        assert 300_000 <= held < len(BODY)
        fetch_from_address(server.url, part, len(BODY), Watched())
    assert server.asked == [None, f"bytes={held}-"]
    assert part.read_bytes() == BODY


@pytest.mark.parametrize(
    ("server", "why"),
    [
        (FileServer(BODY, status=404), "answers 404"),
        (FileServer(BODY, status=503), "answers 503"),
        (FileServer(BODY + b"more"), "another size .1,048,580 bytes"),
        (FileServer(b"<html>Sign in</html>"), "another size .20 bytes"),
    ],
)
def test_an_answer_that_is_not_the_file_fails(tmp_path: Path, server: FileServer, why: str) -> None:
    part = tmp_path / "a.part"
    with serving(server), pytest.raises(SourceFailed, match=why):
        fetch_from_address(server.url, part, len(BODY), Watched())
    assert not part.exists()


def test_a_range_nobody_asked_for_is_not_appended(tmp_path: Path) -> None:
    part = tmp_path / "a.part"
    part.write_bytes(BODY[:1000])
    with (
        serving(FileServer(BODY, wrong_range=True)) as server,
        pytest.raises(SourceFailed, match="another size"),
    ):
        fetch_from_address(server.url, part, len(BODY), Watched())
    assert part.read_bytes() == BODY[:1000]


def test_nobody_answering_is_told_apart(tmp_path: Path) -> None:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/model.bin"
        with pytest.raises(SourceUnreachable, match="cannot be reached"):
            fetch_from_address(url, tmp_path / "a.part", 10, Watched())


def test_a_server_that_falls_silent_is_given_up(tmp_path: Path) -> None:
    part = tmp_path / "a.part"
    with serving(FileServer(BODY, hold=True)) as server:
        with pytest.raises(SourceFailed, match=r"(stopped answering|broke off)"):
            fetch_from_address(server.url, part, len(BODY), Watched(), timeout_s=0.2)
        assert part.stat().st_size >= len(BODY) // 2


def test_a_folder_that_takes_no_files_is_told_as_such(tmp_path: Path) -> None:
    part = tmp_path / "a.part"
    part.mkdir()
    with serving(FileServer(BODY)) as server, pytest.raises(ModelMissing, match="cannot be writ"):
        fetch_from_address(server.url, part, 1 << 20, Watched())
