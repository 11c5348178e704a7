"""An icon as a picture on the page, in a soft circle or bare, following the theme."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desk_access.gui.theme.icons import Glyph, Weight
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Tone


class GlyphView(QWidget):
    """A square with an icon. ``circle`` puts it on a soft round ground of its own tone."""

    def __init__(
        self, theme: Theme, glyph: Glyph, tone: Tone, side: int, circle: bool = False
    ) -> None:
        super().__init__()
        self._theme = theme
        self._glyph = glyph
        self._tone = tone
        self._circle = circle
        self.setFixedSize(side, side)
        theme.changed.connect(self.update)

    def show_glyph(self, glyph: Glyph, tone: Tone) -> None:
        """Another icon in another tone."""
        self._glyph, self._tone = glyph, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the circle and the icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.width()
        inner = QRect(0, 0, side, side)
        if self._circle:
            painter.setPen(QColor(0, 0, 0, 0))
            painter.setBrush(QColor(self._theme.tokens.soft(self._tone)))
            painter.drawEllipse(inner)
            edge = side // 4
            inner.adjust(edge, edge, -edge, -edge)
        weight = Weight.REGULAR
        self._theme.icon(self._glyph, self._tone, weight).paint(painter, inner)
        painter.end()
