"""All cameras at work, with a real ledger."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from desk_access.config import (
    AttendanceSettings,
    CameraSettings,
    LivenessSettings,
    RecognitionSettings,
)
from desk_access.errors import ModelMissing, SourceUnavailable, UsageError, WorkspaceUnavailable
from desk_access.model.decision import Verdict
from desk_access.model.frame import Frame
from desk_access.model.liveness import LivenessPolicy
from desk_access.model.punch import Direction, NewPunch, Punch, PunchFilter
from desk_access.model.status import FaceView, Sighting, SourceState
from desk_access.model.waiting_punch import Unrecorded
from desk_access.ports import FrameSource, Ledger, PunchSpool
from desk_access.service import camera_loop
from desk_access.service.attendant import Attendant
from desk_access.service.feed import CameraFeed
from desk_access.service.live_enrolment import LiveEnrolment
from desk_access.service.mirror import GalleryMirror
from desk_access.service.recorder import Recorder
from desk_access.service.watch import Watch
from desk_access.service.workbench import Tools, Workbench
from desk_access.store.workspace import Workspace
from tests.fakes import FakeLiveness, ScriptedSource
from tests.unit.service.scene import (
    CALIBRATION,
    KIM,
    LEE,
    LEFT,
    MODEL,
    OTHER_MODEL,
    RIGHT,
    STRANGER,
    Camera,
    FullSpool,
    HandFed,
    LedgerOnFullDisk,
    bugs_seen,
    enrol,
    eventually,
    feed_of,
    make_tools,
)

ALL = PunchFilter()
DOOR, GATE = CameraSettings("Door", "0"), CameraSettings("Gate", "1")


@dataclass
class Site:
    """A watch over hand-made sources, and what it told."""

    workspace: Workspace
    sources: dict[str, FrameSource] = field(default_factory=dict)
    ledger: Ledger | None = None
    missing: bool = False
    spool: PunchSpool | None = None
    told: list[Sighting] = field(default_factory=list)

    def __post_init__(self) -> None:
        enrol(self.workspace.gallery, KIM, "Kim")
        enrol(self.workspace.gallery, LEE, "Lee")
        self.mirror = GalleryMirror(
            self.workspace.gallery, MODEL, CALIBRATION, RecognitionSettings()
        )
        attendant = Attendant(
            self.ledger or self.workspace.ledger, self.mirror, AttendanceSettings(), "UTC", "run 1"
        )
        self.workbench = Workbench(self._build)
        cameras = [CameraSettings(name, name) for name in self.sources]
        recorder = Recorder(attendant, self.spool or self.workspace.spool, 0.01)
        self.liveness = FakeLiveness()
        unchecked = LivenessSettings(LivenessPolicy.OFF)  # a few frames are enough then
        self.watch = Watch(cameras, self._feed, self.workbench, self.mirror, recorder, unchecked)
        self.watch.subscribe(self.told.append)

    def _build(self) -> Tools:
        if self.missing:
            raise ModelMissing("The model file is not there.", "Get it.")
        return replace(make_tools(), liveness=self.liveness)

    def _feed(self, camera: CameraSettings) -> CameraFeed:
        return feed_of(camera.name, self.sources[camera.name])

    def people(self) -> list[tuple[str, Verdict, str | None]]:
        """Camera, verdict and name of every sighting, in the order of the cameras."""
        return sorted(
            (item.decision.camera, item.decision.verdict, item.person.name if item.person else None)
            for item in self.told
        )

    def faces(self, camera: str) -> tuple[FaceView, ...]:
        snapshot = self.watch.newest_snapshot(camera)
        return snapshot.faces if snapshot else ()

    def punches(self) -> list[str]:
        return [punch.name for punch in self.workspace.ledger.query(ALL)]


@contextmanager
def site_of(
    workspace: Workspace,
    ledger: Ledger | None = None,
    missing: bool = False,
    spool: PunchSpool | None = None,
    **sources: FrameSource,
) -> Iterator[Site]:
    site = Site(workspace, sources, ledger, missing, spool)
    try:
        yield site
    finally:
        site.watch.stop()
        site.workbench.close()


def recording(who: int, seconds: float = 0.5) -> ScriptedSource:
    return ScriptedSource(Camera().frames([(LEFT, who)], seconds))


def test_two_cameras_clock_people_in_and_strangers_out(workspace: Workspace) -> None:
    camera = Camera()
    gate = [
        *camera.frames([(LEFT, LEE), (RIGHT, STRANGER)], 1.5),
        *camera.frames([], 0.3),
    ]
    with site_of(workspace, Door=recording(KIM), Gate=ScriptedSource(gate)) as site:
        assert not site.watch.running
        site.watch.start()
        assert site.watch.running
        assert site.watch.cameras() == ("Door", "Gate")
        site.watch.wait()
        assert site.people() == [
            ("Door", Verdict.RECOGNISED, "Kim"),
            ("Gate", Verdict.RECOGNISED, "Lee"),
            ("Gate", Verdict.UNKNOWN, None),
        ]
        assert sorted(site.punches()) == ["Kim", "Lee"]
        assert workspace.ledger.verify().intact
        assert site.watch.failure() is None
        by_name = {item.person.name: item for item in site.told if item.person}
        punch = by_name["Kim"].punch
        assert punch is not None
        assert punch.entry.direction is Direction.IN
        assert punch.entry.evidence.camera == "Door"
        assert workspace.ledger.picture(punch.sequence) == by_name["Kim"].decision.picture
        assert site.watch.status("Door").state is SourceState.ENDED
        assert site.watch.ended(0.0)
    assert not site.watch.running


def test_one_person_at_two_cameras_is_clocked_in_once(workspace: Workspace) -> None:
    with site_of(workspace, Door=recording(KIM), Gate=recording(KIM)) as site:
        site.watch.start()
        site.watch.wait()
        assert len(site.told) == 2
        assert sum(item.punch is not None for item in site.told) == 1
        assert site.punches() == ["Kim"]


class SlowLedger:
    """A ledger whose disk takes its time."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.asked = threading.Event()
        self.disk = threading.Event()

    def append(self, punch: NewPunch, picture: bytes) -> Punch:
        self.asked.set()
        assert self.disk.wait(20)
        return self._ledger.append(punch, picture)

    def last(self, person_id: int, before: datetime | None = None) -> Punch | None:
        return self._ledger.last(person_id, before)


