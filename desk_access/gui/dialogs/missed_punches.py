"""Offers the punches that somebody missed who was seen and not recognised, as corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.moments import clock_text, long_day_text
from desk_access.gui.view_models.words import direction_word
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.segments import Segments
from desk_access.model.correction import AddPunch, NewCorrection
from desk_access.model.punch import Direction

_DIRECTIONS = (Direction.IN, Direction.OUT)


class MissedPunchesDialog(Dialog):
    """Emits ``given`` with the corrections that are wanted and who makes them."""

    given = Signal(list, str)

    def __init__(
        self, context: Context, parent: QWidget, name: str, offers: Sequence[NewCorrection]
    ) -> None:
        """``offers`` each add a punch; ``name`` is what the person is called."""
        super().__init__(parent, self.tr("Add the missed punches?"))
        theme = context.theme
        self.rows = [_Row(context, each) for each in offers]
        self.reason = QLineEdit(offers[0].reason)
        self.reason.setMaxLength(300)
        self.who = QLineEdit(context.operator)
        self.add = Button(theme, self.tr("Add as corrections"), Glyph.CHECK, Kind.PRIMARY)
        self.add.setDefault(True)
        self.add.clicked.connect(self._give)
        for row in self.rows:
            row.wanted.toggled.connect(self._look)
        for line in (self.reason, self.who):
            line.textChanged.connect(self._look)
        self._lay_out(theme, name)
        self._look()
        self.add.setFocus()

    def _lay_out(self, theme: Theme, name: str) -> None:
        words = self.tr(
            "{name} was seen and not recognised, so the ledger has no punch of this visit. "
            "A correction adds one beside it; the ledger stays as it is."
        )
        rows = QVBoxLayout()
        rows.setSpacing(Space.S)
        for row in self.rows:
            rows.addWidget(row)
        form = QFormLayout()
        form.setVerticalSpacing(Space.M)
        form.addRow(self.tr("&Reason"), self.reason)
        form.addRow(self.tr("Entered &by"), self.who)
        leave = Button(theme, self.tr("Leave it"))
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(label(self.windowTitle(), Role.HEADING, wrap=True))
        layout.addWidget(label(words.replace("{name}", name), Role.BODY, wrap=True))
        layout.addLayout(rows)
        layout.addLayout(form)
        layout.addLayout(buttons)
        self.setMinimumWidth(560)

    def _look(self) -> None:
        some = any(row.wanted.isChecked() for row in self.rows)
        told = self.reason.text().strip() and self.who.text().strip()
        self.add.setEnabled(bool(some and told))

    def _give(self) -> None:
        reason = self.reason.text().strip()
        chosen = [row.asked(reason) for row in self.rows if row.wanted.isChecked()]
        self.accept()
        self.given.emit(chosen, self.who.text().strip())


class _Row(QWidget):
    """One punch: whether it is wanted, when it was, and which way."""

    def __init__(self, context: Context, offer: NewCorrection) -> None:
        super().__init__()
        assert isinstance(offer.change, AddPunch)
        self._offer, self._punch = offer, offer.change
        time = clock_text(self._punch.at, context.zone)
        day = long_day_text(self._punch.at.astimezone(context.zone).date())
        self.wanted = QCheckBox(f"{time}   {day}")
        self.wanted.setChecked(True)
        self.direction = Segments(
            context.theme,
            self.tr("In or out"),
            tuple(
                (direction_word(each), Glyph.IN if each is Direction.IN else Glyph.OUT)
                for each in _DIRECTIONS
            ),
        )
        self.direction.choose(_DIRECTIONS.index(self._punch.direction))
        self.wanted.toggled.connect(self.direction.setEnabled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.wanted, 1)
        row.addWidget(self.direction)

    def asked(self, reason: str) -> NewCorrection:
        """The correction as it is set."""
        direction = _DIRECTIONS[self.direction.current()]
        change = replace(self._punch, direction=direction)
        return replace(self._offer, change=change, reason=reason)
