"""Which columns a report has, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.export_words import column_word
from desk_access.gui.widgets.button import Button, Kind

_VALUE = int(Qt.ItemDataRole.UserRole) + 1


class ColumnList(QWidget):
    """Every column there is, those that are ticked in their order first; ``changed`` tells.

    A column is moved by the mouse, the buttons, or Alt with an arrow.
    """

    changed = Signal()

    def __init__(self, theme: Theme, name: str, columns: Sequence[StrEnum]) -> None:
        super().__init__()
        self._columns = {column.value: column for column in columns}
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.up = Button(theme, self.tr("Move up (Alt+Up)"), Glyph.UP, Kind.ICON)
        self.down = Button(theme, self.tr("Move down (Alt+Down)"), Glyph.DOWN, Kind.ICON)
        buttons = QVBoxLayout()
        buttons.addWidget(self.up)
        buttons.addWidget(self.down)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(self.list, 1)
        row.addLayout(buttons)
        for button, keys, step in ((self.up, "Alt+Up", -1), (self.down, "Alt+Down", 1)):
            button.clicked.connect(lambda _on=False, step=step: self._move(step))
            shortcut = QShortcut(QKeySequence(keys), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda step=step: self._move(step))
        self.list.itemChanged.connect(lambda _item: self.changed.emit())
        self.list.model().rowsMoved.connect(lambda: self.changed.emit())

    def show_columns(self, chosen: Sequence[StrEnum]) -> None:
        """Tick these, in this order, before those that are not chosen."""
        self.list.blockSignals(True)
        self.list.clear()
        others = [column for column in self._columns.values() if column not in chosen]
        for column in (*chosen, *others):
            item = QListWidgetItem(column_word(column))
            item.setData(_VALUE, column.value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = Qt.CheckState.Checked if column in chosen else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)

    @property
    def chosen(self) -> tuple[StrEnum, ...]:
        """The columns that are ticked, in their order."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            self._columns[item.data(_VALUE)]
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + step < self.list.count():
            self.list.blockSignals(True)
            self.list.insertItem(row + step, self.list.takeItem(row))
            self.list.setCurrentRow(row + step)
            self.list.blockSignals(False)
            self.changed.emit()