def test_a_punch_is_acknowledged_only_once_it_is_on_the_disk(workspace: Workspace) -> None:
    ledger, source, camera = SlowLedger(workspace.ledger), HandFed(), Camera()
    with site_of(workspace, ledger, Door=source) as site:  # type: ignore[arg-type]
        site.watch.start()
        source.give(*camera.frames([(LEFT, KIM)], 0.2))
        assert ledger.asked.wait(20)
        last = camera.frames([(LEFT, KIM)], 0.2)
        source.give(*last)
        # The picture goes on while the disk is busy.
        eventually(lambda: _shows(site, last[-1]))
        (face,) = site.faces("Door")
        assert (face.verdict, face.name, face.punch) == (Verdict.RECOGNISED, "Kim", None)
        assert site.told == []
        ledger.disk.set()
        eventually(lambda: len(site.told) == 1)
        source.give(camera.frame([(LEFT, KIM)]))
        eventually(lambda: site.faces("Door")[0].punch is not None)
        assert site.faces("Door")[0].punch == site.told[0].punch
        assert workspace.ledger.query(ALL) == [site.told[0].punch]


def _shows(site: Site, frame: Frame) -> bool:
    snapshot = site.watch.newest_snapshot("Door")
    return snapshot is not None and snapshot.frame is frame


def test_what_was_decided_is_written_before_the_watch_has_stopped(workspace: Workspace) -> None:
    ledger, source = SlowLedger(workspace.ledger), HandFed()
    with site_of(workspace, ledger, Door=source) as site:  # type: ignore[arg-type]
        site.watch.start()
        source.give(*Camera().frames([(LEFT, KIM)], 0.2))
        assert ledger.asked.wait(20)
        stopping = threading.Thread(target=site.watch.stop)
        stopping.start()
        ledger.disk.set()
        stopping.join(20)
        assert not site.watch.running
        assert site.punches() == ["Kim"]
        assert len(site.told) == 1


