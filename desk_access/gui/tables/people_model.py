"""The enrolled people, for the grid of faces and for the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QImage

from desk_access.gui.view_models.moments import date_text, number_text
from desk_access.model.person import Person

Index = QModelIndex | QPersistentModelIndex
PERSON_ROLE = int(Qt.ItemDataRole.UserRole) + 1
PICTURE_ROLE = int(Qt.ItemDataRole.UserRole) + 2
NAME, CODE, GROUP, ENROLLED, PICTURES = range(5)


class PeopleModel(QAbstractTableModel):
    """A person a row; the grid shows the first column. GUI thread only.

    ``picture(person_id)`` gives a decoded picture or None; it may begin to load it, and
    :meth:`picture_came` tells when it is there.
    """

    def __init__(
        self,
        picture: Callable[[int], QImage | None],
        zone: ZoneInfo,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._zone = zone
        self._people: list[Person] = []
        self._picture = picture

    def show_people(self, people: Sequence[Person]) -> None:
        """Put these in place of what is shown."""
        self.beginResetModel()
        self._people = list(people)
        self.endResetModel()

    def picture_came(self, person_id: int) -> None:
        """A person's picture is there now."""
        for row, person in enumerate(self._people):
            if person.person_id == person_id:
                self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def person(self, index: Index) -> Person:
        """The person of a row."""
        return self._people[index.row()]

    def row_of(self, code: str) -> int | None:
        """The row of the person with this code, if shown."""
        return next((row for row, p in enumerate(self._people) if p.code == code), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many people."""
        return 0 if parent.isValid() else len(self._people)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Name, code, group, day of enrolment, pictures."""
        return 0 if parent.isValid() else 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        translate = QCoreApplication.translate
        return {
            NAME: translate("People", "Name"),
            CODE: translate("People", "Code"),
            GROUP: translate("People", "Group"),
            ENROLLED: translate("People", "Enrolled"),
            PICTURES: translate("People", "Pictures"),
        }[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for the table, the person and the picture for the delegates."""
        if not index.isValid():
            return None
        person = self._people[index.row()]
        if role == PERSON_ROLE:
            return person
        if role == PICTURE_ROLE:
            return self._picture(person.person_id)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == NAME:
            return f"{person.name}, {person.code}, {person.group}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(person, index.column())
        return None

    def _words(self, person: Person, column: int) -> str:
        return {
            NAME: person.name,
            CODE: person.code,
            GROUP: person.group,
            ENROLLED: date_text(person.enrolled_at, self._zone),
            PICTURES: number_text(person.pictures),
        }[column]
