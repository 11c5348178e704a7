"""Who is in the house now: everybody's working day as it stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desk_access.attendance.presence import standing
from desk_access.attendance.reading import Reader
from desk_access.model.plan import Plan
from desk_access.model.presence import PersonToday, Presence
from desk_access.model.timesheet import moment
from desk_access.service.timekeeping.months import Months
from desk_access.service.timekeeping.records import Entry, Stores, gather

_A_DAY = timedelta(days=1)
"""A working day may have begun on the date before, and end on the one after."""


def board(stores: Stores, months: Months, plan: Plan, now: datetime) -> list[PersonToday]:
    """Everybody who is enrolled, and whoever punched on this working day, in order of name.

    Raises StoreError.
    """
    today = now.astimezone(UTC).date()
    first, last = today - _A_DAY, today + _A_DAY
    reader = months.part(first, last, plan).reader
    everybody = (_person(entry, reader, plan.zone, now) for entry in gather(stores, first, last))
    return [person for person in everybody if person is not None]


def _person(entry: Entry, reader: Reader, zone: str, now: datetime) -> PersonToday | None:
    """Where somebody stands; None for who is gone for good."""
    member, record = entry
    date = reader.working_day(record, now, zone)
    before, day = reader.days(record, date - _A_DAY, date, now)
    minute = int(now.timestamp() // 60)
    stands = standing(day, reader.plan(record, day.day, day.zone), minute)
    if before.marks and not day.marks:
        # Who works on past the end of a day is still in the house, and looked for in a fire.
        stayed = standing(before, reader.plan(record, before.day, before.zone), minute)
        if stayed.presence is Presence.IN:
            day, stands = before, stayed
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
