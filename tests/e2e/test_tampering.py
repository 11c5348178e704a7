"""The table of docs/audit.md: each kind of change, made in the file, and the audit that finds it.

Each is made on a used workspace by somebody who knows the program and may write to its folder, with
nothing but SQL and bytes, and is looked for on the command line.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desk_access.model.audit import ActKind, NewAct
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.closing import ClosedMonth
from desk_access.model.correction import Excuse, NewCorrection, Standing
from desk_access.model.export_job import Every, ExportJob
from desk_access.model.plan import Plan
from desk_access.model.plan_change import AddLeave, Assign, SaveHolidays, SaveSchedule
from desk_access.model.punch import Direction, LedgerHead, NewPunch
from desk_access.model.report import STANDARD, ReportForm, ReportKind
from desk_access.model.schedule import Assignment, Schedule
from desk_access.model.timesheet import Totals
from desk_access.signing import SigningKey
from desk_access.store.acts import Detail, content_of, salted
from desk_access.store.capture import add_functions, state_of
from desk_access.store.chain import GENESIS, act_hash, entry_hash
from desk_access.store.coverage import COVERED
from desk_access.store.database import Database
from desk_access.store.heads import head_statement
from desk_access.store.migrations.versions.r0001_first import APPEND_ONLY
from desk_access.store.punch_rows import entry_of
from desk_access.store.tables import PunchRow
from desk_access.store.workspace import DATABASE_NAME, Workspace
from tests.e2e.conftest import Program
from tests.records import START, append, moment, new_punch, portraits

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
DOCS = Path(__file__).parents[2] / "docs" / "audit.md"
NOTED = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
BY_ANCHOR = "with an anchor"


@dataclass(frozen=True)
class Used:
    """A used workspace, as it is now, as it was some days ago, and an anchor of now."""

    folder: Path
    now: Path
    before: Path
    anchor: str

    def put(self, copy: Path) -> None:
        """Put a copy in the workspace's place."""
        shutil.rmtree(self.folder)
        shutil.copytree(copy, self.folder)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Used:
    """Two people, ten punches, plans, corrections, closings, exports, in one folder."""
    root = tmp_path_factory.mktemp("used")
    folder, now, before = root / "workspace", root / "now", root / "before"
    with Workspace.open(folder) as workspace:
        use(workspace)
    shutil.copytree(folder, before)
    with Workspace.open(folder) as workspace:
        for number in range(8, 10):
            append(workspace.ledger, workspace.gallery.person("E8"), number)
        anchor = workspace.audits.anchor(datetime.now(UTC))
    shutil.copytree(folder, now)
    return Used(folder, now, before, anchor)


def use(workspace: Workspace) -> None:
    gallery = workspace.gallery
    kim = gallery.enrol("E7", "Kim", "Office", portraits("E7"), START)
    lee = gallery.enrol("E8", "Lee", "", portraits("E8"), START, [kim.person_id])
    gallery.enrol("E9", "Park", "", portraits("E9"), START)
    workspace.housekeeping.deactivate("E9")
    for number in range(8):
        append(workspace.ledger, (kim, lee)[number % 2], number)
    workspace.settings.save({"corrections": '{"approval": "another_operator"}'})
    workspace.plans.change(
        [
            SaveSchedule(Schedule("Free", ((),), MARCH)),
            Assign(Assignment("Free", MARCH, person_code="E7")),
            SaveHolidays((Holiday(date(2026, 3, 2), "A holiday", "KR"),)),
            AddLeave(Leave("E7", date(2026, 3, 9), date(2026, 3, 9), "annual")),
        ]
    )
    for day in (3, 4):
        asked = NewCorrection("E7", date(2026, 3, day), Excuse(date(2026, 3, day)), "A train")
        workspace.corrections.add(asked, "noor", START, ("", ""), approved=False)
    workspace.corrections.decide(1, Standing.APPROVED, "ada", START)
    plan = Plan((), (), (), (), "UTC", time(4))
    for month, carried in ((MARCH, {}), (APRIL, {(MARCH, "E7"): Totals(work=60)})):
        head = workspace.ledger.head()
        closed = ClosedMonth(month, START, "noor", head.sequence, head.entry_hash)
        people = {"E7": ("Office", Totals(work=480))}
        workspace.closed_months.close(closed, plan, people, carried)
    workspace.exports.save_template(replace(STANDARD, name="Payroll"))
    job = ExportJob(
        "Pay", ReportKind.TIMESHEET, ReportForm.CSV, Every.MONTH, "/pay", MARCH, "Payroll"
    )
    workspace.exports.add_job(job)


