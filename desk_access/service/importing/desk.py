"""Imports: what a table or calendar would change, and then making it so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desk_access.attendance.planning import Planner, Roster
from desk_access.errors import ImportRefused
from desk_access.model.identifier import Known
from desk_access.model.importing import (
    AssignmentTable,
    Comparison,
    DraftLeave,
    DraftSchedule,
    Fate,
    HolidayCalendar,
    LeaveTable,
    Named,
    PeopleTable,
    ScheduleTable,
    Wanted,
)
from desk_access.model.schedule import Assignment
from desk_access.ports import Gallery
from desk_access.service.importing.assignments import Namable, compare_assignments
from desk_access.service.importing.holidays import compare_holidays
from desk_access.service.importing.leave import compare_leave
from desk_access.service.importing.people import compare_people
from desk_access.service.importing.rows import Kept, kept_name
from desk_access.service.importing.schedules import compare_schedules
from desk_access.service.timekeeping.desk import TimeDesk


class ImportDesk:
    """Compares and applies. Methods block and may be called on any thread but the GUI's."""

    def __init__(
        self, gallery: Gallery, time: TimeDesk, renamed: Callable[[], None] = lambda: None
    ) -> None:
        """``renamed`` is called after people were renamed or regrouped."""
        self._gallery = gallery
        self._time = time
        self._renamed = renamed

    def compare(self, wanted: Wanted) -> Comparison:
        """What applying it would change; nothing is changed. Raises StoreError.

        What looks like an identifier that is kept means that one.
        """
        wanted = self._settled(wanted)
        if isinstance(wanted, PeopleTable):
            return compare_people(wanted, self._gallery.people())
        if isinstance(wanted, ScheduleTable):
            return compare_schedules(wanted, self._time.schedules())
        if isinstance(wanted, AssignmentTable):
            people = self._gallery.people()
            known = Namable(
                {each.name for each in self._time.schedules()},
                {each.code for each in people},
                {each.group for each in people},
            )
            return compare_assignments(wanted, self._time.assignments(), known)
        if isinstance(wanted, LeaveTable):
            groups = {each.code: each.group for each in self._gallery.people()}
            return compare_leave(
                wanted, self._time.leave(), groups, self._planner(), self._time.zone.key
            )
        return compare_holidays(wanted, self._time.holidays())

    def _settled(self, wanted: Wanted) -> Wanted:
        """The table with every code, group and schedule as it is kept."""
        if isinstance(wanted, HolidayCalendar):
            return wanted
        people = self._gallery.people()
        kept = Kept(
            Known(each.code for each in people),
            Known(each.group for each in people),
            Known(each.name for each in self._time.schedules()),
        )
        if isinstance(wanted, PeopleTable):
            return replace(wanted, rows=kept.settled(wanted.rows, _person))
        if isinstance(wanted, ScheduleTable):
            return replace(wanted, rows=kept.settled(wanted.rows, _schedule))
        if isinstance(wanted, AssignmentTable):
            return replace(wanted, rows=kept.settled(wanted.rows, _assignment))
        return replace(wanted, rows=kept.settled(wanted.rows, _leave))

    def _planner(self) -> Planner:
        schedules = {each.name: each for each in self._time.schedules()}
        # Whatever the zone: shifts are asked for by the clock's face, and holidays have none.
        return Planner(Roster(schedules, self._time.assignments(), {}, "UTC"))

    def apply(self, wanted: Wanted, shown: Comparison) -> None:
        """Make it so: all that :meth:`compare` has ``shown``, or nothing.

        Raises ImportRefused for rows that make no sense, and when what it is compared with changed
        since; what the change itself raises, and StoreError.
        """
        refused = [row for row in shown.rows if row.fate is Fate.REFUSED]
        if refused:
            raise ImportRefused(
                f"{refused[0].place} makes no sense: {refused[0].reason} Nothing was changed.",
                "Correct the table and import it again.",
            )
        if self.compare(wanted) != shown:
            raise ImportRefused(
                "Somebody changed the same things meanwhile: nothing was changed here.",
                "Look at the difference again, then apply it.",
            )
        if shown.renamed:
            self._gallery.rename_all(shown.renamed)
            self._renamed()
        if shown.changes:
            self._time.change(*shown.changes)


def _person(named: Named, kept: Kept) -> Named:
    group = named.group and kept_name(kept.groups, named.group)
    return replace(named, code=kept_name(kept.people, named.code), group=group)


def _schedule(draft: DraftSchedule, kept: Kept) -> DraftSchedule:
    name = kept_name(kept.schedules, draft.schedule.name)
    return replace(draft, schedule=replace(draft.schedule, name=name))


def _assignment(assignment: Assignment, kept: Kept) -> Assignment:
    code, group = assignment.person_code, assignment.group
    return replace(
        assignment,
        schedule=kept_name(kept.schedules, assignment.schedule),
        person_code=code and kept_name(kept.people, code),
        group=group and kept_name(kept.groups, group),
    )


def _leave(draft: DraftLeave, kept: Kept) -> DraftLeave:
    code = kept_name(kept.people, draft.leave.person_code)
    return replace(draft, leave=replace(draft.leave, person_code=code))
