"""What can be changed from the timesheet: corrections, approvals, closing a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.approvals import ApprovalsDialog
from desk_access.gui.dialogs.confirm import ConfirmDialog
from desk_access.gui.dialogs.correct import (
    CorrectionDialog,
    ask_for_punch,
    ask_for_trip,
    ask_to_excuse,
    ask_to_ignore,
    ask_to_turn,
)
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.day_story import DayDetails
from desk_access.gui.view_models.moments import month_text, number_text
from desk_access.gui.widgets.day_panel import DayPanel
from desk_access.model.closing import ClosedMonth
from desk_access.model.correction import Correction, NewCorrection, Standing


class TimesheetChanges(QObject):
    """Opens the dialogs and makes the changes, one after the other.

    ``changed`` carries whose hours read otherwise now, "" for everybody; ``said`` what became of a
    change, with its tone. GUI thread only.
    """

    changed = Signal(str)
    said = Signal(str, object)

    def __init__(self, context: Context, page: QWidget, panel: DayPanel) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._panel = panel
        panel.add.connect(
            lambda direction: self._ask(
                lambda details: ask_for_punch(context, page, details, direction)
            )
        )
        panel.turn.connect(
            lambda number, direction: self._ask(
                lambda details: ask_to_turn(context, page, details, number, direction)
            )
        )
        panel.ignore.connect(
            lambda number: self._ask(lambda details: ask_to_ignore(context, page, details, number))
        )
        panel.excuse.connect(
            lambda: self._ask(lambda details: ask_to_excuse(context, page, details))
        )
        panel.trip.connect(lambda: self._ask(lambda details: ask_for_trip(context, page, details)))
        time, who = context.desk.time, context.operator
        panel.decided.connect(
            lambda number, approve: self._decide(lambda: time.decide(number, approve, who))
        )
        panel.withdrawn.connect(lambda number: self._decide(lambda: time.withdraw(number, who)))

    def _ask(self, make: Callable[[DayDetails], CorrectionDialog]) -> None:
        if self._panel.details is not None:
            dialog = make(self._panel.details)
            dialog.given.connect(self.propose)
            dialog.open()

    def propose(self, asked: NewCorrection, who: str) -> None:
        """Keep a correction; it counts at once where nobody else has to approve it."""
        time = self._context.desk.time
        self._decide(lambda: time.propose(asked, who))

    def _decide(self, change: Callable[[], Correction]) -> None:
        self._context.chores.run(change, self._decided, self._failed)

    def _decided(self, correction: Correction) -> None:
        words = {
            Standing.PROPOSED: self.tr("Kept. It counts once somebody else approved it."),
            Standing.APPROVED: self.tr("Kept. The hours are counted with it."),
            Standing.REJECTED: self.tr("Rejected. The hours stay as they are."),
            Standing.WITHDRAWN: self.tr("Withdrawn. The hours are counted without it."),
        }[correction.standing]
        self.changed.emit(correction.asked.person_code)
        self.said.emit(words, Tone.GOOD)

    def _failed(self, error: DeskAccessError) -> None:
        self.said.emit(str(error), Tone.REFUSED)

    def show_approvals(self) -> None:
        """The corrections that wait."""
        dialog = ApprovalsDialog(self._context, self._page)
        dialog.changed.connect(self.changed.emit)
        dialog.open()

    def ask_to_close(self, month: date, problems: int, waiting: int) -> None:
        """Say what closing means and what is still open, and close when that is confirmed."""
        name = month_text(month)
        parts = [
            self.tr(
                "What everybody worked is kept as it reads now: that is what is paid. A later"
                " correction does not change it. It shows as a difference, and a month that is"
                " still open carries it. A closed month cannot be opened again."
            )
        ]
        if problems:
            words = self.tr("Days that nobody settled: {count}.")
            parts.append(words.format(count=number_text(problems)))
        if waiting:
            words = self.tr("Corrections that wait for approval: {count}.")
            parts.append(words.format(count=number_text(waiting)))
        dialog = ConfirmDialog(
            self._context.theme,
            self._page,
            self.tr("Close {month}?").format(month=name),
            "\n\n".join(parts),
            self.tr("Close the month"),
            Glyph.CLOSED,
            self.tr("Leave it open"),
        )
        dialog.confirmed.connect(lambda: self._close(month))
        dialog.open()

    def _close(self, month: date) -> None:
        time, who = self._context.desk.time, self._context.operator
        self._context.chores.run(
            lambda: time.close_month(month, who), self._month_closed, self._failed
        )

    def _month_closed(self, closed: ClosedMonth) -> None:
        words = self.tr("{month} is closed.").format(month=month_text(closed.month))
        self.changed.emit("")
        self.said.emit(words, Tone.GOOD)
