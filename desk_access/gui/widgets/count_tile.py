"""A number with its word that can be switched on: a filter that tells how many it will find."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import RADIUS, Space, Tone, Type
from desk_access.gui.view_models.moments import number_text

_HEIGHT = 64
_LEAST_WIDTH = 80
_ICON = 16


class CountTile(QAbstractButton):
    """The number large, icon and word below it, coloured by its meaning while it is not nought."""

    def __init__(self, theme: Theme, word: str, glyph: Glyph, tone: Tone) -> None:
        super().__init__()
        self._theme = theme
        self._word = word
        self._glyph = glyph
        self._tone = tone
        self._count = 0
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.update)
        self.show_count(0)

    @property
    def count(self) -> int:
        """The number shown."""
        return self._count

    def show_count(self, count: int) -> None:
        """Show how many there are."""
        self._count = count
        self.setAccessibleName(f"{self._word}: {number_text(count)}")
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its word needs."""
        words = QFontMetrics(sized(Type.SMALL, QFont.Weight.DemiBold)).horizontalAdvance(self._word)
        return QSize(max(_LEAST_WIDTH, words + _ICON + 2 * Space.M + Space.XS), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, the number, and what it counts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, tone = self._theme.tokens, self._tone if self._count else Tone.MUTED
        ground = tokens.hover if self.underMouse() else tokens.card
        marked = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(QColor(tokens.accent if marked else tokens.border), 1 + marked))
        painter.setBrush(QColor(tokens.selected if self.isChecked() else ground))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        inner = self.rect().adjusted(Space.M, Space.XS, -Space.XS, -Space.S)
        painter.setFont(sized(Type.TITLE - 4, QFont.Weight.DemiBold, tabular=True))
        painter.setPen(self._theme.colour(Tone.TEXT if self._count else Tone.MUTED))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignTop), number_text(self._count))
        foot = QRect(inner.left(), inner.bottom() - _ICON, inner.width(), _ICON + 2)
        self._theme.icon(self._glyph, tone).paint(
            painter, QRect(foot.left(), foot.top(), _ICON, _ICON)
        )
        painter.setFont(sized(Type.SMALL, QFont.Weight.DemiBold))
        painter.setPen(self._theme.colour(tone))
        room = foot.adjusted(_ICON + Space.XS, 0, 0, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), self._word)
        painter.end()
