"""A table of leave beside what is kept."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from desk_access.attendance.checking import check_leave
from desk_access.attendance.halves import half_days
from desk_access.attendance.local_times import check_hours
from desk_access.attendance.planning import Planner
from desk_access.model.calendar import Leave
from desk_access.model.importing import Comparison, Difference, DraftLeave, Half, LeaveTable, Listed
from desk_access.model.plan_change import AddLeave, RemoveLeave
from desk_access.service.importing.rows import NOBODY, Row, each_once, made, refusal

_ASKED: Final = -1
"""The number of the leave that is looked at: kept ones have one above 0, the table's others 0."""


def compare_leave(
    table: LeaveTable,
    kept: Iterable[Leave],
    people: Mapping[str, str],
    planner: Planner,
    zone: str = "UTC",
) -> Comparison:
    """Which leave is new, or is called or paid otherwise.

    Leave is the same when it is the same person's at the same time. ``people`` are the groups of
    the enrolled by code; ``planner`` tells whose shift half a day is the half of. ``zone`` is that
    of the site, whose clock shows the hours.
    """
    standing = {_key(each): each for each in kept}
    settled = list(each_once((_timed(row, people, planner, zone) for row in table.rows), _key))
    wanted = {_key(row.value): row.value for row in settled if isinstance(row, Row)}
    theirs: dict[str, list[Leave]] = {}
    for each in (standing | wanted).values():
        theirs.setdefault(each.person_code, []).append(each)
    rows = tuple(
        row if isinstance(row, Difference) else _told(row, standing, theirs, people)
        for row in settled
    )
    gone = [RemoveLeave(row.before.number) for row in made(rows) if isinstance(row.before, Leave)]
    new = [
        AddLeave(replace(row.after, number=0)) for row in made(rows) if isinstance(row.after, Leave)
    ]
    return Comparison(rows, changes=(*gone, *new))


def _timed(
    row: Listed[DraftLeave], people: Mapping[str, str], planner: Planner, zone: str
) -> Listed[Leave]:
    """The row with the hours of half a shift."""
    if row.value is None:
        return Listed(row.place, row.what, None, row.refusal)
    leave, half = row.value.leave, row.value.half
    if half is None and leave.hours is not None:
        why = refusal(partial(check_hours, leave.hours, leave.first, leave.last, zone))
        return Listed(row.place, row.what, None if why else leave, why)
    if half is None:
        return Listed(row.place, row.what, leave)
    group = people.get(leave.person_code, "")
    name = planner.schedule(leave.person_code, group, leave.first)
    shifts = planner.roster.schedules[name].shifts_on(leave.first) if name else ()
    if len(shifts) != 1:
        why = f"They have no shift on {leave.first} to take half of."
        if shifts:
            why = f"They have several shifts on {leave.first}: give a start and an end instead."
        return Listed(row.place, row.what, None, why)
    hours = half_days(shifts[0])[half is Half.SECOND]
    return Listed(row.place, row.what, replace(leave, hours=hours))


def _told(
    row: Row[Leave],
    standing: Mapping[Hashable, Leave],
    theirs: Mapping[str, list[Leave]],
    people: Collection[str],
) -> Difference:
    before = standing.get(_key(row.value))
    after = replace(row.value, number=before.number if before else 0)
    why = ""
    if before != after:
        asked = replace(after, number=_ASKED)
        others = [each for each in theirs[after.person_code] if _key(each) != _key(after)]
        why = refusal(partial(check_leave, asked, others))
        if after.person_code not in people:
            why = NOBODY
    return row.told(before, after, refused=why)


def _key(leave: Leave) -> Hashable:
    return leave.person_code, leave.first, leave.last, leave.hours
