"""Hours, corrections, closed months, schedules and calendars behind one door."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from desk_access.config import AttendanceSettings
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.closing import ClosedMonth
from desk_access.model.correction import Correction, NewCorrection, Standing
from desk_access.model.history import Visit
from desk_access.model.plan_change import PlanChange
from desk_access.model.presence import PersonToday
from desk_access.model.schedule import Assignment, Schedule
from desk_access.model.timesheet import ClockFault, PersonMonth, TwoReadings


class TimeDesk:
    """What attendance comes to. Methods block and may be called on any thread but the GUI's.

    ``who`` is the operator, named as in the history.
    """

    def configure(self, settings: AttendanceSettings) -> None:
        """Take other settings into force."""
        raise NotImplementedError

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every change of what people's days read as, but punches.

        On the thread that made the change. Returns the way out.
        """
        raise NotImplementedError

    def month(
        self, month: date, *, group: str | None = None, code: str | None = None
    ) -> Iterator[PersonMonth]:
        """Everybody's days of the month that begins on ``month``, in order of name, one by one.

        ``group`` and ``code`` choose among them. Raises PersonNotFound, StoreError.
        """
        raise NotImplementedError

    def period(
        self,
        first: date,
        last: date,
        *,
        group: str | None = None,
        code: str | None = None,
        through: int | None = None,
    ) -> Iterator[PersonMonth]:
        """Everybody's days from ``first`` to ``last``, both included, one person by one: for
        reports. One whole month comes as :meth:`month` gives it; nothing else is frozen or carries.

        ``through``: punches after this sequence of the ledger are left out. Raises as
        :meth:`month`.
        """
        raise NotImplementedError

    def day(self, code: str, day: date) -> TwoReadings:
        """A day with and without its corrections. Raises PersonNotFound, StoreError."""
        raise NotImplementedError

    def today(self) -> list[PersonToday]:
        """Everybody's working day as it stands, in order of name. Raises StoreError."""
        raise NotImplementedError

    def propose(self, asked: NewCorrection, who: str) -> Correction:
        """Keep a correction. It counts at once where no other operator has to approve it.

        Raises PersonNotFound, ChangeRefused, StoreError.
        """
        raise NotImplementedError

    def decide(self, number: int, approve: bool, who: str) -> Correction:
        """Approve or reject a proposed correction. Raises ChangeRefused, StoreError."""
        raise NotImplementedError

    def withdraw(self, number: int, who: str) -> Correction:
        """Take a proposed or approved correction back. Raises ChangeRefused, StoreError."""
        raise NotImplementedError

    def corrections(
        self,
        code: str | None = None,
        first: date | None = None,
        last: date | None = None,
        standing: Standing | None = None,
    ) -> list[Correction]:
        """Corrections of the days from ``first`` to ``last``, the newest first. StoreError."""
        raise NotImplementedError

    def missed_punches(self, code: str, visit: Visit) -> list[NewCorrection]:
        """The punches that a visit without recognition lacks, ready to be proposed.

        Raises PersonNotFound, StoreError.
        """
        raise NotImplementedError

    def close_month(self, month: date, who: str) -> ClosedMonth:
        """Freeze a month that is over. Raises ChangeRefused, StoreError."""
        raise NotImplementedError

    def closed_months(self) -> list[ClosedMonth]:
        """Every closed month, the first one first. Raises StoreError."""
        raise NotImplementedError

    def open_month(self) -> date:
        """The month after the last closed one, or this month while none was closed. StoreError."""
        raise NotImplementedError

    def schedules(self) -> list[Schedule]:
        """By name. Raises StoreError."""
        raise NotImplementedError

    def save_schedule(self, schedule: Schedule, replaces: str | None = None) -> None:
        """Keep a schedule: a new one, or in place of the one called ``replaces``.

        Raises ChangeRefused for a name that is taken or a schedule that makes no sense, StoreError.
        """
        raise NotImplementedError

    def remove_schedule(self, name: str) -> None:
        """Remove a schedule, and with it who has it. Raises ChangeRefused, StoreError."""
        raise NotImplementedError

    def assignments(self) -> list[Assignment]:
        """By first day. Raises StoreError."""
        raise NotImplementedError

    def assign(self, assignment: Assignment) -> None:
        """Give somebody, or a group, a schedule. Raises PersonNotFound, ChangeRefused."""
        raise NotImplementedError

    def unassign(self, assignment: Assignment) -> None:
        """Take an assignment back. Raises ChangeRefused, StoreError."""
        raise NotImplementedError

    def holidays(self, year: int | None = None) -> list[Holiday]:
        """By day. Raises StoreError."""
        raise NotImplementedError

    def save_holidays(self, holidays: Sequence[Holiday]) -> None:
        """Keep these, each in place of what its day had. Raises ChangeRefused, StoreError."""
        raise NotImplementedError

    def remove_holiday(self, day: date) -> None:
        """The day is no holiday. Raises ChangeRefused, StoreError."""
        raise NotImplementedError

    def leave(
        self, code: str | None = None, first: date | None = None, last: date | None = None
    ) -> list[Leave]:
        """Leave that touches the days from ``first`` to ``last``, by first day. StoreError."""
        raise NotImplementedError

    def add_leave(self, leave: Leave) -> Leave:
        """Keep a leave. Raises PersonNotFound, ChangeRefused, StoreError."""
        raise NotImplementedError

    def remove_leave(self, number: int) -> None:
        """Take a leave back. Raises ChangeRefused, StoreError."""
        raise NotImplementedError

    def change(self, *changes: PlanChange) -> None:
        """Make changes of the plan in their order: all of them, or none. For imports.

        Raises as making each alone would.
        """
        raise NotImplementedError

    def preview(
        self, *changes: PlanChange, month: date | None = None
    ) -> list[tuple[PersonMonth, PersonMonth]]:
        """What changes of the plan would do to a month (:meth:`open_month`): before and after.

        Only people whose month differs, in order of name. Raises as making the changes would.
        """
        raise NotImplementedError

    def clock_faults(self, first: date, last: date) -> list[ClockFault]:
        """Where the machine's clock jumped in these days. Raises StoreError."""
        raise NotImplementedError
