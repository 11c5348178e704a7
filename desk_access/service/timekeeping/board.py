"""Who is in the house now: everybody's working day as it stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.presence import standing
from desk_access.attendance.reading import Reader
from desk_access.model.plan import Plan
from desk_access.model.presence import PersonToday
from desk_access.model.timesheet import DayReading, moment
from desk_access.service.timekeeping.months import Months
from desk_access.service.timekeeping.records import Entry, Stores, gather

_A_DAY = timedelta(days=1)

_BACK = 3
"""Somebody may be in the house since so many days: a presence lasts two at most."""


def board(stores: Stores, months: Months, plan: Plan, now: datetime) -> list[PersonToday]:
    """Everybody who is enrolled, and whoever punched on this working day, in order of name.

    Raises StoreError.
    """
    today = now.astimezone(UTC).date()
    first, last = today - _BACK * _A_DAY, today + _A_DAY
    reader = months.part(first, last, plan).reader
    everybody = (_person(entry, reader, plan.zone, now) for entry in gather(stores, first, last))
    return [person for person in everybody if person is not None]


def _person(entry: Entry, reader: Reader, zone: str, now: datetime) -> PersonToday | None:
    """Where somebody stands; None for who is gone for good."""
    member, record = entry
    day = _day(reader, record, zone, now)
    plan = reader.plan(record, day.day, day.zone)
    stands = standing(day, plan, int(now.timestamp() // 60))
    if not day.marks and all(stay.end is not None for stay in member.stays):
        return None
    presence, since, late = stands
    return PersonToday(
        member.code,
        member.name,
        member.group,
        presence,
        None if since is None else moment(since),
        late,
        day,
    )


def _day(reader: Reader, record: PersonRecord, zone: str, now: datetime) -> DayReading:
    """The working day of the clock, unless the person came for the next one, or is in the house
    since one before: they are looked for in a fire."""
    date = reader.working_day(record, now, zone)
    days = reader.days(record, date - _BACK * _A_DAY, date + _A_DAY, now)
    minute = int(now.timestamp() // 60)
    for day in reversed(days):
        if any(mark.at // 60 <= minute for mark in day.marks):
            if day.day >= date or not day.over:
                return day
            break
    return next(day for day in days if day.day == date)
