"""Asks in which encoding a text file is, by what a line of it would be in each."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desk_access.errors import EncodingUnknown
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.encoding_words import reading_text
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, label


class EncodingDialog(Dialog):
    """Emits ``chosen`` with the encoding. None is chosen beforehand: a guess would be silent."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, asked: EncodingUnknown) -> None:
        title = QCoreApplication.translate("EncodingDialog", "Which text is right?")
        super().__init__(parent, title)
        words = self.tr(
            "{name} is not in UTF-8 and does not say which encoding it is in. Choose the line that"
            " reads right."
        )
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        for reading in asked.readings:
            item = QListWidgetItem(reading_text(reading))
            item.setData(Qt.ItemDataRole.UserRole, reading.encoding)
            self.list.addItem(item)
        self.list.setCurrentRow(-1)
        self.list.itemSelectionChanged.connect(self._selected)
        self.list.itemActivated.connect(lambda _item: self._accept())
        self.read = Button(theme, self.tr("Read the file"), None, Kind.PRIMARY)
        self.read.setDefault(True)
        self.read.setEnabled(False)
        self.read.clicked.connect(self._accept)
        cancel = Button(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.read)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(label(title, Role.HEADING))
        layout.addWidget(label(words.format(name=asked.name), Role.MUTED, wrap=True))
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self.setMinimumSize(620, 380)

    def _selected(self) -> None:
        self.read.setEnabled(bool(self.list.selectedItems()))

    def _accept(self) -> None:
        items = self.list.selectedItems()
        if items:
            self.accept()
            self.chosen.emit(items[0].data(Qt.ItemDataRole.UserRole))
