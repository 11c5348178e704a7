"""Many people from photos: whole or not at all, nobody twice, and on after a kill."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from desk_access.capture.pictures import read_picture
from desk_access.model.arrays import Image
from desk_access.model.enrolment import ImportOutcome, RosterEntry
from desk_access.opencv import cv2
from desk_access.service.bulk_enrolment import BulkEnrolment
from desk_access.service.enrolment import EnrolmentDesk
from desk_access.service.mirror import GalleryMirror
from desk_access.service.workbench import Workbench
from desk_access.store.workspace import Workspace
from tests.fakes import FakeClock, fake_vector, paint_faces
from tests.unit.service.scene import KIM, LEE, LEFT, MODEL, RIGHT, START, STRANGER, enrol

ACCEPTED, LEFT_OUT = ImportOutcome.ACCEPTED, ImportOutcome.LEFT_OUT
BEFORE, REFUSED = ImportOutcome.ENROLLED_BEFORE, ImportOutcome.PERSON_REFUSED


class Site:
    """A workspace, and photos of painted people."""

    def __init__(
        self, workspace: Workspace, mirror: GalleryMirror, bench: Workbench, folder: Path
    ) -> None:
        self.gallery = workspace.gallery
        self.mirror = mirror
        self.folder = folder
        self.read: list[str] = []
        self.enrolment = EnrolmentDesk(
            workspace.gallery, mirror, bench, read_picture, FakeClock(START)
        )
        self.bulk = BulkEnrolment(self.enrolment, self.gallery, self.reading, lambda: MODEL)

    def reading(self, path: Path) -> Image:
        self.read.append(path.stem)
        return read_picture(path)

    def photo(self, name: str, *who: int) -> Path:
        path = self.folder / f"{name}.png"
        faces = list(zip((LEFT, RIGHT), who, strict=False))
        assert cv2.imwrite(str(path), paint_faces(faces))
        return path

    def codes(self) -> list[str]:
        return [person.code for person in self.gallery.people()]


@pytest.fixture
def site(workspace: Workspace, mirror: GalleryMirror, workbench: Workbench, tmp_path: Path) -> Site:
    return Site(workspace, mirror, workbench, tmp_path)


def entry(code: str, *photos: Path, name: str = "") -> RosterEntry:
    return RosterEntry(code, name or f"Name {code}", "Office", photos)


def test_each_photo_has_a_line_and_each_person_an_outcome(site: Site) -> None:
    broken = site.folder / "broken.jpg"
    broken.write_bytes(b"")
    told: list[tuple[int, int, str]] = []
    found = list(
        site.bulk.run(
            [
                entry("K", site.photo("k1", KIM), broken, site.photo("k2", STRANGER, LEE)),
                entry("L", site.photo("l", LEE)),
                entry("N", site.photo("nobody")),
            ],
            lambda done, of, name: told.append((done, of, name)),
        )
    )
    assert [person.outcome for person in found] == [ACCEPTED, ACCEPTED, REFUSED]
    assert [row.outcome for person in found for row in person.rows] == [
        ACCEPTED, LEFT_OUT, LEFT_OUT, ACCEPTED, LEFT_OUT,
    ]  # fmt: skip
    reasons = [row.reason for person in found for row in person.rows]
    assert "is empty" in reasons[1]
    assert "2 faces" in reasons[2]
    assert "No face" in reasons[4]
    assert told == [(0, 5, "Name K"), (3, 5, "Name L"), (4, 5, "Name N"), (5, 5, "")]
    assert site.codes() == ["K", "L"]


def test_what_is_saved_is_known_at_once_and_as_after_a_reload(site: Site) -> None:
    list(site.bulk.run([entry("K", site.photo("k", KIM)), entry("L", site.photo("l", LEE))]))
    before = site.mirror.view
    site.mirror.reload()
    after = site.mirror.view
    assert before.people == after.people
    assert before.threshold == after.threshold
    for who in (KIM, LEE):
        assert before.index.search(fake_vector(who)) == after.index.search(fake_vector(who))


def test_after_a_kill_it_goes_on_and_looks_at_no_photo_twice(site: Site) -> None:
    entries = [entry(f"P{who}", site.photo(f"p{who}", who)) for who in (30, 60, 90)]
    running = site.bulk.run(entries)
    next(running)
    running.close()  # type: ignore[attr-defined]  # what a kill leaves: one person, whole
    assert site.codes() == ["P30"]
    site.read.clear()
    found = list(site.bulk.run(entries))
    assert [person.outcome for person in found] == [BEFORE, ACCEPTED, ACCEPTED]
    assert site.read == ["p60", "p90"]
    assert len(site.gallery.pictures(site.gallery.person("P60").person_id)) == 1
    again = list(site.bulk.run(entries))
    assert {person.outcome for person in again} == {BEFORE}


def test_a_code_of_somebody_else_is_no_enrolment_from_before(site: Site) -> None:
    enrol(site.gallery, KIM, "Kim")
    (found,) = site.bulk.run([entry(f"E{KIM}", site.photo("l", LEE), name="Lee")])
    assert found.outcome is REFUSED
    assert "belongs to Kim" in found.reason
    assert site.read == []


def test_a_mac_folder_is_the_person_enrolled_before(site: Site) -> None:
    photo = site.photo("k", KIM)
    list(site.bulk.run([entry("김하나", photo, name="김하나")]))
    apart = unicodedata.normalize("NFD", "김하나")
    (found,) = site.bulk.run([entry(apart, photo, name=apart)])
    assert found.outcome is BEFORE


def test_one_face_under_two_codes_is_enrolled_once(site: Site) -> None:
    first, second = site.bulk.run(
        [entry("A", site.photo("a", KIM)), entry("B", site.photo("b", KIM))]
    )
    assert first.outcome is ACCEPTED
    assert second.outcome is REFUSED
    assert "Name A (A), who is enrolled already" in second.reason
    assert second.rows[0].reason == second.reason
    assert site.codes() == ["A"]


def test_what_progress_raises_ends_the_import_between_two_people(site: Site) -> None:
    class Enough(Exception):
        pass

    def stop(done: int, of: int, name: str) -> None:
        if done:
            raise Enough

    entries = [entry("K", site.photo("k", KIM)), entry("L", site.photo("l", LEE))]
    with pytest.raises(Enough):
        list(site.bulk.run(entries, stop))
    assert site.codes() == ["K"]
