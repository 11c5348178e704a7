"""Reads a month of everybody in the background and hands it on a few people at a time."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Signal

from desk_access.errors import DeskAccessError
from desk_access.gui.background import Background, Stopped
from desk_access.gui.view_models.sheet import SheetRow, month_days, person_row
from desk_access.service.timekeeping.desk import TimeDesk

_FIRST = 40
"""So many people come first: a screen full. Each further time twice as many, so that ten thousand
are put in order a few times only."""


class MonthLoader(QObject):
    """``came``: some rows are there; ``ended``: all, with their codes; ``failed``: an error.

    Of several months asked for only the last one is told of. GUI thread only.
    """

    came = Signal(object)
    ended = Signal(object)
    failed = Signal(object)
    _some = Signal(int, object)

    def __init__(self, background: Background, time: TimeDesk) -> None:
        super().__init__()
        self._background = background
        self._time = time
        self._asked = 0
        self._some.connect(self._hand_on)

    def begin(self, month: date) -> None:
        """Read this month, and give up what was being read."""
        self._asked += 1
        asked = self._asked
        self._background.run(
            lambda: self._read(asked, month),
            lambda codes: self._end(asked, codes),
            lambda error: self._fail(asked, error),
        )

    def read_person(self, month: date, code: str) -> None:
        """Read one person's month again; it comes as some rows do."""
        asked, days = self._asked, len(month_days(month))

        def read() -> list[SheetRow]:
            return [person_row(each, days) for each in self._time.month(month, code=code)]

        self._background.run(
            read, lambda rows: self._hand_on(asked, rows), lambda error: self._fail(asked, error)
        )

    def stop(self) -> None:
        """Nobody waits for it any more."""
        self._asked += 1

    def _read(self, asked: int, month: date) -> frozenset[str]:
        days = len(month_days(month))
        codes: set[str] = set()
        some: list[SheetRow] = []
        enough = _FIRST
        for person in self._time.month(month):
            if asked != self._asked:
                raise Stopped
            some.append(person_row(person, days))
            codes.add(person.code)
            if len(some) == enough:
                self._some.emit(asked, some)
                some, enough = [], 2 * enough
        self._some.emit(asked, some)
        return frozenset(codes)

    def _hand_on(self, asked: int, rows: list[SheetRow]) -> None:
        if asked == self._asked:
            self.came.emit(rows)

    def _end(self, asked: int, codes: frozenset[str]) -> None:
        if asked == self._asked:
            self.ended.emit(codes)

    def _fail(self, asked: int, error: DeskAccessError) -> None:
        if asked == self._asked:
            self.failed.emit(error)
