"""A newer picture is suggested by a sure and different sighting, and added by an operator alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from desk_access.capture.pictures import read_picture
from desk_access.errors import ChangeRefused
from desk_access.model.arrays import Vector
from desk_access.model.decision import Confidence, Decision, Verdict
from desk_access.model.history import Action
from desk_access.model.person import EnrolmentPicture, Person
from desk_access.model.status import Sighting
from desk_access.model.visitor import Visitor
from desk_access.service.enrolment import EnrolmentDesk
from desk_access.service.mirror import GalleryMirror
from desk_access.service.suggestions import SuggestionDesk
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
    START,
    JpegFinder,
    enrol,
    make_tools,
)


@dataclass
class Site:
    desk: SuggestionDesk
    workspace: Workspace
    mirror: GalleryMirror
    kim: Person

    def see(self, cosine: float, model: str = MODEL, known: bool = True) -> None:
        """Kim is recognised with a face of this cosine to the template that there is."""
        jpeg, points = enrolment_crop(paint_faces([(LEFT, KIM)]), LEFT, face_in(LEFT).points)
        picture = EnrolmentPicture(jpeg, points, 0.9, START)
        portrait = Visitor("key", START, "Door", picture, aside(cosine), model)
        self.desk.hear(Sighting(decision(portrait), self.kim if known else None, None))


def aside(cosine: float) -> Vector:
    vector, other = fake_vector(KIM), fake_vector(LEE)
    other = other - (other @ vector) * vector
    mixed = cosine * vector + np.sqrt(1 - cosine**2) * other / np.linalg.norm(other)
    return mixed.astype(np.float32)


def decision(portrait: Visitor | None) -> Decision:
    return Decision(
        decided_at=START,
        monotonic=0.0,
        camera="Door",
        track=1,
        verdict=Verdict.RECOGNISED,
        person_id=1,
        score=0.6,
        threshold=0.4,
        runner_up=None,
        confidence=Confidence.SURE,
        frames=3,
        box=LEFT,
        latency_ms=1.0,
        advice=None,
        model_digest=MODEL,
        quality=0.9,
        picture=b"",
        portrait=portrait,
    )


@pytest.fixture
def workbench() -> Iterator[Workbench]:
    bench = Workbench(lambda: make_tools(JpegFinder()))
    yield bench
    bench.close()


@pytest.fixture
def site(workspace: Workspace, mirror: GalleryMirror, workbench: Workbench) -> Site:
    kim = enrol(workspace.gallery, KIM, "Kim")
    mirror.reload()
    enrolment = EnrolmentDesk(workspace.gallery, mirror, workbench, read_picture, FakeClock(START))
    desk = SuggestionDesk(
        workspace.suggestions, workspace.gallery, workspace.housekeeping, enrolment, mirror
    )
    return Site(desk, workspace, mirror, kim)


def test_a_changed_face_is_suggested_and_nothing_is_added_by_itself(site: Site) -> None:
    site.see(0.6)
    ((person, found),) = site.desk.waiting()
    assert (person, found.camera) == (site.kim, "Door")
    assert found.score == pytest.approx(0.6, abs=1e-3)
    assert len(site.workspace.gallery.templates(MODEL)) == 1


def test_what_shows_nothing_new_is_not_suggested(site: Site) -> None:
    site.see(0.8)
    site.see(0.6, model=OTHER_MODEL)
    site.see(0.6, known=False)
    site.desk.hear(Sighting(decision(None), site.kim, None))
    assert site.desk.waiting() == []


def test_an_operator_adds_it_and_takes_it_back(site: Site) -> None:
    site.see(0.6)
    changed = site.desk.accept(site.kim.code)
    assert changed.pictures == 2
    assert site.desk.waiting() == []
    assert len(site.workspace.gallery.templates(MODEL)) == 2
    (entry, _) = site.workspace.housekeeping.history(site.kim.code)
    assert entry.action is Action.ADD_PICTURES
    site.workspace.housekeeping.undo(entry.number)
    assert len(site.workspace.gallery.templates(MODEL)) == 1


def test_an_operator_may_refuse_it(site: Site) -> None:
    site.see(0.6)
    site.desk.dismiss(site.kim.code)
    assert site.desk.waiting() == []
    for way in (site.desk.dismiss, site.desk.accept):
        with pytest.raises(ChangeRefused, match="No picture is suggested for Kim"):
            way(site.kim.code)
