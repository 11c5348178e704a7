"""Reads a day in the background and shows it in its panel, the pictures of its moments after it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.day_reader import read_day, read_pictures
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.day_story import DayDetails
from desk_access.gui.view_models.moments import long_day_text
from desk_access.gui.widgets.day_panel import DayPanel


class DayExplainer(QObject):
    """Of several days asked for only the last one is shown. GUI thread only."""

    def __init__(self, context: Context, panel: DayPanel) -> None:
        super().__init__(panel)
        self._context = context
        self._panel = panel
        self._wanted: tuple[str, date] | None = None

    def explain(self, code: str, name: str, day: date) -> None:
        """Read somebody's day and show it."""
        desk = self._context.desk
        self._wanted = (code, day)
        self._panel.show_loading(name, long_day_text(day))
        self._context.quick.run(lambda: read_day(desk, code, name, day), self._show, self._tell)

    def forget(self) -> None:
        """Nobody waits for a day any more."""
        self._wanted = None

    def _show(self, details: DayDetails) -> None:
        if self._wanted != (details.code, details.day):
            return
        if self._panel.details is not None and self._panel.details.tells_as(details):
            return  # Nothing under somebody's hand is built anew for nothing.
        self._panel.show_details(details)
        desk = self._context.desk
        self._context.quick.run(
            lambda: read_pictures(desk, details),
            lambda pictures: self._show_pictures(details, pictures),
            self._tell,
        )

    def _show_pictures(self, details: DayDetails, pictures: dict[int, QImage]) -> None:
        if self._panel.details is details:
            self._panel.show_pictures(pictures)

    def _tell(self, error: DeskAccessError) -> None:
        self._panel.tell(str(error), Tone.REFUSED)
