"""A table of assignments beside those that are kept."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from desk_access.attendance.checking import check_assignment
from desk_access.model.importing import AssignmentTable, Comparison, Difference
from desk_access.model.plan_change import Assign, Unassign
from desk_access.model.schedule import Assignment
from desk_access.service.importing.rows import NOBODY, Row, each_once, made, refusal


@dataclass(frozen=True, slots=True)
class Namable:
    """What an assignment may name: schedules, codes of the enrolled, groups that have somebody."""

    schedules: Collection[str]
    people: Collection[str]
    groups: Collection[str]


def compare_assignments(
    table: AssignmentTable, kept: Iterable[Assignment], known: Namable
) -> Comparison:
    """Who gets a schedule, or keeps it to another day.

    An assignment is the same when it is that of the same people from the same first day. Each is
    looked at beside all that there will be, in whatever order the table has them.
    """
    standing = {_key(each): each for each in kept}
    settled = list(each_once(table.rows, _key))
    wanted = {_key(row.value): row.value for row in settled if isinstance(row, Row)}
    theirs: dict[Hashable, list[Assignment]] = {}
    for each in (standing | wanted).values():
        theirs.setdefault(_whose(each), []).append(each)
    rows = tuple(
        row if isinstance(row, Difference) else _told(row, standing, theirs, known)
        for row in settled
    )
    taken = [Unassign(row.before) for row in made(rows) if isinstance(row.before, Assignment)]
    given = [Assign(row.after) for row in made(rows) if isinstance(row.after, Assignment)]
    return Comparison(rows, changes=(*taken, *given))


def _told(
    row: Row[Assignment],
    standing: Mapping[Hashable, Assignment],
    theirs: Mapping[Hashable, list[Assignment]],
    known: Namable,
) -> Difference:
    after = row.value
    row = Row(row.place, after.person_code or after.group or "", after)
    before = standing.get(_key(after))
    why = note = ""
    if before != after:
        others = [each for each in theirs[_whose(after)] if _key(each) != _key(after)]
        why = refusal(partial(check_assignment, after, others, known.schedules))
        if after.person_code is not None and after.person_code not in known.people:
            why = NOBODY
        if after.group is not None and after.group not in known.groups:
            note = "Nobody is in this group."
    return row.told(before, after, refused=why, note=note)


def _whose(assignment: Assignment) -> Hashable:
    return assignment.person_code, assignment.group


def _key(assignment: Assignment) -> Hashable:
    return assignment.person_code, assignment.group, assignment.first
