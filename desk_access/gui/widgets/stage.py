"""The Live page's pictures: one or several cameras, the banners over them, and the clock."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QStackedLayout, QWidget

from desk_access.config import CameraSettings
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.banner import BannerText
from desk_access.gui.widgets.banner import Banner
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.state_view import StateView
from desk_access.gui.widgets.video_canvas import VideoCanvas


class Stage(QWidget):
    """Shows the chosen cameras side by side, or :attr:`state` in their place."""

    double_clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.state = StateView(theme)
        self._pictures = QWidget()
        self._grid = QGridLayout(self._pictures)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.M)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._pictures)
        self._stack.addWidget(self.state)
        self.canvases: dict[str, VideoCanvas] = {}
        self.banners: dict[str, Banner] = {}
        self.clock: QLabel = label("", Role.TITLE)
        self.clock.setParent(self)
        self.clock.setObjectName("fullScreenClock")
        self.clock.hide()

    def show_cameras(self, cameras: Sequence[CameraSettings]) -> None:
        """Show these cameras, in a row of two or a grid."""
        for old in (*self.canvases.values(), *self.banners.values()):
            old.hide()
            old.deleteLater()
        self.canvases, self.banners = {}, {}
        for camera in cameras:
            canvas = VideoCanvas(self._theme, camera.name)
            canvas.set_caption(camera.name if len(cameras) > 1 else "")
            canvas.set_mirror(camera.mirror)
            canvas.double_clicked.connect(self.double_clicked.emit)
            self.canvases[camera.name] = canvas
            self.banners[camera.name] = Banner(self._theme, self)
        self._arrange()

    def _arrange(self) -> None:
        """As many columns as make the pictures largest."""
        columns = best_columns(len(self.canvases), self.width(), self.height())
        for place, canvas in enumerate(self.canvases.values()):
            self._grid.addWidget(canvas, place // columns, place % columns)

    def show_pictures(self) -> None:
        """The pictures are in view."""
        self._stack.setCurrentWidget(self._pictures)

    def show_state(self) -> StateView:
        """The state is in view in their place; say which on what is returned."""
        self._stack.setCurrentWidget(self.state)
        return self.state

    @property
    def pictures_shown(self) -> bool:
        """Whether the pictures are in view."""
        return self._stack.currentWidget() is self._pictures

    def announce(self, camera: str, text: BannerText | None) -> None:
        """Say something across the lower third of a camera's picture, or nothing."""
        canvas, banner = self.canvases[camera], self.banners[camera]
        room = QRect(canvas.mapTo(self, QPoint(0, 0)), canvas.size())
        banner.show_text(text if self.pictures_shown else None, room)

    def show_clock(self, words: str) -> None:
        """The time in the upper right corner, in full screen; empty for none."""
        self.clock.setText(words)
        self.clock.adjustSize()
        self.clock.setVisible(bool(words))
        self.clock.move(self.width() - self.clock.width() - Space.XL, Space.XL)
        self.clock.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the pictures anew; the banners follow with the next frame."""
        super().resizeEvent(event)
        self._arrange()


def best_columns(count: int, width: int, height: int) -> int:
    """In how many columns ``count`` pictures of 16:9 are largest in a room of this size."""

    def scale(columns: int) -> float:
        rows = -(-max(count, 1) // columns)
        return min(width / columns / 16, height / rows / 9)

    return max(range(1, max(count, 1) + 1), key=scale)
