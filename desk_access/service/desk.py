"""The running system behind the window and the command line: one object, made by bootstrap."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import replace
from typing import TypeVar

from desk_access.config import (
    CalibrationSettings,
    InferenceSettings,
    ModelChangeRecord,
    Settings,
)
from desk_access.errors import WorkspaceBusy
from desk_access.model.enrolment import EnrolmentDraft
from desk_access.model.erasure import Erasure
from desk_access.model.history import HistoryEntry
from desk_access.model.person import Person
from desk_access.model.status import DeviceNote
from desk_access.ports import Clock, Gallery, Housekeeping, Ledger, SettingsStore
from desk_access.service.attendant import Attendant
from desk_access.service.auditing import AuditDesk
from desk_access.service.bulk_enrolment import BulkEnrolment
from desk_access.service.enrolment import EnrolmentDesk
from desk_access.service.exports import ExportDesk
from desk_access.service.importing.desk import ImportDesk
from desk_access.service.mirror import GalleryMirror
from desk_access.service.model_change import ModelChange
from desk_access.service.site_study import SiteStudy, study_site
from desk_access.service.suggestions import SuggestionDesk
from desk_access.service.timekeeping.desk import TimeDesk
from desk_access.service.visitors import VisitorDesk
from desk_access.service.watch import Watch
from desk_access.service.workbench import Kit, Tools, Workbench

T = TypeVar("T")


def require_overwritten(done: Erasure) -> None:
    """Raise WorkspaceBusy where bytes of an erased person are still in a file."""
    if done.bytes_left:
        raise WorkspaceBusy(
            "The person is erased, but deleted bytes are still in a file, because another program "
            "reads the workspace.",
            "Close that program. This one overwrites them then by itself.",
        )


class Desk:
    """Everything a user can do. Methods block and may be called on any thread but the GUI's."""

    def __init__(
        self,
        *,
        gallery: Gallery,
        ledger: Ledger,
        settings_store: SettingsStore,
        settings: Settings,
        mirror: GalleryMirror,
        attendant: Attendant,
        workbench: Workbench,
        watch: Watch,
        clock: Clock,
        enrolment: EnrolmentDesk,
        housekeeping: Housekeeping,
        visitors: VisitorDesk,
        suggestions: SuggestionDesk,
        time: TimeDesk,
        exports: ExportDesk,
        audit: AuditDesk,
        bulk: Callable[[], BulkEnrolment],
        kit: Callable[[InferenceSettings], Kit],
        release: Callable[[], None],
        coming: str = "",
    ) -> None:
        """``coming``: the recogniser of a change that an end of the program interrupted."""
        self.gallery = gallery
        self.ledger = ledger
        self.mirror = mirror
        self.workbench = workbench
        self.watch = watch
        self.enrolment = enrolment
        self.housekeeping = housekeeping
        self.visitors = visitors
        self.suggestions = suggestions
        self.time = time
        self.exports = exports
        self.audit = audit
        self.imports = ImportDesk(gallery, time, mirror.reload)
        self.bulk = bulk
        self.settings = settings
        self._settings_store = settings_store
        self._attendant = attendant
        self._clock = clock
        self.model_change = ModelChange(gallery)
        self._coming = coming
        # Settings are saved by whoever uses the desk, and by a change of model that is complete.
        self._one_at_a_time = threading.Lock()
        # Starting and cancelling a change of model: never held by the thread of the change.
        self._choosing_model = threading.Lock()
        self._kit = kit
        self._release = release

    @property
    def coming(self) -> str:
        """The recogniser that follows when everybody's templates are made with it; "" for none."""
        return self._coming

    def change_settings(self, change: Callable[[Settings], Settings]) -> None:
        """Keep what ``change`` makes of the settings in force, and take it into force.

        The recogniser stays, and a change of it in progress goes on: see :meth:`use_recogniser`.
        Raises StoreError, or ModelError for a recogniser that is not there; nothing is changed
        then.
        """
        with self._one_at_a_time:
            now = self.settings.inference.recogniser
            wanted = change(self.settings)
            wanted = replace(wanted, inference=replace(wanted.inference, recogniser=now))
            self._take_into_force(wanted, self._coming)

    def use_recogniser(self, recogniser: str) -> None:
        """Change to this recogniser once everybody's templates are made with it.

        Until then the one in use goes on. Naming the one in use cancels a change in progress; what
        was made stays and is not made again. Raises StoreError, or ModelError for a recogniser
        that is not there; nothing is changed then. Not on the thread of a change of model.
        """
        kit = self._kit(replace(self.settings.inference, recogniser=recogniser))
        with self._choosing_model:
            going = self.model_change.status
            if recogniser == self._coming and going is not None and going.failure is None:
                return
            self.model_change.stop()
            if kit.digest == self.mirror.model_digest or self.model_change.complete(kit):
                self._adopt(recogniser)
                return
            with self._one_at_a_time:
                self._settings_store.save(ModelChangeRecord(recogniser).flatten())
                self._coming = recogniser
            self.model_change.begin(kit, lambda: self._adopt(recogniser))

    def go_on(self) -> None:
        """Go on with a change of model that an end of the program interrupted. Raises ModelError"""
        if self._coming:
            self.use_recogniser(self._coming)

    def _adopt(self, recogniser: str) -> None:
        """Everybody's templates are there: use the recogniser. One step on the disk."""
        with self._one_at_a_time:
            inference = replace(self.settings.inference, recogniser=recogniser)
            self._take_into_force(replace(self.settings, inference=inference), "")

    def _take_into_force(self, settings: Settings, coming: str) -> None:
        kit, before = self._kit(settings.inference), self.settings
        self._settings_store.save({**settings.flatten(), **ModelChangeRecord(coming).flatten()})
        self.settings, self._coming = settings, coming
        self._attendant.configure(settings.attendance)
        self.time.configure(settings.attendance, settings.corrections)
        self.exports.configure(settings.attendance)
        self.enrolment.configure(settings.liveness_at)
        self.audit.configure(settings.audit)
        self.visitors.configure(settings.visitors)
        self.mirror.configure(settings.recognition, settings.calibration)
        engine = settings.inference
        now = (engine, settings.cameras, settings.liveness)
        if now != (before.inference, before.cameras, before.liveness):
            self._change_over(kit if engine != before.inference else None)

    def _change_over(self, kit: Kit | None) -> None:
        """Stop watching, so that no track and no comparison lives across the change."""
        running = self.watch.running
        self.watch.stop()
        if kit is not None:
            self.workbench.rebuild(kit.build)
            self.mirror.use(kit.digest, kit.calibration)
        self.watch.replace(self.settings.cameras, self.settings.liveness)
        if running:
            self.watch.start()

    def study(self, fpir: float | None = None) -> SiteStudy:
        """What the enrolled people say about the threshold at ``fpir`` (the rate in force).

        Raises StoreError.
        """
        rate = self.settings.recognition.fpir if fpir is None else fpir
        return study_site(self.gallery, self.mirror, self.settings.calibration, rate)

    def calibrate(self, calibration: CalibrationSettings, fpir: float | None = None) -> None:
        """Take a site's calibration into force, or the model's own again; with it the rate.

        Raises StoreError.
        """

        def change(now: Settings) -> Settings:
            chosen = now.recognition
            if fpir is not None:
                chosen = replace(chosen, fpir=fpir, cosine=None)
            return replace(now, calibration=calibration, recognition=chosen)

        self.change_settings(change)

    def device(self) -> DeviceNote:
        """What the recogniser runs on. Loads it when it is not loaded. Raises ModelError."""
        return self.workbench.run(lambda tools: tools.device)

    def ready(self) -> DeviceNote:
        """Like :meth:`device`, once every camera's liveness check can be made.

        Raises ModelError, LivenessUnavailable among them.
        """
        policies = {self.settings.liveness_at(camera) for camera in self.watch.cameras()}

        def look(tools: Tools) -> DeviceNote:
            for policy in policies:
                tools.check(policy)
            return tools.device

        return self.workbench.run(look)

    def remove_person(self, code: str) -> None:
        """End an enrolment: pictures and templates are deleted.

        Raises PersonNotFound, StoreError.
        """
        try:
            self.gallery.remove(code)
        finally:
            # Also after WorkspaceBusy: the person is gone then, only old pages of the file are not.
            self.mirror.reload()

    def erase_person(self, code: str) -> Erasure:
        """Delete everything that names or shows a person, visits that look like them too.

        Raises PersonNotFound, StoreError.
        """
        try:
            return self.gallery.erase(code, self.visitors.alike)
        finally:
            self.mirror.reload()

    def rename_person(self, code: str, name: str, group: str) -> None:
        """Change what a person is called. Raises PersonNotFound."""
        self.gallery.rename(code, name, group)
        self.mirror.reload()

    def undo(self, number: int) -> HistoryEntry:
        """Take a change of the gallery back. Raises ChangeRefused, StoreError."""
        return self._changed(lambda: self.housekeeping.undo(number))

    def merge_people(self, code: str, into: str) -> Person:
        """``code`` and ``into`` are one person. Raises PersonNotFound, ChangeRefused."""
        return self._changed(lambda: self.housekeeping.merge(code, into))

    def split_person(
        self, code: str, numbers: Collection[int], new_code: str, name: str, group: str
    ) -> Person:
        """Some pictures show somebody else, who becomes a person.

        Raises PersonNotFound, ChangeRefused, AlreadyEnrolled, EnrolmentRefused, StoreError.
        """
        now = self._clock.now()
        return self._changed(
            lambda: self.housekeeping.split(code, numbers, new_code, name, group, now)
        )

    def deactivate_person(self, code: str) -> Person:
        """Recognise somebody no more; all is kept. Raises PersonNotFound, ChangeRefused."""
        return self._changed(lambda: self.housekeeping.deactivate(code))

    def reactivate_person(self, code: str) -> Person:
        """Recognise a deactivated person again. Raises PersonNotFound, ChangeRefused."""
        return self._changed(lambda: self.housekeeping.reactivate(code))

    def set_pictures_aside(self, code: str, numbers: Collection[int]) -> Person:
        """Use some of a person's pictures no more. Raises PersonNotFound, ChangeRefused."""
        return self._changed(lambda: self.housekeeping.set_aside(code, numbers))

    def re_enrol(self, draft: EnrolmentDraft) -> Person:
        """Put the draft's pictures in place of those of the person with its code.

        Raises PersonNotFound, ChangeRefused, StoreError.
        """
        return self._changed(lambda: self.housekeeping.re_enrol(draft.code, draft.kept()))

    def add_pictures(self, draft: EnrolmentDraft, code: str) -> Person:
        """The draft shows the person with this code, who gets its pictures as well.

        Raises PersonNotFound, ChangeRefused, EnrolmentRefused when it looks like somebody else.
        """
        self.enrolment.check_same(draft, code)
        return self._changed(lambda: self.housekeeping.add_pictures(code, draft.kept()))

    def tell_apart(self, code: str, other: str, apart: bool = True) -> None:
        """Two people look alike and are told apart with more care, or no longer.

        Raises PersonNotFound, StoreError.
        """
        since = self._clock.now() if apart else None
        self._changed(lambda: self.gallery.tell_apart(code, other, since))

    def _changed(self, change: Callable[[], T]) -> T:
        changed = change()
        self.mirror.reload()
        return changed

    def close(self) -> None:
        """Stop all threads, finish what was begun, and release the workspace."""
        with ExitStack() as after:
            after.callback(self._release)
            after.callback(self.workbench.close)
            after.callback(self.visitors.close)
            after.callback(self.exports.close)
            after.callback(self.audit.close)
            after.callback(self.watch.stop)
            self.model_change.stop()
