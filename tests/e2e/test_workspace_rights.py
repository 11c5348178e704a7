"""A workspace that cannot be closed to others: nothing is written, and the doctor says why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desk_access.store.workspace import Workspace
from tests.e2e.conftest import Program
from tests.records import START

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")


def test_it_is_read_and_not_written_until_its_owner_has_closed_it(
    program: Program, tmp_path: Path, expected_logs: list[str]
) -> None:
    folder = tmp_path / "workspace"
    with Workspace.open(folder) as workspace:
        workspace.gallery.enrol("E7", "Kim", "", [], START)
    (folder / "letter.txt").touch()
    folder.chmod(0o755)
    expected_logs.append("letter.txt")

    refused = program("people", "remove", "E7")
    assert refused.status == 1
    assert "letter.txt" in refused.err
    assert "chmod go-rwx" in refused.err
    listed = program("people", "list")
    assert "E7" in listed.out
    assert "✗ rights" in program("doctor").out

    folder.chmod(0o700)
    assert "✓ rights" in program("doctor").out
    assert program("people", "remove", "E7").status == 0
