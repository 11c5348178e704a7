"""A desk in memory: the service's whole surface as the window uses it, told what to show."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from desk_access.config import CalibrationSettings, CameraSettings, Settings
from desk_access.errors import AlreadyEnrolled, DeskAccessError, UsageError
from desk_access.model.enrolment import (
    DraftPicture,
    EnrolHint,
    EnrolmentDraft,
    EnrolmentProgress,
    ImportedPerson,
    ImportOutcome,
    ImportRow,
    LookCheck,
    PhotoReport,
    PhotoRow,
    PoseStep,
    RosterEntry,
)
from desk_access.model.erasure import Erasure
from desk_access.model.face import Advice
from desk_access.model.frame import Frame
from desk_access.model.person import Person
from desk_access.model.punch import Punch
from desk_access.model.status import (
    DeviceNote,
    Sighting,
    Snapshot,
    SourceStatus,
)
from desk_access.model.suggestion import Suggestion
from desk_access.service.importing.desk import ImportDesk
from desk_access.service.recorder import RecordingStatus
from desk_access.service.site_study import SiteStudy, study_site
from tests.gui.fake_exports import FakeExportDesk
from tests.gui.fake_housekeeping import FakeHousekeeping, FakeVisitorDesk
from tests.gui.fake_stores import FakeGallery, FakeLedger
from tests.gui.fake_time import FakeTimeDesk
from tests.gui.samples import CALIBRATION, DIGEST, LIVE, make_person, shot_of


class FakeWatch:
    """Shows the frames it was given; nothing moves by itself."""

    def __init__(self, cameras: Sequence[str]) -> None:
        self.names = tuple(cameras)
        self.running = False
        self.frames: dict[str, Frame] = {}
        self.snapshots: dict[str, Snapshot] = {}
        self.statuses: dict[str, SourceStatus] = {}
        self.enrolling: object = None
        self.starts = 0
        self.retried: list[str] = []
        self.trouble: DeskAccessError | None = None
        self.gallery_note: str | None = None
        self.records = RecordingStatus()
        self._listeners: list[Callable[[Sighting], None]] = []

    def start(self) -> None:
        self.running = True
        self.starts += 1

    def stop(self) -> None:
        self.running = False

    def cameras(self) -> tuple[str, ...]:
        return self.names

    def newest_frame(self, camera: str) -> Frame | None:
        return self.frames.get(camera)

    def newest_snapshot(self, camera: str) -> Snapshot | None:
        return self.snapshots.get(camera)

    def status(self, camera: str) -> SourceStatus:
        if camera not in self.names:
            raise UsageError(f"There is no camera {camera}.", "Choose one.")
        return self.statuses.get(camera, LIVE)

    def failure(self) -> DeskAccessError | None:
        return self.trouble

    def recording(self) -> RecordingStatus:
        return self.records

    def dismiss_unrecorded(self) -> None:
        self.records = RecordingStatus()

    def retry(self, camera: str) -> None:
        self.retried.append(camera)

    def enrol(self, enrolment: object) -> None:
        self.enrolling = enrolment

    def subscribe(self, listener: Callable[[Sighting], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    def sight(self, sighting: Sighting) -> None:
        """A decision falls, on a thread of its own as in life."""

        def tell() -> None:
            for listener in list(self._listeners):
                listener(sighting)

        thread = threading.Thread(target=tell)
        thread.start()
        thread.join()


class FakeLive:
    """A guided enrolment whose progress a test sets."""

    def __init__(self, camera: str, code: str, name: str, group: str) -> None:
        self.camera = camera
        self.who = (code, name, group)
        self.shots: dict[PoseStep, DraftPicture] = {}
        self.hint = EnrolHint.LOOK_STRAIGHT
        self.advice: Advice | None = None
        self.similar: Person | None = None
        self.checks: dict[LookCheck, bool] = {}

    def win(self, *steps: PoseStep, number: int = 5) -> None:
        for step in steps:
            self.shots[step] = shot_of(number, step)

    def progress(self) -> EnrolmentProgress:
        wanted = next((step for step in PoseStep if step not in self.shots), None)
        taken = tuple(self.shots[step] for step in PoseStep if step in self.shots)
        return EnrolmentProgress(
            wanted,
            taken,
            self.advice,
            EnrolHint.DONE if wanted is None else self.hint,
            self.similar,
            len(taken) >= 3,
            wanted is None,
            self.checks,
        )

    def retake(self, step: PoseStep) -> None:
        self.shots.pop(step, None)

    def draft(self) -> EnrolmentDraft:
        taken = tuple(self.shots[step] for step in PoseStep if step in self.shots)
        return EnrolmentDraft(*self.who, taken, DIGEST, self.similar)


class FakeEnrolment:
    """Refuses taken codes; saves into the gallery it was given."""

    def __init__(self, gallery: FakeGallery) -> None:
        self._gallery = gallery
        self.live: FakeLive | None = None
        self.alike: list[Person] = []
        self.apart: tuple[str, ...] = ()
        self.failure: DeskAccessError | None = None
        self.reembedded = 0

    def begin(self, camera: str, code: str, name: str, group: str) -> FakeLive:
        self._check(code)
        self.live = FakeLive(camera, code, name, group)
        return self.live

    def from_photos(
        self,
        code: str,
        name: str,
        group: str,
        paths: Sequence[Path],
        progress: Callable[[int, int, str], None],
    ) -> PhotoReport:
        self._check(code)
        for done, path in enumerate(paths):
            progress(done, len(paths), path.name)
        good = [path for path in paths if "bad" not in path.name]
        rows = tuple(
            PhotoRow(path, path in good, "Accepted." if path in good else "No face was found.")
            for path in paths
        )
        shots = tuple(shot_of(place, None) for place, _ in enumerate(good))
        draft = EnrolmentDraft(code, name, group, shots, DIGEST, None) if good else None
        return PhotoReport(rows, draft)

    def similar_to(self, draft: EnrolmentDraft, apart_from: Collection[str] = ()) -> Person | None:
        return next((each for each in self.alike if each.code not in apart_from), None)

    def save(self, draft: EnrolmentDraft, apart_from: Collection[str] = ()) -> Person:
        if self.failure is not None:
            raise self.failure
        self.apart = tuple(apart_from)
        person = replace(
            make_person(len(self._gallery.kept) + 30, draft.name),
            code=draft.code,
            group=draft.group,
        )
        self._gallery.kept.append(person)
        return person

    def reembed(self, progress: Callable[[int, int], None]) -> int:
        for done in range(4):
            progress(done, 3)
        self.reembedded += 1
        return 3

    def _check(self, code: str) -> None:
        for person in self._gallery.kept:
            if person.code == code:
                raise AlreadyEnrolled(
                    f"The code {code} belongs to {person.name}.", "Choose another code."
                )


class FakeBulk:
    """Enrols everybody but those called bad; waits before each while ``gate`` is closed."""

    gate = threading.Event()

    def __init__(self, gallery: FakeGallery) -> None:
        self._gallery = gallery

    def run(
        self, entries: Sequence[RosterEntry], progress: Callable[[int, int, str], None]
    ) -> Iterator[ImportedPerson]:
        for done, entry in enumerate(entries):
            progress(done, len(entries), entry.name)
            self.gate.wait(20)
            bad = entry.name == "bad"
            outcome = ImportOutcome.PERSON_REFUSED if bad else ImportOutcome.ACCEPTED
            reason = "No face was found." if bad else ""
            rows = tuple(
                ImportRow(entry.code, entry.name, path, outcome, reason) for path in entry.photos
            )
            yield ImportedPerson(entry, outcome, reason, rows)


class FakeSuggestions:
    """A newer picture for each person in ``kept``."""

    def __init__(self, gallery: FakeGallery) -> None:
        self._gallery = gallery
        self.kept: dict[str, Suggestion] = {}
        self.accepted: list[str] = []

    def waiting(self) -> list[tuple[Person, Suggestion]]:
        return [(self._gallery.person(code), found) for code, found in self.kept.items()]

    def accept(self, code: str) -> Person:
        del self.kept[code]
        self.accepted.append(code)
        return self._gallery.person(code)

    def dismiss(self, code: str) -> None:
        del self.kept[code]


class FakeDesk:
    """Everything the window needs of :class:`desk_access.service.desk.Desk`."""

    def __init__(
        self,
        people: Sequence[Person] = (),
        punches: Sequence[Punch] = (),
        settings: Settings | None = None,
    ) -> None:
        self.settings = settings or Settings(cameras=(CameraSettings(),))
        self.gallery = FakeGallery(people)
        self.ledger = FakeLedger(punches)
        self.watch = FakeWatch([camera.name for camera in self.settings.cameras])
        self.enrolment = FakeEnrolment(self.gallery)
        self.suggestions = FakeSuggestions(self.gallery)
        view = SimpleNamespace(
            people={person.person_id: person for person in people},
            index=SimpleNamespace(people=len(people)),
        )
        self.mirror = SimpleNamespace(view=view, calibration=CALIBRATION, model_digest=DIGEST)
        self.note = DeviceNote("CPU", None)
        self.device_failure: DeskAccessError | None = None
        self.save_failure: DeskAccessError | None = None
        self.saved: list[Settings] = []
        self.closed = 0
        self.housekeeping = FakeHousekeeping(self.gallery)
        self.visitors = FakeVisitorDesk(self.gallery)
        self.time = FakeTimeDesk()
        self.audit = SimpleNamespace(trouble="", verify=lambda: None)
        self.exports = FakeExportDesk()
        self.imports = ImportDesk(self.gallery, self.time)  # type: ignore[arg-type]
        self.model_change = SimpleNamespace(status=None)
        self.coming = ""
        self.undo = self.housekeeping.undo
        self.merge_people = self.housekeeping.merge
        self.split_person = self.housekeeping.split
        self.set_pictures_aside = self.housekeeping.set_aside
        self.deactivate_person = self.housekeeping.deactivate
        self.reactivate_person = self.housekeeping.reactivate
        self.added: list[tuple[str, int]] = []

    def study(self, fpir: float) -> SiteStudy:
        if self.save_failure is not None:
            raise self.save_failure
        self.mirror.model_calibration = CALIBRATION
        return study_site(self.gallery, self.mirror, self.settings.calibration, fpir)  # type: ignore[arg-type]

    def bulk(self) -> FakeBulk:
        return FakeBulk(self.gallery)

    def calibrate(self, calibration: CalibrationSettings, fpir: float | None = None) -> None:
        self.settings = replace(self.settings, calibration=calibration)

    def tell_apart(self, code: str, other: str, apart: bool = True) -> None:
        pair = sorted(self.gallery.person(each).person_id for each in (code, other))
        self.gallery.pairs = self.gallery.pairs ^ {(pair[0], pair[1])}

    def device(self) -> DeviceNote:
        if self.device_failure is not None:
            raise self.device_failure
        return self.note

    def go_on(self) -> None:
        """No change of model is ever under way here, but what a test sets."""

    def change_settings(self, change: Callable[[Settings], Settings]) -> None:
        if self.save_failure is not None:
            raise self.save_failure
        now = self.settings.inference.recogniser
        wanted = change(self.settings)
        self.settings = replace(wanted, inference=replace(wanted.inference, recogniser=now))
        self.watch.names = tuple(camera.name for camera in self.settings.cameras)
        self.saved.append(self.settings)

    def use_recogniser(self, recogniser: str) -> None:
        if self.save_failure is not None:
            raise self.save_failure
        self.coming = "" if recogniser == self.settings.inference.recogniser else recogniser

    def remove_person(self, code: str) -> None:
        self.gallery.remove(code)

    def erase_person(self, code: str) -> Erasure:
        self.gallery.remove(code)
        return Erasure("erased-1", 0, 0, 0, 1, bytes_left=False)

    def add_pictures(self, draft: EnrolmentDraft, code: str) -> Person:
        self.added.append((code, len(draft.pictures)))
        return self.gallery.person(code)

    def rename_person(self, code: str, name: str, group: str) -> None:
        self.gallery.rename(code, name, group)

    def close(self) -> None:
        self.watch.stop()
        self.closed += 1
