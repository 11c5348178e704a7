"""A desk in memory: the service's whole surface as the window uses it, told what to show."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from desk_access.config import CameraSettings, Settings
from desk_access.errors import AlreadyEnrolled, DeskAccessError, PersonNotFound, UsageError
from desk_access.model.decision import Confidence, Decision, Verdict
from desk_access.model.enrolment import (
    DraftPicture,
    EnrolHint,
    EnrolmentDraft,
    EnrolmentProgress,
    PhotoReport,
    PhotoRow,
    PoseStep,
)
from desk_access.model.face import Advice, Box
from desk_access.model.frame import Frame
from desk_access.model.person import EnrolmentPicture, Person
from desk_access.model.punch import Direction, Evidence, NewPunch, Punch, PunchFilter
from desk_access.model.recogniser import Calibration
from desk_access.model.status import (
    DeviceNote,
    FaceView,
    Sighting,
    Snapshot,
    SourceState,
    SourceStatus,
)
from tests.fakes import fake_vector
from tests.gui.portraits import portrait_jpeg

DIGEST = "ab12" * 16
ZONE = "Asia/Seoul"
NAMES = (
    "Kim Hamil", "Ana Ferreira", "김서연", "Jonas Weber", "Amara Okafor", "Lee Min-jun",
    "Sofia Rossi", "David O’Neill", "박지훈", "Leila Haddad", "Tom Becker", "Mei Tanaka",
    "Carlos Duarte", "Ingrid Solberg", "최유진", "Noah Fischer", "Priya Nair", "Elif Kaya",
    "Marta Nowak", "Ben Adeyemi", "정하늘", "Lucía Vidal", "Oskar Lind", "Grace Mensah",
)  # fmt: skip
GROUPS = ("Workshop", "Reception", "Office", "Night shift")


def make_person(number: int, name: str = "") -> Person:
    return Person(
        number,
        f"E{100 + number}",
        name or NAMES[number % len(NAMES)],
        GROUPS[number % len(GROUPS)],
        datetime(2026, 3, 2, 1, 0, tzinfo=UTC) + timedelta(days=number),
        True,
        5,
    )


def make_punch(
    sequence: int, person: Person, at: datetime, direction: Direction, camera: str = "Camera 1"
) -> Punch:
    evidence = Evidence(0.83, 0.51, 0.22, 5, 0.8, DIGEST, camera, "0" * 64)
    entry = NewPunch(
        person.person_id, person.code, direction, at, ZONE, float(sequence), "run", evidence
    )
    digest = hashlib.sha256(str(sequence).encode()).hexdigest()
    return Punch(sequence, entry, person.name, "0" * 64, digest)


class FakeGallery:
    """People in a list; raises ``failure`` from every method while it is set."""

    def __init__(self, people: Sequence[Person] = ()) -> None:
        self.kept = list(people)
        self.failure: DeskAccessError | None = None
        self.searches: list[str] = []

    def people(self, search: str = "") -> list[Person]:
        self._fail()
        self.searches.append(search)
        words = search.casefold()
        return sorted(
            (p for p in self.kept if words in f"{p.code} {p.name} {p.group}".casefold()),
            key=lambda person: person.name,
        )

    def person(self, code: str) -> Person:
        self._fail()
        for person in self.kept:
            if person.code == code:
                return person
        raise PersonNotFound(f"Nobody has the code {code}.", "Look at the list.")

    def thumbnail(self, person_id: int) -> bytes | None:
        self._fail()
        return portrait_jpeg(person_id)

    def pictures(self, person_id: int) -> list[EnrolmentPicture]:
        self._fail()
        turns = ((0, 0), (1, 0), (-1, 0), (0, -1), (0, 1))
        return [picture_of(person_id, turn) for turn in turns]

    def rename(self, code: str, name: str, group: str) -> Person:
        person = self.person(code)
        self.kept[self.kept.index(person)] = replace(person, name=name, group=group)
        return self.person(code)

    def remove(self, code: str) -> None:
        self.kept.remove(self.person(code))

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


def picture_of(person_id: int, turn: tuple[float, float] = (0, 0)) -> EnrolmentPicture:
    points = np.zeros((5, 2), np.float32)
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return EnrolmentPicture(portrait_jpeg(person_id, turn=turn), points, 0.8, at)


class FakeLedger:
    """Punches in a list, newest first; remembers what was asked for."""

    def __init__(self, punches: Sequence[Punch] = ()) -> None:
        self.punches = sorted(punches, key=lambda punch: -punch.sequence)
        self.failure: DeskAccessError | None = None
        self.asked: list[tuple[int | None, int]] = []

    def query(self, wanted: PunchFilter, limit: int | None = None, offset: int = 0) -> list[Punch]:
        self._fail()
        self.asked.append((limit, offset))
        found = list(self._found(wanted))
        return found[offset : None if limit is None else offset + limit]

    def count(self, wanted: PunchFilter) -> int:
        self._fail()
        return sum(1 for _ in self._found(wanted))

    def picture(self, sequence: int) -> bytes | None:
        self._fail()
        by_number = {punch.sequence: punch.entry.person_id for punch in self.punches}
        return portrait_jpeg(by_number[sequence])

    def _found(self, wanted: PunchFilter) -> Iterator[Punch]:
        for punch in self.punches:
            entry = punch.entry
            if wanted.start is not None and entry.at < wanted.start:
                continue
            if wanted.end is not None and entry.at >= wanted.end:
                continue
            if wanted.person_code not in (None, entry.person_code):
                continue
            if wanted.direction in (None, entry.direction):
                yield punch

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


LIVE = SourceStatus(SourceState.LIVE, "Camera 1 is running.", 29.8, 5400, 12, None)


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
        )

    def retake(self, step: PoseStep) -> None:
        self.shots.pop(step, None)

    def draft(self) -> EnrolmentDraft:
        taken = tuple(self.shots[step] for step in PoseStep if step in self.shots)
        return EnrolmentDraft(*self.who, taken, DIGEST, self.similar)


def shot_of(number: int, step: PoseStep | None) -> DraftPicture:
    turn = {
        PoseStep.LEFT: (1.0, 0.0),
        PoseStep.RIGHT: (-1.0, 0.0),
        PoseStep.UP: (0.0, -1.0),
        PoseStep.DOWN: (0.0, 1.0),
    }.get(step, (0.0, 0.0))
    from tests.gui.portraits import looks_of, scene

    crop, _ = scene([(looks_of(number), 0.5, 0.5, 0.8, turn)], 112, 112)
    return DraftPicture(step, picture_of(number, turn), fake_vector(number), crop)


class FakeEnrolment:
    """Refuses taken codes; saves into the gallery it was given."""

    def __init__(self, gallery: FakeGallery) -> None:
        self._gallery = gallery
        self.live: FakeLive | None = None
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

    def save(self, draft: EnrolmentDraft) -> Person:
        if self.failure is not None:
            raise self.failure
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


CALIBRATION = Calibration((0.01, 0.001, 0.0001, 1e-5), (0.25, 0.33, 0.4, 0.46), 0.3, "drawings", 9)


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

    def device(self) -> DeviceNote:
        if self.device_failure is not None:
            raise self.device_failure
        return self.note

    def save_settings(self, settings: Settings) -> None:
        if self.save_failure is not None:
            raise self.save_failure
        self.settings = settings
        self.watch.names = tuple(camera.name for camera in settings.cameras)
        self.saved.append(settings)

    def remove_person(self, code: str) -> None:
        self.gallery.remove(code)

    def erase_person(self, code: str) -> None:
        self.gallery.remove(code)

    def rename_person(self, code: str, name: str, group: str) -> None:
        self.gallery.rename(code, name, group)

    def close(self) -> None:
        self.watch.stop()
        self.closed += 1


def frame_with(image: np.ndarray, sequence: int = 0) -> Frame:
    return Frame(image, datetime(2026, 11, 20, 0, 0, tzinfo=UTC), float(sequence), sequence)


def face_view(
    track: int,
    box: Box,
    verdict: Verdict | None,
    name: str | None = None,
    advice: Advice | None = None,
    score: float | None = None,
) -> FaceView:
    sure = Confidence.SURE if verdict is Verdict.RECOGNISED else None
    return FaceView(track, box, verdict, name, sure, advice, score, 0.41, 0.18, 6, None)


def sighting_of(
    verdict: Verdict,
    person: Person | None = None,
    punch: Punch | None = None,
    picture: bytes = b"",
    confidence: Confidence | None = Confidence.SURE,
    at: datetime = datetime(2026, 11, 20, 0, 0, tzinfo=UTC),
    advice: Advice | None = None,
    camera: str = "Camera 1",
) -> Sighting:
    recognised = verdict is Verdict.RECOGNISED
    decision = Decision(
        at, 0.0, camera, 1, verdict, person.person_id if person else None,
        0.82 if recognised else 0.2, 0.41, 0.18, confidence if recognised else None, 5,
        Box(10, 10, 50, 60), 210.0, advice, DIGEST, 0.8, picture,
    )  # fmt: skip
    return Sighting(decision, person, punch)


def many_punches(people: Sequence[Person], count: int, newest: datetime) -> list[Punch]:
    """``count`` punches, one every 97 seconds back from ``newest``, IN and OUT in turn."""
    return [
        make_punch(
            number + 1,
            people[number % len(people)],
            newest - timedelta(seconds=97 * (count - number)),
            Direction.IN if (number // len(people)) % 2 == 0 else Direction.OUT,
        )
        for number in range(count)
    ]


def working_days(people: Sequence[Person], days: int, newest: datetime) -> list[Punch]:
    """Everybody in the morning and out in the evening, up to ``newest``, which is a morning."""
    random = np.random.default_rng(5)
    moments = []
    for day in range(days):
        for person in people:
            start = newest - timedelta(days=day, minutes=float(random.uniform(2, 70)))
            camera = "Main door" if random.random() < 0.7 else "Workshop"
            moments.append((start, person, Direction.IN, camera))
            if day:
                end = start + timedelta(hours=float(random.uniform(8.2, 9.6)))
                moments.append((end, person, Direction.OUT, camera))
    moments.sort(key=lambda item: item[0])
    return [
        make_punch(place + 1, person, at, direction, camera)
        for place, (at, person, direction, camera) in enumerate(moments)
    ]
