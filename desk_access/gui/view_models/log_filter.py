"""The log's chips, turned into the ledger's filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk_access.gui.view_models.moments import day_start, day_text, long_day_text, week_start
from desk_access.gui.view_models.words import translate
from desk_access.model.punch import Direction, PunchFilter


class Period(StrEnum):
    """Which days the log shows."""

    ALL = "all"
    TODAY = "today"
    WEEK = "week"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class LogChoice:
    """What is chosen above the log. ``first`` and ``last`` are local days, both included."""

    period: Period = Period.TODAY
    first: date | None = None
    last: date | None = None
    person_code: str | None = None
    direction: Direction | None = None


def punch_filter(
    choice: LogChoice, now: datetime, zone: ZoneInfo, first_weekday: int
) -> PunchFilter:
    """The ledger's filter: local days as instants in UTC, the end excluded."""
    days = shown_days(choice, now.astimezone(zone).date(), first_weekday)
    if days is None:
        start = end = None
    else:
        start = day_start(days[0], zone).astimezone(UTC)
        end = day_start(days[1] + timedelta(days=1), zone).astimezone(UTC)
    return PunchFilter(start, end, choice.person_code, choice.direction)


def shown_days(choice: LogChoice, today: date, first_weekday: int) -> tuple[date, date] | None:
    """The first and last local day shown; None for all. A range given backwards is turned."""
    if choice.period is Period.TODAY:
        return today, today
    if choice.period is Period.WEEK:
        monday = week_start(today, first_weekday)
        return monday, monday + timedelta(days=6)
    if choice.period is Period.RANGE:
        first, last = choice.first or today, choice.last or today
        return min(first, last), max(first, last)
    return None


def period_words(choice: LogChoice, today: date, first_weekday: int) -> str:
    """The days shown, in words."""
    days = shown_days(choice, today, first_weekday)
    if days is None:
        return translate("Log", "All days")
    if days[0] == days[1]:
        return long_day_text(days[0])
    return f"{day_text(days[0])} – {day_text(days[1])}"
