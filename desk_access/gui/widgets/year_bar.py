"""Which year is shown: one back, one on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, label

FIRST_YEAR, LAST_YEAR = 1970, 2199
_NAME_WIDTH = 56


class YearBar(QWidget):
    """``changed`` carries the year that was gone to."""

    changed = Signal(int)

    def __init__(self, theme: Theme, year: int) -> None:
        super().__init__()
        self.year = year
        self.back = Button(theme, self.tr("Year before"), Glyph.LEFT, Kind.ICON)
        self.on = Button(theme, self.tr("Year after"), Glyph.RIGHT, Kind.ICON)
        self.name = label("", Role.LARGE)
        self.name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name.setMinimumWidth(_NAME_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        for widget in (self.back, self.name, self.on):
            row.addWidget(widget)
        row.addStretch(1)
        self.back.clicked.connect(lambda: self._turn(-1))
        self.on.clicked.connect(lambda: self._turn(1))
        self.show_year(year)

    def show_year(self, year: int) -> None:
        """Show this year, telling nobody."""
        self.year = year
        self.name.setText(str(year))
        self.setAccessibleName(str(year))
        self.back.setEnabled(year > FIRST_YEAR)
        self.on.setEnabled(year < LAST_YEAR)

    def _turn(self, by: int) -> None:
        self.show_year(self.year + by)
        self.changed.emit(self.year)
