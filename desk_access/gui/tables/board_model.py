"""The board's rows: groups' headings and the people under them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from desk_access.gui.view_models.board import BoardRow, GroupHeading
from desk_access.gui.view_models.presence_words import presence_detail, presence_word
from desk_access.gui.view_models.words import translate
from desk_access.model.presence import PersonToday

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
PICTURE_ROLE = ROW_ROLE + 1
DETAIL_ROLE = ROW_ROLE + 2


class BoardModel(QAbstractListModel):
    """Who is shown on the board. GUI thread only.

    ``picture`` gives the small picture of a ``person_id``, None while there is none.
    """

    def __init__(
        self, picture: Callable[[int], QImage | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._picture = picture
        self._rows: list[BoardRow] = []
        self._ids: Mapping[str, int] = {}
        self._now = datetime.now(UTC)

    def show_rows(self, rows: Sequence[BoardRow], ids: Mapping[str, int], now: datetime) -> None:
        """Show these; ``ids`` are the ``person_id`` by code.

        Where the same people stand in the same places they are only painted anew, so that nothing
        jumps each minute.
        """
        self._ids, self._now = ids, now
        same = [_key(row) for row in rows] == [_key(row) for row in self._rows]
        if same:
            self._rows = list(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def person(self, index: Index) -> PersonToday | None:
        """The person of a row; None for a heading."""
        row = self._rows[index.row()] if index.isValid() else None
        return row if isinstance(row, PersonToday) else None

    def row_of(self, code: str) -> int | None:
        """Where this person is."""
        for place, row in enumerate(self._rows):
            if isinstance(row, PersonToday) and row.code == code:
                return place
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Headings and people."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """People can be chosen, headings cannot."""
        chosen = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled if self.person(index) is None else chosen

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row for the delegate, its words for everybody else."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(row)
        if not isinstance(row, PersonToday):
            return None
        if role == PICTURE_ROLE:
            number = self._ids.get(row.code)
            return None if number is None else self._picture(number)
        if role == DETAIL_ROLE:
            return presence_detail(row, self._now)
        return None

    def _words(self, row: BoardRow) -> str:
        if isinstance(row, GroupHeading):
            return heading_words(row)
        parts = (row.name, presence_word(row.presence), presence_detail(row, self._now))
        return ", ".join(part for part in parts if part)


def heading_words(heading: GroupHeading) -> str:
    """A group, and how many of its people are in."""
    name = heading.group or translate("Board", "Without a group")
    inside = translate("Board", "{inside} of {people} in")
    return f"{name} · {inside.format(inside=heading.inside, people=heading.people)}"


def _key(row: BoardRow) -> str:
    return f"\n{row.group}" if isinstance(row, GroupHeading) else row.code
