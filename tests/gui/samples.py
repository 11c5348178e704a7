"""Values for the window's tests: people, punches, faces, sightings."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from desk_access.model.decision import Confidence, Decision, Verdict
from desk_access.model.enrolment import (
    DraftPicture,
    PoseStep,
)
from desk_access.model.face import Advice, Box
from desk_access.model.frame import Frame
from desk_access.model.person import EnrolmentPicture, Person, Template
from desk_access.model.punch import Direction, Evidence, NewPunch, Punch
from desk_access.model.recogniser import Calibration
from desk_access.model.status import (
    FaceView,
    Sighting,
    SourceState,
    SourceStatus,
)
from tests.fakes import fake_vector
from tests.gui.portraits import looks_of, portrait_jpeg, scene

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


def picture_of(person_id: int, turn: tuple[float, float] = (0, 0)) -> EnrolmentPicture:
    points = np.zeros((5, 2), np.float32)
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return EnrolmentPicture(portrait_jpeg(person_id, turn=turn), points, 0.8, at)


LIVE = SourceStatus(SourceState.LIVE, "Camera 1 is running.", 29.8, 5400, 12, None)


def shot_of(number: int, step: PoseStep | None) -> DraftPicture:
    turn = {
        PoseStep.LEFT: (1.0, 0.0),
        PoseStep.RIGHT: (-1.0, 0.0),
        PoseStep.UP: (0.0, -1.0),
        PoseStep.DOWN: (0.0, 1.0),
    }.get(step, (0.0, 0.0))
    crop, _ = scene([(looks_of(number), 0.5, 0.5, 0.8, turn)], 112, 112)
    return DraftPicture(step, picture_of(number, turn), fake_vector(number), crop)


CALIBRATION = Calibration((0.01, 0.001, 0.0001, 1e-5), (0.25, 0.33, 0.4, 0.46), 0.3, "drawings", 9)


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


def site_templates(people: int) -> list[Template]:
    """Three templates each; 2 and 3 look alike, and 5, if there, has a picture of 6 as well."""
    rng = np.random.default_rng(4)
    centres = rng.standard_normal((max(people, 7), 48))
    centres[3] = centres[2] + 0.9 * rng.standard_normal(48)
    made = []
    for person in range(people):
        for _ in range(3):
            made.append((person, centres[person] + 0.65 * rng.standard_normal(48)))
    if people > 6:
        made.append((5, centres[6] + 0.5 * rng.standard_normal(48)))
    return [
        Template(person, (vector / np.linalg.norm(vector)).astype(np.float32), DIGEST)
        for person, vector in made
    ]
