"""Exit statuses and complaints: one clear line, nothing half-done, never a traceback."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from desk_access.cli.program import parser
from desk_access.config import InferenceSettings, Settings
from desk_access.store.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.e2e.conftest import Program


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("enroll", "--code", "1"),
        ("export", "punches", "--from", "2026-13-01", "--to", "2026-01-01", "-o", "-"),
        ("export", "punches", "--from", "2026-02-01", "--to", "2026-01-01", "-o", "-"),
        ("run", "--source", "0", "--seconds", "-1"),
        ("import", "nowhere"),
    ],
)
def test_a_wrong_command_line_ends_with_2(program: Program, arguments: tuple[str, ...]) -> None:
    ran = program(*arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err


def one_line(err: str) -> str:
    (line,) = (line for line in err.splitlines() if line.startswith("desk-access: "))
    return line


def test_nobody_of_this_code(program: Program) -> None:
    ran = program("people", "show", "E404")
    assert ran.status == 1
    assert "E404" in one_line(ran.err)


def test_a_workspace_that_cannot_be(program: Program, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ran = program("people", "list", folder=tmp_path / "file" / "workspace")
    assert ran.status == 1
    assert str(tmp_path / "file") in one_line(ran.err)


def test_a_database_that_is_none(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "desk_access.db").write_bytes(b"not a database, but long enough to look at" * 99)
    ran = program("people", "list")
    assert ran.status == 1
    assert "desk_access.db" in one_line(ran.err)
    assert (folder / "desk_access.db").read_bytes().startswith(b"not a database")


def test_an_export_into_a_folder_that_is_not_there(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "gone" / "punches.csv"
    ran = program("export", "punches", "--from", "2026-01-01", "--to", "2026-01-31", "-o", target)
    assert ran.status == 1
    assert str(target.parent) in one_line(ran.err)


def test_an_empty_export_has_its_heads(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "punches.csv"
    ran = program("export", "punches", "--from", "2026-01-01", "--to", "2026-01-31", "-o", target)
    assert ran.status == 0, ran.err
    assert target.read_text("utf-8-sig").splitlines()[0].startswith("sequence,code,name")


@pytest.mark.models
def test_a_source_that_is_no_video(program: Program, tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"no video")
    ran = program("run", "--source", tmp_path / "clip.mp4", "--fast")
    assert ran.status == 1
    assert "clip.mp4" in one_line(ran.err)


@pytest.mark.models
def test_the_doctor_says_what_works(program: Program) -> None:
    (findings,) = program("doctor", "--json").rows
    parts = {finding["part"]: finding["health"] for finding in findings}
    assert parts["database"] == parts["ledger"] == parts["recogniser"] == "works"


def test_every_command_explains_itself() -> None:
    text = parser().format_help()
    for command in ("run", "enroll", "import", "people", "log", "export", "audit", "models"):
        assert f"\n    {command} " in text


@pytest.mark.models
@pytest.mark.parametrize(
    "source",
    [
        *("rtsp://admin:s3cr/t@cam/1", "rtsp://admin:s3cr?t@cam/1", "rtsp://admin:s3cr#t@cam"),
        *("admin:s3crt@cam/1", "rstp://admin:s3crt@cam/1", "rtsp:/admin:s3crt@cam/1"),
        "cam/1?user=admin&pwd=s3crt",
    ],
)
def test_a_password_is_not_repeated_by_a_complaint(program: Program, source: str) -> None:
    ran = program("run", "--source", source)
    assert ran.status in (1, 2)
    assert "s3cr" not in ran.out + ran.err
    assert "%2F" in ran.err or "://" in ran.err


@pytest.mark.models
def test_another_recogniser_can_be_chosen_when_the_manifest_of_the_one_in_use_is_gone(
    program: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    gone = Settings(inference=InferenceSettings(recogniser="gone-1"))
    with Workspace.open(folder) as workspace:
        workspace.settings.save(gone.flatten())
    ran = program("models", "use", "desk-small-1-int8", folder=folder)
    assert (ran.status, ran.out) == (0, "desk-small-1-int8 is the recogniser now.\n")
    with Workspace.open(folder, exclusive=False) as workspace:
        chosen = Settings.parse(workspace.settings.load()).inference.recogniser
    assert chosen == "desk-small-1-int8"


def test_standard_input_without_a_password_is_told(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    ran = program("run", "--source", "rtsp://cam/1", "--password-stdin")
    assert ran.status == 2
    assert "NAME:PASSWORD" in one_line(ran.err)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("rtsp://admin:s3crt@cam/1", "***@cam/1"),
        ("http://cam/1?user=admin&pwd=s3crt", "http://cam/1"),
    ],
)
def test_a_complaint_about_the_command_line_masks_an_address(source: str, shown: str) -> None:
    command = [sys.executable, "-m", "desk_access", "run", "--sorce", source]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert done.returncode == 2
    assert "s3crt" not in done.stdout + done.stderr
    assert shown in done.stderr
    assert "--password-stdin" in done.stderr
