"""The Calibration page: what the enrolled people say about the threshold."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk_access.config import CalibrationSettings
from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.calibration_words import (
    alike_words,
    caution,
    meaning,
    standing,
    suspicious_words,
)
from desk_access.gui.view_models.rate_words import RATES, nearest_notch, rate_words
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import Role, card, label, scroll_area
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.page_frame import PageFrame
from desk_access.gui.widgets.score_plot import ScorePlot
from desk_access.gui.widgets.segments import Segments
from desk_access.gui.widgets.state_view import Offer
from desk_access.service.site_study import SiteStudy
from desk_access.vision.site_calibration import AlikePair

_LIST_WIDTH = 340


class CalibrationPage(PageFrame):
    """``back`` leads to the settings, from where one came."""

    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme,
            self.tr("Calibration"),
            self.tr("How your own people score, and the threshold that follows from it."),
        )
        self._context = context
        self.study: SiteStudy | None = None
        self._asked = 0
        theme = context.theme
        self.rates = Segments(
            theme,
            self.tr("Strangers that may pass"),
            [(rate_words(rate), None) for rate in RATES],
        )
        self.plot = ScorePlot(theme)
        self.meaning: QLabel = label("", Role.LARGE, wrap=True)
        self._caution: QLabel = label("", Role.MUTED, wrap=True)
        self._standing: QLabel = label("", Role.BODY, wrap=True)
        self.notice = NoticeStrip(theme)
        self.apply = Button(theme, self.tr("Use this calibration"), Glyph.CHECK, Kind.PRIMARY)
        self.undo = Button(theme, self.tr("Back to the recogniser's own"), Glyph.AGAIN)
        self.leave = Button(theme, self.tr("Settings"), Glyph.LEFT)
        self._lists = QVBoxLayout()
        self._again = (Offer(self.tr("Try again"), Glyph.AGAIN, self.entered),)
        self._lay_out()
        self.rates.chosen.connect(lambda _place: self._ask())
        self.apply.clicked.connect(self._apply)
        self.undo.clicked.connect(lambda: self._calibrate(CalibrationSettings()))
        self.leave.clicked.connect(self.back.emit)

    def _lay_out(self) -> None:
        for button in (self.leave, self.undo, self.apply):
            self.action_row.addWidget(button)
        self.notices.addWidget(self.notice)
        frame: QFrame = card()
        left = QVBoxLayout(frame)
        left.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        left.setSpacing(Space.M)
        rate = QHBoxLayout()
        rate.setSpacing(Space.M)
        rate.addWidget(label(self.tr("Strangers that may pass"), Role.STRONG))
        rate.addWidget(self.rates)
        rate.addStretch(1)
        left.addLayout(rate)
        left.addWidget(self.plot, 1)
        for words in (self.meaning, self._standing, self._caution):
            left.addWidget(words)
        side = QWidget()
        side.setLayout(self._lists)
        self._lists.setContentsMargins(0, 0, Space.M, 0)
        self._lists.setSpacing(Space.L)
        area = scroll_area(side)
        area.setFixedWidth(_LIST_WIDTH)
        row = QHBoxLayout(self.body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.L)
        row.addWidget(frame, 1)
        row.addWidget(area)

    def entered(self) -> None:
        """Look at the people anew."""
        self.notice.say("")
        self.rates.choose(nearest_notch(self._context.desk.settings.recognition.fpir))
        self._ask()

    def _ask(self) -> None:
        self._asked += 1
        asked, desk, fpir = self._asked, self._context.desk, RATES[self.rates.current()]
        if self.study is None:
            heading = self.tr("Comparing all pictures with each other")
            self.show_state().show_loading(heading)
        self._context.chores.run(
            lambda: desk.study(fpir),
            lambda study: self._show(study) if asked == self._asked else None,
            self._failed,
        )

    def _show(self, study: SiteStudy) -> None:
        self.study = study
        self.plot.show_study(study)
        self.meaning.setText(meaning(study))
        self._caution.setText(caution(study))
        self._standing.setText(standing(study))
        self.apply.setEnabled(study.proposal is not None)
        self.undo.setVisible(study.applied)
        self._show_lists(study)
        if study.scores.people < 2:
            self.show_state().show_empty(
                Glyph.PEOPLE,
                self.tr("Nobody to compare yet"),
                standing(study),
                (Offer(self.tr("Settings"), Glyph.LEFT, self.back.emit),),
            )
        else:
            self.show_body()

    def _show_lists(self, study: SiteStudy) -> None:
        _clear(self._lists)
        alike = [pair for pair in study.scores.alike if pair.cosine >= study.then]
        parts: list[tuple[str, list[QWidget], str]] = [
            (
                self.tr("Suspicious pictures"),
                [
                    self._row(suspicious_words(study, each), None)
                    for each in study.scores.suspicious
                ],
                self.tr("Every picture looks most like its own person."),
            ),
            (
                self.tr("People who look alike"),
                [self._pair_row(study, pair) for pair in alike],
                self.tr("No two people reach the threshold with each other."),
            ),
        ]
        for heading, rows, none in parts:
            frame: QFrame = card()
            inside = QVBoxLayout(frame)
            inside.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
            inside.setSpacing(Space.M)
            inside.addWidget(label(heading, Role.STRONG))
            for row in rows:
                inside.addWidget(row)
            if not rows:
                inside.addWidget(label(none, Role.MUTED, wrap=True))
            self._lists.addWidget(frame)
        self._lists.addStretch(1)

    def _pair_row(self, study: SiteStudy, pair: AlikePair) -> QWidget:
        apart = (pair.first, pair.second) in study.lookalikes
        words = self.tr("Treat as usual") if apart else self.tr("Tell apart with care")
        button = Button(self._context.theme, words, None, Kind.QUIET)
        button.clicked.connect(lambda: self._tell_apart(pair, not apart))
        return self._row(alike_words(study, pair), button, kept=apart)

    def _row(self, words: str, button: Button | None, kept: bool = False) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        glyph, tone = (Glyph.GOOD, Tone.GOOD) if kept else (Glyph.WARNING, Tone.LOOK_AGAIN)
        view = GlyphView(self._context.theme, glyph, tone, 18)
        row.addWidget(view, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(label(words, Role.BODY, wrap=True))
        if button is not None:
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(column, 1)
        return made

    def _tell_apart(self, pair: AlikePair, apart: bool) -> None:
        if self.study is None:
            return
        one, other = (self.study.people[each].code for each in (pair.first, pair.second))
        desk = self._context.desk
        self._run(lambda: desk.tell_apart(one, other, apart), lambda: None)

    def _apply(self) -> None:
        if self.study is not None and self.study.proposal is not None:
            self._calibrate(self.study.proposal, self.study.fpir)

    def _calibrate(self, calibration: CalibrationSettings, fpir: float | None = None) -> None:
        desk = self._context.desk
        words = self.tr("In force.") if calibration.people else self.tr("Taken back.")

        def told() -> None:
            self._context.bridge.settings_changed.emit()
            self.notice.say(words, Tone.GOOD)

        self._run(lambda: desk.calibrate(calibration, fpir), told)

    def _run(self, operation: Callable[[], None], told: Callable[[], None]) -> None:
        def done(_none: None) -> None:
            told()
            self._ask()

        self._context.chores.run(operation, done, self._tell)

    def _failed(self, error: DeskAccessError) -> None:
        self.show_state().show_failed(error, self._again)

    def _tell(self, error: DeskAccessError) -> None:
        self.notice.say(str(error), Tone.REFUSED)


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
