"""Hours from the command line: schedules, leave, corrections, a month and its closing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk_access.config import Approval, AttendanceSettings, CorrectionSettings, Settings
from desk_access.model.punch import Direction
from desk_access.store.workspace import Workspace
from tests.e2e.conftest import Program
from tests.records import moment, new_punch

DAY = (
    '[{name = "Day", start = 09:00:00, end = "18:00", breaks = [{start = "12:00", end = "13:00"}]}]'
)
OFFICE = f"""
name = "Office"
begins = 2026-01-05
cycle = [{DAY}, {DAY}, {DAY}, {DAY}, {DAY}, [], []]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Kim worked on Monday 2 March 2026, and forgot to punch out on Tuesday. The site is at UTC."""
    folder = tmp_path / "workspace"
    with Workspace.open(folder) as workspace:
        settings = Settings(attendance=AttendanceSettings(zone="UTC"))
        workspace.settings.save(settings.flatten())
        kim = workspace.gallery.enrol("E7", "Kim", "Desk", [], datetime(2026, 2, 1, tzinfo=UTC))
        stamps = ((2, 9, Direction.IN), (2, 18, Direction.OUT), (3, 9, Direction.IN))
        for number, (day, hour, direction) in enumerate(stamps):
            at = datetime(2026, 3, day, hour, tzinfo=UTC)
            entry = new_punch(kim, number, direction)
            entry = replace(entry, at=at, zone="UTC", monotonic=at.timestamp())
            workspace.ledger.append(entry, moment(number))
    (tmp_path / "office.toml").write_text(OFFICE)
    return folder


@pytest.fixture
def office(program: Program, folder: Path) -> Program:
    """The program, where Kim's group has office hours."""
    assert program("schedules", "add", folder.parent / "office.toml").status == 0
    assigned = program("schedules", "assign", "Office", "--group", "Desk", "--from", "2026-01-01")
    assert (assigned.status, assigned.err) == (0, "Office is the group Desk's.\n")
    return program


def test_schedules_are_kept_shown_and_removed(office: Program, tmp_path: Path) -> None:
    listed = office("schedules", "list").out.splitlines()
    assert listed[0] == "Office: 7 days from 2026-01-05"
    assert listed[1] == "  Mon: 09:00-18:00"
    assert listed[6] == "  Sat: free"
    assert listed[-1] == "  group Desk, from 2026-01-01 for good"
    (row,) = office("schedules", "list", "--json").rows
    file = tmp_path / "again.json"
    file.write_text(json.dumps({**row, "name": "Other"}))
    assert office("schedules", "add", file, "--replaces", "Office").status == 0
    assert [each["name"] for each in office("schedules", "list", "--json").rows] == ["Other"]
    taken = office("schedules", "unassign", "Other", "--group", "Desk", "--from", "2026-01-01")
    assert taken.err == "Other is taken from the group Desk.\n"
    assert office("schedules", "remove", "Other").status == 0
    assert office("schedules", "list").out == ""


def test_a_preview_shows_and_changes_nothing(office: Program) -> None:
    office("close-month", "2026-02")
    shown = office("holidays", "add", "2026-03-04", "Outing", "--preview")
    assert "People whose 2026-03 would change: 1. Nothing was changed." in shown.err
    due, absent = (shown.out.splitlines()[0].index(word) for word in ("due", "absent"))
    row = shown.out.splitlines()[1]
    assert row[due:].startswith("176:00 > 168:00")
    assert row[absent:].startswith("160:00 > 152:00")
    assert office("holidays", "list").out == ""


def test_holidays_and_leave(office: Program) -> None:
    assert office("holidays", "add", "2026-03-04", "Outing").status == 0
    assert office("holidays", "list").out.startswith("2026-03-04 Wed  Outing (")
    assert office("holidays", "list", "--year", "2027", "--json").rows == []
    added = office("leave", "add", "E7", "2026-03-05", "2026-03-06", "--kind", "annual")
    assert added.err == "E7 is on leave from 2026-03-05 to 2026-03-06.\n"
    office(
        "leave", "add", "E7", "2026-03-09", "--kind", "sick", "--hours", "13:00-18:00", "--unpaid"
    )
    first, second = office("leave", "list", "--person", "E7", "--json").rows
    assert (first["last"], first["hours"], first["paid"]) == ("2026-03-06", None, True)
    assert (second["hours"]["start"], second["paid"]) == ("13:00:00", False)
    (month,) = office("timesheet", "2026-03", "--json").rows
    assert (month["totals"]["leave"], month["totals"]["unpaid_leave"]) == (960, 300)
    assert office("leave", "remove", str(first["number"])).status == 0
    assert len(office("leave", "list").out.splitlines()) == 2
    assert office("holidays", "remove", "2026-03-04").status == 0


