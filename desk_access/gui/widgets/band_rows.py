"""Bands of overtime: beyond so many hours, at so many per cent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.choice_fields import HoursField
from desk_access.gui.widgets.labels import Role, indent, label
from desk_access.gui.widgets.wheel_guard import WheelGuard
from desk_access.model.work_rules import Band


class _Row(QWidget):
    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, band: Band) -> None:
        super().__init__()
        self.after = HoursField(self.tr("Beyond hours"), 24)
        self.after.show_minutes(band.after)
        self.percent = QSpinBox(minimum=100, maximum=1000, singleStep=10, value=band.percent)
        self.percent.setSuffix(" %")
        self.percent.setAccessibleName(self.tr("Paid at"))
        indent(self.percent, 96)
        self.remove = Button(theme, self.tr("Remove this band"), Glyph.CLOSE, Kind.ICON)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(label(self.tr("beyond"), Role.MUTED))
        row.addWidget(self.after)
        row.addWidget(label(self.tr("at"), Role.MUTED))
        row.addWidget(self.percent)
        row.addWidget(self.remove)
        row.addStretch(1)
        self.after.valueChanged.connect(self.changed)
        self.percent.valueChanged.connect(self.changed)
        self.remove.clicked.connect(self.removed)
        WheelGuard(self)

    @property
    def value(self) -> Band:
        return Band(self.after.minutes, self.percent.value())


class BandRows(QWidget):
    """Emits ``changed`` when a band is changed, added or removed."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[_Row] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.XS)
        self.add = Button(theme, self.tr("Add a band"), Glyph.PLUS, Kind.QUIET)
        self.add.clicked.connect(self._add_next)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(self._list)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def value(self) -> tuple[Band, ...]:
        """The bands, in order of the rows."""
        return tuple(row.value for row in self.rows)

    def show_bands(self, bands: Sequence[Band]) -> None:
        """Put these in place of what is shown."""
        while self.rows:
            self._drop(self.rows[-1])
        for band in bands:
            self._add(band)

    def _add_next(self) -> None:
        """The first at half as much again, others two hours and half as much again further."""
        bands = self.value
        last = bands[-1] if bands else None
        usual = Band(0, 150) if last is None else Band(last.after + 120, last.percent + 50)
        self._add(usual).after.setFocus()
        self.changed.emit()

    def _add(self, band: Band) -> _Row:
        row = _Row(self._theme, band)
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
