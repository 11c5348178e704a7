"""The evaluation on painted faces: who is enrolled, what a miss costs, what happens to probes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from desk_access.capture.pictures import picture_files, read_picture
from desk_access.errors import SourceUnusable
from desk_access.model.arrays import Image, Vector
from desk_access.model.face import Box, Face, PointSource, Pose
from desk_access.model.sighting import Sighting
from desk_access.model.status import DeviceNote
from desk_access.opencv import cv2
from desk_access.ports import Embedder
from desk_access.service.evaluation import ConditionFigures, Evaluation, survey
from desk_access.service.evaluation import evaluate as figures_of
from desk_access.service.evaluation_looks import CLEAN, Condition, central_face
from desk_access.service.evaluation_run import Archive, EvaluationKit, Instruments, Subject
from desk_access.service.evaluation_set import read_set
from desk_access.service.label_errors import LabelErrors
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


def kit_of(finder: FakeFinder, *embedders: Embedder) -> EvaluationKit:
    subjects = [Subject(f"net{n}", e.digest, f"key{n}") for n, e in enumerate(embedders)]
    note = DeviceNote("CPU", None)
    return EvaluationKit(tuple(subjects), lambda: Instruments(finder, embedders, note))


def evaluate(
    folder: Path,
    *conditions: Condition,
    finder: FakeFinder | None = None,
    embedders: Sequence[Embedder] = (),
    seed: int = 0,
    archive: Archive | None = None,
    errors: LabelErrors | None = None,
) -> Evaluation:
    kit = kit_of(finder or FakeFinder(), *(embedders or [FakeEmbedder()]))
    found = survey(
        read_set(folder, picture_files), conditions, seed, kit, read_picture, archive=archive
    )
    return figures_of(found, errors)


def clean(found: Evaluation) -> ConditionFigures:
    first = found.recognisers[0].as_listed[0]
    assert first.condition == CLEAN
    return first


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

    assert clean(found).pairs is None
    assert found.pictures.people == 5
    assert found.pictures.looked_at == 11  # Eva's two take no part
    assert found.pictures.without_face == 0
    assert found.pictures.unreadable == ()
    assert found.recognisers[0].model_digest == "f" * 64
    assert found.device == DeviceNote("CPU", None)
    who = clean(found).identification
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
    who = clean(found).identification
    assert who is not None
    assert (who.mated, who.non_mated) == (4, 2)
    assert who.figures.rank_1.value == 0.5
    assert who.figures.points[0].fnir.value == 0.5


def test_somebody_who_looks_like_another_is_a_false_negative(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1] * 4, Bea=[2, 2, 2, 1], Cho=[3])
    found = clean(evaluate(folder)).identification

    assert found is not None
    assert found.figures.rank_1.value == 0.5


def test_a_stranger_who_looks_like_somebody_sets_the_threshold(tmp_path: Path) -> None:
    found = clean(evaluate(people(tmp_path, Ann=[1] * 5, Cho=[1], Dan=[4]))).identification

    assert found is not None
    assert found.figures.rank_1.value == 1.0
    assert found.figures.points[0].threshold.value > 0.99
    assert found.figures.points[0].fnir.value == 1.0


def test_whoever_could_not_be_enrolled_still_counts(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1] * 4, Bea=[BLANK, BLANK, BLANK, 2], Cho=[3])
    found = clean(evaluate(folder)).identification

    assert found is not None
    assert (found.enrolled, found.mated, found.non_mated) == (2, 2, 1)
    assert found.figures.rank_1.value == 0.5


def test_without_single_pictures_there_is_only_rank_1(tmp_path: Path) -> None:
    found = clean(evaluate(people(tmp_path, Ann=[1] * 4, Bea=[2] * 4))).identification

    assert found is not None
    assert found.non_mated == 0
    assert found.figures.points == ()


def test_pairs_over_folds(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1, 1], Bea=[2, 2], Cho=[3, 3])
    fold = "Ann\t1\t2\nBea\t1\t2\nAnn\t1\tBea\t1\nBea\t2\tCho\t1\n"
    (folder / "pairs.tsv").write_text(fold * 3)
    found = evaluate(folder)

    assert clean(found).identification is None
    assert found.pictures.looked_at == 5  # each picture once, however often it is compared
    pairs = clean(found).pairs
    assert pairs is not None
    assert (pairs.pairs, pairs.folds, pairs.uncompared) == (12, 3, 0)
    assert (pairs.accuracy, pairs.standard_error) == (1.0, 0.0)
    assert (pairs.roc_auc, pairs.equal_error_rate) == (1.0, 0.0)
    assert 0.3 < pairs.threshold < 1.0
    assert [(each.far, each.val) for each in pairs.validation] == [(0.01, 1.0), (0.001, 1.0)]


def test_a_pair_without_a_face_does_not_match(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1, 1], Bea=[2, BLANK])
    fold = "Ann\t1\t2\nBea\t1\t2\nAnn\t1\tBea\t1\nAnn\t2\tBea\t2\n"
    (folder / "pairs.tsv").write_text(fold * 2)
    pairs = clean(evaluate(folder)).pairs

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
    found = evaluate(folder, Condition(rotate=20), finder=finder)

    plain = {who: paint_faces([(MIDDLE, who)], 120, 120) for who in (1, 3)}
    as_it_was = [any(np.array_equal(image, p) for p in plain.values()) for image in finder.seen]
    # Three references, then each probe as it is and leaning.
    assert as_it_was == [True] * 4 + [False, True, False]
    leaning = found.recognisers[0].as_listed[1]
    assert leaning.condition == Condition(rotate=20)
    assert leaning.identification is not None
    assert leaning.identification.figures.rank_1.value == 1.0


def test_a_picture_that_is_reference_and_probe_is_looked_at_in_both_forms(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1, 1], Bea=[2, 2])
    rows = "Ann\t1\t2\nBea\t1\t2\nAnn\t1\tBea\t1\nAnn\t2\tBea\t2\n"
    (folder / "pairs.tsv").write_text(rows * 2)

    assert evaluate(folder).pictures.looked_at == 4
    # Leaning too: Ann 2, Bea 2, Bea 1.
    assert evaluate(folder, Condition(rotate=10)).pictures.looked_at == 7


def test_a_seed_gives_the_same_pictures_and_sides_differ(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1] * 12, Cho=[3])

    def leaning(seed: int) -> list[bytes]:
        finder = RecordingFinder()
        evaluate(folder, Condition(rotate=15), finder=finder, seed=seed)
        return [image.tobytes() for image in finder.seen]

    assert leaning(1) == leaning(1)
    assert leaning(1) != leaning(2)
    assert len(set(leaning(1)[4:21:2])) == 2  # nine probes of one picture, to either side


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
    found = evaluate(folder, Condition(webcam=True), finder=finder)

    # Three references, two probes looked at as they are and spoilt, one without a face.
    assert len(finder.seen) == 3 + 2 * 2 + 1
    plain = paint_faces([(MIDDLE, 1)], 120, 120)
    assert np.array_equal(finder.seen[3], plain)
    assert finder.seen[4].shape == plain.shape
    assert not np.array_equal(finder.seen[4], plain)
    # As it is, and as a poor camera's picture, which without a face there is none of.
    assert found.pictures.without_face == 2


def test_frames_of_a_probe_differ_and_fewer_are_among_more(tmp_path: Path) -> None:
    folder, finder = people(tmp_path, Ann=[1] * 4, Cho=[3]), AnyFinder()
    conditions = [Condition(webcam=True, frames=frames) for frames in (1, 3)]
    found = evaluate(folder, *conditions, finder=finder)

    # Three references and two probes as they are, three poor pictures of each probe.
    assert found.pictures.looked_at == 3 + 2 + 2 * 3
    assert len({image.tobytes() for image in finder.seen[-3:]}) == 3
    assert [each.condition.frames for each in found.recognisers[0].as_listed] == [1, 1, 3]


def test_a_mask_is_drawn_over_the_probe(tmp_path: Path) -> None:
    folder, finder = people(tmp_path, Ann=[1] * 4, Cho=[3]), AnyFinder()
    evaluate(folder, Condition(mask=True), finder=finder)
    before, after = finder.seen[3:5]

    assert np.array_equal(before[:48], after[:48])
    assert not np.array_equal(before[60:80, 45:75], after[60:80, 45:75])


class FrameEmbedder(FakeEmbedder):
    """Gives what it is told to for each picture in turn, whatever it shows."""

    def __init__(self, vectors: Sequence[Sequence[float]]) -> None:
        super().__init__()
        self._vectors = [np.array(vector, np.float32) for vector in vectors]

    def embed(self, crops: Sequence[Image]) -> list[Vector]:
        return [self._vectors.pop(0) for _ in crops]


def test_frames_are_joined_as_a_track_joins_them(tmp_path: Path) -> None:
    # Ann's probe as it is, then two frames: one shows nobody's face, the mean is still hers.
    embedder = FrameEmbedder([(1, 0, 0)] * 4 + [(0, 0, 1), (1, 0, 0)] + [(0, 1, 0)] * 3)
    conditions = [Condition(webcam=True, frames=frames) for frames in (1, 2)]
    folder = people(tmp_path, Ann=[1] * 4, Cho=[3])
    found = evaluate(folder, *conditions, finder=AnyFinder(), embedders=[embedder])

    one, two = (each.identification for each in found.recognisers[0].as_listed[1:])
    assert one is not None
    assert two is not None
    assert [point.fnir.value for point in one.figures.points] == [1.0, 1.0]
    assert [point.fnir.value for point in two.figures.points] == [0.0, 0.0]


def test_the_clean_threshold_is_tried_under_the_condition(tmp_path: Path) -> None:
    # Clean, the stranger is far from Ann (0); spoilt, he comes as near as Ann's own probe.
    embedder = FrameEmbedder([(1, 0)] * 5 + [(0, 1), (0.8, 0.6)])
    folder = people(tmp_path, Ann=[1] * 4, Cho=[3])
    found = evaluate(folder, Condition(rotate=5), finder=AnyFinder(), embedders=[embedder])
    before, after = (each.identification for each in found.recognisers[0].as_listed)

    assert before is not None
    assert after is not None
    assert before.at_clean_thresholds == ()
    threshold = before.figures.points[0].threshold.value
    assert [(each.target, each.threshold) for each in after.at_clean_thresholds] == [
        (0.01, threshold),
        (0.001, threshold),
    ]
    assert [each.fpir.value for each in after.at_clean_thresholds] == [1.0, 1.0]
    assert after.figures.points[0].passed == 0


class ShiftedEmbedder(FakeEmbedder):
    """Another recogniser: it knows nobody from another, and takes larger crops."""

    def align(self, image: Image, points: np.ndarray) -> Image:
        return np.asarray(cv2.resize(super().align(image, points), (160, 160)), np.uint8)

    def embed(self, crops: Sequence[Image]) -> list[Vector]:
        assert all(crop.shape == (160, 160, 3) for crop in crops)
        return [np.array([1, 0], np.float32) for _ in crops]


def test_recognisers_are_measured_on_the_same_pictures_in_one_pass(tmp_path: Path) -> None:
    folder, finder = people(tmp_path, Ann=[1] * 4, Bea=[2] * 4, Cho=[3]), RecordingFinder()
    found = evaluate(folder, finder=finder, embedders=[FakeEmbedder(), ShiftedEmbedder("e" * 64)])

    assert len(finder.seen) == 9
    assert [each.name for each in found.recognisers] == ["net0", "net1"]
    assert [each.model_digest for each in found.recognisers] == ["f" * 64, "e" * 64]
    good, bad = (each.as_listed[0].identification for each in found.recognisers)
    assert good is not None
    assert bad is not None
    assert (good.figures.rank_1.value, bad.figures.rank_1.value) == (1.0, 0.5)


def test_progress_is_told_by_picture(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    survey(
        read_set(people(tmp_path, Ann=[1] * 5, Cho=[3]), picture_files),
        (),
        0,
        kit_of(FakeFinder(), FakeEmbedder()),
        read_picture,
        progress=lambda done, of, _: told.append((done, of)),
    )
    assert told == [(done, 6) for done in range(1, 7)]


def test_several_threads_have_networks_of_their_own_and_find_the_same(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1] * 9, Bea=[2] * 9, Cho=[3], Dan=[BLANK])
    finders: list[FakeFinder] = []

    def build() -> Instruments:
        finders.append(FakeFinder())
        return Instruments(finders[-1], (FakeEmbedder(),), DeviceNote("CPU", None))

    kit = EvaluationKit((Subject("net", "f" * 64, "key"),), build)
    chosen = read_set(folder, picture_files)
    found = survey(chosen, [Condition(rotate=9)], 0, kit, read_picture, workers=3)

    assert figures_of(found) == figures_of(
        survey(chosen, [Condition(rotate=9)], 0, kit, read_picture)
    )
    assert 2 <= len(finders) <= 4
    assert all(finder.closed for finder in finders)


def test_a_failing_network_ends_the_evaluation(tmp_path: Path) -> None:
    class Broken(FakeEmbedder):
        def embed(self, crops: Sequence[Image]) -> list[Vector]:
            raise RuntimeError("broken")

    finder = FakeFinder()
    with pytest.raises(RuntimeError, match="broken"):
        evaluate(people(tmp_path, Ann=[1] * 4, Cho=[3]), finder=finder, embedders=[Broken()])
    assert finder.closed


class DictArchive:
    """Keeps in memory what an archive keeps on disk."""

    def __init__(self) -> None:
        self.kept: dict[str, Sighting] = {}

    def recall(self, picture: str, recognisers: Sequence[str]) -> Sighting:
        known = self.kept.get(picture, Sighting())
        wanted = {key: v for key, v in known.embeddings.items() if key[0] in recognisers}
        return Sighting(dict(known.faces), wanted)

    def keep(self, picture: str, sighting: Sighting) -> None:
        known = self.kept.setdefault(picture, Sighting())
        known.faces |= sighting.faces
        known.embeddings |= sighting.embeddings


def test_what_is_kept_is_not_looked_at_again(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1] * 4, Cho=[3], Dan=[BLANK])
    archive, finder, again = DictArchive(), AnyFinder(), AnyFinder()
    condition = Condition(webcam=True)
    first = evaluate(folder, condition, finder=finder, archive=archive)
    second = evaluate(folder, condition, finder=again, archive=archive)

    assert again.seen == []
    assert second.device is None
    assert second.pictures == first.pictures
    assert second.recognisers == first.recognisers


def test_another_recogniser_needs_no_face_found_anew(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1] * 4, Cho=[3], Dan=[BLANK])
    archive, finder = DictArchive(), AnyFinder()
    condition = Condition(webcam=True)
    evaluate(folder, condition, finder=AnyFinder(), archive=archive)
    both = [FakeEmbedder(), ShiftedEmbedder("e" * 64)]
    found = evaluate(folder, condition, finder=finder, embedders=both, archive=archive)

    assert finder.seen == []
    fresh = evaluate(folder, condition, finder=AnyFinder(), embedders=both)
    assert found.recognisers == fresh.recognisers


def test_more_conditions_are_added_to_what_is_kept(tmp_path: Path) -> None:
    folder, archive = people(tmp_path, Ann=[1] * 4, Cho=[3]), DictArchive()
    evaluate(folder, finder=AnyFinder(), archive=archive)
    finder = AnyFinder()
    evaluate(folder, Condition(webcam=True), finder=finder, archive=archive)

    assert len(finder.seen) == 2  # each probe, spoilt
    assert not any(
        np.array_equal(image, paint_faces([(MIDDLE, 1)], 120, 120)) for image in finder.seen
    )


def test_a_picture_that_changed_is_looked_at_again(tmp_path: Path) -> None:
    folder, archive = people(tmp_path, Ann=[1] * 4, Cho=[3]), DictArchive()
    evaluate(folder, finder=AnyFinder(), archive=archive)
    image = paint_faces([(MIDDLE, 3), (Box(0, 0, 20, 20), 4)], 120, 120)
    cv2.imwrite(str(folder / "Cho" / "Cho_0001.png"), image)
    finder = AnyFinder()
    evaluate(folder, finder=finder, archive=archive)

    assert len(finder.seen) == 1


def test_two_names_of_one_person_are_not_compared(tmp_path: Path) -> None:
    # Cho is Ann under another name, and Dan's picture of Bea is somebody else's.
    folder = people(tmp_path, Ann=[1] * 5, Bea=[2, 2, 2, 2, 7], Cho=[1], Eva=[5], Ann_B=[1] * 4)
    errors = LabelErrors(
        frozenset(
            {frozenset({"Ann", "Cho"}), frozenset({"Ann", "Ann_B"}), frozenset({"Cho", "Ann_B"})}
        ),
        frozenset({"Bea/Bea_0005.png"}),
    )
    (found,) = evaluate(folder, errors=errors).recognisers
    listed = found.as_listed[0].identification
    mended = found.without_label_errors[0].identification

    assert listed is not None
    assert mended is not None
    assert (listed.mated, mended.mated) == (5, 4)
    assert listed.figures.rank_1.value < 1.0
    assert mended.figures.rank_1.value == 1.0
    assert listed.figures.points[0].threshold.value > 0.99
    assert mended.figures.points[0].threshold.value < 0.3
    assert mended.figures.points[0].fnir.value == 0.0


def test_pairs_of_one_person_under_two_names_are_left_out(tmp_path: Path) -> None:
    folder = people(tmp_path, Ann=[1, 1], Bea=[2, 2], Cho=[1, 1])
    fold = "Ann\t1\t2\nBea\t1\t2\nAnn\t1\tBea\t1\nAnn\t2\tCho\t1\n"
    (folder / "pairs.tsv").write_text(fold * 2)
    errors = LabelErrors(frozenset({frozenset({"Ann", "Cho"})}), frozenset())
    (found,) = evaluate(folder, errors=errors).recognisers
    listed, mended = found.as_listed[0].pairs, found.without_label_errors[0].pairs

    assert listed is not None
    assert mended is not None
    assert (listed.pairs, listed.accuracy) == (8, 0.75)
    assert (mended.pairs, mended.accuracy) == (6, 1.0)


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
