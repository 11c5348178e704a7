"""The running system as one object: settings in force, people changed, everything closed."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk_access.bootstrap import make_audit_desk, make_export_desk, make_time_desk
from desk_access.capture.pictures import read_picture
from desk_access.config import (
    AttendanceSettings,
    CameraSettings,
    InferenceSettings,
    LivenessSettings,
    ModelChangeRecord,
    RecognitionSettings,
    Settings,
)
from desk_access.errors import ModelMissing, PersonNotFound, WorkspaceBusy, WorkspaceUnavailable
from desk_access.model.erasure import Alike, Erasure
from desk_access.model.liveness import LivenessPolicy
from desk_access.model.punch import Direction, PunchFilter
from desk_access.model.recogniser import Calibration
from desk_access.ports import Gallery, SettingsStore
from desk_access.service.attendant import Attendant
from desk_access.service.clock import SystemClock
from desk_access.service.desk import Desk
from desk_access.service.enrolment import EnrolmentDesk
from desk_access.service.feed import CameraFeed
from desk_access.service.mirror import GalleryMirror
from desk_access.service.recorder import Recorder
from desk_access.service.suggestions import SuggestionDesk
from desk_access.service.visitors import VisitorDesk
from desk_access.service.watch import Watch
from desk_access.service.workbench import Kit, Workbench
from desk_access.store.workspace import Workspace
from tests.fakes import FakeEmbedder, FakeFinder
from tests.unit.service.scene import (
    CALIBRATION,
    KIM,
    LEFT,
    MODEL,
    OTHER_MODEL,
    Camera,
    HandFed,
    enrol,
    eventually,
    feed_of,
    make_tools,
)

OTHER_CALIBRATION = Calibration((1e-2, 1e-3), (0.3, 0.55), 0.5, "made up", 1000)
UNCHECKED = LivenessSettings(LivenessPolicy.OFF)
"""A few frames are enough then."""

SETTINGS = Settings(cameras=(CameraSettings("Door", "0"),), liveness=UNCHECKED)


class FullStore:
    """A settings store whose disk is full."""

    def load(self) -> dict[str, str]:
        return {}

    def save(self, values: Mapping[str, str]) -> None:
        raise WorkspaceUnavailable("The disk is full.", "Make room.")


class BusyGallery:
    """A gallery whose file another program reads: people go, the file's old pages stay."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery

    def remove(self, code: str) -> None:
        self._gallery.remove(code)
        raise WorkspaceBusy("Another program reads the database.", "Close both.")

    def erase(self, code: str, alike: Alike | None = None) -> Erasure:
        self._gallery.erase(code, alike)
        raise WorkspaceBusy("Another program reads the database.", "Close both.")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gallery, name)


