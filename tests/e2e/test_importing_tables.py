"""Tables and calendars on the command line: the difference first, then all of it or nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from desk_access.store.workspace import Workspace
from tests.e2e.conftest import Program, Ran
from tests.records import START, portraits
from tests.unit.imports.files import csv_file, text_file, workbook_file

SCHEDULES = (
    ("schedule", "days", "start", "end", "breaks", "grace_in"),
    ("Office", "Mon-Fri", "09:00", "18:00", "12:00-13:00", 5),
    ("Night", "Mon-Sun", "22:00", "06:00", None, None),
)
ICS = """BEGIN:VCALENDAR
X-WR-CALNAME:House
BEGIN:VEVENT
SUMMARY:창립기념일
DTSTART;VALUE=DATE:20200504
RRULE:FREQ=YEARLY
END:VEVENT
BEGIN:VEVENT
SUMMARY:Meeting
DTSTART:20260504T090000Z
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def staffed(tmp_path: Path, program: Program) -> Program:
    with Workspace.open(tmp_path / "workspace") as workspace:
        for code, name in (("E7", "Kim"), ("E8", "Lee")):
            workspace.gallery.enrol(code, name, "Shop", portraits(code), START)
    return program


def results(ran: Ran) -> list[tuple[str, str]]:
    return [(row["result"], row["what"]) for row in ran.rows]


def test_people_are_renamed_together_and_that_is_undone_together(
    staffed: Program, tmp_path: Path
) -> None:
    table = csv_file(
        tmp_path / "staff.csv",
        ("code", "name", "group"),
        ("E7", "Kim Hamil", "Lab"),
        ("E8", "Lee", "Lab"),
        ("E9", "Park", "Lab"),
    )
    dry = staffed("import-table", "people", table)
    assert dry.status == 0
    assert "name Kim → Kim Hamil, group Shop → Lab" in dry.out
    assert "Nothing is changed yet: 2 changed, 1 passed over." in dry.err
    assert "Kim Hamil" not in staffed("people", "list").out
    ran = staffed("import-table", "people", table, "--apply", "--json")
    assert results(ran) == [
        ("changed", "E7 Kim Hamil"),
        ("changed", "E8 Lee"),
        ("passed_over", "E9 Park"),
    ]
    assert ran.rows[0]["before"] == {"name": "Kim", "group": "Shop"}
    people = json.loads(staffed("people", "list", "--json").out)
    assert [(each["name"], each["group"]) for each in people] == [
        ("Kim Hamil", "Lab"),
        ("Lee", "Lab"),
    ]
    entry = staffed("people", "history", "--json").rows[0]
    assert (entry["action"], len(entry["people"])) == ("rename", 2)
    assert staffed("people", "undo", str(entry["number"])).status == 0
    assert "Lab" not in staffed("people", "list").out


def test_a_plan_out_of_tables_then_nothing_when_they_are_imported_again(
    staffed: Program, tmp_path: Path
) -> None:
    files = {
        "schedules": workbook_file(tmp_path / "schedules.xlsx", *SCHEDULES),
        "assignments": csv_file(
            tmp_path / "who.csv",
            ("schedule", "code", "group", "from", "to"),
            ("Office", "", "Shop", "2026-05-01", ""),
            ("Night", "E8", "", "2026-05-01", "2026-05-31"),
        ),
        "leave": workbook_file(
            tmp_path / "leave.xlsx",
            ("code", "from", "to", "kind", "half"),
            ("E7", date(2026, 5, 6), date(2026, 5, 8), "annual", None),
            ("E7", "2026. 5. 11.", None, "annual", "오후"),
        ),
    }
    for kind, file in files.items():
        assert staffed("import-table", kind, file, "--json").rows
        ran = staffed("import-table", kind, file, "--apply")
        assert ran.status == 0, ran.err
        assert "Done: 2 added." in ran.err
    again = {kind: staffed("import-table", kind, file) for kind, file in files.items()}
    assert {ran.out for ran in again.values()} == {""}
    assert all("2 unchanged" in ran.err for ran in again.values())
    told = staffed("import-table", "leave", files["leave"], "--all").out
    assert "E7" in told
    with Workspace.open(tmp_path / "workspace", exclusive=False) as workspace:
        halves = workspace.plans.leave("E7", date(2026, 5, 11), date(2026, 5, 11))
        assert [str(each.hours.start) for each in halves if each.hours] == ["14:00:00"]


