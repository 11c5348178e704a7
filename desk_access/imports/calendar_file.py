"""Holidays out of iCalendar files (RFC 5545): whole-day events, also of several days or yearly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from icalendar import Calendar, Event

from desk_access.errors import ImportRefused
from desk_access.imports.calendar_lines import TooMuch, telling_lines
from desk_access.imports.cells import MAX_WORDS, RowRefused
from desk_access.imports.recurrence import PassedOver, Recurrences
from desk_access.imports.table_file import file_bytes
from desk_access.imports.text_encoding import decode_text
from desk_access.model.calendar import Holiday
from desk_access.model.importing import HolidayCalendar, Listed
from desk_access.model.naming import readable

MAX_DAYS: Final = 5_000
"""Of one file: twice as many as a hundred years of a country's holidays."""

_LONGEST: Final = 366
"""Days of one event; a holiday that lasts longer is none."""

_CURE: Final = "Export the calendar again as an iCalendar file (.ics)."
_BEGIN: Final = re.compile(r"^BEGIN:VCALENDAR\s*$", re.IGNORECASE | re.MULTILINE)
_FOLD: Final = re.compile(rb"\r?\n[ \t]")
_WHEN: Final = frozenset(
    ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
)


def read_holidays(
    path: Path, years: Collection[int], encoding: str | None = None, language: str = ""
) -> HolidayCalendar:
    """The holidays of a file; what repeats every year, in these ``years``.

    Of names in several languages, that in ``language`` is taken (``ko``, ``en-GB``), else the first
    one. The source is the calendar's own name, else the file's. Events that are no whole days are
    among the rows, with the reason. Raises ImportRefused, EncodingUnknown for a file that is not
    UTF-8 and comes without ``encoding``. Blocks; any thread.
    """
    calendars = _calendars(path, encoding)
    names = [_name(calendar, ("X-WR-CALNAME", "NAME"), language) for calendar in calendars]
    source = "; ".join(dict.fromkeys(filter(None, names)))[:MAX_WORDS] or _line(path.stem)
    events = [event for calendar in calendars for event in calendar.events]
    moved = _moved(events)
    recurrences = Recurrences(path.name)
    found: dict[date, dict[str, None]] = {}
    places: dict[date, str] = {}
    others: list[Listed[Holiday]] = []
    for number, event in enumerate(events, 1):
        place = f"Event {number}"
        name = _name(event, ("SUMMARY",), language)
        try:
            its_days = list(_days(event, name, years, moved, recurrences))
            if not its_days:
                raise PassedOver(f"It has no day {_between(years)}.")
            for day in its_days:
                found.setdefault(day, {})[name] = None
                places.setdefault(day, place)
        except RowRefused as refusal:
            passed = isinstance(refusal, PassedOver)
            others.append(Listed(place, name, None, str(refusal), passed_over=passed))
        if len(found) > MAX_DAYS:
            raise ImportRefused(f"{path.name} has more than {MAX_DAYS:,} days.", "Divide it.")
    rows = []
    for day, called in sorted(found.items()):
        together = "; ".join(islice(called, MAX_WORDS))[:MAX_WORDS]
        rows.append(Listed(places[day], together, Holiday(day, together, source)))
    told = frozenset(day.year for day in found) & frozenset(years)
    return HolidayCalendar(source, told, (*rows, *others))


def _calendars(path: Path, encoding: str | None) -> list[Calendar]:
    """Those of a file, which may hold several one after the other (RFC 5545, section 3.4)."""
    # Lines are folded by bytes, in the middle of a character too (RFC 5545, section 3.1).
    data = file_bytes(path)
    # Before anybody is asked for the encoding of what is no calendar in any.
    called = b"VCALENDAR" in data.replace(b"\0", b"").upper()
    text = decode_text(_FOLD.sub(b"", data), path.name, encoding) if called else ""
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise ImportRefused(f"{path.name} is no iCalendar file.", _CURE)
    try:
        text = telling_lines(text)
        calendars = Calendar.from_ical(text, multiple=True)
    except TooMuch as error:
        raise ImportRefused(f"{path.name} {error}.", "Choose a calendar of holidays.") from error
    except Exception as error:
        # Whatever a broken file does to its reader, it is the file's fault.
        raise ImportRefused(
            f"{path.name} is damaged: it ends early or is garbled.", _CURE
        ) from error
    # Of what ends early the library gives back what was complete, and no word.
    names = [each.name for each in calendars]
    if names != ["VCALENDAR"] * len(_BEGIN.findall(text)):
        raise ImportRefused(f"{path.name} is damaged: it ends early or is garbled.", _CURE)
    if any("1.0" in _values(calendar, "VERSION") for calendar in calendars):
        raise ImportRefused(f"{path.name} is a vCalendar of before 1998.", _CURE)
    if not any(calendar.events for calendar in calendars):
        raise ImportRefused(f"{path.name} has no events.", "Choose a calendar of holidays.")
    return calendars


