"""What stands in a cell of a report, and how it is written as text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import NamedTuple

from desk_access.model.report import DateStyle, LengthStyle, ReportTemplate, TimeStyle


class Length(NamedTuple):
    """A length of time in whole minutes."""

    minutes: int


Cell = str | int | float | date | time | datetime | Length | None
"""A moment without a zone is one of the clock where it was worked."""


def defused(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula.

    A leading apostrophe marks text; the full-width signs count in East Asian spreadsheets.
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    risky = text[:1] in ("\t", "\r", "\n") or text.lstrip()[:1] in tuple("=+-@＝＋－＠")
    return f"'{text}" if text and risky else text


def date_text(day: date, style: DateStyle) -> str:
    """A day, such as ``2026-03-31``."""
    return _DATES[style](day)


def time_text(at: datetime | time, style: TimeStyle) -> str:
    """A time of day, such as ``17:05`` or ``5:05 PM``."""
    if style is TimeStyle.H24:
        return f"{at.hour:02}:{at.minute:02}"
    return f"{at.hour % 12 or 12}:{at.minute:02} {'AM' if at.hour < 12 else 'PM'}"


def length_text(minutes: int, style: LengthStyle) -> str:
    """A length of time, such as ``8:30``, ``8.50`` or ``510``."""
    if style is LengthStyle.MINUTES:
        return str(minutes)
    if style is LengthStyle.HOURS:
        return f"{minutes / 60:.2f}"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}{hours}:{rest:02}"


def cell_text(cell: Cell, template: ReportTemplate) -> str:
    """A cell as text in the template's formats."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Length):
        return length_text(cell.minutes, template.lengths)
    if isinstance(cell, datetime):
        if cell.tzinfo is not None:
            # For programs: the hour that comes twice when clocks change is told apart.
            return cell.isoformat()
        return f"{date_text(cell, template.dates)} {time_text(cell, template.times)}"
    if isinstance(cell, date):
        return date_text(cell, template.dates)
    if isinstance(cell, time):
        return time_text(cell, template.times)
    return str(cell)


_DATES: dict[DateStyle, Callable[[date], str]] = {
    DateStyle.ISO: date.isoformat,
    DateStyle.DOTS: lambda day: f"{day:%d.%m.%Y}",
    DateStyle.SLASHES: lambda day: f"{day:%d/%m/%Y}",
    DateStyle.MONTH_FIRST: lambda day: f"{day:%m/%d/%Y}",
    DateStyle.KOREAN: lambda day: f"{day.year}. {day.month}. {day.day}.",
}
