"""After an erasure no table and no file holds a face, a name or a code of the person."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, String, text
from sqlalchemy.sql.sqltypes import Enum

from desk_access.errors import EnrolmentRefused
from desk_access.model.calendar import Leave
from desk_access.model.closing import ClosedMonth
from desk_access.model.correction import AddPunch, NewCorrection, Standing
from desk_access.model.history import Visit
from desk_access.model.liveness import LivenessEvidence
from desk_access.model.person import Person
from desk_access.model.plan import Plan
from desk_access.model.plan_change import AddLeave, Assign, SaveSchedule
from desk_access.model.punch import Direction, PunchFilter
from desk_access.model.schedule import Assignment, Schedule, Shift
from desk_access.model.spoof import Spoof
from desk_access.model.suggestion import Suggestion
from desk_access.model.timesheet import Totals
from desk_access.model.visitor import Visitor
from desk_access.store import act_tables, export_tables, tables, time_tables
from desk_access.store.database import Database
from desk_access.store.workspace import DATABASE_NAME, Workspace
from tests.records import START, append, jpeg, moment, picture, portraits, template

CODE, OTHER_CODE = "Q7-김-4711", "Q8-lee-4712"
NAME, OTHER_NAME = "Xyzzy 'Hamil' 김하임", "Plugh Lee"
MARCH = date(2026, 3, 1)
NINE_TO_SIX = Schedule("Desk", ((Shift("Day", time(9), time(18)),),) * 7, MARCH)

HELD = {
    "person": "deleted",
    "enrolment_picture": "deleted with the person",
    "template": "deleted with the picture",
    "punch": "person_code is redacted; nothing else names or shows anybody",
    "punch_picture": "deleted",
    "ledger_head": "hashes",
    "ledger_act": "operators and accounts; subjects are numbers and names of settings and plans",
    "ledger_state": "digests of what had a salt, under numbers and names of settings and plans",
    "ledger_salt": "deleted with what it belongs to",
    "setting": "of the desk, not of people",
    "history": "operators and cameras; deleted when all its people are",
    "history_person": "deleted with the person",
    "history_picture": "numbers",
    "visitor": "deleted where it may show the person",
    "lookalike": "deleted with the person",
    "suggestion": "deleted with the person",
    "spoof": "deleted with the person; a picture that matched nobody is emptied",
    "schedule": "of the site; a mention of the name is told",
    "assignment": "deleted with the person",
    "holiday": "of the site; a mention of the name is told",
    "leave": "deleted with the person",
    "correction": "person_code is redacted",
    "correction_words": "deleted with the person's; a mention in others' is told",
    "correction_decision": "operators",
    "clock_note": "numbers",
    "late_change": "numbers",
    "closed_month": "person_code in the plan is redacted",
    "frozen": "person_code is redacted",
    "carried": "person_code is redacted",
    "report_template": "of the site",
    "export_job": "of the site",
}
"""What becomes of each table's texts and bytes. A new table or column needs its answer here."""

TEXTS = {
    "person": {"code", "code_key", "name", "group"},
    "enrolment_picture": {"jpeg", "points"},
    "template": {"model_digest", "vector"},
    "punch": {
        *("person_code", "direction", "zone", "session", "model_digest", "camera"),
        *("picture_sha256", "previous_hash", "entry_hash", "policy", "source_kind"),
        *("detector_digest", "landmarker_digest", "liveness_digest", "identity"),
    },
    "punch_picture": {"jpeg"},
    "ledger_head": {"entry_hash", "signature"},
    "ledger_act": {
        *("kind", "who", "account", "subject", "content", "previous_hash", "entry_hash"),
    },
    "ledger_state": {"part", "key", "digest"},
    "ledger_salt": {"part", "key", "salt"},
    "setting": {"section", "value"},
    "history": {"who", "action", "camera"},
    "history_person": {"before_name", "before_group", "after_name", "after_group"},
    "history_picture": set(),
    "visitor": {"visitor_key", "camera", "jpeg", "points", "model_digest", "vector"},
    "lookalike": set(),
    "suggestion": {"camera", "jpeg", "points", "model_digest", "vector"},
    "spoof": {"camera", "jpeg"},
    "schedule": {"name", "content"},
    "assignment": {"schedule", "group"},
    "holiday": {"name", "source"},
    "leave": {"kind"},
    "correction": {"person_code", "change", "who", "account"},
    "correction_words": {"reason", "before", "after"},
    "correction_decision": {"standing", "who", "account"},
    "clock_note": set(),
    "late_change": set(),
    "closed_month": {"who", "head_hash", "plan"},
    "frozen": {"person_code", "group", "totals"},
    "carried": {"person_code", "totals"},
    "report_template": {"name", "content"},
    "export_job": {"name", "content", "failure"},
}
"""The columns that those answers were given for."""


