"""The manual's examples are counted again: what it says is what the program does."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

import pytest

from desk_access.model.calendar import Hours, Leave
from desk_access.model.correction import Trip
from desk_access.model.timesheet import PortionKind, ProblemKind
from desk_access.model.work_rules import Band, BreakRule, ForgottenOut, Pairing, Rounding, Towards
from tests.unit.attendance.days import (
    LUNCH,
    MONDAY,
    NIGHT,
    OFFICE,
    pause,
    punches,
    read,
    rules,
    shift,
    week,
)

MANUAL = Path(__file__).parents[3] / "docs" / "attendance.md"

QUARTERS = rules(round_in=Rounding(Towards.UP, 15), round_out=Rounding(Towards.DOWN, 15))
FLEXIBLE = shift("07:00-21:00", LUNCH, due=480, core="10:00-15:00")
TEA = shift("09:00-18:00", LUNCH, pause("15:00-15:15", paid=True))
RECOGNISED = rules(breaks=BreakRule.RECOGNISED)
CLOSES = rules(forgotten_out=ForgottenOut.SHIFT_END)
AFTERNOON = [Leave("1", MONDAY, MONDAY, "annual", Hours(time(14), time(18)))]
AN_HOUR = [Leave("1", MONDAY, MONDAY, "annual", Hours(time(15), time(16)))]
TRIP_HOURS = [Trip(MONDAY, Hours(time(13), time(20)))]
SCHEDULES = {
    "punches": week(OFFICE),
    "punches, first and last": week(OFFICE, rules=rules(pairing=Pairing.FIRST_LAST)),
    "punches, breaks recognised": week(OFFICE, rules=RECOGNISED),
    "punches, breaks recognised, leave from 15:00 to 16:00": week(OFFICE, rules=RECOGNISED),
    "punches, breaks recognised, one of them paid": week(TEA, rules=RECOGNISED),
    "punches, closed by rule": week(OFFICE, rules=CLOSES),
    "punches, closed by rule, leave from 14:00 to 18:00": week(OFFICE, rules=CLOSES),
    "punches, closed by rule, flexible": week(FLEXIBLE, rules=CLOSES),
    "punches, on a trip": week(OFFICE),
    "punches, on a trip, leave from 14:00 to 18:00": week(OFFICE),
    "punches, on a trip, flexible": week(FLEXIBLE),
    "punches, on a trip from 13:00 to 20:00": week(OFFICE),
    "punches, on a trip from 13:00 to 20:00, flexible": week(FLEXIBLE),
    "punches, with grace": week(OFFICE, rules=rules(grace_in=5, grace_out=5, snap_out=10)),
    "punches, in quarters": week(OFFICE, rules=QUARTERS),
    "punches, in bands": week(OFFICE, rules=rules(daily=(Band(0, 125), Band(120, 150)))),
    "punches, flexible": week(FLEXIBLE),
    "punches, nights": week(NIGHT),
}
LEAVE = {"leave from 14:00 to 18:00": AFTERNOON, "leave from 15:00 to 16:00": AN_HOUR}
TRIPS: dict[str, list[Trip]] = {
    "on a trip": [Trip(MONDAY)],
    "on a trip from 13:00 to 20:00": TRIP_HOURS,
}
"""What a table's heading adds to its schedule."""
MINUTES = {
    PortionKind.WORK: "work",
    PortionKind.BREAK: "break",
    PortionKind.IDLE: "not counted",
    PortionKind.OVERTIME: "overtime",
    PortionKind.NIGHT: "night",
    PortionKind.LATE: "late",
    PortionKind.EARLY: "early",
    PortionKind.ABSENT: "absent",
    PortionKind.UNDERTIME: "undertime",
    PortionKind.LEAVE: "leave",
}
PROBLEMS = {
    ProblemKind.IGNORED_PUNCH: "a punch ignored",
    ProblemKind.FORGOTTEN_OUT: "a forgotten OUT",
    ProblemKind.FORGOTTEN_IN: "a forgotten IN",
    ProblemKind.LATE: "late",
    ProblemKind.LEFT_EARLY: "left early",
    ProblemKind.ABSENT: "absent",
    ProblemKind.UNDERTIME: "undertime",
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


def counted(heading: str, words: str) -> str:
    parts = heading.split(", ")
    leave = [each for part in parts for each in LEAVE.get(part, ())]
    trips = [each for part in parts for each in TRIPS.get(part, ())]
    marked = words.replace("next day", "+1").replace(" in", ">").replace(" out", "<")
    marks = punches("" if words == "none" else marked.replace(",", ""))
    (day,) = read(SCHEDULES[heading], marks, leave=leave, changes=trips)
    minutes = [
        f"{size // 60}:{size % 60:02} {word}"
        for kind, word in MINUTES.items()
        if (size := day.minutes(kind))
    ]
    told = (", ".join(minutes), ", ".join(PROBLEMS[problem.kind] for problem in day.problems))
    return "; ".join(filter(None, told))


@pytest.mark.parametrize(("heading", "words", "comes_to"), examples())
def test_an_example_of_the_manual_comes_to_what_it_says(
    heading: str, words: str, comes_to: str
) -> None:
    assert counted(heading, words) == comes_to


def test_every_rule_of_the_table_has_examples() -> None:
    assert {heading for heading, _, _ in examples()} == set(SCHEDULES)
    links = re.findall(r"\(#([\w-]+)\)", MANUAL.read_text(encoding="utf-8"))
    assert len(links) == MANUAL.read_text(encoding="utf-8").count("\n## ")
