"""Camera to ledger to spreadsheet: a file, an MJPEG stream and an RTSP stream, with a real face."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.conftest import Program, Ran
from tests.servers import MjpegServer, read_clip, rtsp_server

pytestmark = [pytest.mark.data, pytest.mark.models]

# A name that a spreadsheet would run, with a quote, Hangul and an emoji.
NAME = '=HYPERLINK("x") 김하나 🙂'


@pytest.fixture
def enrolled(program: Program, shared_data: Path) -> Path:
    """A workspace's clip whose man is enrolled from its beginning."""
    clip = shared_data / "clips" / "office_again.mkv"
    ran = program("enroll", "--code", "E7", "--name", NAME, "--source", clip, "--seconds", "1")
    assert ran.status == 0, ran.err
    return clip


def check_clocked_in(ran: Ran, program: Program) -> None:
    """One person was recognised, clocked in once, and stands in the export."""
    assert ran.status == 0, ran.err
    known = [row for row in ran.rows if row["decision"] == "recognised"]
    assert {row["person_code"] for row in known} == {"E7"}
    assert [row["punch"] for row in known].count("in") == 1
    first = known[0]
    assert first["name"] == NAME
    assert first["score"] >= first["threshold"]
    assert first["frames"] >= 3
    today = datetime.now(UTC).date()
    days = ("--from", str(today - timedelta(days=1)), "--to", str(today + timedelta(days=1)))
    exported = program("export", "punches", *days, "-o", "-")
    (row,) = csv.DictReader(io.StringIO(exported.out))
    assert (row["code"], row["direction"]) == ("E7", "in")
    assert row["name"] == "'" + NAME
    logged = program("log", "--json")
    assert [entry["code"] for entry in logged.rows] == ["E7"]
    (audit,) = program("audit", "verify", "--json").rows
    assert (audit["intact"], audit["entries"]) == (True, 1)


def test_a_file(program: Program, enrolled: Path) -> None:
    check_clocked_in(program("run", "--source", enrolled, "--json"), program)


def test_a_file_as_fast_as_it_goes_gives_the_same(program: Program, enrolled: Path) -> None:
    check_clocked_in(program("run", "--source", enrolled, "--fast", "--json"), program)


def test_an_mjpeg_stream(program: Program, enrolled: Path) -> None:
    with MjpegServer(read_clip(enrolled), rate=30) as camera:
        ran = program("run", "--source", camera.url, "--seconds", "3", "--json")
    check_clocked_in(ran, program)


def test_a_camera_s_password_stands_nowhere(
    program: Program, enrolled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MjpegServer(read_clip(enrolled), rate=30, credentials="admin:s3cr/t@") as camera:
        monkeypatch.setattr("sys.stdin", io.StringIO("admin:s3cr/t@\n"))
        source = ("--source", camera.url.removesuffix("/camera.mjpg"), "--password-stdin")
        ran = program("run", *source, "--seconds", "3", "--json")
    check_clocked_in(ran, program)
    everything = ran.out + ran.err
    days = ("--from", "2000-01-01", "--to", "2100-01-01", "--format", "json")
    everything += program("export", "punches", *days, "-o", "-").out
    everything += program("log", "--json").out
    assert "s3cr" not in everything
    assert f"127.0.0.1:{camera.port}" in everything


def test_an_rtsp_stream(program: Program, enrolled: Path, tmp_path: Path) -> None:
    frames = tmp_path / "frames"
    frames.mkdir()
    with rtsp_server(read_clip(enrolled), frames, rate=30) as address:
        ran = program("run", "--source", address, "--seconds", "3", "--json")
    check_clocked_in(ran, program)


def test_a_second_visit_within_the_cool_down_does_not_punch(
    program: Program, enrolled: Path
) -> None:
    program("run", "--source", enrolled, "--fast", "--json")
    again = program("run", "--source", enrolled, "--fast", "--json")
    assert [row["punch"] for row in again.rows if row["decision"] == "recognised"] == [None]
    assert len(program("log", "--json").rows) == 1


def test_a_folder_of_pictures_gives_a_decision_a_face(program: Program, shared_data: Path) -> None:
    photos = shared_data / "photos"
    ran = program("enroll", "--code", "1", "--name", "Barack", "--photos", photos / "obama.jpg")
    assert ran.status == 0, ran.err
    ran = program("run", "--source", photos / "knn_examples" / "test", "--fast", "--json")
    assert ran.status == 0, ran.err
    assert sum(row["person_code"] == "1" for row in ran.rows) == 2  # obama1, obama_and_biden
    assert sum(row["decision"] == "unknown" for row in ran.rows) >= 3
