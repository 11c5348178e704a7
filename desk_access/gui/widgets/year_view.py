"""A year's calendar, painted: twelve months, the holidays marked."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QLocale, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone, Type
from desk_access.gui.view_models.moments import long_day_text, region
from desk_access.gui.widgets.year_bar import FIRST_YEAR, LAST_YEAR
from desk_access.model.calendar import Holiday

_CELL_WIDTH = 25
_CELL_HEIGHT = 20
_GAP = Space.L
_MONTH = QSize(7 * _CELL_WIDTH, 8 * _CELL_HEIGHT + 4)
_MOST_COLUMNS = 4
_BEGIN, _END = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}


class YearView(QWidget):
    """``chosen`` carries the marked day; ``opened`` one that was clicked twice or entered.

    ``year_asked`` when the arrows leave the year.
    """

    chosen = Signal(date)
    opened = Signal(date)
    year_asked = Signal(int)

    def __init__(self, theme: Theme, today: date) -> None:
        super().__init__()
        self._theme = theme
        self._today = today
        self._holidays: Mapping[date, Holiday] = {}
        self.day = today
        self.setAccessibleName(self.tr("Calendar of the year"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_holidays(self, holidays: Sequence[Holiday]) -> None:
        """Mark these."""
        self._holidays = {each.day: each for each in holidays}
        self._tell()
        self.update()

    def show_day(self, day: date) -> None:
        """Mark a day and show its year."""
        self.day = day
        self._tell()
        self.update()

    def holiday(self) -> Holiday | None:
        """The holiday of the marked day, if it is one."""
        return self._holidays.get(self.day)

    def hasHeightForWidth(self) -> bool:
        """The wider, the more months beside each other."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all months at this width."""
        rows = -(-12 // self._columns(width))
        return rows * (_MONTH.height() + _GAP) - _GAP

    def minimumSizeHint(self) -> QSize:
        """Two months beside each other."""
        return QSize(2 * _MONTH.width() + _GAP, _MONTH.height())

    def _columns(self, width: int) -> int:
        fitting = (width + _GAP) // (_MONTH.width() + _GAP)
        return max(1, min(fitting, _MOST_COLUMNS))

    def _month_rect(self, month: int) -> QRectF:
        columns = self._columns(self.width())
        row, column = divmod(month - 1, columns)
        # The months share the room that is left over.
        step = (self.width() - _MONTH.width()) / (columns - 1) if columns > 1 else 0
        step = min(step, _MONTH.width() + 3 * _GAP)
        top = row * (_MONTH.height() + _GAP)
        return QRectF(column * step, top, _MONTH.width(), _MONTH.height())

    def _first_weekday(self) -> int:
        return region().firstDayOfWeek().value - 1

    def cell(self, day: date) -> QRectF:
        """Where a day of the year is painted."""
        first = day.replace(day=1)
        lead = (first.weekday() - self._first_weekday()) % 7
        row, column = divmod(lead + day.day - 1, 7)
        month = self._month_rect(day.month)
        left = month.left() + column * _CELL_WIDTH
        top = month.top() + (row + 2) * _CELL_HEIGHT + 4
        return QRectF(left, top, _CELL_WIDTH, _CELL_HEIGHT)

    def day_at(self, where: QPoint) -> date | None:
        """The day under a point."""
        for month in range(1, 13):
            if self._month_rect(month).contains(where):
                for number in range(1, calendar.monthrange(self.day.year, month)[1] + 1):
                    day = date(self.day.year, month, number)
                    if self.cell(day).contains(where):
                        return day
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark the day."""
        day = self.day_at(event.position().toPoint())
        if day is not None:
            self._choose(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the day."""
        day = self.day_at(event.position().toPoint())
        if day is not None:
            self.opened.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go by day and week, the page keys by month, Enter opens."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._choose(self.day + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            days = -28 if key == Qt.Key.Key_PageUp else 31
            beyond = self.day.replace(day=15) + timedelta(days=days)
            last = calendar.monthrange(beyond.year, beyond.month)[1]
            self._choose(beyond.replace(day=min(self.day.day, last)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.day)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """What a day is called, under the mouse."""
        if isinstance(event, QHelpEvent):
            day = self.day_at(event.pos())
            holiday = self._holidays.get(day) if day is not None else None
            QToolTip.showText(event.globalPos(), holiday.name if holiday is not None else "", self)
            return True
        return super().event(event)

    def _choose(self, day: date) -> None:
        before, self.day = self.day.year, min(max(day, _BEGIN), _END)
        self._tell()
        self.update()
        if self.day.year != before:
            self.year_asked.emit(self.day.year)
        self.chosen.emit(self.day)

    def _tell(self) -> None:
        holiday = self.holiday()
        words = long_day_text(self.day)
        self.setAccessibleDescription(words if holiday is None else f"{words}: {holiday.name}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the months."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for month in range(1, 13):
            self._paint_head(painter, month)
            for number in range(1, calendar.monthrange(self.day.year, month)[1] + 1):
                self._paint_day(painter, date(self.day.year, month, number))
        painter.end()

    def _paint_head(self, painter: QPainter, month: int) -> None:
        where = self._month_rect(month)
        painter.setFont(sized(Type.BODY, QFont.Weight.DemiBold))
        painter.setPen(self._theme.colour(Tone.TEXT))
        name = region().standaloneMonthName(month, QLocale.FormatType.LongFormat)
        head = QRectF(where.left() + 6, where.top(), where.width(), _CELL_HEIGHT)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(sized(Type.SMALL))
        painter.setPen(self._theme.colour(Tone.MUTED))
        for column in range(7):
            day = (self._first_weekday() + column) % 7 + 1
            cell = QRectF(
                where.left() + column * _CELL_WIDTH,
                where.top() + _CELL_HEIGHT + 2,
                _CELL_WIDTH,
                _CELL_HEIGHT,
            )
            name = region().standaloneDayName(day, QLocale.FormatType.NarrowFormat)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        tokens, cell = self._theme.tokens, self.cell(day).adjusted(1.5, 1, -1.5, -1)
        holiday = day in self._holidays
        painter.setPen(Qt.PenStyle.NoPen)
        if holiday:
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(cell, 5, 5)
        if day == self.day:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            strong = 2 if self.hasFocus() else 1
            painter.setPen(QPen(QColor(tokens.text if holiday else tokens.accent), strong))
            painter.drawRoundedRect(cell, 5, 5)
        tone = Tone.MUTED if day.weekday() >= 5 else Tone.TEXT
        painter.setPen(self._theme.colour(Tone.ON_ACCENT if holiday else tone))
        bold = QFont.Weight.DemiBold if holiday or day == self._today else QFont.Weight.Normal
        font = sized(Type.SMALL, bold, tabular=True)
        painter.setFont(font)
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(day.day))
        if day == self._today:
            width = QFontMetrics(font).horizontalAdvance(str(day.day))
            foot = QRectF(cell.center().x() - width / 2, cell.bottom() - 3.5, width, 1.5)
            painter.fillRect(foot, painter.pen().color())