def test_a_punch_waits_for_the_ledger_and_is_not_acknowledged_before(
    workspace: Workspace, expected_logs: list[str]
) -> None:
    expected_logs.append("A punch could not be written. The disk is full.")
    ledger, source, camera = LedgerOnFullDisk(workspace.ledger), HandFed(), Camera()
    with site_of(workspace, ledger, Door=source) as site:
        site.watch.start()
        source.give(*camera.frames([(LEFT, KIM)], 0.3))
        eventually(lambda: len(site.told) == 1)
        assert isinstance(site.watch.failure(), WorkspaceUnavailable)
        assert (site.told[0].punch, site.told[0].unrecorded) == (None, Unrecorded.SAVING)
        assert site.told[0].person is not None
        assert site.watch.recording().waiting == 1
        source.give(*camera.frames([(LEFT, KIM)], 0.1))
        eventually(lambda: [face.unrecorded for face in site.faces("Door")] == [Unrecorded.SAVING])
        assert [face.punch for face in site.faces("Door")] == [None]
        assert site.punches() == []
        assert not site.watch.recorded(0)
        ledger.full = False
        eventually(lambda: len(site.told) == 2)
        assert site.told[1].punch is not None
        assert site.told[1].unrecorded is None
        assert site.told[1].punch.entry.at == site.told[0].decision.decided_at
        assert site.watch.recorded(20)
        assert site.watch.failure() is None
        assert site.punches() == ["Kim"]
        source.give(camera.frame([(LEFT, KIM)]))
        eventually(lambda: [face.unrecorded for face in site.faces("Door")] == [None])
        assert site.faces("Door")[0].punch == site.told[1].punch


def test_a_watch_whose_disk_stays_full_can_be_stopped(
    workspace: Workspace, expected_logs: list[str]
) -> None:
    """Neither ledger nor spool take the punch: it is told as failed, and kept in memory."""
    expected_logs.append("A punch could not be written. The disk is full.")
    expected_logs.append("A punch could not be put on the disk at all. The disk is full.")
    expected_logs.append("1 punches are in memory alone.")
    source, ledger, spool = HandFed(), LedgerOnFullDisk(workspace.ledger), FullSpool()
    with site_of(workspace, ledger, spool=spool, Door=source) as site:
        site.watch.start()
        source.give(*Camera().frames([(LEFT, KIM)], 0.3))
        eventually(lambda: isinstance(site.watch.failure(), WorkspaceUnavailable))
        eventually(lambda: len(site.told) == 1)
        assert site.told[0].unrecorded is Unrecorded.FAILED
        assert site.watch.recording().unsaved == 1
        site.watch.stop()
        assert not site.watch.running
        ledger.full = False
        site.watch.start()  # as after a change of settings
        assert site.watch.recorded(20)
        assert site.punches() == ["Kim"]


def test_a_missing_model_is_the_watchs_failure(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_loop, "_AFTER_A_FAILURE_S", 0.0)
    source, camera = HandFed(), Camera()
    with site_of(workspace, missing=True, Door=source) as site:
        site.watch.start()
        source.give(*camera.frames([(LEFT, KIM)], 0.2))
        eventually(lambda: isinstance(site.watch.failure(), ModelMissing))
        assert site.watch.device is None
        assert site.watch.newest_frame("Door") is not None  # the picture is shown all the same
        site.missing = False
        source.give(*camera.frames([(LEFT, KIM)], 0.3))
        eventually(lambda: len(site.told) == 1)
        assert site.watch.failure() is None
        assert site.watch.device is not None
        assert site.watch.device.text == "CPU"


