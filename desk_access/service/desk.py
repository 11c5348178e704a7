"""The running system behind the window and the command line: one object, made by bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from desk_access.config import InferenceSettings, Settings
from desk_access.model.status import DeviceNote
from desk_access.ports import Gallery, Ledger, SettingsStore
from desk_access.service.attendant import Attendant
from desk_access.service.bulk_enrolment import BulkEnrolment
from desk_access.service.enrolment import EnrolmentDesk
from desk_access.service.mirror import GalleryMirror
from desk_access.service.watch import Watch
from desk_access.service.workbench import Kit, Workbench


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
        enrolment: EnrolmentDesk,
        bulk: Callable[[], BulkEnrolment],
        kit: Callable[[InferenceSettings], Kit],
        release: Callable[[], None],
    ) -> None:
        self.gallery = gallery
        self.ledger = ledger
        self.mirror = mirror
        self.workbench = workbench
        self.watch = watch
        self.enrolment = enrolment
        self.bulk = bulk
        self.settings = settings
        self._settings_store = settings_store
        self._attendant = attendant
        self._kit = kit
        self._release = release

    def save_settings(self, settings: Settings) -> None:
        """Keep the settings and take them into force.

        Raises StoreError, or ModelError for a recogniser that is not there; nothing is changed
        then.
        """
        before = self.settings
        kit = self._kit(settings.inference)
        self._settings_store.save(settings.flatten())
        self.settings = settings
        self._attendant.configure(settings.attendance)
        self.mirror.configure(settings.recognition)
        if (settings.inference, settings.cameras) != (before.inference, before.cameras):
            self._change_over(kit if settings.inference != before.inference else None)

    def _change_over(self, kit: Kit | None) -> None:
        """Stop watching, so that no track and no comparison lives across the change."""
        running = self.watch.running
        self.watch.stop()
        if kit is not None:
            self.workbench.rebuild(kit.build)
            self.mirror.use(kit.digest, kit.calibration)
        self.watch.replace(self.settings.cameras)
        if running:
            self.watch.start()

    def device(self) -> DeviceNote:
        """What the recogniser runs on. Loads it when it is not loaded. Raises ModelError."""
        return self.workbench.run(lambda tools: tools.device)

    def remove_person(self, code: str) -> None:
        """End an enrolment: pictures and templates are deleted.

        Raises PersonNotFound, StoreError.
        """
        try:
            self.gallery.remove(code)
        finally:
            # Also after WorkspaceBusy: the person is gone then, only old pages of the file are not.
            self.mirror.reload()

    def erase_person(self, code: str) -> None:
        """Delete everything that names or shows a person. Raises PersonNotFound, StoreError."""
        try:
            self.gallery.erase(code)
        finally:
            self.mirror.reload()

    def rename_person(self, code: str, name: str, group: str) -> None:
        """Change what a person is called. Raises PersonNotFound."""
        self.gallery.rename(code, name, group)
        self.mirror.reload()

    def close(self) -> None:
        """Stop all threads, finish what was begun, and release the workspace."""
        with ExitStack() as after:
            after.callback(self._release)
            after.callback(self.workbench.close)
            self.watch.stop()