def test_a_month_on_the_terminal(office: Program) -> None:
    sheet = office("timesheet", "2026-03")
    heads, row = sheet.out.splitlines()
    assert heads.split()[:5] == ["code", "name", "group", "due", "worked"]
    assert row.split()[:5] == ["E7", "Kim", "Desk", "176:00", "8:00"]
    assert sheet.err == "2026-03, in hours and minutes. People: 1.\n"
    days = office("timesheet", "2026-03", "--person", "E7").out.splitlines()
    assert days[2].split() == [
        "2026-03-02",
        "Mon",
        "workday",
        "09:00",
        "in,",
        "18:00",
        "out",
        "8:00",
        "8:00",
    ]
    assert "forgotten out" in days[3]
    assert office("timesheet", "2026-03", "--group", "Mill").out.count("\n") == 1
    missing = office("timesheet", "2026-03", "--person", "E9")
    assert (missing.status, missing.err.count("\n")) == (1, 1)


def test_a_correction_is_approved_by_somebody_else(
    office: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workspace.open(folder) as workspace:
        settings = Settings.parse(workspace.settings.load())
        four_eyes = CorrectionSettings(Approval.ANOTHER_OPERATOR)
        workspace.settings.save(replace(settings, corrections=four_eyes).flatten())
    add = ("corrections", "add", "punch", "E7", "2026-03-03", "18:15", "out", "--reason", "Dark")
    made = office(*add, "--by", "noor")
    assert made.out.splitlines()[0] == "Correction 1 is proposed."
    own = office("corrections", "approve", "1", "--by", "Noor")
    assert (own.status, own.err.count("\n")) == (1, 1)
    claimed = office("corrections", "approve", "1", "--by", "finn")
    assert (claimed.status, "under the account" in claimed.err) == (1, True)
    monkeypatch.setattr("desk_access.bootstrap.hours.machine_user", lambda: "finn")
    (approved,) = office("corrections", "approve", "1", "--by", "finn", "--json").rows
    assert (approved["standing"], approved["decided_by"]) == ("approved", "finn")
    assert (approved["kind"], approved["who"], approved["asked"]["reason"]) == (
        "add_punch",
        "noor",
        "Dark",
    )
    assert approved["after"].startswith("in 09:00, out 18:15; worked 8:15")
    assert "finn" in office("corrections", "list", "--person", "E7").out
    assert office("corrections", "list", "--standing", "rejected", "--json").rows == []
    assert office("corrections", "withdraw", "1").out.startswith("Correction 1 is withdrawn.")


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (("ignore", "E7", "2026-03-03", "3"), "ignore_punch"),
        (("turn", "E7", "2026-03-03", "3", "out"), "turn_punch"),
        (("excuse", "E7", "2026-03-04"), "excuse"),
        (("trip", "E7", "2026-03-04", "--hours", "09:00-12:00"), "trip"),
        (("punch", "E7", "2026-03-03", "00:30", "out", "--next-day"), "add_punch"),
        (("clock", "2026-03-02", "1", "2", "-60"), "clock_was_wrong"),
    ],
)
def test_every_kind_of_correction(office: Program, given: tuple[str, ...], kind: str) -> None:
    ran = office("corrections", "add", *given, "--reason", "As told", "--json")
    assert ran.status == 0, ran.err
    (row,) = ran.rows
    assert (row["kind"], row["standing"]) == (kind, "approved")


def test_what_changes_in_a_closed_month_is_carried(office: Program) -> None:
    closed = office("close-month", "2026-03", "--by", "noor")
    assert closed.out.startswith("2026-03  closed ")
    assert "by noor, to entry 3 (" in closed.out
    assert office("close-month").out == closed.out
    office("corrections", "add", "trip", "E7", "2026-03-04", "--reason", "Fair")
    (march,) = office("timesheet", "2026-03", "--json").rows
    assert (march["closed_with"]["work"], march["totals"]["work"]) == (480, 960)
    april = office("timesheet", "2026-04", "--person", "E7").out.splitlines()
    (carried,) = [line for line in april if line.startswith("carried")]
    assert carried.split()[-2:] == ["8:00", "-8:00"]
    again = office("close-month", "2026-03")
    assert (again.status, again.err.count("\n")) == (1, 1)
    (row,) = office("close-month", "--json").rows
    assert (row["month"], row["sequence"], len(row["head_hash"])) == ("2026-03", 3, 64)


