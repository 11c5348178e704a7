"""What the window shows before the desk is open: loading, a failure, or the models' arrival."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError, ModelMissing, ModelRejected
from desk_access.gui.background import Background
from desk_access.gui.dialogs.dialog import file_dialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.view_models.model_words import sync_sentence
from desk_access.gui.widgets.state_view import Offer, StateView
from desk_access.inference.model_sync import SyncProgress
from desk_access.service.desk import Desk

OpenDesk = Callable[[], Desk]
FetchModels = Callable[[Callable[[SyncProgress], None], Path | None, Callable[[], bool]], object]
"""Get what is missing: (progress, a folder to take it from alone, whether to stop). Blocks."""


class StartupPage(QWidget):
    """Opens the desk in the background and, on a first start, gets the models before.

    ``opened`` carries the desk, whose cameras are being started; ``models_came`` tells that the
    files are there which it lacked.
    """

    opened = Signal(object)
    models_came = Signal()
    _progressed = Signal(SyncProgress)

    def __init__(
        self, theme: Theme, background: Background, open_desk: OpenDesk, fetch: FetchModels
    ) -> None:
        super().__init__()
        self._background = background
        self._open_desk = open_desk
        self._fetch = fetch
        self._stop = threading.Event()
        self.desk: Desk | None = None
        self.state = StateView(theme)
        layout = QVBoxLayout(self)
        layout.addWidget(self.state)
        again = Offer(self.tr("Try again"), Glyph.AGAIN, self.begin)
        get = Offer(self.tr("Get them now"), Glyph.MODEL, self.get_models)
        retry = Offer(self.tr("Try again"), Glyph.AGAIN, self.get_models)
        folder = Offer(self.tr("Choose a folder with the files…"), Glyph.FOLDER, self._ask_folder)
        self._again = (again,)
        self._get = (get, folder)
        self._get_again = (retry, folder)
        self._cancel = (Offer(self.tr("Cancel"), Glyph.CLOSE, self._stop.set),)
        self._progressed.connect(self._show_progress)

    def begin(self) -> None:
        """Open the desk."""
        self.state.show_loading(self.tr("Getting ready…"))
        self._background.run(self._open, self.opened.emit, self._failed)

    def _open(self) -> Desk:
        # Kept here as well: a window that is closed meanwhile still has to close the desk.
        self.desk = self._open_desk()
        self.desk.watch.start()
        return self.desk

    def _failed(self, error: DeskAccessError) -> None:
        if isinstance(error, ModelMissing | ModelRejected):
            self.offer_models(error)
        else:
            self.state.show_failed(error, self._again)

    def offer_models(self, error: DeskAccessError) -> None:
        """Say what is missing and how it comes here."""
        self.state.show_empty(
            Glyph.MODEL,
            self.tr("The recognition models are not on this computer yet"),
            self.tr(
                "They are fetched once from their makers, about 10 MB, and accepted only if every "
                "byte is right. For a computer without network, copy the files onto a stick and "
                "choose their folder."
            ),
            self._get,
        )

    def _ask_folder(self) -> None:
        title = self.tr("Choose the folder with the model files")
        dialog = file_dialog(self, title, QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda path: self.get_models(Path(path)))
        dialog.open()

    def get_models(self, folder: Path | None = None) -> None:
        """Get the missing files, from ``folder`` alone where one is given; then open the desk."""
        self._stop.clear()
        self._say_progress(self.tr("Looking what is missing…"), 0.0)
        self._background.run(
            lambda: self._fetch(self._progressed.emit, folder, self._stop.is_set),
            self._fetched,
            self._fetch_failed,
        )

    def _fetched(self, _result: object) -> None:
        if self.desk is None:
            self.begin()
        else:
            self.models_came.emit()

    def _fetch_failed(self, error: DeskAccessError) -> None:
        if self._stop.is_set():
            self.offer_models(error)
        else:
            self.state.show_failed(error, self._get_again)

    def _show_progress(self, progress: SyncProgress) -> None:
        if not self._stop.is_set():
            self._say_progress(*sync_sentence(progress))

    def _say_progress(self, sentence: str, share: float | None) -> None:
        heading = self.tr("Getting the recognition models")
        self.state.show_progress(heading, sentence, share, self._cancel)

    def close_page(self) -> None:
        """Give up what is being fetched."""
        self._stop.set()