class House:
    """A desk over hand-fed cameras and made-up networks."""

    def __init__(
        self,
        folder: Path,
        settings_store: SettingsStore | None = None,
        busy: bool = False,
    ) -> None:
        self.workspace = Workspace.open(folder)
        self.making = threading.Event()  # cleared: networks wait before they are made
        self.making.set()
        self.finders: list[FakeFinder] = []
        self.sources: dict[str, HandFed] = {}
        gallery: Any = self.workspace.gallery
        enrol(gallery, KIM, "Kim")
        if busy:
            gallery = BusyGallery(gallery)
        kit = self.kit(SETTINGS.inference)
        bench = Workbench(kit.build)
        mirror = GalleryMirror(gallery, kit.digest, kit.calibration, SETTINGS.recognition)
        attendant = Attendant(self.workspace.ledger, mirror, SETTINGS.attendance, "UTC", "run 1")
        enrolment = EnrolmentDesk(gallery, mirror, bench, read_picture, SystemClock())
        recorder = Recorder(attendant, self.workspace.spool, 0.01)
        watch = Watch(SETTINGS.cameras, self.feed, bench, mirror, recorder, UNCHECKED)
        visitors = VisitorDesk(
            self.workspace.visitors,
            self.workspace.housekeeping,
            enrolment,
            mirror,
            SystemClock(),
            SETTINGS.visitors,
        )
        watch.subscribe(visitors.hear)
        time = make_time_desk(self.workspace, SETTINGS)
        self.desk = Desk(
            gallery=gallery,
            ledger=self.workspace.ledger,
            settings_store=settings_store or self.workspace.settings,
            settings=SETTINGS,
            mirror=mirror,
            attendant=attendant,
            workbench=bench,
            watch=watch,
            clock=SystemClock(),
            enrolment=enrolment,
            housekeeping=self.workspace.housekeeping,
            visitors=visitors,
            suggestions=SuggestionDesk(
                self.workspace.suggestions,
                gallery,
                self.workspace.housekeeping,
                enrolment,
                mirror,
            ),
            time=time,
            exports=make_export_desk(self.workspace, SETTINGS, time),
            audit=make_audit_desk(self.workspace, SETTINGS),
            bulk=lambda: pytest.fail("nobody imports here"),
            kit=self.kit,
            release=self.workspace.close,
        )

    def kit(self, settings: InferenceSettings) -> Kit:
        digests = {"": (MODEL, CALIBRATION), "other": (OTHER_MODEL, OTHER_CALIBRATION)}
        if settings.recogniser not in digests:
            raise ModelMissing("There is no such recogniser.", "Choose another.")
        digest, calibration = digests[settings.recogniser]

        def build() -> Any:
            assert self.making.wait(20)
            self.finders.append(FakeFinder())
            return make_tools(self.finders[-1], FakeEmbedder(digest))

        return Kit(digest, calibration, build)

    def feed(self, camera: CameraSettings) -> CameraFeed:
        self.sources[camera.name] = HandFed()
        return feed_of(camera.name, self.sources[camera.name])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "workspace")
    yield made
    made.desk.close()


def stored(house: House) -> Settings:
    return Settings.parse(house.workspace.settings.load())


def kept(house: House) -> tuple[str, str]:
    """The recogniser in use and the one to come, as they are on the disk."""
    on_disk = house.workspace.settings.load()
    coming = ModelChangeRecord.parse(on_disk).recogniser
    return Settings.parse(on_disk).inference.recogniser, coming


def test_settings_are_kept_and_in_force(house: House) -> None:
    wanted = replace(
        SETTINGS,
        recognition=RecognitionSettings(cosine=0.77),
        attendance=AttendanceSettings(cool_down_s=0),
    )
    house.desk.watch.start()
    source, camera = house.sources["Door"], Camera()
    source.give(*camera.frames([(LEFT, KIM)], 0.3))
    eventually(lambda: len(house.workspace.ledger.query(PunchFilter())) == 1)
    house.desk.change_settings(lambda _now: wanted)
    assert stored(house) == wanted
    assert house.desk.settings == wanted
    assert house.desk.mirror.view.threshold == 0.77
    # The cameras go on, for nothing of theirs was changed.
    source.give(*camera.frames([], 1), *camera.frames([(LEFT, KIM)], 0.3))
    eventually(lambda: len(house.workspace.ledger.query(PunchFilter())) == 2)
    assert house.workspace.ledger.query(PunchFilter())[0].entry.direction is Direction.OUT
    assert house.finders[0].closed is False


def test_other_cameras_are_watched_at_once(house: House) -> None:
    house.desk.watch.start()
    gate = replace(SETTINGS, cameras=(CameraSettings("Gate", "1"),))
    house.desk.change_settings(lambda _now: gate)
    assert house.desk.watch.running
    assert house.desk.watch.cameras() == ("Gate",)
    house.sources["Gate"].give(*Camera().frames([(LEFT, KIM)], 0.3))
    eventually(lambda: len(house.workspace.ledger.query(PunchFilter())) == 1)


def test_a_watch_that_was_stopped_stays_stopped(house: House) -> None:
    house.desk.change_settings(
        lambda _now: replace(SETTINGS, cameras=(CameraSettings("Gate", "1"),))
    )
    assert not house.desk.watch.running
    assert house.desk.watch.cameras() == ("Gate",)


