"""The port Plans on the database: schedules and whose they are, holidays, leave."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_access.errors import ChangeRefused
from desk_access.model.calendar import Holiday, Hours, Leave
from desk_access.model.parsing import parse_json
from desk_access.model.plain import as_plain, from_plain
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
from desk_access.model.schedule import Assignment, Schedule
from desk_access.store.database import Database
from desk_access.store.marks import codes_of_today, ids_of
from desk_access.store.people import missing
from desk_access.store.time_tables import (
    AssignmentRow,
    HolidayRow,
    LateChangeRow,
    LeaveRow,
    ScheduleRow,
)


class SqlPlans:
    """Everything that is planned. Callable on any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def schedules(self) -> list[Schedule]:
        """By name. Raises StoreError."""
        with self._database.read() as session:
            found = session.scalars(select(ScheduleRow.content))
            schedules = [from_plain(Schedule, parse_json(content)) for content in found]
        return sorted(schedules, key=lambda schedule: schedule.name.casefold())

    def assignments(self) -> list[Assignment]:
        """By first day. Raises StoreError."""
        wanted = select(AssignmentRow).order_by(AssignmentRow.first, AssignmentRow.assignment_id)
        with self._database.read() as session:
            today = codes_of_today(session, select(AssignmentRow.person_id))
            return [_assignment(row, today) for row in session.scalars(wanted)]

    def holidays(self, first: date | None = None, last: date | None = None) -> list[Holiday]:
        """Those from ``first`` to ``last``, both included, by day. Raises StoreError."""
        wanted = select(HolidayRow).order_by(HolidayRow.day)
        if first is not None:
            wanted = wanted.where(HolidayRow.day >= first)
        if last is not None:
            wanted = wanted.where(HolidayRow.day <= last)
        with self._database.read() as session:
            return [Holiday(row.day, row.name, row.source) for row in session.scalars(wanted)]

    def leave(
        self, code: str | None = None, first: date | None = None, last: date | None = None
    ) -> list[Leave]:
        """Leave that touches the days from ``first`` to ``last``, by first day. StoreError."""
        wanted = select(LeaveRow).order_by(LeaveRow.first, LeaveRow.number)
        if first is not None:
            wanted = wanted.where(LeaveRow.last >= first)
        if last is not None:
            wanted = wanted.where(LeaveRow.first <= last)
        with self._database.read() as session:
            if code is not None:
                wanted = wanted.where(LeaveRow.person_id.in_(ids_of(session, code)))
            rows = session.scalars(wanted).all()
            today = codes_of_today(session, select(LeaveRow.person_id)) if rows else {}
            return [_leave(row, today[row.person_id]) for row in rows]

    def change(self, changes: Sequence[PlanChange]) -> list[int]:
        """Make the changes in their order, all or none; returns the numbers of leave added.

        Raises PersonNotFound, ChangeRefused for what is not there, or there already, StoreError.
        """
        added: list[int] = []
        with self._database.write() as session:
            for change in changes:
                number = _make(session, change)
                if number is not None:
                    added.append(number)
        return added


def _make(session: Session, change: PlanChange) -> int | None:
    """Make one change; the number of leave that it added."""
    match change:
        case SaveSchedule():
            _save_schedule(session, change.schedule, change.replaces)
        case RemoveSchedule():
            session.delete(_schedule(session, change.name))
        case Assign():
            _assign(session, change.assignment)
        case Unassign():
            session.delete(_assigned(session, change.assignment))
        case SaveHolidays() | RemoveHoliday():
            _change_holidays(session, change)
        case AddLeave():
            return _add_leave(session, change.leave)
        case RemoveLeave():
            _remove_leave(session, change.number)
    session.flush()
    return None


def _change_holidays(session: Session, change: SaveHolidays | RemoveHoliday) -> None:
    if isinstance(change, SaveHolidays):
        for each in change.holidays:
            session.merge(HolidayRow(day=each.day, name=each.name, source=each.source))
        return
    row = session.get(HolidayRow, change.day)
    if row is None:
        raise ChangeRefused(f"{change.day} is no holiday.", "Look at the list again.")
    session.delete(row)


def _save_schedule(session: Session, schedule: Schedule, replaces: str | None) -> None:
    row = ScheduleRow() if replaces is None else _schedule(session, replaces)
    if schedule.name != replaces and session.get(ScheduleRow, schedule.name) is not None:
        raise ChangeRefused(
            f"There is a schedule {schedule.name} already.", "Use another name, or edit that one."
        )
    row.name = schedule.name
    row.content = json.dumps(as_plain(schedule), ensure_ascii=False)
    session.add(row)


def _schedule(session: Session, name: str) -> ScheduleRow:
    row = session.get(ScheduleRow, name)
    if row is None:
        raise ChangeRefused(f"There is no schedule {name}.", "Look at the list again.")
    return row


def _assign(session: Session, assignment: Assignment) -> None:
    _schedule(session, assignment.schedule)
    code = assignment.person_code
    session.add(
        AssignmentRow(
            schedule=assignment.schedule,
            first=assignment.first,
            last=assignment.last,
            person_id=None if code is None else _person(session, code),
            group=assignment.group,
        )
    )


def _assigned(session: Session, assignment: Assignment) -> AssignmentRow:
    code = assignment.person_code
    wanted = select(AssignmentRow).where(
        AssignmentRow.schedule == assignment.schedule,
        AssignmentRow.first == assignment.first,
        AssignmentRow.last.is_not_distinct_from(assignment.last),
        AssignmentRow.group.is_not_distinct_from(assignment.group),
        AssignmentRow.person_id.is_(None)
        if code is None
        else AssignmentRow.person_id.in_(ids_of(session, code)),
    )
    row = session.scalars(wanted.limit(1)).one_or_none()
    if row is None:
        whose = code or assignment.group
        raise ChangeRefused(
            f"{whose} has no such assignment of {assignment.schedule}.", "Look at the list again."
        )
    return row


def _add_leave(session: Session, leave: Leave) -> int:
    person_id = _person(session, leave.person_code)
    row = LeaveRow(
        person_id=person_id,
        first=leave.first,
        last=leave.last,
        kind=leave.kind,
        start_time=leave.hours.start if leave.hours else None,
        end_time=leave.hours.end if leave.hours else None,
        paid=leave.paid,
    )
    session.add(row)
    session.add(LateChangeRow(person_id=person_id, first=leave.first, last=leave.last))
    session.flush()
    return row.number


def _remove_leave(session: Session, number: int) -> None:
    row = session.get(LeaveRow, number)
    if row is None:
        raise ChangeRefused(f"There is no leave {number}.", "Look at the list again.")
    session.add(LateChangeRow(person_id=row.person_id, first=row.first, last=row.last))
    session.delete(row)


def _person(session: Session, code: str) -> int:
    """The ``person_id`` of whom this code means today. Raises PersonNotFound."""
    theirs = ids_of(session, code)
    if not theirs:
        raise missing(code)
    return theirs[0]


def _assignment(row: AssignmentRow, today: dict[int, str]) -> Assignment:
    code = None if row.person_id is None else today[row.person_id]
    return Assignment(row.schedule, row.first, row.last, code, row.group)


def _leave(row: LeaveRow, code: str) -> Leave:
    hours = None
    if row.start_time is not None and row.end_time is not None:
        hours = Hours(row.start_time, row.end_time)
    return Leave(code, row.first, row.last, row.kind, hours, row.paid, row.number)
