"""Anchors, keys and acceptance on the command line."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from desk_access.store.outside import VARIABLE
from desk_access.store.workspace import DATABASE_NAME, Workspace
from tests.e2e.conftest import Program
from tests.records import START, append


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a punch, and keys of its own."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "keys"))
    with Workspace.open(tmp_path / "workspace") as workspace:
        append(workspace.ledger, workspace.gallery.enrol("E7", "Kim", "", [], START), 0)
    return tmp_path / "workspace"


def test_an_old_copy_is_found_by_the_anchor_that_was_kept(
    program: Program, folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    with Workspace.open(folder) as workspace:
        append(workspace.ledger, workspace.gallery.person("E7"), 1)
    made = program("audit", "anchor")
    assert (made.status, made.err.count("Kept in")) == (0, 2)
    assert json.loads(made.out)["sequence"] == 2
    assert program("audit", "verify").status == 0
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "copy", folder)
    found = program("audit", "verify")
    assert found.status == 1
    assert "An older copy was put back" in found.err
    assert found.err.count("\n") == 1


def test_anchors_go_where_the_operator_says(program: Program, folder: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    ran = program("audit", "configure", "--every", "6", "--folder", shared)
    assert ran.out.splitlines()[0].startswith("An anchor every 6 h")
    assert program("audit", "anchor").err.count("Kept in") == 3
    (kept,) = shared.iterdir()
    shutil.rmtree(tmp_path / "keys" / "anchors")
    assert program("audit", "verify").status == 0
    changed = kept.read_text().replace('"sequence": 1', '"sequence": 2')
    found = program("audit", "verify", "--anchor", changed.strip())
    assert (found.status, "was changed" in found.err) == (1, True)
    missing = program("audit", "verify", "--anchor", tmp_path / "none")
    assert (missing.status, missing.err.count("\n")) == (2, 1)
    assert program("audit", "configure", "--program", "mail").status == 2


def test_a_moved_workspace_is_checked_by_its_fingerprint_and_gets_a_new_key(
    program: Program, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchor = program("audit", "anchor").out.strip()
    fingerprint = json.loads(anchor)["key"]
    monkeypatch.setenv(VARIABLE, str(tmp_path / "another machine"))
    found = program("audit", "verify")
    assert (found.status, f"--key {fingerprint}" in found.err) == (1, True)
    assert program("audit", "verify", "--key", fingerprint).status == 0
    with Workspace.open(folder) as workspace:
        append(workspace.ledger, workspace.gallery.person("E7"), 1)
    unsigned = program("audit", "verify", "--key", fingerprint)
    assert (unsigned.status, "is not signed" in unsigned.err) == (1, True)
    assert program("audit", "new-key", "--by", "noor").status == 0
    assert program("audit", "verify").status == 0
    assert program("audit", "verify", "--anchor", anchor).status == 0, "of the key before"
    with Workspace.open(folder) as workspace:
        append(workspace.ledger, workspace.gallery.person("E7"), 2)
    assert program("audit", "verify").out.startswith("Intact: 3 punches")


def test_what_was_looked_into_is_accepted(program: Program, folder: Path) -> None:
    raw = sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)
    raw.execute("UPDATE person SET name = 'Lee'")
    raw.close()
    (report,) = program("audit", "verify", "--json").rows
    (fault,) = report["faults"]
    assert (report["intact"], fault["where"]) == (False, "person 1")
    assert "audit accept" in fault["cure"]
    accepted = program("audit", "accept", "--by", "noor")
    assert accepted.out == "Accepted in the name of noor: 1 that differed.\n"
    assert program("audit", "verify", "--closed-months").status == 0


def test_the_doctor_says_where_the_key_lies(program: Program, folder: Path, tmp_path: Path) -> None:
    rows = program("doctor", "--json").rows
    found = [row for part in rows for row in (part if isinstance(part, list) else [part])]
    (key,) = [row for row in found if row["part"] == "key"]
    assert str(tmp_path / "keys") in key["seen"]
