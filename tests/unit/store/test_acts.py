"""Whatever changes meaning is chained, whichever repository does it, and erasures have one way."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from desk_access.model.audit import ActKind
from desk_access.model.correction import Excuse, NewCorrection
from desk_access.model.plan_change import SaveSchedule
from desk_access.model.schedule import Schedule
from desk_access.store.act_tables import ActRow, SaltRow, StateRow
from desk_access.store.append_only import lifted
from desk_access.store.audits import SqlAudits
from desk_access.store.coverage import COVERED, UNCOVERED
from desk_access.store.database import Database
from desk_access.store.outside import Outside
from desk_access.store.punch_rows import redact
from desk_access.store.schema import MIGRATIONS, upgrade
from desk_access.store.tables import Base, PersonRow, PunchPictureRow, PunchRow
from desk_access.store.time_tables import CorrectionRow
from desk_access.store.workspace import DATABASE_NAME, Workspace
from tests.records import START, append, portraits

MARCH = date(2026, 3, 1)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Kim, with two pictures and three punches."""
    with Workspace.open(tmp_path) as workspace:
        kim = workspace.gallery.enrol("E7", "Kim", "", portraits("E7"), START)
        for number in range(3):
            append(workspace.ledger, kim, number)
        yield workspace


@pytest.fixture
def database(workspace: Workspace) -> Iterator[Database]:
    """The same file, for changes of the program's own kind."""
    database = Database.at(workspace.folder / DATABASE_NAME)
    SqlAudits((database,), Outside.of_user(), workspace.folder).take_key()
    yield database
    database.close()


def outside(workspace: Workspace, *statements: str) -> None:
    """Change the file without the program."""
    raw = sqlite3.connect(workspace.folder / DATABASE_NAME, isolation_level=None)
    for statement in statements:
        raw.execute(statement)
    raw.close()


def kinds(database: Database) -> list[ActKind]:
    with database.read() as session:
        return list(session.scalars(select(ActRow.kind).order_by(ActRow.number)))


def test_every_table_is_covered_or_says_why_not() -> None:
    covered = {each.table for each in COVERED}
    assert covered | UNCOVERED.keys() == {*Base.metadata.tables, "alembic_version"}
    assert covered & UNCOVERED.keys() == set()
    for each in COVERED:
        columns = Base.metadata.tables[each.table].columns
        assert {each.subject, *each.without} <= set(columns.keys())


def test_every_kind_of_change_is_an_act(workspace: Workspace, database: Database) -> None:
    workspace.settings.save({"attendance": "{}"})
    workspace.plans.change([SaveSchedule(Schedule("Free", ((),), MARCH))])
    asked = NewCorrection("E7", MARCH, Excuse(MARCH), "Why")
    workspace.corrections.add(asked, "noor", START, ("", ""), approved=True)
    workspace.housekeeping.deactivate("E7")
    assert kinds(database) == [
        ActKind.FOUNDED,
        ActKind.KEY,
        ActKind.PEOPLE,
        ActKind.SETTINGS,
        ActKind.PLAN,
        ActKind.CORRECTION,
        ActKind.PEOPLE,
    ]
    with database.read() as session:
        correction = session.scalars(select(ActRow).where(ActRow.number == 6)).one()
    assert (correction.who, correction.subject, correction.after) == ("noor", "correction 1", 3)
    assert correction.account
    assert workspace.ledger.verify().intact


def test_what_changes_nothing_is_no_act(workspace: Workspace, database: Database) -> None:
    workspace.settings.save({"attendance": "{}"})
    before = workspace.ledger.head()
    workspace.settings.save({"attendance": "{}"})
    with database.write() as session:
        session.execute(update(PersonRow).values(name=PersonRow.name))
    assert workspace.ledger.head() == before


