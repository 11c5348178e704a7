"""Asks for the address of a network camera or stream."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, label

_SCHEMES = ("rtsp://", "rtsps://", "http://", "https://")


def is_stream(address: str) -> bool:
    """Whether the address is one of a network stream."""
    words = address.strip().lower()
    return words.startswith(_SCHEMES) and len(words.split("://", 1)[1]) > 0


class AddressDialog(Dialog):
    """Emits :attr:`chosen` with an address that has the form of one."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, QCoreApplication.translate("AddressDialog", "Stream address"))
        self.field = QLineEdit()
        self.field.setPlaceholderText("rtsp://192.168.1.20/stream1")
        self.field.setAccessibleName(self.tr("Address of the stream"))
        self._use = Button(theme, self.tr("Use this stream"), None, Kind.PRIMARY)
        self._use.setDefault(True)
        self._use.setEnabled(False)
        self._use.clicked.connect(self._accept)
        cancel = Button(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.field.textChanged.connect(lambda words: self._use.setEnabled(is_stream(words)))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(label(self.tr("Enter a stream address"), Role.HEADING))
        words = self.tr("The camera's manual names it. It starts with rtsp:// or http://.")
        layout.addWidget(label(words, Role.MUTED))
        layout.addWidget(self.field)
        layout.addSpacing(Space.S)
        layout.addLayout(buttons)
        self.setMinimumWidth(480)

    def _accept(self) -> None:
        self.accept()
        self.chosen.emit(self.field.text().strip())
