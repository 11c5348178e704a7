"""Asks for a correction: what it changes, why, and who says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from desk_access.attendance.local_times import Fold, check_hours, moment_at, moments_of
from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.day_story import DayDetails
from desk_access.gui.view_models.moments import day_text, long_day_text
from desk_access.gui.view_models.words import direction_word
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, indent, label
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.segments import Segments
from desk_access.model.calendar import Hours
from desk_access.model.correction import (
    AddPunch,
    Change,
    Excuse,
    IgnorePunch,
    NewCorrection,
    Trip,
    TurnPunch,
)
from desk_access.model.punch import Direction
from desk_access.model.timesheet import moment

_TIME_WIDTH = 120
_DIRECTIONS = (Direction.IN, Direction.OUT)


class CorrectionDialog(Dialog):
    """Emits ``given`` with the correction and who makes it, once there is a reason."""

    given = Signal(NewCorrection, str)

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        details: DayDetails,
        question: str,
        follows: str,
        what: Callable[[], Change],
        field: QWidget | None = None,
    ) -> None:
        super().__init__(parent, question)
        self._details = details
        self._what = what
        theme = context.theme
        self.notice = NoticeStrip(theme)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("Forgot to punch, saw the doctor, …"))
        self.reason.setMaxLength(300)
        self.who = QLineEdit(context.operator)
        self.save = Button(theme, self.tr("Save the correction"), Glyph.CHECK, Kind.PRIMARY)
        self.save.setDefault(True)
        self.save.clicked.connect(self._give)
        for line in (self.reason, self.who):
            line.textChanged.connect(self._look)
        self._lay_out(theme, question, follows, field)
        self._look()
        (field or self.reason).setFocus()

    def _lay_out(self, theme: Theme, question: str, follows: str, field: QWidget | None) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(Space.M)
        if field is not None:
            form.addRow(field)
        form.addRow(self.tr("&Reason"), self.reason)
        form.addRow(self.tr("Entered &by"), self.who)
        cancel = Button(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save)
        whose = f"{self._details.name} · {long_day_text(self._details.day)}"
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(label(question, Role.HEADING, wrap=True))
        layout.addWidget(label(whose, Role.STRONG))
        layout.addWidget(label(follows, Role.MUTED, wrap=True))
        layout.addWidget(self.notice)
        layout.addLayout(form)
        layout.addLayout(buttons)
        self.setMinimumWidth(520)

    def _look(self) -> None:
        self.save.setEnabled(bool(self.reason.text().strip() and self.who.text().strip()))

    def _give(self) -> None:
        details = self._details
        try:
            change = self._what()
        except DeskAccessError as error:
            self.notice.say(str(error), Tone.REFUSED)
            return
        asked = NewCorrection(details.code, details.day, change, self.reason.text().strip())
        self.accept()
        self.given.emit(asked, self.who.text().strip())


class PunchField(QWidget):
    """When somebody came or went, on the day or the one after it, by the clock of the site."""

    def __init__(self, theme: Theme, details: DayDetails, direction: Direction) -> None:
        super().__init__()
        self._details = details
        self.direction = Segments(
            theme,
            self.tr("In or out"),
            tuple(
                (direction_word(each), Glyph.IN if each is Direction.IN else Glyph.OUT)
                for each in _DIRECTIONS
            ),
        )
        self.direction.choose(_DIRECTIONS.index(direction))
        self.time = _time_field(self.tr("Time"), _likely(details, direction))
        self.day = QComboBox()
        self.day.setAccessibleName(self.tr("Day"))
        for offset, words in ((0, self.tr("same day, {day}")), (1, self.tr("day after, {day}"))):
            day = details.day + timedelta(days=offset)
            self.day.addItem(words.format(day=day_text(day)), day)
        self.day.setCurrentIndex(_days_later(details, direction))
        self.fold = QComboBox()
        self.fold.setAccessibleName(self.tr("Which time"))
        self.fold.setPlaceholderText(self.tr("The clock was put back: which time?"))
        self.time.timeChanged.connect(self._look)
        self.day.currentIndexChanged.connect(self._look)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.direction)
        row.addWidget(self.time)
        row.addWidget(self.day, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(row)
        column.addWidget(self.fold)
        self._look()
        self.setFocusProxy(self.time)

    def change(self) -> AddPunch:
        """The punch that was missed."""
        zone = self._details.readings.corrected.zone
        # Qt gives a string back.
        fold = Fold(self.fold.currentData()) if self.fold.currentIndex() >= 0 else None
        at = moment_at(self.day.currentData(), _time_of(self.time), zone, fold)
        return AddPunch(at, _DIRECTIONS[self.direction.current()], zone)

    def _look(self) -> None:
        """Ask which one is meant of a time that comes twice; none is chosen beforehand."""
        zone = self._details.readings.corrected.zone
        found = moments_of(self.day.currentData(), _time_of(self.time), zone)
        self.fold.clear()
        names = (self.tr("the first time, UTC{offset}"), self.tr("the second time, UTC{offset}"))
        for fold, at, words in zip(Fold, found, names, strict=False):
            offset = f"{at.astimezone(ZoneInfo(zone)):%z}"
            self.fold.addItem(words.format(offset=f"{offset[:3]}:{offset[3:]}"), fold)
        self.fold.setCurrentIndex(-1)
        self.fold.setVisible(len(found) > 1)


class TripField(QWidget):
    """The whole day, or some hours of it."""

    def __init__(self, details: DayDetails) -> None:
        super().__init__()
        self._details = details
        self.whole = QCheckBox(self.tr("The whole day, as it was planned"))
        self.whole.setChecked(True)
        self.start = _time_field(self.tr("From"), _likely(details, Direction.IN))
        self.end = _time_field(self.tr("Until"), _likely(details, Direction.OUT))
        self.whole.toggled.connect(self._look)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        for widget in (label(self.tr("or only")), self.start, label("–"), self.end):
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.whole)
        column.addLayout(row)
        self.setFocusProxy(self.whole)
        if not details.readings.corrected.planned:
            self.whole.setChecked(False)
            self.whole.setEnabled(False)
        self._look()

    def _look(self) -> None:
        for field in (self.start, self.end):
            field.setEnabled(not self.whole.isChecked())

    def change(self) -> Trip:
        """The business trip."""
        if self.whole.isChecked():
            return Trip(self._details.day)
        day, zone = self._details.day, self._details.readings.corrected.zone
        hours = Hours(_time_of(self.start), _time_of(self.end))
        check_hours(hours, day, day, zone)
        return Trip(day, hours)


def ask_for_punch(
    context: Context, parent: QWidget, details: DayDetails, direction: Direction | None
) -> CorrectionDialog:
    """A missing punch; ``direction`` None: the one that the last punch does not have."""
    marks = details.readings.corrected.marks
    came = bool(marks) and marks[-1].direction is Direction.IN
    likely = direction or (Direction.OUT if came else Direction.IN)
    field = PunchField(context.theme, details, likely)
    tr = parent.tr
    return CorrectionDialog(
        context,
        parent,
        details,
        tr("Add a punch that was missed"),
        tr("It stands beside the log, which stays as it is, and names who entered it."),
        field.change,
        field,
    )


def ask_to_turn(
    context: Context, parent: QWidget, details: DayDetails, sequence: int, direction: Direction
) -> CorrectionDialog:
    """A punch was in the other direction."""
    question = parent.tr("Count this punch as {direction}?")
    return CorrectionDialog(
        context,
        parent,
        details,
        question.format(direction=direction_word(direction)),
        parent.tr("The log keeps it as it was recorded; the hours are counted with this."),
        lambda: TurnPunch(sequence, direction),
    )


def ask_to_ignore(
    context: Context, parent: QWidget, details: DayDetails, sequence: int
) -> CorrectionDialog:
    """A punch does not count."""
    return CorrectionDialog(
        context,
        parent,
        details,
        parent.tr("Leave this punch out of the hours?"),
        parent.tr("The log keeps it; the hours are counted as if it were not there."),
        lambda: IgnorePunch(sequence),
    )


def ask_to_excuse(context: Context, parent: QWidget, details: DayDetails) -> CorrectionDialog:
    """Lateness, leaving early, absence or undertime is excused."""
    return CorrectionDialog(
        context,
        parent,
        details,
        parent.tr("Excuse what was missed on this day?"),
        parent.tr("Late, early and absent minutes and undertime are excused. No hours come of it."),
        lambda: Excuse(details.day),
    )


def ask_for_trip(context: Context, parent: QWidget, details: DayDetails) -> CorrectionDialog:
    """They worked elsewhere, without a punch."""
    field = TripField(details)
    return CorrectionDialog(
        context,
        parent,
        details,
        parent.tr("Enter a business trip"),
        parent.tr("What was due counts as worked, beside what was punched."),
        field.change,
        field,
    )


def _time_field(name: str, at: time) -> QTimeEdit:
    field = QTimeEdit(QTime(at.hour, at.minute))
    field.setAccessibleName(name)
    indent(field, _TIME_WIDTH)
    return field


def _time_of(field: QTimeEdit) -> time:
    at = field.time()
    return time(at.hour(), at.minute())


def _planned(details: DayDetails, direction: Direction) -> datetime | None:
    """When the plan begins or ends, by the clock of the site."""
    frames: Sequence[tuple[int, int]] = details.readings.corrected.planned
    if not frames:
        return None
    minute = frames[0][0] if direction is Direction.IN else frames[-1][1]
    return moment(minute, details.zone.key)


def _likely(details: DayDetails, direction: Direction) -> time:
    planned = _planned(details, direction)
    if planned is None:
        return time(9) if direction is Direction.IN else time(18)
    return planned.time()


def _days_later(details: DayDetails, direction: Direction) -> int:
    planned = _planned(details, direction)
    return 0 if planned is None else min(1, max(0, (planned.date() - details.day).days))
