"""A day explained: every portion with its rule and its punches, in the words of its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.correction_words import change_sentence
from desk_access.gui.view_models.durations import hours_text
from desk_access.gui.view_models.moments import clock_text
from desk_access.gui.view_models.portion_words import (
    PORTION_GLYPHS,
    PORTION_TONES,
    PROBLEM_GLYPHS,
    PROBLEM_TONES,
    ignored_sentence,
    portion_words,
    problem_sentence,
    rule_sentence,
)
from desk_access.gui.view_models.words import direction_word, translate
from desk_access.model.correction import Correction
from desk_access.model.punch import Direction, Punch
from desk_access.model.timesheet import (
    DayKind,
    DayReading,
    Mark,
    Minute,
    Portion,
    PortionKind,
    ProblemKind,
    TwoReadings,
    moment,
)


@dataclass(frozen=True, slots=True, eq=False)
class DayDetails:
    """What is known of somebody's day. ``punches`` are the ledger's by sequence.

    ``closed``: its month is, so that a correction lands in a later one.
    """

    code: str
    name: str
    day: date
    readings: TwoReadings
    punches: Mapping[int, Punch]
    corrections: Sequence[Correction]
    closed: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """Where the day was worked."""
        return ZoneInfo(self.readings.corrected.zone)

    @property
    def differs(self) -> bool:
        """Whether corrections change how the day reads."""
        original, corrected = self.readings.original, self.readings.corrected
        return (original.portions, original.marks, original.problems) != (
            corrected.portions,
            corrected.marks,
            corrected.problems,
        )

    def tells_as(self, other: DayDetails) -> bool:
        """Whether the other says the same of the same day."""
        return _told(self) == _told(other)


def _told(details: DayDetails) -> tuple[object, ...]:
    return (
        details.code,
        details.name,
        details.day,
        details.readings,
        tuple(details.corrections),
        details.closed,
    )


@dataclass(frozen=True, slots=True)
class SumLine:
    """A sum of the day, from the punches alone and with the corrections."""

    word: str
    original: str
    corrected: str


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """Something to look at; ``lacks`` is the direction of the punch that would settle it."""

    sentence: str
    glyph: Glyph
    tone: Tone
    lacks: Direction | None


@dataclass(frozen=True, slots=True)
class PortionLine:
    """A stretch of minutes: when, what, why, and where it came from."""

    span: str
    words: str
    length: str
    why: str
    glyph: Glyph
    tone: Tone


@dataclass(frozen=True, slots=True)
class PunchLine:
    """A punch of the day as it reads: ``sequence`` is the ledger's, or minus a correction's number.

    ``note`` tells the camera, and why it does not count or was changed.
    """

    sequence: int
    direction: Direction
    time: str
    note: str
    counts: bool


def plan_sentence(day: DayReading) -> str:
    """What was planned for the day."""
    if day.planned:
        zone = ZoneInfo(day.zone)
        spans = ", ".join(span_text(start, end, zone) for start, end in day.planned)
        words = translate("Day", "Planned {spans}, {hours} due.")
        return words.format(spans=spans, hours=hours_text(day.due))
    return {
        DayKind.WORKDAY: translate("Day", "A working day without a shift."),
        DayKind.FREE: translate("Day", "A free day: nobody is due."),
        DayKind.HOLIDAY: translate("Day", "A holiday: nobody is due."),
        DayKind.UNPLANNED: translate("Day", "No schedule: nobody said when to work."),
    }[day.kind]


def span_text(start: Minute, end: Minute, zone: ZoneInfo) -> str:
    """From when to when: ``09:00–18:00``."""
    first, last = (clock_text(moment(minute), zone) for minute in (start, end))
    return f"{first}–{last}"


_SUMMED = (
    (PortionKind.WORK,),
    (PortionKind.OVERTIME, PortionKind.WEEKLY_OVERTIME),
    (PortionKind.FREE_DAY,),
    (PortionKind.NIGHT,),
    (PortionKind.LATE,),
    (PortionKind.EARLY,),
    (PortionKind.ABSENT,),
    (PortionKind.UNDERTIME,),
    (PortionKind.EXCUSED,),
    (PortionKind.LEAVE, PortionKind.UNPAID_LEAVE),
    (PortionKind.BREAK,),
)


def sum_lines(readings: TwoReadings) -> list[SumLine]:
    """The sums of the day that are not nought; what was worked always."""
    words = (
        translate("Day", "Worked"),
        translate("Day", "Overtime"),
        translate("Day", "Free-day work"),
        translate("Day", "Night work"),
        translate("Day", "Late"),
        translate("Day", "Left early"),
        translate("Day", "Absent"),
        translate("Day", "Undertime"),
        translate("Day", "Excused"),
        translate("Day", "Leave"),
        translate("Day", "Breaks"),
    )
    found = []
    for word, kinds in zip(words, _SUMMED, strict=True):
        pair = [
            sum(day.minutes(kind) for kind in kinds)
            for day in (readings.original, readings.corrected)
        ]
        if any(pair) or kinds == (PortionKind.WORK,):
            found.append(SumLine(word, *map(hours_text, pair)))
    return found


def problem_lines(day: DayReading) -> list[ProblemLine]:
    """What somebody should look at; punches that do not count stand beside the punches."""
    lacks = {
        ProblemKind.FORGOTTEN_OUT: Direction.OUT,
        ProblemKind.FORGOTTEN_IN: Direction.IN,
    }
    return [
        ProblemLine(
            problem_sentence(problem),
            PROBLEM_GLYPHS[problem.kind],
            PROBLEM_TONES[problem.kind],
            lacks.get(problem.kind),
        )
        for problem in day.problems
        if problem.kind is not ProblemKind.IGNORED_PUNCH
    ]


def portion_lines(details: DayDetails) -> list[PortionLine]:
    """Every portion of the corrected day, in order of time."""
    portions = sorted(details.readings.corrected.portions, key=lambda each: (each.start, each.end))
    return [_portion_line(portion, details) for portion in portions]


def _portion_line(portion: Portion, details: DayDetails) -> PortionLine:
    why = " ".join(filter(None, (rule_sentence(portion), source_words(portion.sources, details))))
    return PortionLine(
        span_text(portion.start, portion.end, details.zone),
        portion_words(portion),
        hours_text(portion.minutes),
        why,
        PORTION_GLYPHS[portion.kind],
        PORTION_TONES[portion.kind],
    )


def source_words(sources: Sequence[int], details: DayDetails) -> str:
    """The punches and corrections that something came from; empty for none."""
    if not sources:
        return ""
    named = ", ".join(_source(source, details) for source in sources)
    return translate("Day", "From {sources}.").format(sources=named)


def _source(source: int, details: DayDetails) -> str:
    if source < 0:
        made = next((each for each in details.corrections if each.number == -source), None)
        words = translate("Day", "correction {number}")
        what = "" if made is None else f" ({change_sentence(made.asked.change).rstrip('.')})"
        return words.format(number=-source) + what
    punch = details.punches.get(source)
    if punch is None:
        return translate("Day", "entry {number}").format(number=source)
    entry = punch.entry
    return f"{direction_word(entry.direction)} {clock_text(entry.at, details.zone)}"


def punch_lines(details: DayDetails) -> list[PunchLine]:
    """Every punch of the day in order: those that count, and those that do not, with the reason."""
    ignored = {
        source: ignored_sentence(problem.why)
        for problem in details.readings.corrected.problems
        if problem.why is not None
        for source in problem.sources
        if source > 0
    }
    marks = {mark.sequence: mark for mark in details.readings.original.marks}
    marks |= {mark.sequence: mark for mark in details.readings.corrected.marks}
    ordered = sorted(marks.values(), key=lambda mark: (mark.at, abs(mark.sequence)))
    return [_punch_line(mark, ignored.get(mark.sequence, ""), details) for mark in ordered]


def _punch_line(mark: Mark, ignored: str, details: DayDetails) -> PunchLine:
    punch = details.punches.get(mark.sequence)
    notes = []
    if mark.sequence < 0:
        notes.append(
            translate("Day", "Added by correction {number}.").format(number=-mark.sequence)
        )
    if punch is not None:
        notes.append(punch.entry.evidence.camera)
        if punch.entry.direction is not mark.direction:
            turned = translate("Day", "recorded as {direction}")
            notes.append(turned.format(direction=direction_word(punch.entry.direction)))
    notes += [ignored] if ignored else []
    time = clock_text(moment(int(mark.at // 60)), ZoneInfo(mark.zone))
    return PunchLine(mark.sequence, mark.direction, time, " · ".join(notes), not ignored)


def sequences_of(readings: TwoReadings) -> set[int]:
    """The ledger's entries that the day names."""
    found = set()
    for day in (readings.original, readings.corrected):
        found |= {mark.sequence for mark in day.marks}
        found |= {source for portion in day.portions for source in portion.sources}
        found |= {source for problem in day.problems for source in problem.sources}
    return {sequence for sequence in found if sequence > 0}
