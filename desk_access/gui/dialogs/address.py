"""Asks for the address of a network camera, and for what is needed to reach it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desk_access.camera_address import (
    SCHEMES,
    fingerprint_of,
    is_address,
    parse_address,
    with_credentials,
)
from desk_access.config import CameraSettings
from desk_access.errors import UsageError
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, indent, label


class AddressDialog(Dialog):
    """Emits :attr:`chosen` with the address, the certificate's fingerprint or "", and every how
    many seconds its picture is fetched, 0 for a stream. What cannot be is told and not emitted."""

    chosen = Signal(str, str, float)

    def __init__(self, theme: Theme, parent: QWidget, camera: CameraSettings | None = None) -> None:
        """``camera`` is the one to be changed, where it is a network camera."""
        super().__init__(parent, QCoreApplication.translate("AddressDialog", "Network camera"))
        self.field = QLineEdit()
        self.field.setPlaceholderText("rtsp://192.168.1.20/stream1")
        self.user = QLineEdit()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.certificate = QLineEdit()
        self.certificate.setPlaceholderText(self.tr("Only for a certificate of the camera's own"))
        self.polled = QCheckBox(self.tr("Fetch one picture every"))
        self.every = QDoubleSpinBox()
        self.every.setRange(0.2, 60.0)
        self.every.setDecimals(1)
        self.every.setValue(1.0)
        self.every.setSuffix(self.tr(" s"))
        indent(self.every, 110)
        self.every.setEnabled(False)
        self.every.setAccessibleName(self.tr("Seconds between pictures"))
        self.polled.toggled.connect(self.every.setEnabled)
        self.refusal = label("", wrap=True)
        self.refusal.hide()
        self._use = Button(theme, self.tr("Use this camera"), None, Kind.PRIMARY)
        self._use.setDefault(True)
        self._use.clicked.connect(self._accept)
        self._cancel = Button(theme, self.tr("Cancel"))
        self._cancel.clicked.connect(self.reject)
        self.field.textChanged.connect(lambda words: self._use.setEnabled(is_address(words)))
        self._use.setEnabled(False)
        self._lay_out()
        if camera is not None and is_address(camera.source):
            self._show(camera)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(Space.M)
        form.setVerticalSpacing(Space.S)
        poll = QHBoxLayout()
        poll.setSpacing(Space.S)
        poll.addWidget(self.polled)
        poll.addWidget(self.every)
        poll.addStretch(1)
        for words, field in (
            (self.tr("Address"), self.field),
            (self.tr("User name"), self.user),
            (self.tr("Password"), self.password),
            (self.tr("Certificate (SHA-256)"), self.certificate),
        ):
            field.setAccessibleName(words)
            form.addRow(words, field)
        form.addRow(self.tr("Still picture"), poll)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(label(self.tr("Enter the address of a network camera"), Role.HEADING))
        words = self.tr("The camera's manual names it. It begins with {schemes}.")
        schemes = ", ".join(f"{each}://" for each in SCHEMES)
        layout.addWidget(label(words.format(schemes=schemes), Role.MUTED, wrap=True))
        layout.addLayout(form)
        layout.addWidget(self.refusal)
        layout.addSpacing(Space.S)
        layout.addLayout(buttons)
        self.setMinimumWidth(520)

    def _show(self, camera: CameraSettings) -> None:
        try:
            address = parse_address(camera.source)
        except UsageError:  # kept by an earlier version, which looked less closely
            return
        self.field.setText(with_credentials(camera.source, "", ""))
        self.user.setText(address.user)
        self.password.setText(address.password)
        self.certificate.setText(camera.certificate)
        self.polled.setChecked(camera.poll_s > 0)
        self.every.setValue(camera.poll_s or 1.0)

    def _accept(self) -> None:
        try:
            address = parse_address(self.field.text())
            user, password = self.user.text().strip(), self.password.text()
            source = address.text()
            if user or password:
                source = with_credentials(source, user, password)
            certificate = fingerprint_of(self.certificate.text())
        except UsageError as error:
            self.refusal.setText(f"{error.what} {error.cure}")
            self.refusal.show()
            return
        self.accept()
        self.chosen.emit(source, certificate, self.every.value() if self.polled.isChecked() else 0)
