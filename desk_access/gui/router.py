"""Goes from page to page; makes each when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from desk_access.gui.context import Context
from desk_access.gui.pages.calibration import CalibrationPage
from desk_access.gui.pages.charts import ChartsPage
from desk_access.gui.pages.enrol import EnrolPage
from desk_access.gui.pages.live import LivePage
from desk_access.gui.pages.log import LogPage
from desk_access.gui.pages.people import PeoplePage
from desk_access.gui.pages.schedules import SchedulesPage
from desk_access.gui.pages.settings import SettingsPage
from desk_access.gui.pages.timesheet import TimesheetPage
from desk_access.gui.pages.today import TodayPage
from desk_access.gui.pages.visitors import VisitorsPage
from desk_access.gui.widgets.attendance_frame import AttendanceFrame
from desk_access.gui.widgets.page_frame import PageFrame
from desk_access.gui.widgets.rail import PageName, Rail


class Router(QObject):
    """Owns the pages. ``full_screen`` is the Live page's wish. GUI thread only."""

    full_screen = Signal(bool)

    def __init__(self, context: Context, stack: QStackedWidget, rail: Rail) -> None:
        super().__init__(stack)
        self._context = context
        self._stack = stack
        self._rail = rail
        self._pages: dict[PageName, PageFrame] = {}
        self._current: PageFrame | None = None
        self._attendance = PageName.TODAY
        self._makers: dict[PageName, Callable[[], PageFrame]] = {
            PageName.LIVE: self._make_live,
            PageName.PEOPLE: self._make_people,
            PageName.ENROL: self._make_enrol,
            PageName.VISITORS: lambda: VisitorsPage(context),
            PageName.LOG: lambda: LogPage(context),
            PageName.TODAY: self._make_today,
            PageName.TIMESHEET: self._make_timesheet,
            PageName.SCHEDULES: lambda: self._part(SchedulesPage(context)),
            PageName.CHARTS: lambda: self._part(ChartsPage(context)),
            PageName.SETTINGS: self._make_settings,
            PageName.CALIBRATION: self._make_calibration,
        }
        rail.chosen.connect(self._chosen)

    def page(self, name: PageName) -> PageFrame:
        """The page, made when it is first asked for."""
        if name not in self._pages:
            made = self._makers[name]()
            self._pages[name] = made
            self._stack.addWidget(made)
        return self._pages[name]

    def go(self, name: PageName) -> PageFrame:
        """Bring a page into view."""
        page = self.page(name)
        self._rail.show_page(name)
        if isinstance(page, AttendanceFrame):
            self._attendance = name
        if page is not self._current:
            if self._current is not None:
                self._current.left()
            self._current = page
            self._stack.setCurrentWidget(page)
            page.entered()
        return page

    def _chosen(self, name: PageName) -> None:
        """The rail's Attendance leads to the one of its pages that was looked at last."""
        self.go(self._attendance if name is PageName.TODAY else name)

    def return_to_page(self) -> None:
        """Bring the page back that something else was shown in place of."""
        if self._current is not None:
            self._stack.setCurrentWidget(self._current)

    def close_pages(self) -> None:
        """The window closes."""
        for page in self._pages.values():
            page.close_page()

    def _part(self, page: AttendanceFrame) -> AttendanceFrame:
        page.part_asked.connect(self.go)
        return page

    def _make_live(self) -> LivePage:
        page = LivePage(self._context)
        page.enrol_asked.connect(self._enrol)
        page.person_asked.connect(self._show_person)
        page.full_screen.connect(self.full_screen.emit)
        return page

    def _make_people(self) -> PeoplePage:
        page = PeoplePage(self._context)
        page.enrol_asked.connect(lambda: self._enrol(""))
        return page

    def _make_enrol(self) -> EnrolPage:
        page = EnrolPage(self._context)
        page.person_asked.connect(self._show_person)
        return page

    def _make_today(self) -> AttendanceFrame:
        page = TodayPage(self._context)
        page.enrol_asked.connect(lambda: self._enrol(""))
        return self._part(page)

    def _make_timesheet(self) -> AttendanceFrame:
        page = TimesheetPage(self._context)
        page.enrol_asked.connect(lambda: self._enrol(""))
        return self._part(page)

    def _make_settings(self) -> SettingsPage:
        page = SettingsPage(self._context)
        page.calibration_asked.connect(lambda: self.go(PageName.CALIBRATION))
        return page

    def _make_calibration(self) -> CalibrationPage:
        page = CalibrationPage(self._context)
        page.back.connect(lambda: self.go(PageName.SETTINGS))
        return page

    def _enrol(self, camera: str) -> None:
        page = self.go(PageName.ENROL)
        if isinstance(page, EnrolPage):
            page.start_at(camera)

    def _show_person(self, code: str) -> None:
        page = self.go(PageName.PEOPLE)
        if isinstance(page, PeoplePage):
            page.show_person(code)
