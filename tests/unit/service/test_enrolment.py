"""Photos, clips and drafts into a real gallery; and templates made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desk_access.capture.pictures import read_picture
from desk_access.config import CameraSettings, RecognitionSettings, Settings
from desk_access.errors import (
    AlreadyEnrolled,
    EnrolmentRefused,
    LivenessUnavailable,
    ModelMissing,
    PictureUnusable,
)
from desk_access.model.arrays import Image, Vector
from desk_access.model.enrolment import EnrolmentDraft, PhotoReport
from desk_access.model.face import Box
from desk_access.model.liveness import LivenessPolicy
from desk_access.model.person import EnrolmentPicture, Template
from desk_access.opencv import cv2
from desk_access.service.enrolment import EnrolmentDesk
from desk_access.service.mirror import GalleryMirror
from desk_access.service.workbench import Tools, Workbench
from desk_access.store.workspace import Workspace
from tests.fakes import FakeClock, FakeEmbedder, FakeLiveness, fake_vector, frame_of, paint_faces
from tests.unit.service.scene import (
    CALIBRATION,
    KIM,
    LEE,
    LEFT,
    MODEL,
    OTHER_MODEL,
    RIGHT,
    START,
    STRANGER,
    Camera,
    enrol,
    make_tools,
)

SMALL = Box(420, 60, 50, 60)


@pytest.fixture
def desk(workspace: Workspace, mirror: GalleryMirror, workbench: Workbench) -> EnrolmentDesk:
    return EnrolmentDesk(workspace.gallery, mirror, workbench, read_picture, FakeClock(START))


@pytest.fixture
def photo(tmp_path: Path) -> Callable[..., Path]:
    """Writes a photo of painted people; returns its path."""

    def write(name: str, *faces: tuple[Box, int], blurred: bool = False) -> Path:
        path = tmp_path / f"{name}.png"
        assert cv2.imwrite(str(path), paint_faces(faces, blurred=blurred))
        return path

    return write


Photo = Callable[..., Path]


def reasons(report: PhotoReport) -> dict[str, str]:
    """Why photos were not taken, by their name."""
    return {row.path.stem: row.reason for row in report.rows if not row.accepted}


# From photos


def test_photos_become_a_draft_and_a_draft_a_person(
    desk: EnrolmentDesk, photo: Photo, workspace: Workspace, mirror: GalleryMirror
) -> None:
    told: list[tuple[int, int, str]] = []
    paths = [photo("one", (LEFT, KIM)), photo("two", (RIGHT, KIM))]
    report = desk.from_photos(
        " E7 ", " Kim ", "Office", paths, lambda *done: told.append((done[0], done[1], done[2]))
    )
    assert [(row.path, row.accepted) for row in report.rows] == [(path, True) for path in paths]
    assert told == [(0, 2, "one.png"), (1, 2, "two.png"), (2, 2, "")]
    draft = report.draft
    assert draft is not None
    assert (draft.code, draft.name, draft.group) == ("E7", "Kim", "Office")
    assert draft.similar is None
    assert workspace.gallery.people() == []  # nothing is saved yet
    saved = desk.save(draft)
    assert saved.enrolled_at == START
    assert workspace.gallery.people() == [saved]
    assert len(workspace.gallery.pictures(saved.person_id)) == 2
    match = mirror.view.index.search(fake_vector(KIM))
    assert match is not None
    assert match.person_id == saved.person_id


def test_each_photo_that_cannot_be_taken_says_why(
    desk: EnrolmentDesk, photo: Photo, tmp_path: Path
) -> None:
    (tmp_path / "text.jpg").write_bytes(b"no picture at all")
    (tmp_path / "empty.png").write_bytes(b"")
    report = desk.from_photos(
        "E7",
        "Kim",
        "",
        [
            photo("nobody"),
            photo("two", (LEFT, KIM), (RIGHT, LEE)),
            photo("small", (SMALL, KIM)),
            photo("soft", (LEFT, KIM), blurred=True),
            tmp_path / "text.jpg",
            tmp_path / "empty.png",
            tmp_path / "absent.jpg",
            photo("good", (LEFT, KIM)),
        ],
    )
    said = reasons(report)
    assert set(said) == {"nobody", "two", "small", "soft", "text", "empty", "absent"}
    assert "No face" in said["nobody"]
    assert "2 faces" in said["two"]
    assert "too small" in said["small"]
    assert "blurred" in said["soft"]
    assert report.draft is not None
    assert len(report.draft.pictures) == 1


def test_somebody_else_among_the_photos_is_told(desk: EnrolmentDesk, photo: Photo) -> None:
    report = desk.from_photos(
        "E7",
        "Kim",
        "",
        [photo("a", (LEFT, KIM)), photo("other", (LEFT, STRANGER)), photo("b", (RIGHT, KIM))],
    )
    assert set(reasons(report)) == {"other"}
    assert "somebody else" in reasons(report)["other"]
    assert report.draft is not None
    assert all((item.vector == fake_vector(KIM)).all() for item in report.draft.pictures)


def test_more_photos_than_needed_are_not_called_somebody_else(
    desk: EnrolmentDesk, photo: Photo
) -> None:
    report = desk.from_photos(
        "E7", "Kim", "", [photo(f"p{number}", (LEFT, KIM)) for number in range(7)]
    )
    assert len(reasons(report)) == 2
    assert all("Not needed" in reason for reason in reasons(report).values())


def test_one_photo_named_twice_has_two_rows(desk: EnrolmentDesk, photo: Photo) -> None:
    path = photo("one", (LEFT, KIM))
    report = desk.from_photos("E7", "Kim", "", [path] * 6)
    assert sum(row.accepted for row in report.rows) == 5
    assert len(report.rows) == 6


def test_without_a_good_photo_there_is_no_draft(desk: EnrolmentDesk, photo: Photo) -> None:
    assert desk.from_photos("E7", "Kim", "", [photo("nobody")]).draft is None


def test_no_photos_are_no_draft(desk: EnrolmentDesk) -> None:
    report = desk.from_photos("E7", "Kim", "", [])
    assert report.rows == ()
    assert report.draft is None


def test_a_missing_model_is_no_photos_fault(
    workspace: Workspace, mirror: GalleryMirror, photo: Photo
) -> None:
    def missing() -> Tools:
        raise ModelMissing("The model file is not there.", "Get it.")

    bench = Workbench(missing)
    desk = EnrolmentDesk(workspace.gallery, mirror, bench, read_picture, FakeClock(START))
    try:
        with pytest.raises(ModelMissing):
            desk.from_photos("E7", "Kim", "", [photo("one", (LEFT, KIM))])
    finally:
        bench.close()


# Who may be enrolled


@pytest.mark.parametrize(("code", "name"), [("", "Kim"), ("  ", "Kim"), ("E7", ""), ("E7", " \t")])
def test_nobody_without_a_code_and_a_name(desk: EnrolmentDesk, code: str, name: str) -> None:
    for begin in (
        lambda: desk.begin("Camera 1", code, name, ""),
        lambda: desk.from_photos(code, name, "", []),
        lambda: desk.from_clip(code, name, "", []),
    ):
        with pytest.raises(EnrolmentRefused, match="code and a name"):
            begin()


def test_a_code_that_is_taken_is_refused_at_once(desk: EnrolmentDesk, workspace: Workspace) -> None:
    enrol(workspace.gallery, KIM, "Kim")
    with pytest.raises(AlreadyEnrolled, match="E10 belongs to Kim"):
        desk.begin("Camera 1", " E10 ", "Lee", "")
    workspace.gallery.remove("E10")
    desk.check_code("E10", "Lee")  # a removed person's code is free again


def test_somebody_enrolled_already_is_refused_by_name(
    desk: EnrolmentDesk, photo: Photo, workspace: Workspace, mirror: GalleryMirror
) -> None:
    kim = enrol(workspace.gallery, KIM, "Kim")
    mirror.reload()
    report = desk.from_photos("E8", "Kimberly", "", [photo("one", (LEFT, KIM))])
    assert report.draft is not None
    assert report.draft.similar == kim
    with pytest.raises(AlreadyEnrolled, match=r"This is Kim \(E10\)"):
        desk.save(report.draft)
    assert workspace.gallery.people() == [kim]


def test_two_drafts_of_one_person_make_one_enrolment(
    desk: EnrolmentDesk, photo: Photo, workspace: Workspace
) -> None:
    drafts = [
        desk.from_photos(code, code, "", [photo(code, (LEFT, KIM))]).draft for code in ("A", "B")
    ]
    first, second = drafts
    assert first is not None
    assert second is not None
    desk.save(first)
    with pytest.raises(AlreadyEnrolled):
        desk.save(second)
    assert [person.code for person in workspace.gallery.people()] == ["A"]


def test_a_draft_without_pictures_is_refused(desk: EnrolmentDesk) -> None:
    with pytest.raises(EnrolmentRefused, match="no picture"):
        desk.save(EnrolmentDraft("E7", "Kim", "", (), MODEL, None))


def test_a_draft_of_another_model_is_refused(
    desk: EnrolmentDesk, photo: Photo, mirror: GalleryMirror, workspace: Workspace
) -> None:
    draft = desk.from_photos("E7", "Kim", "", [photo("one", (LEFT, KIM))]).draft
    assert draft is not None
    mirror.use(OTHER_MODEL, CALIBRATION)
    with pytest.raises(EnrolmentRefused, match="model was changed"):
        desk.save(draft)
    assert workspace.gallery.people() == []


# In front of a camera, and from a clip of one


def test_a_guided_enrolment_is_saved(desk: EnrolmentDesk, workspace: Workspace) -> None:
    camera, tools = Camera(), make_tools()
    live = desk.begin("Camera 1", " E7", "Kim ", " Office")
    for frame in camera.frames([(LEFT, KIM)], 0.5):
        live.offer(frame, tools)
    saved = desk.save(live.draft())
    assert (saved.code, saved.name, saved.group, saved.pictures) == ("E7", "Kim", "Office", 1)


def test_a_clip_gives_at_most_five_pictures(desk: EnrolmentDesk) -> None:
    draft = desk.from_clip("E7", "Kim", "", Camera().frames([(LEFT, KIM)], 3))
    assert len(draft.pictures) == 5
    assert draft.model_digest == MODEL


def test_of_a_clip_neighbouring_frames_are_not_looked_at(
    workspace: Workspace, mirror: GalleryMirror
) -> None:
    embedder = FakeEmbedder(MODEL)
    bench = Workbench(lambda: make_tools(embedder=embedder))
    desk = EnrolmentDesk(workspace.gallery, mirror, bench, read_picture, FakeClock(START))
    try:
        desk.from_clip("E7", "Kim", "", Camera().frames([(LEFT, KIM)], 1))
    finally:
        bench.close()
    assert 8 <= len(embedder.batches) <= 10


def test_of_a_clip_whoever_is_seen_most_is_enrolled(desk: EnrolmentDesk) -> None:
    camera = Camera()
    frames = [
        *camera.frames([(LEFT, STRANGER)], 0.5),
        *camera.frames([(LEFT, KIM), (RIGHT, LEE)], 3),  # unclear who is meant
        *camera.frames([(LEFT, KIM)], 1),
    ]
    draft = desk.from_clip("E7", "Kim", "", frames)
    assert all((item.vector == fake_vector(KIM)).all() for item in draft.pictures)


def test_a_clip_without_a_good_face_says_what_was_wrong_mostly(desk: EnrolmentDesk) -> None:
    camera = Camera()
    frames = [*camera.frames([(SMALL, KIM)], 2), *camera.frames([], 0.5)]
    with pytest.raises(EnrolmentRefused, match=r"Kim could not be enrolled.*too small"):
        desk.from_clip("E7", "Kim", "", frames)
    with pytest.raises(EnrolmentRefused, match="no picture"):
        desk.from_clip("E7", "Kim", "", [])


# Another model


def rooms(
    workspace: Workspace, mirror: GalleryMirror, digest: str
) -> tuple[EnrolmentDesk, Workbench]:
    """The desk after a change of model."""
    bench = Workbench(lambda: make_tools(embedder=FakeEmbedder(digest)))
    return (
        EnrolmentDesk(workspace.gallery, mirror, bench, read_picture, FakeClock(START)),
        bench,
    )


def test_templates_are_made_again_from_the_kept_pictures(workspace: Workspace) -> None:
    people = [enrol(workspace.gallery, who, str(who), pictures=2) for who in (KIM, LEE)]
    mirror = GalleryMirror(workspace.gallery, OTHER_MODEL, CALIBRATION, RecognitionSettings())
    assert mirror.view.note is not None
    desk, bench = rooms(workspace, mirror, OTHER_MODEL)
    told: list[tuple[int, int]] = []
    try:
        assert desk.reembed(lambda done, of: told.append((done, of))) == 4
    finally:
        bench.close()
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert dict(workspace.gallery.template_counts()) == {OTHER_MODEL: 4}
    assert mirror.view.note is None
    for person, who in zip(people, (KIM, LEE), strict=True):
        match = mirror.view.index.search(fake_vector(who))
        assert match is not None
        assert match.person_id == person.person_id
        assert match.score == pytest.approx(1.0, abs=1e-4)


class Interrupted(FakeEmbedder):
    """A network that fails at the third face."""

    def embed(self, crops: Sequence[Image]) -> list[Vector]:
        if len(self.batches) == 2:
            raise ModelMissing("The model file is gone.", "Get it.")
        return super().embed(crops)


def test_an_interruption_changes_nothing(workspace: Workspace) -> None:
    enrol(workspace.gallery, KIM, "Kim", pictures=3)
    mirror = GalleryMirror(workspace.gallery, OTHER_MODEL, CALIBRATION, RecognitionSettings())
    bench = Workbench(lambda: make_tools(embedder=Interrupted(OTHER_MODEL)))
    desk = EnrolmentDesk(workspace.gallery, mirror, bench, read_picture, FakeClock(START))
    try:
        with pytest.raises(ModelMissing):
            desk.reembed()
    finally:
        bench.close()
    assert dict(workspace.gallery.template_counts()) == {MODEL: 3}
    assert mirror.view.index.people == 0


def test_a_damaged_kept_picture_names_its_person(desk: EnrolmentDesk, workspace: Workspace) -> None:
    points = np.zeros((5, 2), np.float32)
    broken = EnrolmentPicture(b"not a jpeg", points, 0.5, START)
    workspace.gallery.enrol("E1", "Kim", "", [(broken, Template(0, fake_vector(1), MODEL))], START)
    with pytest.raises(PictureUnusable, match=r"Kim \(E1\)"):
        desk.reembed()
    assert dict(workspace.gallery.template_counts()) == {MODEL: 1}


def test_a_model_changed_meanwhile_changes_nothing(
    desk: EnrolmentDesk, workspace: Workspace, mirror: GalleryMirror
) -> None:
    enrol(workspace.gallery, KIM, "Kim", pictures=2)
    with pytest.raises(EnrolmentRefused, match="model was changed"):
        desk.reembed(lambda done, of: mirror.use(OTHER_MODEL, CALIBRATION))
    assert dict(workspace.gallery.template_counts()) == {MODEL: 2}


def test_an_empty_gallery_has_nothing_to_make_again(desk: EnrolmentDesk) -> None:
    assert desk.reembed() == 0


@pytest.fixture
def unchecked() -> FakeLiveness:
    """A liveness check whose model is not there."""
    check = FakeLiveness()
    check.missing = True
    return check


@pytest.fixture
def without_check(
    workspace: Workspace, mirror: GalleryMirror, unchecked: FakeLiveness
) -> Iterator[EnrolmentDesk]:
    bench = Workbench(lambda: replace(make_tools(), liveness=unchecked))
    yield EnrolmentDesk(workspace.gallery, mirror, bench, read_picture, FakeClock(START))
    bench.close()


def test_nobody_is_enrolled_while_the_check_cannot_be_made(
    without_check: EnrolmentDesk, photo: Callable[..., Path]
) -> None:
    with pytest.raises(LivenessUnavailable, match="The file is not there"):
        without_check.from_photos("E1", "Kim", "", [photo("a", (LEFT, KIM))])


def test_off_enrols_without_the_check(
    without_check: EnrolmentDesk, photo: Callable[..., Path]
) -> None:
    without_check.configure(lambda _camera: LivenessPolicy.OFF)
    report = without_check.from_photos("E1", "Kim", "", [photo("a", (LEFT, KIM))])
    assert [row.accepted for row in report.rows] == [True]


def test_a_camera_is_enrolled_at_under_its_own_policy(
    without_check: EnrolmentDesk, unchecked: FakeLiveness
) -> None:
    off = Settings(cameras=(CameraSettings("Door", liveness=LivenessPolicy.OFF),))
    without_check.configure(off.liveness_at)
    tools = replace(make_tools(), liveness=unchecked)
    frame = frame_of(paint_faces([(LEFT, KIM)]), FakeClock(START))
    without_check.begin("Door", "E1", "Kim", "").offer(frame, tools)
    with pytest.raises(LivenessUnavailable):
        without_check.begin("Elsewhere", "E1", "Kim", "").offer(frame, tools)
