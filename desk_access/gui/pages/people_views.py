"""The People page's two views of one model: a grid of faces and a table."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QListView,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desk_access.gui.tables.people_delegates import ROW_HEIGHT, TILE, NameDelegate, TileDelegate
from desk_access.gui.tables.people_model import GROUP, NAME, PeopleModel
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.widgets.labels import card
from desk_access.gui.widgets.state_view import Offer, StateView
from desk_access.model.person import Person


class PeopleViews(QWidget):
    """Both views share the selection. ``chosen`` carries the person, None for nobody."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, model: PeopleModel) -> None:
        super().__init__()
        self._model = model
        self.grid = _make_grid(theme, model)
        self.table = _make_table(theme, model)
        shared: QItemSelectionModel = self.grid.selectionModel()
        self.table.setSelectionModel(shared)
        shared.currentRowChanged.connect(self._current_changed)
        model.modelReset.connect(lambda: self.chosen.emit(None))
        frame: QFrame = card()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.table)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(frame)
        self._nobody = StateView(theme)
        self._stack.addWidget(self._nobody)
        self._table_wanted = False

    def show_table(self, table: bool) -> None:
        """The table or the grid."""
        self._table_wanted = table
        self._stack.setCurrentIndex(1 if table else 0)

    def show_found(self) -> None:
        """The people found, in the view that was chosen."""
        self.show_table(self._table_wanted)

    def show_nobody(self, words: str, clear: Offer) -> None:
        """Nobody is found by these words; without words: nobody is inactive."""
        if words:
            heading = self.tr("Nobody is called “{words}”").format(words=words)
            sentence = self.tr("Name, code and group are searched.")
            self._nobody.show_empty(Glyph.SEARCH, heading, sentence, (clear,))
        else:
            heading = self.tr("Everybody is active")
            sentence = self.tr("Whoever is deactivated or removed appears here.")
            self._nobody.show_empty(Glyph.PEOPLE, heading, sentence)
        self._stack.setCurrentWidget(self._nobody)

    def select(self, row: int) -> None:
        """Choose the person of a row and bring the row into sight."""
        index = self._model.index(row, 0)
        for view in (self.grid, self.table):
            view.setCurrentIndex(index)
            view.scrollTo(index)

    def clear(self) -> None:
        """Choose nobody."""
        self.grid.selectionModel().clear()
        self.chosen.emit(None)

    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        person: Person | None = self._model.person(current) if current.isValid() else None
        self.chosen.emit(person)


def _make_grid(theme: Theme, model: PeopleModel) -> QListView:
    grid = QListView()
    grid.setAccessibleName(grid.tr("People"))
    grid.setModel(model)
    grid.setModelColumn(NAME)
    grid.setViewMode(QListView.ViewMode.IconMode)
    grid.setResizeMode(QListView.ResizeMode.Adjust)
    grid.setMovement(QListView.Movement.Static)
    grid.setUniformItemSizes(True)
    grid.setLayoutMode(QListView.LayoutMode.Batched)
    grid.setGridSize(TILE)
    grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    grid.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    grid.setMouseTracking(True)
    grid.setProperty("role", "bare")
    grid.setItemDelegate(TileDelegate(theme, grid))
    return grid


def _make_table(theme: Theme, model: PeopleModel) -> QTableView:
    table = QTableView()
    table.setAccessibleName(table.tr("People"))
    table.setModel(model)
    table.setItemDelegateForColumn(NAME, NameDelegate(theme, table))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    for column in (NAME, GROUP):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    header.setMinimumSectionSize(96)
    return table