def test_a_transaction_that_fails_leaves_no_act(workspace: Workspace, database: Database) -> None:
    before = workspace.ledger.head()

    def stopped() -> None:
        with database.write() as session:
            session.execute(update(PersonRow).values(name="Nobody"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stopped()
    assert workspace.ledger.head() == before
    with database.write() as session:
        session.execute(update(PersonRow).values(name="Somebody"))
    assert workspace.ledger.verify().intact


def test_what_a_foreign_key_deletes_is_covered(workspace: Workspace, database: Database) -> None:
    with database.write() as session:
        session.execute(delete(PersonRow))
    assert workspace.ledger.verify().intact
    with database.read() as session:
        parts = select(StateRow.part).where(StateRow.digest == "")
        gone = set(session.scalars(parts))
        salts = session.scalars(select(SaltRow).where(SaltRow.part != "schema"))
        left = {row.part for row in salts}
    assert {"person", "enrolment_picture", "template", "history_person"} <= gone
    assert left == {"history"}, "nobody can guess what was deleted"


def test_nothing_personal_is_in_an_act(workspace: Workspace, database: Database) -> None:
    with database.read() as session:
        subjects = set(session.scalars(select(ActRow.subject)))
        keys = set(session.scalars(select(StateRow.key).where(StateRow.part == "person")))
    assert keys == {"1"}
    assert not any(word in each for each in subjects for word in ("E7", "Kim"))


def test_a_change_outside_is_not_covered_up_by_the_next_one(
    workspace: Workspace, database: Database
) -> None:
    outside(workspace, "UPDATE person SET name = 'Mallory'")
    assert "erson 1 was changed" in workspace.ledger.verify().fault
    workspace.gallery.rename("E7", "Kim Hamil", "")
    assert kinds(database)[-2:] == [ActKind.FOUND_CHANGED, ActKind.PEOPLE]
    (fault,) = workspace.ledger.verify().faults
    assert "person 1 had been changed" in fault.what
    assert workspace.audits.accept("noor") == 0
    assert workspace.ledger.verify().intact


def test_what_is_accepted_is_as_it_is_from_then_on(
    workspace: Workspace, database: Database
) -> None:
    outside(
        workspace,
        "UPDATE person SET name = 'Mallory'",
        "DELETE FROM template WHERE picture_id = 2",
        "INSERT INTO setting VALUES ('window', '{}')",
    )
    assert len(workspace.ledger.verify().faults) == 3
    assert workspace.audits.accept("noor") == 3
    assert workspace.ledger.verify().intact
    outside(workspace, "UPDATE person SET name = 'Eve'")
    assert not workspace.ledger.verify().intact


def test_a_punch_is_redacted_in_one_way(workspace: Workspace, database: Database) -> None:
    before = workspace.ledger.head()
    with database.write() as session:
        redact(session, {1: "erased-1", 3: "erased-1"})
    with database.read() as session:
        codes = session.scalars(select(PunchRow.person_code).order_by(PunchRow.sequence))
        assert list(codes) == ["erased-1", "E7", "erased-1"]
    assert kinds(database)[-1] is ActKind.ERASURE
    assert workspace.ledger.verify().intact
    assert before.entry_hash in workspace.ledger.hashes_at(before.sequence)
    append(workspace.ledger, workspace.gallery.person("E7"), 9)
    assert workspace.ledger.verify().intact
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        outside(workspace, "UPDATE punch SET person_code = 'E7'")


@pytest.mark.parametrize(
    "change",
    [
        "person_code = 'erased-2' WHERE sequence = 1",
        "person_code = 'erased-1' WHERE sequence = 2",
        "person_code = 'E7' WHERE sequence = 1",
        "at = '2026-01-01 00:00:00.000000' WHERE sequence = 1",
    ],
)
def test_a_redacted_punch_is_what_its_erasure_says(
    workspace: Workspace, database: Database, change: str
) -> None:
    with database.write() as session:
        redact(session, {1: "erased-1"})
    outside(workspace, "DROP TRIGGER punch_unchanged", f"UPDATE punch SET {change}")
    report = workspace.ledger.verify()
    # Its own content again is what the chain holds: nothing was lost, only the trigger.
    expected = None if "'E7'" in change else int(change[-1])
    assert report.fault_at == expected
    assert not report.intact


def test_a_picture_of_a_moment_is_deleted_by_an_act_alone(
    workspace: Workspace, database: Database
) -> None:
    with database.write() as session:
        session.execute(delete(PunchPictureRow).where(PunchPictureRow.sequence == 1))
    assert workspace.ledger.verify().intact
    outside(workspace, "DELETE FROM punch_picture WHERE sequence = 2")
    assert "picture of entry 2 is missing" in workspace.ledger.verify().fault


def test_what_stays_can_be_changed_by_an_erasure_alone(
    workspace: Workspace, database: Database
) -> None:
    asked = NewCorrection("E7", MARCH, Excuse(MARCH), "Why")
    workspace.corrections.add(asked, "noor", START, ("", ""), approved=True)
    with database.write() as session, lifted(session, "correction"):
        session.execute(update(CorrectionRow).values(person_code="erased-1"))
    assert workspace.ledger.verify().intact
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        outside(workspace, "UPDATE correction SET person_code = 'E7'")


def test_an_older_workspace_is_chained_as_it_is(tmp_path: Path) -> None:
    older = tmp_path / "older"
    later = shutil.ignore_patterns("__pycache__", "r0008*", "r0009*", "r001*")
    shutil.copytree(MIGRATIONS, older, ignore=later)
    database = Database.at(tmp_path / DATABASE_NAME)
    upgrade(database, older)
    database.close()
    raw = sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)
    raw.execute("INSERT INTO setting VALUES ('attendance', '{}')")
    raw.execute("INSERT INTO person VALUES (1, 'E7', 'Kim', '', '2026-03-02', 1, NULL)")
    raw.close()
    with Workspace.open(tmp_path) as workspace:
        assert workspace.ledger.verify().intact
        assert workspace.ledger.head().act == 2
        outside(workspace, "UPDATE setting SET value = '{\"cool_down_s\": 1}'")
        assert "etting attendance was changed" in workspace.ledger.verify().fault


def test_an_update_covers_up_nothing(workspace: Workspace, tmp_path: Path) -> None:
    outside(workspace, "UPDATE person SET name = 'Mallory'")
    workspace.close()
    migrations = tmp_path / "later"
    shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    head = max(file.name[1:5] for file in (MIGRATIONS / "versions").glob("r*.py"))
    (migrations / "versions" / "r9999_later.py").write_text(
        f"from alembic import op\nrevision, down_revision = '9999', '{head}'\n"
        'def upgrade():\n    op.execute("UPDATE person SET \\"group\\" = \'All\'")\n'
    )
    database = Database.at(workspace.folder / DATABASE_NAME)
    upgrade(database, migrations)
    assert kinds(database)[-2:] == [ActKind.FOUND_CHANGED, ActKind.UPDATED]
    database.close()


def test_a_trigger_that_is_gone_is_told(workspace: Workspace) -> None:
    outside(workspace, "DROP TRIGGER punch_undeleted")
    (fault,) = workspace.ledger.verify().faults
    assert "punch_undeleted was deleted" in fault.what


def test_without_its_acts_a_ledger_is_not_intact(workspace: Workspace) -> None:
    outside(
        workspace,
        "DROP TRIGGER ledger_act_undeleted",
        "DROP TRIGGER ledger_state_undeleted",
        "DROP TRIGGER ledger_head_forward",
        "DELETE FROM ledger_state",
        "DELETE FROM ledger_act",
        "UPDATE ledger_head SET act = 0",
    )
    assert "no acts" in workspace.ledger.verify().faults[-1].what
