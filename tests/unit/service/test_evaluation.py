"""The evaluation on painted faces: who is enrolled, what a miss costs, what happens to probes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from desk_access.capture.pictures import picture_files, read_picture
from desk_access.errors import SourceUnusable
from desk_access.model.arrays import Image, Vector
from desk_access.model.face import Box, Face, PointSource, Pose
from desk_access.model.status import DeviceNote
from desk_access.opencv import cv2
from desk_access.service.evaluation import Conditions, Evaluation, Evaluator, central_face
from desk_access.service.evaluation_set import read_set
from desk_access.service.workbench import Tools, Workbench
from tests.fakes import FakeEmbedder, FakeFinder, paint_faces

MIDDLE = Box(30, 30, 60, 60)
BLANK = -1
DAMAGED = -2


class RecordingFinder(FakeFinder):
    """Finds painted faces, and keeps what it was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Image] = []

    def find(self, image: Image) -> tuple[Face, ...]:
        self.seen.append(image)
        return super().find(image)


@contextmanager
def bench_of(finder: FakeFinder, embedder: FakeEmbedder) -> Iterator[Workbench]:
    bench = Workbench(lambda: Tools(finder, embedder, DeviceNote("CPU", None)))
    try:
        yield bench
    finally:
        bench.close()


def evaluate(
    folder: Path, conditions: Conditions | None = None, finder: FakeFinder | None = None
) -> Evaluation:
    with bench_of(finder or FakeFinder(), FakeEmbedder()) as bench:
        people = read_set(folder, picture_files)
        return Evaluator(bench, read_picture).evaluate(people, conditions or Conditions())


def people(folder: Path, **shown: Sequence[int]) -> Path:
    """A folder of people; each picture shows the face of that number, or BLANK, or is DAMAGED."""
    for name, pictures in shown.items():
        (folder / name).mkdir()
        for number, who in enumerate(pictures, start=1):
            path = folder / name / f"{name}_{number:04d}.png"
            image = paint_faces([(MIDDLE, who)] if who >= 0 else [], 120, 120)
            path.write_bytes(b"damaged" if who == DAMAGED else cv2.imencode(".png", image)[1])
    return folder


def test_everybody_is_recognised_and_strangers_are_refused(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1] * 5, Bea=[2] * 4, Cho=[3], Dan=[4], Eva=[5, 5])
    found = evaluate(folder)

    assert found.pairs is None
    assert found.pictures.people == 5
    assert found.pictures.looked_at == 11  # Eva's two take no part
    assert found.pictures.without_face == 0
    assert found.pictures.unreadable == ()
    assert found.model_digest == "f" * 64
    assert found.device.text == "CPU"
    who = found.identification
    assert who is not None
    assert (who.enrolled, who.mated, who.non_mated) == (2, 3, 2)
    assert who.figures.rank_1.value == 1.0
    assert [point.fpir for point in who.figures.points] == [0.01, 0.001]
    assert all(point.fnir.value == 0 and point.passed == 0 for point in who.figures.points)
    assert all(point.threshold.value < 0.3 for point in who.figures.points)


def test_a_probe_without_a_face_or_unreadable_is_a_false_negative(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1, 1, 1, 1, BLANK, DAMAGED, 1], Cho=[3], Dan=[BLANK])
    found = evaluate(folder)

    assert found.pictures.without_face == 2
    assert len(found.pictures.unreadable) == 1
    assert "Ann_0006.png" in found.pictures.unreadable[0]
    assert found.identification is not None
    assert found.identification.mated == 4
    assert found.identification.non_mated == 2
    assert found.identification.figures.rank_1.value == 0.5
    assert found.identification.figures.points[0].fnir.value == 0.5


def test_somebody_who_looks_like_another_is_a_false_negative(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1] * 4, Bea=[2, 2, 2, 1], Cho=[3])
    found = evaluate(folder).identification

    assert found is not None
    assert found.figures.rank_1.value == 0.5


