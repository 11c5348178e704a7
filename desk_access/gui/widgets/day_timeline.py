"""A day drawn over its hours, one lane below the other."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone, Type, mix
from desk_access.gui.view_models.day_lanes import Bar, Fill, Lane, Tick, day_lanes
from desk_access.model.punch import Direction
from desk_access.model.timesheet import DayReading, Minute, moment

_WORD_WIDTH = 52
_LANE = 22
_BAR = 12
_AXIS = 20
_HOUR = 60
_LEAST_LABEL_GAP = 34
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)


class DayTimeline(QWidget):
    """Draws one reading of a day from ``shown[0]`` to ``shown[1]``."""

    def __init__(
        self, theme: Theme, day: DayReading, shown: tuple[Minute, Minute], name: str
    ) -> None:
        super().__init__()
        self._theme = theme
        self._lanes: Sequence[Lane] = day_lanes(day)
        self._zone = ZoneInfo(day.zone)
        self._shown = shown
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As high as its lanes."""
        return QSize(320, _LANE * len(self._lanes) + _AXIS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the hours, then the lanes over them."""
        start, end = self._shown
        if end <= start:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(_WORD_WIDTH, 0, self.width() - _WORD_WIDTH - Space.S, self.height() - _AXIS)
        self._paint_hours(painter, area)
        for place, lane in enumerate(self._lanes):
            room = QRectF(area.left(), area.top() + place * _LANE, area.width(), _LANE)
            self._paint_lane(painter, room, lane)
        painter.end()

    def _x(self, area: QRectF, minute: Minute) -> float:
        start, end = self._shown
        return area.left() + area.width() * (minute - start) / (end - start)

    def _paint_hours(self, painter: QPainter, area: QRectF) -> None:
        """Lines at whole hours of the site's clock, as many with a number as there is room for."""
        start, end = self._shown
        tokens = self._theme.tokens
        hours = (end - start) // _HOUR
        every = next(
            step
            for step in (1, 2, 3, 4, 6, 12, hours or 1)
            if area.width() * step / max(1, hours) >= _LEAST_LABEL_GAP
        )
        painter.setFont(sized(Type.SMALL - 1, tabular=True))
        for minute in range(start, end + 1, _HOUR):
            x = self._x(area, minute)
            hour = moment(minute).astimezone(self._zone).hour
            marked = hour % every == 0
            grey = mix(tokens.card, tokens.text, 0.16 if marked else 0.07)
            painter.setPen(QPen(QColor(grey), 1))
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
            if marked:
                painter.setPen(self._theme.colour(Tone.MUTED))
                painter.drawText(QRectF(x - 20, area.bottom() + 3, 40, _AXIS), _CENTRE, str(hour))

    def _paint_lane(self, painter: QPainter, room: QRectF, lane: Lane) -> None:
        painter.setFont(sized(Type.SMALL))
        painter.setPen(self._theme.colour(Tone.MUTED))
        painter.drawText(QRectF(0, room.top(), _WORD_WIDTH, _LANE), _LEFT, lane.word)
        top = room.center().y() - _BAR / 2
        for bar in lane.bars:
            left, right = self._x(room, bar.start), self._x(room, bar.end)
            self._paint_bar(painter, QRectF(left, top, max(2.0, right - left), _BAR), bar)
        for tick in lane.ticks:
            self._paint_tick(painter, room, tick)

    def _paint_bar(self, painter: QPainter, where: QRectF, bar: Bar) -> None:
        colour = self._theme.colour(bar.tone)
        if bar.tone is Tone.TEXT:  # Being there is neither good nor bad yet.
            tokens = self._theme.tokens
            colour = QColor(mix(tokens.card, tokens.text, 0.45))
        painter.setPen(QPen(colour, 1))
        if bar.fill is Fill.SOLID:
            painter.setBrush(colour)
        elif bar.fill is Fill.HATCHED:
            painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(where, 3, 3)

    def _paint_tick(self, painter: QPainter, room: QRectF, tick: Tick) -> None:
        """A triangle that points into the house or out of it."""
        coming = tick.direction is Direction.IN
        x, y = self._x(room, tick.at), room.center().y()
        wide = 6.0 if coming else -6.0
        painter.setPen(QPen(QColor(self._theme.tokens.card), 1))
        painter.setBrush(self._theme.colour(Tone.GOOD if coming else Tone.ACCENT))
        shape = (QPointF(x, y - 7), QPointF(x + wide, y), QPointF(x, y + 7))
        painter.drawPolygon(QPolygonF(list(shape)))
