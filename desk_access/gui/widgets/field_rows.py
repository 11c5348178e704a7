"""Rows of fields of which there may be any number: breaks, bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.wheel_guard import WheelGuard


class FieldRow(QWidget):
    """One row: emits ``changed`` for its fields, ``removed`` when its cross is clicked."""

    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, remove: str) -> None:
        """``remove`` is what the cross does, for whoever cannot see it."""
        super().__init__()
        self.remove = Button(theme, remove, Glyph.CLOSE, Kind.ICON)
        self.remove.clicked.connect(self.removed)

    def guard(self) -> None:
        """Keep the wheel off the fields; call when all are there."""
        WheelGuard(self)


Row = TypeVar("Row", bound=FieldRow)


class FieldRows(QWidget, Generic[Row]):
    """Emits ``changed`` when a row is changed or removed, ``wanted`` when one is asked for."""

    changed = Signal()
    wanted = Signal()

    def __init__(self, theme: Theme, add: str) -> None:
        """``add`` are the words of the button that asks for one more."""
        super().__init__()
        self.rows: list[Row] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.XS)
        self.add = Button(theme, add, Glyph.PLUS, Kind.QUIET)
        self.add.clicked.connect(self.wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(self._list)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Put these in place of what is shown."""
        while self.rows:
            self._drop(self.rows[-1])
        for row in rows:
            self.append(row)

    def append(self, row: Row) -> None:
        """Add a row at the end."""
        row.changed.connect(self.changed)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._list.addWidget(row)

    def _remove(self, row: Row) -> None:
        self._drop(row)
        self.add.setFocus()
        self.changed.emit()

    def _drop(self, row: Row) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
