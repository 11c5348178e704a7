"""Presence by weekday and hour, as a map: the darker, the more people were there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desk_access.gui.charts.axes import LEGEND_HEIGHT
from desk_access.gui.charts.chart import Chart
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.tokens import Tokens, Type, contrast, mix
from desk_access.gui.view_models.moments import decimal_text, number_text, region
from desk_access.gui.view_models.words import translate

_HOURS = 24
_DAYS = 7
_LEFT = 58
_FOOT = 26
_LEAST_FIGURE_WIDTH = 26.0
_SCALE_WIDTH = 120.0
_SCALE_STEPS = 24


class PresenceChart(Chart):
    """A cell an hour, a row a weekday in the region's order."""

    def __init__(self, presence: Sequence[Sequence[float]], weekdays: Sequence[int]) -> None:
        first = region().firstDayOfWeek().value - 1
        self._order = [(first + place) % _DAYS for place in range(_DAYS)]
        self._presence = presence
        self._weekdays = weekdays
        self._most = max(map(max, presence))

    @property
    def count(self) -> int:
        """The hours of a week."""
        return _DAYS * _HOURS

    @property
    def columns(self) -> int:
        """The hours of a day."""
        return _HOURS

    def mark(self, area: QRectF, place: int) -> QRectF:
        """A cell of the map."""
        plot = area.adjusted(_LEFT, LEGEND_HEIGHT + 8, -4, -_FOOT)
        row, hour = divmod(place, _HOURS)
        width, height = plot.width() / _HOURS, plot.height() / _DAYS
        return QRectF(plot.left() + hour * width, plot.top() + row * height, width, height)

    def words(self, place: int) -> str:
        """How many were there in an hour of a weekday."""
        row, hour = divmod(place, _HOURS)
        day = self._order[row]
        name = region().standaloneDayName(day + 1, QLocale.FormatType.LongFormat)
        lines = [translate("Chart", "{day}, {hour}:00 to {then}:00")]
        count = self._weekdays[day]
        if not count:
            lines.append(translate("Chart", "No such day is over yet"))
        else:
            lines.append(translate("Chart", "{people} people on average"))
            lines.append(translate("Chart", "over {count} days"))
        return "\n".join(lines).format(
            day=name,
            hour=f"{hour:02}",
            then=f"{hour + 1:02}",
            people=decimal_text(self._presence[day][hour], 1),
            count=number_text(count),
        )

    def summary(self) -> str:
        """When most people are there."""
        if not self._most:
            return translate("Chart", "Nobody was there.")
        day, hour = max(
            ((day, hour) for day in self._order for hour in range(_HOURS)),
            key=lambda cell: self._presence[cell[0]][cell[1]],
        )
        words = translate("Chart", "Most are there on {day} from {hour}:00: {people} on average.")
        name = region().standaloneDayName(day + 1, QLocale.FormatType.LongFormat)
        return words.format(day=name, hour=f"{hour:02}", people=decimal_text(self._most, 1))

    def paint(
        self, painter: QPainter, area: QRectF, tokens: Tokens, marked: int | None = None
    ) -> None:
        """Paint the map, and the scale of its colours."""
        for place in range(self.count):
            self._paint_cell(painter, self.mark(area, place), tokens, place)
        if marked is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.text), 2))
            painter.drawRoundedRect(self.mark(area, marked).adjusted(1, 1, -1, -1), 3, 3)
        self._paint_names(painter, area, tokens)
        self._paint_scale(painter, area, tokens)

    def _colour(self, tokens: Tokens, people: float) -> str:
        return mix(tokens.skeleton, tokens.accent, people / self._most if self._most else 0.0)

    def _paint_cell(self, painter: QPainter, cell: QRectF, tokens: Tokens, place: int) -> None:
        row, hour = divmod(place, _HOURS)
        people = self._presence[self._order[row]][hour]
        ground = self._colour(tokens, people)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 3, 3)
        if people and cell.width() >= _LEAST_FIGURE_WIDTH:
            ink = max((tokens.text, tokens.on_accent), key=lambda each: contrast(each, ground))
            painter.setPen(QColor(ink))
            painter.setFont(sized(Type.SMALL, tabular=True))
            digits = 0 if people >= 10 else 1
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, decimal_text(people, digits))

    def _paint_names(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        painter.setFont(sized(Type.SMALL, tabular=True))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, day in enumerate(self._order):
            cell = self.mark(area, row * _HOURS)
            painter.setPen(QColor(tokens.muted if day >= 5 else tokens.text))
            name = region().standaloneDayName(day + 1, QLocale.FormatType.ShortFormat)
            where = QRectF(area.left(), cell.top(), _LEFT - 8, cell.height())
            painter.drawText(where, right, name)
        painter.setPen(QColor(tokens.muted))
        for hour in range(_HOURS):
            cell = self.mark(area, (_DAYS - 1) * _HOURS + hour)
            where = QRectF(cell.left(), cell.bottom() + 4, cell.width(), 18)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, f"{hour:02}")

    def _paint_scale(self, painter: QPainter, area: QRectF, tokens: Tokens) -> None:
        left = self.mark(area, 0).left()
        painter.setFont(sized(Type.SMALL))
        painter.setPen(QColor(tokens.text))
        words = translate("Chart", "People there, on average:  0")
        width = painter.fontMetrics().horizontalAdvance(words) + 8
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left, 0, width, LEGEND_HEIGHT), middle, words)
        step = _SCALE_WIDTH / _SCALE_STEPS
        for place in range(_SCALE_STEPS):
            share = place / (_SCALE_STEPS - 1)
            colour = self._colour(tokens, share * self._most)
            where = QRectF(left + width + place * step, LEGEND_HEIGHT / 2 - 6, step + 0.5, 12)
            painter.fillRect(where, QColor(colour))
        end = QRectF(left + width + _SCALE_WIDTH + 8, 0, 80, LEGEND_HEIGHT)
        painter.drawText(end, middle, decimal_text(self._most, 1))
