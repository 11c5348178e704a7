"""The editor of a schedule: its days and shifts, and the rules by which hours are counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk_access.attendance.checking import check_schedule
from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.confirm import ConfirmDialog
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.dialogs.plan_preview import PlanPreviewDialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import SIDE_WIDTH, Space, Tone
from desk_access.gui.view_models.moments import week_start
from desk_access.gui.view_models.schedule_draft import LONGEST_CYCLE, WEEK, ScheduleDraft
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.cycle_view import CycleView
from desk_access.gui.widgets.labels import Role, indent, label, line, scroll_area, set_tone
from desk_access.gui.widgets.rules_form import RulesForm
from desk_access.gui.widgets.segments import Segments
from desk_access.gui.widgets.shift_form import ShiftForm
from desk_access.gui.widgets.time_fields import DayField
from desk_access.model.plan_change import SaveSchedule
from desk_access.model.schedule import Schedule, Shift

_MONDAY = 1


class ScheduleDialog(Dialog):
    """``made`` when the schedule was saved. ``replaces`` is the name of the one that is edited.

    ``taken`` are the names of the other schedules.
    """

    made = Signal(str)

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        draft: ScheduleDraft,
        replaces: str | None,
        taken: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(parent, "")
        title = self.tr("New schedule") if replaces is None else self.tr("Edit the schedule")
        self.setWindowTitle(title)
        self._context = context
        self._before = self.draft = draft
        self._replaces = replaces
        self._taken = taken
        self._place = 0
        theme = context.theme
        self.name = QLineEdit(draft.name)
        self.repeats = Segments(
            theme,
            self.tr("Repeats"),
            ((self.tr("Every week"), None), (self.tr("In a rotation"), None)),
        )
        self.length = QSpinBox(minimum=1, maximum=LONGEST_CYCLE)
        self.begins = DayField(self.tr("First day of the rotation"), draft.begins)
        self.parts = Segments(
            theme,
            self.tr("Parts of the schedule"),
            ((self.tr("Days"), Glyph.CALENDAR), (self.tr("Rules"), Glyph.RULE)),
        )
        self.cycle = CycleView(theme)
        self.shift = ShiftForm(theme)
        self.add = Button(theme, self.tr("Add a shift"), Glyph.PLUS)
        self.rules = RulesForm(theme)
        self.wrong = label("", Role.BODY, wrap=True)
        self.save = Button(theme, self.tr("What this changes…"), None, Kind.PRIMARY)
        self._stack = QStackedWidget()
        self._lay_out(title)
        self._fill()
        self._connect()
        self._show()

    def _lay_out(self, title: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        head = QHBoxLayout()
        head.addWidget(label(title, Role.HEADING), 1)
        head.addWidget(self.parts)
        layout.addLayout(head)
        layout.addLayout(self._name_row())
        self._stack.addWidget(self._days_part())
        self._stack.addWidget(scroll_area(self.rules))
        layout.addWidget(self._stack, 1)
        layout.addWidget(line())
        set_tone(self.wrong, Tone.REFUSED)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.wrong, 1)
        cancel = Button(self._context.theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        foot.addWidget(cancel)
        foot.addWidget(self.save)
        layout.addLayout(foot)
        self.resize(980, 640)
        self.name.setFocus()

    def _name_row(self) -> QHBoxLayout:
        self.name.setAccessibleName(self.tr("Name of the schedule"))
        self.name.setPlaceholderText(self.tr("Name of the schedule"))
        self.name.setMaximumWidth(300)
        self.length.setAccessibleName(self.tr("Days of the rotation"))
        self.length.setSuffix(self.tr(" days"))
        indent(self.length, 112)
        self._rotation = QWidget()
        rotation = QHBoxLayout(self._rotation)
        rotation.setContentsMargins(0, 0, 0, 0)
        rotation.setSpacing(Space.S)
        rotation.addWidget(label(self.tr("of"), Role.MUTED))
        rotation.addWidget(self.length)
        rotation.addWidget(label(self.tr("day 1 is"), Role.MUTED))
        rotation.addWidget(self.begins)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.name, 1)
        row.addWidget(self.repeats)
        row.addWidget(self._rotation)
        row.addStretch(1)
        return row

    def _days_part(self) -> QWidget:
        left = QVBoxLayout()
        left.setSpacing(Space.S)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.cycle)
        column.addStretch(1)
        left.addWidget(scroll_area(holder), 1)
        left.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._shift_area = scroll_area(self.shift)
        self._shift_area.setFixedWidth(SIDE_WIDTH)
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XL)
        row.addLayout(left, 1)
        row.addWidget(self._shift_area)
        return part

    def _fill(self) -> None:
        """What only the person changes from now on."""
        self.repeats.choose(0 if self.draft.weekly else 1)
        self.length.setValue(self.draft.length)
        self.rules.show_rules(self.draft.rules, self.draft.works_on_holidays)

    def _connect(self) -> None:
        self.name.textEdited.connect(self._named)
        self.parts.chosen.connect(self._stack.setCurrentIndex)
        self.repeats.chosen.connect(self._repeat)
        self.length.valueChanged.connect(lambda _days: self._rotate())
        self.begins.dateChanged.connect(lambda _day: self._rotate())
        self.cycle.picked.connect(self._pick)
        self.add.clicked.connect(self._add)
        self.shift.changed.connect(
            lambda shift: self._take(self.draft.with_shift(self._place, shift))
        )
        self.shift.days_changed.connect(
            lambda days: self._take(self.draft.with_days(self._place, days))
        )
        self.shift.removed.connect(self._remove)
        self.rules.changed.connect(self._ruled)
        self.save.clicked.connect(self._ask)

    def _take(self, draft: ScheduleDraft) -> None:
        self.draft = draft
        self._show()

    def _show(self) -> None:
        draft = self.draft
        self._rotation.setVisible(self.repeats.current() == 1)
        self._place = min(self._place, len(draft.shifts) - 1)
        self.cycle.show_draft(draft, self._place)
        self._shift_area.setVisible(bool(draft.shifts))
        if draft.shifts:
            self.shift.show_shift(draft, self._place)
        self._check()

    def _check(self) -> None:
        """Say at once what would be refused."""
        wrong = self._refusal()
        self.wrong.setText(wrong)
        self.save.setEnabled(not wrong and self.changed)

    def _refusal(self) -> str:
        schedule = self.draft.schedule()
        if schedule.name in self._taken:
            words = self.tr("There is a schedule called {name} already. Choose another name.")
            return words.format(name=schedule.name)
        for each in self.draft.shifts:
            if not each.days:
                words = self.tr("The shift {name} is worked on no day. Choose its days.")
                return words.format(name=each.shift.name)
        try:
            check_schedule(schedule)
        except DeskAccessError as error:
            return str(error)
        return ""

    @property
    def changed(self) -> bool:
        """Whether anything differs from what was opened; a new schedule always does."""
        return self._replaces is None or self.draft.schedule() != self._before.schedule()

    def _named(self, words: str) -> None:
        self._take(replace(self.draft, name=words))

    def _ruled(self) -> None:
        works = self.rules.works_on_holidays.isChecked()
        self._take(replace(self.draft, rules=self.rules.value, works_on_holidays=works))

    def _repeat(self, place: int) -> None:
        if place == 0:
            self._take(self.draft.with_length(WEEK, week_start(self.draft.begins, _MONDAY)))
        else:
            self.length.setFocus()
            self._rotate()

    def _rotate(self) -> None:
        if self.repeats.current() == 1:
            self._take(self.draft.with_length(self.length.value(), self.begins.day))

    def _shift_changed(self, shift: Shift) -> None:
        self._take(self.draft.with_shift(self._place, shift))

    def _days_changed(self, days: frozenset[int]) -> None:
        self._take(self.draft.with_days(self._place, days))

    def _pick(self, place: int) -> None:
        self._place = place
        self.shift.show_shift(self.draft, place)

    def _add(self) -> None:
        """On the first day that has none; on none where there is no such day."""
        draft = self.draft
        free = [day for day in range(draft.length) if not any(day in s.days for s in draft.shifts)]
        shift = Shift(
            self.tr("Shift {number}").format(number=len(draft.shifts) + 1), time(9), time(17)
        )
        self._place = len(draft.shifts)
        self._take(draft.with_new(shift, free[:1]))
        self.shift.name.setFocus()
        self.shift.name.selectAll()

    def _remove(self) -> None:
        self._take(self.draft.without(self._place))
        self.add.setFocus()

    def _ask(self) -> None:
        schedule = self.draft.schedule()
        title = self.tr("Save the schedule {name}").format(name=schedule.name)
        change = SaveSchedule(schedule, self._replaces)
        dialog = PlanPreviewDialog(self._context, self, title, (change,))
        dialog.made.connect(lambda: self._made(schedule))
        dialog.open()

    def _made(self, schedule: Schedule) -> None:
        self.accept()
        self.made.emit(schedule.name)

    def reject(self) -> None:
        """Escape and Cancel ask first when something would be lost."""
        if self.draft == self._before:
            super().reject()
            return
        dialog = ConfirmDialog(
            self._context.theme,
            self,
            self.tr("Close without saving?"),
            self.tr("What you changed in this schedule is lost."),
            self.tr("Close without saving"),
            Glyph.CLOSE,
            self.tr("Go on editing"),
        )
        dialog.confirmed.connect(lambda: self.done(self.DialogCode.Rejected))
        dialog.open()
