"""The frame of the pages of Attendance: above the title one goes from one to another."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.widgets.page_frame import PageFrame
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.widgets.segments import Segments

translate = QCoreApplication.translate


def parts_of_attendance() -> dict[PageName, tuple[str, Glyph]]:
    """The pages of Attendance in their order, with word and icon. The rail leads to the first."""
    return {
        PageName.TODAY: (translate("Attendance", "Today"), Glyph.PEOPLE),
        PageName.TIMESHEET: (translate("Attendance", "Timesheet"), Glyph.TABLE),
        PageName.SCHEDULES: (translate("Attendance", "Schedules"), Glyph.CALENDAR),
        PageName.CHARTS: (translate("Attendance", "Charts"), Glyph.CHARTS),
    }


class AttendanceFrame(PageFrame):
    """A page of Attendance. ``part_asked`` carries the other page that was chosen."""

    part_asked = Signal(PageName)

    def __init__(self, theme: Theme, part: PageName, title: str, purpose: str) -> None:
        super().__init__(theme, title, purpose)
        names = list(parts_of_attendance())
        own = names.index(part)
        self.parts = Segments(
            theme, translate("Attendance", "Attendance"), list(parts_of_attendance().values())
        )
        self.parts.choose(own)

        def ask(place: int) -> None:
            if place != own:
                self.parts.choose(own)  # This page stays what it is; another comes into view.
                self.part_asked.emit(names[place])

        self.parts.chosen.connect(ask)
        self.page.insertWidget(0, self.parts, 0, Qt.AlignmentFlag.AlignLeft)
