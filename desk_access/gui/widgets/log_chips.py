"""The filters above the log, as chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.log_filter import LogChoice, Period
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.flow_layout import FlowLayout
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.time_fields import DayField
from desk_access.model.person import Person
from desk_access.model.punch import Direction


class LogChips(QWidget):
    """Emits ``changed`` with the new choice."""

    changed = Signal(LogChoice)

    def __init__(self, theme: Theme, today: date) -> None:
        super().__init__()
        self._theme = theme
        self._choice = LogChoice()
        self._codes: dict[str, str] = {}
        self._periods = QButtonGroup(self)
        self._directions: dict[Direction, Button] = {}
        self._range = QWidget()
        self.first = DayField(self.tr("First day"), today)
        self.last = DayField(self.tr("Last day"), today)
        self.person = QLineEdit()
        self._person_icon = QAction(self)
        self._dress()
        theme.changed.connect(self._dress)
        self._lay_out()
        self.choose_period(Period.TODAY)

    def _dress(self) -> None:
        self._person_icon.setIcon(self._theme.icon(Glyph.PERSON, Tone.MUTED))

    @property
    def choice(self) -> LogChoice:
        """What is chosen."""
        return self._choice

    def set_people(self, people: Sequence[Person]) -> None:
        """Who can be looked for by name."""
        self._codes = {f"{person.name} ({person.code})": person.code for person in people}
        completer = self.person.completer()
        cast(QStringListModel, completer.model()).setStringList(list(self._codes))

    def choose_period(self, period: Period) -> None:
        """Switch a period's chip on, as a click does."""
        self._periods.button(list(Period).index(period)).click()

    def _lay_out(self) -> None:
        row = FlowLayout(Space.S)
        self.setLayout(row)
        words = {
            Period.TODAY: self.tr("Today"),
            Period.WEEK: self.tr("This week"),
            Period.RANGE: self.tr("From – to"),
            Period.ALL: self.tr("All"),
        }
        for period, word in words.items():
            glyph = Glyph.CALENDAR if period is Period.RANGE else None
            chip = Button(self._theme, word, glyph, Kind.CHIP)
            self._periods.addButton(chip, list(Period).index(period))
            row.addWidget(chip)
        self._periods.idClicked.connect(self._period_chosen)
        row.addWidget(self._range_fields())
        for direction, word, glyph in (
            (Direction.IN, self.tr("IN"), Glyph.IN),
            (Direction.OUT, self.tr("OUT"), Glyph.OUT),
        ):
            chip = Button(self._theme, word, glyph, Kind.CHIP)
            chip.setAccessibleName(self.tr("Only {direction}").format(direction=word))
            chip.clicked.connect(lambda on, d=direction: self._direction_chosen(d, on))
            self._directions[direction] = chip
            row.addWidget(chip)
        self._make_person_field()
        row.addWidget(self.person)

    def _range_fields(self) -> QWidget:
        row = QHBoxLayout(self._range)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(self.first)
        row.addWidget(label("–", Role.MUTED))
        row.addWidget(self.last)
        for field in (self.first, self.last):
            field.dateChanged.connect(lambda _day: self._range_chosen())
        self._range.hide()
        return self._range

    def _make_person_field(self) -> None:
        completer = QCompleter(QStringListModel(self), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._person_chosen)
        self.person.setCompleter(completer)
        self.person.addAction(self._person_icon, QLineEdit.ActionPosition.LeadingPosition)
        self.person.setPlaceholderText(self.tr("Anybody"))
        self.person.setAccessibleName(self.tr("Only this person"))
        self.person.setClearButtonEnabled(True)
        self.person.setFixedWidth(220)
        self.person.textChanged.connect(self._person_typed)
        # The code of somebody who was erased still stands in the log: Enter takes it as it is.
        self.person.returnPressed.connect(self._code_entered)

    def _period_chosen(self, place: int) -> None:
        period = list(Period)[place]
        self._range.setVisible(period is Period.RANGE)
        first, last = self.first.day, self.last.day
        self._change(replace(self._choice, period=period, first=first, last=last))

    def _range_chosen(self) -> None:
        self._change(replace(self._choice, first=self.first.day, last=self.last.day))

    def _direction_chosen(self, direction: Direction, on: bool) -> None:
        for other, chip in self._directions.items():
            if other is not direction:
                chip.setChecked(False)
        self._change(replace(self._choice, direction=direction if on else None))

    def _person_typed(self, words: str) -> None:
        code = self._codes.get(words)
        if code is None and words:
            return
        self._change(replace(self._choice, person_code=code))

    def _person_chosen(self, words: str) -> None:
        self._change(replace(self._choice, person_code=self._codes.get(words)))

    def _code_entered(self) -> None:
        words = self.person.text().strip()
        self._change(replace(self._choice, person_code=self._codes.get(words, words) or None))

    def _change(self, choice: LogChoice) -> None:
        if choice != self._choice:
            self._choice = choice
            self.changed.emit(choice)
