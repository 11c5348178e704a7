"""Migrations and tables say the same, and an update happens whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import PrimaryKeyConstraint, insert, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateIndex, CreateTable

from desk_access.errors import (
    AlreadyEnrolled,
    DatabaseCorrupt,
    DatabaseNewer,
    PersonNotFound,
    StoreError,
    WorkspaceUnavailable,
)
from desk_access.model.person import Person
from desk_access.model.punch import PunchFilter
from desk_access.store.chain import GENESIS, entry_hash
from desk_access.store.database import Database
from desk_access.store.export_tables import JobRow
from desk_access.store.gallery import SqlGallery
from desk_access.store.ledger import SqlLedger
from desk_access.store.schema import MIGRATIONS, Schema, schema_of, upgrade
from desk_access.store.tables import Base, PersonRow, PunchRow
from desk_access.store.time_tables import ClockNoteRow, CorrectionRow
from tests.records import START, jpeg, new_punch, portraits

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("person", sa.Column("badge", sa.String(), nullable=True))
    op.execute("UPDATE person SET badge = 'B-' || code")
    {more}
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database of today's revision with one person."""
    database = Database.at(tmp_path / "desk_access.db")
    upgrade(database)
    SqlGallery(database).enrol("E7", "Kim Hamil", "", portraits("E7"), START)
    yield database
    database.close()


def later_version(folder: Path, more: str = "") -> Path:
    """The migrations of a version to come."""
    migrations = folder / "100 % later"
    shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    head = max(file.name[1:5] for file in (MIGRATIONS / "versions").glob("r*.py"))
    text = NEXT.format(head=head, more=more)
    (migrations / "versions" / "r9999_badge.py").write_text(text)
    return migrations


def earlier_version(folder: Path, head: str) -> Path:
    """The migrations up to a revision."""

    def later(_folder: str, names: list[str]) -> set[str]:
        return {name for name in names if name == "__pycache__" or "r" + head < name[:5] < "r:"}

    migrations = folder / "older"
    shutil.copytree(MIGRATIONS, migrations, ignore=later)
    return migrations


def columns(place: Path, table: str = "person") -> set[str]:
    raw = sqlite3.connect(place)
    try:
        return {row[1] for row in raw.execute(f"PRAGMA table_info({table})")}
    finally:
        raw.close()


def test_the_migrations_make_the_tables_of_today(database: Database) -> None:
    with database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_constraints_that_are_not_compared_are_there_too(database: Database) -> None:
    raw = sqlite3.connect(database.place)
    made = " ".join(row[0] for row in raw.execute("SELECT sql FROM sqlite_master WHERE sql <> ''"))
    raw.close()
    checks = {
        constraint.name
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if not isinstance(constraint, PrimaryKeyConstraint)
    }
    assert len(checks) == 30
    assert {name for name in checks if str(name) not in made} == set()


def test_knows_empty_current_and_older(database: Database, tmp_path: Path) -> None:
    assert schema_of(database) is Schema.CURRENT
    assert schema_of(database, later_version(tmp_path)) is Schema.OLDER
    empty = Database.at(tmp_path / "empty.db")
    assert schema_of(empty) is Schema.EMPTY
    empty.close()


def test_an_update_keeps_the_data_and_a_copy_of_the_older_file(
    database: Database, tmp_path: Path
) -> None:
    upgrade(database, later_version(tmp_path))
    raw = sqlite3.connect(database.place)
    assert raw.execute("SELECT name, badge FROM person").fetchall() == [("Kim Hamil", "B-E7")]
    raw.close()
    assert "badge" not in columns(database.backup)
    older = Database.at(database.backup)
    assert schema_of(older) is Schema.CURRENT
    assert [person.name for person in SqlGallery(older).people()] == ["Kim Hamil"]
    older.close()
    with pytest.raises(DatabaseNewer):
        upgrade(database)


def test_punches_of_before_keep_their_hashes(tmp_path: Path) -> None:
    """What is recorded since revision 7 is None for them, and None is not hashed."""
    place = tmp_path / "desk_access.db"
    database = Database.at(place)
    upgrade(database, earlier_version(tmp_path, "0006"))
    kim = Person(1, "E7", "Kim Hamil", "", START, True, 1)
    entry, end = new_punch(kim), GENESIS
    raw = sqlite3.connect(place)
    for sequence in (1, 2):
        before, end = end, entry_hash(sequence, end, entry)
        row = asdict(entry) | asdict(entry.evidence)
        row |= {"sequence": sequence, "previous_hash": before, "entry_hash": end}
        row["at"] = f"{START:%Y-%m-%d %H:%M:%S.%f}"
        names = sorted(columns(place, "punch"))
        marks = ", ".join("?" * len(names))
        raw.execute(
            f"INSERT INTO punch ({', '.join(names)}) VALUES ({marks})",
            [row[name] for name in names],
        )
        raw.execute("UPDATE ledger_head SET sequence = ?, entry_hash = ?", [sequence, end])
        raw.commit()
    raw.execute("INSERT INTO clock_note VALUES (1)")
    raw.commit()
    raw.close()
    upgrade(database)
    report = SqlLedger(database).verify()
    assert (report.entries, report.fault) == (2, "")
    assert {punch.entry.evidence.policy for punch in SqlLedger(database).query(PunchFilter())} == {
        None
    }
    database.close()


