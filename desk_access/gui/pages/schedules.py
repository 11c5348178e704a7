"""The Schedules page: when people are to work, holidays, and leave."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.widgets.attendance_frame import AttendanceFrame
from desk_access.gui.widgets.labels import card
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.widgets.state_view import Offer
from desk_access.model.schedule import Schedule


class SchedulesPage(AttendanceFrame):
    """The schedules in a list."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme,
            PageName.SCHEDULES,
            self.tr("Schedules, holidays and leave"),
            self.tr("When people are to work, and the rules by which their hours are counted."),
        )
        self._context = context
        self.schedules: tuple[Schedule, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Schedules"))
        self._again = Offer(self.tr("Try again"), Glyph.AGAIN, self.reload)
        frame = card()
        QVBoxLayout(frame).addWidget(self.list)
        row = QHBoxLayout(self.body)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(frame)

    def entered(self) -> None:
        """Read again: another page may have changed them."""
        self.reload()

    def reload(self) -> None:
        """Read the schedules in the background."""
        desk = self._context.desk
        self._context.quick.run(lambda: desk.time.schedules(), self._show, self._failed)

    def _show(self, schedules: Sequence[Schedule]) -> None:
        self.schedules = tuple(schedules)
        self.list.clear()
        self.list.addItems([each.name for each in schedules])
        if schedules:
            self.show_body()
        else:
            self.show_state().show_empty(
                Glyph.CALENDAR,
                self.tr("No schedule yet"),
                self.tr("A schedule says when somebody is to work, and how hours are counted."),
            )

    def _failed(self, error: DeskAccessError) -> None:
        self.show_state().show_failed(error, (self._again,))
