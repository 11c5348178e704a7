"""The breaks of a shift: from, to, paid or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.field_rows import FieldRow, FieldRows
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.time_fields import TimeField
from desk_access.model.schedule import Break

_USUAL = Break(time(12), time(13))


class _Row(FieldRow):
    def __init__(self, theme: Theme, given: Break) -> None:
        super().__init__(theme, self.tr("Remove this break"))
        self.start = TimeField(self.tr("Break from"), given.start, 88)
        self.end = TimeField(self.tr("Break to"), given.end, 88)
        self.paid = QCheckBox(self.tr("paid"))
        self.paid.setChecked(given.paid)
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
        self.guard()

    @property
    def value(self) -> Break:
        return Break(self.start.at, self.end.at, self.paid.isChecked())


class BreakRows(FieldRows[_Row]):
    """The breaks of one shift."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Add a break"))
        self._theme = theme
        self.wanted.connect(self._add_usual)

    @property
    def value(self) -> tuple[Break, ...]:
        """The breaks, in order of the rows."""
        return tuple(row.value for row in self.rows)

    def show_breaks(self, breaks: Sequence[Break]) -> None:
        """Put these in; rows that show them already keep the focus."""
        if tuple(breaks) != self.value:
            self.show_rows([_Row(self._theme, each) for each in breaks])

    def _add_usual(self) -> None:
        row = _Row(self._theme, _USUAL)
        self.append(row)
        row.start.setFocus()
        self.changed.emit()
