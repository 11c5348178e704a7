"""A program killed while it writes a report, or the copy before an update: nothing half stays."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from desk_access.model.report import ReportForm
from desk_access.reports.punches import write_punches
from desk_access.store.database import Database
from desk_access.store.schema import upgrade
from desk_access.store.workspace import DATABASE_NAME, Workspace
from tests.records import START, append
from tests.unit.store.test_schema import later_version

EXPORT = """
import sys
from pathlib import Path
from desk_access.model.report import ReportForm
from desk_access.reports.punches import write_punches

def punches():
    print("writing", flush=True)
    sys.stdin.read()
    yield from ()

write_punches(punches(), Path(sys.argv[1]), ReportForm.CSV)
"""

# The system ends the program, as SIGKILL does, when a file of it grows beyond the limit: that is
# the copy, half-way.
UPDATE = """
import resource, signal, sys
from pathlib import Path
from desk_access.store.database import Database
from desk_access.store.schema import upgrade

signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
upgrade(Database.at(Path(sys.argv[1])), Path(sys.argv[2]))
"""


def start_export(target: Path) -> subprocess.Popen[str]:
    """An export that stands still in the middle of writing until its standard input ends."""
    pipe = subprocess.PIPE
    child = subprocess.Popen(
        [sys.executable, "-c", EXPORT, str(target)], stdin=pipe, stdout=pipe, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "writing\n"
    return child


def drafts(folder: Path) -> list[Path]:
    return sorted(folder.glob(".desk-access-*.part"))


def test_the_next_export_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    target = tmp_path / "punches.csv"
    target.write_text("of yesterday")
    with start_export(target) as child:
        child.kill()
    assert len(drafts(tmp_path)) == 1
    assert target.read_text() == "of yesterday"
    others = [tmp_path / ".desk-access-notes.part", tmp_path / "film.mp4.part"]
    for other in others:
        other.touch()
    if os.name == "nt":  # there, only those of an hour ago
        os.utime(drafts(tmp_path)[0], (0, 0))
    write_punches([], tmp_path / "other.csv", ReportForm.CSV)
    assert drafts(tmp_path) == others[:1]
    assert others[1].exists()


def test_an_export_that_is_still_written_is_left_alone(tmp_path: Path) -> None:
    with start_export(tmp_path / "slow.csv") as child:
        write_punches([], tmp_path / "quick.csv", ReportForm.CSV)
        assert len(drafts(tmp_path)) == 1
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait() == 0
    assert (tmp_path / "slow.csv").read_bytes() == (tmp_path / "quick.csv").read_bytes()
    assert drafts(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="names of POSIX")
def test_what_only_looks_like_a_draft_stops_no_export(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".desk-access-0000000000000001.part")
    (tmp_path / ".desk-access-0000000000000002.part").symlink_to("nowhere")
    (tmp_path / ".desk-access-0000000000000003.part").mkdir()
    write_punches([], tmp_path / "punches.csv", ReportForm.CSV)
    assert len(drafts(tmp_path)) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_killed_update_leaves_no_half_copy(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    with Workspace.open(folder) as workspace:
        append(workspace.ledger, workspace.gallery.enrol("E7", "Kim", "", [], START), 0)
    place, migrations = folder / DATABASE_NAME, later_version(tmp_path)
    limit = place.stat().st_size // 2
    update = [sys.executable, "-c", UPDATE, str(place), str(migrations), str(limit)]
    assert subprocess.run(update, check=False).returncode < 0, "it was not killed"
    backup = folder / "desk_access.before-update.db"
    half = backup.with_name(f"{backup.name}.part")
    assert 0 < half.stat().st_size <= limit
    assert stat.S_IMODE(half.stat().st_mode) == 0o600
    assert not backup.exists()

    with Workspace.open(folder) as workspace:
        assert workspace.ledger.verify().intact
        assert [path.name for path in folder.iterdir() if "before-update" in path.name] == []

    database = Database.at(place)
    upgrade(database, migrations)
    database.close()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with sqlite3.connect(backup) as copy:
        assert copy.execute("SELECT code FROM person").fetchall() == [("E7",)]
    assert not half.exists()
