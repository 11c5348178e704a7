"""The navigation rail at the left: an icon above a word for every page."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph, Weight
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import RAIL_WIDTH, Space, Tone
from desk_access.resources import resource


class PageName(StrEnum):
    """The pages, in the rail's order."""

    LIVE = "live"
    PEOPLE = "people"
    ENROL = "enrol"
    VISITORS = "visitors"
    LOG = "log"
    TODAY = "today"
    TIMESHEET = "timesheet"
    SCHEDULES = "schedules"
    CHARTS = "charts"
    SETTINGS = "settings"
    CALIBRATION = "calibration"


_GLYPHS = {
    PageName.LIVE: Glyph.LIVE,
    PageName.PEOPLE: Glyph.PEOPLE,
    PageName.ENROL: Glyph.ENROL,
    PageName.VISITORS: Glyph.VISITORS,
    PageName.LOG: Glyph.LOG,
    PageName.TODAY: Glyph.ATTENDANCE,
    PageName.SETTINGS: Glyph.SETTINGS,
}


_UNDER = {
    PageName.TIMESHEET: PageName.TODAY,
    PageName.SCHEDULES: PageName.TODAY,
    PageName.CHARTS: PageName.TODAY,
    PageName.CALIBRATION: PageName.SETTINGS,
}
"""Pages without a button of their own, and the one that leads to them."""


class Rail(QWidget):
    """Emits :attr:`chosen` with the page that was asked for."""

    chosen = Signal(PageName)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Pages"))
        self.setFixedWidth(RAIL_WIDTH)
        self._buttons: dict[PageName, QToolButton] = {}
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XS, Space.L, Space.XS, Space.S)
        layout.setSpacing(Space.XS)
        layout.addWidget(self._badge(), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(Space.M)
        for place, (name, word) in enumerate(self._words().items(), start=1):
            if name is PageName.SETTINGS:
                layout.addStretch(1)
            layout.addWidget(self._button(name, word, place))
        self._dress()
        theme.changed.connect(self._dress)

    def _words(self) -> dict[PageName, str]:
        return {
            PageName.LIVE: self.tr("Live"),
            PageName.PEOPLE: self.tr("People"),
            PageName.ENROL: self.tr("Enrol"),
            PageName.VISITORS: self.tr("Visitors"),
            PageName.LOG: self.tr("Log"),
            PageName.TODAY: self.tr("Attendance"),
            PageName.SETTINGS: self.tr("Settings"),
        }

    def _badge(self) -> QToolButton:
        badge = QToolButton()
        badge.setIcon(QIcon(str(resource("icons/desk-access.svg"))))
        badge.setIconSize(QSize(36, 36))
        badge.setFixedSize(40, 40)
        badge.setStyleSheet("border: none; padding: 0; background: transparent;")
        badge.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        badge.setAccessibleName("desk-access")
        return badge

    def _button(self, name: PageName, word: str, place: int) -> QToolButton:
        button = QToolButton()
        button.setText(word)
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(26, 26))
        button.setFixedSize(RAIL_WIDTH - 2 * Space.XS - 1, 64)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setShortcut(QKeySequence(f"Ctrl+{place}"))
        button.setToolTip(f"{word} (Ctrl+{place})")
        button.setAccessibleName(word)
        button.clicked.connect(lambda: self.chosen.emit(name))
        self._group.addButton(button)
        self._buttons[name] = button
        return button

    def show_page(self, name: PageName) -> None:
        """Mark the page in view."""
        self._buttons[_UNDER.get(name, name)].setChecked(True)
        self._dress()

    def _dress(self) -> None:
        for name, button in self._buttons.items():
            chosen = button.isChecked()
            tone = Tone.ACCENT if chosen else Tone.MUTED
            weight = Weight.FILL if chosen else Weight.REGULAR
            button.setIcon(self._theme.icon(_GLYPHS[name], tone, weight))
