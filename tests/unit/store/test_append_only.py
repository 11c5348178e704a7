"""The database itself refuses to change corrections, decisions and closed months."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from desk_access.errors import DatabaseCorrupt
from desk_access.model.closing import ClosedMonth
from desk_access.model.correction import Excuse, NewCorrection, Standing
from desk_access.model.plan import Plan
from desk_access.model.plan_change import SaveSchedule
from desk_access.model.schedule import Schedule
from desk_access.model.timesheet import Totals
from desk_access.store.workspace import Workspace
from tests.records import START

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Two corrections, one of them decided twice, and two closed months, one of them carrying."""
    with Workspace.open(tmp_path) as workspace:
        workspace.gallery.enrol("E7", "Kim", "", [], START)
        workspace.plans.change([SaveSchedule(Schedule("Free", ((),), MARCH))])
        for day in (2, 3):
            asked = NewCorrection("E7", date(2026, 3, day), Excuse(date(2026, 3, day)), "Why")
            workspace.corrections.add(asked, "noor", START, ("", ""), approved=True)
        workspace.corrections.decide(1, Standing.WITHDRAWN, "noor", START)
        plan = Plan((), (), (), (), "UTC", time(4))
        people = {"E7": ("", Totals(work=480))}
        for month, carried in ((MARCH, {}), (APRIL, {(MARCH, "E7"): Totals(work=60)})):
            closed = ClosedMonth(month, datetime(2026, 5, 1, tzinfo=UTC), "noor", 0, "0" * 64)
            workspace.closed_months.close(closed, plan, people, carried)
        yield workspace


@pytest.fixture
def raw(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """The file, without the program."""
    connection = sqlite3.connect(workspace.folder / "desk_access.db", isolation_level=None)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE correction SET who = 'somebody'",
        "UPDATE OR IGNORE correction SET number = 9 WHERE number = 2",
        "DELETE FROM correction WHERE number = 2",
        "REPLACE INTO correction SELECT * FROM correction WHERE number = 2",
        "UPDATE correction_decision SET standing = 'rejected'",
        "DELETE FROM correction_decision",
        "REPLACE INTO correction_decision SELECT * FROM correction_decision WHERE decision = 1",
        "INSERT INTO correction_decision VALUES (9, 1, 'approved', 'x', '2026-01-01')",
        "UPDATE closed_month SET who = 'somebody'",
        "DELETE FROM closed_month",
        "REPLACE INTO closed_month SELECT * FROM closed_month LIMIT 1",
        "UPDATE frozen SET totals = '{}'",
        "DELETE FROM frozen",
        "REPLACE INTO frozen SELECT month, person_code, person_id, 'x', '{}' FROM frozen LIMIT 1",
        "UPDATE carried SET totals = '{}'",
        "DELETE FROM carried",
        "REPLACE INTO carried SELECT * FROM carried LIMIT 1",
    ],
)
def test_what_was_written_stays(
    workspace: Workspace, raw: sqlite3.Connection, statement: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(statement)
    assert len(workspace.corrections.find()) == 2
    assert workspace.closed_months.frozen(APRIL)["E7"].carried == Totals(work=60)


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        ("UPDATE schedule SET content = '{}'", "plans.schedules"),
        ("UPDATE schedule SET content = 'no json'", "plans.schedules"),
        ("UPDATE correction SET change = '[]'", "corrections.find"),
        ('UPDATE correction SET change = \'{"kind": "bribe"}\'', "corrections.find"),
        (
            'UPDATE correction SET change = \'{"kind": "add_punch", "direction": "in",'
            ' "at": "2026-03-02T09:00:00+00:00", "zone": "Moon"}\'',
            "corrections.find",
        ),
        ("UPDATE correction SET day = 'soon'", "corrections.find"),
        ("UPDATE correction_decision SET standing = 'maybe'", "corrections.find"),
        ("UPDATE frozen SET totals = '[8]'", "closed_months.frozen"),
        ("UPDATE frozen SET totals = '{\"hours\": 8}'", "closed_months.frozen"),
        ("UPDATE frozen SET totals = '{\"work\": true}'", "closed_months.frozen"),
        ("UPDATE closed_month SET plan = '{\"zone\": 1}'", "closed_months.plan"),
        ("UPDATE closed_month SET plan = replace(plan, 'UTC', 'Moon')", "closed_months.plan"),
    ],
)
def test_what_no_program_wrote_is_a_damaged_file(
    workspace: Workspace, raw: sqlite3.Connection, statement: str, read: str
) -> None:
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute(statement)
    port, method = read.split(".")
    wanted = (MARCH,) if port == "closed_months" else ()
    with pytest.raises(DatabaseCorrupt):
        getattr(getattr(workspace, port), method)(*wanted)
