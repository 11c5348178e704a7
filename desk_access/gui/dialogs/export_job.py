"""A new export that is written by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desk_access.errors import DeskAccessError
from desk_access.gui.background import while_there
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog, file_dialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.export_words import every_word, job_sentence
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.export_fields import ExportFields
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.segments import Segments
from desk_access.gui.widgets.time_fields import DayField
from desk_access.model.export_job import Every, ExportJob
from desk_access.model.report import ReportForm, ReportKind, ReportTemplate

_EVERY = tuple(Every)


class ExportJobDialog(Dialog):
    """``made`` carries the export that was scheduled."""

    made = Signal(ExportJob)

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        templates: Sequence[ReportTemplate],
        groups: Sequence[str],
        today: date,
    ) -> None:
        super().__init__(parent, "")
        title = self.tr("An export that is written by itself")
        self.setWindowTitle(title)
        self._context = context
        theme = context.theme
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Begins the names of its files"))
        self.every = Segments(
            theme, self.tr("How often"), [(every_word(each), None) for each in _EVERY]
        )
        self.every.choose(_EVERY.index(Every.MONTH))
        self.since = DayField(self.tr("From the period with this day"), today)
        self.folder = QLineEdit()
        self.folder.setAccessibleName(self.tr("Folder"))
        self.browse = Button(theme, self.tr("Choose…"), Glyph.FOLDER)
        self.group = QComboBox()
        self.group.setAccessibleName(self.tr("Group"))
        self.group.addItem(self.tr("Everybody"))
        self.group.addItems(list(groups))
        self.fields = ExportFields(theme)
        self.fields.choose(ReportKind.TIMESHEET, ReportForm.XLSX)
        self.fields.show_templates(templates)
        self._sentence = label("", Role.SMALL)
        self.notice = NoticeStrip(theme)
        self.save = Button(theme, self.tr("Schedule it"), Glyph.CHECK, Kind.PRIMARY)
        self.save.setDefault(True)
        self._lay_out(title)
        self._connect()
        self._look()
        self.name.setFocus()

    def _lay_out(self, title: str) -> None:
        folder = QWidget()
        row = QHBoxLayout(folder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder, 1)
        row.addWidget(self.browse)
        form = self.fields.form
        form.insertRow(0, self.tr("&Name"), self.name)
        form.insertRow(1, self.tr("&Folder"), folder)
        often = QWidget()
        column = QVBoxLayout(often)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self.every)
        column.addWidget(self._sentence)
        form.insertRow(2, self.tr("How often"), often)
        form.insertRow(3, self.tr("&Beginning"), self.since)
        form.insertRow(4, self.tr("&Group"), self.group)
        cancel = Button(self._context.theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(label(title, Role.HEADING))
        layout.addWidget(self.notice)
        layout.addWidget(self.fields)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.setMinimumWidth(600)

    def _connect(self) -> None:
        for field in (self.name, self.folder):
            field.textChanged.connect(lambda _words: self._look())
        self.every.chosen.connect(lambda _place: self._look())
        self.fields.changed.connect(self._look)
        self.browse.clicked.connect(self._choose_folder)
        self.save.clicked.connect(self._save)

    def _look(self) -> None:
        job = self.job()
        self._sentence.setText(job_sentence(job))
        self.group.setEnabled(job.kind is ReportKind.TIMESHEET)
        self.save.setEnabled(bool(job.name and job.folder))

    def job(self) -> ExportJob:
        """What is set."""
        fields = self.fields
        grouped = self.group.currentIndex() > 0 and fields.kind is ReportKind.TIMESHEET
        return ExportJob(
            self.name.text().strip(),
            fields.kind,
            fields.file_form,
            _EVERY[self.every.current()],
            self.folder.text().strip(),
            self.since.day,
            fields.template,
            self.group.currentText() if grouped else None,
            fields.signed,
        )

    def _choose_folder(self) -> None:
        dialog = file_dialog(self, self.tr("Folder for the export"), QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    def _save(self) -> None:
        job, exports = self.job(), self._context.desk.exports
        self.save.setEnabled(False)

        def add() -> None:
            exports.add_job(job)

        self._context.chores.run(
            add,
            while_there(self, lambda _none: self._saved(job)),
            while_there(self, self._not_saved),
        )

    def _saved(self, job: ExportJob) -> None:
        self.accept()
        self.made.emit(job)

    def _not_saved(self, error: DeskAccessError) -> None:
        self.save.setEnabled(True)
        self.notice.say(str(error), Tone.REFUSED)
