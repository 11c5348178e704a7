"""The manual's examples are counted again: what it says is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desk_access.model.schedule import Schedule
from desk_access.model.timesheet import PortionKind, ProblemKind
from desk_access.model.work_rules import Band, BreakRule, Pairing, Rounding, Towards
from tests.unit.attendance.days import LUNCH, NIGHT, OFFICE, punches, read, rules, shift, week

MANUAL = Path(__file__).parents[3] / "docs" / "attendance.md"

QUARTERS = rules(round_in=Rounding(Towards.UP, 15), round_out=Rounding(Towards.DOWN, 15))
SCHEDULES = {
    "punches": week(OFFICE),
    "punches, first and last": week(OFFICE, rules=rules(pairing=Pairing.FIRST_LAST)),
    "punches, breaks recognised": week(OFFICE, rules=rules(breaks=BreakRule.RECOGNISED)),
    "punches, with grace": week(OFFICE, rules=rules(grace_in=5, grace_out=5, snap_out=10)),
    "punches, in quarters": week(OFFICE, rules=QUARTERS),
    "punches, in bands": week(OFFICE, rules=rules(daily=(Band(0, 125), Band(120, 150)))),
    "punches, flexible": week(shift("07:00-21:00", LUNCH, due=480, core="10:00-15:00")),
    "punches, nights": week(NIGHT),
}
MINUTES = {
    PortionKind.WORK: "work",
    PortionKind.BREAK: "break",
    PortionKind.IDLE: "not counted",
    PortionKind.OVERTIME: "overtime",
    PortionKind.NIGHT: "night",
    PortionKind.LATE: "late",
    PortionKind.EARLY: "early",
    PortionKind.ABSENT: "absent",
}
PROBLEMS = {
    ProblemKind.IGNORED_PUNCH: "a punch ignored",
    ProblemKind.FORGOTTEN_OUT: "a forgotten OUT",
    ProblemKind.FORGOTTEN_IN: "a forgotten IN",
    ProblemKind.LATE: "late",
    ProblemKind.LEFT_EARLY: "left early",
    ProblemKind.ABSENT: "absent",
}


def examples() -> list[tuple[str, str, str]]:
    """(table's first heading, punches, what they come to) of every table."""
    found, heading = [], ""
    for line in MANUAL.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            heading = ""
            continue
        left, right = (cell.strip() for cell in line.strip("|").split("|"))
        if not heading:
            heading = left
        elif not left.startswith("---"):
            found.append((heading, left, right))
    return found


def counted(schedule: Schedule, words: str) -> str:
    marked = words.replace("next day", "+1").replace(" in", ">").replace(" out", "<")
    (day,) = read(schedule, punches("" if words == "none" else marked.replace(",", "")))
    minutes = [
        f"{size // 60}:{size % 60:02} {word}"
        for kind, word in MINUTES.items()
        if (size := day.minutes(kind))
    ]
    parts = (", ".join(minutes), ", ".join(PROBLEMS[problem.kind] for problem in day.problems))
    return "; ".join(filter(None, parts))


@pytest.mark.parametrize(("heading", "words", "comes_to"), examples())
def test_an_example_of_the_manual_comes_to_what_it_says(
    heading: str, words: str, comes_to: str
) -> None:
    assert counted(SCHEDULES[heading], words) == comes_to


def test_every_rule_of_the_table_has_examples() -> None:
    assert {heading for heading, _, _ in examples()} == set(SCHEDULES)
    links = re.findall(r"\(#([\w-]+)\)", MANUAL.read_text(encoding="utf-8"))
    assert len(links) == MANUAL.read_text(encoding="utf-8").count("\n## ")