def sql(*statements: str) -> Callable[[Used], None]:
    """Change the file, and put the triggers back that stand in the way."""

    def change(used: Used) -> None:
        raw = sqlite3.connect(used.folder / DATABASE_NAME, isolation_level=None)
        with lifted(raw):
            for statement in statements:
                raw.execute(statement)
        raw.close()

    return change


class lifted:
    """The triggers are away for the body."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw
        wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        self._triggers = raw.execute(wanted).fetchall()

    def __enter__(self) -> None:
        for name, _ in self._triggers:
            self._raw.execute(f"DROP TRIGGER {name}")

    def __exit__(self, *_: object) -> None:
        for _, text in self._triggers:
            self._raw.execute(text)


def opened(used: Used) -> sqlite3.Connection:
    raw = sqlite3.connect(used.folder / DATABASE_NAME, isolation_level=None)
    raw.row_factory = sqlite3.Row
    return raw


def forge(used: Used) -> None:
    """A punch more, with the hash that it must have."""
    raw = opened(used)
    row = dict(raw.execute("SELECT * FROM punch ORDER BY sequence DESC LIMIT 1").fetchone())
    with Workspace.open(used.folder, exclusive=False) as workspace:
        kim = workspace.gallery.person("E7")
    entry = new_punch(kim, 99, Direction.OUT)
    forged = replace(entry, at=START + timedelta(hours=9))
    sequence, before = row["sequence"] + 1, row["entry_hash"]
    row |= {
        "sequence": sequence,
        "person_id": kim.person_id,
        "person_code": "E7",
        "direction": "out",
        "at": f"{forged.at:%Y-%m-%d %H:%M:%S.%f}",
        "previous_hash": before,
        "entry_hash": entry_hash(sequence, before, forged),
        **{
            item.name: getattr(forged.evidence, item.name)
            for item in fields(forged.evidence)
            if item.name in row
        },
        "monotonic": forged.monotonic,
    }
    marks = ", ".join("?" * len(row))
    raw.execute(f"INSERT INTO punch ({', '.join(row)}) VALUES ({marks})", [*row.values()])
    raw.execute("INSERT INTO punch_picture VALUES (?, ?)", (sequence, moment(99)))
    raw.execute(
        "UPDATE ledger_head SET sequence = ?, entry_hash = ?", (sequence, row["entry_hash"])
    )
    raw.close()


def cut(used: Used) -> None:
    """The last two punches, and the head as it was before them, but for its signature."""
    raw = opened(used)
    with lifted(raw):
        raw.execute("DELETE FROM punch_picture WHERE sequence > 8")
        raw.execute("DELETE FROM punch WHERE sequence > 8")
        last = raw.execute("SELECT entry_hash FROM ledger_act ORDER BY number DESC").fetchone()
        raw.execute("UPDATE ledger_head SET sequence = 8, entry_hash = ?", (last[0],))
    raw.close()


def rewrite(used: Used) -> LedgerHead:
    """Kim's first punch an hour earlier, and every hash after it computed anew."""
    raw = opened(used)
    with lifted(raw):
        earlier = f"{START - timedelta(hours=1):%Y-%m-%d %H:%M:%S.%f}"
        raw.execute("UPDATE punch SET at = ? WHERE sequence = 1", (earlier,))
        head = rehash(raw, used)
    raw.close()
    return head


