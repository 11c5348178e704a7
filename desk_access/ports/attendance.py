"""What hours are counted by beside the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from desk_access.model.calendar import Holiday, Leave
from desk_access.model.closing import ClosedMonth, Frozen, Unsettled
from desk_access.model.correction import Correction, NewCorrection, Standing
from desk_access.model.plan import Plan
from desk_access.model.plan_change import PlanChange
from desk_access.model.schedule import Assignment, Schedule
from desk_access.model.timesheet import Totals


class Plans(Protocol):
    """Schedules and whose they are, holidays and leave. Callable on any thread.

    Any method may raise StoreError. Codes are those of today, whoever people turned out to be.
    """

    def schedules(self) -> list[Schedule]:
        """By name."""
        ...

    def assignments(self) -> list[Assignment]:
        """By first day."""
        ...

    def holidays(self, first: date | None = None, last: date | None = None) -> list[Holiday]:
        """Those from ``first`` to ``last``, both included, by day."""
        ...

    def leave(
        self, code: str | None = None, first: date | None = None, last: date | None = None
    ) -> list[Leave]:
        """Leave that touches the days from ``first`` to ``last``, by first day."""
        ...

    def change(self, changes: Sequence[PlanChange]) -> list[int]:
        """Make the changes in their order, all or none; returns the numbers of leave added.

        Whether they make sense was looked at before. Raises PersonNotFound, and ChangeRefused for
        what is not there, or there already.
        """
        ...


class Corrections(Protocol):
    """Corrections and the decisions on them, which are only ever added. Callable on any thread.

    Any method may raise StoreError.
    """

    def add(
        self,
        asked: NewCorrection,
        who: str,
        at: datetime,
        readings: tuple[str, str],
        approved: bool,
        account: str | None = None,
    ) -> Correction:
        """Keep a correction, ``approved`` by ``who`` at once or not.

        ``readings``: the day before and after, in words. ``account``: the operating system's.
        Raises PersonNotFound.
        """
        ...

    def decide(self, number: int, standing: Standing, who: str, at: datetime) -> Correction:
        """Add a decision. Raises ChangeRefused where it does not follow from how things stand.

        APPROVED and REJECTED follow on PROPOSED; WITHDRAWN on PROPOSED and APPROVED.
        """
        ...

    def get(self, number: int) -> Correction:
        """The correction with this number. Raises ChangeRefused when there is none."""
        ...

    def find(
        self,
        code: str | None = None,
        first: date | None = None,
        last: date | None = None,
        standing: Standing | None = None,
    ) -> list[Correction]:
        """Corrections meant for the days from ``first`` to ``last``, the newest first.

        ``code``: those of this person, by any of their codes; "" those of everybody.
        """
        ...


class ClosedMonths(Protocol):
    """Months that were closed, and what of them changed since. Callable on any thread.

    Any method may raise StoreError. Nothing of a closed month is ever changed.
    """

    def all(self) -> list[ClosedMonth]:
        """Every one, the first month first."""
        ...

    def plan(self, month: date) -> Plan:
        """What a closed month is read by; leave is no part of it.

        Raises ChangeRefused for a month that is open.
        """
        ...

    def frozen(self, month: date, code: str | None = None) -> dict[str, Frozen]:
        """A closed month's sums by the person's code of today. Nothing for an open one."""
        ...

    def unsettled(self) -> list[Unsettled]:
        """Whose closed months may read otherwise since the last closing: rather one too many."""
        ...

    def touched(self, month: date) -> set[str]:
        """Whose closed month may read otherwise since it was closed, by the code of today.

        Rather one too many. Raises ChangeRefused for a month that is open.
        """
        ...

    def close(
        self,
        closed: ClosedMonth,
        plan: Plan,
        people: Mapping[str, tuple[str, Totals]],
        carried: Mapping[tuple[date, str], Totals],
    ) -> None:
        """Keep a closed month. Raises ChangeRefused when it is closed already.

        ``people``: the group and the sums, by code. ``carried``: what changed in an earlier closed
        month since that was accounted for, by month and code.
        """
        ...
