"""The view of a short table of words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desk_access.gui.tables.cells_model import Cell, CellsModel
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Type

_ROW_HEIGHT = 38


class CellsTable(QTableView):
    """Rows of which one can be chosen; ``chosen`` carries its place, -1 for none.

    ``opened`` carries the place of a row that Enter or a double click opens. The first column takes
    the room that the others leave.
    """

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
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
        self.selectionModel().currentRowChanged.connect(
            lambda now, _was: self.chosen.emit(now.row())
        )
        self.activated.connect(lambda index: self.opened.emit(index.row()))

    def _row_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(now.row())

    @property
    def row(self) -> int:
        """The place of the chosen row, -1 for none."""
        return self.currentIndex().row()

    def show_rows(self, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """Put these in place of what is shown, each column as wide as its words."""
        self.cells.show_rows(columns, rows)
        header = self.horizontalHeader()
        for column in range(len(columns)):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(column, mode.ResizeToContents if column else mode.Stretch)
        self.chosen.emit(-1)