def test_a_stranger_who_looks_like_somebody_sets_the_threshold(tmp_path: Path) -> None:
    found = evaluate(people(tmp_path, Ann=[1] * 5, Cho=[1], Dan=[4])).identification

    assert found is not None
    assert found.figures.rank_1.value == 1.0
    assert found.figures.points[0].threshold.value > 0.99
    assert found.figures.points[0].fnir.value == 1.0


def test_whoever_could_not_be_enrolled_still_counts(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1] * 4, Bea=[BLANK, BLANK, BLANK, 2], Cho=[3])
    found = evaluate(folder).identification

    assert found is not None
    assert (found.enrolled, found.mated, found.non_mated) == (2, 2, 1)
    assert found.figures.rank_1.value == 0.5


def test_without_single_pictures_there_is_only_rank_1(tmp_path: Path) -> None:
    found = evaluate(people(tmp_path, Ann=[1] * 4, Bea=[2] * 4)).identification

    assert found is not None
    assert found.non_mated == 0
    assert found.figures.points == ()


def test_pairs_over_folds(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1, 1], Bea=[2, 2], Cho=[3, 3])
    fold = "Ann\t1\t2\nBea\t1\t2\nAnn\t1\tBea\t1\nBea\t2\tCho\t1\n"
    (folder / "pairs.tsv").write_text(fold * 3)
    found = evaluate(folder)

    assert found.identification is None
    assert found.pictures.looked_at == 5  # each picture once, however often it is compared
    assert found.pairs is not None
    assert (found.pairs.pairs, found.pairs.folds, found.pairs.uncompared) == (12, 3, 0)
    assert (found.pairs.accuracy, found.pairs.standard_error) == (1.0, 0.0)
    assert (found.pairs.roc_auc, found.pairs.equal_error_rate) == (1.0, 0.0)
    assert 0.3 < found.pairs.threshold < 1.0


def test_a_pair_without_a_face_does_not_match(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1, 1], Bea=[2, BLANK])
    fold = "Ann\t1\t2\nBea\t1\t2\nAnn\t1\tBea\t1\nAnn\t2\tBea\t2\n"
    (folder / "pairs.tsv").write_text(fold * 2)
    pairs = evaluate(folder).pairs

    # Of each fold's four, the genuine pair without a face is lost; the impostor pair is not.
    assert pairs is not None
    assert pairs.uncompared == 4
    assert pairs.accuracy == 0.75


def test_pictures_without_any_face_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceUnusable, match=r"No face .* Give photographs of people"):
        evaluate(people(tmp_path, Ann=[BLANK] * 4, Bea=[BLANK]))


def test_pictures_that_cannot_be_read_are_an_error_that_names_one(tmp_path: Path) -> None:
    with pytest.raises(SourceUnusable, match=r"No face .*Ann_0001\.png is not a picture"):
        evaluate(people(tmp_path, Ann=[DAMAGED] * 4, Bea=[DAMAGED]))


def test_references_stay_clean_and_probes_lean(tmp_path: Path) -> None:
    folder, finder = people(tmp_path, Ann=[1] * 4, Cho=[3]), RecordingFinder()
    found = evaluate(folder, Conditions(rotate=20), finder)

    plain = {who: paint_faces([(MIDDLE, who)], 120, 120) for who in (1, 3)}
    as_it_was = [any(np.array_equal(image, p) for p in plain.values()) for image in finder.seen]
    assert as_it_was == [True, True, True, False, False]
    assert found.conditions.rotate == 20
    assert found.identification is not None
    assert found.identification.figures.rank_1.value == 1.0


