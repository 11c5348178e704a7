"""Choosing one of the enrolled people: a search and a list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.theme.tokens import Space
from desk_access.model.person import Person

_TYPING_MS = 180
_SHOWN = 200
_FACE = 40


class PeoplePicker(QWidget):
    """``chosen`` carries the person, None for nobody; ``failed`` why the people cannot be read."""

    chosen = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, without: str = "") -> None:
        """``without`` is the code of somebody who cannot be chosen."""
        super().__init__()
        self._context = context
        self._without = without
        self._asked = 0
        self.people: list[Person] = []
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search name, code or group"))
        self.search.setAccessibleName(self.tr("Search people"))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("People"))
        self.list.setIconSize(QSize(_FACE, _FACE))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._typing.timeout.connect(self._read)
        self.search.textChanged.connect(lambda _words: self._typing.start())
        self.list.currentRowChanged.connect(self._row_changed)
        context.pictures.loaded.connect(self._picture_came)
        self._read()

    def _read(self) -> None:
        self._asked += 1
        asked, words, gallery = self._asked, self.search.text(), self._context.desk.gallery
        self._context.quick.run(
            lambda: gallery.people(words),
            lambda people: self._show(asked, people),
            self._not_read,
        )

    def _not_read(self, error: DeskAccessError) -> None:
        self.failed.emit(error)

    def _show(self, asked: int, people: Sequence[Person]) -> None:
        if asked != self._asked:
            return
        self.people = [person for person in people if person.code != self._without][:_SHOWN]
        self.list.clear()
        for person in self.people:
            words = " · ".join(part for part in (person.name, person.code, person.group) if part)
            item = QListWidgetItem(words)
            item.setIcon(_icon(self._context.pictures.picture(person.person_id)))
            self.list.addItem(item)

    def _row_changed(self, row: int) -> None:
        self.chosen.emit(self.people[row] if 0 <= row < len(self.people) else None)

    def _picture_came(self, person_id: int) -> None:
        for row, person in enumerate(self.people):
            if person.person_id == person_id:
                picture = self._context.pictures.picture(person_id)
                self.list.item(row).setIcon(_icon(picture))


def _icon(image: QImage | None) -> QIcon:
    pixmap = QPixmap(_FACE, _FACE)
    pixmap.fill("transparent")
    return QIcon(pixmap if image is None else QPixmap.fromImage(image))