def rehash(raw: sqlite3.Connection, used: Used) -> LedgerHead:
    raw.execute("DELETE FROM clock_note WHERE sequence > 1")
    raw.execute("INSERT OR IGNORE INTO clock_note VALUES (2)")
    punches = entries(used)
    acts = raw.execute("SELECT * FROM ledger_act ORDER BY number").fetchall()
    last, number = GENESIS, 0
    order: list[tuple[int, int, Any]] = [(each["after"], each["number"], each) for each in acts]
    order += [(sequence, 0, entry) for sequence, entry in punches]
    for sequence, number_, each in sorted(order, key=lambda one: one[:2]):
        if number_:
            at = datetime.fromisoformat(each["at"]).replace(tzinfo=UTC)
            made = NewAct(
                ActKind(each["kind"]),
                at,
                *(each[k] for k in ("who", "account", "subject", "content")),
            )
            digest, number = act_hash(number_, sequence, last, made), number_
            table, key, value = "ledger_act", "number", number_
        else:
            digest = entry_hash(sequence, last, each)
            table, key, value = "punch", "sequence", sequence
        raw.execute(
            f"UPDATE {table} SET previous_hash = ?, entry_hash = ? WHERE {key} = ?",
            (last, digest, value),
        )
        last = digest
    head = LedgerHead(len(punches), last, number)
    raw.execute("UPDATE ledger_head SET entry_hash = ?", (last,))
    return head


def rewrite_and_sign(used: Used) -> None:
    """The same, signed with a key of one's own, which the acts name."""
    key = SigningKey.made()
    raw = opened(used)
    with lifted(raw):
        raw.execute(
            "UPDATE ledger_state SET key = ?, digest = ? WHERE part = 'key'",
            (key.fingerprint, key.public.hex()),
        )
        (number,) = raw.execute("SELECT number FROM ledger_act WHERE kind = 'key'").fetchone()
        content = content_of([Detail("key", key.fingerprint, key.public.hex())])
        raw.execute("UPDATE ledger_act SET content = ? WHERE number = ?", (content, number))
        head = rehash(raw, used)
        (workspace,) = raw.execute("SELECT subject FROM ledger_act WHERE number = 1").fetchone()
        signature = key.sign(head_statement(workspace, head)).hex()
        raw.execute("UPDATE ledger_head SET signature = ?", (signature,))
    raw.close()


def forge_act(used: Used) -> None:
    """A correction that its act allows: the digest and the act's content are computed anew."""
    raw = opened(used)
    with lifted(raw):
        raw.execute("UPDATE correction SET who = 'ada' WHERE number = 2")
        raw.execute("UPDATE ledger_act SET who = 'ada' WHERE kind = 'correction'")
        rehash(raw, used)
    raw.close()


def begin_anew(used: Used) -> None:
    """Another ledger, made by the program itself, under the same folder."""
    shutil.rmtree(used.folder)
    with Workspace.open(used.folder) as workspace:
        workspace.gallery.enrol("E7", "Kim", "", portraits("E7"), START)


def forget_acts(used: Used) -> None:
    """The acts are taken out, and the file is called one of before there were any."""
    sql(
        "DELETE FROM ledger_state",
        "DELETE FROM ledger_salt",
        "DELETE FROM ledger_act",
        "UPDATE ledger_head SET act = 0, signature = ''",
    )(used)


def vouch_for_a_name(used: Used) -> None:
    """A name is changed, and the digest that it has now put beside the acts, as of a later one."""
    raw = opened(used)
    add_functions(raw)
    covered = next(each for each in COVERED if each.table == "person")
    with lifted(raw):
        raw.execute("UPDATE person SET name = 'Mallory' WHERE person_id = 1")
        state, salt = raw.execute(
            f"SELECT {state_of(raw, covered)}, (SELECT salt FROM ledger_salt WHERE part = 'person'"
            " AND key = '1') FROM person WHERE person_id = 1"
        ).fetchone()
        raw.execute(
            "INSERT INTO ledger_state (act, part, key, digest) VALUES (999, 'person', '1', ?)",
            (salted(salt, state),),
        )
    raw.close()


def erase_the_last_and_count_anew(used: Used) -> None:
    """The last person is erased by the program; then her number, and her punches, are free."""
    with Workspace.open(used.folder) as workspace:
        append(workspace.ledger, workspace.housekeeping.reactivate("E9"), 10)
        workspace.gallery.erase("E9")
        assert workspace.audits.verify().intact
    sql("UPDATE sqlite_sequence SET seq = 2 WHERE name = 'person'")(used)


