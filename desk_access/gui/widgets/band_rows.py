"""Bands of overtime: beyond so many hours, at so many per cent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QSpinBox

from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.choice_fields import HoursField
from desk_access.gui.widgets.field_rows import FieldRow, FieldRows
from desk_access.gui.widgets.labels import Role, indent, label
from desk_access.model.work_rules import Band

_FIRST = Band(0, 150)


class _Row(FieldRow):
    def __init__(self, theme: Theme, band: Band, most: int) -> None:
        super().__init__(theme, self.tr("Remove this band"))
        self.after = HoursField(self.tr("Beyond hours"), most)
        self.after.show_minutes(band.after)
        self.percent = QSpinBox(minimum=100, maximum=1000, singleStep=10, value=band.percent)
        self.percent.setSuffix(" %")
        self.percent.setAccessibleName(self.tr("Paid at"))
        indent(self.percent, 96)
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
        self.guard()

    @property
    def value(self) -> Band:
        return Band(self.after.minutes, self.percent.value())


class BandRows(FieldRows[_Row]):
    """The bands of one kind of overtime."""

    def __init__(self, theme: Theme, first: Band = _FIRST, most: int = 24) -> None:
        """``first`` is what is offered when there is none, ``most`` how many hours there can be."""
        super().__init__(theme, self.tr("Add a band"))
        self._theme = theme
        self._first = first
        self._most = most
        self.wanted.connect(self._add_next)

    @property
    def value(self) -> tuple[Band, ...]:
        """The bands, in order of the rows."""
        return tuple(row.value for row in self.rows)

    def show_bands(self, bands: Sequence[Band]) -> None:
        """Put these in place of what is shown."""
        self.show_rows([_Row(self._theme, band, self._most) for band in bands])

    def _add_next(self) -> None:
        """Another one begins two hours later and is paid half as much again more."""
        bands = self.value
        last = bands[-1] if bands else None
        usual = self._first if last is None else Band(last.after + 120, last.percent + 50)
        row = _Row(self._theme, usual, self._most)
        self.append(row)
        row.after.setFocus()
        self.changed.emit()
