"""A turning arc: something is going on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Tone

_STEP = 10
_SIXTEENTHS = 16


class Spinner(QWidget):
    """Turns while it is seen; stands still when the system asks for less motion."""

    def __init__(self, theme: Theme, side: int = 40) -> None:
        super().__init__()
        self._theme = theme
        self._angle = 90
        self._timer = QTimer(self, interval=33)
        self._timer.timeout.connect(self._turn)
        self.setFixedSize(side, side)
        self.setAccessibleName(self.tr("In progress"))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to turn."""
        super().showEvent(event)
        if self._theme.motion_ms():
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop turning."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring and the arc."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        pen = QPen(QColor(self._theme.tokens.border), 4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawEllipse(ring)
        pen.setColor(self._theme.colour(Tone.ACCENT))
        painter.setPen(pen)
        painter.drawArc(ring, self._angle * _SIXTEENTHS, -100 * _SIXTEENTHS)
        painter.end()

    def _turn(self) -> None:
        self._angle = (self._angle - _STEP) % 360
        self.update()
