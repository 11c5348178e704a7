"""The cameras of the settings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_access.config import CameraSettings
from desk_access.gui.cameras import CameraList
from desk_access.gui.pages.settings_camera import CameraEditor
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.section import Section


class CamerasSection(Section):
    """One editor a camera; follows what is plugged in and pulled out."""

    changed = Signal()

    def __init__(self, theme: Theme, cameras: CameraList) -> None:
        super().__init__(
            theme, Glyph.CAMERA, QCoreApplication.translate("CamerasSection", "Cameras")
        )
        self._cameras = cameras
        self.editors: list[CameraEditor] = []
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(Space.M)
        holder = QWidget()
        holder.setLayout(self._rows)
        self.add_wide(holder)
        self.add = Button(theme, self.tr("Add a camera"), Glyph.PLUS, Kind.QUIET)
        self.add.clicked.connect(self._add_one)
        self._rows.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        cameras.changed.connect(self._found_changed)

    def show_settings(self, cameras: Sequence[CameraSettings]) -> None:
        """Show these cameras."""
        for editor in self.editors:
            editor.hide()
            editor.deleteLater()
        self.editors = []
        for camera in cameras:
            self._put(camera)

    def value(self) -> tuple[CameraSettings, ...]:
        """What is set. Raises UsageError."""
        return tuple(editor.value() for editor in self.editors)

    def _put(self, camera: CameraSettings) -> None:
        editor = CameraEditor(self.theme, camera, self._cameras.entries())
        editor.changed.connect(self.changed.emit)
        editor.removed.connect(lambda: self._remove(editor))
        self.editors.append(editor)
        self._rows.insertWidget(self._rows.count() - 1, editor)

    def _add_one(self) -> None:
        names = {editor.name.text() for editor in self.editors}
        number = next(n for n in range(1, 100) if self._called(n) not in names)
        used = {editor.source.currentData() for editor in self.editors}
        free = [entry.source for entry in self._cameras.entries() if entry.source not in used]
        self._put(CameraSettings(self._called(number), free[0] if free else str(number - 1)))
        self.editors[-1].name.setFocus()
        self.changed.emit()

    def _called(self, number: int) -> str:
        return self.tr("Camera {number}").format(number=number)

    def _remove(self, editor: CameraEditor) -> None:
        self.editors.remove(editor)
        editor.hide()
        editor.deleteLater()
        self.changed.emit()

    def _found_changed(self) -> None:
        for editor in self.editors:
            editor.show_found(self._cameras.entries())
