"""What the Live page offers while there is no picture: a file, a stream, or another attempt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desk_access.config import CameraSettings, Settings
from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.address import AddressDialog
from desk_access.gui.dialogs.dialog import file_dialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.widgets.state_view import Offer

_VIDEOS = "*.mp4 *.mkv *.avi *.mov *.webm *.gif *.m4v *.mpg"


class SourceOffers(QObject):
    """Makes the offers and does what is taken.

    ``changing`` tells that a source is being put in place; then comes ``changed``, or ``failed``
    with the reason.
    """

    changing = Signal()
    changed = Signal()
    failed = Signal(DeskAccessError)

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        file = Offer(self.tr("Choose a video file…"), Glyph.FILE, self.choose_file)
        stream = Offer(self.tr("Use a network camera…"), Glyph.ADDRESS, self.enter_address)
        again = Offer(self.tr("Try again"), Glyph.AGAIN, self.try_again)
        replay = Offer(self.tr("Play it again"), Glyph.AGAIN, self.try_again)
        self.without_picture: Sequence[Offer] = (again, file, stream)
        self.without_camera: Sequence[Offer] = (file, stream)
        self.after_the_end: Sequence[Offer] = (replay, file, stream)

    def choose_file(self) -> None:
        """Ask for a recording and use it as the camera."""
        kinds = self.tr("Videos ({patterns});;All files (*)").format(patterns=_VIDEOS)
        mode = QFileDialog.FileMode.ExistingFile
        dialog = file_dialog(self._page, self.tr("Choose a video file"), mode)
        dialog.setNameFilter(kinds)
        dialog.fileSelected.connect(lambda file: self.use(file))
        dialog.open()

    def enter_address(self) -> None:
        """Ask for a network camera and use it as the camera."""
        dialog = AddressDialog(self._context.theme, self._page)
        dialog.chosen.connect(self.use)
        dialog.open()

    def use(self, source: str, certificate: str = "", poll_s: float = 0.0) -> None:
        """Make ``source`` the only or the first camera's source, keep that and begin."""

        def change(now: Settings) -> Settings:
            first, *others = now.cameras or (CameraSettings(),)
            named = replace(first, source=source, certificate=certificate, poll_s=poll_s)
            return replace(now, cameras=(named, *others))

        self._do(lambda: self._context.desk.change_settings(change))

    def try_again(self) -> None:
        """Open all cameras anew."""
        watch = self._context.desk.watch

        def restart() -> None:
            watch.stop()
            watch.start()

        self._do(restart)

    def _do(self, operation: Callable[[], None]) -> None:
        self.changing.emit()
        self._context.chores.run(operation, lambda _none: self.changed.emit(), self.failed.emit)
