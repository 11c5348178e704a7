"""One camera of the settings: its name, where its pictures come from, how they are turned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLineEdit,
)

from desk_access.camera_address import masked
from desk_access.config import CameraSettings
from desk_access.gui.cameras import BY_NAME, CameraEntry
from desk_access.gui.dialogs.address import AddressDialog
from desk_access.gui.dialogs.dialog import file_dialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.liveness_words import policy_word
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import label
from desk_access.model.liveness import LivenessPolicy

_ROTATIONS = (0, 90, 180, 270)
_FILE, _STREAM = "\0file", "\0stream"


def source_title(source: str) -> str:
    """A source in words: the camera's name, or the file or address, without its password."""
    return source.removeprefix(BY_NAME) if source.startswith(BY_NAME) else masked(source)


class CameraEditor(QFrame):
    """Emits ``changed`` after every change and ``removed`` when the camera is not wanted."""

    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, camera: CameraSettings, found: Sequence[CameraEntry]) -> None:
        super().__init__()
        self._theme = theme
        self._source = camera.source
        self._certificate, self._poll_s = camera.certificate, camera.poll_s
        self.name = QLineEdit(camera.name)
        self.name.setAccessibleName(self.tr("Name of the camera"))
        self.source = QComboBox()
        self.source.setAccessibleName(self.tr("Where its pictures come from"))
        self.source.setMinimumWidth(300)
        self.rotation = QComboBox()
        self.rotation.setAccessibleName(self.tr("Rotation"))
        for degrees in _ROTATIONS:
            words = self.tr("Upright") if degrees == 0 else self.tr("Turned {degrees}°")
            self.rotation.addItem(words.format(degrees=degrees), degrees)
        self.rotation.setCurrentIndex(_ROTATIONS.index(camera.rotation))
        self.mirror = QCheckBox(self.tr("Show as a mirror does"))
        self.mirror.setChecked(camera.mirror)
        self.liveness = QComboBox()
        self.liveness.setMinimumWidth(270)
        self.liveness.setAccessibleName(self.tr("Against photographs and films"))
        self.liveness.addItem(self.tr("Pictures of people: as set below"), "")
        for policy in LivenessPolicy:
            self.liveness.addItem(policy_word(policy), policy.value)
        self.liveness.setCurrentIndex(self.liveness.findData(camera.liveness or ""))
        self.remove = Button(theme, self.tr("Remove this camera"), Glyph.CLOSE, Kind.ICON)
        self.show_found(found)
        self._lay_out()
        self.name.textChanged.connect(lambda _words: self.changed.emit())
        self.source.activated.connect(self._source_chosen)
        self.rotation.activated.connect(lambda _place: self.changed.emit())
        self.liveness.activated.connect(lambda _place: self.changed.emit())
        self.mirror.toggled.connect(lambda _on: self.changed.emit())
        self.remove.clicked.connect(self.removed.emit)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(1, 1)
        self.name.setFixedWidth(190)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.source, 0, 1)
        grid.addWidget(self.remove, 0, 2)
        grid.addWidget(label(""), 1, 0)
        turned = QGridLayout()
        turned.setHorizontalSpacing(Space.L)
        turned.setVerticalSpacing(Space.S)
        turned.setColumnStretch(2, 1)
        turned.addWidget(self.rotation, 0, 0)
        turned.addWidget(self.mirror, 0, 1)
        turned.addWidget(self.liveness, 1, 0, 1, 2)
        grid.addLayout(turned, 1, 1)

    def value(self) -> CameraSettings:
        """What is set. Raises UsageError for a camera without a name."""
        rotation = cast(int, self.rotation.currentData())
        own = cast(str, self.liveness.currentData())
        return CameraSettings(
            self.name.text().strip(),
            self._source,
            rotation,
            self.mirror.isChecked(),
            LivenessPolicy(own) if own else None,
            self._certificate,
            self._poll_s,
        )

    def show_found(self, found: Sequence[CameraEntry]) -> None:
        """The cameras there are now; the one in use stays in the list when it is pulled out."""
        self.source.clear()
        for entry in found:
            self.source.addItem(entry.title, entry.source)
        if self._source not in [entry.source for entry in found]:
            self.source.addItem(self._title_of_own(), self._source)
        self.source.addItem(self.tr("Video file…"), _FILE)
        self.source.addItem(self.tr("Network camera…"), _STREAM)
        self.source.setCurrentIndex(self.source.findData(self._source))

    def _title_of_own(self) -> str:
        if self._source.isdigit():
            return self.tr("Camera number {number}").format(number=self._source)
        return source_title(self._source)

    def use(self, source: str, certificate: str = "", poll_s: float = 0.0) -> None:
        """Take the pictures from there; the others say how a network camera is reached."""
        self._source, self._certificate, self._poll_s = source, certificate, poll_s
        place = self.source.findData(source)
        if place < 0:
            self.source.insertItem(0, source_title(source), source)
            place = 0
        self.source.setCurrentIndex(place)
        self.changed.emit()

    def _network_camera(self) -> CameraSettings:
        return CameraSettings(
            source=self._source, certificate=self._certificate, poll_s=self._poll_s
        )

    def _source_chosen(self, place: int) -> None:
        chosen = cast(str, self.source.itemData(place))
        if chosen == self._source:
            return
        if chosen not in (_FILE, _STREAM):
            self.use(chosen)
            return
        self.source.setCurrentIndex(self.source.findData(self._source))
        if chosen == _FILE:
            mode = QFileDialog.FileMode.ExistingFile
            files = file_dialog(self.window(), self.tr("Choose a video file"), mode)
            files.fileSelected.connect(lambda file: self.use(file))
            files.open()
        else:
            address = AddressDialog(self._theme, self.window(), self._network_camera())
            address.chosen.connect(self.use)
            address.open()
