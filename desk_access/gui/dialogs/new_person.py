"""Asks for code, name and group of somebody new."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.face_tile import FaceTile
from desk_access.gui.widgets.labels import Role, label

_FACE = 88


class NewPersonDialog(Dialog):
    """Emits ``given`` with code, name and group. ``pictures`` show who it is."""

    given = Signal(str, str, str)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        question: str,
        follows: str,
        pictures: Sequence[QImage],
    ) -> None:
        super().__init__(parent, question)
        self.code, self.name, self.group = QLineEdit(), QLineEdit(), QLineEdit()
        self.enrol = Button(theme, self.tr("Enrol"), None, Kind.PRIMARY)
        self.enrol.setDefault(True)
        self.enrol.setEnabled(False)
        self.enrol.clicked.connect(self._give)
        for field in (self.code, self.name):
            field.textChanged.connect(self._look)
        cancel = Button(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        faces = QHBoxLayout()
        faces.setSpacing(Space.S)
        for image in pictures:
            tile = FaceTile(theme, _FACE)
            tile.show_image(image)
            faces.addWidget(tile)
        faces.addStretch(1)
        form = QFormLayout()
        form.setVerticalSpacing(Space.M)
        form.addRow(self.tr("&Code"), self.code)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&Group"), self.group)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.enrol)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(label(question, Role.HEADING, wrap=True))
        layout.addLayout(faces)
        layout.addWidget(label(follows, Role.MUTED, wrap=True))
        layout.addLayout(form)
        layout.addLayout(buttons)
        self.setMinimumWidth(520)
        self.code.setFocus()

    def _look(self) -> None:
        self.enrol.setEnabled(bool(self.code.text().strip() and self.name.text().strip()))

    def _give(self) -> None:
        self.accept()
        words = (field.text().strip() for field in (self.code, self.name, self.group))
        self.given.emit(*words)
