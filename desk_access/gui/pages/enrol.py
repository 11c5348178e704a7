"""The Enrol page: who, look, check. Nothing is saved before the end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.pages.enrol_bulk import BulkImport
from desk_access.gui.pages.enrol_check import CheckStep
from desk_access.gui.pages.enrol_imported import ImportedView
from desk_access.gui.pages.enrol_look import LookStep
from desk_access.gui.pages.enrol_photos import PhotoEnrolment
from desk_access.gui.pages.enrol_who import Who, WhoStep
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.view_models.moments import number_text
from desk_access.gui.watching import status_of
from desk_access.gui.widgets.page_frame import PageFrame
from desk_access.gui.widgets.state_view import Offer
from desk_access.gui.widgets.step_header import StepHeader
from desk_access.model.enrolment import EnrolmentDraft, ImportedPerson, PhotoReport, PoseStep
from desk_access.model.person import Person
from desk_access.service.live_enrolment import LiveEnrolment

_FRAME_MS = 16
_ADMIRE_MS = 900
_WHO, _LOOK, _CHECK, _IMPORTED = range(4)


class EnrolPage(PageFrame):
    """Leads through the three steps. Enter goes on, Esc goes back."""

    person_asked = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme,
            self.tr("Enrol"),
            self.tr("Teach the camera a new face, with the person's consent."),
        )
        self._context = context
        self._live: LiveEnrolment | None = None
        self._draft: EnrolmentDraft | None = None
        self._saved: Person | None = None
        self._apart: tuple[str, ...] = ()
        self._camera = ""
        self.photos = PhotoEnrolment(context, self)
        self.bulk = BulkImport(context, self)
        self.imported = ImportedView(context.theme)
        self._people: list[ImportedPerson] = []
        self.steps = StepHeader(context.theme, (self.tr("Who"), self.tr("Look"), self.tr("Check")))
        self.who = WhoStep(context.theme)
        self.look = LookStep(context.theme)
        self.check = CheckStep(context.theme, context.pictures)
        self.stack = QStackedWidget()
        for step in (self.who, self.look, self.check, self.imported):
            self.stack.addWidget(step)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.action_row.addWidget(self.steps)
        self._display = QTimer(self, interval=_FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._display.timeout.connect(self._show_frame)
        self._admire = QTimer(self, interval=_ADMIRE_MS, singleShot=True)
        self._admire.timeout.connect(self._to_check)
        self._cancel = (Offer(self.tr("Cancel"), Glyph.CLOSE, self.photos.stop),)
        self._stop = (Offer(self.tr("Stop"), Glyph.CLOSE, self.bulk.stop),)
        self._next = Offer(self.tr("Enrol the next person"), Glyph.ENROL, self.start_over)
        self._see = Offer(self.tr("Show in People"), Glyph.PEOPLE, self._show_saved)
        self._connect()
        self.show_body()

    def _connect(self) -> None:
        self.who.camera.connect(self._begin)
        self.who.photos.connect(self.photos.ask)
        self.photos.looking.connect(self._show_photo_progress)
        self.photos.stopped.connect(self.show_body)
        self.photos.seen.connect(self._photos_seen)
        self.photos.refused.connect(self._refused)
        self.who.folder.connect(self.bulk.ask_folder)
        self.who.table.connect(self.bulk.ask_table)
        self.bulk.working.connect(self._show_bulk_progress)
        self.bulk.finished.connect(self._show_imported)
        self.bulk.refused.connect(self._refused)
        self.imported.report.connect(lambda: self.bulk.save_report(self._people))
        self.imported.done.connect(self.start_over)
        self.look.back.connect(self.go_back)
        self.look.forward.connect(self._to_check)
        self.look.camera.connect(self._change_camera)
        self.look.retake.connect(self._retake)
        self.check.back.connect(self.go_back)
        self.check.save.connect(self._save)
        self.check.duplicate.same.connect(self._add_to)
        self.check.duplicate.both.connect(self._keep_both)
        self._context.bridge.settings_changed.connect(self._cameras_changed)

    def entered(self) -> None:
        """Go on where it was left."""
        gallery = self._context.desk.gallery
        self._context.quick.run(
            lambda: sorted({person.group for person in gallery.people() if person.group}),
            self.who.set_groups,
            self.who.refuse,
        )
        if self.steps.current == _LOOK:
            self._watch()
        elif self.steps.current == _WHO:
            (self.who.name if self.who.code.text() else self.who.code).setFocus()

    def left(self) -> None:
        """The camera recognises people again."""
        self._unwatch()

    def close_page(self) -> None:
        """Stop the timers; the cameras are closed by the desk."""
        self.photos.stop()
        self.bulk.stop()
        self._display.stop()
        self._admire.stop()

    def start_at(self, camera: str) -> None:
        """Begin with the next person, at this camera if it is named."""
        self._camera = camera or self._camera
        if self.steps.current == _WHO or self._saved is not None:
            self.start_over()

    def start_over(self) -> None:
        """Forget everything that was not saved."""
        self._unwatch()
        self._live = self._draft = self._saved = None
        self.who.start_over()
        self._show_step(_WHO)
        self.show_body()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, or presses the button that has the focus; Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            else:
                self.go_on()
        else:
            super().keyPressEvent(event)

    def go_on(self) -> None:
        """The step's main button."""
        if not self.body_shown:
            return
        if self.steps.current == _WHO:
            self.who.go_on.click()
        elif self.steps.current == _LOOK and self.look.may_go_on:
            self._to_check()
        elif self.steps.current == _CHECK and self.check.may_save:
            self._save()

    def go_back(self) -> None:
        """One step back; what was typed and taken stays."""
        if not self.body_shown or self.steps.current == _WHO:
            return
        self._unwatch()
        if self.steps.current == _CHECK and self._live is not None:
            self._show_step(_LOOK)
            self._watch()
        else:
            self._live = None
            self._show_step(_WHO)

    def _show_step(self, place: int) -> None:
        self.steps.show_step(place)
        self.stack.setCurrentIndex(place)
        focus = (self.who.code, self.look.oval, self.check)[place]
        focus.setFocus()

    def _begin(self, who: Who) -> None:
        names = self._context.desk.watch.cameras()
        if not names:
            words = (
                self.tr("There is no camera."),
                self.tr("Use photos, or choose one in Settings."),
            )
            self.who.refuse(DeskAccessError(*words))
            return
        camera = self._camera if self._camera in names else names[0]
        enrolment = self._context.desk.enrolment
        self.who.go_on.setEnabled(False)
        self._context.quick.run(
            lambda: enrolment.begin(camera, who.code, who.name, who.group),
            self._begun,
            self._refused,
        )

    def _begun(self, live: LiveEnrolment) -> None:
        self.who.go_on.setEnabled(True)
        self._live, self._camera = live, live.camera
        self.look.set_cameras(self._context.desk.watch.cameras(), live.camera)
        self._show_step(_LOOK)
        if self.isVisible():
            self._watch()

    def _refused(self, error: DeskAccessError) -> None:
        self.who.go_on.setEnabled(True)
        self.show_body()
        self.who.refuse(error)

    def _watch(self) -> None:
        self._context.desk.watch.enrol(self._live)
        self._display.start()

    def _unwatch(self) -> None:
        self._display.stop()
        self._admire.stop()
        self._context.desk.watch.enrol(None)

    def _show_frame(self) -> None:
        watch = self._context.desk.watch
        status = status_of(watch, self._live.camera) if self._live is not None else None
        if self._live is None or status is None:
            return
        progress = self._live.progress()
        self.look.show_frame(watch.newest_frame(self._live.camera), progress, status)
        if not progress.complete:
            self._admire.stop()
        elif not self._admire.isActive():
            self._admire.start()

    def _retake(self, step: PoseStep) -> None:
        if self._live is not None:
            self._live.retake(step)

    def _change_camera(self, name: str) -> None:
        self._camera = name
        self._unwatch()
        self._begin(self.who.who())

    def _cameras_changed(self) -> None:
        """Other cameras are in force: an enrolment at one that is gone begins again."""
        if self._live is not None and self._live.camera not in self._context.desk.watch.cameras():
            self._unwatch()
            self._live = None
            self._show_step(_WHO)

    def _to_check(self) -> None:
        if self._live is None:
            return
        self._unwatch()
        self._draft, self._apart = self._live.draft(), ()
        self.check.show_draft(self._draft)
        self._show_step(_CHECK)

    def _save(self) -> None:
        draft, enrolment, apart = self._draft, self._context.desk.enrolment, self._apart
        if draft is not None:
            self._keep(lambda: enrolment.save(draft, apart), self._show_enrolled)

    def _add_to(self, person: Person) -> None:
        """The operator sees that it is ``person``, who gets the pictures."""
        draft, desk = self._draft, self._context.desk
        if draft is not None:
            self._keep(lambda: desk.add_pictures(draft, person.code), self._show_added)

    def _keep_both(self, person: Person) -> None:
        """The operator sees that it is not ``person``; perhaps somebody else is like this too."""
        self._apart += (person.code,)
        draft, enrolment, apart = self._draft, self._context.desk.enrolment, self._apart
        if draft is None:
            return
        self.check.show_saving(True)
        self._context.chores.run(
            lambda: enrolment.similar_to(draft, apart),
            lambda other: self.check.ask_about(draft, other) if other else self._save(),
            self.check.refuse,
        )

    def _keep(self, operation: Callable[[], Person], done: Callable[[Person], None]) -> None:
        self.check.show_saving(True)
        self._context.chores.run(operation, done, self.check.refuse)

    def _show_enrolled(self, person: Person) -> None:
        heading = self.tr("{name} is enrolled").format(name=person.name)
        self._show_done(person, heading, self.tr("From now on the camera recognises this face."))

    def _show_added(self, person: Person) -> None:
        heading = self.tr("{name} has more pictures").format(name=person.name)
        words = self.tr("They were added to the enrolment that was there. It can be undone.")
        self._context.pictures.forget(person.person_id)
        self._show_done(person, heading, words)

    def _show_done(self, person: Person, heading: str, words: str) -> None:
        self._saved = person
        self._live = self._draft = None
        self.check.show_saving(False)
        self._context.bridge.people_changed.emit()
        self.show_state().show_empty(Glyph.GOOD, heading, words, (self._next, self._see))

    def _show_saved(self) -> None:
        person = self._saved
        self.start_over()
        if person is not None:
            self.person_asked.emit(person.code)

    def _show_bulk_progress(self, done: int, of: int, name: str) -> None:
        heading = self.tr("Enrolling {done} of {of} photos").format(
            done=number_text(done), of=number_text(of)
        )
        self.show_state().show_progress(heading, name, done / of if of else 0.0, self._stop)

    def _show_imported(self, people: list[ImportedPerson]) -> None:
        self._people = people
        self._context.bridge.people_changed.emit()
        self.imported.show_people(people, self.bulk.ignored)
        self.stack.setCurrentIndex(_IMPORTED)
        self.show_body()

    def _show_photo_progress(self, done: int, of: int, name: str) -> None:
        heading = self.tr("Looking at the photos")
        share = done / of if of else 0.0
        self.show_state().show_progress(heading, name, share, self._cancel)

    def _photos_seen(self, report: PhotoReport) -> None:
        self._draft, self._apart = report.draft, ()
        if report.draft is None:
            self.check.show_report_alone(self.who.who().name, report)
        else:
            self.check.show_draft(report.draft, report)
        self._show_step(_CHECK)
        self.show_body()
