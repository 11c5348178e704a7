"""The Schedules page: when people are to work, holidays, and leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.assign import AssignDialog
from desk_access.gui.dialogs.holiday import HolidayDialog
from desk_access.gui.dialogs.importing import ImportDialog
from desk_access.gui.dialogs.leave import LeaveDialog
from desk_access.gui.dialogs.plan_preview import PlanPreviewDialog
from desk_access.gui.dialogs.schedule import ScheduleDialog
from desk_access.gui.pages.schedules_holidays import HolidaysView
from desk_access.gui.pages.schedules_leave import LeaveView
from desk_access.gui.pages.schedules_plan import PlanView
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.import_words import ImportWhat
from desk_access.gui.view_models.moments import day_text, week_start
from desk_access.gui.view_models.plan import Plan, unused_name
from desk_access.gui.view_models.schedule_draft import ScheduleDraft, new_draft
from desk_access.gui.view_models.schedule_words import period_words, whose_words
from desk_access.gui.widgets.attendance_frame import AttendanceFrame
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.widgets.segments import Segments
from desk_access.gui.widgets.state_view import Offer
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.plan_change import (
    PlanChange,
    RemoveHoliday,
    RemoveLeave,
    RemoveSchedule,
    Unassign,
)
from desk_access.model.schedule import Assignment, Schedule

_MONDAY = 1


class SchedulesPage(AttendanceFrame):
    """Three views: schedules and who has them, the holidays of a year, and leave."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme,
            PageName.SCHEDULES,
            self.tr("Schedules"),
            self.tr("Who works when, and how hours are counted."),
        )
        self._context = context
        self._wanted = ""
        self._in_view = False
        self.plan: Plan | None = None
        self.plan_view = PlanView(context.theme)
        self.holidays = HolidaysView(context.theme, self.today)
        self.leave = LeaveView(context.theme, self.today.year)
        self.views = QStackedWidget()
        self.view = Segments(
            context.theme,
            self.tr("What is planned"),
            (
                (self.tr("Schedules"), None),
                (self.tr("Holidays"), None),
                (self.tr("Leave"), None),
            ),
        )
        self.notice = NoticeStrip(context.theme, self.tr("Close"))
        self.new = Button(context.theme, self.tr("New schedule"), Glyph.PLUS, Kind.PRIMARY)
        self.new_holiday = Button(context.theme, self.tr("New holiday"), Glyph.PLUS, Kind.PRIMARY)
        self.new_leave = Button(context.theme, self.tr("New leave"), Glyph.PLUS, Kind.PRIMARY)
        self.imports = Button(context.theme, self.tr("Import"), Glyph.IMPORT)
        self._imports: list[tuple[int, QAction]] = []
        self._first = Offer(self.tr("Make the first schedule"), Glyph.PLUS, self._make_new)
        self._again = Offer(self.tr("Try again"), Glyph.AGAIN, self.reload)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.notices.addWidget(self.notice)
        self.action_row.addWidget(self.view)
        self._fill_imports()
        for button in (self.imports, self.new, self.new_holiday, self.new_leave):
            self.action_row.addWidget(button)
        for view in (self.plan_view, self.holidays, self.leave):
            self.views.addWidget(view)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.views)

    def _connect(self) -> None:
        self.notice.acted.connect(lambda: self.notice.say(""))
        self._context.bridge.hours_changed.connect(self._plan_changed)
        self.view.chosen.connect(lambda _place: self._show_view())
        self.new.clicked.connect(self._make_new)
        self.new_holiday.clicked.connect(lambda: self._open_holiday(self.holidays.calendar.day))
        self.new_leave.clicked.connect(self._open_leave)
        self.plan_view.edit_asked.connect(self._edit)
        self.plan_view.copy_asked.connect(self._copy)
        self.plan_view.remove_asked.connect(self._remove)
        self.plan_view.assign_asked.connect(lambda schedule: self._assign(schedule.name))
        self.plan_view.assignments.change_asked.connect(lambda old: self._assign(old.schedule, old))
        self.plan_view.assignments.remove_asked.connect(self._unassign)
        self.holidays.open_asked.connect(self._open_holiday)
        self.holidays.remove_asked.connect(self._remove_holiday)
        self.leave.year_asked.connect(lambda _year: self.reload())
        self.leave.remove_asked.connect(self._remove_leave)
        self._show_view()

    def _fill_imports(self) -> None:
        """What can be imported, each under the view that it belongs to."""
        menu = QMenu(self)
        for view, what, words in (
            (0, ImportWhat.SCHEDULES, self.tr("Schedules from a table…")),
            (0, ImportWhat.ASSIGNMENTS, self.tr("Who has which, from a table…")),
            (1, ImportWhat.COUNTRY, self.tr("A country's public holidays…")),
            (1, ImportWhat.CALENDAR, self.tr("A calendar file (iCalendar)…")),
            (2, ImportWhat.LEAVE, self.tr("Leave from a table…")),
        ):
            action = QAction(words, self)
            action.triggered.connect(partial(self._import, what))
            menu.addAction(action)
            self._imports.append((view, action))
        self.imports.setMenu(menu)

    def _import(self, what: ImportWhat) -> None:
        dialog = ImportDialog(self._context, self, what)
        dialog.applied.connect(self._saved)
        dialog.open()

    @property
    def today(self) -> date:
        """The site's day."""
        return datetime.now(UTC).astimezone(self._context.zone).date()

    def entered(self) -> None:
        """Read again: another page may have changed what is planned."""
        self._in_view = True
        self.reload()

    def left(self) -> None:
        """Nobody looks."""
        self._in_view = False

    def _plan_changed(self) -> None:
        if self._in_view:
            self.reload()

    def reload(self) -> None:
        """Read the plan in the background."""
        if self.plan is None:
            self.show_state().show_loading(self.tr("Reading the schedules…"))
        desk, year = self._context.desk, self.leave.year.year

        def read() -> Plan:
            time = desk.time
            return Plan(
                tuple(time.schedules()),
                tuple(time.assignments()),
                tuple(desk.gallery.people()),
                time.open_month(),
                tuple(time.holidays()),
                tuple(time.leave(None, date(year, 1, 1), date(year, 12, 31))),
            )

        self._context.quick.run(read, self._show, self._failed)

    def _show(self, plan: Plan) -> None:
        self.plan = plan
        self.plan_view.show_plan(plan, self._wanted, self.today)
        self._wanted = ""
        self.holidays.show_holidays(plan.holidays)
        self.leave.show_leave(plan.leave, plan.names)
        self._show_view()

    def _show_view(self) -> None:
        place = self.view.current()
        self.views.setCurrentIndex(place)
        for number, button in enumerate((self.new, self.new_holiday, self.new_leave)):
            button.setVisible(number == place)
        for view, action in self._imports:
            action.setVisible(view == place)
        if self.plan is None:
            return
        if self.plan.schedules or place:
            self.show_body()
            return
        self.show_state().show_empty(
            Glyph.CALENDAR,
            self.tr("No schedule yet"),
            self.tr("A schedule says when somebody is to work, and how hours are counted."),
            (self._first,),
        )

    def _failed(self, error: DeskAccessError) -> None:
        self.plan = None
        self.show_state().show_failed(error, (self._again,))

    def _names(self) -> list[str]:
        return [each.name for each in self.plan.schedules] if self.plan is not None else []

    def _make_new(self) -> None:
        name = unused_name(self.tr("Office hours"), self._names())
        monday = week_start(self.today, _MONDAY)
        self._open_editor(new_draft(name, self.tr("Day"), monday), None)

    def _copy(self, schedule: Schedule) -> None:
        draft = ScheduleDraft.of(schedule)
        name = unused_name(self.tr("{name}, copy").format(name=schedule.name), self._names())
        self._open_editor(replace(draft, name=name), None)

    def _edit(self, schedule: Schedule) -> None:
        self._open_editor(ScheduleDraft.of(schedule), schedule.name)

    def _open_editor(self, draft: ScheduleDraft, replaces: str | None) -> None:
        taken = frozenset(self._names()) - {replaces or ""}
        dialog = ScheduleDialog(self._context, self, draft, replaces, taken)
        dialog.made.connect(self._made)
        dialog.open()

    def _made(self, name: str) -> None:
        self._wanted = name
        self._saved()

    def _saved(self) -> None:
        self.notice.say(self.tr("Saved."), Tone.GOOD)

    def _remove(self, schedule: Schedule) -> None:
        words = self.tr("Remove the schedule {name}, and take it from all who have it")
        self._ask(words.format(name=schedule.name), (RemoveSchedule(schedule.name),))

    def _assign(self, name: str, old: Assignment | None = None) -> None:
        if self.plan is not None:
            dialog = AssignDialog(self._context, self, self.plan, name, old)
            dialog.made.connect(self._saved)
            dialog.open()

    def _unassign(self, assignment: Assignment) -> None:
        names = {} if self.plan is None else self.plan.names
        words = self.tr("Take the schedule {name} from {who}")
        who = whose_words(assignment, names)
        self._ask(words.format(name=assignment.schedule, who=who), (Unassign(assignment),))

    def _open_holiday(self, day: date) -> None:
        dialog = HolidayDialog(self._context, self, day, self.holidays.holiday(day))
        dialog.made.connect(self._saved)
        dialog.open()

    def _remove_holiday(self, holiday: Holiday) -> None:
        words = self.tr("Remove the holiday {name} of {day}")
        title = words.format(name=holiday.name, day=day_text(holiday.day))
        self._ask(title, (RemoveHoliday(holiday.day),))

    def _open_leave(self) -> None:
        if self.plan is not None:
            dialog = LeaveDialog(self._context, self, self.plan, self.leave.kinds, self.today)
            dialog.made.connect(self._saved)
            dialog.open()

    def _remove_leave(self, leave: Leave) -> None:
        names = {} if self.plan is None else self.plan.names
        who = names.get(leave.person_code, leave.person_code)
        words = self.tr("Take back {kind} of {name}, {days}")
        days = period_words(leave.first, leave.last)
        title = words.format(kind=leave.kind, name=who, days=days)
        self._ask(title, (RemoveLeave(leave.number),))

    def _ask(self, title: str, changes: Sequence[PlanChange]) -> None:
        dialog = PlanPreviewDialog(self._context, self, title, changes)
        dialog.made.connect(self._saved)
        dialog.open()
