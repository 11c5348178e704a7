"""What minutes are, and why, in plain sentences: every kind, rule and problem of a day."""

from __future__ import annotations

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.words import translate
from desk_access.model.timesheet import Ignored, Portion, PortionKind, Problem, ProblemKind, Rule

PORTION_TONES = {
    PortionKind.WORK: Tone.GOOD,
    PortionKind.BREAK: Tone.MUTED,
    PortionKind.IDLE: Tone.MUTED,
    PortionKind.OVERTIME: Tone.ACCENT,
    PortionKind.WEEKLY_OVERTIME: Tone.ACCENT,
    PortionKind.FREE_DAY: Tone.ACCENT,
    PortionKind.NIGHT: Tone.ACCENT,
    PortionKind.LATE: Tone.LOOK_AGAIN,
    PortionKind.EARLY: Tone.LOOK_AGAIN,
    PortionKind.ABSENT: Tone.REFUSED,
    PortionKind.UNDERTIME: Tone.LOOK_AGAIN,
    PortionKind.EXCUSED: Tone.MUTED,
    PortionKind.LEAVE: Tone.MUTED,
    PortionKind.UNPAID_LEAVE: Tone.MUTED,
}

PORTION_GLYPHS = {
    PortionKind.WORK: Glyph.CHECK,
    PortionKind.BREAK: Glyph.BREAK,
    PortionKind.IDLE: Glyph.WAITING,
    PortionKind.OVERTIME: Glyph.PLUS,
    PortionKind.WEEKLY_OVERTIME: Glyph.PLUS,
    PortionKind.FREE_DAY: Glyph.PLUS,
    PortionKind.NIGHT: Glyph.NIGHT,
    PortionKind.LATE: Glyph.CLOCK,
    PortionKind.EARLY: Glyph.OUT,
    PortionKind.ABSENT: Glyph.ABSENT,
    PortionKind.UNDERTIME: Glyph.UNDERTIME,
    PortionKind.EXCUSED: Glyph.EXCUSED,
    PortionKind.LEAVE: Glyph.LEAVE,
    PortionKind.UNPAID_LEAVE: Glyph.LEAVE,
}

PROBLEM_TONES = {
    ProblemKind.FORGOTTEN_OUT: Tone.REFUSED,
    ProblemKind.FORGOTTEN_IN: Tone.REFUSED,
    ProblemKind.CLOCK: Tone.REFUSED,
    ProblemKind.ABSENT: Tone.REFUSED,
    ProblemKind.UNDERTIME: Tone.REFUSED,
    ProblemKind.LATE: Tone.LOOK_AGAIN,
    ProblemKind.LEFT_EARLY: Tone.LOOK_AGAIN,
    ProblemKind.IGNORED_PUNCH: Tone.MUTED,
}

PROBLEM_GLYPHS = {
    ProblemKind.FORGOTTEN_OUT: Glyph.WARNING,
    ProblemKind.FORGOTTEN_IN: Glyph.WARNING,
    ProblemKind.CLOCK: Glyph.WARNING,
    ProblemKind.ABSENT: Glyph.ABSENT,
    ProblemKind.UNDERTIME: Glyph.UNDERTIME,
    ProblemKind.LATE: Glyph.CLOCK,
    ProblemKind.LEFT_EARLY: Glyph.OUT,
    ProblemKind.IGNORED_PUNCH: Glyph.CLOSE,
}


def portion_words(portion: Portion) -> str:
    """What a stretch of minutes is: ``Worked``, ``Overtime at 150 %``."""
    words = {
        PortionKind.WORK: translate("Portions", "Worked"),
        PortionKind.BREAK: translate("Portions", "Break, not paid"),
        PortionKind.IDLE: translate("Portions", "There, but not counted"),
        PortionKind.OVERTIME: translate("Portions", "Overtime at {percent} %"),
        PortionKind.WEEKLY_OVERTIME: translate("Portions", "Overtime of the week at {percent} %"),
        PortionKind.FREE_DAY: translate("Portions", "Work on a free day at {percent} %"),
        PortionKind.NIGHT: translate("Portions", "Night work"),
        PortionKind.LATE: translate("Portions", "Came late"),
        PortionKind.EARLY: translate("Portions", "Left early"),
        PortionKind.ABSENT: translate("Portions", "Absent"),
        PortionKind.UNDERTIME: translate("Portions", "Undertime"),
        PortionKind.EXCUSED: translate("Portions", "Excused"),
        PortionKind.LEAVE: translate("Portions", "Paid leave"),
        PortionKind.UNPAID_LEAVE: translate("Portions", "Unpaid leave"),
    }[portion.kind]
    return words.format(percent=portion.percent)