def _between(years: Collection[int]) -> str:
    first, last = min(years, default=0), max(years, default=0)
    return f"in {first}" if first == last else f"from {first} to {last}"


def _values(part: Calendar | Event, name: str) -> list[Any]:
    """What a property says each time that it is there: the library has a list for several."""
    found = part.get(name)
    if found is None:
        return []
    return list(found) if isinstance(found, list) else [found]


def _name(part: Calendar | Event, properties: Sequence[str], language: str) -> str:
    """A name in the language, else the first one; several of one language are told together."""
    for each in properties:
        by_language: dict[str, list[str]] = {}
        for value in _values(part, each):
            spoken = str(getattr(value, "params", {}).get("LANGUAGE", "")).casefold()
            if line := _line(str(value)):
                by_language.setdefault(spoken, []).append(line)
        if by_language:
            named = by_language[_nearest(list(by_language), language)]
            return "; ".join(dict.fromkeys(named))[:MAX_WORDS]
    return ""


def _nearest(there: Sequence[str], language: str) -> str:
    """The language that is asked for, or one of its regions, or whatever comes first."""
    asked = language.casefold().replace("_", "-")
    region = [each for each in there if each == asked]
    alike = [each for each in there if asked and each[:2] == asked[:2]]
    return (*region, *alike, *(each for each in there if not each), there[0])[0]


def _moved(events: Sequence[Event]) -> dict[str, set[date]]:
    """Days of repeated events, by the event's UID, that an event of their own stands for."""
    moved: dict[str, set[date]] = {}
    for event in events:
        if "RECURRENCE-ID" not in event:
            continue
        with suppress(ValueError, AttributeError):
            # A broken one has no day; the event itself is refused for it.
            instead_of: Any = event["RECURRENCE-ID"]
            moved.setdefault(_uid(event), set()).add(_date(instead_of.dt))
    return moved


def _days(
    event: Event,
    name: str,
    years: Collection[int],
    moved: Mapping[str, set[date]],
    recurrences: Recurrences,
) -> Iterator[date]:
    """The days of an event. Raises RowRefused."""
    if not name:
        raise RowRefused("It has no name.")
    if any(property_ in _WHEN for property_, _ in event.errors):
        raise RowRefused("When it is cannot be read.")
    if any(str(each).upper() == "CANCELLED" for each in _values(event, "STATUS")):
        raise PassedOver("It is cancelled.")
    _check_form(event)
    try:
        start, end = event.start, event.end
        rules, more, less = event.rrules, event.rdates, event.exdates
    except Exception as error:
        # Missing, doubled or contradictory: the library has an exception for each.
        raise RowRefused("When it is cannot be read.") from error
    length = _length(start, end)
    begins = _date(start)
    off = {_date(each) for each in less}
    if "RECURRENCE-ID" not in event:
        off |= moved.get(_uid(event), set())
    for first in recurrences.days(begins, rules, [_first(each) for each in more], years):
        recurrences.spend(length)
        if first not in off and first <= date.max - timedelta(days=length):
            yield from (first + timedelta(days=day) for day in range(length))


def _check_form(event: Event) -> None:
    """Raises RowRefused for what this program would read otherwise than it is meant."""
    for name in ("SUMMARY", "RECURRENCE-ID"):
        for each in _values(event, name):
            params = getattr(each, "params", {})
            if "ENCODING" in params:
                raise RowRefused("Its name is written in another form than iCalendar's.")
            if "RANGE" in params:
                raise RowRefused("It changes all later days of its series.")
    for each in _values(event, "DURATION"):
        if not isinstance(each.dt, timedelta):
            raise RowRefused("When it is cannot be read.")
        # The library takes a negative one for none.
        if each.dt < timedelta():
            raise RowRefused("It ends before it begins.")


def _uid(event: Event) -> str:
    return str(next(iter(_values(event, "UID")), ""))


def _length(start: date, end: date) -> int:
    """How many whole days. Raises RowRefused."""
    times = [each.time() for each in (start, end) if isinstance(each, datetime)]
    if any(each != time() for each in times) or (times and start == end):
        raise PassedOver("It is no whole day.")
    length = (_date(end) - _date(start)).days
    if length < 0:
        raise RowRefused("It ends before it begins.")
    if length > _LONGEST:
        raise RowRefused(f"It lasts {length} days.")
    # Some programs end a day on itself, though its end is the next (RFC 5545, section 3.6.1).
    return max(length, 1)


def _first(named: Any) -> date:
    """The day that an RDATE names; a period of time is a pair."""
    return _date(named[0] if isinstance(named, tuple) else named)


def _date(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at


def _line(text: str) -> str:
    """A name as the store keeps it: one line, composed, without what cannot be shown."""
    return readable(unicodedata.normalize("NFC", text[: 10 * MAX_WORDS]))[:MAX_WORDS]
