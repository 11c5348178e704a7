"""Whoever changes the ledger behind the program's back is stopped, or found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desk_access.errors import DatabaseCorrupt, LedgerBroken
from desk_access.store.tables import PunchRow
from desk_access.store.workspace import Workspace
from tests.records import START, append

COLUMNS = [column.name for column in PunchRow.__table__.columns if column.name != "sequence"]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Six punches of one person."""
    with Workspace.open(tmp_path) as workspace:
        kim = workspace.gallery.enrol("E7", "Kim", "", [], START)
        for number in range(6):
            append(workspace.ledger, kim, number)
        yield workspace


@pytest.fixture
def raw(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """The file, without the program."""
    connection = sqlite3.connect(workspace.folder / "desk_access.db", isolation_level=None)
    yield connection
    connection.close()


def drop_triggers(raw: sqlite3.Connection) -> None:
    names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    assert names
    for (name,) in names:
        raw.execute(f"DROP TRIGGER {name}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE punch SET at = '2026-01-01 00:00:00' WHERE sequence = 2",
        "UPDATE OR IGNORE punch SET sequence = 9 WHERE sequence = 6",
        "DELETE FROM punch WHERE sequence = 6",
        "DELETE FROM punch",
        "INSERT OR REPLACE INTO punch SELECT * FROM punch WHERE sequence = 2",
        "REPLACE INTO punch SELECT * FROM punch WHERE sequence = 6",
        "UPDATE ledger_head SET sequence = 3",
        "UPDATE ledger_head SET entry_hash = '00'",
        "DELETE FROM ledger_head",
        "REPLACE INTO ledger_head VALUES (1, 3, '00', 2, '')",
        "INSERT INTO ledger_head VALUES (2, 3, '00', 2, '')",
    ],
)
def test_the_database_itself_only_appends(
    workspace: Workspace, raw: sqlite3.Connection, statement: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="ledger"):
        raw.execute(statement)
    assert workspace.ledger.verify().intact


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_value_is_found_where_it_is(
    workspace: Workspace, raw: sqlite3.Connection, column: str
) -> None:
    drop_triggers(raw)
    raw.execute("PRAGMA ignore_check_constraints = ON")
    value = {"at": "2026-01-01 00:00:00.000000", "direction": "out"}.get(column, 99)
    raw.execute(f"UPDATE punch SET {column} = ? WHERE sequence = 4", (value,))
    report = workspace.ledger.verify()
    assert (report.fault_at, report.entries, report.intact) == (4, 3, False)
    assert "ntry 4" in report.fault


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "yesterday"),
        ("at", 5),
        ("at", b"\xff"),
        ("direction", "sideways"),
        ("score", "much"),
        ("score", b"\x00"),
        ("frames", 2.5),
        ("person_code", b"E7"),
    ],
)
def test_a_value_of_no_meaning_is_a_fault_and_no_crash(
    workspace: Workspace, raw: sqlite3.Connection, column: str, value: object
) -> None:
    drop_triggers(raw)
    raw.execute("PRAGMA ignore_check_constraints = ON")
    raw.execute(f"UPDATE punch SET {column} = ? WHERE sequence = 4", (value,))
    assert workspace.ledger.verify().fault_at == 4


@pytest.mark.parametrize(
    ("statements", "fault_at", "told"),
    [
        (["DELETE FROM punch WHERE sequence = 1"], 1, "missing"),
        (["DELETE FROM punch WHERE sequence = 3"], 3, "missing"),
        (["DELETE FROM punch WHERE sequence = 6"], 6, "last 1 entries are missing"),
        (["DELETE FROM punch WHERE sequence > 2"], 3, "last 4 entries are missing"),
        (["DELETE FROM punch"], 1, "last 6 entries are missing"),
        (["DELETE FROM ledger_head"], 7, "record of its end is missing or damaged"),
        (["UPDATE ledger_head SET entry_hash = 'x'"], 7, "does not fit entry 6"),
        (["UPDATE ledger_head SET sequence = 5"], 7, "does not fit entry 6"),
        (
            [
                "DELETE FROM punch WHERE sequence = 3",
                "UPDATE punch SET sequence = sequence - 1 WHERE sequence > 3",
            ],
            3,
            "does not follow",
        ),
        (
            [
                "UPDATE punch SET sequence = 99 WHERE sequence = 2",
                "UPDATE punch SET sequence = 2 WHERE sequence = 5",
                "UPDATE punch SET sequence = 5 WHERE sequence = 99",
            ],
            2,
            "does not follow",
        ),
        (
            [
                "CREATE TEMP TABLE copy AS SELECT * FROM punch WHERE sequence = 6",
                "UPDATE copy SET sequence = 7, previous_hash = entry_hash",
                "INSERT INTO punch SELECT * FROM copy",
            ],
            7,
            "changed",
        ),
        (["UPDATE punch_picture SET jpeg = x'00' WHERE sequence = 2"], 2, "picture of entry 2"),
    ],
)
def test_what_is_missing_moved_or_added_is_found(
    workspace: Workspace,
    raw: sqlite3.Connection,
    statements: list[str],
    fault_at: int,
    told: str,
) -> None:
    drop_triggers(raw)
    for statement in statements:
        raw.execute(statement)
    report = workspace.ledger.verify()
    assert report.fault_at == fault_at
    assert told in report.fault
    assert report.entries == fault_at - 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger_head",
        "DELETE FROM punch WHERE sequence = 6",
        "DELETE FROM punch",
        "UPDATE ledger_head SET sequence = 5",
        "UPDATE punch SET entry_hash = 'x' WHERE sequence = 6",
    ],
)
def test_nothing_is_added_to_a_changed_end(
    workspace: Workspace, raw: sqlite3.Connection, statement: str
) -> None:
    drop_triggers(raw)
    raw.execute(statement)
    before = raw.execute("SELECT count(*) FROM punch").fetchone()
    with pytest.raises(LedgerBroken, match="audit"):
        append(workspace.ledger, workspace.gallery.person("E7"), 6)
    assert raw.execute("SELECT count(*) FROM punch").fetchone() == before


@pytest.mark.parametrize(
    ("column", "value"),
    [("at", "yesterday"), ("at", ""), ("direction", "sideways"), ("zone", "Moon")],
)
def test_hours_are_not_read_from_an_entry_of_no_meaning(
    workspace: Workspace, raw: sqlite3.Connection, column: str, value: object
) -> None:
    drop_triggers(raw)
    raw.execute("PRAGMA ignore_check_constraints = ON")
    raw.execute(f"UPDATE punch SET {column} = ? WHERE sequence = 4", (value,))
    with pytest.raises(DatabaseCorrupt):
        workspace.ledger.marks(START, START + timedelta(days=1), besides=[(1, 6)])


def test_an_end_that_was_cut_off_is_no_head(workspace: Workspace, raw: sqlite3.Connection) -> None:
    head = workspace.ledger.head()
    assert head.sequence == 6
    drop_triggers(raw)
    raw.execute("DELETE FROM punch_picture WHERE sequence = 6")
    raw.execute("DELETE FROM punch WHERE sequence = 6")
    assert workspace.ledger.hashes_at(6) == frozenset()
    with pytest.raises(LedgerBroken):
        workspace.ledger.head()
