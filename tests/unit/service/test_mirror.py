"""The gallery in memory: what is compared with, and what must never be."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from desk_access.config import RecognitionSettings
from desk_access.model.person import Template
from desk_access.model.recogniser import Calibration
from desk_access.ports import Gallery
from desk_access.service.mirror import GalleryMirror
from desk_access.store.workspace import Workspace
from desk_access.vision.threshold import cosine_for
from tests.fakes import fake_vector
from tests.unit.service.scene import CALIBRATION, KIM, LEE, MODEL, OTHER_MODEL, enrol

STEEP = Calibration((1e-2, 1e-3, 1e-4), (0.30, 0.40, 0.60), 0.1, "made up", 1000)


def test_it_holds_the_people_and_their_templates(workspace: Workspace) -> None:
    kim = enrol(workspace.gallery, KIM, "Kim", pictures=3)
    mirror = GalleryMirror(workspace.gallery, MODEL, CALIBRATION, RecognitionSettings())
    view = mirror.view
    assert view.people == {kim.person_id: kim}
    assert view.index.people == 1
    match = view.index.search(fake_vector(KIM))
    assert match is not None
    assert match.person_id == kim.person_id
    assert view.note is None


def test_an_empty_gallery_is_a_gallery(mirror: GalleryMirror) -> None:
    assert mirror.view.people == {}
    assert mirror.view.index.people == 0
    assert mirror.view.note is None
    assert mirror.view.threshold == cosine_for(0.001, 0, CALIBRATION)


def test_a_change_is_seen_after_reloading(workspace: Workspace, mirror: GalleryMirror) -> None:
    before = mirror.view
    enrol(workspace.gallery, KIM, "Kim")
    assert mirror.view is before
    mirror.reload()
    assert [person.name for person in mirror.view.people.values()] == ["Kim"]
    workspace.gallery.remove(f"E{KIM}")
    mirror.reload()
    assert mirror.view.people == {}
    assert mirror.view.index.people == 0
    assert before.index.people == 0  # whoever holds a view keeps it unchanged


def test_the_threshold_follows_the_rate_and_the_size_of_the_gallery(workspace: Workspace) -> None:
    enrol(workspace.gallery, KIM, "Kim", pictures=2)
    mirror = GalleryMirror(workspace.gallery, MODEL, STEEP, RecognitionSettings(fpir=0.001))
    assert mirror.view.threshold == pytest.approx(0.40)
    enrol(workspace.gallery, LEE, "Lee")
    mirror.reload()
    assert mirror.view.threshold == pytest.approx(cosine_for(0.001, 2, STEEP))
    assert mirror.view.threshold > 0.40
    mirror.configure(RecognitionSettings(fpir=0.02))
    assert mirror.view.threshold == pytest.approx(0.30, abs=0.01)


def test_a_cosine_set_by_hand_is_used_as_it_is(workspace: Workspace) -> None:
    settings = RecognitionSettings(cosine=0.25)
    mirror = GalleryMirror(workspace.gallery, MODEL, CALIBRATION, settings)
    assert mirror.view.threshold == 0.25
    assert mirror.view.settings is settings
    mirror.configure(replace(settings, cosine=None))
    assert mirror.view.threshold == CALIBRATION.floor


def test_another_models_templates_are_left_out_and_told_of(workspace: Workspace) -> None:
    enrol(workspace.gallery, KIM, "Kim")
    enrol(workspace.gallery, LEE, "Lee", model=OTHER_MODEL)
    mirror = GalleryMirror(workspace.gallery, MODEL, CALIBRATION, RecognitionSettings())
    assert mirror.view.index.people == 1
    assert len(mirror.view.people) == 2
    assert mirror.view.note is not None
    assert mirror.view.note.startswith("1 person was enrolled with another")
    match = mirror.view.index.search(fake_vector(LEE))
    assert match is not None
    assert match.score < 0.3


def test_a_change_of_model_changes_what_is_compared(workspace: Workspace) -> None:
    enrol(workspace.gallery, KIM, "Kim")
    enrol(workspace.gallery, LEE, "Lee")
    mirror = GalleryMirror(workspace.gallery, MODEL, CALIBRATION, RecognitionSettings())
    mirror.use(OTHER_MODEL, STEEP)
    assert mirror.model_digest == OTHER_MODEL
    assert mirror.calibration is STEEP
    assert mirror.view.index.people == 0
    assert mirror.view.index.model_digest == OTHER_MODEL
    assert mirror.view.note is not None
    assert mirror.view.note.startswith("2 people were enrolled with another")
    mirror.use(MODEL, CALIBRATION)
    assert mirror.view.index.people == 2
    assert mirror.view.note is None


class GalleryWithASlowReader:
    """A gallery whose templates come late to the first reader of a thread of that name."""

    def __init__(self, gallery: Gallery, slow: str) -> None:
        self._gallery = gallery
        self._slow = slow
        self.read, self.goes_on = threading.Event(), threading.Event()

    def templates(self, model_digest: str) -> list[Template]:
        found = self._gallery.templates(model_digest)
        if threading.current_thread().name == self._slow:
            self.read.set()
            assert self.goes_on.wait(20)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gallery, name)


@pytest.mark.parametrize(
    "how",
    [
        lambda mirror: mirror.reload(),
        lambda mirror: mirror.use(MODEL, STEEP),
        lambda mirror: mirror.configure(RecognitionSettings(cosine=0.5)),
    ],
    ids=["reload", "use", "configure"],
)
def test_an_older_read_never_replaces_a_newer_one(
    workspace: Workspace, how: Callable[[GalleryMirror], None]
) -> None:
    """One thread has read the gallery with Kim in it; Kim is removed before it puts its view."""
    enrol(workspace.gallery, KIM, "Kim")
    gallery = GalleryWithASlowReader(workspace.gallery, "slow")
    mirror = GalleryMirror(
        gallery,  # type: ignore[arg-type]
        MODEL,
        CALIBRATION,
        RecognitionSettings(),
    )
    removed = threading.Event()

    def remove() -> None:
        workspace.gallery.remove(f"E{KIM}")
        removed.set()
        mirror.reload()

    slow = threading.Thread(target=lambda: how(mirror), name="slow")
    slow.start()
    assert gallery.read.wait(20)
    remover = threading.Thread(target=remove)
    remover.start()
    assert removed.wait(20)
    remover.join(0.2)  # whoever lets it read and put its view at once has lost it afterwards
    gallery.goes_on.set()
    slow.join(20)
    remover.join(20)
    assert mirror.view.people == {}
    assert mirror.view.index.people == 0
    assert mirror.view.revision == 2


def test_whoever_was_removed_before_they_were_taken_in_stays_out(
    workspace: Workspace, mirror: GalleryMirror
) -> None:
    kim = enrol(workspace.gallery, KIM, "Kim")
    workspace.gallery.remove(kim.code)
    mirror.reload()
    mirror.add(kim, [fake_vector(KIM)], MODEL)
    assert mirror.view.people == {}
    assert mirror.view.index.people == 0


def test_whoever_was_taken_in_already_is_not_taken_in_twice(
    workspace: Workspace, mirror: GalleryMirror
) -> None:
    kim = enrol(workspace.gallery, KIM, "Kim")
    mirror.reload()
    mirror.add(kim, [fake_vector(KIM)], MODEL)
    assert len(mirror.view.index._vectors) == 1


def test_templates_of_the_old_model_are_not_taken_for_those_of_the_new(
    workspace: Workspace, mirror: GalleryMirror
) -> None:
    """The model is changed between the commit of an enrolment and its taking in."""
    kim = enrol(workspace.gallery, KIM, "Kim")
    mirror.use(OTHER_MODEL, STEEP)
    mirror.add(kim, [fake_vector(KIM)], MODEL)
    assert mirror.view.index.people == 0
    assert mirror.view.index.model_digest == OTHER_MODEL
    assert mirror.view.note is not None
