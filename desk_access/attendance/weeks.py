"""Overtime of the week: what no day had as overtime, and is too much in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from desk_access.attendance.counting import in_bands
from desk_access.attendance.spans import without
from desk_access.model.timesheet import DayReading, PortionKind, Rule
from desk_access.model.work_rules import Band, WorkRules

_WORK, _PAID_MORE = PortionKind.WORK, (PortionKind.OVERTIME, PortionKind.FREE_DAY)


def week_of(day: date, begins: int) -> date:
    """The first day of a week that begins on weekday ``begins`` (0 Monday to 6 Sunday)."""
    return day - timedelta(days=(day.weekday() - begins) % 7)


def with_weekly_overtime(
    days: Sequence[DayReading], rules: Sequence[WorkRules]
) -> list[DayReading]:
    """The days, in order, with the work beyond a week's usual hours named as overtime.

    ``rules`` are those of each day; each day counts by its own. Whole weeks come out right alone:
    give the days before the first one too, from the beginning of their week.
    """
    found: list[DayReading] = []
    worked = 0
    for day, rule in zip(days, rules, strict=True):
        if day.day.weekday() == rule.week_begins:
            worked = 0
        if rule.weekly:
            before, worked = worked, worked + _usual_minutes(day)
            if worked > rule.weekly[0].after:
                day = _with_overtime(day, rule.weekly, before)
        found.append(day)
    return found


def _usual_minutes(day: DayReading) -> int:
    """How much of its work is not paid as something more already."""
    minutes = 0
    for kind, start, end, *_ in day.portions:
        if kind is _WORK:
            minutes += end - start
        elif kind in _PAID_MORE:
            minutes -= end - start
    return minutes


def _with_overtime(day: DayReading, bands: Sequence[Band], before: int) -> DayReading:
    """The day's usual work by bands of the week, of which ``before`` minutes had been worked."""
    more = sorted((each.start, each.end) for each in day.portions if each.kind in _PAID_MORE)
    usual = [
        each._replace(start=start, end=end)
        for each in day.portions
        if each.kind is PortionKind.WORK
        for start, end in without([(each.start, each.end)], more)
    ]
    usual.sort(key=lambda each: each.start)
    named = in_bands(
        usual,
        sum(each.minutes for each in usual),
        [replace(band, after=band.after - before) for band in bands],
        PortionKind.WEEKLY_OVERTIME,
        Rule.WEEKLY_OVERTIME,
    )
    return replace(day, portions=(*day.portions, *named))
