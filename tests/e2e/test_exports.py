"""Exports as their user asks for them on the command line."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desk_access.model.punch import Direction
from desk_access.reports.signature import signature_of
from desk_access.store.workspace import Workspace
from tests.e2e.conftest import Program, Ran
from tests.records import START, append

MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")


@pytest.fixture(autouse=True)
def punched(tmp_path: Path) -> None:
    """Two people, of whom one came and went nine hours later on 2026-03-02 (Seoul)."""
    with Workspace.open(tmp_path / "workspace") as workspace:
        kim = workspace.gallery.enrol("E7", "김하밀", "Office", [], START)
        workspace.gallery.enrol("E8", "=1+1", "Guards", [], START)
        append(workspace.ledger, kim, 0)
        append(workspace.ledger, kim, 540, Direction.OUT)


def rows(ran: Ran) -> list[dict[str, str]]:
    assert ran.status == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out, newline="")))


def test_a_timesheet_goes_to_stdout(program: Program) -> None:
    found = rows(program("export", "timesheet", *MARCH, "-o", "-"))
    (day,) = (row for row in found if row["punches"])
    assert (day["code"], day["name"], day["date"]) == ("E7", "김하밀", "2026-03-02")
    assert (day["punches"], day["work"]) == ("17:00–02:00+1", "9:00")


def test_a_group_or_a_person_alone(program: Program) -> None:
    of_group = rows(program("export", "timesheet", *MARCH, "--group", "Guards", "-o", "-"))
    assert {row["name"] for row in of_group} <= {"'=1+1"}
    of_kim = rows(program("export", "timesheet", *MARCH, "--person", "E7", "-o", "-"))
    assert {row["code"] for row in of_kim} == {"E7"}
    nobody = program("export", "timesheet", *MARCH, "--person", "E404", "-o", "-")
    assert nobody.status == 1
    assert "E404" in nobody.err


@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf", "json"])
@pytest.mark.parametrize("what", ["timesheet", "punches"])
def test_each_form_is_signed_and_verified(
    program: Program, tmp_path: Path, what: str, form: str
) -> None:
    target = tmp_path / f"march.{form}"
    ran = program("export", what, *MARCH, "--format", form, "--sign", "-o", target)
    assert ran.status == 0, ran.err
    assert f"written to {target}" in ran.err
    checked = program("audit", "verify-export", target)
    assert checked.status == 0, checked.err
    assert checked.out.startswith("Genuine: export ")
    target.write_bytes(target.read_bytes() + b"\n")
    checked = program("audit", "verify-export", target)
    assert checked.status == 1
    assert "not the file that was signed" in checked.err


def test_what_verify_finds_is_there_for_programs(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "march.csv"
    program("export", "punches", *MARCH, "--sign", "-o", target)
    (found,) = program("audit", "verify-export", target, "--json").rows
    assert found["genuine"]
    assert found["statement"]["ledger"]["sequence"] == 2
    other = program("audit", "verify-export", target, "--json", folder=tmp_path / "other")
    assert other.status == 1
    assert not other.rows[0]["key_is_ours"]
    assert not other.rows[0]["head_is_ours"]
    told = program("audit", "verify-export", target, folder=tmp_path / "other")
    assert "not this workspace's" in told.err
    signature_of(target).unlink()
    assert program("audit", "verify-export", target).status == 1


def test_binary_forms_and_signatures_need_a_file(program: Program) -> None:
    for more in (("--format", "xlsx"), ("--format", "pdf"), ("--sign",)):
        assert program("export", "timesheet", *MARCH, *more, "-o", "-").status == 2


def test_a_template_is_saved_used_and_removed(program: Program, tmp_path: Path) -> None:
    save = (
        "export-templates", "save", "급여", "--rows", "people", "--people", "code,work",
        "--punches", "name,date,time", "--dates", "dd.mm.yyyy", "--lengths", "hours",
    )  # fmt: skip
    assert program(*save).status == 0
    assert "급여" in program("export-templates", "list").out
    (_, kept) = program("export-templates", "list", "--json").rows
    assert (kept["people"], kept["dates"]) == (["code", "work"], "dd.mm.yyyy")
    found = rows(program("export", "timesheet", *MARCH, "--template", "급여", "-o", "-"))
    assert found[0] == {"code": "E7", "work": "9.00"} or found[-1] == {"code": "E7", "work": "9.00"}
    (first, _) = rows(program("export", "punches", *MARCH, "--template", "급여", "-o", "-"))
    assert first == {"name": "김하밀", "date": "02.03.2026", "time": "17:00"}
    assert program("export-templates", "remove", "급여").status == 0
    gone = program("export", "punches", *MARCH, "--template", "급여", "-o", "-")
    assert gone.status == 2
    assert "There are: standard." in gone.err


def test_a_column_that_is_none_is_told_with_those_that_are(program: Program) -> None:
    ran = program("export-templates", "save", "a", "--days", "date,wage")
    assert ran.status == 2
    assert "no column 'wage'; there are code, name" in ran.err


def test_scheduled_exports_are_added_run_listed_and_removed(
    program: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    add = (
        "export-jobs", "add", "hours", "timesheet", "--every", "monthly", "--folder", folder,
        "--since", "2026-02-10", "--format", "xlsx", "--sign",
    )  # fmt: skip
    assert program(*add).status == 0
    again = program(*add)
    assert again.status == 1
    assert "already" in again.err
    ran = program("export-jobs", "run", "hours")
    assert ran.status == 0
    written = ran.out.splitlines()
    assert written[:2] == [str(folder / f"hours 2026-{month}.xlsx") for month in ("02", "03")]
    assert load_workbook(written[1])["Summary"]["B2"].value in ("김하밀", "=1+1")
    assert program("audit", "verify-export", written[1]).status == 0
    (standing,) = program("export-jobs", "list", "--json").rows
    assert (standing["job"]["every"], standing["failure"]) == ("monthly", "")
    assert "hours" in program("export-jobs", "list").out
    assert program("export-jobs", "run").out == "", "nothing is written twice"
    assert program("export-jobs", "remove", "hours").status == 0
    assert program("export-jobs", "remove", "hours").status == 1
    assert Path(written[0]).exists()


def test_a_scheduled_export_that_fails_says_why(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    add = ("export-jobs", "add", "p", "punches", "--every", "weekly", "--folder", folder)
    assert program(*add, "--since", "2026-03-02").status == 0
    ran = program("export-jobs", "run")
    assert ran.status == 1
    (line,) = ran.err.splitlines()
    assert line.startswith("desk-access: ")
    assert "cannot be written" in line
    assert "cannot be written" in program("export-jobs", "list").out
    folder.mkdir()
    assert program("export-jobs", "run").status == 0
    (standing,) = program("export-jobs", "list", "--json").rows
    assert standing["failure"] == ""


def test_a_folder_that_may_not_be_written_to_is_one_line(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "missing" / "march.xlsx"
    ran = program("export", "timesheet", *MARCH, "--format", "xlsx", "-o", target)
    assert ran.status == 1
    (line,) = ran.err.splitlines()
    assert str(target) in line


def test_json_is_what_programs_get(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "march.json"
    assert program("export", "timesheet", *MARCH, "--format", "json", "-o", target).status == 0
    found = json.loads(target.read_text("utf-8"))
    assert "김하밀" in [person["name"] for person in found["people"]]


def acts(folder: Path) -> list[str]:
    raw = sqlite3.connect(folder / "desk_access.db")
    try:
        return [kind for (kind,) in raw.execute("SELECT kind FROM ledger_act ORDER BY number")]
    finally:
        raw.close()


def test_an_export_is_noted_in_the_ledger_where_that_can_be_written(
    program: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "workspace"
    days = ("--from", "2026-01-01", "--to", "2026-01-31", "-o", str(tmp_path / "a.csv"))
    ran = program("export", "punches", *days)
    assert (ran.status, acts(folder)[-1]) == (0, "export")
    assert "not noted" not in ran.err
    before = acts(folder)
    with Workspace.open(folder):
        ran = program("export", "punches", *days)
    assert ran.status == 0
    assert "not noted in the ledger" in ran.err
    assert acts(folder) == before