def test_every_column_that_can_name_or_show_somebody_has_an_answer() -> None:
    assert {each.__name__ for each in (act_tables, export_tables, time_tables)}
    found = {
        table.name: {
            column.name
            for column in table.columns
            if isinstance(column.type, String | LargeBinary | Enum)
            or isinstance(getattr(column.type, "impl", None), LargeBinary)
        }
        for table in tables.Base.metadata.tables.values()
    }
    assert found.keys() == HELD.keys()
    unanswered = {name: found[name] - TEXTS[name] for name in found if found[name] - TEXTS[name]}
    assert unanswered == {}


def filled(workspace: Workspace) -> tuple[Person, Person]:
    """A workspace in which two people stand in everything that keeps somebody."""
    gallery, house = workspace.gallery, workspace.housekeeping
    kim = gallery.enrol(CODE, NAME, "team", portraits("kim", 3), START)
    lee = gallery.enrol(OTHER_CODE, OTHER_NAME, "team", portraits("lee"), START)
    twice = gallery.enrol("Q9-kim-4713", NAME + " again", "team", portraits("twice"), START)
    append(workspace.ledger, twice, 5)
    for number, who in enumerate((kim, lee, kim, lee)):
        append(workspace.ledger, who, number, Direction.IN if number < 2 else Direction.OUT)
    house.merge("Q9-kim-4713", CODE)
    gallery.rename(CODE, NAME + " 2", "team two")
    gallery.rename(CODE, NAME, "team")
    house.add_pictures(
        CODE, [(picture("assigned"), template("assigned"))], Visit(START, START, "D")
    )
    gallery.tell_apart(CODE, OTHER_CODE, START)
    for key, mark in (("v" * 32, "visit kim"), ("w" * 32, "visit lee")):
        vector = template("kim 0" if mark == "visit kim" else mark)
        workspace.visitors.add(
            Visitor(key, START, "Door", picture(mark), vector.vector, vector.model_digest)
        )
    seen = template("suggested")
    workspace.suggestions.keep(
        Suggestion(
            kim.person_id, START, "Door", 0.9, picture("suggested"), seen.vector, seen.model_digest
        )
    )
    evidence = LivenessEvidence(0.02, 9, -3.5, 0.97, None, False)
    workspace.spoofs.add(Spoof(START, "Door", kim.person_id, 0.7, evidence, jpeg("spoof kim")))
    workspace.spoofs.add(Spoof(START, "Door", None, None, evidence, jpeg("spoof nobody")))
    plan_of(workspace, kim, lee)
    return kim, lee


def plan_of(workspace: Workspace, kim: Person, lee: Person) -> None:
    mine = Assignment("Desk", MARCH, person_code=CODE)
    workspace.plans.change(
        [
            SaveSchedule(NINE_TO_SIX),
            Assign(mine),
            AddLeave(Leave(CODE, date(2026, 3, 9), date(2026, 3, 9), "Xyzzy's leave", None, True)),
        ]
    )
    missed = AddPunch(datetime(2026, 3, 3, 9, tzinfo=UTC), Direction.OUT, "Asia/Seoul")
    for code, reason in ((CODE, f"{NAME} forgot"), (OTHER_CODE, f"Was out with {NAME}")):
        asked = NewCorrection(code, date(2026, 3, 3), missed, reason)
        made = workspace.corrections.add(
            asked, "noor", START, (f"{code} before", f"{code} after"), False
        )
        workspace.corrections.decide(made.number, Standing.APPROVED, "noor", START)
    plan = Plan((NINE_TO_SIX,), (mine,), (), (), "Asia/Seoul", time(4))
    head = workspace.ledger.head()
    sums = Totals()._replace(work=480)
    april = date(2026, 4, 1)
    for month, carried in ((MARCH, {}), (april, {(MARCH, CODE): sums})):
        workspace.closed_months.close(
            ClosedMonth(month, START, "noor", head.sequence, head.entry_hash),
            plan, {CODE: ("team", sums), OTHER_CODE: ("team", sums)}, carried,
        )  # fmt: skip


