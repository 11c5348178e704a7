"""A push button whose icon follows the theme."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Tone


class Kind(StrEnum):
    """What a button is for; the style sheet draws each in its own way."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"
    QUIET = "quiet"
    ICON = "icon"
    CHIP = "chip"
    SEGMENT = "segment"


_TONES = {
    Kind.PRIMARY: Tone.ON_ACCENT,
    Kind.DANGER: Tone.REFUSED,
    Kind.QUIET: Tone.ACCENT,
    Kind.ICON: Tone.MUTED,
}


class Button(QPushButton):
    """A button with an icon of the window's family. ``Kind.ICON`` shows ``text`` as its name only.

    Chips and segments can be checked; checked, their icon takes the accent.
    """

    def __init__(
        self, theme: Theme, text: str, glyph: Glyph | None = None, kind: Kind = Kind.PLAIN
    ) -> None:
        super().__init__("" if kind is Kind.ICON else text)
        self._theme = theme
        self._glyph = glyph
        self._kind = kind
        self.setProperty("kind", kind.value)
        self.setCheckable(kind in (Kind.CHIP, Kind.SEGMENT))
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(18, 18))
        if kind is Kind.ICON:
            self.setAccessibleName(text)
            self.setToolTip(text)
        self._dress()
        theme.changed.connect(self._dress)
        self.toggled.connect(self._dress)

    def _dress(self) -> None:
        if self._glyph is None:
            return
        tone = _TONES.get(self._kind, Tone.TEXT)
        if self.isCheckable() and self._kind is Kind.CHIP and self.isChecked():
            tone = Tone.ACCENT
        elif not self.isEnabled():
            tone = Tone.MUTED
        self.setIcon(self._theme.icon(self._glyph, tone))

    def setEnabled(self, enabled: bool) -> None:
        """As QWidget's; the icon is drawn again."""
        super().setEnabled(enabled)
        self._dress()
