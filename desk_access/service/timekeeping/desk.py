"""Hours, corrections, closed months, schedules and calendars behind one door."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk_access.attendance.changing import after
from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.punching import punch_for
from desk_access.attendance.reading import Reader
from desk_access.config import AttendanceSettings, CorrectionSettings
from desk_access.errors import PersonNotFound
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.closing import ClosedMonth
from desk_access.model.correction import Correction, NewCorrection, Standing
from desk_access.model.history import Visit
from desk_access.model.person import Person
from desk_access.model.plan import Plan
from desk_access.model.plan_change import (
    AddLeave,
    Assign,
    PlanChange,
    RemoveHoliday,
    RemoveLeave,
    RemoveSchedule,
    SaveHolidays,
    SaveSchedule,
    Unassign,
)
from desk_access.model.presence import PersonToday
from desk_access.model.punch import Direction, Punch
from desk_access.model.schedule import Assignment, Schedule
from desk_access.model.timesheet import ClockFault, PersonMonth, TwoReadings
from desk_access.ports import Clock
from desk_access.service.timekeeping import correcting
from desk_access.service.timekeeping.board import board
from desk_access.service.timekeeping.closed_checks import ClosedFault, head_faults, sum_faults
from desk_access.service.timekeeping.closing import close_month
from desk_access.service.timekeeping.months import SINGLY, Months, Whose
from desk_access.service.timekeeping.planning import preview
from desk_access.service.timekeeping.records import Stores, faults_between
from desk_access.service.timekeeping.visits import missed_punches


@dataclass(frozen=True, slots=True)
class TimeSettings:
    """The settings that hours depend on. ``machine_zone`` is the IANA name where none is set.

    ``account`` is that of the operating system, "" where approvals are bound to names alone.
    """

    attendance: AttendanceSettings
    corrections: CorrectionSettings
    machine_zone: str
    account: str = ""


_FEW = 50
"""More changes at once, of an import, and everybody is read rather than each of them."""


class TimeDesk:
    """What attendance comes to. Methods block and may be called on any thread but the GUI's.

    ``who`` is the operator, named as in the history.
    """

    def __init__(
        self,
        stores: Stores,
        clock: Clock,
        settings: TimeSettings,
        on_closed: Callable[[], None] = lambda: None,
    ) -> None:
        """``on_closed`` is called after a month was closed, and raises nothing."""
        self._stores = stores
        self._on_closed = on_closed
        self._clock = clock
        self._settings = settings
        self._months = Months(stores, self._plan, clock.now)
        # A change is looked at against what is kept, and then made: nothing may come between.
        self._changing = threading.RLock()
        self._listeners: list[Callable[[], None]] = []
        self._days: Reader | None = None
        self._one_reads = threading.Lock()

    def configure(self, attendance: AttendanceSettings, corrections: CorrectionSettings) -> None:
        """Take other settings into force."""
        self._settings = replace(self._settings, attendance=attendance, corrections=corrections)
        self.changed()

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self._zone())

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every change of what people's days read as, but punches.

        On the thread that made the change. Returns the way out.
        """
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def month(
        self, month: date, *, group: str | None = None, code: str | None = None
    ) -> Iterator[PersonMonth]:
        """Everybody's days of the month that begins on ``month``, in order of name, one by one.

        ``group`` and ``code`` choose among them. Raises PersonNotFound, StoreError.
        """
        return self._months.month(month, Whose(group, code))

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
        return self._months.period(first, last, Whose(group, code, through))

    def day(self, code: str, day: date) -> TwoReadings:
        """A day with and without its corrections. Raises PersonNotFound, StoreError."""
        return correcting.read_day(self._months, code, day, self._clock.now())

    def turn(
        self,
        person: Person,
        last: Callable[[datetime | None], Punch | None],
        at: datetime,
        zone: ZoneInfo,
    ) -> Direction | None:
        """What the person's sighting at ``at`` becomes by their schedule: see :func:`punch_for`.

        Quick: what it needs of the plan is kept until that changes. Raises StoreError.
        """
        with self._one_reads:
            if self._days is None:
                today = self._clock.now().astimezone(UTC).date()
                self._days = self._months.part(today, today, self._plan()).reader
            cool_down_s = self._settings.attendance.cool_down_s
            whose = PersonRecord(person.code, person.group, ())
            return punch_for(last, at, cool_down_s, zone, self._days, whose)

    def today(self) -> list[PersonToday]:
        """Everybody's working day as it stands, in order of name. Raises StoreError."""
        return board(self._stores, self._months, self._plan(), self._clock.now())

    def propose(self, asked: NewCorrection, who: str) -> Correction:
        """Keep a correction. It counts at once where no other operator has to approve it.

        Raises PersonNotFound, ScheduleRefused for what makes no sense, StoreError.
        """
        approval = self._settings.corrections.approval
        with self._changing:
            made = correcting.propose(
                self._stores,
                self._months,
                asked,
                who,
                self._clock.now(),
                approval,
                self._settings.account,
            )
        self.changed()
        return made

    def decide(self, number: int, approve: bool, who: str) -> Correction:
        """Approve or reject a proposed correction. Raises ChangeRefused, StoreError."""
        approval = self._settings.corrections.approval
        with self._changing:
            made = correcting.decide(
                self._stores,
                number,
                approve,
                who,
                self._clock.now(),
                approval,
                self._settings.account,
            )
        self.changed()
        return made

    def withdraw(self, number: int, who: str) -> Correction:
        """Take a proposed or approved correction back. Raises ChangeRefused, StoreError."""
        with self._changing:
            made = self._stores.corrections.decide(
                number, Standing.WITHDRAWN, who, self._clock.now()
            )
        self.changed()
        return made

    def corrections(
        self,
        code: str | None = None,
        first: date | None = None,
        last: date | None = None,
        standing: Standing | None = None,
    ) -> list[Correction]:
        """Corrections of the days from ``first`` to ``last``, the newest first. StoreError."""
        return self._stores.corrections.find(code, first, last, standing)

    def missed_punches(self, code: str, visit: Visit) -> list[NewCorrection]:
        """The punches that a visit without recognition lacks, ready to be proposed.

        Raises PersonNotFound, StoreError.
        """
        cool_down_s = self._settings.attendance.cool_down_s
        return missed_punches(self._stores, self._months, self._plan(), code, visit, cool_down_s)

    def close_month(self, month: date, who: str) -> ClosedMonth:
        """Freeze a month that is over. Raises ChangeRefused, StoreError.

        Months are closed in their order; the first may be any.
        """
        with self._changing:
            made = close_month(
                self._stores, self._months, self._plan(), month, who, self._clock.now()
            )
        self.changed()
        self._on_closed()
        return made

    def closed_months(self) -> list[ClosedMonth]:
        """Every closed month, the first one first. Raises StoreError."""
        return self._stores.closed_months.all()

    def closed_faults(self, month: date | None = None) -> list[ClosedFault]:
        """Where closed months (or one of them) do not agree with the ledger's entries. StoreError.

        Their sums are not looked at: :meth:`closed_sum_faults`.
        """
        closed = self._stores.closed_months.all()
        return head_faults(
            (each for each in closed if month in (None, each.month)), self._stores.ledger
        )

    def closed_sum_faults(self) -> Iterator[ClosedFault]:
        """Whose sums of closed months are not what they read to. Slow: reads them. StoreError."""
        for each in self._stores.closed_months.all():
            yield from sum_faults(self._stores, self._months, each)

    def open_month(self) -> date:
        """The month after the last closed one, or this month while none was closed. StoreError."""
        return self._months.open_month()

    def schedules(self) -> list[Schedule]:
        """By name. Raises StoreError."""
        return self._stores.plans.schedules()

    def save_schedule(self, schedule: Schedule, replaces: str | None = None) -> None:
        """Keep a schedule: a new one, or in place of the one called ``replaces``.

        Raises ChangeRefused for a name that is taken, ScheduleRefused for a schedule that makes no
        sense, StoreError.
        """
        self.change(SaveSchedule(schedule, replaces))

    def remove_schedule(self, name: str) -> None:
        """Remove a schedule, and with it who has it. Raises ChangeRefused, StoreError."""
        self.change(RemoveSchedule(name))

    def assignments(self) -> list[Assignment]:
        """By first day. Raises StoreError."""
        return self._stores.plans.assignments()

    def assign(self, assignment: Assignment) -> None:
        """Give somebody, or a group, a schedule. Raises PersonNotFound, ScheduleRefused."""
        self.change(Assign(assignment))

    def unassign(self, assignment: Assignment) -> None:
        """Take an assignment back. Raises ChangeRefused, StoreError."""
        self.change(Unassign(assignment))

    def holidays(self, year: int | None = None) -> list[Holiday]:
        """By day. Raises StoreError."""
        if year is None:
            return self._stores.plans.holidays()
        return self._stores.plans.holidays(date(year, 1, 1), date(year, 12, 31))

    def save_holidays(self, holidays: Sequence[Holiday]) -> None:
        """Keep these, each in place of what its day had. Raises ScheduleRefused, StoreError."""
        self.change(SaveHolidays(tuple(holidays)))

    def remove_holiday(self, day: date) -> None:
        """The day is no holiday. Raises ChangeRefused, StoreError."""
        self.change(RemoveHoliday(day))

    def leave(
        self, code: str | None = None, first: date | None = None, last: date | None = None
    ) -> list[Leave]:
        """Leave that touches the days from ``first`` to ``last``, by first day. StoreError."""
        return self._stores.plans.leave(code, first, last)

    def add_leave(self, leave: Leave) -> Leave:
        """Keep a leave. Raises PersonNotFound, ScheduleRefused, StoreError."""
        (number,) = self.change(AddLeave(leave))
        return next(each for each in self.leave(leave.person_code) if each.number == number)

    def remove_leave(self, number: int) -> None:
        """Take a leave back. Raises ChangeRefused, StoreError."""
        self.change(RemoveLeave(number))

    def change(self, *changes: PlanChange) -> list[int]:
        """Make changes of the plan in their order: all of them, or none. For imports.

        Returns the numbers of leave that was added. Raises as making each alone would.
        """
        with self._changing:
            made = self._all_of_today(changes)
            after(self._plan_with_leave(made), made)
            numbers = self._stores.plans.change(made)
        self.changed()
        return numbers

    def preview(
        self, *changes: PlanChange, month: date | None = None
    ) -> list[tuple[PersonMonth, PersonMonth]]:
        """What changes of the plan would do to a month (:meth:`open_month`): before and after.

        Only people whose month differs, in order of name. A closed month stays as it was closed; of
        what the open one carries, the difference alone is told. Raises as making them would.
        """
        made = self._all_of_today(changes)
        plan = self._plan_with_leave(made)
        then = after(plan, made)
        wanted = self.open_month() if month is None else month
        if any(closed.month == wanted for closed in self.closed_months()):
            return []
        return preview(self._stores, self._months, plan, then, wanted, self._clock.now())

    def clock_faults(self, first: date, last: date) -> list[ClockFault]:
        """Where the machine's clock jumped in these days. Raises StoreError."""
        start = datetime.combine(first, time(), self.zone)
        end = datetime.combine(last + timedelta(days=1), time(), self.zone)
        return faults_between(self._stores.ledger, start, end)

    def _plan(self) -> Plan:
        """The plan in force, without leave: that is read by day."""
        plans = self._stores.plans
        return Plan(
            tuple(plans.schedules()),
            tuple(plans.assignments()),
            tuple(plans.holidays()),
            (),
            self._zone(),
            self._settings.attendance.day_ends_at,
        )

    def _plan_with_leave(self, changes: Sequence[PlanChange]) -> Plan:
        """The plan in force, with the leave that the changes are about: of years it is much."""
        added = {each.leave.person_code for each in changes if isinstance(each, AddLeave)}
        plans = self._stores.plans
        if len(added) > SINGLY or any(isinstance(each, RemoveLeave) for each in changes):
            leave = plans.leave()
        else:
            leave = [each for code in sorted(added) for each in plans.leave(code)]
        return replace(self._plan(), leave=tuple(leave))

    def _zone(self) -> str:
        return self._settings.attendance.tzinfo(self._settings.machine_zone).key

    def _all_of_today(self, changes: Sequence[PlanChange]) -> list[PlanChange]:
        """The changes under people's codes of today. Raises PersonNotFound."""
        known: frozenset[str] = frozenset()
        if len(changes) > _FEW:
            known = frozenset(each.code for each in self._stores.housekeeping.members())
        return [self._of_today(change, known) for change in changes]

    def _of_today(self, change: PlanChange, known: Collection[str]) -> PlanChange:
        """The change under the person's code of today; ``known`` are such codes."""
        if isinstance(change, AddLeave):
            code = self._code(change.leave.person_code, known)
            return AddLeave(replace(change.leave, person_code=code))
        if isinstance(change, Assign | Unassign) and change.assignment.person_code is not None:
            code = self._code(change.assignment.person_code, known)
            return replace(change, assignment=replace(change.assignment, person_code=code))
        return change

    def _code(self, code: str, known: Collection[str]) -> str:
        if code in known:
            return code
        members = self._stores.housekeeping.members(code)
        if not members:
            raise PersonNotFound(f"Nobody has the code {code}.", "Look it up among the people.")
        return members[0].code

    def changed(self) -> None:
        """What people's days read as has changed. Any thread."""
        with self._one_reads:
            self._days = None
        for listener in list(self._listeners):
            listener()
