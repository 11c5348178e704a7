"""A desk in the middle of a working day, for pictures of the window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from desk_access.config import AttendanceSettings, CameraSettings, Settings
from desk_access.model.correction import AddPunch, NewCorrection
from desk_access.model.decision import Confidence, Verdict
from desk_access.model.face import Advice
from desk_access.model.person import Person
from desk_access.model.punch import Direction
from desk_access.model.status import Snapshot, SourceState, SourceStatus
from tests.gui.fake_desk import FakeDesk
from tests.gui.portraits import looks_of, portrait_jpeg, scene
from tests.gui.samples import (
    ZONE,
    face_view,
    frame_with,
    make_person,
    make_punch,
    sighting_of,
    working_days,
)

STAGES = {"find": 8.9, "align": 0.8, "embed": 9.6, "decide": 0.2}


def morning() -> datetime:
    """Two minutes to nine at the desk today."""
    today = datetime.now(ZoneInfo(ZONE)).replace(hour=8, minute=58, second=0, microsecond=0)
    return today.astimezone(UTC)


def full_desk(cameras: int = 1) -> FakeDesk:
    people = [make_person(number) for number in range(24)]
    settings = Settings(
        cameras=tuple(
            CameraSettings(name, str(place))
            for place, name in enumerate(("Main door", "Workshop")[:cameras])
        ),
        attendance=AttendanceSettings(zone=ZONE),
    )
    desk = FakeDesk(people, working_days(people, 90, morning()), settings)
    shown = [
        (3, 0.42, 0.42, 0.40, (0.15, 0.0), Verdict.RECOGNISED),
        (8, 0.76, 0.50, 0.27, (-0.4, 0.0), None),
    ]
    image, boxes = scene([(looks_of(n), x, y, h, turn) for n, x, y, h, turn, _ in shown])
    faces = tuple(
        face_view(
            place,
            box,
            verdict,
            people[n].name if verdict else None,
            None,
            0.83 if verdict else 0.35,
        )
        for place, ((n, *_, verdict), box) in enumerate(zip(shown, boxes, strict=True))
    )
    first = desk.watch.names[0]
    frame = frame_with(image)
    desk.watch.frames[first] = frame
    desk.watch.snapshots[first] = Snapshot(first, frame, faces, STAGES)
    if cameras > 1:
        image, boxes = scene([(looks_of(9), 0.5, 0.45, 0.35, (0, 0))], warm=False)
        face = face_view(7, boxes[0], Verdict.POOR_QUALITY, None, Advice.COME_CLOSER)
        frame = frame_with(image)
        desk.watch.frames["Workshop"] = frame
        desk.watch.snapshots["Workshop"] = Snapshot("Workshop", frame, (face,), STAGES)
    for name in desk.watch.names:
        desk.watch.statuses[name] = SourceStatus(
            SourceState.LIVE, f"{name} is running.", 29.8, 5412, 3, None
        )
    return desk


def missed_by(person: Person) -> list[NewCorrection]:
    """The punches of a visit in which somebody was not recognised."""
    at = morning()
    punches = ((at, Direction.IN), (at + timedelta(hours=9, minutes=21), Direction.OUT))
    reason = "Seen at Main door without being recognised."
    return [
        NewCorrection(person.code, at.date(), AddPunch(moment, direction, ZONE), reason)
        for moment, direction in punches
    ]


def sight_some(desk: FakeDesk) -> None:
    at = morning() - timedelta(minutes=9)
    story = (
        (1, Verdict.RECOGNISED, Direction.IN, Confidence.SURE),
        (2, Verdict.RECOGNISED, Direction.IN, Confidence.FAIRLY_SURE),
        (14, Verdict.POOR_QUALITY, None, None),
        (6, Verdict.RECOGNISED, Direction.OUT, Confidence.SURE),
        (19, Verdict.UNKNOWN, None, None),
        (11, Verdict.RECOGNISED, Direction.IN, Confidence.SURE),
    )
    for place, (number, verdict, direction, confidence) in enumerate(story):
        moment = at + timedelta(seconds=80 * place)
        person = desk.gallery.kept[number] if verdict is Verdict.RECOGNISED else None
        punch = (
            make_punch(9000 + place, person, moment, direction) if person and direction else None
        )
        advice = Advice.COME_CLOSER if verdict is Verdict.POOR_QUALITY else None
        desk.watch.sight(
            sighting_of(verdict, person, punch, portrait_jpeg(number), confidence, moment, advice)
        )
