"""Schedules and their rules in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from desk_access.gui.view_models.rule_words import (
    around_words,
    daily_words,
    flap_words,
    forgotten_words,
    free_day_words,
    grace_words,
    night_words,
    rounding_words,
    rule_rows,
    weekly_words,
)
from desk_access.gui.view_models.schedule_draft import ScheduleDraft, made_flexible, new_draft
from desk_access.gui.view_models.schedule_words import (
    days_as_words,
    days_from_words,
    days_words,
    period_words,
    schedule_summary,
    shift_words,
    whose_words,
)
from desk_access.model.schedule import Assignment, Break, Schedule, Shift
from desk_access.model.work_rules import (
    Band,
    BreakRule,
    ForgottenOut,
    Pairing,
    Rounding,
    Towards,
    WorkRules,
)

MONDAY = date(2026, 11, 2)
OFFICE = new_draft("Office", "Day", MONDAY).schedule()
RULES = WorkRules()


def test_a_week_and_a_rotation_in_a_line() -> None:
    assert schedule_summary(OFFICE) == "Mon–Fri 09:00–18:00"
    early, late = Shift("Early", time(6), time(14)), Shift("Late", time(14), time(22))
    rotation = Schedule("Two", ((early,), (early,), (late,), ()), MONDAY)
    assert schedule_summary(rotation) == "Every 4 days: Days 1, 2 06:00–14:00 · Day 3 14:00–22:00"
    assert schedule_summary(Schedule("None", ((),), MONDAY)) == "No shift"


def test_days_in_words() -> None:
    draft = ScheduleDraft.of(OFFICE)
    assert days_words(draft, {0, 2, 3, 4, 6}) == "Mon, Wed–Fri, Sun"
    assert days_words(draft, ()) == ""


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("1-4, 6", {0, 1, 2, 3, 5}),
        ("3", {2}),
        ("", set()),
        ("2 – 3,", {1, 2}),
    ],
)
def test_days_are_read_as_they_are_written(words: str, days: set[int]) -> None:
    found = days_from_words(words, 8)
    assert found == days
    assert days_from_words(days_as_words(days), 8) == days


@pytest.mark.parametrize("words", ["0", "9", "4-2", "Monday", "1-", "1 2"])
def test_what_is_no_day_is_not_guessed(words: str) -> None:
    assert days_from_words(words, 8) is None


def test_a_shift_with_all_it_has() -> None:
    shift = Shift("Day", time(9), time(18), (Break(time(12), time(13)),))
    assert shift_words(shift) == "Day 09:00–18:00, break 12:00–13:00"
    assert shift_words(made_flexible(shift)) == (
        "Day 09:00–18:00, flexible, 8:00 hours due, core time 10:00–16:00, break 12:00–13:00"
    )
    assert "paid break" in shift_words(replace(shift, breaks=(Break(time(12), time(13), True),)))


def test_who_has_it_and_when() -> None:
    group = Assignment("Office", MONDAY, group="Workshop")
    person = Assignment("Office", MONDAY, date(2026, 11, 30), person_code="E7")
    assert whose_words(group, {}) == "Group Workshop"
    assert whose_words(person, {"E7": "Kim"}) == "Kim (E7)"
    assert whose_words(person, {}) == "E7"
    assert period_words(group.first, group.last) == "from 02/11/2026 on"
    assert period_words(person.first, person.last) == "02/11/2026 – 30/11/2026"
    assert period_words(MONDAY, MONDAY) == "02/11/2026"


def test_every_rule_is_a_sentence() -> None:
    rows = dict(rule_rows(OFFICE))
    assert len(rows) == 13
    assert all(sentence.endswith(".") for sentence in rows.values())
    assert rows["Overtime by week"] == ("In a week that begins on Monday: 150 % after 40:00 hours.")
    assert rows["Free days, holidays"] == (
        "Work on them: 150 % from the first minute, 200 % after 8:00 hours."
    )
    assert rows["Rounding"] == "Coming and leaving to the minute that has begun."


def test_each_choice_is_told_apart() -> None:
    sentences = {
        dict(rule_rows(replace(OFFICE, rules=rules)))[topic]
        for topic, rules in [
            *(("Punches", WorkRules(pairing=each)) for each in Pairing),
            *(("Breaks", WorkRules(breaks=each)) for each in BreakRule),
            *(("Forgotten OUT", WorkRules(forgotten_out=each)) for each in ForgottenOut),
            *(("Rounding", WorkRules(round_in=Rounding(each, 5))) for each in Towards),
            *(("Rounding", WorkRules(round_in=Rounding(each, 1))) for each in Towards),
        ]
    }
    assert len(sentences) == 13


def test_figures_are_in_the_sentences() -> None:
    five, ten = Rounding(Towards.UP, 5), Rounding(Towards.DOWN, 10)
    assert rounding_words(five, ten) == (
        "Coming on to full 5 minutes, leaving back to full 10 minutes."
    )
    assert grace_words(5, 1) == (
        "Up to 5 minutes late, and up to 1 minute early away, are none at all."
    )
    assert grace_words(5, 0).endswith("every minute early away is counted.")
    assert grace_words(0, 3).startswith("Every minute late is counted; up to 3 minutes early")
    assert grace_words(0, 0) == "Every minute late, or early away, is counted."
    assert "more than 10 minutes" in around_words(replace(RULES, snap_out=10))
    assert around_words(replace(RULES, early_counts=True)).startswith("Work before the shift")
    assert flap_words(replace(RULES, flap=0)) == "None is ignored."
    assert flap_words(RULES).startswith("The same direction again within 1 minute is ignored")
    assert flap_words(WorkRules(Pairing.FIRST_LAST, flap=2)).startswith("A second one within 2 min")
    assert daily_words(()) == "There is none."
    assert daily_words((Band(60, 125),)) == "Beyond the hours due: 125 % after 1:00 hours."
    assert weekly_words(replace(RULES, weekly=())) == "There is none."
    assert free_day_words(()) == "Work on them is paid as usual."
    assert night_words(replace(RULES, night=None)) == "Night work is not told apart."
    assert night_words(RULES) == "Work from 22:00 to 06:00 is counted as night work too."
    assert forgotten_words(RULES).endswith("It is taken for forgotten after 16:00 hours.")


def test_flexible_hours_say_what_does_not_hold_for_them() -> None:
    """As the engine counts: no grace for core time, and nothing outside the frame."""
    shift = made_flexible(Shift("Flexible", time(7), time(20)))
    rows = dict(rule_rows(replace(OFFICE, cycle=((shift,),))))
    assert rows["Late and early"].endswith("Core time has no grace.")
    assert rows["Around the shift"].endswith("Outside flexible hours nothing counts.")
