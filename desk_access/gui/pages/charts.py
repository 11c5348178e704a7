"""The Charts page: a month's hours, lateness and presence as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout

from desk_access.attendance.charts import Charts, charts_of
from desk_access.errors import DeskAccessError
from desk_access.gui.charts.chart import Chart
from desk_access.gui.charts.hours_chart import HoursChart
from desk_access.gui.charts.lateness_chart import LatenessChart
from desk_access.gui.charts.picture import PictureForm, picture_bytes, write_picture
from desk_access.gui.charts.presence_chart import PresenceChart
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import file_dialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.moments import month_text
from desk_access.gui.view_models.sheet import month_beside, month_days
from desk_access.gui.view_models.words import people_count
from desk_access.gui.widgets.attendance_frame import AttendanceFrame
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.chart_view import ChartView
from desk_access.gui.widgets.labels import Role, card, label
from desk_access.gui.widgets.month_bar import MonthBar
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.widgets.segments import Segments
from desk_access.gui.widgets.state_view import Offer
from desk_access.gui.widgets.whose_fields import WhoseFields
from desk_access.model.person import Person


class ChartsPage(AttendanceFrame):
    """One chart at a time, of everybody, a group or one person in a month."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme,
            PageName.CHARTS,
            self.tr("Charts"),
            self.tr("A month of hours, lateness and presence at a glance."),
        )
        self._context = context
        self._asked = 0
        self._in_view = False
        self.month = self._today().replace(day=1)
        self.charts: Charts | None = None
        theme = context.theme
        self.bar = MonthBar(theme)
        self.whose = WhoseFields(theme)
        self.kind = Segments(
            theme,
            self.tr("Chart"),
            ((self.tr("Hours"), None), (self.tr("Lateness"), None), (self.tr("Presence"), None)),
        )
        self.view = ChartView(theme)
        self.summary = label("", Role.MUTED, wrap=True)
        self.notice = NoticeStrip(theme, self.tr("Close"))
        self.export = Button(theme, self.tr("Save picture"), Glyph.IMAGES)
        self._again = Offer(self.tr("Try again"), Glyph.AGAIN, self.reload)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.notices.addWidget(self.notice)
        self.action_row.addWidget(self.bar)
        self.action_row.addWidget(self.export)
        menu = QMenu(self)
        for form, words in (
            (PictureForm.PNG, self.tr("As PNG, for documents…")),
            (PictureForm.SVG, self.tr("As SVG, sharp at every size…")),
        ):
            action = QAction(words, self)
            action.triggered.connect(partial(self._ask_target, form))
            menu.addAction(action)
        self.export.setMenu(menu)
        tools = QHBoxLayout()
        tools.setSpacing(Space.M)
        tools.addWidget(self.whose, 1)
        tools.addStretch(1)
        tools.addWidget(self.kind)
        frame = card()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        inside.addWidget(self.view, 1)
        inside.addWidget(self.summary)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(tools)
        column.addWidget(frame, 1)

    def _connect(self) -> None:
        self.bar.turned.connect(lambda by: self._turn(month_beside(self.month, by)))
        self.bar.now_asked.connect(lambda: self._turn(self._today().replace(day=1)))
        self.whose.changed.connect(lambda _whose: self.reload())
        self.kind.chosen.connect(lambda _place: self._show_chart())
        self.notice.acted.connect(lambda: self.notice.say(""))
        self._context.bridge.people_changed.connect(self._read_people)
        self._context.bridge.hours_changed.connect(self._hours_changed)

    def _today(self) -> date:
        return datetime.now(UTC).astimezone(self._context.zone).date()

    def entered(self) -> None:
        """Count again: punches have come since."""
        self._in_view = True
        self._read_people()
        self.reload()

    def left(self) -> None:
        """Nobody waits for what is being counted."""
        self._in_view = False
        self._asked += 1

    def _hours_changed(self) -> None:
        if self._in_view:
            self.reload()

    def _turn(self, month: date) -> None:
        self.month = month
        self.reload()

    def _read_people(self) -> None:
        gallery = self._context.desk.gallery
        self._context.quick.run(gallery.people, self._know_people, self._failed)

    def _know_people(self, people: Sequence[Person]) -> None:
        self.whose.set_people(people)

    def reload(self) -> None:
        """Count the month in the background; of several asked for only the last is shown."""
        self._asked += 1
        asked, month, whose = self._asked, self.month, self.whose.choice
        self.bar.show_month(month, self._today())
        if self.charts is None:
            words = self.tr("Counting the hours of {month}…").format(month=month_text(month))
            self.show_state().show_loading(words)
        time, last = self._context.desk.time, month_days(month)[-1]
        self._context.hours.run(
            lambda: charts_of(time.month(month, group=whose.group, code=whose.code), month, last),
            lambda charts: self._show(charts) if asked == self._asked else None,
            lambda error: self._failed(error) if asked == self._asked else None,
        )

    def _show(self, charts: Charts) -> None:
        self.charts = charts
        self._show_chart()
        self.export.setEnabled(charts.people > 0)
        if charts.people:
            self.show_body()
            return
        self.show_state().show_empty(
            Glyph.CHARTS,
            self.tr("Nothing to draw yet"),
            self.tr("As soon as somebody has worked, their hours are drawn here."),
        )

    def _chart(self, charts: Charts) -> Chart:
        place = self.kind.current()
        if place == 0:
            return HoursChart(charts.hours)
        if place == 1:
            return LatenessChart(charts.lateness)
        return PresenceChart(charts.presence, charts.weekdays)

    def heading(self) -> str:
        """What the chart in view is called."""
        kind = (
            self.tr("Hours by day"),
            self.tr("Lateness"),
            self.tr("Presence by weekday and hour"),
        )[self.kind.current()]
        words = self.tr("{chart}: {who}, {month}")
        who = self.whose.choice.name or self.tr("Everybody")
        return words.format(chart=kind, who=who, month=month_text(self.month))

    def _show_chart(self) -> None:
        if self.charts is None:
            return
        chart = self._chart(self.charts)
        self.view.show_chart(chart, self.heading())
        people = people_count(self.charts.people)
        self.summary.setText(f"{people}. {chart.summary()}")

    def _failed(self, error: DeskAccessError) -> None:
        self.charts = None
        self.show_state().show_failed(error, (self._again,))

    def _ask_target(self, form: PictureForm) -> None:
        dialog = file_dialog(self, self.tr("Save the chart"), QFileDialog.FileMode.AnyFile)
        dialog.selectFile(f"{self.heading().replace(':', ',')}.{form.value}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form.value)
        dialog.setNameFilter(f"{form.value.upper()} (*.{form.value})")
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path), form))
        dialog.open()

    def save_to(self, target: Path, form: PictureForm) -> None:
        """Write the chart in view as a picture, in the looks of the window."""
        chart = self.view.chart
        if chart is None:
            return
        made = picture_bytes(chart, self.heading(), self._context.theme.tokens, form)
        words = self.tr("The chart was saved as {file}.").format(file=target)
        self._context.chores.run(
            lambda: write_picture(made, target),
            lambda _none: self.notice.say(words, Tone.GOOD),
            self._tell,
        )

    def _tell(self, error: DeskAccessError) -> None:
        self.notice.say(str(error), Tone.REFUSED)
