"""The steps of the enrolment, with the one that is on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.icons import Glyph, Weight
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone, Type

_CIRCLE = 28
_LINE = 64


class StepHeader(QWidget):
    """Numbers in circles joined by lines; what is behind is ticked off."""

    def __init__(self, theme: Theme, words: Sequence[str]) -> None:
        super().__init__()
        self._theme = theme
        self._words = tuple(words)
        self._current = 0
        self._font = sized(Type.BODY, QFont.Weight.DemiBold)
        metrics = QFontMetrics(self._font)
        widths = [_CIRCLE + Space.S + metrics.horizontalAdvance(word) for word in words]
        self._widths = widths
        self.setFixedSize(sum(widths) + (len(words) - 1) * (_LINE + 2 * Space.M), _CIRCLE + 4)
        self.show_step(0)
        theme.changed.connect(self.update)

    @property
    def current(self) -> int:
        """The place of the step that is on."""
        return self._current

    def show_step(self, place: int) -> None:
        """Another step is on."""
        self._current = place
        words = self.tr("Step {place} of {count}: {word}").format(
            place=place + 1, count=len(self._words), word=self._words[place]
        )
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the circles, the words and the lines between."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        left = 0.0
        for place, word in enumerate(self._words):
            if place:
                painter.setPen(self._theme.colour(Tone.MUTED))
                middle = self.height() / 2
                painter.setOpacity(0.5)
                painter.drawLine(
                    round(left - _LINE - Space.M),
                    round(middle),
                    round(left - Space.M),
                    round(middle),
                )
                painter.setOpacity(1.0)
            self._paint_step(painter, place, word, left)
            left += self._widths[place] + _LINE + 2 * Space.M
        painter.end()

    def _paint_step(self, painter: QPainter, place: int, word: str, left: float) -> None:
        circle = QRectF(left + 1, 2, _CIRCLE, _CIRCLE)
        done, on = place < self._current, place == self._current
        tone = Tone.GOOD if done else Tone.ACCENT if on else Tone.MUTED
        painter.setPen(self._theme.colour(tone))
        painter.setBrush(self._theme.colour(tone) if done or on else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        if done:
            icon = self._theme.icon(Glyph.CHECK, Tone.ON_TONE, Weight.BOLD)
            icon.paint(painter, circle.toRect().adjusted(7, 7, -7, -7))
        else:
            painter.setPen(self._theme.colour(Tone.ON_ACCENT if on else Tone.MUTED))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(place + 1))
        painter.setPen(self._theme.colour(Tone.TEXT if on else Tone.MUTED))
        room = QRectF(circle.right() + Space.S, 0, self.width(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, word)
