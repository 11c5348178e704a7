"""What the cells of a row say: words, days, times and lengths, however a spreadsheet kept them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias, TypeVar

from desk_access.imports.number_format import GENERAL, shown_number, shown_text
from desk_access.model.identifier import invisible
from desk_access.model.importing import Column
from desk_access.model.naming import unfit

MAX_WORDS = 200
"""As the store keeps them."""

_A_DAY = 24 * 60

_DAY = re.compile(
    r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?|(\d{4})(\d\d)(\d\d)"
)
_CLOCK = re.compile(r"(오전|오후)?\s*(\d{1,2}):(\d\d)(?::00)?\s*(am|pm)?", re.IGNORECASE)
_SHORTENED = re.compile(r"\d\.\d+E\+\d\d", re.IGNORECASE)
"""How a spreadsheet shows a number that its cell has no room for, and saves it as CSV."""

_MIDNIGHT = re.compile(r"(?:\s|T)00:00(?::00(?:\.0+)?)?$")
_FLAGS = {
    **dict.fromkeys(("yes", "y", "true", "1", "예", "네"), True),
    **dict.fromkeys(("no", "n", "false", "0", "아니오", "아니요"), False),
}

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fault:
    """In place of a cell that has no value to be read: why, to go on from “code”."""

    why: str


@dataclass(frozen=True, slots=True)
class Formatted:
    """A number or text that a spreadsheet shows otherwise than it holds it, in the cell ``at``."""

    value: str | int | float
    number_format: str
    at: str

    def shown(self) -> str | None:
        """What people see; None where that cannot be told."""
        if isinstance(self.value, str):
            return shown_text(self.value, self.number_format)
        return shown_number(self.value, self.number_format)


Cell: TypeAlias = str | int | float | datetime | date | time | timedelta | Fault
"""What a cell holds. :class:`Formatted` is taken off where only the value counts."""


class RowRefused(Exception):
    """Why a row makes no sense, as a sentence. Never leaves this room."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row under the table's columns; empty cells are left out.

    Every method raises RowRefused for a cell that says something else than it should.
    """

    place: str
    cells: Mapping[Column, Cell | Formatted]

    def words(self, column: Column) -> str | None:
        """Words, as the store would keep them, and as a spreadsheet shows them."""
        cell = self._cell(column)
        if cell is None:
            return None
        if not isinstance(cell, str | int | float) or isinstance(cell, bool):
            raise RowRefused(
                f"“{column}” is no text, but {_shown(cell)}. Format the column as text."
            )
        text = _composed(self._seen(column, cell))
        if len(text) > MAX_WORDS:
            raise RowRefused(f"“{column}” is longer than {MAX_WORDS} characters.")
        if why := unfit(text):
            raise RowRefused(f"“{column}” has {why}.")
        return text or None

    def named(self, column: Column) -> str:
        """What a row is told by, whatever stands there."""
        cell = self.cells.get(column)
        if isinstance(cell, Formatted):
            shown = cell.shown()
            cell = cell.value if shown is None else shown
        return "" if cell is None or isinstance(cell, Fault) else _number_words(cell)[:MAX_WORDS]

    def required(self, column: Column) -> str:
        """Words that must be there."""
        text = self.words(column)
        if text is None:
            raise RowRefused(f"“{column}” is empty.")
        return text

    def code(self, column: Column) -> str | None:
        """An identifier: words without characters that cannot be seen."""
        text = self.words(column)
        if text is None:
            return None
        if unseen := invisible(text):
            raise RowRefused(f"“{column}” has {unseen}, which cannot be seen. Type it again.")
        if _SHORTENED.fullmatch(text):
            raise RowRefused(f"“{column}” is “{text}”: a spreadsheet has shortened a long number.")
        return text

    def required_code(self, column: Column) -> str:
        """An identifier that must be there."""
        text = self.code(column)
        if text is None:
            raise RowRefused(f"“{column}” is empty.")
        return text

    def several(self, column: Column) -> list[str]:
        """Words of any length, divided by ``;``, byte for byte: they may be names of files."""
        cell = self._cell(column)
        words = cell if isinstance(cell, str) else "" if cell is None else _number_words(cell)
        parts = words.split(";")
        return [part.strip() for part in parts if part.strip()]

    def day(self, column: Column) -> date | None:
        """A date, or words like ``2026-03-31``, ``2026. 3. 31.``, ``20260331``."""
        cell = self._cell(column)
        if isinstance(cell, datetime) and cell.time() == time():
            return cell.date()
        if isinstance(cell, date) and not isinstance(cell, datetime):
            return cell
        if cell is None:
            return None
        match = None
        if isinstance(cell, str | int | float):
            match = _DAY.fullmatch(_MIDNIGHT.sub("", _number_words(cell)))
        if match is not None:
            try:
                return date(*(int(part) for part in match.groups() if part is not None))
            except ValueError:
                pass
        raise RowRefused(f"“{column}” is no day, but {_shown(cell)}. Write it as 2026-03-31.")

    def clock(self, column: Column) -> time | None:
        """A time of day: a cell of that kind, a part of a day (0.375), or words (``09:00``)."""
        minutes = self._minutes(column, "time of day", "09:00")
        if minutes is None:
            return None
        if minutes > _A_DAY:
            raise RowRefused(f"“{column}” is later than 24:00.")
        return time(minutes % _A_DAY // 60, minutes % 60)

    def length(self, column: Column) -> int | None:
        """A length in minutes, as ``8:00`` or as :meth:`clock` takes it."""
        return self._minutes(column, "length of time", "8:00")

    def number(self, column: Column) -> int | None:
        """A whole number from 0 up."""
        cell = self._cell(column)
        if cell is None:
            return None
        text = _number_words(cell) if isinstance(cell, str | int | float) else ""
        if not (text.isascii() and text.isdigit()) or len(text) > 9:
            raise RowRefused(f"“{column}” is no whole number, but {_shown(cell)}.")
        return int(text)

    def flag(self, column: Column) -> bool | None:
        """Yes or no."""
        cell = self._cell(column)
        if cell is None:
            return None
        flag = _FLAGS.get(_number_words(cell).casefold()) if _plain(cell) else None
        if flag is None:
            raise RowRefused(f"“{column}” is neither yes nor no, but {_shown(cell)}.")
        return flag

    def choice(self, column: Column, choices: type[Choice]) -> Choice | None:
        """One of some words."""
        text = self.words(column)
        if text is None:
            return None
        for choice in choices:
            if text.casefold().replace(" ", "_") == choice.value:
                return choice
        raise RowRefused(f"“{column}” is “{text}”, and none of: {', '.join(choices)}.")

    def _cell(self, column: Column) -> Cell | None:
        cell = self.cells.get(column)
        if isinstance(cell, Fault):
            raise RowRefused(f"“{column}” {cell.why}")
        return cell.value if isinstance(cell, Formatted) else cell

    def _seen(self, column: Column, value: str | int | float) -> str:
        """What people see of a number or a formatted text. Raises RowRefused."""
        cell = self.cells[column]
        kept = cell if isinstance(cell, Formatted) else Formatted(value, GENERAL, "")
        shown = kept.shown()
        if shown is None:
            held = f"“{column}” holds {_shown(value)}"
            if kept.at:
                held = (
                    f"Cell {kept.at} {held[len(column) + 3 :]} and shows it as {kept.number_format}"
                )
            raise RowRefused(
                f"{held}: what is meant is not certain. Format the column as text, then type it"
                " again."
            )
        return shown

    def _minutes(self, column: Column, what: str, like: str) -> int | None:
        cell = self._cell(column)
        if cell is None:
            return None
        minutes = _minutes_of(cell)
        if minutes is None:
            raise RowRefused(f"“{column}” is no {what}, but {_shown(cell)}. Write it as {like}.")
        return minutes


def clock_of(text: str) -> time | None:
    """The time of day that words say, or None. ``24:00`` is midnight."""
    minutes = _of_words(text)
    if minutes is None or minutes > _A_DAY:
        return None
    return time(minutes % _A_DAY // 60, minutes % 60)


def _minutes_of(cell: Cell) -> int | None:
    """Whole minutes of a day or more; None for what says none, seconds among it."""
    if isinstance(cell, str):
        return _of_words(cell)
    seconds = None
    if isinstance(cell, time):
        seconds = float(cell.hour * 3600 + cell.minute * 60 + cell.second)
    elif isinstance(cell, timedelta):
        seconds = cell.total_seconds()
    elif isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell <= 1:
        # A part of a day, as spreadsheets keep times: 9 hours come as 0.37499999999999994 too.
        seconds = float(round(cell * _A_DAY * 60))
    if seconds is None or seconds < 0 or seconds % 60:
        return None
    return int(seconds) // 60


def _of_words(text: str) -> int | None:
    match = _CLOCK.fullmatch(_composed(text))
    if match is None:
        return None
    hours, minutes = int(match[2]), int(match[3])
    half = (match[1] or match[4] or "").lower()
    if minutes > 59 or (half and not 1 <= hours <= 12):
        return None
    if half:
        hours = hours % 12 + (12 if half in ("오후", "pm") else 0)
    return hours * 60 + minutes


def _plain(cell: Cell) -> bool:
    return isinstance(cell, str | int | float)


def _number_words(cell: Cell) -> str:
    """A cell of words or of a number as words, without the ``.0`` that spreadsheets add."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return _composed(str(cell))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _shown(cell: Cell) -> str:
    """A cell for a sentence about it."""
    text = _number_words(cell)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
