"""Explains a day: as a drawing, every portion in words, the punches, and what can be corrected."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.day_lanes import hours_shown
from desk_access.gui.view_models.day_story import (
    DayDetails,
    plan_sentence,
    portion_lines,
    problem_lines,
    punch_lines,
    sum_lines,
)
from desk_access.gui.view_models.moments import long_day_text
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.day_sections import (
    CorrectionRow,
    PunchRow,
    portion_row,
    problem_row,
    sums_grid,
)
from desk_access.gui.widgets.day_timeline import DayTimeline
from desk_access.gui.widgets.labels import Role, label, line, scroll_area
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.model.punch import Direction

PANEL_WIDTH = 400


class DayPanel(QFrame):
    """A card at the right. The signals ask for corrections of the day that is shown."""

    closed = Signal()
    add = Signal(object)
    turn = Signal(int, object)
    ignore = Signal(int)
    excuse = Signal()
    trip = Signal()
    decided = Signal(int, bool)
    withdrawn = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.details: DayDetails | None = None
        self.punches: list[PunchRow] = []
        self.corrections: list[CorrectionRow] = []
        self.setProperty("role", "card")
        self.setFixedWidth(PANEL_WIDTH)
        self.setAccessibleName(self.tr("The day explained"))
        self.name = label("", Role.HEADING, wrap=True)
        self.day = label("", Role.MUTED)
        self.notice = NoticeStrip(theme)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._area = scroll_area(self._inside)
        self.buttons = QWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        self.close_button = Button(self._theme, self.tr("Close (Esc)"), Glyph.CLOSE, Kind.ICON)
        self.close_button.clicked.connect(self.closed.emit)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.day)
        top = QHBoxLayout()
        top.addLayout(words, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self._column.setContentsMargins(0, 0, Space.S, 0)
        self._column.setSpacing(Space.M)
        foot = QHBoxLayout(self.buttons)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(Space.S)
        self.add_button = Button(self._theme, self.tr("Add a punch…"), Glyph.PLUS)
        self.add_button.clicked.connect(lambda: self.add.emit(None))
        excuse = Button(self._theme, self.tr("Excuse…"), Glyph.EXCUSED)
        excuse.clicked.connect(self.excuse.emit)
        trip = Button(self._theme, self.tr("Trip…"), Glyph.TRIP)
        trip.clicked.connect(self.trip.emit)
        for button in (self.add_button, excuse, trip):
            foot.addWidget(button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.M, Space.S, Space.M)
        layout.setSpacing(Space.S)
        layout.addLayout(top)
        layout.addWidget(self.notice)
        layout.addWidget(self._area, 1)
        layout.addWidget(self.buttons)

    def show_loading(self, name: str, day: str) -> None:
        """Whose day is being read; what was shown stays until it is there."""
        self.name.setText(name)
        self.day.setText(day)

    def show_details(self, details: DayDetails) -> None:
        """Explain a day; its pictures follow."""
        same = self.details is not None and (
            (self.details.code, self.details.day) == (details.code, details.day)
        )
        kept = self._area.verticalScrollBar().value() if same else 0
        self.details = details
        self.name.setText(details.name)
        self.day.setText(long_day_text(details.day))
        closed = self.tr("This month is closed. A correction shows as a difference in a later one.")
        self.notice.say(closed if details.closed else "")
        self._clear()
        self._show_hours(details)
        self._show_minutes(details)
        self._show_punches(details)
        self._show_corrections(details)
        self._column.addStretch(1)
        self._area.verticalScrollBar().setValue(kept)

    def show_pictures(self, pictures: Mapping[int, QImage]) -> None:
        """The pictures of the moments, by sequence; those that are not kept are missing."""
        for row in self.punches:
            if row.line.sequence in pictures:
                row.show_picture(pictures[row.line.sequence])

    def tell(self, words: str, tone: Tone) -> None:
        """Say what became of a correction."""
        self.notice.say(words, tone)

    def _clear(self) -> None:
        self.punches, self.corrections = [], []
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _show_hours(self, details: DayDetails) -> None:
        original, corrected = details.readings.original, details.readings.corrected
        self._column.addWidget(label(plan_sentence(corrected), Role.MUTED, wrap=True))
        for problem in problem_lines(corrected):
            self._column.addWidget(problem_row(self._theme, problem, self.add.emit))
        self._column.addWidget(sums_grid(sum_lines(details.readings), details.differs))
        shown = hours_shown((original, corrected))
        both = (
            ((self.tr("As punched"), original), (self.tr("With corrections"), corrected))
            if details.differs
            else ((self.tr("The day"), corrected),)
        )
        for words, reading in both:
            if shown[0] < shown[1]:
                self._head(words)
                self._column.addWidget(DayTimeline(self._theme, reading, shown, words))

    def _show_minutes(self, details: DayDetails) -> None:
        lines = portion_lines(details)
        if lines:
            self._head(self.tr("Every minute"))
        for each in lines:
            self._column.addWidget(portion_row(self._theme, each))

    def _show_punches(self, details: DayDetails) -> None:
        self._head(self.tr("Punches"))
        lines = punch_lines(details)
        if not lines:
            self._column.addWidget(label(self.tr("There is none on this day."), Role.MUTED))
        for each in lines:
            row = PunchRow(self._theme, each)
            other = Direction.IN if each.direction is Direction.OUT else Direction.OUT
            row.turn.connect(
                lambda number=each.sequence, other=other: self.turn.emit(number, other)
            )
            row.ignore.connect(lambda number=each.sequence: self.ignore.emit(number))
            self.punches.append(row)
            self._column.addWidget(row)

    def _show_corrections(self, details: DayDetails) -> None:
        if details.corrections:
            self._head(self.tr("Corrections"))
        for each in details.corrections:
            row = CorrectionRow(self._theme, each, details.zone)
            number = each.number
            row.approve.connect(lambda number=number: self.decided.emit(number, True))
            row.reject.connect(lambda number=number: self.decided.emit(number, False))
            row.withdraw.connect(lambda number=number: self.withdrawn.emit(number))
            self.corrections.append(row)
            self._column.addWidget(row)

    def _head(self, words: str) -> None:
        self._column.addWidget(line())
        self._column.addWidget(label(words, Role.STRONG))
