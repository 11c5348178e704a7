"""Changes what a person is called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, label
from desk_access.model.person import Person


class RenameDialog(Dialog):
    """Emits ``renamed`` with the name and the group."""

    renamed = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget, person: Person) -> None:
        words = QCoreApplication.translate("RenameDialog", "Rename {name}")
        title = words.format(name=person.name)
        super().__init__(parent, title)
        self.name = QLineEdit(person.name)
        self.group = QLineEdit(person.group)
        self._save = Button(theme, self.tr("Save"), None, Kind.PRIMARY)
        self._save.setDefault(True)
        self._save.clicked.connect(self._accept)
        self.name.textChanged.connect(lambda words: self._save.setEnabled(bool(words.strip())))
        cancel = Button(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        form = QFormLayout()
        form.setVerticalSpacing(Space.M)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&Group"), self.group)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(label(title, Role.HEADING))
        words = self.tr("The code {code} and the punches stay as they are.")
        layout.addWidget(label(words.format(code=person.code), Role.MUTED))
        layout.addLayout(form)
        layout.addLayout(buttons)
        self.setMinimumWidth(420)

    def _accept(self) -> None:
        self.accept()
        self.renamed.emit(self.name.text().strip(), self.group.text().strip())
