"""Explains a month's sums, of a person or a group: what was counted, carried and changed since."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.moments import long_day_text, month_text
from desk_access.gui.view_models.sheet import SheetRow, month_days
from desk_access.gui.view_models.totals_words import total_difference, total_text, totals_words
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.day_panel import PANEL_WIDTH
from desk_access.gui.widgets.labels import Role, label, line, scroll_area, set_tone
from desk_access.model.timesheet import Totals

_RIGHT = Qt.AlignmentFlag.AlignRight


class MonthPanel(QFrame):
    """``day_asked``: a day of the person is to be explained; ``group_asked``: its people shown."""

    closed = Signal()
    day_asked = Signal(date)
    group_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.row: SheetRow | None = None
        self.setProperty("role", "card")
        self.setFixedWidth(PANEL_WIDTH)
        self.setAccessibleName(self.tr("The month explained"))
        self.name = label("", Role.HEADING, wrap=True)
        self.month = label("", Role.MUTED)
        self._column = QVBoxLayout()
        self.close_button = Button(theme, self.tr("Close (Esc)"), Glyph.CLOSE, Kind.ICON)
        self.close_button.clicked.connect(self.closed.emit)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.month)
        top = QHBoxLayout()
        top.addLayout(words, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, Space.S, 0)
        self._column.setSpacing(Space.M)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.M, Space.S, Space.M)
        layout.addLayout(top)
        layout.addWidget(scroll_area(inside), 1)

    def show_row(self, row: SheetRow, month: date) -> None:
        """Explain the sums of a row."""
        self.row = row
        self.name.setText(row.name)
        self.month.setText(" · ".join(part for part in (month_text(month), row.detail) if part))
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if row.frozen is not None:
            said = self.tr("This month is closed. What it was closed with is what was paid.")
            self._column.addWidget(label(said, Role.MUTED, wrap=True))
        self._column.addWidget(_sums(row))
        if any(row.carried):
            self._show_difference(
                self.tr("Carried from closed months"),
                self.tr("Corrections changed months that were closed. This month pays for it."),
                row.carried,
            )
        if any(row.changed):
            self._show_difference(
                self.tr("Changed since it was closed"),
                self.tr("What was paid stays. A month that is still open carries the difference."),
                row.changed,
            )
        self._show_problems(row, month)
        self._column.addStretch(1)

    def _show_difference(self, heading: str, sentence: str, totals: Totals) -> None:
        self._column.addWidget(line())
        self._column.addWidget(label(heading, Role.STRONG))
        self._column.addWidget(label(sentence, Role.SMALL, wrap=True))
        made, grid = _grid()
        words = totals_words()
        changed = [name for name in Totals._fields if getattr(totals, name)]
        for place, name in enumerate(changed):
            grid.addWidget(label(words[name]), place, 0)
            text = label(total_difference(name, getattr(totals, name)), Role.STRONG)
            set_tone(text, Tone.ACCENT)
            grid.addWidget(text, place, 1, _RIGHT)
        self._column.addWidget(made)

    def _show_problems(self, row: SheetRow, month: date) -> None:
        if not row.code:
            shown = Button(self._theme, self.tr("Show its people"), Glyph.PEOPLE)
            shown.clicked.connect(lambda: self.group_asked.emit(row.group))
            self._column.addWidget(shown, 0, Qt.AlignmentFlag.AlignLeft)
            return
        if not row.problems:
            return
        self._column.addWidget(line())
        self._column.addWidget(label(self.tr("To settle"), Role.STRONG))
        for day, cell in zip(month_days(month), row.cells, strict=True):
            if cell.problems and cell.mark is not None:
                words = f"{long_day_text(day)}: {cell.mark.word}"
                button = Button(self._theme, words, cell.mark.glyph, Kind.QUIET)
                button.clicked.connect(lambda _checked=False, day=day: self.day_asked.emit(day))
                self._column.addWidget(button)


def _sums(row: SheetRow) -> QWidget:
    """The sums; where they read otherwise since the month was closed, both beside each other."""
    made, grid = _grid()
    words, both = totals_words(), any(row.changed)
    if both:
        for column, head in ((1, made.tr("As closed")), (2, made.tr("As it reads now"))):
            grid.addWidget(label(head, Role.SMALL), 0, column, _RIGHT)
    shown = [name for name in Totals._fields if getattr(row.counted, name) or name in _ALWAYS]
    shown = [name for name in Totals._fields if name in shown or getattr(row.now, name)]
    for place, name in enumerate(shown, start=1):
        counted, now = getattr(row.counted, name), getattr(row.now, name)
        grid.addWidget(label(words[name]), place, 0)
        grid.addWidget(label(total_text(name, counted), Role.STRONG), place, 1, _RIGHT)
        if both:
            text: QLabel = label(total_text(name, now), Role.BODY)
            set_tone(text, Tone.ACCENT if now != counted else None)
            grid.addWidget(text, place, 2, _RIGHT)
    return made


_ALWAYS = ("due", "work")


def _grid() -> tuple[QWidget, QGridLayout]:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(Space.L)
    grid.setVerticalSpacing(Space.XS)
    grid.setColumnStretch(0, 1)
    return made, grid
