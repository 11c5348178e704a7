"""Dates, times and numbers as the system's region writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QLocale, QTime


def region() -> QLocale:
    """The region's ways; the C locale, which has none, is read as British English."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return locale


def clock_text(at: datetime, zone: ZoneInfo) -> str:
    """The time of day of an instant at the site: ``08:57``."""
    return time_text(at.astimezone(zone).time())


def time_text(at: time) -> str:
    """A time of day: ``08:57``."""
    return region().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)


def now_text(zone: ZoneInfo) -> str:
    """The time of day at the site now."""
    return clock_text(datetime.now(UTC), zone)


def date_text(at: datetime, zone: ZoneInfo) -> str:
    """The date of an instant at the site, short: ``22/11/2026``."""
    return day_text(at.astimezone(zone).date())


def day_text(day: date) -> str:
    """A date, short."""
    return region().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)


def long_day_text(day: date) -> str:
    """A date with its weekday: ``Sunday 22 November 2026``."""
    return region().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


def short_day_text(day: date) -> str:
    """A day of these days by its weekday and number: ``Thu 19``."""
    name = region().standaloneDayName(day.isoweekday(), QLocale.FormatType.ShortFormat)
    return f"{name} {day.day}"


def month_text(month: date) -> str:
    """A month with its year: ``November 2026``."""
    name = region().standaloneMonthName(month.month, QLocale.FormatType.LongFormat)
    return f"{name} {month.year}"


def number_text(number: int) -> str:
    """A whole number with the region's grouping: ``20,000``."""
    return region().toString(number)


def decimal_text(number: float, digits: int) -> str:
    """A number with its decimals: ``0.83``."""
    return region().toString(float(number), "f", digits)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day; days of 23 and 25 hours included."""
    return datetime.combine(day, time(0), zone)


def week_start(day: date, first_weekday: int) -> date:
    """The first day of the week that ``day`` is in; weekdays count from 1, Monday."""
    return day - timedelta(days=(day.isoweekday() - first_weekday) % 7)
