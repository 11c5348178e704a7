"""What charts have in common: round steps of an axis, its lines and figures, and the legend."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.tokens import Space, Tokens, Type

LEGEND_HEIGHT = 28
_SWATCH = 12
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend: ``line`` for what is drawn as one."""

    words: str
    colour: str
    line: bool = False


def round_step(most: float, lines: int) -> float:
    """The least of 1, 2, 5, 10, 20 and so on, or of 0.5, 0.2, 0.1, that needs no more lines."""
    if most <= 0:
        return 1.0
    rough = most / lines
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * (1 - 1e-9))


@dataclass(frozen=True, slots=True)
class UpAxis:
    """Figures from 0 up to a round one that nothing exceeds, over ``area``."""

    area: QRectF
    top: float
    step: float

    @classmethod
    def over(cls, area: QRectF, most: float, least_step: float = 0.0) -> UpAxis:
        """The axis for figures up to ``most``, a line every 44 pixels or so."""
        lines = max(2, int(area.height() // 44))
        step = max(round_step(most, lines), least_step)
        return cls(area, max(step, math.ceil(most / step - 1e-9) * step), step)

    def y(self, value: float) -> float:
        """Where a figure lies."""
        return self.area.bottom() - value / self.top * self.area.height()

    def paint(self, painter: QPainter, tokens: Tokens, words: Callable[[float], str]) -> None:
        """Paint a line and its figure at each step."""
        painter.setFont(sized(Type.SMALL, tabular=True))
        for number in range(round(self.top / self.step) + 1):
            value = number * self.step
            y = self.y(value)
            painter.setPen(QPen(QColor(tokens.border), 1.5 if not number else 1))
            painter.drawLine(QPointF(self.area.left(), y), QPointF(self.area.right(), y))
            painter.setPen(QColor(tokens.muted))
            where = QRectF(0, y - 10, self.area.left() - Space.S, 20)
            painter.drawText(where, _RIGHT, words(value))


def paint_legend(painter: QPainter, tokens: Tokens, left: float, keys: Sequence[Key]) -> float:
    """Paint what is what along the top, from ``left``; returns where it ends."""
    painter.setFont(sized(Type.SMALL))
    middle = LEGEND_HEIGHT / 2
    for key in keys:
        if key.line:
            painter.setPen(QPen(QColor(key.colour), 2))
            painter.drawLine(QPointF(left, middle), QPointF(left + _SWATCH + 4, middle))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(key.colour))
            painter.drawRoundedRect(QRectF(left + 2, middle - 6, _SWATCH, _SWATCH), 3, 3)
        painter.setPen(QColor(tokens.text))
        width = painter.fontMetrics().horizontalAdvance(key.words)
        where = QRectF(left + _SWATCH + 10, 0, width + 4, LEGEND_HEIGHT)
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, key.words)
        left = where.right() + Space.L
    return left
