"""The window: the rail, the pages and the status line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desk_access.account import machine_user
from desk_access.errors import DeskAccessError, ModelMissing, ModelRejected, StoreError
from desk_access.gui.background import Background
from desk_access.gui.bridge import Bridge
from desk_access.gui.cameras import CameraList
from desk_access.gui.context import Context
from desk_access.gui.pages.startup import FetchModels, OpenDesk, StartupPage
from desk_access.gui.pictures import PictureLoader
from desk_access.gui.router import Router
from desk_access.gui.theme.theme import Theme
from desk_access.gui.view_models.moments import now_text
from desk_access.gui.view_models.status_words import (
    StatusPart,
    camera_part,
    database_part,
    device_part,
    dropped_part,
)
from desk_access.gui.watching import statuses_of
from desk_access.gui.widgets.notices import Notices
from desk_access.gui.widgets.rail import PageName, Rail
from desk_access.gui.widgets.status_line import StatusLine
from desk_access.inference.model_store import ModelState
from desk_access.model.status import DeviceNote
from desk_access.resources import resource
from desk_access.service.desk import Desk

_STATUS_MS = 500


class MainWindow(QMainWindow):
    """Shows its frame at once, opens the desk in the background, and closes everything it began.

    GUI thread only.
    """

    def __init__(
        self,
        theme: Theme,
        cameras: CameraList,
        open_desk: OpenDesk,
        fetch_models: FetchModels,
        model_states: Callable[[], Sequence[ModelState]],
        machine_zone: str,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._cameras = cameras
        self._model_states = model_states
        self._machine_zone = machine_zone
        self._context: Context | None = None
        self._router: Router | None = None
        self._device_failure: DeskAccessError | None = None
        self.quick = Background("quick")
        self.chores = Background("chores")
        self.hours = Background("hours")
        self.bridge = Bridge()
        self.startup = StartupPage(theme, self.chores, open_desk, fetch_models)
        self.startup.opened.connect(self._opened)
        self.startup.models_came.connect(self._models_came)
        self.rail = Rail(theme)
        self._above = QVBoxLayout()
        self._notices: Notices | None = None
        self.pages = QStackedWidget()
        self.pages.addWidget(self.startup)
        self.status = StatusLine(theme)
        self._ticker = QTimer(self, interval=_STATUS_MS)
        self._ticker.timeout.connect(self._show_status)
        self._lay_out()

    def _lay_out(self) -> None:
        self.setWindowTitle("desk-access")
        self.setWindowIcon(QIcon(str(resource("icons/desk-access.svg"))))
        self.setMinimumSize(1024, 700)
        self.resize(1280, 800)
        self.rail.setEnabled(False)
        self.rail.show_page(PageName.LIVE)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(self._above)
        right.addWidget(self.pages, 1)
        right.addWidget(self.status)
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(centre)

    def begin(self) -> None:
        """Open the desk. Call once, after the window is shown."""
        self._ticker.start()
        self._show_status()
        self.startup.begin()

    @property
    def router(self) -> Router | None:
        """Goes from page to page; None until the desk is open."""
        return self._router

    def _opened(self, desk: Desk) -> None:
        self._theme.set_appearance(desk.settings.window.appearance)
        pictures = PictureLoader(desk.gallery.thumbnail, self.quick)
        self._context = Context(
            desk,
            self._theme,
            self.bridge,
            self.quick,
            self.chores,
            self.hours,
            pictures,
            self._cameras,
            self._model_states,
            self._machine_zone,
            machine_user(),
        )
        self.bridge.attach(desk.watch, desk.time)
        self._notices = Notices(self._context)
        self._notices.models_wanted.connect(self._offer_models)
        self._above.addWidget(self._notices)
        self._router = Router(self._context, self.pages, self.rail)
        self._router.full_screen.connect(self._set_full_screen)
        self.bridge.settings_changed.connect(self._ask_device)
        self.rail.setEnabled(True)
        self._router.go(PageName.LIVE)
        self._ask_device()
        self.chores.run(desk.go_on, lambda _none: None, self._device_failed)
        self._show_status()

    def _ask_device(self) -> None:
        """The recogniser loads while the first frames are shown already."""
        if self._context is not None:
            self.bridge.device = self._device_failure = None
            self.chores.run(self._context.desk.device, self._device_known, self._device_failed)

    def _device_known(self, note: DeviceNote) -> None:
        self.bridge.know_device(note)
        self._show_status()

    def _device_failed(self, error: DeskAccessError) -> None:
        """Without its models the desk recognises nobody: offer to get them in place of pages."""
        self._device_failure = error
        if isinstance(error, ModelMissing | ModelRejected):
            self.rail.setEnabled(False)
            self._offer_models(error)
        self._show_status()

    def _offer_models(self, error: DeskAccessError) -> None:
        self.pages.setCurrentWidget(self.startup)
        self.startup.offer_models(error)

    def _models_came(self) -> None:
        self.rail.setEnabled(True)
        if self._router is not None:
            self._router.return_to_page()
        self._ask_device()

    def _show_status(self) -> None:
        line = self.status
        line.clock.show_part(StatusPart(now_text(self._zone())))
        if self._context is None:
            return
        desk = self._context.desk
        statuses = statuses_of(desk.watch)
        if statuses or not desk.watch.cameras():
            line.cameras.show_part(camera_part(statuses))
            line.dropped.show_part(dropped_part(statuses))
        failure = desk.watch.failure()
        stored = failure if isinstance(failure, StoreError) else None
        other = self._device_failure if stored is not None else failure or self._device_failure
        line.device.show_part(device_part(self.bridge.device, other))
        line.database.show_part(database_part(len(desk.mirror.view.people), stored))
        if self._notices is not None:
            self._notices.look()

    def _zone(self) -> ZoneInfo:
        return self._context.zone if self._context else ZoneInfo(self._machine_zone)

    def _set_full_screen(self, full: bool) -> None:
        self.rail.setVisible(not full)
        self.status.setVisible(not full)
        state = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | state if full else self.windowState() & ~state)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop every timer, thread and camera before the window is gone."""
        self._ticker.stop()
        self.hide()
        self.startup.close_page()
        if self._router is not None and self._notices is not None:
            self._router.close_pages()
            self._notices.close_page()
        self.bridge.detach()
        self.quick.close()
        self.chores.close()
        self.hours.close()
        if self.startup.desk is not None:
            self.startup.desk.close()
            self.startup.desk = None
        super().closeEvent(event)
