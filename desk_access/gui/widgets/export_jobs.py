"""The exports that are written by themselves: how they stand, a new one, one less."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.background import while_there
from desk_access.gui.context import Context
from desk_access.gui.dialogs.export_job import ExportJobDialog
from desk_access.gui.tables.cells_model import Cell
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.export_words import job_row
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.cells_table import CellsTable
from desk_access.gui.widgets.labels import Role, label, set_tone
from desk_access.model.export_job import ExportJob, JobStanding
from desk_access.model.person import Person
from desk_access.model.report import ReportTemplate

_STATE = 3


class ExportJobs(QWidget):
    """``said`` carries words and their tone; ``changed``: there is one more, or one less."""

    said = Signal(str, Tone)
    changed = Signal()

    def __init__(self, context: Context, today: date) -> None:
        super().__init__()
        self._context = context
        self._today = today
        self._people: Sequence[Person] = ()
        self._templates: Sequence[ReportTemplate] = ()
        self.jobs: Sequence[JobStanding] = ()
        theme = context.theme
        self.table = CellsTable(theme, self.tr("Scheduled exports"), wide=_STATE)
        self._why = label("", Role.BODY, wrap=True)
        set_tone(self._why, Tone.REFUSED)
        self._none = label(
            self.tr(
                "None yet. A scheduled export is written into a folder when its day, week or month "
                "is over; what was missed while the program was closed is caught up."
            ),
            Role.MUTED,
            wrap=True,
        )
        self.add = Button(theme, self.tr("Schedule an export…"), Glyph.PLUS)
        self.now = Button(theme, self.tr("Write what is due"), Glyph.AGAIN)
        self.remove = Button(theme, self.tr("Remove"), Glyph.DELETE)
        self._lay_out()
        self.table.chosen.connect(self._choose)
        self.add.clicked.connect(self._open)
        self.now.clicked.connect(self._write_due)
        self.remove.clicked.connect(self._remove)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.add)
        foot.addStretch(1)
        foot.addWidget(self.remove)
        foot.addWidget(self.now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.table, 1)
        column.addWidget(self._why)
        column.addWidget(self._none)
        column.addStretch(0)
        column.addLayout(foot)

    def show_jobs(
        self,
        jobs: Sequence[JobStanding],
        templates: Sequence[ReportTemplate],
        people: Sequence[Person],
    ) -> None:
        """Show how they stand; templates and people are for a new one."""
        self.jobs, self._templates, self._people = jobs, templates, people
        rows = []
        for standing in jobs:
            name, what, folder, stands = job_row(standing)
            tone = Tone.REFUSED if standing.failure else Tone.TEXT
            rows.append((Cell(name), Cell(what), Cell(folder, Tone.MUTED), Cell(stands, tone)))
        columns = (self.tr("Name"), self.tr("What"), self.tr("Folder"), self.tr("State"))
        self.table.show_rows(columns, rows)
        self.table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self.now.setVisible(bool(rows))
        self.remove.setVisible(bool(rows))

    def _choose(self, row: int) -> None:
        """Say in full why the chosen one is not written, or the first of those that are not."""
        self.remove.setEnabled(row >= 0)
        failed = [each for each in self.jobs if each.failure]
        chosen = self.jobs[row : row + 1] if row >= 0 else failed[:1]
        words = [f"{each.job.name}: {each.failure}" for each in chosen if each.failure]
        self._why.setText(" ".join(words))
        self._why.setVisible(bool(words))

    def _open(self) -> None:
        groups = sorted({each.group for each in self._people if each.group})
        dialog = ExportJobDialog(self._context, self, self._templates, groups, self._today)
        dialog.made.connect(self._scheduled)
        dialog.open()

    def _scheduled(self, job: ExportJob) -> None:
        words = self.tr("{name} is scheduled into {folder}.")
        self.said.emit(words.format(name=job.name, folder=Path(job.folder)), Tone.GOOD)
        self.changed.emit()

    def _remove(self) -> None:
        name, exports = self.jobs[self.table.row].job.name, self._context.desk.exports
        words = self.tr("{name} is scheduled no more. Its files stay.").format(name=name)
        self._run(lambda: exports.remove_job(name), words)

    def _write_due(self) -> None:
        exports = self._context.desk.exports
        self.now.setEnabled(False)
        self._run(
            exports.run_due, self.tr("What was due has been tried; the list says how it went.")
        )

    def _run(self, operation: Callable[[], None], words: str) -> None:
        def done(_none: None) -> None:
            self.now.setEnabled(True)
            self.said.emit(words, Tone.GOOD)
            self.changed.emit()

        self._context.chores.run(
            operation, while_there(self, done), while_there(self, self._failed)
        )

    def _failed(self, error: DeskAccessError) -> None:
        self.now.setEnabled(True)
        self.said.emit(str(error), Tone.REFUSED)
        self.changed.emit()
