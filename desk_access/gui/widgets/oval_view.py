"""The live oval of the enrolment, with a ring of five segments that fill as poses are won."""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.widgets.picture import Picture, scaled_picture
from desk_access.model.enrolment import EnrolHint, EnrolmentProgress, PoseStep
from desk_access.model.frame import Frame

_ASPECT = 0.78
"""Width of the oval over its height: a head with room to turn."""

_RING = 10.0
_GAP = 10.0
_BREAK = 8.0
_POINTS = 720
_POINTERS = {
    EnrolHint.TURN_LEFT: (-1, 0),
    EnrolHint.TURN_RIGHT: (1, 0),
    EnrolHint.LOOK_UP: (0, -1),
    EnrolHint.LOOK_DOWN: (0, 1),
}


class OvalView(QWidget):
    """Shows the person as a mirror does, so that left is where they feel it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._frame: Frame | None = None
        self._progress: EnrolmentProgress | None = None
        self.setAccessibleName(self.tr("Picture of the person being enrolled"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 260)
        theme.changed.connect(self.update)

    def show_frame(self, frame: Frame | None, progress: EnrolmentProgress | None) -> None:
        """Take the newest frame and what has been won so far."""
        if frame is not self._frame or progress is not self._progress:
            self._frame, self._progress = frame, progress
            self.update()

    def oval(self) -> QRectF:
        """Where the face is to be."""
        edge = _RING + _GAP + 18
        height = self.height() - 2 * edge
        width = min(height * _ASPECT, self.width() - 2 * edge)
        height = width / _ASPECT
        centre = QRectF(self.rect()).center()
        return QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the face in its oval, the ring, and the arrow to where to turn."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        oval = self.oval()
        painter.setPen(Qt.PenStyle.NoPen)
        if self._frame is None:
            painter.setBrush(QColor(self._theme.tokens.skeleton))
            painter.drawEllipse(oval)
        else:
            self._paint_face(painter, self._frame, oval)
        self._paint_ring(painter, oval)
        if self._progress is not None and self._progress.advice is None:
            self._paint_pointer(painter, oval, self._progress.hint)
        painter.end()

    def _paint_face(self, painter: QPainter, frame: Frame, oval: QRectF) -> None:
        """Fill the oval with the middle of the frame, by a brush: its edge stays smooth."""
        picture = self._cut(frame, oval)
        ratio = picture.image.devicePixelRatio()
        brush = QBrush(picture.image)
        transform = QTransform.fromTranslate(oval.x(), oval.y()).scale(1 / ratio, 1 / ratio)
        brush.setTransform(transform)
        painter.setBrush(brush)
        painter.drawEllipse(oval)

    def _cut(self, frame: Frame, oval: QRectF) -> Picture:
        width, height = frame.size
        aspect = oval.width() / oval.height()
        wide, high = min(width, round(height * aspect)), min(height, round(width / aspect))
        left, top = (width - wide) // 2, (height - high) // 2
        part = frame.image[top : top + high, left : left + wide]
        size = round(oval.width()) + 1, round(oval.height()) + 1
        return scaled_picture(part, *size, self.devicePixelRatioF(), mirror=True)

    def _paint_ring(self, painter: QPainter, oval: QRectF) -> None:
        out = _GAP + _RING / 2
        ring = oval.adjusted(-out, -out, out, out)
        won = {item.step for item in self._progress.taken} if self._progress else set()
        wanted = self._progress.step if self._progress else None
        for step, segment in zip(PoseStep, ring_segments(ring, len(PoseStep)), strict=True):
            colour = QColor(self._theme.tokens.border)
            if step in won:
                colour = self._theme.colour(Tone.GOOD)
            elif step is wanted:
                colour = self._theme.colour(Tone.ACCENT)
            pen = QPen(colour, _RING)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPolyline(segment)

    def _paint_pointer(self, painter: QPainter, oval: QRectF, hint: EnrolHint) -> None:
        if hint not in _POINTERS:
            return
        dx, dy = _POINTERS[hint]
        away = 34.0
        tip = QPointF(
            oval.center().x() + dx * (oval.width() / 2 - away + 14),
            oval.center().y() + dy * (oval.height() / 2 - away + 14),
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(Tone.ACCENT))
        centre = tip - QPointF(dx * 16, dy * 16)
        painter.drawEllipse(centre, 24, 24)
        side, ahead = QPointF(-dy, dx) * 9, QPointF(dx, dy) * 4.5
        arrow = QPolygonF([centre - ahead + side, centre + ahead, centre - ahead - side])
        pen = QPen(self._theme.colour(Tone.ON_ACCENT), 4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(arrow)


def ring_segments(ring: QRectF, count: int) -> list[QPolygonF]:
    """An ellipse in ``count`` pieces of one length, clockwise, the first centred at the top."""
    turns = [2 * math.pi * place / _POINTS for place in range(_POINTS + 1)]
    half = QPointF(ring.width() / 2, ring.height() / 2)
    outline = [
        ring.center() + QPointF(half.x() * math.sin(turn), -half.y() * math.cos(turn))
        for turn in turns
    ]
    lengths = [0.0]
    for before, after in pairwise(outline):
        lengths.append(lengths[-1] + math.hypot(after.x() - before.x(), after.y() - before.y()))
    piece = lengths[-1] / count
    rest = _RING + _BREAK
    segments = []
    for place in range(count):
        start, end = (place - 0.5) * piece + rest / 2, (place + 0.5) * piece - rest / 2
        before_top = [
            p for at, p in zip(lengths, outline, strict=True) if at - lengths[-1] >= start
        ]
        after_top = [p for at, p in zip(lengths, outline, strict=True) if start <= at <= end]
        segments.append(QPolygonF([*before_top, *after_top]))
    return segments
