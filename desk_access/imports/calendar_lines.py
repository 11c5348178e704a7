"""The lines of an iCalendar text that tell of holidays, out of all that a calendar may hold.

Reminders, attachments, notes and time zones never reach the library that reads the rest: it needs
40 µs a line, and calls itself for each component within a component.
"""

from __future__ import annotations

import re
from typing import Final

MAX_EVENTS: Final = 10_000
"""A hundred years of a country's holidays are 2,200 (South Korea)."""

_MOST_VALUES: Final = 100_000
_LONGEST: Final = 20_000
_CALENDAR, _EVENT = "VCALENDAR", "VEVENT"
_BREAK: Final = re.compile(r"\r\n|\n|\r")
_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,40}(?=[;:])")
_OF_CALENDAR: Final = frozenset(("X-WR-CALNAME", "NAME"))
_WORDS: Final = frozenset(("SUMMARY", "UID", "STATUS", *_OF_CALENDAR))
_OF_EVENT: Final = frozenset(
    (
        *("SUMMARY", "UID", "STATUS", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE"),
        "RECURRENCE-ID",
    )
)


class TooMuch(ValueError):
    """Why there is more in a calendar than one of holidays has, to go on from its name."""


def telling_lines(text: str) -> str:
    """The calendars and events of a text without folded lines, with what is read of them alone.

    What is not nested as it should be stays so. Raises TooMuch.
    """
    kept: list[str] = []
    inside: list[str] = []
    events = values = 0
    for line in _BREAK.split(text):
        found = _NAME.match(line)
        if found is None:
            continue
        name = found[0].upper()
        if name == "BEGIN":
            inside.append(line[6:].strip().upper())
            events += inside == [_CALENDAR, _EVENT]
        if _is_kept(name, inside):
            kept.append(_short(line, name))
            values += 1 + (0 if name in _WORDS else line.count(",") + line.count(";"))
        if name == "END" and inside:
            inside.pop()
        if events > MAX_EVENTS or values > _MOST_VALUES or len(inside) > _LONGEST:
            raise TooMuch(f"has more than {MAX_EVENTS:,} events, or too much in each")
    return "\r\n".join((*kept, ""))


def _is_kept(name: str, inside: list[str]) -> bool:
    if inside == [_CALENDAR]:
        return name in _OF_CALENDAR or name in ("BEGIN", "END", "VERSION")
    if inside == [_CALENDAR, _EVENT]:
        return name in _OF_EVENT or name in ("BEGIN", "END")
    return not inside and name == "END"


def _short(line: str, name: str) -> str:
    if len(line) <= _LONGEST:
        return line
    if name in _WORDS:
        return line[:_LONGEST]
    raise TooMuch(f"has a line of {len(line):,} characters")
