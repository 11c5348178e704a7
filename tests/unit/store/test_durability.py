"""What the database promises: on the disk when it says so, gone when it says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text

from desk_access.errors import StoreError, WorkspaceBusy, WorkspaceUnavailable
from desk_access.model.person import Person
from desk_access.model.punch import PunchFilter
from desk_access.store.database import Database
from desk_access.store.workspace import Workspace
from tests.records import START, append, jpeg, moment, portraits, template

ALL = PunchFilter()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def workspace(folder: Path) -> Iterator[Workspace]:
    with Workspace.open(folder) as workspace:
        yield workspace


@pytest.fixture
def database(workspace: Workspace) -> Iterator[Database]:
    """The workspace's file, opened once more."""
    database = Database.at(workspace.folder / "desk_access.db")
    yield database
    database.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("fullfsync", 1),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 5000),
    ],
)
def test_every_connection_is_safe(database: Database, pragma: str, value: object) -> None:
    with database.read() as one, database.read() as other:
        for session in (one, other):
            assert session.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_a_failure_in_a_transaction_undoes_it(database: Database) -> None:
    class Stop(Exception):
        pass

    def fail() -> None:
        with database.write() as session:
            session.execute(text("INSERT INTO setting VALUES ('a', '1')"))
            raise Stop

    with pytest.raises(Stop):
        fail()
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM setting")).scalar_one() == 0


def test_a_writer_that_waits_too_long_says_so(database: Database, workspace: Workspace) -> None:
    def write() -> None:
        with database.write() as second:
            second.execute(text("PRAGMA busy_timeout"))

    # Shorter than the application's patience, for the test's sake.
    event.listen(database._engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout = 9"))
    other = Database.at(workspace.folder / "desk_access.db")
    with other.write() as first:
        first.execute(text("SELECT 1"))
        with pytest.raises(WorkspaceBusy, match="busy"):
            write()
    write()
    other.close()


def contents(folder: Path) -> bytes:
    """Every byte of the database and its journal."""
    return b"".join(path.read_bytes() for path in folder.glob("desk_access*"))


def test_an_erased_persons_bytes_are_gone_from_the_files(
    workspace: Workspace, folder: Path
) -> None:
    # Many, of all sizes, so that pages are split, merged and moved as in a long life.
    people = []
    for number in range(60):
        name = f"name-{number:04}-" + "x" * (number * 37 % 150)
        faces = portraits(f"P{number}", 1 + number % 4)
        people.append(
            workspace.gallery.enrol(f"P{number}", name, f"team-{number:04}-", faces, START)
        )
        append(workspace.ledger, people[-1], number)
    for number in range(0, 60, 7):
        workspace.gallery.rename(f"P{number}", f"second-{number:04}-", "team")
    erased = [number for number in range(60) if number % 3]
    for number in erased:
        workspace.gallery.erase(f"P{number}")

    left = contents(folder)
    for number in range(60):
        shows = [
            f"name-{number:04}-".encode(),
            f"second-{number:04}-".encode(),
            f"team-{number:04}-".encode(),
            moment(number)[:32],
            moment(number)[-32:],
            jpeg(f"P{number} 0")[:32],
            jpeg(f"P{number} 0")[-32:],
            template(f"P{number} 0").vector.tobytes()[:32],
        ]
        found = sum(one in left for one in shows)
        assert (found == 0) if number in erased else (found >= 5), number
    assert workspace.ledger.verify().intact


def test_a_removed_persons_face_is_gone_from_the_files(workspace: Workspace, folder: Path) -> None:
    workspace.gallery.enrol("E7", "Kim Hamil", "", portraits("E7"), START)
    assert jpeg("E7 1")[:32] in contents(folder)
    workspace.gallery.remove("E7")
    left = contents(folder)
    assert b"Kim Hamil" in left
    assert jpeg("E7 1")[:32] not in left
    assert template("E7 1").vector.tobytes()[:32] not in left


def test_another_reader_delays_the_last_traces_and_that_is_logged(
    workspace: Workspace, database: Database, folder: Path, expected_logs: list[str]
) -> None:
    expected_logs.append("stays in the journal")
    workspace.gallery.enrol("E7", "Kim Hamil", "", portraits("E7"), START)
    event.listen(
        workspace.gallery._database._engine,
        "checkout",
        lambda raw, *_: raw.execute("PRAGMA busy_timeout = 9"),
    )
    with database.read() as reading:
        reading.execute(text("SELECT * FROM person")).all()
        workspace.gallery.erase("E7")
        assert workspace.gallery.people() == []
    database.close()
    workspace.close()
    assert b"Kim Hamil" not in contents(folder)
    assert jpeg("E7 1")[:32] not in contents(folder)


def fill(workspace: Workspace, kim: Person) -> None:
    for number in range(100):
        append(workspace.ledger, kim, number)


def test_a_full_disk_stops_a_punch_whole_and_nothing_before_it(
    workspace: Workspace, folder: Path
) -> None:
    kim = workspace.gallery.enrol("E7", "Kim", "", portraits("E7"), START)
    engine = workspace.ledger._database._engine
    # SQLite's own limit stands in for the disk's; tests/unit/store/test_disks.py has real ones.
    limit = "PRAGMA max_page_count = {}"
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    event.listen(engine, "checkout", lambda raw, *_: raw.execute(limit.format(pages + 5)))
    with pytest.raises(WorkspaceUnavailable, match=r"no room.*Free some space"):
        fill(workspace, kim)
    written = workspace.ledger.query(ALL, limit=1)[0].sequence
    assert 0 < written < 100
    assert workspace.ledger.count(ALL) == written
    assert workspace.ledger.verify().intact
    with pytest.raises(StoreError):
        workspace.gallery.enrol("E8", "Lee", "", portraits("E8", 20), START)
    assert [person.code for person in workspace.gallery.people()] == ["E7"]
    limit = "PRAGMA max_page_count = 100000"
    append(workspace.ledger, kim, written)
    assert workspace.ledger.verify().entries == written + 1