def found_anew(used: Used) -> None:
    """A name is changed, and the file made one of before there were acts: the program founds it."""
    punches = entries(used)
    raw = opened(used)
    for (name,) in raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%ledger%'"
    ).fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    for statement in (
        "DROP TABLE ledger_state",
        "DROP TABLE ledger_salt",
        "DROP TABLE ledger_act",
        "ALTER TABLE ledger_head DROP COLUMN act",
        "ALTER TABLE ledger_head DROP COLUMN signature",
        "ALTER TABLE correction DROP COLUMN account",
        "DROP INDEX ix_person_code_key",
        "ALTER TABLE person DROP COLUMN code_key",
        "UPDATE alembic_version SET version_num = '0007'",
        "UPDATE person SET name = 'Mallory' WHERE person_id = 1",
    ):
        raw.execute(statement)
    last = GENESIS
    for sequence, entry in punches:
        digest = entry_hash(sequence, last, entry)
        raw.execute(
            "UPDATE punch SET previous_hash = ?, entry_hash = ? WHERE sequence = ?",
            (last, digest, sequence),
        )
        last = digest
    raw.execute("UPDATE ledger_head SET entry_hash = ?", (last,))
    for trigger in APPEND_ONLY:
        raw.execute(trigger)
    raw.close()


def entries(used: Used) -> list[tuple[int, NewPunch]]:
    """The punches as the program reads them."""
    database = Database.at(used.folder / DATABASE_NAME, read_only=True)
    try:
        with database.read() as session:
            rows = session.scalars(select(PunchRow).order_by(PunchRow.sequence))
            return [(row.sequence, entry_of(row)) for row in rows]
    finally:
        database.close()


def swap(table: str, column: str, one: int, other: int, key: str) -> Callable[[Used], None]:
    """Exchange a column of two rows."""
    value = f"(SELECT {column} FROM {table} WHERE {key} = "
    return sql(
        f"CREATE TABLE swap AS SELECT {value}{one}) AS a, {value}{other}) AS b",
        f"UPDATE {table} SET {column} = (SELECT b FROM swap) WHERE {key} = {one}",
        f"UPDATE {table} SET {column} = (SELECT a FROM swap) WHERE {key} = {other}",
        "DROP TABLE swap",
    )


