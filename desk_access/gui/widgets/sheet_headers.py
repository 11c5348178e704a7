"""The timesheet's headers: days above, and at the left the people, who stay while days scroll."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from desk_access.gui.tables.sheet_model import SheetModel, day_heading
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.icons import Glyph, Weight
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone, Type, mix
from desk_access.gui.view_models.durations import hours_text
from desk_access.gui.view_models.sheet import sum_word

PERSON_WIDTH = 232
_HEAD_HEIGHT = 42
_SATURDAY = 5
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class DayHeader(QHeaderView):
    """Weekday over number; free days quieter, today in the accent."""

    def __init__(self, theme: Theme, model: SheetModel, today: date, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._sheet = model
        self._today = today
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        theme.changed.connect(self.viewport().update)

    def sizeHint(self) -> QSize:
        """Two lines high."""
        return QSize(super().sizeHint().width(), _HEAD_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Paint a day's or a sum's heading."""
        tokens, days = self._theme.tokens, self._sheet.days
        painter.save()
        painter.fillRect(rect, QColor(tokens.card))
        tone = Tone.MUTED
        if logicalIndex < len(days):
            day = days[logicalIndex]
            words, flags, room = day_heading(day), _CENTRE, rect
            if day == self._today:
                painter.fillRect(rect, QColor(tokens.selected))
                tone = Tone.ACCENT
            elif day.weekday() >= _SATURDAY:
                painter.fillRect(rect, QColor(mix(tokens.card, tokens.text, 0.035)))
        else:
            words = sum_word(self._sheet.sums[logicalIndex - len(days)])
            flags, room = _RIGHT, rect.adjusted(0, 0, -Space.M, 0)
        painter.setFont(sized(Type.SMALL, QFont.Weight.DemiBold, tabular=True))
        painter.setPen(self._theme.colour(tone))
        painter.drawText(room, flags, words)
        painter.setPen(QColor(tokens.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()


class PersonHeader(QHeaderView):
    """Name, code and group; at the right the hours, and below them how much is to be settled."""

    def __init__(self, theme: Theme, model: SheetModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme = theme
        self._sheet = model
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        theme.changed.connect(self.viewport().update)

    def sizeHint(self) -> QSize:
        """As wide as names need."""
        return QSize(PERSON_WIDTH, super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Paint a person or a group."""
        tokens, row = self._theme.tokens, self._sheet.rows[logicalIndex]
        current = self.selectionModel().currentIndex().row() == logicalIndex
        painter.save()
        painter.fillRect(rect, QColor(tokens.selected if current else tokens.card))
        painter.setPen(QColor(tokens.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        upper = QRect(rect.left() + Space.M, rect.top() + 4, rect.width() - 20, 20)
        lower = upper.translated(0, 18)
        hours = hours_text(row.counted.work)
        used = self._right(painter, upper, hours, Tone.TEXT, Type.BODY - 1)
        self._left(painter, upper, used, row.name, Tone.TEXT, Type.BODY)
        used = self._problems(painter, lower, row.problems) if row.problems else 0
        self._left(painter, lower, used, row.detail, Tone.MUTED, Type.SMALL)
        painter.restore()

    def _problems(self, painter: QPainter, room: QRect, count: int) -> int:
        used = self._right(painter, room, str(count), Tone.REFUSED, Type.SMALL)
        icon = QRect(room.right() - used - 16, room.center().y() - 6, 14, 14)
        self._theme.icon(Glyph.WARNING, Tone.REFUSED, Weight.BOLD).paint(painter, icon)
        return used + 20

    def _right(self, painter: QPainter, room: QRect, words: str, tone: Tone, size: int) -> int:
        font = sized(size, QFont.Weight.DemiBold, tabular=True)
        painter.setFont(font)
        painter.setPen(self._theme.colour(tone))
        painter.drawText(room, _RIGHT, words)
        return QFontMetrics(font).horizontalAdvance(words)

    def _left(
        self, painter: QPainter, room: QRect, used: int, words: str, tone: Tone, size: int
    ) -> None:
        font = sized(size, QFont.Weight.DemiBold if tone is Tone.TEXT else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(self._theme.colour(tone))
        wide = room.width() - used - Space.S
        fitted = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(room, _LEFT, fitted)
