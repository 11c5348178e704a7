"""The sums of a period in words: what each is called, and how it is written."""

from __future__ import annotations

from desk_access.gui.view_models.durations import difference_text, hours_text
from desk_access.gui.view_models.moments import number_text
from desk_access.gui.view_models.words import translate

_COUNTS = ("days", "absent_days", "problems")


def totals_words() -> dict[str, str]:
    """What each sum of ``Totals`` is called, by the name of its field."""
    return {
        "due": translate("Totals", "Due"),
        "work": translate("Totals", "Work"),
        "overtime": translate("Totals", "Overtime"),
        "free_day": translate("Totals", "Free days"),
        "night": translate("Totals", "Night"),
        "late": translate("Totals", "Late"),
        "early": translate("Totals", "Left early"),
        "absent": translate("Totals", "Absent"),
        "undertime": translate("Totals", "Undertime"),
        "excused": translate("Totals", "Excused"),
        "leave": translate("Totals", "Leave"),
        "unpaid_leave": translate("Totals", "Unpaid leave"),
        "break_": translate("Totals", "Breaks"),
        "idle": translate("Totals", "Not counted"),
        "days": translate("Totals", "Days"),
        "absent_days": translate("Totals", "Days absent"),
        "problems": translate("Totals", "To look at"),
    }


def total_text(name: str, value: int) -> str:
    """A sum: hours and minutes, or a number where days or problems are counted."""
    return number_text(value) if name in _COUNTS else hours_text(value)


def total_difference(name: str, by: int) -> str:
    """By how much a sum changes, with its sign."""
    if name not in _COUNTS:
        return difference_text(by)
    return f"{'+' if by > 0 else chr(0x2212)}{number_text(abs(by))}" if by else number_text(0)
