"""Holidays out of iCalendar files (RFC 5545): whole-day events, also of several days or yearly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from dateutil.rrule import rruleset, rrulestr
from icalendar import Calendar, Event

from desk_access.errors import ImportRefused
from desk_access.imports.cells import MAX_WORDS, RowRefused
from desk_access.imports.table_file import file_bytes
from desk_access.imports.text_encoding import decode_text
from desk_access.model.calendar import Holiday
from desk_access.model.importing import HolidayCalendar, Listed

MAX_DAYS: Final = 5_000
"""Of one file: a hundred years of a country's holidays are 2,200 (South Korea)."""

_LONGEST: Final = 366
"""Days of one event; a holiday that lasts longer is none."""

_CURE: Final = "Export the calendar again as an iCalendar file (.ics)."
_FOLD: Final = re.compile(rb"\r?\n[ \t]")
_WHEN: Final = frozenset(
    ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
)
_UNTIL: Final = re.compile(r"(UNTIL=\d{8})T\d{6}Z?")


class _PassedOver(RowRefused):
    """Why an event is no holiday, though it makes sense."""


def read_holidays(
    path: Path, years: Collection[int], encoding: str | None = None
) -> HolidayCalendar:
    """The holidays of a file; what repeats every year, in these ``years``.

    The source is the calendar's own name, else the file's. Events that are no whole days are among
    the rows, with the reason. Raises ImportRefused, EncodingUnknown for a file that is not UTF-8
    and comes without ``encoding``. Blocks; any thread.
    """
    calendar = _calendar(path, encoding)
    source = _line(str(calendar.get("X-WR-CALNAME") or calendar.get("NAME") or path.stem))
    events = calendar.events
    moved = _moved(events)
    found: dict[date, list[str]] = {}
    places: dict[date, str] = {}
    others: list[Listed[Holiday]] = []
    for number, event in enumerate(events, 1):
        place = f"Event {number}"
        name = _line(str(event.get("SUMMARY") or ""))
        try:
            for day in _days(event, name, years, moved):
                if name not in found.setdefault(day, []):
                    found[day].append(name)
                places.setdefault(day, place)
        except RowRefused as refusal:
            passed = isinstance(refusal, _PassedOver)
            others.append(Listed(place, name, None, str(refusal), passed_over=passed))
        if len(found) > MAX_DAYS:
            raise ImportRefused(f"{path.name} has more than {MAX_DAYS:,} days.", "Divide it.")
    rows = [
        Listed(places[day], "; ".join(names), Holiday(day, "; ".join(names)[:MAX_WORDS], source))
        for day, names in sorted(found.items())
    ]
    told = frozenset(day.year for day in found) & frozenset(years)
    return HolidayCalendar(source, told, (*rows, *others))


def _calendar(path: Path, encoding: str | None) -> Calendar:
    # Lines are folded by bytes, in the middle of a character too (RFC 5545, section 3.1).
    data = file_bytes(path)
    # Before anybody is asked for the encoding of what is no calendar in any.
    called = b"VCALENDAR" in data.replace(b"\0", b"").upper()
    text = decode_text(_FOLD.sub(b"", data), path.name, encoding) if called else ""
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise ImportRefused(f"{path.name} is no iCalendar file.", _CURE)
    try:
        calendar = Calendar.from_ical(text)
    except Exception as error:
        # Whatever a broken file does to its reader, it is the file's fault.
        raise ImportRefused(
            f"{path.name} is damaged: it ends early or is garbled.", _CURE
        ) from error
    if not calendar.events:
        raise ImportRefused(f"{path.name} has no events.", "Choose a calendar of holidays.")
    return calendar


def _moved(events: Sequence[Event]) -> frozenset[tuple[str, date]]:
    """Days of repeated events, by the event's UID, that an event of their own stands for."""
    moved = set()
    for event in events:
        if "RECURRENCE-ID" not in event:
            continue
        with suppress(ValueError, AttributeError):
            # A broken one has no day; the event itself is refused for it.
            instead_of: Any = event["RECURRENCE-ID"]
            moved.add((str(event.get("UID")), _date(instead_of.dt)))
    return frozenset(moved)


def _days(
    event: Event, name: str, years: Collection[int], moved: Collection[tuple[str, date]]
) -> Iterator[date]:
    """The days of an event. Raises RowRefused."""
    if not name:
        raise RowRefused("It has no name.")
    if any(property_ in _WHEN for property_, _ in event.errors):
        raise RowRefused("When it is cannot be read.")
    if str(event.get("STATUS")).upper() == "CANCELLED":
        raise _PassedOver("It is cancelled.")
    try:
        start, end = event.start, event.end
        rules, more, less = event.rrules, event.rdates, event.exdates
    except Exception as error:
        # Missing, doubled or contradictory: the library has an exception for each.
        raise RowRefused("When it is cannot be read.") from error
    length = _length(start, end)
    begins = _date(start)
    uid = str(event.get("UID"))
    off = {_date(each) for each in less}
    if "RECURRENCE-ID" not in event:
        off |= {day for whose, day in moved if whose == uid}
    for first in _occurrences(begins, rules, more, years):
        if first not in off:
            yield from (first + timedelta(days=day) for day in range(length))


def _occurrences(
    begins: date, rules: Sequence[Any], more: Sequence[Any], years: Collection[int]
) -> list[date]:
    """The first days of an event: one, or those of the years that are asked for."""
    if not rules and not more:
        return [begins]
    start = datetime.combine(begins, time())
    repeated = rruleset()
    for rule in rules:
        # Only so: what repeats daily without an end would never be done.
        if rule.get("FREQ") != ["YEARLY"] or rule.get("INTERVAL") == [0]:
            raise _PassedOver("It repeats otherwise than every year.")
        try:
            # A whole day has no time, but many programs end its repetition at one.
            text = _UNTIL.sub(r"\1", rule.to_ical().decode())
            repeated.rrule(rrulestr(text, dtstart=start))
        except (ValueError, TypeError) as error:
            raise RowRefused("How it repeats cannot be read.") from error
    if not rules:
        repeated.rdate(start)
    for each in more:
        # A period of time is a pair.
        first = each[0] if isinstance(each, tuple) else each
        repeated.rdate(datetime.combine(_date(first), time()))
    if not years:
        return []
    before, after = datetime(max(years), 12, 31), datetime(min(years), 1, 1)
    return [each.date() for each in repeated.between(after, before, inc=True) if each.year in years]


def _length(start: date, end: date) -> int:
    """How many whole days. Raises RowRefused."""
    times = [each.time() for each in (start, end) if isinstance(each, datetime)]
    if any(each != time() for each in times) or (times and start == end):
        raise _PassedOver("It is no whole day.")
    length = (_date(end) - _date(start)).days
    if length < 0:
        raise RowRefused("It ends before it begins.")
    if length > _LONGEST:
        raise RowRefused(f"It lasts {length} days.")
    # Some programs end a day on itself, though its end is the next (RFC 5545, section 3.6.1).
    return max(length, 1)


def _date(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at


def _line(text: str) -> str:
    """A name as the store keeps it: one line, composed, without what cannot be shown."""
    shown = "".join(
        " " if unicodedata.category(each) in ("Cc", "Cs") else each
        for each in unicodedata.normalize("NFC", text)
    )
    return " ".join(shown.split())[:MAX_WORDS]