def shows_kim() -> list[bytes]:
    names = [CODE, "Q9-kim-4713", NAME, NAME + " 2", NAME + " again", "Xyzzy's leave"]
    written = [each.encode() for each in names]
    written += [each.encode("utf-16-le") for each in names]
    written += [json.dumps(each)[1:-1].encode() for each in names]
    faces = [f"kim {number}" for number in range(3)] + ["twice 0", "twice 1", "assigned"]
    shown = [jpeg(each) for each in (*faces, "visit kim", "suggested", "spoof kim", "spoof nobody")]
    shown += [moment(number) for number in (0, 2, 5)]
    vectors = [template(each).vector for each in (*faces, "suggested")]
    return [
        *written,
        *(each[at : at + 24] for each in shown for at in (0, len(each) // 2, len(each) - 24)),
        *(each.tobytes()[40:64] for each in vectors),
        *(each.astype("<f2").tobytes()[40:64] for each in vectors),
    ]


def left_in(folder: Path, wanted: list[bytes]) -> dict[str, list[bytes]]:
    found = {}
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            if hits := [each for each in wanted if each in content]:
                found[file.name] = hits
    return found


def alike_kim(templates: object, visits: object) -> set[str]:
    return {"v" * 32}


@pytest.mark.parametrize("before", ["active", "removed", "deactivated"])
def test_nothing_is_left_in_any_file(tmp_path: Path, before: str) -> None:
    folder = tmp_path / "workspace"
    with Workspace.open(folder) as workspace:
        kim, _ = filled(workspace)
        assert len(left_in(folder, shows_kim())[DATABASE_NAME + "-wal"]) > 50
        if before == "removed":
            workspace.gallery.remove(CODE)
        elif before == "deactivated":
            workspace.housekeeping.deactivate(CODE)
        done = workspace.gallery.erase(CODE, alike_kim)
        assert (done.kept_as, done.bytes_left) == (f"erased-{kim.person_id}", False)
        assert done.visits == 1
        assert done.checked >= 1
        if before == "active":
            assert done.searched > 20
        # What somebody wrote about Lee is Lee's, and is told.
        assert done.mentions >= 1
        name = NAME.encode()
        left = left_in(folder, [each for each in shows_kim() if each != name])
        assert left == {}
        assert [each.entry.person_code for each in workspace.ledger.query(PunchFilter())].count(
            OTHER_CODE
        ) == 2
        assert workspace.ledger.verify().faults == ()
    assert left_in(folder, [each for each in shows_kim() if each != name]) == {}


def test_others_keep_everything(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "workspace") as workspace:
        filled(workspace)
        workspace.gallery.erase(CODE, alike_kim)
        assert workspace.gallery.person(OTHER_CODE).pictures == 2
        assert workspace.ledger.picture(3) is not None
        assert [each.key for each in workspace.visitors.all()] == ["w" * 32]
        assert workspace.corrections.find(OTHER_CODE)[0].asked.reason.startswith("Was out")
        frozen = workspace.closed_months.frozen(MARCH)
        assert set(frozen) == {OTHER_CODE, "erased-1"}
        plan = workspace.closed_months.plan(MARCH)
        assert [each.person_code for each in plan.assignments] == ["erased-1"]


def test_without_templates_to_compare_with_every_visit_goes(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "workspace") as workspace:
        filled(workspace)
        assert workspace.gallery.erase(CODE).visits == 2
        assert workspace.visitors.all() == []


def test_the_code_may_be_given_to_somebody_else_afterwards(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "workspace") as workspace:
        filled(workspace)
        workspace.gallery.erase(CODE)
        new = workspace.gallery.enrol(CODE, "New", "", portraits("new"), START)
        append(workspace.ledger, new, 20)
        assert [
            each.sequence for each in workspace.ledger.query(PunchFilter(person_code=CODE))
        ] == [6]
        workspace.gallery.erase(CODE)
        assert workspace.ledger.verify().intact
        codes = {each.entry.person_code for each in workspace.ledger.query(PunchFilter())}
        assert CODE not in codes
        assert f"erased-{new.person_id}" in codes


def test_a_redacted_entry_that_is_changed_afterwards_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    with Workspace.open(folder) as workspace:
        filled(workspace)
        workspace.gallery.erase(CODE)
    raw = sqlite3.connect(folder / DATABASE_NAME)
    wanted = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'punch'"
    for (name,) in raw.execute(wanted).fetchall():
        raw.execute(f'DROP TRIGGER "{name}"')
    raw.execute("UPDATE punch SET person_code = 'Q8-lee-4712' WHERE person_code LIKE 'erased-%'")
    raw.commit()
    raw.close()
    with Workspace.open(folder, exclusive=False) as workspace:
        assert not workspace.ledger.verify().intact


def test_a_reader_delays_the_last_bytes_and_that_is_told_and_mended(
    tmp_path: Path, expected_logs: list[str]
) -> None:
    expected_logs.append("stays in the journal")
    folder = tmp_path / "workspace"
    with Workspace.open(folder) as workspace:
        filled(workspace)
        reader = Database.at(folder / DATABASE_NAME, read_only=True)
        with reader.read() as reading:
            reading.execute(text("SELECT * FROM person")).all()
            assert workspace.gallery.erase(CODE, alike_kim).bytes_left
            assert left_in(folder, shows_kim())
        reader.close()
        workspace.visitors.expire(START)  # as the program does from time to time
        name = NAME.encode()
        assert left_in(folder, [each for each in shows_kim() if each != name]) == {}


def test_a_code_of_the_erased_is_nobody_s(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "workspace") as workspace:
        for code in ("erased-3", "ERASED-3"):
            with pytest.raises(EnrolmentRefused, match="cannot begin with"):
                workspace.gallery.enrol(code, "Kim", "", portraits("kim"), START)
