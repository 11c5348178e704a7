"""Which month is shown: one back, one on, and whether it is closed."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.moments import month_text
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import Role, label, set_tone

_NAME_WIDTH = 140


class MonthBar(QWidget):
    """``turned`` carries how many months on; ``now_asked``: back to this month."""

    turned = Signal(int)
    now_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.back = Button(theme, self.tr("Month before (Page up)"), Glyph.LEFT, Kind.ICON)
        self.on = Button(theme, self.tr("Month after (Page down)"), Glyph.RIGHT, Kind.ICON)
        self.now = Button(theme, self.tr("This month"), Glyph.CALENDAR, Kind.ICON)
        self.name = label("", Role.LARGE)
        self.name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name.setMinimumWidth(_NAME_WIDTH)
        self._lock = GlyphView(theme, Glyph.CLOSED, Tone.LOOK_AGAIN, 18)
        self.state = label(self.tr("Closed"), Role.STRONG)
        set_tone(self.state, Tone.LOOK_AGAIN)
        self.back.clicked.connect(lambda: self.turned.emit(-1))
        self.on.clicked.connect(lambda: self.turned.emit(1))
        self.now.clicked.connect(self.now_asked.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        for widget in (self.back, self.name, self.on, self._lock, self.state, self.now):
            row.addWidget(widget)
        self.show_closed(False)

    def show_month(self, month: date, today: date) -> None:
        """The month in view."""
        self.name.setText(month_text(month))
        self.now.setVisible(month != today.replace(day=1))

    def show_closed(self, closed: bool) -> None:
        """Whether the month is closed."""
        self._lock.setVisible(closed)
        self.state.setVisible(closed)
