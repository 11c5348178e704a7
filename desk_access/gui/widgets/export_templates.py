"""The templates of exports: columns, and how dates, times and lengths are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk_access.errors import DeskAccessError
from desk_access.gui.background import while_there
from desk_access.gui.context import Context
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.export_words import length_word, rows_word, time_word
from desk_access.gui.view_models.plan import unused_name
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.choice_fields import ChoiceField
from desk_access.gui.widgets.column_list import ColumnList
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.segments import Segments
from desk_access.model.report import (
    STANDARD,
    DateStyle,
    DayColumn,
    LengthStyle,
    PersonColumn,
    PunchColumn,
    ReportTemplate,
    Rows,
    TimeStyle,
)
from desk_access.reports.cells import date_text


class ExportTemplates(QWidget):
    """``said`` carries words and their tone; ``changed``: there are others now.

    The standard one stays as it is: a change of it becomes a template with another name.
    """

    said = Signal(str, Tone)
    changed = Signal()

    def __init__(self, context: Context, today: date) -> None:
        super().__init__()
        self._context = context
        self._templates: Sequence[ReportTemplate] = (STANDARD,)
        self._wanted = ""
        theme = context.theme
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("Template"))
        self.which.setMinimumWidth(200)
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the template"))
        self.of = Segments(
            theme,
            self.tr("Columns of"),
            ((self.tr("Days"), None), (self.tr("Sums"), None), (self.tr("Punches"), None)),
        )
        self.days = ColumnList(theme, self.tr("Columns of days"), tuple(DayColumn))
        self.people = ColumnList(theme, self.tr("Columns of sums"), tuple(PersonColumn))
        self.punches = ColumnList(theme, self.tr("Columns of punches"), tuple(PunchColumn))
        self.rows = ChoiceField(
            self.tr("A row of a CSV timesheet"), [(each, rows_word(each)) for each in Rows]
        )
        self.dates = ChoiceField(
            self.tr("Dates"), [(style, date_text(today, style)) for style in DateStyle]
        )
        self.times = ChoiceField(self.tr("Times"), [(each, time_word(each)) for each in TimeStyle])
        self.lengths = ChoiceField(
            self.tr("Lengths"), [(each, length_word(each)) for each in LengthStyle]
        )
        self.save = Button(theme, self.tr("Save template"), Glyph.CHECK, Kind.PRIMARY)
        self.remove = Button(theme, self.tr("Remove"), Glyph.DELETE)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addWidget(self.which)
        top.addWidget(label(self.tr("saved as"), Role.MUTED))
        top.addWidget(self.name, 1)
        for columns in (self.days, self.people, self.punches):
            self._stack.addWidget(columns)
        left = QVBoxLayout()
        left.setSpacing(Space.S)
        left.addWidget(self.of)
        left.addWidget(self._stack, 1)
        form = QFormLayout()
        form.setVerticalSpacing(Space.M)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(self.tr("&Dates"), self.dates)
        form.addRow(self.tr("&Times"), self.times)
        form.addRow(self.tr("&Lengths"), self.lengths)
        form.addRow(self.tr("A &row of a CSV timesheet"), self.rows)
        middle = QHBoxLayout()
        middle.setSpacing(Space.XL)
        middle.addLayout(left, 1)
        middle.addLayout(form, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.remove)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.which.currentIndexChanged.connect(lambda _place: self._show())
        self.of.chosen.connect(self._stack.setCurrentIndex)
        self.name.textChanged.connect(lambda _words: self._look())
        for columns in (self.days, self.people, self.punches):
            columns.changed.connect(self._look)
        for box in (self.rows, self.dates, self.times, self.lengths):
            box.currentIndexChanged.connect(lambda _place: self._look())
        self.save.clicked.connect(self._save)
        self.remove.clicked.connect(self._remove)

    def show_templates(self, templates: Sequence[ReportTemplate]) -> None:
        """Which there are; the one that was saved last, or shown before, is shown."""
        wanted = self._wanted or self.which.currentText()
        self._templates, self._wanted = templates, ""
        self.which.blockSignals(True)
        self.which.clear()
        self.which.addItems([each.name for each in templates])
        self.which.setCurrentIndex(max(self.which.findText(wanted), 0))
        self.which.blockSignals(False)
        self._show()

    @property
    def _shown(self) -> ReportTemplate:
        return self._templates[max(self.which.currentIndex(), 0)]

    def _show(self) -> None:
        shown = self._shown
        taken = [each.name for each in self._templates]
        own = shown.name != STANDARD.name
        self.name.setText(shown.name if own else unused_name(self.tr("My columns"), taken))
        self.days.show_columns(shown.days)
        self.people.show_columns(shown.people)
        self.punches.show_columns(shown.punches)
        self.rows.choose(shown.rows)
        self.dates.choose(shown.dates)
        self.times.choose(shown.times)
        self.lengths.choose(shown.lengths)
        self.remove.setEnabled(own)
        self._look()

    def template(self) -> ReportTemplate:
        """What is set."""
        return replace(
            self._shown,
            name=self.name.text().strip(),
            rows=self.rows.value,
            days=cast(tuple[DayColumn, ...], self.days.chosen),
            people=cast(tuple[PersonColumn, ...], self.people.chosen),
            punches=cast(tuple[PunchColumn, ...], self.punches.chosen),
            dates=self.dates.value,
            times=self.times.value,
            lengths=self.lengths.value,
        )

    def _look(self) -> None:
        self.save.setEnabled(bool(self.name.text().strip()) and self.template() != self._shown)

    def _save(self) -> None:
        template, exports = self.template(), self._context.desk.exports
        self._wanted = template.name
        words = self.tr("The template {name} is saved.").format(name=template.name)
        self._run(lambda: exports.save_template(template), words)

    def _remove(self) -> None:
        name, exports = self._shown.name, self._context.desk.exports
        words = self.tr("The template {name} is removed.").format(name=name)
        self._run(lambda: exports.remove_template(name), words)

    def _run(self, operation: Callable[[], None], words: str) -> None:
        def done(_none: None) -> None:
            self.said.emit(words, Tone.GOOD)
            self.changed.emit()

        def failed(error: DeskAccessError) -> None:
            self.said.emit(str(error), Tone.REFUSED)

        self._context.chores.run(operation, while_there(self, done), while_there(self, failed))
