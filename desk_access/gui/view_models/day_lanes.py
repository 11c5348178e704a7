"""A day as lanes of bars over its hours: what was planned, who was there, what counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.portion_words import PORTION_TONES
from desk_access.gui.view_models.words import translate
from desk_access.model.punch import Direction
from desk_access.model.timesheet import DayReading, Minute, Portion, PortionKind, Rule

_HOUR = 60
_LEAST_HOURS = 10


class Fill(StrEnum):
    """How a bar is drawn: what counts is solid, what is missing is hatched, the rest a frame."""

    SOLID = "solid"
    HATCHED = "hatched"
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class Bar:
    """Minutes of a lane, with what stands in their tooltip."""

    start: Minute
    end: Minute
    tone: Tone
    fill: Fill


@dataclass(frozen=True, slots=True)
class Tick:
    """A punch on a lane."""

    at: Minute
    direction: Direction


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the drawing."""

    word: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...] = ()


_PRESENT = (PortionKind.WORK, PortionKind.IDLE, PortionKind.BREAK)
_MORE = (PortionKind.OVERTIME, PortionKind.WEEKLY_OVERTIME, PortionKind.FREE_DAY)
_MISSED = (PortionKind.LATE, PortionKind.EARLY, PortionKind.ABSENT, PortionKind.UNDERTIME)


def day_lanes(day: DayReading) -> list[Lane]:
    """The lanes of a day, from the plan to the night; those with nothing in them are left out."""
    ticks = tuple(Tick(int(mark.at // 60), mark.direction) for mark in day.marks)
    lanes = [
        Lane(translate("Timeline", "Plan"), _planned(day)),
        Lane(translate("Timeline", "There"), tuple(_presence(day)), ticks),
        Lane(translate("Timeline", "Counts"), tuple(map(_bar, _counting(day)))),
        Lane(translate("Timeline", "More"), _of(day, _MORE)),
        Lane(translate("Timeline", "Night"), _of(day, (PortionKind.NIGHT,))),
    ]
    return [lane for lane in lanes if lane.bars or lane.ticks]


def hours_shown(days: Iterable[DayReading]) -> tuple[Minute, Minute]:
    """The first and last minute of the drawing: whole hours around everything, ten at least."""
    edges = [edge for day in days for edge in _edges(day)]
    if not edges:
        return 0, 0
    start = (min(edges) - 1) // _HOUR * _HOUR
    end = -(-(max(edges) + 1) // _HOUR) * _HOUR
    lacking = max(0, _LEAST_HOURS * _HOUR - (end - start)) // _HOUR
    return start - lacking // 2 * _HOUR, end + (lacking - lacking // 2) * _HOUR


def _edges(day: DayReading) -> list[Minute]:
    found = [edge for frame in day.planned for edge in frame]
    found += [edge for each in day.portions for edge in (each.start, each.end)]
    return found + [int(mark.at // 60) for mark in day.marks]


def _planned(day: DayReading) -> tuple[Bar, ...]:
    return tuple(Bar(start, end, Tone.MUTED, Fill.FRAME) for start, end in day.planned)


def _presence(day: DayReading) -> Iterable[Bar]:
    """Stretches of being there, joined; a break taken outside and a trip are none."""
    spans = sorted(
        (each.start, each.end)
        for each in day.portions
        if each.kind in _PRESENT and each.rule not in (Rule.BREAK_TAKEN, Rule.TRIP)
    )
    joined: list[list[Minute]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return [Bar(start, end, Tone.TEXT, Fill.SOLID) for start, end in joined]


def _counting(day: DayReading) -> list[Portion]:
    return [each for each in day.portions if each.kind not in (*_MORE, PortionKind.NIGHT)]


def _of(day: DayReading, kinds: Sequence[PortionKind]) -> tuple[Bar, ...]:
    return tuple(_bar(each) for each in day.portions if each.kind in kinds)


def _bar(portion: Portion) -> Bar:
    tone = PORTION_TONES[portion.kind]
    if portion.kind in (PortionKind.WORK, *_MORE, PortionKind.NIGHT):
        return Bar(portion.start, portion.end, tone, Fill.SOLID)
    fill = Fill.HATCHED if portion.kind in _MISSED else Fill.FRAME
    return Bar(portion.start, portion.end, tone, fill)
