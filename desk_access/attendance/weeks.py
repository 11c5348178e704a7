"""Overtime of the week: what no day had as overtime, and is too much in all.

A week begins on the day of the week that the day's schedule says. A change to a schedule whose week
begins on another day ends the week in progress: the first day of the new schedule begins a week,
which is over when the next begins. So no week has more than seven days, every day is in one week
alone, and the week of a day is known from the six days before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from desk_access.attendance.counting import in_bands
from desk_access.attendance.spans import without
from desk_access.model.timesheet import DayReading, PortionKind, Rule
from desk_access.model.work_rules import Band, WorkRules

_A_DAY = timedelta(days=1)

_WORK, _PAID_MORE = PortionKind.WORK, (PortionKind.OVERTIME, PortionKind.FREE_DAY)


def week_begun(day: date, rules: Callable[[date], WorkRules | None]) -> date:
    """The day, at most six before ``day``, from which on the work of its week is counted.

    ``rules``: those of a day's schedule, None without one.
    """
    begins: int | None = None
    at = following = day
    for at in (day - back * _A_DAY for back in range(7)):
        rule = rules(at)
        if rule is not None:
            if begins is not None and rule.week_begins != begins:
                return following
            begins, following = rule.week_begins, at
        if at.weekday() == begins:
            break
    return at


def with_weekly_overtime(
    days: Sequence[DayReading], rules: Sequence[WorkRules | None]
) -> list[DayReading]:
    """The days, in order, with the work beyond a week's usual hours named as overtime.

    ``rules`` are those of each day's schedule, None without one; each day counts by its own. A day
    whose schedule knows no overtime of the week, or without a schedule, adds nothing to the week.
    The days before the first one belong here too, from :func:`week_begun` on.
    """
    found: list[DayReading] = []
    worked, begins = 0, None
    for day, rule in zip(days, rules, strict=True):
        if rule is not None and rule.week_begins != begins:
            worked, begins = 0, rule.week_begins
        elif day.day.weekday() == begins:
            worked = 0
        if rule is not None and rule.weekly:
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