def test_who_is_in(office: Program) -> None:
    ran = office("today")
    assert (ran.status, ran.out.splitlines()[1].split()[:3]) == (0, ["Kim", "E7", "Desk"])
    assert ran.err.startswith("0 inside on ")
    assert office("today", "--inside", "--json").rows == []
    (row,) = office("today", "--json").rows
    assert (row["code"], row["inside"], row["late"] >= 0) == ("E7", False, True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name = 7", "name is 7, not text"),
        ("name = ", "is no schedule"),
        (OFFICE.replace('"18:00"', '"25:00"'), "cycle 1 1 end is '25:00', not a time"),
        (OFFICE.replace('"18:00"', "12:30:00"), "break outside"),
        (OFFICE.replace("12:00", "20:00"), "break outside"),
    ],
)
def test_a_bad_schedule_is_told_in_one_line(
    office: Program, tmp_path: Path, content: str, words: str
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(content)
    ran = office("schedules", "add", file, "--replaces", "Office")
    assert ran.status in (1, 2)
    assert words in ran.err
    assert ran.err.count("\n") == 1
    assert len(office("schedules", "list", "--json").rows) == 1


def test_shifts_of_24_hours_on_days_that_follow_each_other(
    program: Program, folder: Path, tmp_path: Path
) -> None:
    file, given = tmp_path / "guard.toml", ("--person", "E7", "--from", "2026-03-10")
    shift = '[{name = "Guard", start = "08:00", end = "08:00"}]'
    file.write_text(f'name = "Guard"\nbegins = 2026-01-05\ncycle = [{shift}]\n')
    assert program("schedules", "add", file).status == 0
    assert program("schedules", "assign", "Guard", *given, "--to", "2026-03-11").status == 0
    for day, at, direction in (
        ("2026-03-10", "07:55", "in"),
        ("2026-03-11", "08:05", "out"),
        ("2026-03-11", "08:06", "in"),
        ("2026-03-12", "07:55", "out"),
    ):
        added = program(
            "corrections", "add", "punch", "E7", day, at, direction, "--reason", "No camera"
        )
        assert added.status == 0, added.err
    (row,) = program("timesheet", "2026-03", "--json").rows
    # Nine hours of 2 March, which has no schedule, and 24:05 and 23:49.
    assert (row["totals"]["work"], row["totals"]["night"]) == (540 + 1445 + 1429, 960)
    assert (row["totals"]["late"], row["totals"]["early"]) == (6, 5)


@pytest.mark.parametrize(
    "arguments",
    [
        ("timesheet", "March"),
        ("schedules", "add", "nowhere.toml"),
        ("leave", "add", "E7", "2026-03-05", "--kind", "sick", "--hours", "13-18"),
        ("corrections", "add", "punch", "E7", "2026-03-05", "9", "in", "--reason", "x"),
    ],
)
def test_what_makes_no_sense_is_a_wrong_usage(office: Program, arguments: tuple[str, ...]) -> None:
    assert office(*arguments).status == 2


def test_of_a_time_that_comes_twice_it_is_said_which_and_what_never_came_is_refused(
    office: Program, folder: Path
) -> None:
    with Workspace.open(folder) as workspace:
        settings = Settings(attendance=AttendanceSettings(zone="Europe/Berlin"))
        workspace.settings.save(settings.flatten())
    add = ("corrections", "add", "punch", "E7")
    twice = (*add, "2025-10-26", "02:30", "in", "--reason", "Dark")
    refused = office(*twice)
    assert refused.status == 1
    assert "twice on 2025-10-26" in refused.err
    for fold, at in (("first", "00:30"), ("second", "01:30")):
        made = office(*twice, "--fold", fold, "--json")
        assert made.status == 0, made.err
        assert f"2025-10-26T{at}:00" in made.out
    never = office(*add, "2025-03-30", "02:30", "in", "--reason", "Dark", "--fold", "first")
    assert (never.status, "never showed 02:30" in never.err) == (1, True)
    trip = ("corrections", "add", "trip", "E7", "2025-03-30", "--reason", "x")
    assert "never" in office(*trip, "--hours", "02:30-05:00").err
    leave = ("leave", "add", "E7", "2025-03-29", "--kind", "sick", "--hours", "22:00-02:30")
    assert "shows 02:30 never on 2025-03-30" in office(*leave).err
    table = folder.parent / "leave.csv"
    table.write_text("code,kind,from,start,end\nE7,sick,2025-10-26,01:00,02:30\n")
    told = office("import-table", "leave", table, "--json")
    assert "shows 02:30 twice on 2025-10-26" in told.rows[0]["reason"]
