"""A disk that is really full, and one that is really read-only: a small one, mounted for the test.

Permissions would not do: the super-user writes anyway.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

CHILD = "tests.unit.store.disk_child"
ALONE = ("unshare", "--user", "--map-root-user", "--mount")
REPOSITORY = Path(__file__).resolve().parents[3]


def mount(script: str, disk: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell script where only it sees what it mounts on ``$1``; ``$2`` is Python."""
    return subprocess.run(
        [*ALONE, "sh", "-ec", script, "sh", str(disk), sys.executable],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    if shutil.which("unshare") is None or mount('mount -t tmpfs t "$1"', tmp_path).returncode:
        pytest.skip("this system lets no test mount a disk of its own (unshare, tmpfs)")
    return tmp_path


def answer(script: str, disk: Path) -> Any:
    result = mount(script, disk)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


def test_a_full_disk_stops_a_punch_whole_and_nothing_before_it(disk: Path) -> None:
    found = answer(f'mount -t tmpfs -o size=1m t "$1"; "$2" -m {CHILD} fill "$1"', disk)
    assert found["failure"] == "WorkspaceUnavailable"
    assert "space" in found["told"]
    assert found["acknowledged"] > 0
    assert found["kept"] == found["acknowledged"]
    assert found["intact"]
    assert found["after"] == found["kept"] + 1


def test_a_full_disk_stops_a_correction_whole_and_nothing_before_it(disk: Path) -> None:
    found = answer(
        f'mount -t tmpfs -o size=1m t "$1"; "$2" -m {CHILD} prepare "$1";'
        f'"$2" -m {CHILD} correct "$1"',
        disk,
    )
    assert found["failure"] == "WorkspaceUnavailable"
    assert "space" in found["told"]
    assert found["acknowledged"] > 0
    assert found["kept"] == found["acknowledged"]
    assert found["whole"]
    assert found["after"] == found["kept"] + 1


def test_whoever_is_recognised_on_a_full_disk_is_told_and_recorded_when_there_is_room(
    disk: Path,
) -> None:
    found = answer(f'mount -t tmpfs -o size=2m t "$1"; "$2" -m {CHILD} recognise "$1"', disk)
    assert found == {
        "unrecorded": "failed",
        "unsaved": 1,
        "recorded": True,
        "told": 2,
        "kept": 1,
        "left": [],
        "intact": True,
    }


def test_a_workspace_that_finds_no_room_is_not_half_made(disk: Path) -> None:
    found = answer(f'mount -t tmpfs -o size=1m t "$1"; "$2" -m {CHILD} create "$1"', disk)
    assert found["failure"] == "WorkspaceUnavailable"
    assert not found["half_made"]
    assert found["intact"]


def test_a_read_only_disk_is_told_in_one_line(disk: Path) -> None:
    found = answer(
        f'mount -t tmpfs t "$1"; "$2" -m {CHILD} prepare "$1"; mount -o remount,ro t "$1";'
        f'"$2" -m {CHILD} reopen "$1"',
        disk,
    )
    assert set(found) == {"desk True", "new True", "new False"}
    for kind, told in found.values():
        assert kind == "WorkspaceUnavailable"
        assert "folder" in told
        assert "\n" not in told


def test_a_read_only_disk_is_read_and_audited(disk: Path) -> None:
    found = answer(
        f'mount -t tmpfs t "$1"; "$2" -m {CHILD} prepare "$1"; mount -o remount,ro t "$1";'
        f'"$2" -m {CHILD} look "$1"',
        disk,
    )
    assert found == {"punches": 1, "people": ["Kim"], "intact": True, "refused": True}


def test_changes_in_a_journal_that_cannot_be_read_are_told(disk: Path) -> None:
    found = answer(
        f'mount -t tmpfs t "$1"; "$2" -m {CHILD} prepare "$1";'
        'printf x > "$1/desk/desk_access.db-wal";'
        f'mount -o remount,ro t "$1"; "$2" -m {CHILD} reopen "$1"',
        disk,
    )
    kind, told = found["desk False"]
    assert kind == "WorkspaceUnavailable"
    assert "copy the whole folder again" in told


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only the super-user can become another"
)
def test_somebody_who_may_only_read_reads_and_audits() -> None:
    """Permissions bind here: the child is no super-user any more."""
    with tempfile.TemporaryDirectory(prefix="desk-access-test-") as name:
        place = Path(name)
        place.chmod(0o755)
        keys = {"DESK_ACCESS_KEYS": str(place / "keys"), "PYTHONDONTWRITEBYTECODE": "1"}
        for step in ("prepare", "hand_over", "look_as_nobody"):
            ran = subprocess.run(
                [sys.executable, "-m", CHILD, step, name],
                cwd=REPOSITORY,
                env={**os.environ, **keys},
                capture_output=True,
                text=True,
                timeout=120,
            )
            assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found == {"punches": 1, "people": ["Kim"], "intact": True, "refused": True}
