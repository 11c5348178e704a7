"""The Timesheet page: a month of everybody, each cell explaining itself."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.export import ExportDialog
from desk_access.gui.month_loader import MonthLoader
from desk_access.gui.pages.timesheet_changes import TimesheetChanges
from desk_access.gui.pages.timesheet_panels import TimesheetPanels
from desk_access.gui.tables.sheet_model import SheetModel
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.moments import month_text
from desk_access.gui.view_models.sheet import SheetRow, month_beside, month_days
from desk_access.gui.widgets.attendance_frame import AttendanceFrame
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.labels import card
from desk_access.gui.widgets.month_bar import MonthBar
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.widgets.sheet_tools import SheetTools
from desk_access.gui.widgets.sheet_view import SheetView
from desk_access.gui.widgets.state_view import Offer, StateView
from desk_access.model.correction import Standing
from desk_access.model.report import ReportKind
from desk_access.model.status import Sighting
from desk_access.service.timekeeping.closed_checks import ClosedFault


class TimesheetPage(AttendanceFrame):
    """Rows come a few at a time; the arrows, Enter, Esc, N, Page up and down and Ctrl+F do all."""

    enrol_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme,
            PageName.TIMESHEET,
            self.tr("Timesheet"),
            self.tr("Every day explains itself."),
        )
        self._context = context
        today = self._today()
        self._loading = False
        self._in_view = False
        self._waiting = 0
        self.model = SheetModel(today.replace(day=1), self)
        self.view = SheetView(context.theme, self.model, today)
        self.panels = TimesheetPanels(context, self.model, self.view)
        self.changes = TimesheetChanges(context, self, self.panels.day)
        self.loader = MonthLoader(context.hours, context.desk.time)
        self.bar = MonthBar(context.theme)
        self.tools = SheetTools(context.theme)
        self.notice = NoticeStrip(context.theme, self.tr("Close"))
        self.progress = QProgressBar(textVisible=False)
        self.approvals = Button(context.theme, self.tr("Corrections"), Glyph.RENAME)
        self.export = Button(context.theme, self.tr("Export…"), Glyph.EXPORT)
        self.close_month = Button(context.theme, self.tr("Close the month…"), Glyph.CLOSED)
        self._nobody = StateView(context.theme)
        self._again = Offer(self.tr("Try again"), Glyph.AGAIN, self.reload)
        self._everybody = Offer(self.tr("Show everybody"), Glyph.PEOPLE, self.tools.show_everybody)
        self._enrol = Offer(self.tr("Enrol somebody"), Glyph.ENROL, self.enrol_asked.emit)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        frame = card()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.view)
        inside.addWidget(self._nobody)
        self._nobody.hide()
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addWidget(frame, 1)
        row.addWidget(self.panels)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.tools)
        column.addWidget(self.progress)
        column.addLayout(row, 1)
        for widget in (self.bar, self.approvals, self.export, self.close_month):
            self.action_row.addWidget(widget)
        self.notices.addWidget(self.notice)

    def _connect(self) -> None:
        context = self._context
        self.loader.came.connect(self._came)
        self.loader.ended.connect(self._ended)
        self.loader.failed.connect(self._failed)
        for turner in (self.bar, self.view):
            turner.turned.connect(self._turn)
        self.bar.now_asked.connect(lambda: self.show_month(self._today().replace(day=1)))
        self.tools.changed.connect(self._choose)
        self.panels.group_asked.connect(self.tools.show_people_of)
        self.approvals.clicked.connect(self.changes.show_approvals)
        self.export.clicked.connect(self._export)
        self.close_month.clicked.connect(self._ask_to_close)
        self.changes.changed.connect(self._changed)
        self.changes.said.connect(lambda words, tone: self.notice.say(words, tone))
        self.notice.acted.connect(lambda: self.notice.say(""))
        context.bridge.sighting.connect(self._sighted)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.tools.search.setFocus)
        self.tools.search.returnPressed.connect(self._to_table)
        close = QShortcut(QKeySequence("Escape"), self)
        close.activated.connect(self._leave)

    def _today(self) -> date:
        return datetime.now(UTC).astimezone(self._context.zone).date()

    def entered(self) -> None:
        """Read the month anew: schedules, leave and punches have come since."""
        self._in_view = True
        self.reload()
        self.view.setFocus()

    def left(self) -> None:
        """Nobody looks: read no further."""
        self._in_view = False
        self.loader.stop()

    def close_page(self) -> None:
        """The window closes."""
        self.left()
        self.panels.close_panels()

    def show_month(self, month: date) -> None:
        """Another month, from its beginning."""
        if month != self.model.month:
            self.panels.close_panels()
            self.model.show_month(month)
            self.reload()

    def _turn(self, step: int) -> None:
        self.show_month(month_beside(self.model.month, step))

    def reload(self) -> None:
        """Read the month in the background; what is shown stays until it reads otherwise."""
        month = self.model.month
        self._loading = True
        self.bar.show_month(month, self._today())
        if not self.model.people:
            words = self.tr("Counting the hours of {month}…").format(month=month_text(month))
            self.show_state().show_loading(words)
        self.progress.setMaximum(0)
        self.progress.show()
        self.loader.begin(month)
        time = self._context.desk.time
        self._context.quick.run(
            lambda: ({each.month for each in time.closed_months()}, time.closed_faults(month)),
            lambda found: self._show_closed(*found),
            self._failed,
        )
        self._read_waiting()

    def _show_closed(self, closed: set[date], faults: list[ClosedFault]) -> None:
        month = self.model.month
        if faults and faults[0].month == month:
            words = self.tr("{fault} Run the audit: desk-access audit verify.")
            self.notice.say(words.format(fault=faults[0]), Tone.REFUSED)
        self.bar.show_closed(month in closed)
        over = month_beside(month, 1) <= self._today()
        self.close_month.setVisible(month not in closed)
        self.close_month.setEnabled(over)
        self.close_month.setToolTip("" if over else self.tr("The month is not over yet."))

    def _show_waiting(self, waiting: int) -> None:
        self._waiting = waiting
        words = self.tr("Corrections ({count})") if waiting else self.tr("Corrections")
        self.approvals.setText(words.format(count=waiting))

    def _came(self, rows: list[SheetRow]) -> None:
        first = not self.model.people
        self.model.put(rows)
        if not self.model.people:
            return
        self.tools.show_groups(sorted({row.group for row in self.model.people.values()}))
        self.show_body()
        self._show_found()
        self.progress.setMaximum(max(len(self.model.people), self._expected()))
        self.progress.setValue(len(self.model.people))
        if first:
            self._stand()
        else:
            self.panels.refresh()

    def _expected(self) -> int:
        """How many people there are, as far as is known at once."""
        return len(self._context.desk.mirror.view.people)

    def _stand(self) -> None:
        """On today in this month, else on the first day; the keyboard begins there."""
        today = self._today()
        day = today.day - 1 if today.replace(day=1) == self.model.month else 0
        self.view.show_cell(self.model.index(0, day))
        if self._in_view and self.isActiveWindow() and not self.tools.search.hasFocus():
            self.view.setFocus()

    def _ended(self, codes: frozenset[str]) -> None:
        self._loading = False
        self.progress.hide()
        self.model.put((), set(self.model.people) - codes)
        if self.model.people:
            self._show_found()
            return
        self.show_state().show_empty(
            Glyph.TABLE,
            self.tr("Nobody is enrolled yet"),
            self.tr("Everyone's hours stand here, day by day, as soon as somebody is enrolled."),
            (self._enrol,),
        )

    def _choose(self, _choice: object) -> None:
        self.model.choose(self.tools.choice)
        self.panels.refresh()
        self._show_found()

    def _show_found(self) -> None:
        """The table, or why it is empty."""
        nobody = not self.model.rows and not self._loading
        self.view.setVisible(not nobody)
        self._nobody.setVisible(nobody)
        if not nobody:
            return
        settled = self.tools.choice.problems_only and bool(self.model.people)
        heading = self.tr("Nothing is to settle") if settled else self.tr("Nobody is found")
        sentence = (
            self.tr("Every day of those who are chosen above can be counted as it is.")
            if settled
            else self.tr("Name, code and group are searched.")
        )
        glyph = Glyph.GOOD if settled else Glyph.SEARCH
        self._nobody.show_empty(glyph, heading, sentence, (self._everybody,))

    def _failed(self, error: DeskAccessError) -> None:
        self._loading = False
        self.progress.hide()
        if self.model.people:
            self.notice.say(str(error), Tone.REFUSED)
        else:
            self.show_state().show_failed(error, (self._again,))

    def _changed(self, code: str) -> None:
        """Somebody's hours read otherwise; "" are everybody's."""
        if not code:
            self.reload()
            return
        self.loader.read_person(self.model.month, code)
        self._read_waiting()

    def _read_waiting(self) -> None:
        desk = self._context.desk
        self._context.quick.run(
            lambda: len(desk.time.corrections(standing=Standing.PROPOSED)),
            self._show_waiting,
            self._failed,
        )

    def _sighted(self, sighting: Sighting) -> None:
        """A punch changes today's cell of its person."""
        punch = sighting.punch
        if punch is None or not self._in_view or self._loading:
            return
        if punch.entry.at.astimezone(self._context.zone).date().replace(day=1) == self.model.month:
            self.loader.read_person(self.model.month, punch.code)

    def _export(self) -> None:
        """The month in view, or whatever else is chosen there."""
        days = month_days(self.model.month)
        dialog = ExportDialog(self._context, self, ReportKind.TIMESHEET, days[0], days[-1])
        dialog.open()

    def _ask_to_close(self) -> None:
        problems = sum(row.problems for row in self.model.people.values())
        self.changes.ask_to_close(self.model.month, problems, self._waiting)

    def _to_table(self) -> None:
        """From the search to the first who was found."""
        if self.model.rows:
            self.view.setFocus()
            if not self.view.currentIndex().isValid():
                self.view.show_cell(self.model.index(0, 0))

    def _leave(self) -> None:
        """Close the panel, else clear the search; the keyboard goes back to the table."""
        if not self.panels.close_panels() and self.tools.search.hasFocus():
            self.tools.search.clear()
        self.view.setFocus()
