"""Fields for days and times of day, as the system's region writes them."""

from __future__ import annotations

from datetime import date, time

from PySide6.QtCore import QDate, QTime
from PySide6.QtWidgets import QDateEdit, QTimeEdit

from desk_access.gui.view_models.moments import region
from desk_access.gui.widgets.labels import indent


class DayField(QDateEdit):
    """A day, with a calendar to choose it from."""

    def __init__(self, name: str, day: date, width: int = 140) -> None:
        super().__init__(QDate(day.year, day.month, day.day))
        self.setCalendarPopup(True)
        self.setAccessibleName(name)
        indent(self, width)

    @property
    def day(self) -> date:
        """The day chosen."""
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def show_day(self, day: date) -> None:
        """Put this day in."""
        self.setDate(QDate(day.year, day.month, day.day))


class TimeField(QTimeEdit):
    """A time of day, to the minute."""

    def __init__(self, name: str, at: time = time(0), width: int = 104) -> None:
        super().__init__(QTime(at.hour, at.minute))
        self.setDisplayFormat(region().timeFormat(region().FormatType.ShortFormat))
        self.setAccessibleName(name)
        indent(self, width)

    @property
    def at(self) -> time:
        """The time chosen."""
        chosen = self.time()
        return time(chosen.hour(), chosen.minute())

    def show_time(self, at: time) -> None:
        """Put this time in, telling nobody."""
        before = self.blockSignals(True)
        self.setTime(QTime(at.hour, at.minute))
        self.blockSignals(before)
