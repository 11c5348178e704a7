"""The timesheet's table: a month of everybody, used with the keyboard from end to end."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desk_access.gui.tables.sheet_delegate import SheetDelegate
from desk_access.gui.tables.sheet_model import Index, SheetModel
from desk_access.gui.theme.theme import Theme
from desk_access.gui.widgets.sheet_headers import DayHeader, PersonHeader

_ROW_HEIGHT = 44
_DAY_WIDTH = 62
_SUM_WIDTH = 92


class SheetView(QTableView):
    """``opened``: a cell is to explain itself. ``moved``: another cell is the current one.

    ``turned`` carries how many months on; N goes to the next day that somebody has to settle.
    """

    opened = Signal()
    moved = Signal()
    turned = Signal(int)

    def __init__(self, theme: Theme, model: SheetModel, today: date) -> None:
        super().__init__()
        self._sheet = model
        self.setAccessibleName(self.tr("Timesheet"))
        self.setHorizontalHeader(DayHeader(theme, model, today, self))
        self.setVerticalHeader(PersonHeader(theme, model, self))
        self.setModel(model)
        self.setItemDelegate(SheetDelegate(theme, self))
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(_ROW_HEIGHT)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.sectionClicked.connect(self._row_clicked)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self._size_columns)
        self.clicked.connect(lambda _index: self.opened.emit())
        self._size_columns()

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        header.setDefaultSectionSize(_DAY_WIDTH)
        for column in range(self._sheet.columnCount()):
            day = column < len(self._sheet.days)
            header.resizeSection(column, _DAY_WIDTH if day else _SUM_WIDTH)

    def show_cell(self, index: QModelIndex) -> None:
        """Stand on a cell and bring it into sight."""
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def go_to_next_problem(self) -> None:
        """Stand on the next day that somebody has to settle."""
        found = self._sheet.next_problem(self.currentIndex())
        if found.isValid():
            self.show_cell(found)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Paint the person's name as the current one."""
        super().currentChanged(current, previous)
        self.verticalHeader().viewport().update()
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page up and down turn months; Enter opens; N is for the next problem."""
        key = event.key()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentIndex().isValid():
                self.opened.emit()
        elif key == Qt.Key.Key_N:
            self.go_to_next_problem()
        else:
            super().keyPressEvent(event)

    def _row_clicked(self, row: int) -> None:
        """A name stands for the whole month: its first sum."""
        self.show_cell(self._sheet.index(row, len(self._sheet.days)))
        self.opened.emit()
