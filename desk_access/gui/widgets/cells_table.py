"""The view of a short table of words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from desk_access.gui.tables.cells_model import Cell, CellsModel
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Type

_ROW_HEIGHT = 38
_WIDEST_NAME, _NARROWEST = 180, 110
"""Longer words of the wide column are cut rather than push the others out of sight. Where there is
no room for as little as the second, the table is scrolled sideways."""


class CellsTable(QTableView):
    """Rows of which one can be chosen; ``chosen`` carries its place, -1 for none.

    ``opened`` carries the place of a row that Enter or a double click opens. Columns are as wide
    as their words, ``wide`` as wide as there is room.
    """

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, theme: Theme, name: str, wide: int = 0) -> None:
        super().__init__()
        self._wide = wide
        self._natural = 0
        self.cells = CellsModel(theme, self)
        self.setModel(self.cells)
        self.setAccessibleName(name)
        self.setFont(sized(Type.BODY, tabular=True))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.activated.connect(lambda index: self.opened.emit(index.row()))

    def _row_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(now.row())

    @property
    def row(self) -> int:
        """The place of the chosen row, -1 for none."""
        return self.currentIndex().row()

    def show_rows(self, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """Put these in place of what is shown."""
        self.cells.show_rows(columns, rows)
        self.resizeColumnsToContents()
        self._natural = min(self.columnWidth(self._wide), _WIDEST_NAME)
        self._fill()
        self.chosen.emit(-1)

    def clear_choice(self) -> None:
        """Choose no row."""
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The wide column takes the room that the others leave."""
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        places = set(range(self.cells.columnCount())) - {self._wide}
        others = sum(self.columnWidth(place) for place in places)
        room = self.viewport().width() - others
        self.setColumnWidth(self._wide, room if room >= _NARROWEST else self._natural)
