"""The five pictures of an enrolment as they are taken; each can be taken again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.enrol_words import step_word
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.face_tile import FaceTile
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.picture import image_of
from desk_access.model.enrolment import DraftPicture, EnrolmentProgress, PoseStep

_SIDE = 84


class Shot(QWidget):
    """One pose: its picture once it is taken, its word, and the way to take it again."""

    def __init__(self, theme: Theme, step: PoseStep) -> None:
        super().__init__()
        word = step_word(step)
        self._tile = FaceTile(theme, _SIDE)
        self._shown: DraftPicture | None = None
        self.again = Button(
            theme, self.tr("Take {pose} again").format(pose=word), Glyph.AGAIN, Kind.ICON
        )
        self.again.setEnabled(False)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addWidget(label(word, Role.SMALL), 1)
        foot.addWidget(self.again)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(foot)
        self.setFixedWidth(_SIDE)

    @property
    def taken(self) -> bool:
        """Whether its picture is there."""
        return self._shown is not None

    def show_shot(self, shot: DraftPicture | None) -> None:
        """Show the picture of this pose, or that it is still to be taken."""
        if shot is self._shown:
            return
        self._shown = shot
        self._tile.show_image(None if shot is None else image_of(shot.crop))
        self.again.setEnabled(shot is not None)


class ShotStrip(QWidget):
    """Emits ``retake`` with the pose whose picture is to be taken again."""

    retake = Signal(PoseStep)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Pictures taken"))
        self.shots = {step: Shot(theme, step) for step in PoseStep}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addStretch(1)
        for step, shot in self.shots.items():
            shot.again.clicked.connect(lambda _on=False, s=step: self.retake.emit(s))
            row.addWidget(shot)
        row.addStretch(1)

    def show_progress(self, progress: EnrolmentProgress | None) -> None:
        """Show what has been taken so far."""
        taken = {item.step: item for item in progress.taken} if progress else {}
        for step, shot in self.shots.items():
            shot.show_shot(taken.get(step))
