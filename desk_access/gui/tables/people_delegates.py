"""Paints people: a tile of the grid, and the name with a small picture in the table."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desk_access.gui.tables.people_model import PERSON_ROLE, PICTURE_ROLE
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import RADIUS, Space, Tone, Type
from desk_access.gui.widgets.picture import draw_tile
from desk_access.model.person import Person

Index = QModelIndex | QPersistentModelIndex
TILE = QSize(172, 226)
"""Of one tile, with the gap to the next at its right and below."""

ROW_HEIGHT = 52
_FACE = 36
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_face(
    painter: QPainter, theme: Theme, picture: QImage | None, where: QRectF, radius: float
) -> None:
    """A person's picture, or a quiet stand-in while there is none."""
    if picture is not None and not picture.isNull():
        draw_tile(painter, picture, where, radius)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.tokens.skeleton))
    painter.drawRoundedRect(where, radius, radius)
    edge = round(where.width() * 0.3)
    inner = where.toRect().adjusted(edge, edge, -edge, -edge)
    theme.icon(Glyph.PERSON, Tone.MUTED).paint(painter, inner)


class TileDelegate(QStyledItemDelegate):
    """A person of the grid: the face, the name, code and group."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every tile has one size."""
        return TILE

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the tile."""
        person = cast(Person, index.data(PERSON_ROLE))
        where = QRectF(option.rect).adjusted(1, 1, -Space.M, -Space.M)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(QPen(QColor(tokens.accent), 2) if chosen else QPen(QColor(tokens.border), 1))
        painter.setBrush(
            QColor(tokens.selected if chosen else tokens.hover if over else tokens.card)
        )
        painter.drawRoundedRect(where, RADIUS, RADIUS)
        side = where.width() - 2 * Space.S
        face = QRectF(where.left() + Space.S, where.top() + Space.S, side, side)
        paint_face(painter, self._theme, index.data(PICTURE_ROLE), face, 8)
        room = QRect(round(face.left()) + 2, round(face.bottom()) + 7, round(side) - 4, 22)
        code_and_group = " · ".join(part for part in (person.code, person.group) if part)
        for words, font, tone in (
            (person.name, sized(Type.BODY, QFont.Weight.DemiBold), Tone.TEXT),
            (code_and_group, sized(Type.SMALL), Tone.MUTED),
        ):
            painter.setFont(font)
            painter.setPen(self._theme.colour(tone))
            fitted = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(_LEFT), fitted)
            room.translate(0, 21)
        painter.restore()


class NameDelegate(QStyledItemDelegate):
    """The table's first column: a small round picture before the name."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell's ground as every cell's, then the picture and the name."""
        person = cast(Person, index.data(PERSON_ROLE))
        blank = QStyleOptionViewItem(option)
        self.initStyleOption(blank, index)
        blank.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, blank, painter, option.widget)
        cell: QRect = option.rect
        top = cell.center().y() - _FACE // 2
        face = QRectF(cell.left() + Space.M, top, _FACE, _FACE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_face(painter, self._theme, index.data(PICTURE_ROLE), face, _FACE / 2)
        font = sized(Type.BODY, QFont.Weight.DemiBold)
        room = cell.adjusted(Space.M + _FACE + Space.M, 0, -Space.S, 0)
        painter.setFont(font)
        painter.setPen(self._theme.colour(Tone.TEXT))
        words = QFontMetrics(font).elidedText(
            person.name, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, int(_LEFT), words)
        painter.restore()