def test_with_one_row_that_makes_no_sense_nothing_is_applied(
    staffed: Program, tmp_path: Path
) -> None:
    overlapping = [*SCHEDULES, ("Office", "Fri", "17:00", "20:00", None, None)]
    table = workbook_file(tmp_path / "schedules.xlsx", *overlapping)
    ran = staffed("import-table", "schedules", table, "--apply")
    assert ran.status == 1
    assert "refused  Office" in ran.out
    (line,) = (line for line in ran.err.splitlines() if line.startswith("desk-access: "))
    assert line.startswith("desk-access: Staff, row 2 makes no sense: In the schedule Office the")
    assert "Nothing was changed." in line
    assert staffed("import-table", "schedules", table).status == 1
    with Workspace.open(tmp_path / "workspace", exclusive=False) as workspace:
        assert workspace.plans.schedules() == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("import-table", "leave", "staff.xlsx"),
            "has the columns code, name. Its first line must",
        ),
        (("import-table", "leave", "nowhere.csv"), "nowhere.csv cannot be read"),
        (("import-table", "leave", "broken.xlsx"), "is no Excel workbook, or it is damaged"),
        (("holidays", "import", "broken.ics"), "broken.ics is damaged"),
        (("holidays", "import", "staff.xlsx"), "staff.xlsx is no iCalendar file"),
        (("holidays", "country", "XX", "2026"), "There is no country XX."),
        (("holidays", "country", "KR", "1901"), "are not known"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(
    program: Program,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook_file(tmp_path / "staff.xlsx", ("code", "name"), ("E7", "Kim"))
    (tmp_path / "broken.xlsx").write_bytes((tmp_path / "staff.xlsx").read_bytes()[:-900])
    text_file(tmp_path / "broken.ics", ICS[:-30])
    ran = program(*arguments)
    assert ran.status == 1
    (line,) = ran.err.splitlines()
    assert line.startswith("desk-access: ")
    assert words in line


@pytest.mark.parametrize(
    "arguments",
    [
        ("import-table", "cats", "a.csv"),
        ("holidays", "country", "KR", "26"),
        ("holidays", "import", "a.ics", "--first-year", "soon"),
    ],
)
def test_a_wrong_command_line_ends_with_2(program: Program, arguments: tuple[str, ...]) -> None:
    assert program(*arguments).status == 2


def test_holidays_of_a_calendar_and_of_a_country(program: Program, tmp_path: Path) -> None:
    file = text_file(tmp_path / "a.ics", ICS, "utf-16")
    years = ("--first-year", "2026", "--last-year", "2027")
    ran = program("holidays", "import", file, *years, "--apply", "--json")
    assert ran.status == 0, ran.err
    assert results(ran) == [
        ("added", "2026-05-04"),
        ("added", "2027-05-04"),
        ("passed_over", "Meeting"),
    ]
    again = program("holidays", "import", file, *years, "--apply", "--json")
    assert results(again) == [("passed_over", "Meeting")]
    korea = program("holidays", "country", "KR", "2026", "--apply", "--json")
    assert ("added", "2026-03-02") in results(korea)
    assert "삼일절 대체 휴일" in korea.out
    english = program("holidays", "country", "KR", "2026", "--language", "en", "--json")
    assert {result for result, _ in results(english)} == {"changed"}
    assert program("holidays", "country", "KR", "2026").out == ""


def test_another_writing_of_a_code_is_the_person_s(staffed: Program, tmp_path: Path) -> None:
    table = csv_file(tmp_path / "a.csv", ("code", "name"), ("ｅ7", "Kim Su"))
    ran = staffed("import-table", "people", table, "--apply", "--json")
    assert results(ran) == [("changed", "E7 Kim Su")]
    leave = csv_file(
        tmp_path / "b.csv",
        ("code", "from", "kind"),
        ("e7", "2026-03-05", "sick"),
        ("E7", "2026-03-05", "annual"),
    )
    refused = staffed("import-table", "leave", leave, "--apply", "--json")
    assert [row["result"] for row in refused.rows] == ["added", "refused"]
    assert refused.status == 1
    assert staffed("leave", "add", "e8", "2026-03-06", "--kind", "sick").status == 0
    assert staffed("leave", "list", "--person", "Ｅ8", "--json").rows[0]["person_code"] == "E8"
