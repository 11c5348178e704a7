"""The days on which a calendar's event repeats, within bounds that no file can move.

A year at a time is reckoned, and only years that are asked for: a rule of the year 1 costs no more
than one of today, and one that never comes true (30 February) ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from dateutil.rrule import rrulestr

from desk_access.errors import ImportRefused
from desk_access.imports.cells import RowRefused

_MOST_STEPS: Final = 250_000
"""Of one file, each a day that it names or the fortieth part of a year reckoned: 2 s at most."""

_A_YEAR: Final = 40
_MOST_RULES: Final = 10
_LONGEST_RULE: Final = 2_000
_LONGEST_INTERVAL: Final = 1_000

_PARTS: Final = frozenset(
    ("BYMONTH", "BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "WKST")
)
_DAYS: Final = frozenset(("BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO"))
_TIMES: Final = frozenset(("BYHOUR", "BYMINUTE", "BYSECOND"))
_OTHERWISE: Final = "It repeats otherwise than every year."
_UNREADABLE: Final = "How it repeats cannot be read."


class PassedOver(RowRefused):
    """Why an event is no holiday, though it makes sense."""


class Recurrences:
    """Reckons the events of one file ``name``. Raises ImportRefused when they are too many days."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = _MOST_STEPS
        self._known: dict[tuple[str, int], tuple[date, ...]] = {}

    def spend(self, steps: int = 1) -> None:
        """Count days that were named. Raises ImportRefused when there were too many."""
        self._left -= steps
        if self._left < 0:
            raise ImportRefused(
                f"{self._name} repeats its events on more days than holidays do.",
                "Export a calendar of holidays alone.",
            )

    def days(
        self, begins: date, rules: Sequence[Any], more: Sequence[date], years: Collection[int]
    ) -> list[date]:
        """The first days of an event, in order: one, or those of the ``years`` asked for.

        ``rules`` are icalendar's, ``more`` the days named beside them. Raises RowRefused.
        """
        self.spend(1 + len(more))
        if not rules and not more:
            return [begins]
        if len(rules) > _MOST_RULES:
            raise RowRefused(_UNREADABLE)
        found = {each for each in more if each.year in years}
        if not rules and begins.year in years:
            found.add(begins)
        for rule in rules:
            found.update(self._repeated(begins, rule, years))
        return sorted(found)

    def _repeated(self, begins: date, rule: Any, years: Collection[int]) -> Iterator[date]:
        parts, interval, count, until = _checked(rule)
        if count is None:
            wanted = [year for year in years if year >= begins.year]
        else:
            # Each that came before counts.
            wanted = list(range(begins.year, max(years, default=0) + 1))
        for year in sorted(wanted):
            if (year - begins.year) % interval:
                continue
            for day in self._of_year(begins, parts, year):
                if day < begins:
                    continue
                if (until is not None and day > until) or (count is not None and count < 1):
                    return
                if count is not None:
                    count -= 1
                if year in years:
                    yield day

    def _of_year(self, begins: date, parts: dict[str, str], year: int) -> tuple[date, ...]:
        if not parts.keys() - {"WKST"}:
            self.spend()
            leap = begins.month == 2 and begins.day == 29
            if leap and (year % 4 or (not year % 100 and year % 400)):
                return ()
            return (begins.replace(year=year),)
        if not parts.keys() & _DAYS:
            parts = {"BYMONTH": str(begins.month), **parts, "BYMONTHDAY": str(begins.day)}
        text = ";".join(f"{name}={value}" for name, value in parts.items())
        if (text, year) not in self._known:
            self.spend(_A_YEAR)
            try:
                # The interval ends it after its first year.
                rule = rrulestr(f"FREQ=YEARLY;INTERVAL=9999;{text}", dtstart=datetime(year, 1, 1))
                self._known[text, year] = tuple(each.date() for each in rule)
            except Exception as error:
                # For what makes no sense together the library has many exceptions.
                raise RowRefused(_UNREADABLE) from error
        found = self._known[text, year]
        self.spend(1 + len(found))
        return found


def _checked(rule: Any) -> tuple[dict[str, str], int, int | None, date | None]:
    """The parts of a yearly rule, its interval, how often at most, and until when."""
    text = rule.to_ical().decode()
    if len(text) > _LONGEST_RULE:
        raise RowRefused(_UNREADABLE)
    parts = dict(part.partition("=")[::2] for part in text.upper().split(";") if part)
    if parts.pop("FREQ", "") != "YEARLY" or parts.get("INTERVAL") == "0":
        raise PassedOver(_OTHERWISE)
    for name in _TIMES & parts.keys():
        # A whole day has no time; several of them are several times a day.
        if "," in parts.pop(name):
            raise PassedOver(_OTHERWISE)
    try:
        interval = int(parts.pop("INTERVAL", "1"))
        count = int(parts.pop("COUNT")) if "COUNT" in parts else None
        # A whole day has no time, but many programs end its repetition at one.
        until = date.fromisoformat(parts.pop("UNTIL")[:8]) if "UNTIL" in parts else None
    except ValueError as error:
        raise RowRefused(_UNREADABLE) from error
    sensible = 1 <= interval <= _LONGEST_INTERVAL and (count is None or count >= 1)
    if not sensible or parts.keys() - _PARTS:
        raise RowRefused(_UNREADABLE)
    return parts, interval, count, until
