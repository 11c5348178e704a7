"""Opening a workspace, alone and beside others, on good and on bad ground."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from desk_access.errors import (
    DatabaseCorrupt,
    DatabaseNewer,
    StoreError,
    WorkspaceBusy,
    WorkspaceUnavailable,
)
from desk_access.model.punch import PunchFilter
from desk_access.store.workspace import Workspace
from tests.records import START, append, portraits

ALL = PunchFilter()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new" / "desk 1 % ü"


@pytest.fixture
def filled(folder: Path) -> Path:
    """A closed workspace with a person and three punches."""
    with Workspace.open(folder) as workspace:
        kim = workspace.gallery.enrol("E7", "Kim", "", portraits("E7"), START)
        for number in range(3):
            append(workspace.ledger, kim, number)
    return folder


def in_a_child(code: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


HOLD = """
import sys
from pathlib import Path
from desk_access.store.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def test_makes_the_folder_for_its_owner_alone(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        assert workspace.models_folder.is_dir()
        assert (folder / "desk_access.db").is_file()
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_closes_to_one_file_and_an_idle_lock(filled: Path) -> None:
    names = {path.name for path in filled.iterdir()}
    assert names == {"desk_access.db", "desk-access.lock", "models"}


def test_keeps_what_was_written(filled: Path) -> None:
    with Workspace.open(filled) as workspace:
        assert [person.code for person in workspace.gallery.people()] == ["E7"]
        assert workspace.ledger.count(ALL) == 3
        assert workspace.ledger.verify().intact


def test_may_be_closed_twice(folder: Path) -> None:
    workspace = Workspace.open(folder)
    workspace.close()
    workspace.close()
    Workspace.open(folder).close()


def test_a_second_writer_is_refused_with_the_first_ones_number(folder: Path) -> None:
    with (
        Workspace.open(folder),
        pytest.raises(WorkspaceBusy, match=f"process {os.getpid()}.*Close that program"),
    ):
        Workspace.open(folder)
    Workspace.open(folder).close()


def test_another_process_holds_it_until_it_is_killed(folder: Path) -> None:
    with in_a_child(HOLD, folder) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        with pytest.raises(WorkspaceBusy, match=f"process {child.pid}"):
            Workspace.open(folder)
        child.kill()
        child.wait()
    with Workspace.open(folder) as workspace:
        assert workspace.ledger.verify().intact


def test_reads_beside_a_writer_and_sees_what_is_new(filled: Path) -> None:
    with Workspace.open(filled) as writer, Workspace.open(filled, exclusive=False) as reader:
        kim = writer.gallery.person("E7")
        assert reader.ledger.count(ALL) == 3
        append(writer.ledger, kim, 3)
        assert reader.ledger.count(ALL) == 4
        assert reader.ledger.verify().intact


def test_two_readers_need_no_lock(filled: Path) -> None:
    with (
        Workspace.open(filled, exclusive=False) as one,
        Workspace.open(filled, exclusive=False) as other,
        Workspace.open(filled) as writer,
    ):
        assert one.gallery.people() == other.gallery.people() == writer.gallery.people()


def test_a_reader_cannot_write(filled: Path) -> None:
    with Workspace.open(filled, exclusive=False) as reader:
        with pytest.raises(StoreError):
            reader.gallery.enrol("E8", "Lee", "", [], START)
        with pytest.raises(StoreError):
            append(reader.ledger, reader.gallery.person("E7"), 3)
        assert reader.ledger.count(ALL) == 3


def test_a_reader_makes_a_missing_workspace(folder: Path) -> None:
    with Workspace.open(folder, exclusive=False) as reader:
        assert reader.gallery.people() == []


@pytest.mark.parametrize("exclusive", [True, False])
def test_a_file_where_the_folder_should_be(tmp_path: Path, exclusive: bool) -> None:
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(WorkspaceUnavailable, match=r"file.*Choose a folder"):
            Workspace.open(folder, exclusive)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("name", ["desk_access.db", "desk-access.lock", "desk-access.pid"])
def test_a_folder_where_a_file_should_be(folder: Path, name: str) -> None:
    (folder / name).mkdir(parents=True)
    with pytest.raises(WorkspaceUnavailable):
        Workspace.open(folder)


@pytest.mark.parametrize("exclusive", [True, False])
@pytest.mark.parametrize(
    "content", [b"", b"not a database, but a letter " * 99, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_what_is_no_database_is_refused_and_left_alone(
    folder: Path, content: bytes, exclusive: bool
) -> None:
    folder.mkdir(parents=True)
    (folder / "desk_access.db").write_bytes(content)
    with pytest.raises(DatabaseCorrupt, match=r"desk_access\.db is damaged"):
        Workspace.open(folder, exclusive)
    assert (folder / "desk_access.db").read_bytes() == content


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_database_is_refused(filled: Path, share: float) -> None:
    place = filled / "desk_access.db"
    whole = place.read_bytes()
    place.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(DatabaseCorrupt):
        Workspace.open(filled)


def test_damage_inside_is_told_when_it_is_met(filled: Path) -> None:
    place = filled / "desk_access.db"
    with sqlite3.connect(place) as raw:
        (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'punch'").fetchone()
    raw.close()
    content = bytearray(place.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    place.write_bytes(content)
    with Workspace.open(filled) as workspace:
        with pytest.raises(DatabaseCorrupt):
            workspace.ledger.verify()
        with pytest.raises(DatabaseCorrupt):
            workspace.ledger.query(ALL)


def test_a_value_that_cannot_be_read_is_damage(filled: Path) -> None:
    with Workspace.open(filled) as workspace:
        raw = sqlite3.connect(filled / "desk_access.db")
        raw.execute("UPDATE enrolment_picture SET points = x'0102'")
        raw.execute("UPDATE template SET vector = zeroblob(512)")
        raw.execute("UPDATE person SET enrolled_at = 'yesterday'")
        raw.commit()
        raw.close()
        with pytest.raises(DatabaseCorrupt):
            workspace.gallery.pictures(1)
        with pytest.raises(DatabaseCorrupt):
            workspace.gallery.templates("a" * 64)
        with pytest.raises(DatabaseCorrupt):
            workspace.gallery.people()


@pytest.mark.parametrize("exclusive", [True, False])
def test_another_programs_database_is_left_alone(folder: Path, exclusive: bool) -> None:
    folder.mkdir(parents=True)
    raw = sqlite3.connect(folder / "desk_access.db")
    raw.execute("CREATE TABLE recipe (cake TEXT)")
    raw.close()
    with pytest.raises(DatabaseCorrupt, match="another program"):
        Workspace.open(folder, exclusive)


@pytest.mark.parametrize("exclusive", [True, False])
def test_a_newer_database_is_refused_and_left_alone(filled: Path, exclusive: bool) -> None:
    place = filled / "desk_access.db"
    raw = sqlite3.connect(place)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    before = place.read_bytes()
    with pytest.raises(DatabaseNewer, match=r"newer version.*Install"):
        Workspace.open(filled, exclusive)
    assert place.read_bytes() == before


def test_a_missing_table_is_damage(filled: Path) -> None:
    raw = sqlite3.connect(filled / "desk_access.db")
    raw.execute("DROP TABLE setting")
    raw.close()
    with Workspace.open(filled) as workspace, pytest.raises(DatabaseCorrupt):
        workspace.settings.load()


def test_a_journal_without_its_database_is_not_thrown_away(folder: Path) -> None:
    folder.mkdir(parents=True)
    journal = folder / "desk_access.db-wal"
    journal.write_bytes(b"the last punches")
    with pytest.raises(DatabaseCorrupt, match="journal"):
        Workspace.open(folder)
    assert journal.read_bytes() == b"the last punches"


def test_what_a_killed_creation_left_does_not_matter(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "desk_access.draft").write_bytes(b"half")
    (folder / "desk_access.draft-wal").write_bytes(b"half")
    with Workspace.open(folder) as workspace:
        assert workspace.ledger.verify().intact
    assert not list(folder.glob("*draft*"))


def test_failures_are_one_line_and_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceUnavailable) as failure:
        Workspace.open(tmp_path / "file")
    assert "\n" not in str(failure.value)
    assert failure.value.cure
    assert failure.value.__cause__ is not None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alembic_version SET version_num = '0007'",
        "UPDATE alembic_version SET version_num = '0009'",
        "DELETE FROM alembic_version",
        "INSERT INTO alembic_version VALUES ('0001')",
    ],
)
def test_a_file_whose_tables_are_not_of_its_revision_is_damaged(
    filled: Path, statement: str
) -> None:
    raw = sqlite3.connect(filled / "desk_access.db", isolation_level=None)
    raw.execute(statement)
    raw.close()
    with pytest.raises(DatabaseCorrupt, match="damaged"):
        Workspace.open(filled)
