"""The Today page: who is in, late, missing, gone or on leave, as it is this minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.roll_call import RollCallDialog
from desk_access.gui.pages.day_explainer import DayExplainer
from desk_access.gui.pages.timesheet_changes import TimesheetChanges
from desk_access.gui.tables.board_model import BoardModel
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.board import Board, BoardChoice, board_rows
from desk_access.gui.view_models.moments import clock_text
from desk_access.gui.view_models.roll_call import RollCall
from desk_access.gui.widgets.attendance_frame import AttendanceFrame
from desk_access.gui.widgets.board_view import BoardView
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.day_panel import DayPanel
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.presence_tiles import PresenceTiles
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.widgets.state_view import Offer, StateView
from desk_access.model.presence import PersonToday
from desk_access.model.status import Sighting
from desk_access.model.timesheet import DayKind

_CALM_MS = 400
_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True, eq=False)
class BoardRead:
    """What was read for the board: everybody, and the ``person_id`` by code, for pictures."""

    board: Board
    ids: Mapping[str, int]


class TodayPage(AttendanceFrame):
    """Reads the board when it is entered, each minute, and soon after a punch."""

    enrol_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme,
            PageName.TODAY,
            self.tr("Today"),
            self.tr("Who is in, who is late and who is missing, as it is this minute."),
        )
        self._context = context
        self._read: BoardRead | None = None
        self._in_view = False
        self.model = BoardModel(context.pictures.picture, self)
        self.view = BoardView(context.theme, self.model)
        self.tiles = PresenceTiles(context.theme)
        self.search = QLineEdit()
        self._search_icon = QAction(self)
        self.groups = QComboBox()
        self.notice = NoticeStrip(context.theme, self.tr("Try again"))
        self.hint = NoticeStrip(context.theme, self.tr("Make a schedule"))
        self.panel = DayPanel(context.theme)
        self.panel.hide()
        self._explainer = DayExplainer(context, self.panel)
        self._chosen: PersonToday | None = None
        self.changes = TimesheetChanges(context, self, self.panel)
        self._as_of = label("", Role.MUTED)
        self._nobody = StateView(context.theme)
        # Several punches in a row are read once.
        self._calm = QTimer(self, interval=_CALM_MS, singleShot=True)
        self._minute = QTimer(self, interval=_MINUTE_MS)
        self._roll: RollCall | None = None
        self.fire = Button(context.theme, self.tr("Fire roll call"), Glyph.FIRE, Kind.PRIMARY)
        self._again = Offer(self.tr("Try again"), Glyph.AGAIN, self.reload)
        self._everybody = Offer(self.tr("Show everybody"), Glyph.PEOPLE, self.show_everybody)
        self._enrol = Offer(self.tr("Enrol somebody"), Glyph.ENROL, self.enrol_asked.emit)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(self.tr("Search name, code or group"))
        self.search.setAccessibleName(self.tr("Search people"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(300)
        self.search.addAction(self._search_icon, QLineEdit.ActionPosition.LeadingPosition)
        self.groups.setAccessibleName(self.tr("Group"))
        self.groups.setMinimumWidth(160)
        tools = QHBoxLayout()
        tools.setSpacing(Space.M)
        tools.addWidget(self.search, 1000)
        tools.addWidget(self.groups)
        tools.addStretch(1)
        tools.addWidget(self._as_of)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.tiles)
        column.addLayout(tools)
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addWidget(self.view, 1)
        row.addWidget(self._nobody, 1)
        row.addWidget(self.panel)
        column.addLayout(row, 1)
        self._nobody.hide()
        self.notices.addWidget(self.notice)
        self.notices.addWidget(self.hint)
        self.fire.setProperty("touch", True)
        self.fire.setEnabled(False)
        self.action_row.addWidget(self.fire)
        self._dress()

    def _connect(self) -> None:
        context = self._context
        context.theme.changed.connect(self._dress)
        # Painted, and not told by the model: a list lays all its items out for that.
        context.pictures.loaded.connect(lambda _person: self.view.viewport().update())
        context.bridge.sighting.connect(self._sighted)
        context.bridge.people_changed.connect(self._changed)
        self.fire.clicked.connect(self.call_roll)
        self._calm.timeout.connect(self.reload)
        self._minute.timeout.connect(self.reload)
        self.notice.acted.connect(self.reload)
        self.hint.acted.connect(lambda: self.part_asked.emit(PageName.SCHEDULES))
        self.tiles.changed.connect(lambda _presence: self._show_rows())
        self.search.textChanged.connect(lambda _words: self._show_rows())
        self.groups.currentIndexChanged.connect(lambda _place: self._show_rows())
        self.view.chosen.connect(self._explain)
        self.panel.closed.connect(self._close_panel)
        self.changes.changed.connect(lambda _code: self._changed())
        self.changes.said.connect(lambda words, tone: self.panel.tell(words, tone))
        close = QShortcut(QKeySequence("Escape"), self)
        close.activated.connect(self._close_panel)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.search.setFocus)

    def _dress(self) -> None:
        self._search_icon.setIcon(self._context.theme.icon(Glyph.SEARCH, Tone.MUTED))

    def entered(self) -> None:
        """Read the board, and go on reading it each minute."""
        self._in_view = True
        self._minute.start()
        self.reload()

    def left(self) -> None:
        """Nobody looks: read nothing."""
        self._in_view = False
        self._minute.stop()
        self._calm.stop()

    def close_page(self) -> None:
        """The window closes."""
        self.left()

    def reload(self) -> None:
        """Read the board in the background; what is shown stays until the new one is there."""
        if self._read is None:
            self.show_state().show_loading(self.tr("Looking who is in…"))
        desk = self._context.desk

        def read() -> BoardRead:
            board = Board(tuple(desk.time.today()), self._now())
            return BoardRead(board, {each.code: each.person_id for each in desk.gallery.people()})

        self._context.hours.run(read, self._show, self._failed)

    def _now(self) -> datetime:
        return datetime.now(UTC)

    def _show(self, read: BoardRead) -> None:
        self._read = read
        self.notice.say("")
        self.fire.setEnabled(bool(read.board.people))
        if not read.board.people:
            self.show_state().show_empty(
                Glyph.ATTENDANCE,
                self.tr("Nobody is enrolled yet"),
                self.tr("Everyone who is enrolled stands here: in, late, missing or gone."),
                (self._enrol,),
            )
            return
        self._as_of.setText(
            self.tr("As of {time}").format(time=clock_text(read.board.at, self._context.zone))
        )
        planned = any(each.day.kind is not DayKind.UNPLANNED for each in read.board.people)
        hint = self.tr("Nobody has a schedule, so nobody can be late or missing.")
        self.hint.say("" if planned else hint)
        self.tiles.show_counts(read.board)
        self._show_groups(read.board.groups())
        self._show_rows()
        if self._chosen is not None:
            self._explain(self._chosen)
        self.show_body()

    def _show_groups(self, groups: Sequence[str]) -> None:
        """Keep the list of groups as it is while the same groups are there."""
        shown = [self.groups.itemData(place) for place in range(1, self.groups.count())]
        if shown == list(groups):
            return
        chosen = self.groups.currentData()
        self.groups.blockSignals(True)
        self.groups.clear()
        self.groups.addItem(self.tr("All groups"), None)
        for group in groups:
            self.groups.addItem(group or self.tr("Without a group"), group)
        self.groups.setCurrentIndex(max(0, self.groups.findData(chosen)))
        self.groups.blockSignals(False)
        self.groups.setVisible(len(groups) > 1)

    @property
    def choice(self) -> BoardChoice:
        """What of the board is shown."""
        return BoardChoice(
            self.tiles.presence, self.groups.currentData(), self.search.text().strip()
        )

    def show_everybody(self) -> None:
        """Take every filter back."""
        self.search.clear()
        self.groups.setCurrentIndex(0)
        self.tiles.choose(None)

    def _show_rows(self) -> None:
        if self._read is None:
            return
        board = self._read.board
        rows = board_rows(board, self.choice)
        self.model.show_rows(rows, self._read.ids, board.at)
        self.view.setVisible(bool(rows))
        self._nobody.setVisible(not rows)
        if not rows:
            self._nobody.show_empty(
                Glyph.SEARCH,
                self.tr("Nobody is like this now"),
                self.tr("Nobody fits what is chosen above."),
                (self._everybody,),
            )

    def _failed(self, error: DeskAccessError) -> None:
        """Without a board say so; else leave the last one there: in a fire it is what there is."""
        if self._read is None or not self._read.board.people:
            self.show_state().show_failed(error, (self._again,))
            return
        words = self.tr("{error} What you see is of {time}.")
        time = clock_text(self._read.board.at, self._context.zone)
        self.notice.say(words.format(error=error, time=time), Tone.REFUSED)

    def _explain(self, person: PersonToday) -> None:
        """Show the working day that the person is in."""
        self._chosen = person
        self.panel.show()
        self._explainer.explain(person.code, person.name, person.day.day)

    def _close_panel(self) -> None:
        self._chosen = None
        self._explainer.forget()
        self.panel.hide()
        self.view.setFocus()

    def call_roll(self) -> None:
        """Show who is inside, from what was read last: it needs neither network nor database.

        A call in which somebody was ticked off goes on until it is begun anew.
        """
        if self._read is None:
            return
        if self._roll is None or not self._roll.found:
            self._roll = RollCall(self._read.board)
        dialog = RollCallDialog(self._context, self, self._roll)
        dialog.anew_asked.connect(lambda: self._begin_anew(dialog))
        dialog.open()

    def _begin_anew(self, dialog: RollCallDialog) -> None:
        if self._read is not None:
            self._roll = RollCall(self._read.board)
            dialog.show_roll(self._roll)

    def _sighted(self, sighting: Sighting) -> None:
        if sighting.punch is not None:
            self._changed()

    def _changed(self) -> None:
        if self._in_view:
            self._calm.start()
