"""Who has a schedule, from when to when."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.dialogs.plan_preview import PlanPreviewDialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.plan import Plan
from desk_access.gui.view_models.schedule_words import whose_words
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.people_picker import PeoplePicker
from desk_access.gui.widgets.segments import Segments
from desk_access.gui.widgets.time_fields import DayField
from desk_access.model.person import Person
from desk_access.model.plan_change import Assign, PlanChange, Unassign
from desk_access.model.schedule import Assignment


class AssignDialog(Dialog):
    """A new assignment of ``schedule``, or other days for ``old``. ``made`` when it was saved."""

    made = Signal()

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        plan: Plan,
        schedule: str,
        old: Assignment | None = None,
    ) -> None:
        super().__init__(parent, schedule)
        self._context = context
        self._schedule = schedule
        self._old = old
        self._person: Person | None = None
        theme = context.theme
        words = (
            self.tr("Who works by {name}?") if old is None else self.tr("{name}: from when to when")
        )
        self._title = words.format(name=schedule)
        self.setWindowTitle(self._title)
        self.whom = Segments(
            theme,
            self.tr("Whose schedule it is"),
            ((self.tr("A group"), Glyph.PEOPLE), (self.tr("One person"), Glyph.PERSON)),
        )
        self.group = QComboBox()
        self.group.setAccessibleName(self.tr("Group"))
        self.group.addItems(plan.groups)
        self.picker = PeoplePicker(context)
        first = plan.month if old is None else old.first
        self.first = DayField(self.tr("First day"), first)
        self.ends = QCheckBox(self.tr("Until"))
        self.last = DayField(self.tr("Last day"), (old.last if old else None) or first)
        self.notice = NoticeStrip(theme)
        self.go_on = Button(theme, self.tr("What this changes…"), None, Kind.PRIMARY)
        self.go_on.setDefault(True)
        self._groups = QWidget()
        self._lay_out(whose_words(old, plan.names) if old is not None else "")
        self._connect()
        self.ends.setChecked(old is not None and old.last is not None)
        if not plan.groups:
            self.whom.choose(1)
        self._look()

    def _lay_out(self, whose: str) -> None:
        column = QVBoxLayout(self._groups)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.group)
        words = self.tr("For everybody in it who has no schedule of their own.")
        column.addWidget(label(words, Role.SMALL, wrap=True))
        days = QFormLayout()
        days.setVerticalSpacing(Space.S)
        days.addRow(self.tr("&From"), self.first)
        days.addRow(self.ends, self.last)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        cancel = Button(self._context.theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        buttons.addWidget(cancel)
        buttons.addWidget(self.go_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(label(self._title, Role.HEADING, wrap=True))
        layout.addWidget(self.notice)
        if whose:
            layout.addWidget(label(whose, Role.LARGE))
        else:
            row = QHBoxLayout()
            row.addWidget(self.whom)
            row.addStretch(1)
            layout.addLayout(row)
            layout.addWidget(self._groups)
            layout.addWidget(self.picker, 100)
        layout.addLayout(days)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.resize(480, 300 if whose else 520)

    def _connect(self) -> None:
        self.whom.chosen.connect(lambda _place: self._look())
        self.picker.chosen.connect(self._choose)
        self.picker.failed.connect(self._tell)
        self.ends.toggled.connect(lambda _on: self._look())
        self.go_on.clicked.connect(self._ask)

    def _choose(self, person: Person | None) -> None:
        self._person = person
        self._look()

    def _look(self) -> None:
        group = self.whom.current() == 0 and self._old is None
        self._groups.setVisible(group)
        self.picker.setVisible(not group and self._old is None)
        self.last.setEnabled(self.ends.isChecked())
        self.go_on.setEnabled(self._old is not None or self._chosen() != (None, None))

    def _chosen(self) -> tuple[str | None, str | None]:
        """(code, group): one of them, or none."""
        if self._old is not None:
            return self._old.person_code, self._old.group
        if self.whom.current() == 0:
            return None, self.group.currentText() or None
        return (None if self._person is None else self._person.code), None

    def assignment(self) -> Assignment:
        """What is set."""
        code, group = self._chosen()
        last: date | None = self.last.day if self.ends.isChecked() else None
        return Assignment(self._schedule, self.first.day, last, code, group)

    def _ask(self) -> None:
        changes: list[PlanChange] = [Assign(self.assignment())]
        if self._old is not None:
            changes.insert(0, Unassign(self._old))
        dialog = PlanPreviewDialog(self._context, self, self._title, changes)
        dialog.made.connect(self._made)
        dialog.open()

    def _made(self) -> None:
        self.accept()
        self.made.emit()

    def _tell(self, error: DeskAccessError) -> None:
        self.notice.say(str(error), Tone.REFUSED)
