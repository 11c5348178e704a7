"""The Settings page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desk_access.config import Appearance, Settings, WindowSettings
from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.pages.settings_attendance import AttendanceSection
from desk_access.gui.pages.settings_cameras import CamerasSection
from desk_access.gui.pages.settings_corrections import CorrectionsSection
from desk_access.gui.pages.settings_engine import EngineSection
from desk_access.gui.pages.settings_liveness import LivenessSection
from desk_access.gui.pages.settings_recognition import RecognitionSection
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import scroll_area
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.page_frame import PageFrame
from desk_access.gui.widgets.section import Section
from desk_access.gui.widgets.segments import Segments

_WIDTH = 840
_LOOKS = (Appearance.SYSTEM, Appearance.LIGHT, Appearance.DARK)


class SettingsPage(PageFrame):
    """Everything is taken into force by Save; the appearance at once."""

    calibration_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme,
            self.tr("Settings"),
            self.tr("Kept with the data, so they hold for everybody who uses this desk."),
        )
        self._context = context
        self._saving = False
        theme = context.theme
        self.notice = NoticeStrip(theme, self.tr("Close"))
        self.cameras = CamerasSection(theme, context.cameras)
        self.recognition = RecognitionSection(theme)
        self.liveness = LivenessSection(theme)
        self.attendance = AttendanceSection(theme, context.machine_zone)
        self.corrections = CorrectionsSection(theme)
        self.engine = EngineSection(theme)
        self.looks = Segments(
            theme,
            self.tr("Appearance"),
            (
                (self.tr("As the system"), None),
                (self.tr("Light"), Glyph.LIGHT),
                (self.tr("Dark"), Glyph.DARK),
            ),
        )
        self.save = Button(theme, self.tr("Save"), Glyph.CHECK, Kind.PRIMARY)
        self.undo = Button(theme, self.tr("Undo changes"), Glyph.AGAIN)
        self._lay_out()
        self._connect()
        self._show_settings()

    def _lay_out(self) -> None:
        self.action_row.addWidget(self.undo)
        self.action_row.addWidget(self.save)
        self.notices.addWidget(self.notice)
        looks = Section(self._context.theme, Glyph.LIGHT, self.tr("Appearance"))
        looks.add_row(self.tr("Light or dark"), self.looks)
        self._inside = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._inside)
        self._columns.setContentsMargins(0, 0, Space.M, 0)
        self._columns.setSpacing(Space.L)
        for sections in (
            (self.cameras, self.recognition, self.liveness),
            (self.attendance, self.corrections, self.engine, looks),
        ):
            self._columns.addWidget(_column(sections), 0, Qt.AlignmentFlag.AlignTop)
        self._columns.addStretch(1)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_area(self._inside))
        self.show_body()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room for them."""
        super().resizeEvent(event)
        wide = event.size().width() >= 2 * _WIDTH
        # Wrapped words get the height that they need at the width of all columns together.
        across = 2 * _WIDTH + Space.L if wide else _WIDTH
        self._inside.setMaximumWidth(across + Space.M)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _connect(self) -> None:
        for section in (
            self.cameras,
            self.recognition,
            self.liveness,
            self.attendance,
            self.corrections,
            self.engine,
        ):
            section.changed.connect(self._look_for_changes)
        self.save.clicked.connect(self._save)
        self.undo.clicked.connect(self._show_settings)
        self.looks.chosen.connect(self._choose_looks)
        self.recognition.calibrate.clicked.connect(self.calibration_asked.emit)
        self.notice.acted.connect(lambda: self.notice.say(""))
        self._context.bridge.device_known.connect(self.engine.show_device)
        self._context.bridge.settings_changed.connect(self._show_settings)

    def entered(self) -> None:
        """Look at the model files again."""
        context = self._context
        context.quick.run(context.model_states, self.engine.show_models, self._tell)
        if context.bridge.device is not None:
            self.engine.show_device(context.bridge.device)

    def _kept(self) -> Settings:
        """What is in force; the recogniser is the one to come while a change is in progress."""
        desk = self._context.desk
        inference = desk.settings.inference
        shown = replace(inference, recogniser=desk.coming or inference.recogniser)
        return replace(desk.settings, inference=shown)

    def _show_settings(self) -> None:
        settings, mirror = self._kept(), self._context.desk.mirror
        self.cameras.show_settings(settings.cameras)
        self.recognition.show_settings(
            settings.recognition, mirror.view.index.people, mirror.calibration
        )
        self.liveness.show_settings(settings.liveness)
        self.attendance.show_settings(settings.attendance)
        self.corrections.show_settings(settings.corrections)
        self.engine.show_settings(settings.inference)
        self.looks.choose(_LOOKS.index(settings.window.appearance))
        self._look_for_changes()

    def wanted(self) -> Settings:
        """What is set on the page. Raises UsageError for what makes no sense."""
        return replace(self._kept(), **self._sections())

    def _sections(self) -> dict[str, Any]:
        """The sections that the page sets. Raises UsageError for what makes no sense."""
        return {
            "cameras": self.cameras.value(),
            "recognition": self.recognition.value(),
            "liveness": self.liveness.value(),
            "attendance": self.attendance.value(),
            "corrections": self.corrections.value(),
            "inference": self.engine.value(),
        }

    def _look_for_changes(self) -> None:
        try:
            changed = self.wanted() != self._kept()
        except DeskAccessError:
            changed = True  # Save says what is wrong with it.
        self.save.setEnabled(changed and not self._saving)
        self.undo.setEnabled(changed and not self._saving)

    def _save(self) -> None:
        try:
            chosen = self.wanted().inference.recogniser
            sections = self._sections()
        except DeskAccessError as error:
            self._tell(error)
            return
        self._saving = True
        self._look_for_changes()
        self.notice.say("")
        desk = self._context.desk
        other_model = chosen != self._kept().inference.recogniser

        def keep() -> None:
            if other_model:
                desk.use_recogniser(chosen)
            desk.change_settings(lambda now: replace(now, **sections))

        self._context.chores.run(keep, self._saved, self._not_saved)

    def _saved(self, _none: None) -> None:
        self._saving = False
        self._context.bridge.settings_changed.emit()
        self.notice.say(self.tr("Saved and in force."), Tone.GOOD)

    def _not_saved(self, error: DeskAccessError) -> None:
        self._saving = False
        self._look_for_changes()
        self._tell(error)

    def _choose_looks(self, place: int) -> None:
        """At once on the screen; kept in the background."""
        appearance = _LOOKS[place]
        self._context.theme.set_appearance(appearance)
        desk = self._context.desk
        self._context.chores.run(
            lambda: desk.change_settings(
                lambda now: replace(now, window=WindowSettings(appearance))
            ),
            lambda _none: None,
            self._tell,
        )

    def _tell(self, error: DeskAccessError) -> None:
        self.notice.say(str(error), Tone.REFUSED)


def _column(sections: Sequence[Section]) -> QWidget:
    column = QWidget()
    column.setFixedWidth(_WIDTH)
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(Space.L)
    for section in sections:
        layout.addWidget(section)
    return column
