"""What concerns every page: why nobody is recognised, what is prepared, what was not exported."""

from __future__ import annotations

import threading

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError, LivenessUnavailable, ModelMissing, ModelRejected
from desk_access.gui.background import Stopped
from desk_access.gui.context import Context
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.moments import number_text
from desk_access.gui.view_models.status_words import recording_words, refused_words
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.service.model_change import ChangeStatus


class Notices(QWidget):
    """Strips over the pages, looked at with the status line. GUI thread only."""

    models_wanted = Signal(object)
    """The operator wants to get the model files; with what is wrong, a DeskAccessError."""

    _progressed = Signal(int, int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._stop = threading.Event()
        self._making = False
        self.trouble = NoticeStrip(context.theme, self.tr("Get the models"))
        self.trouble.acted.connect(self._want_models)
        self.gallery = NoticeStrip(context.theme, self.tr("Re-make templates"))
        self.gallery.acted.connect(self._remake)
        self._progressed.connect(self._show_progress)
        self.waiting = NoticeStrip(context.theme)
        self.refused = NoticeStrip(context.theme, self.tr("Done"))
        self.refused.acted.connect(self._dismiss)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.M, Space.XL, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.trouble)
        layout.addWidget(self.waiting)
        layout.addWidget(self.refused)
        layout.addWidget(self.gallery)
        self.model = NoticeStrip(context.theme)
        self._changing = False
        layout.addWidget(self.model)
        self.exports = NoticeStrip(context.theme)
        layout.addWidget(self.exports)
        self.audit = NoticeStrip(context.theme, self.tr("Audit again"))
        self.audit.acted.connect(self._audit)
        layout.addWidget(self.audit)
        self.hide()

    def look(self) -> None:
        """Show what is wrong now, if anything is."""
        desk = self._context.desk
        failure = desk.watch.failure()
        recording = desk.watch.recording()
        # Missing models have a page of their own, and punches that wait a strip.
        told = failure is None or isinstance(failure, ModelMissing | ModelRejected)
        told = told or (recording.behind and failure is recording.failure)
        self.waiting.say(recording_words(recording))
        self.refused.say(refused_words(recording, self._context.zone), Tone.REFUSED)
        self.trouble.say("" if told else str(failure), Tone.REFUSED)
        self.trouble.button.setVisible(isinstance(failure, LivenessUnavailable))
        if not self._making:
            self.gallery.say(desk.watch.gallery_note or "")
        self._look_at_model_change(desk.model_change.status)
        self.exports.say(desk.exports.trouble, Tone.REFUSED)
        self.audit.say(desk.audit.trouble, Tone.REFUSED)
        strips = (self.trouble, self.waiting, self.refused, self.gallery, self.model, self.exports)
        self.setVisible(any(strip.words for strip in (*strips, self.audit)))

    def _look_at_model_change(self, status: ChangeStatus | None) -> None:
        """How far the change to another recogniser is; when it is over, everybody is told."""
        if status is not None and status.failure is None:
            words = self.tr("Preparing the new recognition model: {done} of {of} pictures.")
            self.model.say(
                words.format(done=number_text(status.done), of=number_text(status.of)), Tone.GOOD
            )
            self.model.progress(status.done / status.of if status.of else 0.0)
        else:
            self.model.say("" if status is None else str(status.failure), Tone.REFUSED)
            self.model.progress(None)
        going = status is not None
        if self._changing and not going:
            self._context.bridge.settings_changed.emit()
            self._context.bridge.people_changed.emit()
        self._changing = going

    def _want_models(self) -> None:
        failure = self._context.desk.watch.failure()
        if failure is not None:
            self.models_wanted.emit(failure)

    def close_page(self) -> None:
        """Give up making templates; none has been changed then."""
        self._stop.set()

    def _dismiss(self) -> None:
        """The operator has seen to the punches that cannot be recorded."""
        watch = self._context.desk.watch
        self._context.chores.run(
            watch.dismiss_unrecorded,
            lambda _none: self.look(),
            lambda error: self.refused.say(str(error), Tone.REFUSED),
        )

    def _audit(self) -> None:
        """Look again, after the operator has seen to it."""
        self._context.chores.run(
            self._context.desk.audit.verify,
            lambda _report: self.look(),
            lambda error: self.audit.say(str(error), Tone.REFUSED),
        )

    def _remake(self) -> None:
        self._making = True
        self.gallery.progress(0.0)
        enrolment = self._context.desk.enrolment

        def progress(done: int, of: int) -> None:
            if self._stop.is_set():
                raise Stopped
            self._progressed.emit(done, of)

        self._context.chores.run(lambda: enrolment.reembed(progress), self._remade, self._failed)

    def _show_progress(self, done: int, of: int) -> None:
        words = self.tr("Making templates again: {done} of {of} pictures.")
        self.gallery.say(words.format(done=number_text(done), of=number_text(of)))
        self.gallery.progress(done / of if of else 0.0)

    def _remade(self, _count: int) -> None:
        self._making = False
        self.gallery.progress(None)
        self._context.bridge.people_changed.emit()
        self.look()

    def _failed(self, error: DeskAccessError) -> None:
        self._making = False
        self.gallery.progress(None)
        self.gallery.say(str(error), Tone.REFUSED)
