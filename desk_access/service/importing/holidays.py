"""A calendar of holidays beside those that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from desk_access.model.calendar import Holiday
from desk_access.model.importing import Comparison, Difference, Fate, HolidayCalendar
from desk_access.model.plan_change import PlanChange, RemoveHoliday, SaveHolidays
from desk_access.service.importing.rows import Row, each_once, made


def compare_holidays(calendar: HolidayCalendar, kept: Sequence[Holiday]) -> Comparison:
    """Which days become holidays, are called otherwise, or are none any more.

    None any more are those that the same source gave before, in the years of which it tells all.
    """
    standing = {each.day: each for each in kept}
    rows = [
        row if isinstance(row, Difference) else _told(row, standing)
        for row in each_once(calendar.rows, lambda holiday: holiday.day)
    ]
    told = {row.value.day for row in calendar.rows if row.value is not None}
    gone = [
        each
        for each in kept
        if each.source == calendar.source
        and each.day.year in calendar.years
        and each.day not in told
    ]
    why = "The calendar has it no more."
    rows += [Difference(Fate.REMOVED, "", each.name, each, reason=why) for each in gone]
    changes: list[PlanChange] = [RemoveHoliday(each.day) for each in gone]
    new = tuple(row.after for row in made(rows) if isinstance(row.after, Holiday))
    if new:
        changes.append(SaveHolidays(new))
    return Comparison(tuple(rows), changes=tuple(changes))


def _told(row: Row[Holiday], standing: Mapping[date, Holiday]) -> Difference:
    before, after = standing.get(row.value.day), row.value
    # The same holiday is in many calendars: it stays that of whoever said so first.
    same = before is not None and before.name == after.name
    return row.told(before, before if same and before else after)
