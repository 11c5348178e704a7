"""A holiday, or several days of them."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.dialogs.plan_preview import PlanPreviewDialog
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.time_fields import DayField
from desk_access.model.calendar import Holiday
from desk_access.model.plan_change import SaveHolidays

_MOST_DAYS = 60


class HolidayDialog(Dialog):
    """Days that are free for everybody; ``old`` is the one that is given another name."""

    made = Signal()

    def __init__(
        self, context: Context, parent: QWidget, day: date, old: Holiday | None = None
    ) -> None:
        super().__init__(parent, "")
        self._context = context
        self._old = old
        title = self.tr("A holiday") if old is None else self.tr("Another name for the holiday")
        self.setWindowTitle(title)
        self.name = QLineEdit("" if old is None else old.name)
        self.name.setPlaceholderText(self.tr("What it is called"))
        self.first = DayField(self.tr("First day"), day)
        self.last = DayField(self.tr("Last day"), day)
        for field in (self.first, self.last):
            field.setEnabled(old is None)
        self.wrong = label("", Role.SMALL, wrap=True)
        self.go_on = Button(context.theme, self.tr("What this changes…"), None, Kind.PRIMARY)
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self._ask)
        self._lay_out(title)
        self.name.textChanged.connect(lambda _words: self._look())
        self.first.dateChanged.connect(lambda _day: self._first_changed())
        self.last.dateChanged.connect(lambda _day: self._look())
        self._look()
        self.name.setFocus()

    def _lay_out(self, title: str) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(Space.M)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&From"), self.first)
        form.addRow(self.tr("&To"), self.last)
        cancel = Button(self._context.theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.go_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(label(title, Role.HEADING))
        layout.addLayout(form)
        layout.addWidget(self.wrong)
        layout.addLayout(buttons)
        self.setMinimumWidth(420)

    def _first_changed(self) -> None:
        if self.last.day < self.first.day:
            self.last.show_day(self.first.day)
        self._look()

    def _look(self) -> None:
        days = (self.last.day - self.first.day).days + 1
        wrong = ""
        if days < 1:
            wrong = self.tr("The last day is before the first.")
        elif days > _MOST_DAYS:
            wrong = self.tr("That is more than {count} days.").format(count=_MOST_DAYS)
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.go_on.setEnabled(bool(self.name.text().strip()) and not wrong)

    def holidays(self) -> tuple[Holiday, ...]:
        """What is set: a holiday for each of the days."""
        source = self._old.source if self._old is not None else "operator"
        days = (self.last.day - self.first.day).days + 1
        return tuple(
            Holiday(self.first.day + timedelta(days=place), self.name.text().strip(), source)
            for place in range(days)
        )

    def _ask(self) -> None:
        title = self.tr("Save the holiday {name}").format(name=self.name.text().strip())
        dialog = PlanPreviewDialog(self._context, self, title, (SaveHolidays(self.holidays()),))
        dialog.made.connect(self._made)
        dialog.open()

    def _made(self) -> None:
        self.accept()
        self.made.emit()
