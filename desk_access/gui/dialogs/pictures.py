"""A person's pictures: which show somebody else, and which are not to be used."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.labels import Role, label
from desk_access.model.person import Person

_FACE = 116


class PicturesDialog(Dialog):
    """Emits ``split`` or ``set_aside`` with the chosen pictures' numbers: some, never all."""

    split = Signal(list)
    set_aside = Signal(list)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        person: Person,
        pictures: Sequence[tuple[int, QImage]],
    ) -> None:
        words = QCoreApplication.translate("PicturesDialog", "Pictures of {name}")
        title = words.format(name=person.name)
        super().__init__(parent, title)
        self._count = len(pictures)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.list.setIconSize(QSize(_FACE, _FACE))
        self.list.setSpacing(Space.S)
        for place, (number, image) in enumerate(pictures, start=1):
            words = self.tr("Picture {number}").format(number=place)
            item = QListWidgetItem(QIcon(QPixmap.fromImage(image)), words)
            item.setData(Qt.ItemDataRole.UserRole, number)
            self.list.addItem(item)
        self.list.itemSelectionChanged.connect(self._look)
        self.other = Button(theme, self.tr("Somebody else…"), Glyph.SPLIT)
        self.other.clicked.connect(lambda: self.split.emit(self._taken()))
        self.aside = Button(theme, self.tr("Do not use"), Glyph.PAUSE)
        self.aside.clicked.connect(lambda: self.set_aside.emit(self._taken()))
        cancel = Button(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.other)
        buttons.addWidget(self.aside)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(label(title, Role.HEADING, wrap=True))
        explained = self.tr(
            "Choose pictures that show somebody else, to make a new person of them, or that are "
            "not to be used. At least one must stay."
        )
        layout.addWidget(label(explained, Role.MUTED, wrap=True))
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self.resize(620, 520)
        self._look()

    def _look(self) -> None:
        some = 0 < len(self.list.selectedItems()) < self._count
        self.other.setEnabled(some)
        self.aside.setEnabled(some)

    def _taken(self) -> list[int]:
        """Close, and say what was chosen."""
        numbers = [item.data(Qt.ItemDataRole.UserRole) for item in self.list.selectedItems()]
        self.accept()
        return numbers
