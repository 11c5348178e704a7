"""Paints IN and OUT in the log: icon, word and colour."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desk_access.gui.tables.punch_model import PUNCH_ROLE
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone, Type
from desk_access.gui.view_models.words import direction_word
from desk_access.model.punch import Direction, Punch

Index = QModelIndex | QPersistentModelIndex
_ICON = 18


class DirectionDelegate(QStyledItemDelegate):
    """IN is good's green, OUT the accent."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell's ground as every cell's, then icon and word."""
        blank = QStyleOptionViewItem(option)
        self.initStyleOption(blank, index)
        blank.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, blank, painter, option.widget)
        punch = cast(Punch | None, index.data(PUNCH_ROLE))
        if punch is None:
            return
        going = punch.entry.direction is Direction.OUT
        tone = Tone.ACCENT if going else Tone.GOOD
        cell: QRect = option.rect
        box = QRect(cell.left() + Space.M, cell.center().y() - _ICON // 2, _ICON, _ICON)
        painter.save()
        self._theme.icon(Glyph.OUT if going else Glyph.IN, tone).paint(painter, box)
        painter.setFont(sized(Type.BODY, QFont.Weight.DemiBold))
        painter.setPen(self._theme.colour(tone))
        room = cell.adjusted(Space.M + _ICON + Space.S, 0, 0, 0)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(room, flags, direction_word(punch.entry.direction))
        painter.restore()
