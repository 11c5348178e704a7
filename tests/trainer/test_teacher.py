from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from tests.trainer.graphs import DIMENSION, outputs
from trainer.backbones.from_onnx import from_onnx
from trainer.data.shards import CropSet, Verdict
from trainer.errors import DataUnusable, GraphUnusable, OutputUnwritable
from trainer.teacher import clean_pixels, kept_at, meet, stand_in, teacher_embeddings


@pytest.fixture
def crops(drawn_crops: Path, tmp_path: Path) -> CropSet:
    return CropSet(Path(shutil.copytree(drawn_crops, tmp_path / "crops")))


def test_they_are_the_mean_over_picture_and_mirror_image(crops: CropSet, recogniser: Path) -> None:
    seen: list[tuple[int, int]] = []
    taught = teacher_embeddings(recogniser, crops, lambda done, of: seen.append((done, of)))
    pictures = [crops.picture(index)[16:128, 16:128, ::-1] for index in range(len(crops))]
    pixels = np.ascontiguousarray(np.stack(pictures).transpose(0, 3, 1, 2), np.float32)
    straight, mirrored = (
        normalize(torch.from_numpy(outputs(recogniser, np.ascontiguousarray(each))))
        for each in (pixels, pixels[..., ::-1])
    )
    expected = normalize(straight + mirrored).numpy()
    assert taught.shape == (len(crops), DIMENSION)
    assert (taught * expected).sum(axis=1).min() > 0.999  # bf16
    assert seen[-1] == (len(crops), len(crops))


def test_they_are_kept_and_not_made_again(crops: CropSet, recogniser: Path) -> None:
    first = teacher_embeddings(recogniser, crops)
    seen: list[int] = []
    assert np.array_equal(
        teacher_embeddings(recogniser, crops, lambda done, of: seen.append(done)), first
    )
    assert seen == []
    assert not list(crops.folder.glob("*.part"))


def test_other_crops_have_other_embeddings(crops: CropSet, recogniser: Path) -> None:
    path = kept_at(recogniser, crops)
    crops.crops[0], crops.crops[1] = crops.crops[1], crops.crops[0]
    assert kept_at(recogniser, crops) != path


@pytest.mark.parametrize(("damage", "says"), [(b"", "cannot be read"), (b"\x93NUMPY", "be read")])
def test_what_was_kept_and_is_damaged_is_told(
    crops: CropSet, recogniser: Path, damage: bytes, says: str
) -> None:
    kept_at(recogniser, crops).write_bytes(damage)
    for ask in (teacher_embeddings, stand_in):
        with pytest.raises(DataUnusable, match=says) as told:
            ask(recogniser, crops)
        assert "made again" in told.value.cure


def test_what_was_kept_of_another_shape_is_told(crops: CropSet, recogniser: Path) -> None:
    np.save(kept_at(recogniser, crops), np.zeros((3, DIMENSION), np.float32))
    with pytest.raises(DataUnusable, match="of other crops"):
        teacher_embeddings(recogniser, crops)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_no_room_to_keep_them_is_told(crops: CropSet, recogniser: Path) -> None:
    kept_at(recogniser, crops).with_suffix(f".{os.getpid()}.part").symlink_to("/dev/full")
    before = len(list(crops.folder.iterdir()))
    with pytest.raises(OutputUnwritable, match="No space left"):
        teacher_embeddings(recogniser, crops)
    assert len(list(crops.folder.iterdir())) == before - 1


def test_a_stand_in_writes_nothing(crops: CropSet, recogniser: Path) -> None:
    before = sorted(crops.folder.iterdir())
    made = stand_in(recogniser, crops)
    assert sorted(crops.folder.iterdir()) == before
    assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(len(crops)), abs=1e-5)
    taught = teacher_embeddings(recogniser, crops)
    assert np.array_equal(stand_in(recogniser, crops), taught)


def test_a_teacher_that_is_none_is_told(crops: CropSet, tmp_path: Path) -> None:
    with pytest.raises(GraphUnusable):
        teacher_embeddings(tmp_path / "missing.onnx", crops)


def test_a_student_begins_where_its_teachers_mean_is(crops: CropSet, recogniser: Path) -> None:
    taught = teacher_embeddings(recogniser, crops)
    centred = taught - taught.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    chosen = crops.used_for(Verdict.TRAIN)
    student = from_onnx(recogniser).eval()
    pixels = clean_pixels([crops.picture(int(each)) for each in chosen], torch.device("cpu"))

    def away() -> float:
        with torch.no_grad():
            mean = normalize(student(pixels)).mean(dim=0).numpy()
        return float(np.linalg.norm(mean - centred[chosen].mean(axis=0)))

    before = away()
    meet(student, crops, chosen, centred)
    assert away() < 0.8 * before
