"""The board of who is in the house: cards under their groups, chosen with mouse or keyboard."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView

from desk_access.gui.tables.board_delegate import BoardDelegate
from desk_access.gui.tables.board_model import BoardModel
from desk_access.gui.theme.theme import Theme


class BoardView(QListView):
    """Emits ``chosen`` with the person that a click or Enter asks about."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, model: BoardModel) -> None:
        super().__init__()
        self._board = model
        self.setAccessibleName(self.tr("Who is in"))
        self.setModel(model)
        self.setItemDelegate(BoardDelegate(theme, self))
        # A heading is as wide as the view: it takes a line for itself, and the cards go on below.
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setProperty("role", "bare")
        self.clicked.connect(self._ask)
        self.activated.connect(self._ask)

    def select(self, code: str) -> None:
        """Mark this person, if they are shown, without asking about them."""
        row = self._board.row_of(code)
        if row is not None:
            self.setCurrentIndex(self._board.index(row))

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """As every list's, but headings are passed over."""
        found = super().moveCursor(action, modifiers)
        if not found.isValid() or self._board.person(found) is not None:
            return found
        back = found.row() < self.currentIndex().row()
        beyond = found.siblingAtRow(found.row() + (-1 if back else 1))
        return beyond if beyond.isValid() else self.currentIndex()

    def _ask(self, index: QModelIndex | QPersistentModelIndex) -> None:
        person = self._board.person(index)
        if person is not None:
            self.chosen.emit(person)
