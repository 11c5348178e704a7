"""Paints a camera's newest frame with the faces on it."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import RADIUS, Space, Tone, Type
from desk_access.gui.widgets.face_overlay import PICTURE_SHADE, draw_face, face_rect
from desk_access.gui.widgets.picture import Picture, scaled_picture
from desk_access.model.frame import Frame
from desk_access.model.status import FaceView, Snapshot


class VideoCanvas(QWidget):
    """The picture fills what it can of a card with round corners, and is never stretched.

    GUI thread only. ``paint_ms`` is what the last painting took; ``painted`` counts frames.
    """

    double_clicked = Signal()

    def __init__(self, theme: Theme, camera: str) -> None:
        super().__init__()
        self._theme = theme
        self._camera = camera
        self._caption = ""
        self._note = ""
        self._note_tone = Tone.MUTED
        self._frame: Frame | None = None
        self._faces: tuple[FaceView, ...] = ()
        self._mirror = False
        self._scaled: tuple[Frame, QSize, float, Picture] | None = None
        self.paint_ms = 0.0
        self.painted = 0
        self.setAccessibleName(self.tr("Picture of {camera}").format(camera=camera))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        theme.changed.connect(self.update)

    def show_frame(self, frame: Frame | None, snapshot: Snapshot | None) -> bool:
        """Take the newest frame and faces; True when there was something new to paint."""
        faces = snapshot.faces if snapshot is not None else ()
        if frame is self._frame and faces is self._faces:
            return False
        self._frame, self._faces = frame, faces
        self.update()
        return True

    def set_caption(self, caption: str) -> None:
        """The camera's name in the picture's corner; empty for none."""
        if caption != self._caption:
            self._caption = caption
            self.update()

    def set_mirror(self, mirror: bool) -> None:
        """Show the picture as a mirror does; names stay readable."""
        self._mirror = mirror
        self._scaled = None
        self.update()

    def set_note(self, note: str, tone: Tone) -> None:
        """What is wrong with the camera, over the dimmed last picture; empty for nothing."""
        if (note, tone) != (self._note, self._note_tone):
            self._note, self._note_tone = note, tone
            self.setAccessibleDescription(note)
            self.update()

    def picture_rect(self) -> QRect:
        """Where the picture lies in the widget."""
        if self._frame is None:
            return self.rect()
        size = QSize(*self._frame.size).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        where = QRect(0, 0, size.width(), size.height())
        where.moveCenter(self.rect().center())
        return where

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Full screen and back."""
        self.double_clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, the faces, the caption and the note."""
        began = perf_counter()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.skeleton))
        if self._frame is not None:
            self._paint_picture(painter, self._frame, self.picture_rect())
        where = self.rect()
        if self._note:
            self._paint_note(painter, where)
        if self._caption:
            self._paint_caption(painter, where)
        # Painting the page's ground over the corners costs a tenth of clipping the picture.
        corners = QPainterPath()
        corners.addRect(QRectF(where))
        corners.addRoundedRect(QRectF(where), RADIUS, RADIUS)
        painter.fillPath(corners, QColor(self._theme.tokens.window))
        painter.end()
        self.paint_ms = (perf_counter() - began) * 1000

    def _paint_picture(self, painter: QPainter, frame: Frame, where: QRect) -> None:
        ratio = self.devicePixelRatioF()
        known = self._scaled
        if known is None or known[0] is not frame:
            self.painted += 1
        if known is None or known[0] is not frame or known[1:3] != (where.size(), ratio):
            made = scaled_picture(frame.image, where.width(), where.height(), ratio, self._mirror)
            known = self._scaled = (frame, where.size(), ratio, made)
        painter.drawImage(where.topLeft(), known[3].image)
        if not self._note:
            for face in self._faces:
                box = face_rect(face.box, frame.size[0], QRectF(where), self._mirror)
                draw_face(painter, self._theme, face, box, QRectF(where))

    def _paint_caption(self, painter: QPainter, where: QRect) -> None:
        font = sized(Type.BODY, QFont.Weight.DemiBold)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(self._caption) + 2 * Space.M
        pill = QRectF(where.left() + Space.M, where.top() + Space.M, width, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PICTURE_SHADE)
        painter.drawRoundedRect(pill, 14, 14)
        painter.setPen(self._theme.colour(Tone.ON_PICTURE))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._caption)

    def _paint_note(self, painter: QPainter, where: QRect) -> None:
        veil = QColor(self._theme.tokens.card)
        veil.setAlpha(225)
        painter.fillRect(where, veil)
        painter.setFont(sized(Type.HEADING, QFont.Weight.DemiBold))
        painter.setPen(self._theme.colour(self._note_tone))
        room = where.adjusted(Space.XL, Space.XL, -Space.XL, -Space.XL)
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(room, flags, self._note)
