"""The manual's examples are counted again: what it says is what the program does."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.reading import Reader
from desk_access.model.calendar import Hours, Leave
from desk_access.model.correction import Trip
from desk_access.model.schedule import Schedule
from desk_access.model.timesheet import DayReading, Mark, PortionKind, ProblemKind, moment
from desk_access.model.work_rules import Band, BreakRule, ForgottenOut, Pairing, Rounding, Towards
from tests.unit.attendance.days import (
    LUNCH,
    MONDAY,
    NIGHT,
    OFFICE,
    SEOUL,
    pause,
    punches,
    read,
    roster_of,
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
    "punches, in two shifts from 08:00 to 12:00 and from 14:00 to 18:00": week(
        shift("08:00-12:00"), shift("14:00-18:00")
    ),
    "punches, leave from 14:00 to 18:00": week(OFFICE),
    "punches, with grace": week(OFFICE, rules=rules(grace_in=5, grace_out=5, snap_out=10)),
    "punches, in quarters": week(OFFICE, rules=QUARTERS),
    "punches, in bands": week(OFFICE, rules=rules(daily=(Band(0, 125), Band(120, 150)))),
    "punches, flexible": week(FLEXIBLE),
    "punches, nights": week(NIGHT),
}
TUESDAY, SATURDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=5)
GUARDS = "24 hours each day in two shifts from 08:00"
OF_TWO_DAYS = {
    "punches on Monday and Tuesday": (week(OFFICE), MONDAY),
    "punches on Saturday and Sunday": (week(OFFICE), SATURDAY),
    "punches on Monday and Tuesday, without a schedule": (None, MONDAY),
    f"punches on Tuesday and Wednesday, {GUARDS}": (
        week(shift("08:00-20:00"), shift("20:00-08:00"), rules=rules(weekly=())),
        TUESDAY,
    ),
    "punches on Tuesday and Wednesday, each day a shift from 08:00 to 08:00": (
        week(shift("08:00-08:00"), rules=rules(weekly=())),
        TUESDAY,
    ),
    "punches on Saturday and Sunday, from Monday to Friday a shift from 08:00 to 08:00": (
        week(shift("08:00-08:00"), rules=rules(weekly=())),
        SATURDAY,
    ),
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
    PortionKind.FREE_DAY: "on a free day",
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


def tables() -> list[tuple[str, str, tuple[str, ...]]]:
    """(table's first heading, first cell, the other cells) of every row of every table."""
    found, heading = [], ""
    for line in MANUAL.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            heading = ""
            continue
        left, *others = (cell.strip() for cell in line.strip("|").split("|"))
        if not heading:
            heading = left
        elif not left.startswith("---"):
            found.append((heading, left, tuple(others)))
    return found


EXAMPLES = [each for each in tables() if each[0] in SCHEDULES]
ENDS = [(day, *others) for heading, day, others in tables() if heading == "the day's shift"]
TWO_DAYS = [each for each in tables() if each[0] in OF_TWO_DAYS]


def marks_of(words: str, day: date = MONDAY) -> list[Mark]:
    """The punches of an example; each "next day" is one day further."""
    parts = words.replace(",", "").split("next day")
    told = " ".join(f"+{ahead} {part}" for ahead, part in enumerate(parts) if words != "none")
    return punches(told.replace(" in", ">").replace(" out", "<"), day)


def told(day: DayReading) -> str:
    minutes = [
        f"{size // 60}:{size % 60:02} {word}"
        for kind, word in MINUTES.items()
        if (size := day.minutes(kind))
    ]
    parts = (", ".join(minutes), ", ".join(PROBLEMS[problem.kind] for problem in day.problems))
    return "; ".join(filter(None, parts))


def counted(heading: str, words: str) -> str:
    parts = heading.split(", ")
    leave = [each for part in parts for each in LEAVE.get(part, ())]
    trips = [each for part in parts for each in TRIPS.get(part, ())]
    (day,) = read(SCHEDULES[heading], marks_of(words), leave=leave, changes=trips)
    return told(day)


@pytest.mark.parametrize(("heading", "words", "comes_to"), EXAMPLES)
def test_an_example_of_the_manual_comes_to_what_it_says(
    heading: str, words: str, comes_to: tuple[str]
) -> None:
    assert (counted(heading, words),) == comes_to


@pytest.mark.parametrize(("heading", "words", "come_to"), TWO_DAYS)
def test_two_days_of_the_manual_come_to_what_it_says(
    heading: str, words: str, come_to: tuple[str, str]
) -> None:
    schedule, day = OF_TWO_DAYS[heading]
    days = read(schedule, marks_of(words, day), day=day, days=2)
    assert tuple(told(each) or "nothing" for each in days) == come_to


@pytest.mark.parametrize(("words", "after", "ends"), ENDS)
def test_a_day_ends_when_the_manual_says(words: str, after: str, ends: str) -> None:
    today, tomorrow = (
        () if each == "none" else (shift(each.replace(" to ", "-")),) for each in (words, after)
    )
    reader = Reader(roster_of(Schedule("two days", ((), today, tomorrow, ()), MONDAY)))
    record = PersonRecord("1", "", ())
    tuesday = MONDAY + timedelta(days=1)
    end = moment(reader.plan(record, tuesday, SEOUL).ends, SEOUL)
    before = tuesday if ends > "20:00" else tuesday + timedelta(days=1)
    assert (end.date(), f"{end:%H:%M}") == (before, ends)
    assert reader.working_day(record, end - timedelta(seconds=1), SEOUL) == tuesday
    assert reader.working_day(record, end, SEOUL) == tuesday + timedelta(days=1)


def test_every_rule_of_the_table_has_examples() -> None:
    headings = {heading for heading, _, _ in tables()}
    assert headings == {*SCHEDULES, *OF_TWO_DAYS, "the day's shift"}
    links = re.findall(r"\(#([\w-]+)\)", MANUAL.read_text(encoding="utf-8"))
    assert len(links) == MANUAL.read_text(encoding="utf-8").count("\n## ")
