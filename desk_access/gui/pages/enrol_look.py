"""The second step of enrolling: the live oval, one sentence, and the pictures taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.enrol_words import instruction, similar_sentence
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.check_row import CheckRow
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.oval_view import OvalView
from desk_access.gui.widgets.shot_strip import ShotStrip
from desk_access.model.enrolment import EnrolmentProgress, PoseStep
from desk_access.model.frame import Frame
from desk_access.model.status import SourceState, SourceStatus

_WORKING = (SourceState.LIVE, SourceState.OPENING)


class LookStep(QWidget):
    """``back`` and ``forward`` ask to leave; ``camera`` carries another camera's name."""

    back = Signal()
    forward = Signal()
    camera = Signal(str)
    retake = Signal(PoseStep)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.sentence: QLabel = label("", Role.TITLE, wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.checks = CheckRow(theme)
        self.oval = OvalView(theme)
        self.strip = ShotStrip(theme)
        self.strip.retake.connect(self.retake.emit)
        self.similar = NoticeStrip(theme)
        self.cameras = QComboBox()
        self.cameras.setAccessibleName(self.tr("Camera"))
        self.cameras.activated.connect(lambda _place: self.camera.emit(self.cameras.currentText()))
        self._back = Button(theme, self.tr("Back"), Glyph.LEFT)
        self._back.clicked.connect(self.back.emit)
        self._forward = Button(theme, self.tr("Check the pictures"), Glyph.CHECK, Kind.PRIMARY)
        self._forward.clicked.connect(self.forward.emit)
        foot = QGridLayout()
        low = Qt.AlignmentFlag.AlignBottom
        left = QHBoxLayout()
        left.addWidget(self._back)
        left.addWidget(self.cameras)
        left.addStretch(1)
        foot.addLayout(left, 0, 0, low)
        foot.addWidget(self.strip, 0, 1)
        foot.addWidget(self._forward, 0, 2, low | Qt.AlignmentFlag.AlignRight)
        foot.setColumnStretch(0, 1)
        foot.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.similar)
        layout.addWidget(self.sentence)
        layout.addWidget(self.checks)
        layout.addWidget(self.oval, 1)
        layout.addLayout(foot)

    def set_cameras(self, names: Sequence[str], chosen: str) -> None:
        """The cameras to choose from; with one there is nothing to choose."""
        self.cameras.clear()
        self.cameras.addItems(list(names))
        self.cameras.setCurrentText(chosen)
        self.cameras.setVisible(len(names) > 1)

    @property
    def may_go_on(self) -> bool:
        """Whether enough pictures are taken."""
        return self._forward.isEnabled()

    def show_frame(
        self, frame: Frame | None, progress: EnrolmentProgress, status: SourceStatus
    ) -> None:
        """Show the newest frame, what to do now, and what has been won."""
        self.oval.show_frame(frame, progress)
        self.strip.show_progress(progress)
        self.checks.show_checks(progress.checks)
        working = status.state in _WORKING
        words = instruction(progress) if working or progress.complete else status.message
        if words != self.sentence.text():
            self.sentence.setText(words)
        if progress.enough != self._forward.isEnabled():
            self._forward.setEnabled(progress.enough)
        similar = progress.similar
        self.similar.say("" if similar is None else similar_sentence(similar), Tone.LOOK_AGAIN)
