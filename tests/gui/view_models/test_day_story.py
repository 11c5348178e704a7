"""Days in words: every kind, rule and problem has its own, and every minute names its sources."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product

import pytest

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.planning import Roster
from desk_access.attendance.reading import Reader
from desk_access.gui.view_models.correction_words import (
    STANDING_GLYPHS,
    STANDING_TONES,
    change_sentence,
    standing_word,
)
from desk_access.gui.view_models.day_lanes import Fill, day_lanes, hours_shown
from desk_access.gui.view_models.day_story import (
    DayDetails,
    plan_sentence,
    portion_lines,
    problem_lines,
    punch_lines,
    sequences_of,
    sum_lines,
)
from desk_access.gui.view_models.durations import difference_text, hours_text
from desk_access.gui.view_models.portion_words import (
    PORTION_GLYPHS,
    PORTION_TONES,
    PROBLEM_GLYPHS,
    PROBLEM_TONES,
    ignored_sentence,
    portion_words,
    problem_sentence,
    problem_word,
    rule_sentence,
)
from desk_access.gui.view_models.presence_words import (
    PRESENCE_GLYPHS,
    PRESENCE_TONES,
    URGENCY,
    presence_word,
)
from desk_access.model.calendar import Hours, Leave
from desk_access.model.correction import (
    AddPunch,
    ClockWasWrong,
    Correction,
    Excuse,
    IgnorePunch,
    NewCorrection,
    Standing,
    Trip,
    TurnPunch,
)
from desk_access.model.presence import Presence
from desk_access.model.punch import Direction
from desk_access.model.timesheet import (
    DayReading,
    Ignored,
    Mark,
    Portion,
    PortionKind,
    Problem,
    ProblemKind,
    Rule,
    TwoReadings,
)
from tests.gui.samples import ZONE, make_person, make_punch
from tests.gui.time_samples import OFFICE, at, site_roster, worked

MONDAY = date(2026, 11, 2)
LATER = datetime(2026, 12, 2, tzinfo=UTC)
PERSON = make_person(2)


def correction(number: int, change: object) -> Correction:
    asked = NewCorrection(PERSON.code, MONDAY, change, "because")  # type: ignore[arg-type]
    return Correction(number, asked, "kim", LATER, "", "", Standing.APPROVED, "kim", LATER)


def read(
    marks: list[Mark],
    corrections: tuple[Correction, ...] = (),
    leave: tuple[Leave, ...] = (),
    day: date = MONDAY,
    roster: Roster | None = None,
) -> DayReading:
    record = PersonRecord(PERSON.code, PERSON.group, marks, corrections, leave)
    return Reader(roster or site_roster()).days(record, day, day, LATER)[0]


def details_of(marks: list[Mark], *corrections: Correction) -> DayDetails:
    punches = {
        mark.sequence: make_punch(
            mark.sequence, PERSON, datetime.fromtimestamp(mark.at, UTC), mark.direction
        )
        for mark in marks
    }
    readings = TwoReadings(read(marks), read(marks, corrections))
    return DayDetails(PERSON.code, PERSON.name, MONDAY, readings, punches, corrections)


def test_lengths_are_hours_and_minutes() -> None:
    assert [hours_text(each) for each in (0, 5, 65, 6000, -30)] == [
        "0:00",
        "0:05",
        "1:05",
        "100:00",
        "−0:30",
    ]
    assert [difference_text(each) for each in (120, -30, 0)] == ["+2:00", "−0:30", "0:00"]


def test_every_kind_rule_and_problem_has_words_of_its_own() -> None:
    assert len({portion_words(Portion(kind, 0, 1, Rule.SHIFT)) for kind in PortionKind}) == len(
        PortionKind
    )
    work = [rule_sentence(Portion(PortionKind.WORK, 0, 1, rule)) for rule in Rule]
    assert len(set(work)) == len(Rule)
    idle = rule_sentence(Portion(PortionKind.IDLE, 0, 1, Rule.BEFORE_SHIFT))
    assert idle not in work
    problems = [problem_sentence(Problem(kind)) for kind in ProblemKind]
    assert len({*problems, *(ignored_sentence(why) for why in Ignored)}) == len(ProblemKind) + len(
        Ignored
    )
    for sentence in (*work, idle, *problems, *(ignored_sentence(why) for why in Ignored)):
        assert sentence.endswith(".")
        assert len(sentence) < 100
    assert len({problem_word(kind) for kind in ProblemKind}) == len(ProblemKind)
    assert len({standing_word(each) for each in Standing}) == len(Standing)
    assert len({presence_word(each) for each in Presence}) == len(Presence)


def test_colour_is_never_all_that_tells_kinds_apart() -> None:
    for tones, glyphs, kinds in (
        (PORTION_TONES, PORTION_GLYPHS, PortionKind),
        (PROBLEM_TONES, PROBLEM_GLYPHS, ProblemKind),
        (STANDING_TONES, STANDING_GLYPHS, Standing),
        (PRESENCE_TONES, PRESENCE_GLYPHS, Presence),
    ):
        assert set(tones) == set(glyphs) == set(kinds)
    assert set(URGENCY) == set(Presence)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            AddPunch(datetime(2026, 11, 2, 9, 0, tzinfo=UTC), Direction.OUT, ZONE),
            "OUT at 18:00 was missed.",
        ),
        (IgnorePunch(7), "Entry 7 does not count."),
        (TurnPunch(7, Direction.IN), "Entry 7 was an IN."),
        (Excuse(MONDAY), "What was missed is excused."),
        (Trip(MONDAY), "On a business trip the whole day."),
        (
            Trip(MONDAY, Hours(OFFICE.cycle[0][0].start, OFFICE.cycle[0][0].end)),
            "On a business trip from 09:00 to 18:00.",
        ),
        (
            ClockWasWrong(1, 9, 3600),
            "The clock was 3600 seconds ahead from entry 1 to entry 9.",
        ),
    ],
)
def test_what_a_correction_changes(change: object, sentence: str) -> None:
    assert change_sentence(change) == sentence  # type: ignore[arg-type]


def test_every_minute_names_its_rule_and_its_punches() -> None:
    lines = portion_lines(details_of(worked(MONDAY, 9.2, 19, 1)))
    assert [(line.span, line.words, line.length) for line in lines] == [
        ("09:00–09:12", "Came late", "0:12"),
        ("09:12–12:00", "Worked", "2:48"),
        ("12:00–13:00", "Break, not paid", "1:00"),
        ("13:00–18:00", "Worked", "5:00"),
        ("18:00–19:00", "Worked", "1:00"),
        ("18:12–19:00", "Overtime at 150 %", "0:48"),
    ]
    assert lines[0].why == "The shift had begun, and nobody was there. From IN 09:12."
    assert lines[1].why == "It lies within the shift. From IN 09:12, OUT 19:00."


def test_corrections_are_named_beside_the_punches() -> None:
    out = datetime.fromtimestamp(at(MONDAY, 18), UTC)
    marks = worked(MONDAY, 9, None, 1)
    details = details_of(marks, correction(3, AddPunch(out, Direction.OUT, ZONE)))
    assert details.differs
    why = portion_lines(details)[0].why
    assert why.endswith("From IN 09:00, correction 3 (OUT at 18:00 was missed).")
    lines = punch_lines(details)
    assert [(line.sequence, line.time, line.note) for line in lines] == [
        (1, "09:00", "Camera 1"),
        (-3, "18:00", "Added by correction 3."),
    ]
    worked_line = sum_lines(details.readings)[0]
    assert (worked_line.original, worked_line.corrected) == ("0:00", "8:00")
    assert problem_lines(details.readings.original)[0].lacks is Direction.OUT
    assert problem_lines(details.readings.corrected) == []


def test_time_away_is_a_sum_a_line_and_a_problem() -> None:
    away = details_of([*worked(MONDAY, 9, 15, 1), *worked(MONDAY, 16, 18, 3)])
    sums = {line.word: line.corrected for line in sum_lines(away.readings)}
    assert sums == {"Worked": "7:00", "Undertime": "1:00", "Breaks": "1:00"}
    (line,) = [each for each in portion_lines(away) if each.words == "Undertime"]
    assert (line.span, line.length) == ("15:00–16:00", "1:00")
    assert "out during the shift" in line.why
    (problem,) = problem_lines(away.readings.corrected)
    assert problem.sentence.startswith("They worked less than was due.")


def test_punches_that_do_not_count_stay_with_the_reason() -> None:
    marks = worked(MONDAY, 9, 18, 1)
    twice = [*marks, Mark(3, marks[1].at + 20, Direction.OUT, ZONE)]
    repeated = punch_lines(details_of(twice))
    assert [line.counts for line in repeated] == [True, True, False]
    assert "repeats the punch just before" in repeated[2].note
    details = details_of(twice, correction(1, IgnorePunch(3)))
    assert "A correction says that it does not count." in punch_lines(details)[2].note
    assert sequences_of(details.readings) == {1, 2, 3}


def test_an_unread_entry_is_named_by_its_number() -> None:
    details = details_of(worked(MONDAY, 9, 18, 41))
    empty = DayDetails(details.code, details.name, MONDAY, details.readings, {}, ())
    assert portion_lines(empty)[0].why.endswith("From entry 41, entry 42.")


def test_what_was_planned_is_said() -> None:
    assert plan_sentence(read([])) == "Planned 09:00–18:00, 8:00 due."
    assert plan_sentence(read([], day=date(2026, 11, 1))) == "A free day: nobody is due."
    assert plan_sentence(read([], day=date(2026, 11, 3))) == "A holiday: nobody is due."
    nobody = Roster({}, (), {}, ZONE)
    assert plan_sentence(read([], roster=nobody)).startswith("No schedule")


def test_a_day_is_drawn_in_lanes() -> None:
    lanes = {lane.word: lane for lane in day_lanes(read(worked(MONDAY, 9.2, 19, 1)))}
    assert list(lanes) == ["Plan", "There", "Counts", "More"]
    assert len(lanes["There"].bars) == 1
    assert [tick.direction for tick in lanes["There"].ticks] == [Direction.IN, Direction.OUT]
    fills = [bar.fill for bar in lanes["Counts"].bars]
    assert fills.count(Fill.HATCHED) == 1
    assert fills.count(Fill.SOLID) == 3
    leave = read([], leave=(Leave(PERSON.code, MONDAY, MONDAY, "Holiday"),))
    assert [lane.word for lane in day_lanes(leave)] == ["Plan", "Counts"]


def test_the_drawing_shows_ten_hours_at_least_and_all_of_the_day() -> None:
    day = read(worked(MONDAY, 6.5, 23.2, 1))
    start, end = hours_shown([day])
    assert (end - start) % 60 == 0
    assert start <= at(MONDAY, 6.5) / 60 - 1
    assert end >= at(MONDAY, 23.2) / 60 + 1
    short = read(worked(date(2026, 11, 1), 10, 11, 1), day=date(2026, 11, 1))
    start, end = hours_shown([short])
    assert end - start == 600
    assert hours_shown([read([], roster=Roster({}, (), {}, ZONE))]) == (0, 0)


@pytest.mark.parametrize(("kind", "rule"), list(product(PortionKind, Rule)))
def test_no_combination_is_without_words(kind: PortionKind, rule: Rule) -> None:
    portion = Portion(kind, 0, 60, rule, (), 200)
    assert portion_words(portion)
    assert rule_sentence(portion)
