"""The Log page: every punch, filtered, with the picture of the moment, and its export."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtGui import QAction, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import file_dialog
from desk_access.gui.dialogs.export import ExportDialog
from desk_access.gui.pages.log_table import make_log_table
from desk_access.gui.pictures import SIDE
from desk_access.gui.tables.punch_model import PunchModel, PunchPage
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.log_filter import (
    LogChoice,
    Period,
    period_words,
    punch_filter,
    shown_days,
)
from desk_access.gui.view_models.moments import number_text, region
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.labels import Role, card, label
from desk_access.gui.widgets.log_chips import LogChips
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.page_frame import PageFrame
from desk_access.gui.widgets.picture import square_of
from desk_access.gui.widgets.punch_panel import PunchPanel
from desk_access.gui.widgets.state_view import Offer, StateView
from desk_access.model.punch import Punch, PunchFilter
from desk_access.model.report import ReportForm, ReportKind
from desk_access.model.status import Sighting
from desk_access.reports.punches import write_punches

_CALM_MS = 400
_LARGE_PICTURE = 2 * SIDE


class LogPage(PageFrame):
    """Reads rows as they come into sight; what is exported is exactly what is filtered."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme,
            self.tr("Log"),
            self.tr("Every IN and OUT, as it was written and never changed."),
        )
        self._context = context
        self._filter = PunchFilter()
        self._count = 0
        self._shown: Punch | None = None
        self.model = PunchModel(self._fetch, self)
        self.chips = LogChips(context.theme, self._now().astimezone(context.zone).date())
        self.table = make_log_table(context.theme, self.model)
        self.panel = PunchPanel(context.theme)
        self.panel.hide()
        self.notice = NoticeStrip(context.theme, self.tr("Close"))
        self._words = label("", Role.MUTED)
        self._nothing = StateView(context.theme)
        self._export = Button(context.theme, self.tr("Export"), Glyph.EXPORT)
        # Several punches in a row are read once.
        self._calm = QTimer(self, interval=_CALM_MS, singleShot=True)
        self._again = Offer(self.tr("Try again"), Glyph.AGAIN, self.reload)
        self._all = Offer(self.tr("Show all days"), Glyph.CALENDAR, self._show_all)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        frame = card()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.table)
        inside.addWidget(self._nothing)
        self._nothing.hide()
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addWidget(frame, 1)
        row.addWidget(self.panel)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.chips)
        column.addWidget(self._words)
        column.addLayout(row, 1)
        self.notices.addWidget(self.notice)
        self.action_row.addWidget(self._export)
        menu = QMenu(self)
        for form, words in (
            (ReportForm.CSV, self.tr("As CSV, for a spreadsheet…")),
            (ReportForm.JSON, self.tr("As JSON, for a program…")),
        ):
            action = QAction(words, self)
            action.triggered.connect(partial(self._ask_target, form))
            menu.addAction(action)
        menu.addSeparator()
        more = QAction(self.tr("Excel, PDF, templates, by itself…"), self)
        more.triggered.connect(self._export_more)
        menu.addAction(more)
        self._export.setMenu(menu)

    def _connect(self) -> None:
        self.chips.changed.connect(lambda _choice: self.reload())
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
        self.panel.closed.connect(self._close_panel)
        self.notice.acted.connect(lambda: self.notice.say(""))
        self._calm.timeout.connect(self.reload)
        self._context.bridge.sighting.connect(self._sighted)
        self._context.bridge.people_changed.connect(self._read_people)
        close = QShortcut(QKeySequence("Escape"), self)
        close.activated.connect(self._close_panel)

    def entered(self) -> None:
        """Read again: punches have come since."""
        self._read_people()

    def close_page(self) -> None:
        """Stop waiting for more punches."""
        self._calm.stop()

    def _now(self) -> datetime:
        return datetime.now(UTC)

    def _read_people(self) -> None:
        """Names may have changed, in the chips and in the rows."""
        gallery = self._context.desk.gallery
        self._context.quick.run(gallery.people, self.chips.set_people, self._failed)
        self.reload()

    def reload(self) -> None:
        """Count what the filter finds; the rows follow as they come into sight."""
        context = self._context
        first_weekday = region().firstDayOfWeek().value
        self._filter = punch_filter(self.chips.choice, self._now(), context.zone, first_weekday)
        wanted = self._filter
        ledger = context.desk.ledger
        context.quick.run(
            lambda: ledger.count(wanted), lambda count: self._counted(wanted, count), self._failed
        )

    def _counted(self, wanted: PunchFilter, count: int) -> None:
        if wanted is not self._filter:
            return
        kept = self.table.verticalScrollBar().value() if count == self._count else 0
        self._count = count
        self.model.set_count(self.model.restart(), count)
        self.table.verticalScrollBar().setValue(kept)
        self._export.setEnabled(count > 0)
        self._say_what_is_shown()
        self.table.setVisible(count > 0)
        self._nothing.setVisible(count == 0)
        if count == 0:
            self._show_nothing()
        self.show_body()

    def _say_what_is_shown(self) -> None:
        today = self._now().astimezone(self._context.zone).date()
        days = period_words(self.chips.choice, today, region().firstDayOfWeek().value)
        count = self.tr("1 punch") if self._count == 1 else self.tr("{count} punches")
        self._words.setText(f"{days} · {count.format(count=number_text(self._count))}")

    def _show_nothing(self) -> None:
        everything = self.chips.choice == LogChoice(
            Period.ALL, self.chips.choice.first, self.chips.choice.last
        )
        self._nothing.show_empty(
            Glyph.LOG,
            self.tr("No punch yet") if everything else self.tr("No punch in what is chosen"),
            self.tr("Everyone who is recognised is written here with the time and a picture."),
            () if everything else (self._all,),
        )

    def _show_all(self) -> None:
        self.chips.choose_period(Period.ALL)

    def _fetch(self, generation: int, offset: int, limit: int) -> None:
        wanted, ledger = self._filter, self._context.desk.ledger
        self._context.quick.run(
            lambda: PunchPage(generation, offset, tuple(ledger.query(wanted, limit, offset))),
            self.model.put_page,
            self._failed,
        )

    def _failed(self, error: DeskAccessError) -> None:
        self.show_state().show_failed(error, (self._again,))

    def _sighted(self, sighting: Sighting) -> None:
        if sighting.punch is not None and self.isVisible():
            self._calm.start()

    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        punch = self.model.punch(current) if current.isValid() else None
        if punch is None or punch == self._shown:
            return
        self._shown = punch
        self.panel.show_punch(punch)
        self.panel.show()
        ledger = self._context.desk.ledger

        def read() -> QImage:
            jpeg = ledger.picture(punch.sequence)
            return QImage() if jpeg is None else square_of(jpeg, _LARGE_PICTURE)

        self._context.quick.run(read, lambda image: self._show_picture(punch, image), self._tell)

    def _show_picture(self, punch: Punch, image: QImage) -> None:
        if punch is self._shown:
            self.panel.show_picture(image)

    def _close_panel(self) -> None:
        self._shown = None
        self.panel.hide()
        self.table.clearSelection()
        self.table.setFocus()

    def _ask_target(self, form: ReportForm) -> None:
        name = self.tr("punches {day}").format(day=f"{self._now():%Y-%m-%d}")
        dialog = file_dialog(self, self.tr("Export the log"), QFileDialog.FileMode.AnyFile)
        dialog.selectFile(f"{name}.{form.value}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form.value)
        dialog.setNameFilter(f"{form.value.upper()} (*.{form.value})")
        dialog.fileSelected.connect(lambda path: self.export_to(Path(path), form))
        dialog.open()

    def _export_more(self) -> None:
        """Every punch of whole days, in more forms."""
        first_weekday = region().firstDayOfWeek().value
        today = self._now().astimezone(self._context.zone).date()
        days = shown_days(self.chips.choice, today, first_weekday) or (None, None)
        dialog = ExportDialog(self._context, self, ReportKind.PUNCHES, *days)
        dialog.open()

    def export_to(self, target: Path, form: ReportForm) -> None:
        """Write exactly what is filtered into a file, in the background."""
        wanted, ledger = self._filter, self._context.desk.ledger
        self._export.setEnabled(False)
        self._context.chores.run(
            lambda: write_punches(ledger.query(wanted), target, form),
            lambda count: self._exported(count, target),
            self._export_failed,
        )

    def _exported(self, count: int, target: Path) -> None:
        self._export.setEnabled(True)
        words = self.tr("{count} punches were written to {file}.")
        self.notice.say(words.format(count=number_text(count), file=target), Tone.GOOD)

    def _export_failed(self, error: DeskAccessError) -> None:
        self._export.setEnabled(True)
        self._tell(error)

    def _tell(self, error: DeskAccessError) -> None:
        self.notice.say(str(error), Tone.REFUSED)
