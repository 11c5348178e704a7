"""The leave of a year, in a list that can be searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_access.gui.tables.cells_model import Cell
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.leave_words import leave_row
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.cells_table import CellsTable
from desk_access.gui.widgets.labels import card
from desk_access.gui.widgets.state_view import StateView
from desk_access.gui.widgets.year_bar import YearBar
from desk_access.model.calendar import Leave


class LeaveView(QWidget):
    """``year_asked`` carries a year to be read; ``remove_asked`` a leave to be taken back."""

    year_asked = Signal(int)
    remove_asked = Signal(Leave)

    def __init__(self, theme: Theme, year: int) -> None:
        super().__init__()
        self._leave: Sequence[Leave] = ()
        self._names: Mapping[str, str] = {}
        self.shown: list[Leave] = []
        self.year = YearBar(theme, year)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search name, code or kind"))
        self.search.setAccessibleName(self.tr("Search leave"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(300)
        self.table = CellsTable(theme, self.tr("Leave of the year"))
        self.remove = Button(theme, self.tr("Take back"), Glyph.UNDO)
        self.remove.setEnabled(False)
        self._nothing = StateView(theme)
        self._lay_out()
        self.year.changed.connect(self.year_asked)
        self.search.textChanged.connect(lambda _words: self._list())
        self.table.chosen.connect(lambda row: self.remove.setEnabled(row >= 0))
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self.shown[self.table.row]))

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(Space.M)
        tools.addWidget(self.year)
        tools.addWidget(self.search, 1)
        tools.addStretch(1)
        tools.addWidget(self.remove)
        frame = card()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.table)
        inside.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(tools)
        column.addWidget(frame, 1)

    @property
    def kinds(self) -> list[str]:
        """What the leave in view is called, the most frequent first."""
        return [kind for kind, _ in Counter(each.kind for each in self._leave).most_common()]

    def show_leave(self, leave: Sequence[Leave], names: Mapping[str, str]) -> None:
        """Show the leave of the year; ``names`` are people's by code."""
        self._leave, self._names = leave, names
        self._list()

    def _list(self) -> None:
        words = self.search.text().strip().casefold()
        self.shown = [each for each in self._leave if words in self._said(each)]
        rows = [
            tuple(
                Cell(cell, Tone.MUTED if place > 2 else Tone.TEXT)
                for place, cell in enumerate(leave_row(each, self._names))
            )
            for each in self.shown
        ]
        columns = (
            self.tr("Name"),
            self.tr("Leave"),
            self.tr("Days"),
            self.tr("Hours"),
            self.tr("Pay"),
        )
        self.table.show_rows(columns, rows)
        self.table.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        if not rows:
            heading = self.tr("Nothing found") if words else self.tr("Nobody is on leave")
            sentence = self.tr(
                "Leave of whole days, half days or hours is not due, and not absence."
            )
            self._nothing.show_empty(Glyph.LEAVE, heading, sentence)

    def _said(self, leave: Leave) -> str:
        name = self._names.get(leave.person_code, "")
        return f"{name} {leave.person_code} {leave.kind}".casefold()
