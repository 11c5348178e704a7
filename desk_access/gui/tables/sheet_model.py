"""The timesheet as a table: a row for each person or group, a column for each day and sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desk_access.gui.view_models.moments import day_text, long_day_text, region
from desk_access.gui.view_models.sheet import (
    SheetCell,
    SheetChoice,
    SheetRow,
    Sum,
    chosen_rows,
    month_days,
    sum_text,
    sum_word,
    sums_shown,
)
from desk_access.gui.view_models.words import translate

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class Place:
    """What a cell is about: a row, and its ``day``, or its ``sum``."""

    row: SheetRow
    day: date | None
    sum: Sum | None


class SheetModel(QAbstractTableModel):
    """Rows come a few at a time; those chosen are shown in order. GUI thread only.

    The view asks only for cells in sight, so that a thousand people cost no more than twenty.
    """

    def __init__(self, month: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.month = month
        self.days = month_days(month)
        self.choice = SheetChoice()
        self.sums: list[Sum] = sums_shown(())
        self.people: dict[str, SheetRow] = {}
        self.rows: list[SheetRow] = []

    def show_month(self, month: date) -> None:
        """Another month, with nobody in it yet."""
        self.beginResetModel()
        self.month, self.days = month, month_days(month)
        self.sums = sums_shown(())
        self.people, self.rows = {}, []
        self.endResetModel()

    def put(self, people: Iterable[SheetRow], gone: Iterable[str] = ()) -> None:
        """Take rows in, each in place of the one of the same person; ``gone`` are codes."""
        self.people.update((row.code, row) for row in people)
        for code in gone:
            self.people.pop(code, None)
        self._arrange()

    def choose(self, choice: SheetChoice) -> None:
        """Show others of the rows, or in another order."""
        self.choice = choice
        self._arrange()

    def _arrange(self) -> None:
        """Put what is chosen in order; what somebody stands on stays what they stand on."""
        sums = sums_shown(self.people.values())
        rows = chosen_rows(self.people.values(), self.choice)
        now = {_key(row) for row in rows}
        if sums != self.sums or not all(_key(row) in now for row in self.rows):
            self.beginResetModel()
            self.sums, self.rows = sums, rows
            self.endResetModel()
            return
        before = {_key(row) for row in self.rows}
        more = [row for row in rows if _key(row) not in before]
        if more:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(rows) - 1)
            self.rows = self.rows + more
            self.endInsertRows()
        self._sort_to(rows)

    def _sort_to(self, rows: list[SheetRow]) -> None:
        """The same rows, as they read now, in their order."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        places = {_key(row): place for place, row in enumerate(rows)}
        found = [places[_key(self.rows[each.row()])] for each in before]
        self.rows = rows
        after = [self.index(row, each.column()) for row, each in zip(found, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def place(self, index: Index) -> Place | None:
        """What a cell is about."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if column < len(self.days):
            return Place(row, self.days[column], None)
        return Place(row, None, self.sums[column - len(self.days)])

    def index_of(self, code: str, group: str, column: int) -> QModelIndex:
        """Where a person's or group's cell is; an invalid index where it is not shown."""
        for number, row in enumerate(self.rows):
            if _key(row) == (code, group if not code else ""):
                return self.index(number, column)
        return QModelIndex()

    def next_problem(self, index: Index) -> QModelIndex:
        """The next day after ``index``, by rows, that somebody has to settle; else an invalid one.

        After the last it begins at the first again.
        """
        width = len(self.days)
        start = index.row() * width + min(index.column(), width - 1) if index.isValid() else -1
        cells = len(self.rows) * width
        for step in range(1, cells + 1):
            row, column = divmod((start + step) % cells, width)
            if not self.rows[row].problems:
                continue
            if self.rows[row].cells[column].problems:
                return self.index(row, column)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """People or groups shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Days, then sums."""
        return 0 if parent.isValid() else len(self.days) + len(self.sums)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Days and sums by name; people by name."""
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole:
            if not across:
                return self.rows[section].name
            if section < len(self.days):
                return day_heading(self.days[section])
            return sum_word(self.sums[section - len(self.days)])
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) and across:
            if section < len(self.days):
                return long_day_text(self.days[section])
            return sum_word(self.sums[section - len(self.days)])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell for the delegate, its words for everybody else."""
        if role == CELL_ROLE:
            row, column = self.rows[index.row()], index.column()
            if column < len(self.days):
                return row.cells[column]
            return sum_text(row, self.sums[column - len(self.days)])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(index)
        return None

    def _words(self, index: Index) -> str:
        row, column = self.rows[index.row()], index.column()
        if column >= len(self.days):
            shown = self.sums[column - len(self.days)]
            return f"{row.name}, {sum_word(shown)}: {sum_text(row, shown) or '0:00'}"
        cell: SheetCell = row.cells[column]
        parts: Sequence[str] = (cell.hours, cell.mark.word if cell.mark else "")
        said = ", ".join(part for part in parts if part) or translate("Sheet", "nothing")
        return f"{row.name}, {day_text(self.days[column])}: {said}"


def day_heading(day: date) -> str:
    """A day above its column: ``Mo`` over ``2``."""
    short = region().standaloneDayName(day.isoweekday(), region().FormatType.ShortFormat)
    return f"{short[:2]}\n{day.day}"


def _key(row: SheetRow) -> tuple[str, str]:
    return row.code, "" if row.code else row.group
