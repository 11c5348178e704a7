"""The Live page: who is in front of the camera, as it happens."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.pages.live_source import SourceOffers
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import SIDE_WIDTH, Space
from desk_access.gui.view_models.banner import (
    BannerKeeper,
    banner_for,
    crowd_banner,
    most_wanted_advice,
    most_wanted_challenge,
)
from desk_access.gui.view_models.moments import now_text
from desk_access.gui.view_models.words import state_tone
from desk_access.gui.watching import status_of
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.decision_list import DecisionList
from desk_access.gui.widgets.operator_panel import OperatorPanel
from desk_access.gui.widgets.page_frame import PageFrame
from desk_access.gui.widgets.segments import Segments
from desk_access.gui.widgets.stage import Stage
from desk_access.model.status import Sighting, SourceState, SourceStatus
from desk_access.model.waiting_punch import Unrecorded

_FRAME_MS = 16
_LOOK_MS = 250


class LivePage(PageFrame):
    """Reads the newest frames with a display timer and paints when there is something new.

    ``enrol_asked`` carries the camera's name or "", ``person_asked`` a code, ``full_screen`` on or
    off.
    """

    enrol_asked = Signal(str)
    person_asked = Signal(str)
    full_screen = Signal(bool)

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme,
            self.tr("Live"),
            self.tr("Who is in front of the camera, as it happens."),
        )
        self._context = context
        self._keepers: dict[str, BannerKeeper] = {}
        self._changing = False
        self._full = False
        self.stage = Stage(context.theme)
        self.decisions = DecisionList(context)
        self.numbers = OperatorPanel()
        self.numbers.hide()
        self._offers = SourceOffers(context, self)
        self._segments: Segments | None = None
        self._segment_row = QHBoxLayout()
        self._lay_out()
        self._add_actions()
        self._display = QTimer(self, interval=_FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._display.timeout.connect(self._show_frames)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._look_at_cameras)
        self.stage.double_clicked.connect(self.toggle_full_screen)
        self.decisions.enrol.connect(lambda s: self.enrol_asked.emit(s.decision.camera))
        self.decisions.opened.connect(self.person_asked.emit)
        self._offers.changing.connect(self._begin_change)
        self._offers.changed.connect(context.bridge.settings_changed.emit)
        self._offers.failed.connect(self._change_failed)
        context.cameras.changed.connect(self._camera_plugged)
        context.bridge.sighting.connect(self._sighted)
        context.bridge.settings_changed.connect(self._cameras_changed)
        self._cameras_changed()

    def _lay_out(self) -> None:
        self._side = QWidget()
        self._side.setFixedWidth(SIDE_WIDTH)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(Space.M)
        side.addWidget(self.numbers)
        side.addWidget(self.decisions, 1)
        row = QHBoxLayout(self.body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.L)
        row.addWidget(self.stage, 1)
        row.addWidget(self._side)
        self.show_body()

    def _add_actions(self) -> None:
        theme = self._context.theme
        numbers = Button(theme, self.tr("Numbers"), Glyph.NUMBERS)
        numbers.setToolTip(self.tr("Scores and milliseconds (Ctrl+D)"))
        numbers.clicked.connect(self.toggle_numbers)
        full = Button(theme, self.tr("Full screen"), Glyph.FULL_SCREEN)
        full.setToolTip(self.tr("Picture, banner and clock alone (F11)"))
        full.clicked.connect(self.toggle_full_screen)
        enrol = Button(theme, self.tr("Enrol somebody"), Glyph.ENROL, Kind.PRIMARY)
        enrol.clicked.connect(lambda: self.enrol_asked.emit(""))
        self.action_row.addLayout(self._segment_row)
        for button in (numbers, full, enrol):
            self.action_row.addWidget(button)
        for keys, act in (
            ("F11", self.toggle_full_screen),
            ("Ctrl+D", self.toggle_numbers),
            ("Escape", self.leave_full_screen),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)

    def toggle_numbers(self) -> None:
        """Open or close the operator's panel."""
        self.numbers.setVisible(self.numbers.isHidden())
        self._show_numbers()

    def toggle_full_screen(self) -> None:
        """Picture, banner and clock alone, and back."""
        self._set_full_screen(not self._full)

    def leave_full_screen(self) -> None:
        """Back to the window; nothing when it is there."""
        self._set_full_screen(False)

    def _set_full_screen(self, full: bool) -> None:
        if full is self._full:
            return
        self._full = full
        self.header.setVisible(not full)
        self._side.setVisible(not full)
        margin = 0 if full else Space.XL
        self.page.setContentsMargins(margin, margin and Space.L, margin, margin and Space.L)
        self.full_screen.emit(full)

    def entered(self) -> None:
        """Show the pictures again."""
        self._display.start()
        self._look.start()
        self._look_at_cameras()

    def left(self) -> None:
        """Nobody looks: paint nothing."""
        self._display.stop()
        self._look.stop()
        self.leave_full_screen()

    def close_page(self) -> None:
        """Stop the timers."""
        self._display.stop()
        self._look.stop()

    def _sighted(self, sighting: Sighting) -> None:
        text = banner_for(sighting, self._context.zone)
        if sighting.unrecorded is Unrecorded.FAILED:
            QApplication.beep()
        keeper = self._keepers.get(sighting.decision.camera)
        if text is not None and keeper is not None:
            keeper.announce(text, monotonic())
        self.decisions.put(sighting)

    def _cameras_changed(self) -> None:
        """Other cameras are in force: a switch for several, and their pictures."""
        self._changing = False
        cameras = self._context.desk.settings.cameras
        names = [camera.name for camera in cameras]
        self._keepers = {name: BannerKeeper() for name in names}
        if self._segments is not None:
            self._segment_row.removeWidget(self._segments)
            self._segments.deleteLater()
            self._segments = None
        if len(names) > 1:
            items = [(self.tr("All"), Glyph.CAMERAS), *((name, None) for name in names)]
            self._segments = Segments(self._context.theme, self.tr("Cameras shown"), items)
            self._segments.chosen.connect(self._choose_camera)
            self._segment_row.addWidget(self._segments)
        self.stage.show_cameras(cameras)

    def _choose_camera(self, place: int) -> None:
        cameras = self._context.desk.settings.cameras
        self.stage.show_cameras(cameras if place == 0 else (cameras[place - 1],))

    def _show_frames(self) -> None:
        watch = self._context.desk.watch
        now = monotonic()
        for name, canvas in self.stage.canvases.items():
            snapshot = watch.newest_snapshot(name)
            canvas.show_frame(watch.newest_frame(name), snapshot)
            keeper = self._keepers[name]
            keeper.advise(most_wanted_advice(snapshot), now)
            asked = most_wanted_challenge(snapshot)
            self.stage.announce(name, asked or keeper.current(now) or crowd_banner(snapshot))

    def _look_at_cameras(self) -> None:
        """Four times a second: what the cameras do, in words where it is not plain to see."""
        watch = self._context.desk.watch
        if self._changing:
            return
        if not self.stage.canvases:
            self.stage.show_state().show_empty(
                Glyph.NO_CAMERA,
                self.tr("No camera yet"),
                self.tr("Plug one in and choose it in Settings, or begin with a recording."),
                self._offers.without_camera,
            )
            return
        alone = len(self.stage.canvases) == 1
        for name, canvas in self.stage.canvases.items():
            status = status_of(watch, name)
            if status is None:
                continue
            seen = watch.newest_frame(name) is not None
            if alone and not self._fill_state(name, status, seen):
                return
            fine = status.state is SourceState.LIVE
            canvas.set_note("" if fine else status.message, state_tone(status.state))
        self.stage.show_pictures()
        self._show_numbers()
        self._show_clock()

    def _fill_state(self, name: str, status: SourceStatus, seen: bool) -> bool:
        """For the only camera: True when there is a picture to show, else say why not."""
        if status.state is SourceState.ENDED:
            self.stage.show_state().show_empty(
                Glyph.FILE,
                self.tr("The recording has ended"),
                self.tr("What was decided stands at the right and in the log."),
                self._offers.after_the_end,
            )
            return False
        if status.state is SourceState.UNUSABLE or (status.state is SourceState.LOST and not seen):
            words = self.tr("No picture from {camera}").format(camera=name)
            error = DeskAccessError(words, status.message)
            self.stage.show_state().show_failed(error, self._offers.without_picture)
            return False
        if not seen:
            words = self.tr("Opening {camera}…").format(camera=name)
            self.stage.show_state().show_loading(words)
        return seen

    def _camera_plugged(self) -> None:
        """A camera came or went: a lost one is tried at once."""
        watch = self._context.desk.watch
        for name in watch.cameras():
            watch.retry(name)

    def _show_numbers(self) -> None:
        if self.numbers.isHidden() or not self.stage.canvases:
            return
        name, canvas = next(iter(self.stage.canvases.items()))
        snapshot = self._context.desk.watch.newest_snapshot(name)
        self.numbers.show_snapshot(snapshot, canvas.paint_ms)

    def _show_clock(self) -> None:
        self.stage.show_clock(now_text(self._context.zone) if self._full else "")

    def _begin_change(self) -> None:
        self._changing = True
        self.stage.show_state().show_loading(self.tr("Opening the camera…"))

    def _change_failed(self, error: DeskAccessError) -> None:
        """The old source is still in force; the words stay until something is taken."""
        self.stage.show_state().show_failed(error, self._offers.without_picture)