def test_another_recogniser_follows_when_all_templates_are_made(house: House) -> None:
    assert house.desk.device().text == "CPU"
    house.desk.watch.start()
    house.making.clear()
    house.desk.use_recogniser("other")
    assert house.desk.watch.running
    assert house.desk.mirror.model_digest == MODEL
    assert house.desk.watch.gallery_note is None
    assert house.desk.coming == "other"
    assert house.desk.model_change.status is not None
    assert kept(house) == ("", "other")
    house.making.set()
    eventually(lambda: house.desk.model_change.status is None)
    assert house.finders[0].closed
    assert house.desk.watch.running
    assert house.desk.mirror.model_digest == OTHER_MODEL
    assert house.desk.mirror.calibration is OTHER_CALIBRATION
    assert house.desk.watch.gallery_note is None
    assert dict(house.workspace.gallery.template_counts()) == {OTHER_MODEL: 1}
    assert kept(house) == ("other", "")
    house.sources["Door"].give(*Camera().frames([(LEFT, KIM)], 0.3))
    eventually(lambda: len(house.workspace.ledger.query(PunchFilter())) == 1)
    (punch,) = house.workspace.ledger.query(PunchFilter())
    assert punch.entry.evidence.model_digest == OTHER_MODEL
    assert punch.entry.evidence.threshold == OTHER_CALIBRATION.cosine[-1]


def test_choosing_the_old_recogniser_again_ends_the_change(house: House) -> None:
    house.making.clear()
    house.desk.use_recogniser("other")
    house.making.set()
    house.desk.use_recogniser("")
    assert house.desk.model_change.status is None
    assert house.desk.coming == ""
    assert house.desk.mirror.model_digest in (MODEL, OTHER_MODEL)


def test_a_change_that_the_programs_end_interrupted_goes_on(house: House) -> None:
    house.making.clear()
    house.desk.use_recogniser("other")
    house.making.set()
    house.desk.model_change.stop()
    house.desk.go_on()
    house.desk.model_change.wait(lambda _status: None)
    assert house.desk.mirror.model_digest == OTHER_MODEL
    house.desk.go_on()
    assert house.desk.model_change.status is None


def test_the_same_settings_again_change_nothing(house: House) -> None:
    house.desk.device()
    house.desk.change_settings(lambda _now: SETTINGS)
    assert house.finders[0].closed is False
    house.desk.change_settings(
        lambda _now: replace(SETTINGS, inference=InferenceSettings(threads=2))
    )
    assert house.finders[0].closed
    assert house.desk.mirror.model_digest == MODEL


def test_a_recogniser_that_is_not_there_changes_nothing(house: House) -> None:
    with pytest.raises(ModelMissing):
        house.desk.use_recogniser("absent")
    assert house.desk.settings == SETTINGS
    assert house.desk.coming == ""
    assert house.workspace.settings.load() == {}
    assert house.desk.mirror.view.settings == SETTINGS.recognition


def test_saving_settings_leaves_a_change_of_model_alone(house: House) -> None:
    """As the window does it: a snapshot from before the change, with one section replaced."""
    before = house.desk.settings
    house.making.clear()
    house.desk.use_recogniser("other")
    house.desk.change_settings(
        lambda _now: replace(before, cameras=(CameraSettings("Gate", "clip.mkv"),))
    )
    house.desk.calibrate(house.desk.settings.calibration, fpir=0.01)
    assert house.desk.coming == "other"
    assert kept(house) == ("", "other")
    assert house.desk.model_change.status is not None
    house.making.set()
    eventually(lambda: house.desk.mirror.model_digest == OTHER_MODEL)
    eventually(lambda: house.desk.model_change.status is None)
    assert kept(house) == ("other", "")
    assert stored(house).cameras == (CameraSettings("Gate", "clip.mkv"),)
    assert stored(house).recognition.fpir == 0.01
    # A snapshot from before the change does not bring the old recogniser back either.
    house.desk.change_settings(lambda _now: before)
    assert kept(house) == ("other", "")
    assert house.desk.mirror.model_digest == OTHER_MODEL


