"""Paints the board: a card for each person, a line for each group."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desk_access.gui.tables.board_model import DETAIL_ROLE, PICTURE_ROLE, ROW_ROLE, heading_words
from desk_access.gui.tables.people_delegates import paint_face
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import RADIUS, Space, Tone, Type
from desk_access.gui.view_models.board import BoardRow, GroupHeading
from desk_access.gui.view_models.presence_words import (
    PRESENCE_GLYPHS,
    PRESENCE_TONES,
    presence_word,
)
from desk_access.model.presence import PersonToday

Index = QModelIndex | QPersistentModelIndex
_CARD_WIDTH = 244
_CARD_HEIGHT = 84
_HEADING_HEIGHT = 40
_FACE = 52
_ICON = 16
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_ALARMING = (Tone.REFUSED, Tone.LOOK_AGAIN)


class BoardDelegate(QStyledItemDelegate):
    """As many cards in a line as there is room for; a heading has a line of its own."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._name_font = sized(Type.BODY, QFont.Weight.DemiBold)
        self._small_font = sized(Type.SMALL, tabular=True)
        self._word_font = sized(Type.SMALL, QFont.Weight.DemiBold)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Cards share the width of the view evenly."""
        width = self._view.viewport().width()
        if isinstance(index.data(ROW_ROLE), GroupHeading):
            return QSize(width, _HEADING_HEIGHT)
        return QSize(width // max(1, width // _CARD_WIDTH), _CARD_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a card or a heading."""
        row = cast(BoardRow, index.data(ROW_ROLE))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, GroupHeading):
            painter.setFont(sized(Type.LARGE, QFont.Weight.DemiBold))
            painter.setPen(self._theme.colour(Tone.TEXT))
            where: QRect = option.rect
            painter.drawText(where.adjusted(Space.XS, Space.S, 0, 0), _LEFT, heading_words(row))
        else:
            self._paint_person(painter, option, index, row)
        painter.restore()

    def _paint_person(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, person: PersonToday
    ) -> None:
        card = QRectF(option.rect).adjusted(1, 1, -Space.S, -Space.S)
        self._paint_ground(painter, option, card, person)
        top = card.center().y() - _FACE / 2
        face = QRectF(card.left() + Space.M, top, _FACE, _FACE)
        picture = cast(QImage | None, index.data(PICTURE_ROLE))
        paint_face(painter, self._theme, picture, face, _FACE / 2)
        left = round(face.right()) + Space.M
        room = QRect(left, round(card.top()) + 9, round(card.right()) - left - Space.S, 20)
        self._write(painter, room, self._name_font, Tone.TEXT, person.name)
        tone = PRESENCE_TONES[person.presence]
        icon = QRect(left, room.bottom() + 5, _ICON, _ICON)
        self._theme.icon(PRESENCE_GLYPHS[person.presence], tone).paint(painter, icon)
        word = room.translated(0, 21).adjusted(_ICON + Space.XS, 0, 0, 0)
        self._write(painter, word, self._word_font, tone, presence_word(person.presence))
        detail = room.translated(0, 40)
        self._write(painter, detail, self._small_font, Tone.MUTED, index.data(DETAIL_ROLE))

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, card: QRectF, person: PersonToday
    ) -> None:
        tokens = self._theme.tokens
        tone = PRESENCE_TONES[person.presence]
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        edge = tokens.colour(tone) if tone in _ALARMING else tokens.border
        ground = tokens.soft(tone) if tone in _ALARMING else tokens.card
        painter.setPen(QPen(QColor(tokens.accent), 2) if chosen else QPen(QColor(edge), 1))
        painter.setBrush(QColor(tokens.selected if chosen else tokens.hover if over else ground))
        painter.drawRoundedRect(card, RADIUS, RADIUS)

    def _write(self, painter: QPainter, room: QRect, font: QFont, tone: Tone, words: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(tone))
        fitted = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, fitted)
