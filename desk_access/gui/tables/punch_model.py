"""The log: tens of thousands of punches, of which only those in sight are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from desk_access.gui.view_models.moments import clock_text, date_text
from desk_access.gui.view_models.words import direction_word
from desk_access.model.punch import Punch

Index = QModelIndex | QPersistentModelIndex
PUNCH_ROLE = int(Qt.ItemDataRole.UserRole) + 1
PAGE = 200
DAY, TIME, NAME, CODE, DIRECTION, CAMERA = range(6)


@dataclass(frozen=True, slots=True)
class PunchPage:
    """Some rows of one filter's answer. ``generation`` tells an old answer from the new one's."""

    generation: int
    offset: int
    rows: tuple[Punch, ...]


class PunchModel(QAbstractTableModel):
    """Knows how many rows there are and reads them page by page as they come into sight.

    ``fetch(generation, offset, limit)`` begins to read rows off this thread; the answer comes back
    through :meth:`put_page`. A row that is not there yet is shown empty. GUI thread only.
    """

    def __init__(
        self, fetch: Callable[[int, int, int], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._generation = 0
        self._count = 0
        self._pages: dict[int, Sequence[Punch]] = {}
        self._asked: set[int] = set()

    def restart(self) -> int:
        """Another filter is in force: forget its rows; the number of the new generation."""
        self.beginResetModel()
        self._generation += 1
        self._count = 0
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()
        return self._generation

    def set_count(self, generation: int, count: int) -> None:
        """How many rows the filter finds."""
        if generation != self._generation:
            return
        self.beginResetModel()
        self._count = count
        self.endResetModel()

    def put_page(self, page: PunchPage) -> None:
        """Rows have come."""
        if page.generation != self._generation:
            return
        self._pages[page.offset // PAGE] = page.rows
        last = min(page.offset + len(page.rows), self._count) - 1
        if last >= page.offset:
            self.dataChanged.emit(
                self.index(page.offset, 0), self.index(last, self.columnCount() - 1)
            )

    def punch(self, index: Index) -> Punch | None:
        """The punch of a row; None while it is being read."""
        page, place = divmod(index.row(), PAGE)
        rows = self._pages.get(page)
        if rows is None:
            if page not in self._asked:
                self._asked.add(page)
                self._fetch(self._generation, page * PAGE, PAGE)
            return None
        return rows[place] if place < len(rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many punches the filter finds."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Day, time, name, code, direction, camera."""
        return 0 if parent.isValid() else 6

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        translate = QCoreApplication.translate
        return {
            DAY: translate("Log", "Date"),
            TIME: translate("Log", "Time"),
            NAME: translate("Log", "Name"),
            CODE: translate("Log", "Code"),
            DIRECTION: translate("Log", "In or out"),
            CAMERA: translate("Log", "Camera"),
        }[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for the table, the punch for the delegate."""
        if not index.isValid():
            return None
        if role not in (
            PUNCH_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        punch = self.punch(index)
        if role == PUNCH_ROLE or punch is None:
            return punch
        return self._words(punch, index.column())

    def _words(self, punch: Punch, column: int) -> str:
        entry = punch.entry
        zone = ZoneInfo(entry.zone)
        return {
            DAY: lambda: date_text(entry.at, zone),
            TIME: lambda: clock_text(entry.at, zone),
            NAME: lambda: punch.name,
            CODE: lambda: punch.code,
            DIRECTION: lambda: direction_word(entry.direction),
            CAMERA: lambda: entry.evidence.camera,
        }[column]()
