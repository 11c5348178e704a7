"""Hours by day: work, overtime and free days stacked, and what was due."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desk_access.attendance.charts import DayHours
from desk_access.gui.charts.axes import Key, UpAxis, paint_legend
from desk_access.gui.charts.chart import Chart
from desk_access.gui.charts.days import day_column, paint_days, plot_area
from desk_access.gui.theme.tokens import Tokens
from desk_access.gui.view_models.durations import hours_text
from desk_access.gui.view_models.moments import decimal_text, long_day_text, number_text
from desk_access.gui.view_models.words import translate

_BAR = 0.66
_WIDEST_BAR = 34.0


class HoursChart(Chart):
    """A bar a day."""

    def __init__(self, days: Sequence[DayHours]) -> None:
        self._days = tuple(days)

    @property
    def count(self) -> int:
        """The days."""
        return len(self._days)

    def mark(self, area: QRectF, place: int) -> QRectF:
        """A day's column."""
        return day_column(plot_area(area), place, self.count)

    def words(self, place: int) -> str:
        """What was worked on a day."""
        day = self._days[place]
        lines = [long_day_text(day.day)]
        if day.people != 1:
            people = translate("Chart", "{count} people at work")
            lines.append(people.format(count=number_text(day.people)))
        lines.append(translate("Chart", "Work {hours}").format(hours=hours_text(day.work)))
        for words, minutes in (
            (translate("Chart", "of it overtime {hours}"), day.overtime),
            (translate("Chart", "of it on a free day {hours}"), day.free_day),
            (translate("Chart", "Due {hours}"), day.due),
        ):
            if minutes:
                lines.append(words.format(hours=hours_text(minutes)))
        return "\n".join(lines)

    def summary(self) -> str:
        """The sums of all days."""
        words = translate(
            "Chart", "Worked {work}, of it overtime {overtime}, on free days {free}; due {due}."
        )
        return words.format(
            work=hours_text(sum(day.work for day in self._days)),
            overtime=hours_text(sum(day.overtime for day in self._days)),
            free=hours_text(sum(day.free_day for day in self._days)),
            due=hours_text(sum(day.due for day in self._days)),
        )

    def paint(
        self, painter: QPainter, area: QRectF, tokens: Tokens, marked: int | None = None
    ) -> None:
        """Paint bars over a shaded calendar."""
        plot = plot_area(area)
        most = max((max(day.work, day.due) for day in self._days), default=0)
        axis = UpAxis.over(plot, most / 60, 1.0)
        paint_days(painter, plot, tokens, [day.day for day in self._days], marked)
        axis.paint(painter, tokens, _hours)
        for place, day in enumerate(self._days):
            self._paint_bar(painter, axis, day_column(plot, place, self.count), day, tokens)
        keys = [
            Key(translate("Chart", "Work"), tokens.accent),
            Key(translate("Chart", "Overtime"), tokens.look_again),
            Key(translate("Chart", "On free days"), tokens.good),
            Key(translate("Chart", "Due"), tokens.text, line=True),
        ]
        paint_legend(painter, tokens, plot.left(), keys)

    def _paint_bar(
        self, painter: QPainter, axis: UpAxis, column: QRectF, day: DayHours, tokens: Tokens
    ) -> None:
        width = min(column.width() * _BAR, _WIDEST_BAR)
        left = column.center().x() - width / 2
        painter.setPen(Qt.PenStyle.NoPen)
        below = 0
        for minutes, colour in (
            (day.regular, tokens.accent),
            (day.overtime, tokens.look_again),
            (day.free_day, tokens.good),
        ):
            if minutes:
                top, bottom = axis.y((below + minutes) / 60), axis.y(below / 60)
                # A hair of ground between two parts tells them apart without their colours too.
                gap = 1.5 if below else 0.0
                painter.setBrush(QColor(colour))
                painter.drawRoundedRect(QRectF(left, top, width, bottom - top - gap), 2, 2)
                below += minutes
        if day.due:
            y = axis.y(day.due / 60)
            painter.setPen(QPen(QColor(tokens.text), 2))
            painter.drawLine(QPointF(left - 3, y), QPointF(left + width + 3, y))


def _hours(value: float) -> str:
    return translate("Chart", "{hours} h").format(hours=decimal_text(value, 0))
