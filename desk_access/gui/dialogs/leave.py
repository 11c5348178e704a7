"""Leave of a person: whole days, half of them, or hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from enum import IntEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desk_access.attendance.local_times import check_hours
from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.dialogs.plan_preview import PlanPreviewDialog
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.leave_words import halves_of, hours_words, usual_kinds
from desk_access.gui.view_models.plan import Plan
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.people_picker import PeoplePicker
from desk_access.gui.widgets.segments import Segments
from desk_access.gui.widgets.time_fields import DayField, TimeField
from desk_access.model.calendar import Hours, Leave
from desk_access.model.person import Person
from desk_access.model.plan_change import AddLeave


class Part(IntEnum):
    """Which part of the days, in the order of the segments."""

    WHOLE = 0
    FIRST_HALF = 1
    SECOND_HALF = 2
    HOURS = 3


class LeaveDialog(Dialog):
    """``made`` when the leave was saved. ``kinds`` are those that are used already."""

    made = Signal()

    def __init__(
        self, context: Context, parent: QWidget, plan: Plan, kinds: Sequence[str], day: date
    ) -> None:
        super().__init__(parent, "")
        self._title = self.tr("Leave")
        self.setWindowTitle(self._title)
        self._context = context
        self._plan = plan
        self._person: Person | None = None
        self.picker = PeoplePicker(context)
        self.kind = QComboBox(editable=True)
        self.kind.setAccessibleName(self.tr("Kind of leave"))
        self.kind.addItems(list(dict.fromkeys((*kinds, *usual_kinds()))))
        self.paid = QCheckBox(self.tr("Paid"))
        self.paid.setChecked(True)
        self.first = DayField(self.tr("First day"), day)
        self.last = DayField(self.tr("Last day"), day)
        self.part = Segments(
            context.theme,
            self.tr("Which part of the days"),
            (
                (self.tr("Whole days"), None),
                (self.tr("First half"), None),
                (self.tr("Second half"), None),
                (self.tr("Hours"), None),
            ),
        )
        self.start = TimeField(self.tr("From"), time(9))
        self.end = TimeField(self.tr("To"), time(12))
        self.words = label("", Role.SMALL, wrap=True)
        self.notice = NoticeStrip(context.theme)
        self.go_on = Button(context.theme, self.tr("What this changes…"), None, Kind.PRIMARY)
        self._lay_out()
        self._connect()
        self._look()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.addRow(self.tr("&Kind"), _row(self.kind, self.paid))
        form.addRow(self.tr("&From"), _row(self.first, label("–", Role.MUTED), self.last))
        self._hours = _row(self.start, label("–", Role.MUTED), self.end)
        cancel = Button(self._context.theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.go_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(label(self._title, Role.HEADING))
        layout.addWidget(self.notice)
        layout.addWidget(self.picker, 1)
        layout.addLayout(form)
        layout.addWidget(_row(self.part))
        layout.addWidget(self._hours)
        layout.addWidget(self.words)
        layout.addLayout(buttons)
        self.resize(520, 600)
        self.picker.search.setFocus()

    def _connect(self) -> None:
        self.picker.chosen.connect(self._choose)
        self.picker.failed.connect(self._tell)
        self.kind.currentTextChanged.connect(lambda _words: self._look())
        self.first.dateChanged.connect(lambda _day: self._first_changed())
        self.last.dateChanged.connect(lambda _day: self._look())
        self.part.chosen.connect(lambda _place: self._look())
        self.start.timeChanged.connect(lambda _at: self._look())
        self.end.timeChanged.connect(lambda _at: self._look())
        self.go_on.clicked.connect(self._ask)

    def _choose(self, person: Person | None) -> None:
        self._person = person
        self._look()

    def _first_changed(self) -> None:
        if self.last.day < self.first.day:
            self.last.show_day(self.first.day)
        self._look()

    def _look(self) -> None:
        part = Part(self.part.current())
        self._hours.setVisible(part is Part.HOURS)
        leave = self.leave()
        self.words.setText(self._explained(part, leave))
        self.go_on.setEnabled(leave is not None)

    def _explained(self, part: Part, leave: Leave | None) -> str:
        if self._person is None:
            return self.tr("Choose whose leave it is.")
        if self.last.day < self.first.day:
            return self.tr("The last day is before the first.")
        if part in (Part.WHOLE, Part.HOURS):
            return ""
        if leave is None:
            words = self.tr("{name} has not one shift on the first day. Choose hours instead.")
            return words.format(name=self._person.name)
        words = self.tr("Half of the shift's work: {hours}.")
        return words.format(hours=hours_words(leave.hours))

    def leave(self) -> Leave | None:
        """What is set; None while something is missing."""
        kind, first, last = self.kind.currentText().strip(), self.first.day, self.last.day
        if self._person is None or not kind or last < first:
            return None
        part, hours = Part(self.part.current()), None
        if part is Part.HOURS:
            hours = Hours(self.start.at, self.end.at)
        elif part is not Part.WHOLE:
            halves = halves_of(self._plan, self._person, first)
            if halves is None:
                return None
            hours = halves[part is Part.SECOND_HALF]
        return Leave(self._person.code, first, last, kind, hours, self.paid.isChecked())

    def _ask(self) -> None:
        leave = self.leave()
        if leave is None or self._person is None:
            return
        if leave.hours is not None and Part(self.part.current()) is Part.HOURS:
            try:
                check_hours(leave.hours, leave.first, leave.last, self._context.zone.key)
            except DeskAccessError as error:
                self._tell(error)
                return
        title = self.tr("{kind} of {name}").format(kind=leave.kind, name=self._person.name)
        dialog = PlanPreviewDialog(self._context, self, title, (AddLeave(leave),))
        dialog.made.connect(self._made)
        dialog.open()

    def _made(self) -> None:
        self.accept()
        self.made.emit()

    def _tell(self, error: DeskAccessError) -> None:
        self.notice.say(str(error), Tone.REFUSED)


def _row(*fields: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S)
    for field in fields:
        row.addWidget(field)
    row.addStretch(1)
    return holder
