"""Paints the timesheet's cells: hours above, and below them a word with its icon."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desk_access.gui.tables.sheet_model import CELL_ROLE
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.icons import Glyph, Weight
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone, mix
from desk_access.gui.view_models.sheet import Mark, SheetCell

Index = QModelIndex | QPersistentModelIndex
_HOURS, _WORD, _ICON = 13, 11, 12
_ALARMING = (Tone.REFUSED, Tone.LOOK_AGAIN)
_CENTRE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class SheetDelegate(QStyledItemDelegate):
    """Asks no style and makes nothing anew while it paints: hundreds of cells are in sight, and a
    cell drawn by the style sheet takes many times as long."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hours = sized(_HOURS, tabular=True)
        self._strong = sized(_HOURS, QFont.Weight.DemiBold, tabular=True)
        self._word = sized(_WORD, QFont.Weight.Medium)
        self._icons: dict[tuple[Glyph, Tone, float], QPixmap] = {}
        self._dress()
        theme.changed.connect(self._dress)

    def _dress(self) -> None:
        tokens = self._theme.tokens
        self._icons.clear()
        self._line = QPen(QColor(tokens.border), 1)
        self._frame = QPen(QColor(tokens.accent), 2)
        self._selected = QColor(tokens.selected)
        self._free = QColor(mix(tokens.card, tokens.text, 0.035))
        self._soft = {tone: QColor(tokens.soft(tone)) for tone in _ALARMING}
        self._inks = {tone: QColor(tokens.colour(tone)) for tone in Tone}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a day or a sum."""
        shown = cast(SheetCell | str | None, index.data(CELL_ROLE))
        where: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        mark = shown.mark if isinstance(shown, SheetCell) else None
        if chosen:
            painter.fillRect(where, self._selected)
        elif mark is not None and mark.tone in _ALARMING:
            painter.fillRect(where, self._soft[mark.tone])
        elif isinstance(shown, SheetCell) and shown.free:
            painter.fillRect(where, self._free)
        painter.setPen(self._line)
        painter.drawLine(where.bottomLeft(), where.bottomRight())
        painter.drawLine(where.topRight(), where.bottomRight())
        if isinstance(shown, SheetCell):
            self._paint_day(painter, where, shown)
        elif shown:
            painter.setFont(self._strong)
            painter.setPen(self._inks[Tone.TEXT])
            painter.drawText(where.adjusted(0, 0, -Space.M, 0), _RIGHT, shown)
        if chosen:
            painter.setPen(self._frame)
            painter.drawRect(where.adjusted(1, 1, -2, -2))

    def _paint_day(self, painter: QPainter, where: QRect, cell: SheetCell) -> None:
        room = where
        if cell.mark is not None:
            if cell.hours:
                half = where.height() // 2
                room = where.adjusted(0, 3, 0, -half)
                self._paint_mark(painter, where.adjusted(0, half - 2, 0, -4), cell.mark)
            else:
                self._paint_mark(painter, where, cell.mark)
        if cell.hours:
            painter.setFont(self._hours)
            painter.setPen(self._inks[Tone.TEXT])
            painter.drawText(room, _CENTRE, cell.hours)
        if cell.corrected:
            corner = where.topRight()
            icon = self._pixmap(Glyph.RENAME, Tone.ACCENT, painter)
            painter.drawPixmap(corner.x() - _ICON - 1, corner.y() + 2, icon)

    def _paint_mark(self, painter: QPainter, room: QRect, mark: Mark) -> None:
        """Icon and word together in the middle."""
        painter.setFont(self._word)
        painter.setPen(self._inks[mark.tone])
        wide = painter.fontMetrics().horizontalAdvance(mark.word)
        left = room.left() + max(1, (room.width() - wide - _ICON - 2) // 2)
        icon = self._pixmap(mark.glyph, mark.tone, painter)
        painter.drawPixmap(left, room.center().y() - _ICON // 2 + 1, icon)
        painter.drawText(room.adjusted(left - room.left() + _ICON + 2, 0, 0, 0), _LEFT, mark.word)

    def _pixmap(self, glyph: Glyph, tone: Tone, painter: QPainter) -> QPixmap:
        ratio = painter.device().devicePixelRatioF()
        key = glyph, tone, ratio
        if key not in self._icons:
            icon = self._theme.icon(glyph, tone, Weight.BOLD)
            self._icons[key] = icon.pixmap(QSize(_ICON, _ICON), ratio)
        return self._icons[key]
