"""The breaks of a shift: from, to, paid or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.time_fields import TimeField
from desk_access.gui.widgets.wheel_guard import WheelGuard
from desk_access.model.schedule import Break

_USUAL = Break(time(12), time(13))


class _Row(QWidget):
    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, given: Break) -> None:
        super().__init__()
        self.start = TimeField(self.tr("Break from"), given.start, 88)
        self.end = TimeField(self.tr("Break to"), given.end, 88)
        self.paid = QCheckBox(self.tr("paid"))
        self.paid.setChecked(given.paid)
        self.remove = Button(theme, self.tr("Remove this break"), Glyph.CLOSE, Kind.ICON)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        for widget in (self.start, label("–", Role.MUTED), self.end, self.paid):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.remove)
        self.start.timeChanged.connect(self.changed)
        self.end.timeChanged.connect(self.changed)
        self.paid.toggled.connect(self.changed)
        self.remove.clicked.connect(self.removed)
        WheelGuard(self)

    @property
    def value(self) -> Break:
        return Break(self.start.at, self.end.at, self.paid.isChecked())


class BreakRows(QWidget):
    """Emits ``changed`` when a break is changed, added or removed."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[_Row] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.XS)
        self.add = Button(theme, self.tr("Add a break"), Glyph.PLUS, Kind.QUIET)
        self.add.clicked.connect(self._add_usual)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(self._list)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def value(self) -> tuple[Break, ...]:
        """The breaks, in order of the rows."""
        return tuple(row.value for row in self.rows)

    def show_breaks(self, breaks: Sequence[Break]) -> None:
        """Put these in; rows that show them already keep the focus."""
        if tuple(breaks) == self.value:
            return
        while self.rows:
            self._drop(self.rows[-1])
        for each in breaks:
            self._add(each)

    def _add_usual(self) -> None:
        self._add(_USUAL).start.setFocus()
        self.changed.emit()

    def _add(self, given: Break) -> _Row:
        row = _Row(self._theme, given)
        row.changed.connect(self.changed)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._list.addWidget(row)
        return row

    def _remove(self, row: _Row) -> None:
        self._drop(row)
        self.add.setFocus()
        self.changed.emit()

    def _drop(self, row: _Row) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
