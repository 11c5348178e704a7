"""An export that is written at once: which days, whose, into which file."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.background import Stopped, while_there
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import file_dialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.export_words import (
    Days,
    export_days,
    file_name,
    form_word,
    progress_words,
    written_words,
)
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.export_fields import ExportFields
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.segments import Segments
from desk_access.gui.widgets.time_fields import DayField
from desk_access.gui.widgets.whose_fields import WhoseFields
from desk_access.model.report import Receipt, ReportKind, ReportOrder, ReportTemplate

_LOOK_MS = 150


class ExportNow(QWidget):
    """``said`` carries words and their tone. A file that is being written can be stopped."""

    said = Signal(str, Tone)

    def __init__(self, context: Context, today: date) -> None:
        super().__init__()
        self._context = context
        self._today = today
        self._stop = threading.Event()
        self._count = 0
        # The rate of rows is not the rate of painting: the newest number is looked at.
        self._look_again = QTimer(self, interval=_LOOK_MS)
        self._templates: Sequence[ReportTemplate] = ()
        theme = context.theme
        self.fields = ExportFields(theme)
        self.days = Segments(
            theme,
            self.tr("Days"),
            (
                (self.tr("This month"), None),
                (self.tr("Last month"), None),
                (self.tr("From – to"), Glyph.CALENDAR),
            ),
        )
        self.first = DayField(self.tr("First day"), today.replace(day=1))
        self.last = DayField(self.tr("Last day"), today)
        self.whose = WhoseFields(theme)
        self.progress = QProgressBar(textVisible=False)
        self.words = label("", Role.MUTED)
        self.stop = Button(theme, self.tr("Stop"), Glyph.CLOSE)
        self.write = Button(theme, self.tr("Write the file…"), Glyph.EXPORT, Kind.PRIMARY)
        self._lay_out()
        self._connect()
        self._show_running(False)

    def _lay_out(self) -> None:
        self._range = QWidget()
        days = QHBoxLayout(self._range)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(Space.S)
        for widget in (self.first, label("–", Role.MUTED), self.last):
            days.addWidget(widget)
        days.addStretch(1)
        form = self.fields.form
        form.insertRow(1, self.tr("Days"), self.days)
        form.insertRow(2, "", self._range)
        form.insertRow(3, self.tr("Whose"), self.whose)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.stop)
        foot.addWidget(self.write)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.fields)
        column.addStretch(1)
        column.addWidget(self.progress)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.fields.changed.connect(self._look)
        self.days.chosen.connect(lambda _place: self._look())
        self.write.clicked.connect(self._ask_target)
        self.stop.clicked.connect(self._stop.set)
        self._look_again.timeout.connect(self._show_progress)
        self._look()

    def _look(self) -> None:
        self._range.setVisible(Days(self.days.current()) is Days.RANGE)
        # A report of punches knows no group.
        self.whose.group.setEnabled(self.fields.kind is ReportKind.TIMESHEET)

    def show_templates(self, templates: Sequence[ReportTemplate]) -> None:
        """Which there are."""
        self._templates = templates
        self.fields.show_templates(templates)

    def show_days(self, first: date, last: date) -> None:
        """Choose these days."""
        self.days.choose(Days.RANGE)
        self.first.show_day(first)
        self.last.show_day(last)
        self._look()

    def order(self) -> ReportOrder:
        """What is set."""
        whose, fields = self.whose.choice, self.fields
        first, last = export_days(
            Days(self.days.current()), self._today, self.first.day, self.last.day
        )
        template = next(each for each in self._templates if each.name == fields.template)
        group = whose.group if fields.kind is ReportKind.TIMESHEET else None
        return ReportOrder(
            fields.kind, fields.file_form, first, last, template, whose.code, group, fields.signed
        )

    def _ask_target(self) -> None:
        order = self.order()
        end = order.form.value
        dialog = file_dialog(self, self.tr("Write the file"), QFileDialog.FileMode.AnyFile)
        dialog.selectFile(file_name(order))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(end)
        dialog.setNameFilter(f"{form_word(order.form)} (*.{end})")
        dialog.fileSelected.connect(lambda path: self.write_to(Path(path), order))
        dialog.open()

    def write_to(self, target: Path, order: ReportOrder) -> None:
        """Write the report in the background."""
        self._stop.clear()
        self._show_running(True)
        self.said.emit("", Tone.GOOD)
        exports, stop = self._context.desk.exports, self._stop

        def told(count: int) -> None:
            if stop.is_set():
                raise Stopped
            self._count = count

        def write() -> Receipt | None:
            try:
                return exports.write(order, target, told)
            except Stopped:
                return None

        self._context.hours.run(
            write,
            while_there(self, lambda receipt: self._done(order, target, receipt)),
            while_there(self, self._failed),
        )

    def close_part(self) -> None:
        """The dialog closes: nobody waits for the file, and half of one is none."""
        self._stop.set()

    def _show_progress(self) -> None:
        if self._count:
            self.words.setText(progress_words(self.fields.kind, self._count))

    def _show_running(self, running: bool) -> None:
        self._count = 0
        if running:
            self._look_again.start()
        else:
            self._look_again.stop()
        self.progress.setVisible(running)
        self.progress.setMaximum(0 if running else 1)
        self.stop.setVisible(running)
        self.write.setEnabled(not running)
        self.fields.setEnabled(not running)
        self.words.setText("")

    def _done(self, order: ReportOrder, target: Path, receipt: Receipt | None) -> None:
        self._show_running(False)
        if receipt is None:
            self.said.emit(self.tr("Stopped. Nothing was written."), Tone.LOOK_AGAIN)
        else:
            words = " ".join((written_words(order, receipt.count, target), *receipt.warnings))
            self.said.emit(words, Tone.LOOK_AGAIN if receipt.warnings else Tone.GOOD)

    def _failed(self, error: DeskAccessError) -> None:
        self._show_running(False)
        self.said.emit(str(error), Tone.REFUSED)
