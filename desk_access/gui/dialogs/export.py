"""Exports: one that is written now, those that are written by themselves, and their templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.background import while_there
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.export_jobs import ExportJobs
from desk_access.gui.widgets.export_now import ExportNow
from desk_access.gui.widgets.export_templates import ExportTemplates
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.segments import Segments
from desk_access.gui.widgets.state_view import Offer, StateView
from desk_access.model.export_job import JobStanding
from desk_access.model.person import Person
from desk_access.model.report import ReportForm, ReportKind, ReportTemplate


@dataclass(frozen=True, slots=True)
class _Read:
    templates: Sequence[ReportTemplate]
    jobs: Sequence[JobStanding]
    people: Sequence[Person]


class ExportDialog(Dialog):
    """Begins with ``kind`` and, where they are given, the days from ``first`` to ``last``."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        kind: ReportKind,
        first: date | None = None,
        last: date | None = None,
    ) -> None:
        super().__init__(parent, "")
        title = self.tr("Export")
        self.setWindowTitle(title)
        self._context = context
        theme = context.theme
        today = datetime.now(UTC).astimezone(context.zone).date()
        self.parts = Segments(
            theme,
            title,
            (
                (self.tr("Now"), Glyph.EXPORT),
                (self.tr("By itself"), Glyph.CLOCK),
                (self.tr("Templates"), Glyph.TABLE),
            ),
        )
        self.now = ExportNow(context, today)
        self.now.fields.choose(kind, ReportForm.XLSX)
        if first is not None and last is not None:
            self.now.show_days(first, last)
        self.jobs = ExportJobs(context, today)
        self.templates = ExportTemplates(context, today)
        self.notice = NoticeStrip(theme, self.tr("Close"))
        self.state = StateView(theme)
        self._again = Offer(self.tr("Try again"), Glyph.AGAIN, self._read)
        self._stack = QStackedWidget()
        self._lay_out(title)
        self._connect()
        self.state.show_loading(self.tr("Reading the templates…"))
        self._read()

    def _lay_out(self, title: str) -> None:
        head = QHBoxLayout()
        head.addWidget(label(title, Role.HEADING), 1)
        head.addWidget(self.parts)
        close = Button(self._context.theme, self.tr("Close"), Glyph.CLOSE, Kind.ICON)
        close.clicked.connect(self.accept)
        head.addSpacing(Space.S)
        head.addWidget(close)
        for part in (self.now, self.jobs, self.templates, self.state):
            self._stack.addWidget(part)
        self._stack.setCurrentWidget(self.state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addLayout(head)
        layout.addWidget(self.notice)
        layout.addWidget(self._stack, 1)
        self.resize(820, 560)

    def _connect(self) -> None:
        self.parts.chosen.connect(self._stack.setCurrentIndex)
        self.notice.acted.connect(lambda: self.notice.say(""))
        for part in (self.now, self.jobs, self.templates):
            part.said.connect(self.notice.say)
        for part in (self.jobs, self.templates):
            part.changed.connect(self._read)
        self.finished.connect(lambda _result: self.now.close_part())

    def _read(self) -> None:
        desk = self._context.desk

        def read() -> _Read:
            return _Read(desk.exports.templates(), desk.exports.jobs(), desk.gallery.people())

        self._context.quick.run(
            read, while_there(self, self._show), while_there(self, self._failed)
        )

    def _show(self, read: _Read) -> None:
        self.now.show_templates(read.templates)
        self.now.whose.set_people(read.people)
        self.jobs.show_jobs(read.jobs, read.templates, read.people)
        self.templates.show_templates(read.templates)
        self._stack.setCurrentIndex(self.parts.current())

    def _failed(self, error: DeskAccessError) -> None:
        self.state.show_failed(error, (self._again,))
        self._stack.setCurrentWidget(self.state)
