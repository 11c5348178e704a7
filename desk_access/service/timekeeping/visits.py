"""The punches that somebody missed who was seen and not recognised."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

from desk_access.attendance.marking import readings
from desk_access.errors import PersonNotFound
from desk_access.model.correction import AddPunch, NewCorrection
from desk_access.model.history import Visit
from desk_access.model.plan import Plan
from desk_access.model.timesheet import Mark
from desk_access.service.timekeeping.months import Months
from desk_access.service.timekeeping.records import Stores, gather

_A_DAY = timedelta(days=1)


def missed_punches(
    stores: Stores, months: Months, plan: Plan, code: str, visit: Visit, cool_down_s: float
) -> list[NewCorrection]:
    """One for the visit's first moment and one for its last, unless a punch is as near as that.

    Their directions follow on what the working day has before. Raises PersonNotFound, StoreError.
    """
    moments = [visit.first, visit.last]
    if (visit.last - visit.first).total_seconds() <= cool_down_s:
        moments.pop()
    first, last = visit.first.astimezone(UTC).date(), visit.last.astimezone(UTC).date()
    entries = gather(stores, first - _A_DAY, last + _A_DAY, code)
    if not entries:
        raise PersonNotFound(f"Nobody has the code {code}.", "Look it up among the people.")
    record = entries[0].record
    reader = months.part(first - _A_DAY, last + _A_DAY, plan, code).reader
    found = []
    for at in moments:
        seconds = at.timestamp()
        known = [each.mark.at for each in readings(record) if not each.ignored]
        if any(abs(seconds - each) <= cool_down_s for each in known):
            continue
        day, direction = reader.placed(record, at, plan.zone)
        seen = Mark(-1, seconds, direction, plan.zone)
        record = replace(record, marks=[*record.marks, seen])
        reason = f"Seen at {visit.camera} without being recognised."
        found.append(NewCorrection(record.code, day, AddPunch(at, direction, plan.zone), reason))
    return found