def rule_sentence(portion: Portion) -> str:
    """The rule by which the minutes are what they are."""
    counts = portion.kind is not PortionKind.IDLE
    return {
        Rule.SHIFT: translate("Rules", "It lies within the shift."),
        Rule.FLEXIBLE: translate("Rules", "It lies within the flexible hours."),
        Rule.NO_SHIFT: translate("Rules", "No shift was planned: all of it counts."),
        Rule.BREAK_DEDUCTED: translate("Rules", "The break of the shift comes off."),
        Rule.BREAK_TAKEN: translate("Rules", "They were out during the shift: that was the break."),
        Rule.BEFORE_SHIFT: (
            translate("Rules", "Before the shift. The schedule counts that.")
            if counts
            else translate("Rules", "Before the shift. The schedule does not count that.")
        ),
        Rule.AFTER_SHIFT: (
            translate("Rules", "After the end of the shift.")
            if counts
            else translate("Rules", "After the end of the shift, too short to count.")
        ),
        Rule.DAILY_OVERTIME: translate("Rules", "More than was due on this day."),
        Rule.WEEKLY_OVERTIME: translate("Rules", "Beyond the hours of a week."),
        Rule.FREE_DAY: translate("Rules", "Nobody is due on this day."),
        Rule.HOLIDAY: translate("Rules", "It is a holiday."),
        Rule.NIGHT_HOURS: translate("Rules", "Within the hours of the night."),
        Rule.CAME_LATE: translate("Rules", "The shift had begun, and nobody was there."),
        Rule.LEFT_EARLY: translate("Rules", "The shift went on, and nobody was there."),
        Rule.NOT_THERE: translate("Rules", "They were due, and there is no punch."),
        Rule.WENT_OUT: translate("Rules", "They were out during the shift, longer than a break."),
        Rule.CORE_MISSED: translate("Rules", "In the core time everybody is due."),
        Rule.HOURS_SHORT: translate("Rules", "Fewer hours were worked than were due."),
        Rule.FORGOTTEN_OUT: translate(
            "Rules", "The OUT is missing. The schedule counts what was due until the shift ends."
        ),
        Rule.TRIP: translate("Rules", "On a business trip, without a punch."),
        Rule.EXCUSE: translate("Rules", "An operator excused it."),
        Rule.LEAVE: translate("Rules", "On leave."),
    }[portion.rule]


def problem_word(kind: ProblemKind) -> str:
    """A problem in a word, for a cell of the timesheet."""
    return {
        ProblemKind.FORGOTTEN_OUT: translate("Problems", "no OUT"),
        ProblemKind.FORGOTTEN_IN: translate("Problems", "no IN"),
        ProblemKind.CLOCK: translate("Problems", "clock"),
        ProblemKind.ABSENT: translate("Problems", "absent"),
        ProblemKind.UNDERTIME: translate("Problems", "short"),
        ProblemKind.LATE: translate("Problems", "late"),
        ProblemKind.LEFT_EARLY: translate("Problems", "early"),
        ProblemKind.IGNORED_PUNCH: translate("Problems", "ignored"),
    }[kind]


def problem_sentence(problem: Problem) -> str:
    """A problem, and what can be done about it."""
    if problem.why is not None:
        return ignored_sentence(problem.why)
    return {
        ProblemKind.FORGOTTEN_OUT: translate(
            "Problems", "The OUT is missing. Add it, with the time when they left."
        ),
        ProblemKind.FORGOTTEN_IN: translate(
            "Problems", "The IN is missing. Add it, with the time when they came."
        ),
        ProblemKind.CLOCK: translate(
            "Problems", "The clock of the machine was wrong here. Check the times."
        ),
        ProblemKind.ABSENT: translate(
            "Problems", "They were due and did not come. Leave, a trip or an excuse may explain it."
        ),
        ProblemKind.UNDERTIME: translate(
            "Problems",
            "They worked less than was due. Leave, a trip or an excuse may explain it.",
        ),
        ProblemKind.LATE: translate("Problems", "They came late."),
        ProblemKind.LEFT_EARLY: translate("Problems", "They left early."),
        ProblemKind.IGNORED_PUNCH: translate("Problems", "A punch does not count."),
    }[problem.kind]


def ignored_sentence(why: Ignored) -> str:
    """Why a punch does not count."""
    return {
        Ignored.REPEATED: translate("Problems", "It repeats the punch just before it."),
        Ignored.CORRECTED: translate("Problems", "A correction says that it does not count."),
        Ignored.BETWEEN: translate("Problems", "It lies between the first punch and the last."),
        Ignored.NO_PAIR: translate("Problems", "No other punch belongs to it."),
    }[why]
