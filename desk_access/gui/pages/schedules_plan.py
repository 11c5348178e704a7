"""The schedules: a list, and beside it the chosen one with its days, people and rules."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.plan import Plan
from desk_access.gui.view_models.rule_words import rule_rows
from desk_access.gui.view_models.schedule_draft import ScheduleDraft
from desk_access.gui.view_models.schedule_words import schedule_summary
from desk_access.gui.view_models.words import people_count
from desk_access.gui.widgets.assignment_rows import AssignmentRows
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.cycle_view import CycleView
from desk_access.gui.widgets.labels import Role, card, label, line, scroll_area
from desk_access.model.schedule import Schedule

_LIST_WIDTH = 250
_ITEM_HEIGHT = 54


class PlanView(QWidget):
    """``asked`` signals carry the schedule that is shown."""

    edit_asked = Signal(Schedule)
    copy_asked = Signal(Schedule)
    remove_asked = Signal(Schedule)
    assign_asked = Signal(Schedule)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._plan = Plan()
        self.shown: Schedule | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Schedules"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._name = label("", Role.HEADING, wrap=True)
        self._summary = label("", Role.MUTED, wrap=True)
        self.cycle = CycleView(theme, for_show=True)
        self.assignments = AssignmentRows(theme)
        self.unplanned = label("", Role.SMALL, wrap=True)
        self._rules = QGridLayout()
        self._sentences: list[QLabel] = []
        self.edit = Button(theme, self.tr("Edit"), Glyph.RENAME)
        self.copy = Button(theme, self.tr("Copy this schedule"), Glyph.COPY, Kind.ICON)
        self.remove = Button(theme, self.tr("Remove this schedule"), Glyph.DELETE, Kind.ICON)
        self.assign = Button(theme, self.tr("Assign"), Glyph.PLUS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = card()
        left.setFixedWidth(_LIST_WIDTH)
        inside = QVBoxLayout(left)
        inside.setContentsMargins(Space.XS, Space.XS, Space.XS, Space.S)
        inside.addWidget(self.list, 1)
        self.unplanned.setContentsMargins(Space.S, 0, Space.S, 0)
        inside.addWidget(self.unplanned)
        right = card()
        frame = QVBoxLayout(right)
        frame.setContentsMargins(Space.L, Space.L, Space.S, Space.L)
        frame.addWidget(scroll_area(self._detail()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.L)
        row.addWidget(left)
        row.addWidget(right, 1)

    def _detail(self) -> QWidget:
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._summary)
        head.addLayout(words, 1)
        for button in (self.edit, self.copy, self.remove):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        who = QHBoxLayout()
        who.addWidget(label(self.tr("Who works by it"), Role.STRONG), 1)
        who.addWidget(self.assign)
        self._rules.setHorizontalSpacing(Space.L)
        self._rules.setVerticalSpacing(Space.S)
        self._rules.setColumnStretch(1, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.setSpacing(Space.M)
        column.addLayout(head)
        column.addWidget(self.cycle)
        column.addLayout(who)
        column.addWidget(self.assignments)
        column.addWidget(line())
        column.addWidget(label(self.tr("How hours are counted"), Role.STRONG))
        column.addLayout(self._rules)
        column.addStretch(1)
        return inside

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._row_changed)
        self.list.itemActivated.connect(lambda _item: self._emit(self.edit_asked))
        for button, signal in (
            (self.edit, self.edit_asked),
            (self.copy, self.copy_asked),
            (self.remove, self.remove_asked),
            (self.assign, self.assign_asked),
        ):
            button.clicked.connect(lambda _on=False, signal=signal: self._emit(signal))

    def _emit(self, signal: SignalInstance) -> None:
        if self.shown is not None:
            signal.emit(self.shown)

    def show_plan(self, plan: Plan, name: str, today: date) -> None:
        """Show the plan, the schedule called ``name`` chosen, or else the one chosen before."""
        wanted = name or (self.shown.name if self.shown is not None else "")
        self._plan = plan
        self.list.blockSignals(True)
        self.list.clear()
        for schedule in plan.schedules:
            item = QListWidgetItem(f"{schedule.name}\n{schedule_summary(schedule)}")
            item.setSizeHint(QSize(_LIST_WIDTH - 24, _ITEM_HEIGHT))
            item.setToolTip(schedule_summary(schedule))
            self.list.addItem(item)
        self.list.blockSignals(False)
        names = [schedule.name for schedule in plan.schedules]
        self.list.setCurrentRow(names.index(wanted) if wanted in names else 0)
        lacking = plan.without_schedule(today)
        words = self.tr("{people} without a schedule today").format(
            people=people_count(len(lacking))
        )
        self.unplanned.setText(words)
        self.unplanned.setToolTip(", ".join(each.name for each in lacking[:30]))
        self.unplanned.setVisible(bool(lacking))

    def _row_changed(self, row: int) -> None:
        if not 0 <= row < len(self._plan.schedules):
            self.shown = None
            return
        schedule = self.shown = self._plan.schedules[row]
        self._name.setText(schedule.name)
        self._summary.setText(schedule_summary(schedule))
        self.cycle.show_draft(ScheduleDraft.of(schedule))
        self.assignments.show_assignments(self._plan.who_has(schedule.name), self._plan.names)
        self._show_rules(schedule)

    def _show_rules(self, schedule: Schedule) -> None:
        rows = rule_rows(schedule)
        if not self._sentences:
            for place, (topic, _) in enumerate(rows):
                self._rules.addWidget(label(topic, Role.MUTED), place, 0, Qt.AlignmentFlag.AlignTop)
                self._sentences.append(label("", Role.BODY, wrap=True))
                self._rules.addWidget(self._sentences[-1], place, 1)
        for shown, (_, sentence) in zip(self._sentences, rows, strict=True):
            shown.setText(sentence)
