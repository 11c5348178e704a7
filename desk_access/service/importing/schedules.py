"""A table of schedules beside those that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from desk_access.attendance.checking import check_schedule
from desk_access.model.importing import Comparison, Difference, DraftSchedule, Fate, ScheduleTable
from desk_access.model.plan_change import SaveSchedule
from desk_access.model.schedule import Schedule, Shift
from desk_access.service.importing.rows import Row, each_once, made, refusal


def compare_schedules(table: ScheduleTable, kept: Iterable[Schedule]) -> Comparison:
    """Which schedules are new or change. What a table does not speak of stays as it is."""
    standing = {each.name: each for each in kept}
    rows = tuple(
        row if isinstance(row, Difference) else _told(row, standing)
        for row in each_once(table.rows, lambda draft: draft.schedule.name)
    )
    changes = tuple(
        SaveSchedule(row.after, row.after.name if row.fate is Fate.CHANGED else None)
        for row in made(rows)
        if isinstance(row.after, Schedule)
    )
    return Comparison(rows, changes=changes)


def _told(row: Row[DraftSchedule], standing: Mapping[str, Schedule]) -> Difference:
    before = standing.get(row.value.schedule.name)
    after = _completed(row.value, before)
    why = refusal(partial(check_schedule, after)) if after != before else ""
    return row.told(before, after, refused=why)


def _completed(draft: DraftSchedule, before: Schedule | None) -> Schedule:
    """The schedule of a table, with what it does not say from the one that is kept."""
    after = _with_names(draft.schedule, before)
    if before is None:
        # The fields that the columns of a table name are those of WorkRules.
        rules = replace(after.rules, **draft.rules)
        return replace(after, rules=rules, works_on_holidays=bool(draft.on_holidays))
    holidays = before.works_on_holidays if draft.on_holidays is None else draft.on_holidays
    week = draft.weekly and len(before.cycle) == 7 and before.begins.weekday() == 0
    return replace(
        after,
        begins=before.begins if week else after.begins,
        works_on_holidays=holidays,
        rules=replace(before.rules, **draft.rules),
    )


def _with_names(schedule: Schedule, before: Schedule | None) -> Schedule:
    """Shifts without a name have that of the same times, or of all, that are kept.

    Otherwise it is the schedule's own.
    """
    kept = {shift for shifts in (before.cycle if before else ()) for shift in shifts}
    names = {(shift.start, shift.end): shift.name for shift in kept}
    usual = {shift.name for shift in kept}
    other = usual.pop() if len(usual) == 1 else schedule.name

    def named(shift: Shift) -> Shift:
        name = shift.name or names.get((shift.start, shift.end), other)
        return replace(shift, name=name)

    cycle = tuple(tuple(named(shift) for shift in shifts) for shifts in schedule.cycle)
    return replace(schedule, cycle=cycle)
