"""One picture with round corners, or a stand-in."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desk_access.gui.tables.people_delegates import paint_face
from desk_access.gui.theme.theme import Theme


class FaceTile(QWidget):
    """A square picture of a fixed side."""

    def __init__(self, theme: Theme, side: int, radius: float = 10) -> None:
        super().__init__()
        self._theme = theme
        self._radius = radius
        self._image: QImage | None = None
        self.setFixedSize(side, side)
        theme.changed.connect(self.update)

    @property
    def image(self) -> QImage | None:
        """What is shown; None for the stand-in."""
        return self._image

    def show_image(self, image: QImage | None) -> None:
        """Show a picture; None or a null one shows the stand-in."""
        self._image = None if image is None or image.isNull() else image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_face(painter, self._theme, self._image, QRectF(self.rect()), self._radius)
        painter.end()
