"""Unknown faces: kept as long as was chosen, grouped, named, assigned, dismissed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from desk_access.capture.pictures import read_picture
from desk_access.config import VisitorSettings, VisitorsKept
from desk_access.errors import AlreadyEnrolled, ChangeRefused, EnrolmentRefused, PersonNotFound
from desk_access.model.decision import Decision, Verdict
from desk_access.model.history import Action
from desk_access.model.person import EnrolmentPicture, Template
from desk_access.model.status import Sighting
from desk_access.model.visitor import Visitor
from desk_access.service.analyser import Analyser
from desk_access.service.enrolment import EnrolmentDesk
from desk_access.service.mirror import GalleryMirror
from desk_access.service.visitors import VisitorDesk
from desk_access.service.workbench import Workbench
from desk_access.store.workspace import Workspace
from desk_access.vision.picture import enrolment_crop
from tests.fakes import FakeClock, face_in, fake_vector, paint_faces
from tests.unit.service.scene import (
    KIM,
    LEE,
    LEFT,
    MODEL,
    OTHER_MODEL,
    RIGHT,
    START,
    STRANGER,
    Camera,
    JpegFinder,
    enrol,
    eventually,
    make_tools,
    person,
    view_of,
)

DAY = VisitorSettings(VisitorsKept.DAY)


@pytest.fixture
def workbench() -> Iterator[Workbench]:
    bench = Workbench(lambda: make_tools(JpegFinder()))
    yield bench
    bench.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(START)


@pytest.fixture
def desk(
    workspace: Workspace, mirror: GalleryMirror, workbench: Workbench, clock: FakeClock
) -> Iterator[VisitorDesk]:
    enrolment = EnrolmentDesk(workspace.gallery, mirror, workbench, read_picture, clock)
    made = VisitorDesk(workspace.visitors, workspace.housekeeping, enrolment, mirror, clock, DAY)
    yield made
    made.close()


def visit(key: str, who: int, hours: float = 0, model: str = MODEL) -> Visitor:
    image = paint_faces([(LEFT, who)])
    jpeg, points = enrolment_crop(image, LEFT, face_in(LEFT).points)
    at = START + timedelta(hours=hours)
    return Visitor(
        key * 32, at, "Door", EnrolmentPicture(jpeg, points, 0.8, at), fake_vector(who), model
    )


def decisions_of(who: int, seconds: float) -> list[Decision]:
    """What the chain decides of somebody who stands there."""
    analyser = Analyser("Door", lambda: view_of(person(KIM, "Kim")))
    tools = make_tools()
    return [
        decision
        for frame in Camera().frames([(LEFT, who)], seconds)
        for decision in analyser.analyse(frame, tools).decisions
    ]


def hear(desk: VisitorDesk, decision: Decision) -> None:
    desk.hear(Sighting(decision, None, None))


def test_the_chain_keeps_one_picture_of_a_track_that_is_unknown() -> None:
    (decision,) = decisions_of(STRANGER, 2)
    assert decision.verdict is Verdict.UNKNOWN
    kept = decision.visitor
    assert kept is not None
    assert (kept.camera, kept.seen_at, kept.model_digest) == ("Door", decision.decided_at, MODEL)
    assert float(kept.vector @ fake_vector(STRANGER)) > 0.99
    assert kept.picture.jpeg.startswith(b"\xff\xd8")
    assert 0 < kept.picture.quality <= 1


def test_nothing_is_kept_of_somebody_recognised() -> None:
    (decision,) = decisions_of(KIM, 2)
    assert (decision.visitor, decision.was_visitor) == (None, None)


def test_who_is_recognised_after_all_was_no_visitor() -> None:
    known = [view_of()]
    analyser = Analyser("Door", lambda: known[0])
    tools, camera = make_tools(), Camera()
    found: list[Decision] = []
    for frame in camera.frames([(LEFT, KIM)], 2):
        found += analyser.analyse(frame, tools).decisions
    known[0] = view_of(person(KIM, "Kim"))
    for frame in camera.frames([(LEFT, KIM)], 2):
        found += analyser.analyse(frame, tools).decisions
    unknown, recognised = found
    assert unknown.visitor is not None
    assert recognised.was_visitor == unknown.visitor.key


def test_what_the_cameras_saw_is_kept_and_corrected(
    desk: VisitorDesk, workspace: Workspace
) -> None:
    (decision,) = decisions_of(STRANGER, 2)
    decision = replace(decision, visitor=visit("a", STRANGER))
    hear(desk, decision)
    eventually(lambda: len(workspace.visitors.all()) == 1)
    hear(desk, replace(decision, visitor=None, was_visitor="a" * 32))
    eventually(lambda: workspace.visitors.all() == [])


def test_nobody_is_kept_when_it_is_off(desk: VisitorDesk, workspace: Workspace) -> None:
    desk.configure(VisitorSettings())
    (decision,) = decisions_of(STRANGER, 2)
    hear(desk, decision)
    desk.close()
    assert workspace.visitors.all() == []
    assert desk.groups() == []


def test_visits_expire_with_time_and_with_the_setting(
    desk: VisitorDesk, workspace: Workspace, clock: FakeClock
) -> None:
    workspace.visitors.add(visit("a", STRANGER))
    workspace.visitors.add(visit("b", LEE, hours=20))
    clock.advance(24 * 3600 + 1)
    (group,) = desk.groups()
    assert group.visits[0].key == "b" * 32
    desk.configure(VisitorSettings())
    eventually(lambda: workspace.visitors.all() == [])


def test_groups_come_with_their_first_and_last_visit(
    desk: VisitorDesk, workspace: Workspace, clock: FakeClock
) -> None:
    for key, who, hours in (("a", STRANGER, 0), ("b", LEE, 1), ("c", STRANGER, 2)):
        workspace.visitors.add(visit(key, who, hours))
    workspace.visitors.add(visit("d", LEE, 3, OTHER_MODEL))
    clock.advance(4 * 3600)
    stranger, lee = desk.groups()
    assert [one.key[0] for one in stranger.visits] == ["a", "c"]
    assert (stranger.first, stranger.last) == (START, START + timedelta(hours=2))
    assert (stranger.key, lee.key) == ("a" * 8, "b" * 8)


def test_naming_enrols_through_the_checks_of_enrolment(
    desk: VisitorDesk, workspace: Workspace, mirror: GalleryMirror
) -> None:
    enrol(workspace.gallery, KIM, "Kim")
    mirror.reload()
    for key, who in (("a", STRANGER), ("b", STRANGER), ("c", KIM)):
        workspace.visitors.add(visit(key, who))
    with pytest.raises(AlreadyEnrolled, match="Kim"):
        desk.name("a" * 8, f"E{KIM}", "Lee", "")
    with pytest.raises(EnrolmentRefused):
        desk.name("a" * 8, "E99", " ", "")
    with pytest.raises(AlreadyEnrolled, match="Kim"):
        desk.name("c" * 8, "E50", "Double", "")
    assert len(workspace.visitors.all()) == 3
    named = desk.name("a" * 8, "E99", "Lee", "Lab")
    assert (named.code, named.name, named.group) == ("E99", "Lee", "Lab")
    assert [one.key[0] for one in workspace.visitors.all()] == ["c"]
    assert mirror.view.index.people == 2


def test_pictures_too_poor_to_keep_are_refused_with_the_reason(
    desk: VisitorDesk, workspace: Workspace
) -> None:
    poor = visit("a", STRANGER)
    jpeg, points = enrolment_crop(
        paint_faces([(LEFT, STRANGER)], blurred=True), LEFT, face_in(LEFT).points
    )
    workspace.visitors.add(replace(poor, picture=replace(poor.picture, jpeg=jpeg, points=points)))
    with pytest.raises(EnrolmentRefused, match="No picture of this visitor can be kept"):
        desk.name("a" * 8, "E99", "Lee", "")
    assert len(workspace.visitors.all()) == 1


def test_assigning_adds_pictures_and_keeps_the_time_of_the_visit(
    desk: VisitorDesk, workspace: Workspace, mirror: GalleryMirror
) -> None:
    enrol(workspace.gallery, KIM, "Kim")
    mirror.reload()
    workspace.visitors.add(visit("a", STRANGER))
    changed = desk.assign("a" * 8, f"E{KIM}")
    assert changed.pictures == 2
    assert mirror.view.index.search(fake_vector(STRANGER)).person_id == changed.person_id  # type: ignore[union-attr]
    entry = workspace.housekeeping.history()[0]
    assert entry.action is Action.ASSIGN
    assert entry.visit is not None
    assert (entry.visit.first, entry.visit.camera) == (START, "Door")
    assert desk.groups() == []


def test_what_looks_like_somebody_else_is_not_assigned(
    desk: VisitorDesk, workspace: Workspace, mirror: GalleryMirror
) -> None:
    enrol(workspace.gallery, KIM, "Kim")
    enrol(workspace.gallery, LEE, "Lee")
    mirror.reload()
    workspace.visitors.add(visit("a", LEE))
    with pytest.raises(ChangeRefused, match="look like Lee"):
        desk.assign("a" * 8, f"E{KIM}")
    workspace.visitors.add(visit("b", STRANGER))
    with pytest.raises(PersonNotFound):
        desk.assign("b" * 8, "E1")
    assert len(workspace.visitors.all()) == 2


def test_dismissing_and_clearing_delete(desk: VisitorDesk, workspace: Workspace) -> None:
    for key, who in (("a", STRANGER), ("b", LEE), ("c", LEE)):
        workspace.visitors.add(visit(key, who))
    assert desk.dismiss("b" * 8) == 2
    with pytest.raises(ChangeRefused, match="any more"):
        desk.dismiss("b" * 8)
    assert desk.clear() == 1
    assert workspace.visitors.all() == []


def test_two_strangers_at_once_are_two_visitors() -> None:
    analyser = Analyser("Door", lambda: view_of(person(KIM, "Kim")))
    tools = make_tools()
    frames = Camera().frames([(LEFT, STRANGER), (RIGHT, LEE)], 2)
    found = [d for frame in frames for d in analyser.analyse(frame, tools).decisions]
    vectors = [one.visitor.vector for one in found if one.visitor is not None]
    assert len(vectors) == 2
    assert float(vectors[0] @ vectors[1]) < 0.3


def test_erasing_takes_visits_along_that_look_like_the_person(
    desk: VisitorDesk, workspace: Workspace
) -> None:
    for key, who in (("a", STRANGER), ("b", LEE)):
        workspace.visitors.add(visit(key, who))
    visits = workspace.visitors.all()
    theirs = Template(1, fake_vector(LEE), visits[0].model_digest)
    assert [key[0] for key in desk.alike([theirs], visits)] == ["b"]
    # What can be compared with nothing may be anybody's.
    assert [key[0] for key in desk.alike([], visits)] == ["a", "b"]
    assert len(desk.alike([replace(theirs, model_digest="c" * 64)], visits)) == 2
