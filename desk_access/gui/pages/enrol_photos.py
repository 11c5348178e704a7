"""The other way to enrol: photos from disk."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.background import Stopped
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import file_dialog
from desk_access.gui.pages.enrol_who import Who
from desk_access.model.enrolment import PhotoReport

_PICTURES = "*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff"


class PhotoEnrolment(QObject):
    """Asks for photos and looks at them in the background. GUI thread only.

    ``looking`` carries done, of how many and a file's name; then comes one of ``seen``,
    ``refused`` and ``stopped``.
    """

    looking = Signal(int, int, str)
    seen = Signal(PhotoReport)
    refused = Signal(DeskAccessError)
    stopped = Signal()
    _progressed = Signal(int, int, str)

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._stop = threading.Event()
        self._progressed.connect(self._hand_on)

    def ask(self, who: Who) -> None:
        """Let a person choose the photos."""
        title = self.tr("Choose photos of {name}").format(name=who.name)
        dialog = file_dialog(self._page, title, QFileDialog.FileMode.ExistingFiles)
        kinds = self.tr("Pictures ({patterns});;All files (*)").format(patterns=_PICTURES)
        dialog.setNameFilter(kinds)
        dialog.filesSelected.connect(lambda paths: self.use(who, [Path(path) for path in paths]))
        dialog.open()

    def use(self, who: Who, paths: Sequence[Path]) -> None:
        """Look at these photos."""
        enrolment, stop = self._context.desk.enrolment, threading.Event()
        self._stop = stop
        self.looking.emit(0, len(paths), "")

        def progress(done: int, of: int, name: str) -> None:
            if stop.is_set():
                raise Stopped
            self._progressed.emit(done, of, name)

        self._context.chores.run(
            lambda: enrolment.from_photos(who.code, who.name, who.group, paths, progress),
            lambda report: None if stop.is_set() else self.seen.emit(report),
            lambda error: None if stop.is_set() else self.refused.emit(error),
        )

    def stop(self) -> None:
        """Look at no more photos; what was seen is forgotten."""
        self._stop.set()
        self.stopped.emit()

    def _hand_on(self, done: int, of: int, name: str) -> None:
        if not self._stop.is_set():
            self.looking.emit(done, of, name)