CHANGES: dict[int, Callable[[Used], object]] = {
    1: sql("UPDATE punch SET at = '2026-03-02 07:00:00.000000' WHERE sequence = 3"),
    2: sql("DELETE FROM punch_picture WHERE sequence = 4", "DELETE FROM punch WHERE sequence = 4"),
    3: swap("punch", "person_code", 1, 2, "sequence"),
    4: sql("DELETE FROM punch_picture WHERE sequence > 8", "DELETE FROM punch WHERE sequence > 8"),
    5: cut,
    6: forge,
    7: rewrite,
    8: rewrite_and_sign,
    9: lambda used: used.put(used.before),
    10: begin_anew,
    11: forget_acts,
    12: sql("UPDATE punch_picture SET jpeg = x'00' WHERE sequence = 2"),
    13: sql("DELETE FROM punch_picture WHERE sequence = 2"),
    14: sql("UPDATE correction SET day = '2026-03-05' WHERE number = 1"),
    15: sql("UPDATE correction_words SET reason = 'Another' WHERE number = 1"),
    16: sql("INSERT INTO correction SELECT 3, person_id, person_code, '2026-03-06', change, who,"
            " at, account FROM correction WHERE number = 2"),
    17: sql("UPDATE correction_decision SET standing = 'rejected'"),
    18: sql("INSERT INTO correction_decision VALUES (2, 2, 'approved', 'ada', '2026-03-05')"),
    19: sql("UPDATE closed_month SET plan = replace(plan, 'UTC', 'Asia/Seoul')"),
    20: sql("UPDATE frozen SET totals = '{\"work\": 600}'"),
    21: sql("UPDATE carried SET totals = '{\"work\": 600}'"),
    22: sql("DELETE FROM carried", "DELETE FROM frozen WHERE month = '2026-04-01'",
            "DELETE FROM closed_month WHERE month = '2026-04-01'"),
    23: sql("UPDATE schedule SET content = replace(content, 'false', 'true')"),
    24: sql("UPDATE assignment SET person_id = 2"),
    25: sql("UPDATE holiday SET day = '2026-03-03'"),
    26: sql("UPDATE leave SET last = '2026-03-13'"),
    27: sql("DELETE FROM late_change"),
    28: sql("UPDATE setting SET value = replace(value, 'another_operator', 'nobody')"),
    29: swap("template", "vector", 1, 3, "picture_id"),
    30: swap("enrolment_picture", "person_id", 1, 3, "picture_id"),
    31: sql("UPDATE person SET name = 'Lee' WHERE person_id = 1"),
    32: sql("UPDATE person SET active = 1 WHERE person_id = 3"),
    33: sql("UPDATE person SET merged_into = 1, active = 0 WHERE person_id = 2"),
    34: sql("DELETE FROM lookalike"),
    35: sql("UPDATE history SET who = 'ada'"),
    36: sql("UPDATE export_job SET content = replace(content, '/pay', '/elsewhere')"),
    37: sql("UPDATE report_template SET content = replace(content, 'Payroll', 'Payrol')"),
    38: sql("DELETE FROM clock_note"),
    39: lambda used: opened(used).execute("DROP TRIGGER punch_unchanged"),
    40: sql("UPDATE ledger_act SET account = 'somebody' WHERE number = 5"),
    41: sql("DELETE FROM ledger_state WHERE part = 'person'"),
    42: forge_act,
    43: sql("UPDATE ledger_salt SET salt = '00'"),
    44: found_anew,
    45: vouch_for_a_name,
    46: sql("DELETE FROM punch_picture WHERE sequence = 2",
            "INSERT INTO ledger_state (act, part, key, digest)"
            " VALUES (999, 'punch_picture', '2', '')"),
    47: erase_the_last_and_count_anew,
    48: sql("PRAGMA ignore_check_constraints = ON",
            "INSERT INTO ledger_head SELECT 2, sequence, entry_hash, act, signature"
            " FROM ledger_head"),
    49: sql("UPDATE ledger_head SET sequence = 'ten'"),
    50: sql("UPDATE ledger_state SET digest = x'00' WHERE part = 'person'"),
    51: sql("UPDATE ledger_act SET subject = x'00' WHERE number = 1"),
    52: sql("UPDATE setting SET value = 'no JSON'"),
}  # fmt: skip


def rows() -> dict[int, tuple[str, str]]:
    """The table: number -> what is changed, and how it is detected."""
    text = DOCS.read_text("utf-8")
    return {int(number): (what, how) for number, what, how in NOTED.findall(text)}


def test_the_table_is_complete() -> None:
    assert rows().keys() == CHANGES.keys()
    assert len(CHANGES) >= 25


def test_a_used_workspace_is_intact(used: Used, program: Program) -> None:
    used.put(used.now)
    verified = program("audit", "verify", "--anchor", used.anchor, folder=used.folder)
    assert (verified.status, verified.err) == (0, "")
    assert verified.out.startswith("Intact: 10 punches and ")


@pytest.mark.parametrize("number", CHANGES)
def test_each_change_is_detected_as_the_table_says(
    used: Used, program: Program, number: int
) -> None:
    used.put(used.now)
    CHANGES[number](used)
    alone = program("audit", "verify", "--json", folder=used.folder)
    if BY_ANCHOR in rows()[number][1]:
        assert alone.rows[0]["intact"], "if it were seen alone, the table would be wrong"
        anchored = program("audit", "verify", "--anchor", used.anchor, folder=used.folder)
        assert anchored.status == 1
        assert "anchor" in anchored.err
        return
    (report,) = alone.rows
    assert (alone.status, report["intact"]) == (1, False)
    assert all(fault["what"] and fault["cure"] and fault["where"] for fault in report["faults"])
