"""Times of a given date that a person types: where clocks change they may come twice, or never."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk_access.errors import ScheduleRefused
from desk_access.model.calendar import Hours

_A_DAY = timedelta(days=1)


class Fold(StrEnum):
    """Which one is meant of a time that comes twice."""

    FIRST = "first"
    SECOND = "second"


def moments_of(day: date, at: time, zone: str) -> tuple[datetime, ...]:
    """The UTC moments at which the clock shows ``at`` on ``day``: one, two or none."""
    site = ZoneInfo(zone)
    wanted = datetime.combine(day, at)
    found = [wanted.replace(tzinfo=site, fold=fold).astimezone(UTC) for fold in (0, 1)]
    there = {each for each in found if each.astimezone(site).replace(tzinfo=None) == wanted}
    return tuple(sorted(there))


def moment_at(day: date, at: time, zone: str, fold: Fold | None = None) -> datetime:
    """The UTC moment that is meant.

    Raises ScheduleRefused for a time that the clock skips, and for one that comes twice where
    ``fold`` does not say which.
    """
    found = moments_of(day, at, zone)
    if not found:
        raise ScheduleRefused(
            f"The clock of {zone} never showed {at:%H:%M} on {day}: it was put forward.",
            "Give a time before or after the change.",
        )
    if len(found) > 1 and fold is None:
        raise ScheduleRefused(
            f"The clock of {zone} showed {at:%H:%M} twice on {day}: it was put back.",
            "Say which: the first or the second time (--fold first or --fold second).",
        )
    return found[-1] if fold == Fold.SECOND else found[0]


def check_hours(hours: Hours, first: date, last: date, zone: str) -> None:
    """Raises ScheduleRefused where a bound of the hours comes twice or never on one of the days."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        until = day if hours.end > hours.start else day + _A_DAY
        for on, at in ((day, hours.start), (until, hours.end)):
            count = len(moments_of(on, at, zone))
            if count != 1:
                how = "twice" if count else "never"
                raise ScheduleRefused(
                    f"The clock of {zone} shows {at:%H:%M} {how} on {on}, when it is changed.",
                    "Give hours that begin and end before or after the change.",
                )
