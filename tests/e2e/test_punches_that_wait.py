"""The program on a database that another one keeps busy: every punch is recorded, once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desk_access.model.punch import PunchFilter
from desk_access.store.workspace import DATABASE_NAME, Workspace
from tests.e2e.conftest import Program
from tests.records import START
from tests.unit.store.test_spool import waiting

HOLD = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
"""


@contextmanager
def held(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program holds the database until a line is written to it, or the block ends."""
    command = [sys.executable, "-c", HOLD, str(folder / DATABASE_NAME)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield other
        finally:
            other.kill()


@pytest.fixture
def enrolled(program: Program, shared_data: Path) -> Path:
    clip = shared_data / "clips" / "office_again.mkv"
    ran = program("enroll", "--code", "E7", "--name", "Kim", "--source", clip, "--seconds", "1")
    assert ran.status == 0, ran.err
    return clip


@pytest.mark.data
@pytest.mark.models
@pytest.mark.slow
def test_a_run_waits_for_the_database_and_records_then(
    program: Program, enrolled: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "workspace"
    command = [sys.executable, "-m", "desk_access", "--data-dir", str(folder)]
    run = [*command, "run", "--source", str(enrolled), "--fast", "--seconds", "2", "--json"]
    pipe = subprocess.PIPE
    with (
        held(folder) as other,
        subprocess.Popen(run, stdout=pipe, stderr=pipe, text=True) as process,
    ):
        assert process.stderr is not None
        said = ""
        while "Waiting until they are recorded" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        assert "Kim (E7), not recorded yet, saving" in said
        with Workspace.open(folder, exclusive=False) as workspace:
            assert workspace.ledger.count(PunchFilter()) == 0
            assert workspace.spool.waiting()
        other.communicate("\n", timeout=20)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    rows = [json.loads(line) for line in out.splitlines()]
    (row,) = (row for row in rows if row["punch"] is not None)
    assert row["punch"] == "in"
    with Workspace.open(folder) as workspace:
        (punch,) = workspace.ledger.query(PunchFilter())
        assert punch.entry.at.isoformat().replace("+00:00", "Z") == row["time"]
        assert workspace.spool.waiting() == []
        assert workspace.ledger.verify().intact


@pytest.mark.data
@pytest.mark.models
@pytest.mark.slow
def test_a_run_that_is_stopped_leaves_its_punches_to_the_next(
    program: Program, enrolled: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "workspace"
    command = [sys.executable, "-m", "desk_access", "--data-dir", str(folder)]
    run = [*command, "run", "--source", str(enrolled), "--fast", "--seconds", "2"]
    with held(folder), subprocess.Popen(run, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while "Waiting until they are recorded" not in (line := process.stderr.readline()):
            assert line
        process.terminate()
        said = process.stderr.read()
        assert process.wait(60) == 1
        assert "Punches not recorded: " in said
        assert "Traceback" not in said
        ran = program("log", "--not-recorded")
        assert ran.status == 0
        assert "E7" in ran.out
        assert "waits to be recorded" in ran.out
    assert program("run", "--source", enrolled, "--fast", "--seconds", "0.1").status == 0
    with Workspace.open(folder) as workspace:
        assert [punch.name for punch in workspace.ledger.query(PunchFilter())] == ["Kim"]
    assert program("log", "--not-recorded").out == ""


def test_what_cannot_be_recorded_is_listed_and_dismissed(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    with Workspace.open(folder) as workspace:
        workspace.spool.add(waiting(1, 7))
        workspace.spool.refuse(waiting(1, 7), "E7 is no longer enrolled.")
        workspace.spool.add(waiting(2, 8))
    spool = folder / "punches.spool"
    spool.write_bytes(spool.read_bytes() + b"half a line")
    with Workspace.open(folder) as workspace:
        assert workspace.spool.damaged() == 1
    ran = program("log", "--not-recorded")
    assert ran.status == 1
    assert ran.out.splitlines() == [
        "2026-03-02 17:02:00  E8, Camera 1: waits to be recorded",
        "2026-03-02 17:01:00  E7, Camera 1: E7 is no longer enrolled.",
    ]
    assert "punches.damaged: 1" in ran.err
    rows = program("log", "--not-recorded", "--json").rows
    assert [row["cannot_be_recorded"] for row in rows] == [None, "E7 is no longer enrolled."]
    assert program("log", "--dismiss").status == 2
    ran = program("log", "--not-recorded", "--dismiss")
    assert (ran.status, "Deleted: 2" in ran.err) == (0, True)
    assert len(program("log", "--not-recorded").out.splitlines()) == 1


def test_another_writer_waits_for_a_while_and_says_in_one_line_that_it_could_not(
    program: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "workspace"
    with Workspace.open(folder) as workspace:
        workspace.gallery.enrol("E7", "Kim", "", [], START)
    with held(folder):
        ran = program("leave", "add", "E7", "2026-03-02", "--kind", "annual")
        assert ran.status == 1
        assert "busy. Close it there, then try again." in ran.err
        assert "Traceback" not in ran.err
        assert program("leave", "list").out.splitlines()[1:] == []
    assert program("leave", "add", "E7", "2026-03-02", "--kind", "annual").status == 0
    assert len(program("leave", "list").out.splitlines()) == 2
