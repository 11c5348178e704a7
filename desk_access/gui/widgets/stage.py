"""The Live page's pictures: one or several cameras, the banner over them, and the clock."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
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
        self.banner = Banner(theme, self)
        self.clock: QLabel = label("", Role.TITLE)
        self.clock.setParent(self)
        self.clock.setObjectName("fullScreenClock")
        self.clock.hide()

    def show_cameras(self, cameras: Sequence[CameraSettings]) -> None:
        """Show these cameras, in a row of two or a grid."""
        for canvas in self.canvases.values():
            canvas.hide()
            canvas.deleteLater()
        self.canvases = {}
        columns = 1 if len(cameras) == 1 else 2
        for place, camera in enumerate(cameras):
            canvas = VideoCanvas(self._theme, camera.name)
            canvas.set_caption(camera.name if len(cameras) > 1 else "")
            canvas.set_mirror(camera.mirror)
            canvas.double_clicked.connect(self.double_clicked.emit)
            self._grid.addWidget(canvas, place // columns, place % columns)
            self.canvases[camera.name] = canvas

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

    def announce(self, text: BannerText | None) -> None:
        """Say something across the lower third, or nothing."""
        self.banner.show_text(text if self.pictures_shown else None, self._banner_room())

    def _banner_room(self) -> QRect:
        """The only picture, or everything when there are several."""
        if len(self.canvases) == 1:
            canvas = next(iter(self.canvases.values()))
            return canvas.picture_rect().translated(canvas.mapTo(self, canvas.rect().topLeft()))
        return self.rect()

    def show_clock(self, words: str) -> None:
        """The time in the upper right corner, in full screen; empty for none."""
        self.clock.setText(words)
        self.clock.adjustSize()
        self.clock.setVisible(bool(words))
        self.clock.move(self.width() - self.clock.width() - Space.XL, Space.XL)
        self.clock.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the banner on the picture."""
        super().resizeEvent(event)
        self.announce(self.banner.text)