def test_punches_of_before_get_their_clock_notes(tmp_path: Path) -> None:
    """They are made as the ledger grows; older ledgers get them all at once."""
    place = tmp_path / "desk_access.db"
    older = earlier_version(tmp_path, "0004")
    database = Database.at(place)
    upgrade(database, older)
    raw = sqlite3.connect(place)
    columns_ = columns(place, "punch")
    for sequence, (second, monotonic, run) in enumerate(
        [(0, 0.0, "a"), (9, 8.0, "a"), (20, 9.0, "a"), (25, 15.0, "a"), (30, 3.0, "b")], 1
    ):
        row = dict.fromkeys(columns_, 0) | {
            "sequence": sequence,
            "direction": "in",
            "at": f"2026-03-02 08:00:{second:02}.000000",
            "monotonic": monotonic,
            "session": run,
        }
        names = ", ".join(row)
        raw.execute(
            f"INSERT INTO punch ({names}) VALUES ({', '.join('?' * len(row))})", [*row.values()]
        )
    raw.commit()
    raw.close()
    upgrade(database)
    with database.read() as session:
        noted = session.scalars(select(ClockNoteRow.sequence).order_by(ClockNoteRow.sequence))
        assert list(noted) == [1, 3, 5]
    database.close()


def test_no_copy_is_made_when_there_is_nothing_to_update(database: Database) -> None:
    upgrade(database)
    assert not database.backup.exists()


@pytest.mark.parametrize(
    ("more", "failure"),
    [("raise ZeroDivisionError", ZeroDivisionError), ("op.drop_table('absent')", StoreError)],
)
def test_an_update_that_fails_changes_nothing(
    database: Database, tmp_path: Path, more: str, failure: type[Exception]
) -> None:
    with pytest.raises(failure):
        upgrade(database, later_version(tmp_path, more))
    assert "badge" not in columns(database.place)
    assert schema_of(database) is Schema.CURRENT
    assert [person.name for person in SqlGallery(database).people()] == ["Kim Hamil"]


def test_without_a_copy_there_is_no_update(database: Database, tmp_path: Path) -> None:
    database.backup.mkdir()
    with pytest.raises(WorkspaceUnavailable):
        upgrade(database, later_version(tmp_path))
    assert "badge" not in columns(database.place)


def test_a_copy_that_is_not_whole_stops_the_update_and_the_last_good_one_stays(
    database: Database, tmp_path: Path
) -> None:
    database.back_up()
    good = database.backup.read_bytes()
    database.close()
    raw = sqlite3.connect(database.place)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (size,) = raw.execute("PRAGMA page_size").fetchone()
    (page,) = raw.execute(
        "SELECT rootpage FROM sqlite_master WHERE type = 'index' AND tbl_name = 'punch'"
    ).fetchone()
    raw.close()
    with database.place.open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(bytes(size))
    with pytest.raises(DatabaseCorrupt):
        upgrade(database, later_version(tmp_path))
    assert database.backup.read_bytes() == good
    assert list(tmp_path.glob("*.part*")) == []
    assert "badge" not in columns(database.place)


@pytest.mark.parametrize("ending", ["remove", "erase"])
def test_the_copy_goes_with_the_first_person_that_is_deleted(
    database: Database, ending: str
) -> None:
    database.back_up()
    assert jpeg("E7 1")[:32] in database.backup.read_bytes()
    getattr(SqlGallery(database), ending)("E7")
    assert not database.backup.exists()


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    row = {"code": "E8", "name": "", "group": "", "enrolled_at": datetime(2026, 1, 1), "active": 1}
    with pytest.raises(StatementError, match="zone"), database.write() as session:
        session.execute(insert(PersonRow).values(row))
    with pytest.raises(StatementError, match="zone"), database.read() as session:
        session.execute(select(PunchRow).where(PunchRow.at > datetime(2026, 1, 1)))


def test_a_server_could_take_the_tables() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for row in (PunchRow, CorrectionRow, JobRow):  # one of each file of tables
        assert row.__tablename__ in Base.metadata.tables
    for table in Base.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=dialect))
    assert "TIMESTAMP WITH TIME ZONE" in str(
        CreateTable(PunchRow.__table__).compile(dialect=dialect)
    )


def test_codes_that_look_alike_before_the_update_keep_working_exactly(tmp_path: Path) -> None:
    database = Database.at(tmp_path / "desk_access.db")
    upgrade(database, earlier_version(tmp_path, "0008"))
    for number, code in enumerate(("E7", "e7", "Ｋ1"), 1):
        with database.connection() as connection:
            connection.execute(
                text(
                    'INSERT INTO person (person_id, code, name, "group", enrolled_at, active)'
                    " VALUES (:number, :code, :name, '', '2026-01-01 00:00:00.000000', 1)"
                ),
                {"number": number, "code": code, "name": f"Kim {number}"},
            )
    upgrade(database)
    gallery = SqlGallery(database)
    assert [gallery.person(code).name for code in ("E7", "e7", "k1")] == ["Kim 1", "Kim 2", "Kim 3"]
    with pytest.raises(PersonNotFound, match="may mean any of the codes E7, e7"):
        gallery.person("Ｅ7")
    with pytest.raises(AlreadyEnrolled, match="belongs to Kim 1, for it looks like E7"):
        gallery.enrol("Ｅ7", "Kim 4", "", portraits("E7"), START)
    with pytest.raises(AlreadyEnrolled, match=r"The code e7 belongs to Kim 2\."):
        gallery.enrol("e7", "Kim 4", "", portraits("E7"), START)
    gallery.remove("e7")
    with pytest.raises(AlreadyEnrolled, match="belongs to Kim 1, for it looks like E7"):
        gallery.enrol("e7", "Kim 4", "", portraits("E7"), START)
    database.close()