def test_an_enrolment_takes_only_its_own_camera(workspace: Workspace) -> None:
    door, gate, camera = HandFed(), HandFed(), Camera()
    with site_of(workspace, Door=door, Gate=gate) as site:
        site.watch.start()
        enrolment = LiveEnrolment("Door", "E1", "New", "", lambda: site.mirror.view)
        site.watch.enrol(enrolment)
        door.give(*camera.frames([(LEFT, KIM)], 1))
        gate.give(*camera.frames([(LEFT, LEE)], 0.3))
        eventually(lambda: len(enrolment.progress().taken) == 1)
        eventually(lambda: len(site.told) == 1)
        assert site.people() == [("Gate", Verdict.RECOGNISED, "Lee")]
        site.watch.enrol(None)
        door.give(*camera.frames([(LEFT, KIM)], 0.3))
        eventually(lambda: len(site.told) == 2)
        assert site.punches() == ["Kim", "Lee"]


def test_whoever_left_is_told_nothing_more(workspace: Workspace) -> None:
    source, camera = HandFed(), Camera()
    with site_of(workspace, Door=source) as site:
        more: list[Sighting] = []
        leave = site.watch.subscribe(more.append)
        site.watch.start()
        source.give(*camera.frames([(LEFT, KIM)], 0.3))
        eventually(lambda: len(more) == 1)
        leave()
        leave()
        source.give(*camera.frames([(RIGHT, LEE)], 0.3))
        eventually(lambda: len(site.told) == 2)
        assert len(more) == 1


def test_a_bug_in_a_listener_is_seen_and_the_watch_goes_on(workspace: Workspace) -> None:
    def broken(_sighting: Sighting) -> None:
        raise ZeroDivisionError

    camera = Camera()
    frames = [*camera.frames([(LEFT, KIM)], 0.3), *camera.frames([(RIGHT, LEE)], 0.3)]
    with site_of(workspace, Door=ScriptedSource(frames)) as site, bugs_seen() as seen:
        site.watch.subscribe(broken)
        site.watch.start()
        site.watch.wait()
        assert [type(error) for error in seen] == [ZeroDivisionError] * 2
        assert sorted(site.punches()) == ["Kim", "Lee"]
        assert len(site.told) == 2


def test_it_can_be_stopped_and_started_with_other_cameras(workspace: Workspace) -> None:
    door = recording(KIM)
    with site_of(workspace, Door=door) as site:
        site.watch.start()
        site.watch.wait()
        site.watch.stop()
        site.watch.stop()
        assert door.closed == 1
        assert site.watch.newest_frame("Door") is None
        site.sources["Gate"] = recording(LEE)
        site.watch.replace([GATE], LivenessSettings())
        site.watch.start()
        site.watch.wait()
        assert site.watch.cameras() == ("Gate",)
        assert site.punches() == ["Lee", "Kim"]


def test_a_camera_that_is_not_there(workspace: Workspace) -> None:
    with site_of(workspace, Door=recording(KIM)) as site:
        with pytest.raises(UsageError, match="Gate"):
            site.watch.status("Gate")
        assert site.watch.newest_frame("Gate") is None
        assert site.watch.newest_snapshot("Gate") is None
        site.watch.retry("Gate")


def test_a_lost_camera_is_opened_again_when_asked(workspace: Workspace) -> None:
    lost = SourceUnavailable("It left.", "Look for it.")
    source = ScriptedSource([lost, *Camera().frames([(LEFT, KIM)], 0.3)], live=True)
    with site_of(workspace, Door=source) as site:
        site.watch.start()
        eventually(lambda: site.watch.status("Door").state is SourceState.LOST)
        site.watch.retry("Door")
        site.watch.wait()
        assert source.opened == 2


def test_a_camera_that_cannot_be_made_leaves_nothing_running(workspace: Workspace) -> None:
    with site_of(workspace, Door=recording(KIM)) as site:
        site.watch.replace([DOOR, GATE], LivenessSettings())  # there is no source for Gate
        with pytest.raises(KeyError):
            site.watch.start()
        assert not site.watch.running
        site.watch.replace([DOOR], LivenessSettings())
        site.watch.start()
        site.watch.wait()
        assert site.punches() == ["Kim"]


def test_the_gallery_of_another_model_is_told(workspace: Workspace) -> None:
    with site_of(workspace, Door=recording(KIM)) as site:
        assert site.watch.gallery_note is None
        site.mirror.use(OTHER_MODEL, CALIBRATION)
        assert site.watch.gallery_note is not None
