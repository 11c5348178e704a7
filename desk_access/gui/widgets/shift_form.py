"""The fields of one shift, beside the days on which it is worked."""

from __future__ import annotations

from datetime import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.schedule_draft import ScheduleDraft, made_flexible, minute_of
from desk_access.gui.widgets.break_rows import BreakRows
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.day_chips import DayChips
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.time_fields import TimeField
from desk_access.gui.widgets.wheel_guard import WheelGuard
from desk_access.model.schedule import Core, Shift


class ShiftForm(QWidget):
    """``changed`` carries the shift, ``days_changed`` its days; ``removed`` asks to take it out."""

    changed = Signal(Shift)
    days_changed = Signal(object)
    removed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._shift = Shift("", time(9), time(18))
        self._filling = False
        self.name = QLineEdit()
        self.start = TimeField(self.tr("Begins"))
        self.end = TimeField(self.tr("Ends"))
        self._tomorrow = label(self.tr("on the next day"), Role.SMALL)
        self.days = DayChips(theme)
        self.breaks = BreakRows(theme)
        self.flexible = QCheckBox(self.tr("People choose their hours"))
        self.due = TimeField(self.tr("Hours due"))
        self.due.setDisplayFormat("H:mm")
        self.has_core = QCheckBox(self.tr("Core time"))
        self.core_start = TimeField(self.tr("Core time from"), width=88)
        self.core_end = TimeField(self.tr("Core time to"), width=88)
        self.remove = Button(theme, self.tr("Remove this shift"), Glyph.DELETE, Kind.DANGER)
        self._lay_out()
        self._connect()
        WheelGuard(self)

    def _lay_out(self) -> None:
        self._free = QWidget()
        free = QFormLayout(self._free)
        free.setContentsMargins(0, 0, 0, 0)
        free.setVerticalSpacing(Space.S)
        free.addRow(self.tr("Hours &due"), self.due)
        free.addRow(self.has_core, _row(self.core_start, label("–", Role.MUTED), self.core_end))
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(self.tr("&Shift"), self.name)
        form.addRow(self.tr("&Begins"), self.start)
        form.addRow(self.tr("&Ends"), _row(self.end, self._tomorrow))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.setSpacing(Space.S)
        column.addLayout(form)
        column.addWidget(label(self.tr("On"), Role.STRONG))
        column.addWidget(self.days)
        column.addWidget(label(self.tr("Breaks"), Role.STRONG))
        column.addWidget(self.breaks)
        column.addWidget(self.flexible)
        column.addWidget(self._free)
        column.addStretch(1)
        column.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self.name.textEdited.connect(lambda _words: self._edited())
        for field in (self.start, self.end, self.due, self.core_start, self.core_end):
            field.timeChanged.connect(lambda _at: self._edited())
        self.breaks.changed.connect(self._edited)
        self.flexible.toggled.connect(lambda _on: self._edited())
        self.has_core.toggled.connect(lambda _on: self._edited())
        self.days.changed.connect(self.days_changed)
        self.remove.clicked.connect(self.removed)

    def show_shift(self, draft: ScheduleDraft, place: int) -> None:
        """Show the shift at ``place`` of the draft; fields that show it already stay as they are.

        What is being typed into keeps its cursor.
        """
        self._filling = True
        mine = draft.shifts[place]
        shift = self._shift = mine.shift
        if self.name.text().strip() != shift.name:
            self.name.setText(shift.name)
        self.start.show_time(shift.start)
        self.end.show_time(shift.end)
        self._tomorrow.setVisible(shift.end <= shift.start)
        self.days.show_days(draft, mine.days)
        self.breaks.show_breaks(shift.breaks)
        self.flexible.setChecked(shift.flexible)
        self._free.setVisible(shift.flexible)
        if shift.due_minutes is not None:
            hours, minutes = divmod(shift.due_minutes, 60)
            self.due.show_time(time(min(hours, 23), minutes))
        self.has_core.setChecked(shift.core is not None)
        for field in (self.core_start, self.core_end):
            field.setEnabled(shift.core is not None)
        if shift.core is not None:
            self.core_start.show_time(shift.core.start)
            self.core_end.show_time(shift.core.end)
        self._filling = False

    def _edited(self) -> None:
        if not self._filling:
            self.changed.emit(self._value())

    def _value(self) -> Shift:
        name, breaks = self.name.text().strip(), self.breaks.value
        plain = Shift(name, self.start.at, self.end.at, breaks)
        if not self.flexible.isChecked():
            return plain
        usual = made_flexible(plain)
        if not self._shift.flexible:
            return usual
        core = None
        if self.has_core.isChecked():
            had = self._shift.core is not None
            core = Core(self.core_start.at, self.core_end.at) if had else usual.core
        return Shift(name, plain.start, plain.end, breaks, minute_of(self.due.at), core)


def _row(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.XS)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return holder
