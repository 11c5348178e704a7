"""Paints the last decisions as cards."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desk_access.gui.tables.decision_model import CARD_ROLE, DecisionCard
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import RADIUS, Space, Tone, Type
from desk_access.gui.widgets.picture import draw_tile

Index = QModelIndex | QPersistentModelIndex
_HEIGHT = 88
_GAP = 8
_SIDE = 64
_BUTTON = QSize(86, 32)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class DecisionDelegate(QStyledItemDelegate):
    """A card: picture, name, IN or OUT, time. Unknown ones offer a button, which emits enrol."""

    enrol = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._enrol_word = self.tr("Enrol")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every card has one height."""
        return QSize(200, _HEIGHT + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the card."""
        card = cast(DecisionCard, index.data(CARD_ROLE))
        where = _card_rect(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, where)
        self._paint_picture(painter, card, where)
        left = where.left() + Space.M + _SIDE + Space.M
        room = QRect(left, where.top() + 11, where.right() - left - Space.M, 24)
        if card.may_enrol:
            self._paint_button(painter, _button_rect(where))
            room.setRight(_button_rect(where).left() - Space.S)
        self._paint_words(painter, card, room)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, where: QRect) -> None:
        tokens = self._theme.tokens
        state = option.state
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setBrush(QColor(tokens.hover if over else tokens.card))
        pen = QPen(QColor(tokens.accent), 2) if focused else QPen(QColor(tokens.border), 1)
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(where).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _paint_picture(self, painter: QPainter, card: DecisionCard, where: QRect) -> None:
        tile = QRectF(where.left() + Space.M, where.top() + Space.M, _SIDE, _SIDE)
        if card.picture is not None:
            draw_tile(painter, card.picture, tile, 8)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.skeleton))
        painter.drawRoundedRect(tile, 8, 8)
        inner = tile.toRect().adjusted(18, 18, -18, -18)
        self._theme.icon(Glyph.PERSON, Tone.MUTED).paint(painter, inner)

    def _paint_words(self, painter: QPainter, card: DecisionCard, room: QRect) -> None:
        name_font = sized(Type.LARGE, QFont.Weight.DemiBold)
        painter.setFont(name_font)
        painter.setPen(self._theme.colour(Tone.TEXT))
        painter.drawText(room, int(_LEFT), _elided(name_font, card.title, room.width()))
        row = room.translated(0, 24)
        icon_box = QRect(row.left(), row.top() + 3, 18, 18)
        self._theme.icon(card.glyph, card.tone).paint(painter, icon_box)
        strong = sized(Type.BODY, QFont.Weight.DemiBold, tabular=True)
        left = icon_box.right() + 6
        if card.pill:
            painter.setFont(strong)
            painter.setPen(self._theme.colour(card.tone))
            painter.drawText(row.adjusted(left - row.left(), 0, 0, 0), int(_LEFT), card.pill)
            left += QFontMetrics(strong).horizontalAdvance(card.pill) + 6
        painter.setFont(sized(Type.BODY, tabular=True))
        painter.setPen(self._theme.colour(Tone.TEXT))
        painter.drawText(row.adjusted(left - row.left(), 0, 0, 0), int(_LEFT), card.when)
        small = sized(Type.SMALL)
        painter.setFont(small)
        painter.setPen(self._theme.colour(Tone.MUTED))
        row = row.translated(0, 21)
        painter.drawText(row, int(_LEFT), _elided(small, card.detail, row.width()))

    def _paint_button(self, painter: QPainter, where: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.selected))
        painter.drawRoundedRect(where, 8, 8)
        painter.setFont(sized(Type.BODY, QFont.Weight.DemiBold))
        painter.setPen(self._theme.colour(Tone.ACCENT))
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, self._enrol_word)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """A click on a card's button."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            card = cast(DecisionCard, index.data(CARD_ROLE))
            where = _button_rect(_card_rect(option))
            if card.may_enrol and where.contains(event.position().toPoint()):
                self.enrol.emit(card.sighting)
                return True
        return super().editorEvent(event, model, option, index)


def _card_rect(option: QStyleOptionViewItem) -> QRect:
    where: QRect = option.rect
    return where.adjusted(0, 0, 0, -_GAP)


def _button_rect(where: QRect) -> QRect:
    corner = where.topRight()
    top = where.top() + (where.height() - _BUTTON.height()) // 2
    return QRect(corner.x() - Space.M - _BUTTON.width(), top, _BUTTON.width(), _BUTTON.height())


def _elided(font: QFont, words: str, width: int) -> str:
    return QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, width)