def test_two_who_save_at_once_do_not_undo_each_other(house: House) -> None:
    """The second begins while the first is being kept: it changes what the first made."""
    inside, first_goes_on = threading.Event(), threading.Event()

    def slow(now: Settings) -> Settings:
        inside.set()
        assert first_goes_on.wait(20)
        return replace(now, attendance=AttendanceSettings(cool_down_s=7))

    first = threading.Thread(target=lambda: house.desk.change_settings(slow))
    first.start()
    assert inside.wait(20)
    second = threading.Thread(
        target=lambda: house.desk.change_settings(
            lambda now: replace(now, recognition=RecognitionSettings(cosine=0.5))
        )
    )
    second.start()
    first_goes_on.set()
    first.join(20)
    second.join(20)
    assert stored(house).attendance.cool_down_s == 7
    assert stored(house).recognition.cosine == 0.5


def test_the_same_recogniser_asked_for_twice_does_not_begin_again(house: House) -> None:
    house.making.clear()
    house.desk.use_recogniser("other")
    begun = house.desk.model_change._thread
    house.desk.use_recogniser("other")
    assert house.desk.model_change._thread is begun
    house.making.set()
    house.desk.model_change.wait(lambda _status: None)
    assert kept(house) == ("other", "")


def test_settings_that_cannot_be_kept_are_not_in_force(tmp_path: Path) -> None:
    house = House(tmp_path / "workspace", FullStore())
    try:
        with pytest.raises(WorkspaceUnavailable):
            house.desk.use_recogniser("other")
        with pytest.raises(WorkspaceUnavailable):
            house.desk.change_settings(lambda _now: Settings())
        assert house.desk.settings == SETTINGS
        assert house.desk.coming == ""
        assert house.desk.mirror.model_digest == MODEL
    finally:
        house.desk.close()


def test_a_removed_person_is_not_recognised_any_more(house: House) -> None:
    house.desk.remove_person("E10")
    assert house.desk.mirror.view.people == {}
    assert house.desk.mirror.view.index.people == 0
    with pytest.raises(PersonNotFound):
        house.desk.remove_person("E10")
    house.desk.erase_person("E10")
    with pytest.raises(PersonNotFound):
        house.desk.erase_person("E10")


@pytest.mark.parametrize("how", ["remove_person", "erase_person"])
def test_nor_while_another_program_keeps_the_file_from_shrinking(tmp_path: Path, how: str) -> None:
    house = House(tmp_path / "workspace", busy=True)
    try:
        with pytest.raises(WorkspaceBusy):
            getattr(house.desk, how)("E10")
        assert house.desk.mirror.view.index.people == 0
    finally:
        house.desk.close()


def test_a_renamed_person_is_greeted_by_the_new_name(house: House) -> None:
    house.desk.rename_person("E10", "김민준", "Office")
    (kim,) = house.desk.mirror.view.people.values()
    assert (kim.name, kim.group) == ("김민준", "Office")
    with pytest.raises(PersonNotFound):
        house.desk.rename_person("E11", "Nobody", "")


def test_closing_stops_the_watch_and_releases_networks_and_workspace(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    house = House(folder)
    house.desk.device()
    house.desk.watch.start()
    house.desk.close()
    assert not house.desk.watch.running
    assert house.finders[0].closed
    with Workspace.open(folder) as again:  # nobody holds it any more
        assert [person.name for person in again.gallery.people()] == ["Kim"]


def test_networks_that_cannot_be_released_do_not_keep_the_workspace(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    house = House(folder)
    house.desk.device()

    def stuck() -> None:
        raise OSError("stuck")

    house.finders[0].close = stuck  # type: ignore[method-assign]
    with pytest.raises(OSError, match="stuck"):
        house.desk.close()
    Workspace.open(folder).close()
