"""Imports: what a table or calendar would change, and then making it so."""

from __future__ import annotations

from collections.abc import Callable

from desk_access.attendance.planning import Planner, Roster
from desk_access.errors import ImportRefused
from desk_access.model.importing import (
    AssignmentTable,
    Comparison,
    Fate,
    LeaveTable,
    PeopleTable,
    ScheduleTable,
    Wanted,
)
from desk_access.ports import Gallery
from desk_access.service.importing.assignments import Known, compare_assignments
from desk_access.service.importing.holidays import compare_holidays
from desk_access.service.importing.leave import compare_leave
from desk_access.service.importing.people import compare_people
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
        """What applying it would change; nothing is changed. Raises StoreError."""
        if isinstance(wanted, PeopleTable):
            return compare_people(wanted, self._gallery.people())
        if isinstance(wanted, ScheduleTable):
            return compare_schedules(wanted, self._time.schedules())
        if isinstance(wanted, AssignmentTable):
            people = self._gallery.people()
            known = Known(
                {each.name for each in self._time.schedules()},
                {each.code for each in people},
                {each.group for each in people},
            )
            return compare_assignments(wanted, self._time.assignments(), known)
        if isinstance(wanted, LeaveTable):
            groups = {each.code: each.group for each in self._gallery.people()}
            return compare_leave(wanted, self._time.leave(), groups, self._planner())
        return compare_holidays(wanted, self._time.holidays())

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
