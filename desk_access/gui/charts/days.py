"""Days along the foot of a chart: their columns, numbers and weekdays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from desk_access.gui.charts.axes import LEGEND_HEIGHT
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.tokens import Tokens, Type
from desk_access.gui.view_models.moments import region

_LEFT = 58
_FOOT = 38


def plot_area(area: QRectF) -> QRectF:
    """Where bars and lines are, between the figures at the left and the days below."""
    return area.adjusted(_LEFT, LEGEND_HEIGHT + 8, -4, -_FOOT)


def day_column(plot: QRectF, place: int, count: int) -> QRectF:
    """The column of a day."""
    width = plot.width() / count
    return QRectF(plot.left() + place * width, plot.top(), width, plot.height())


def paint_days(
    painter: QPainter, plot: QRectF, tokens: Tokens, days: Sequence[date], marked: int | None
) -> None:
    """Weekends and the marked day shaded, numbers and weekdays below."""
    for place, day in enumerate(days):
        column = day_column(plot, place, len(days))
        if place == marked:
            painter.fillRect(column, QColor(tokens.selected))
        elif day.weekday() >= 5:
            painter.fillRect(column, QColor(tokens.hover))
        below = QRectF(column.left() - 6, plot.bottom() + 4, column.width() + 12, 16)
        weekend = day.weekday() >= 5
        painter.setPen(QColor(tokens.muted if weekend and place != marked else tokens.text))
        painter.setFont(sized(Type.SMALL, tabular=True))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(day.day))
        painter.setPen(QColor(tokens.muted))
        name = region().standaloneDayName(day.isoweekday(), QLocale.FormatType.NarrowFormat)
        painter.drawText(below.translated(0, 15), Qt.AlignmentFlag.AlignCenter, name)
