"""The holidays of a year: a calendar, and beside it their list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_access.gui.tables.cells_model import Cell
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.moments import day_text
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.cells_table import CellsTable
from desk_access.gui.widgets.labels import Role, card, label, scroll_area
from desk_access.gui.widgets.year_bar import YearBar
from desk_access.gui.widgets.year_view import YearView
from desk_access.model.calendar import Holiday

_LIST_WIDTH = 272
_AROUND = 60


class HolidaysView(QWidget):
    """``open_asked`` carries a day to be made a holiday, or one that is; ``remove_asked`` one."""

    open_asked = Signal(date)
    remove_asked = Signal(Holiday)

    def __init__(self, theme: Theme, today: date) -> None:
        super().__init__()
        self._holidays: Sequence[Holiday] = ()
        self._listed: list[Holiday] = []
        self.year = YearBar(theme, today.year)
        self.calendar = YearView(theme, today)
        self.table = CellsTable(theme, self.tr("Holidays of the year"))
        self.remove = Button(theme, self.tr("Remove"), Glyph.DELETE)
        self.remove.setEnabled(False)
        self._none = label("", Role.MUTED, wrap=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = card()
        column = QVBoxLayout(left)
        column.setContentsMargins(Space.L, Space.S, Space.S, Space.L)
        column.addWidget(self.year)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, Space.S, 0)
        inside.addWidget(self.calendar)
        inside.addStretch(1)
        self._area = scroll_area(holder)
        column.addWidget(self._area, 1)
        right = card()
        right.setFixedWidth(_LIST_WIDTH)
        listed = QVBoxLayout(right)
        listed.setContentsMargins(0, 0, 0, Space.S)
        listed.addWidget(self.table, 1)
        self._none.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        listed.addWidget(self._none)
        listed.addStretch(0)
        foot = QHBoxLayout()
        foot.setContentsMargins(Space.S, 0, Space.S, 0)
        foot.addStretch(1)
        foot.addWidget(self.remove)
        listed.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.L)
        row.addWidget(left, 1)
        row.addWidget(right)

    def _connect(self) -> None:
        self.year.changed.connect(self._year_chosen)
        self.calendar.year_asked.connect(self._show_year)
        self.calendar.chosen.connect(self._day_chosen)
        self.calendar.opened.connect(self.open_asked)
        self.table.chosen.connect(self._row_chosen)
        self.table.opened.connect(lambda row: self.open_asked.emit(self._listed[row].day))
        self.remove.clicked.connect(self._ask_removal)

    def show_holidays(self, holidays: Sequence[Holiday]) -> None:
        """Show these, of all years."""
        self._holidays = holidays
        self.calendar.show_holidays(holidays)
        self._list()

    def holiday(self, day: date) -> Holiday | None:
        """The holiday of a day, if it is one."""
        return next((each for each in self._holidays if each.day == day), None)

    def showEvent(self, event: QShowEvent) -> None:
        """The marked day is in sight, once everything has its place."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        where = self.calendar.cell(self.calendar.day).center().toPoint()
        self._area.ensureVisible(where.x(), where.y(), _AROUND, _AROUND)

    def _year_chosen(self, year: int) -> None:
        # The 29th of February is not in every year.
        day = self.calendar.day
        self.calendar.show_day(day.replace(year=year, day=min(day.day, 28)))
        self._list()

    def _show_year(self, year: int) -> None:
        self.year.show_year(year)
        self._list()

    def _list(self) -> None:
        year = self.year.year
        self._listed = [each for each in self._holidays if each.day.year == year]
        rows = [
            (Cell(each.name), Cell(day_text(each.day), Tone.MUTED, figure=True))
            for each in self._listed
        ]
        self.table.show_rows((self.tr("Holiday"), self.tr("Day")), rows)
        self.table.setVisible(bool(rows))
        words = self.tr("No holiday in {year} yet. Choose a day, or take a country's.")
        self._none.setText(words.format(year=year))
        self._none.setVisible(not rows)

    def _day_chosen(self, day: date) -> None:
        self._reveal()
        holiday = self.holiday(day)
        if holiday in self._listed:
            self.table.selectRow(self._listed.index(holiday))
        else:
            self.table.clear_choice()

    def _row_chosen(self, row: int) -> None:
        self.remove.setEnabled(row >= 0)
        if row >= 0:
            self.calendar.show_day(self._listed[row].day)
            self._reveal()

    def _ask_removal(self) -> None:
        self.remove_asked.emit(self._listed[self.table.row])
