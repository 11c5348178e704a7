"""Lateness by day: minutes late of each who was due, and where it is going."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from desk_access.attendance.charts import TREND_DAYS, DayLateness
from desk_access.gui.charts.axes import Key, UpAxis, paint_legend
from desk_access.gui.charts.chart import Chart
from desk_access.gui.charts.days import day_column, paint_days, plot_area
from desk_access.gui.theme.tokens import Tokens
from desk_access.gui.view_models.durations import hours_text
from desk_access.gui.view_models.moments import decimal_text, long_day_text, number_text
from desk_access.gui.view_models.words import translate

_BAR = 0.5
_WIDEST_BAR = 28.0


class LatenessChart(Chart):
    """A bar a day on which somebody was due, and a line through their means."""

    def __init__(self, days: Sequence[DayLateness]) -> None:
        self._days = tuple(days)

    @property
    def count(self) -> int:
        """The days."""
        return len(self._days)

    def mark(self, area: QRectF, place: int) -> QRectF:
        """A day's column."""
        return day_column(plot_area(area), place, self.count)

    def words(self, place: int) -> str:
        """Who was late on a day, and how much."""
        day = self._days[place]
        lines = [long_day_text(day.day)]
        if not day.due:
            lines.append(translate("Chart", "Nobody was due"))
            return "\n".join(lines)
        late = translate("Chart", "{late} of {due} late, {hours} in all")
        lines.append(
            late.format(
                late=number_text(day.late),
                due=number_text(day.due),
                hours=hours_text(day.minutes),
            )
        )
        mean = translate("Chart", "On average {minutes} min each")
        lines.append(mean.format(minutes=decimal_text(day.mean, 1)))
        if day.trend is not None:
            trend = translate("Chart", "{minutes} min over {count} days")
            lines.append(trend.format(minutes=decimal_text(day.trend, 1), count=TREND_DAYS))
        return "\n".join(lines)

    def summary(self) -> str:
        """How many came late, out of how many that were due."""
        due, late = (sum(getattr(day, name) for day in self._days) for name in ("due", "late"))
        minutes = sum(day.minutes for day in self._days)
        words = translate("Chart", "Late on {late} of {due} days of work, {hours} in all.")
        return words.format(late=number_text(late), due=number_text(due), hours=hours_text(minutes))

    def paint(
        self, painter: QPainter, area: QRectF, tokens: Tokens, marked: int | None = None
    ) -> None:
        """Paint bars, and the trend over them."""
        plot = plot_area(area)
        most = max((max(day.mean, day.trend or 0) for day in self._days), default=0.0)
        axis = UpAxis.over(plot, most, 1.0)
        paint_days(painter, plot, tokens, [day.day for day in self._days], marked)
        axis.paint(painter, tokens, _minutes)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.look_again))
        for place, day in enumerate(self._days):
            column = day_column(plot, place, self.count)
            width = min(column.width() * _BAR, _WIDEST_BAR)
            top = axis.y(day.mean)
            left = column.center().x() - width / 2
            if day.minutes:
                painter.drawRoundedRect(QRectF(left, top, width, plot.bottom() - top), 2, 2)
        self._paint_trend(painter, axis, tokens)
        trend = translate("Chart", "Mean of {count} working days").format(count=TREND_DAYS)
        keys = [
            Key(translate("Chart", "Minutes late of each who was due"), tokens.look_again),
            Key(trend, tokens.accent, line=True),
        ]
        paint_legend(painter, tokens, plot.left(), keys)

    def _paint_trend(self, painter: QPainter, axis: UpAxis, tokens: Tokens) -> None:
        points = [
            QPointF(day_column(axis.area, place, self.count).center().x(), axis.y(day.trend))
            for place, day in enumerate(self._days)
            if day.trend is not None
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.accent), 2.5))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(QColor(tokens.card))
        painter.setPen(QPen(QColor(tokens.accent), 2))
        for point in points:
            painter.drawEllipse(point, 3, 3)


def _minutes(value: float) -> str:
    return translate("Chart", "{minutes} min").format(minutes=decimal_text(value, 0))