def test_a_picture_that_is_reference_and_probe_is_looked_at_in_both_forms(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1, 1], Bea=[2, 2])
    rows = "Ann\t1\t2\nBea\t1\t2\nAnn\t1\tBea\t1\nAnn\t2\tBea\t2\n"
    (folder / "pairs.tsv").write_text(rows * 2)

    assert evaluate(folder).pictures.looked_at == 4
    # Clean: Ann 1, Bea 1, Ann 2. Leaning: Ann 2, Bea 2, Bea 1.
    assert evaluate(folder, Conditions(rotate=10)).pictures.looked_at == 6


def test_a_seed_gives_the_same_pictures_and_sides_differ(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1] * 12, Cho=[3])

    def leaning(seed: int) -> list[bytes]:
        finder = RecordingFinder()
        evaluate(folder, Conditions(rotate=15, seed=seed), finder)
        return [image.tobytes() for image in finder.seen]

    assert leaning(1) == leaning(1)
    assert leaning(1) != leaning(2)
    assert len(set(leaning(1)[3:12])) == 2  # nine probes of one picture, to either side


class AnyFinder(RecordingFinder):
    """Sees a face in the middle of whatever is not flat."""

    def find(self, image: Image) -> tuple[Face, ...]:
        self.seen.append(image)
        if image.std() < 1:
            return ()
        points = np.array([[45, 50], [75, 50], [60, 62], [48, 75], [72, 75]], np.float32)
        return (Face(MIDDLE, points, 0.9, Pose(0, 0, 0), PointSource.LANDMARKER),)


def test_a_webcams_probe_is_shrunk_by_the_face_that_was_found(tmp_path: Path) -> None:
    folder, finder = people(tmp_path, Ann=[1] * 4, Cho=[3], Dan=[BLANK]), AnyFinder()
    found = evaluate(folder, Conditions(webcam=True), finder)

    # Three references, two probes looked at as they are and spoilt, one without a face.
    assert len(finder.seen) == 3 + 2 * 2 + 1
    plain = paint_faces([(MIDDLE, 1)], 120, 120)
    assert np.array_equal(finder.seen[3], plain)
    assert finder.seen[4].shape == plain.shape
    assert not np.array_equal(finder.seen[4], plain)
    assert found.pictures.without_face == 1


def test_pictures_are_embedded_in_batches_and_progress_is_told(tmp_path: Path) -> None:
    folder, embedder = people(tmp_path, Ann=[1] * 19, Cho=[3]), FakeEmbedder()
    told: list[tuple[int, int]] = []
    with bench_of(FakeFinder(), embedder) as bench:
        Evaluator(bench, read_picture).evaluate(
            read_set(folder, picture_files),
            Conditions(),
            lambda done, of, _: told.append((done, of)),
        )

    assert embedder.batches == [16, 4]
    assert told == [(0, 20), (16, 20), (20, 20)]


def test_a_failing_network_ends_the_evaluation(tmp_path: Path) -> None:
    class Broken(FakeEmbedder):
        def embed(self, crops: Sequence[Image]) -> list[Vector]:
            raise RuntimeError("broken")

    with bench_of(FakeFinder(), Broken()) as bench, pytest.raises(RuntimeError, match="broken"):
        Evaluator(bench, read_picture).evaluate(
            read_set(people(tmp_path, Ann=[1] * 4, Cho=[3]), picture_files), Conditions()
        )


def face_at(x: float, y: float, side: float) -> Face:
    points = np.array([[0, 0], [1, 0], [0.5, 0.5], [0, 1], [1, 1]], np.float32)
    box = Box(x - side / 2, y - side / 2, side, side)
    return Face(box, points, 0.9, Pose(0, 0, 0), PointSource.LANDMARKER)


def test_the_face_in_the_middle_is_meant_unless_another_is_much_larger() -> None:
    image = np.zeros((250, 250, 3), np.uint8)
    middle, corner, poster = face_at(130, 120, 60), face_at(30, 40, 80), face_at(125, 125, 12)

    assert central_face([corner, middle], image) is middle
    assert central_face([middle, corner], image) is middle
    assert central_face([poster, face_at(150, 125, 90)], image) is not poster
    assert central_face([], image) is None
