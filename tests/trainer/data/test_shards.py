from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from trainer.data import shards
from trainer.data.shards import (
    SIDE,
    Crop,
    Crops,
    CropSet,
    ShardWriter,
    Verdict,
    write_selection,
)
from trainer.errors import DataUnusable, OutputUnwritable


def _picture(value: int) -> np.ndarray:
    return np.full((SIDE, SIDE, 3), value, np.uint8)


def _write(folder: Path, *values: int) -> None:
    writer = ShardWriter(folder)
    for value in values:
        writer.add(Crop(f"p{value}", f"{value}.png", 50.0), _picture(value))
    writer.flush()


def test_what_is_written_is_read_in_its_order(tmp_path: Path) -> None:
    _write(tmp_path, 1, 2, 3)
    _write(tmp_path, 4, 5)
    crops = Crops(tmp_path)
    assert [crop.source for crop in crops.crops] == [f"{each}.png" for each in range(1, 6)]
    assert [int(crops.picture(index)[0, 0, 0]) for index in range(5)] == [1, 2, 3, 4, 5]
    assert crops.shards == {"00000": range(3), "00001": range(3, 5)}
    assert ShardWriter(tmp_path).done == {f"{each}.png" for each in range(1, 6)}


def test_full_shards_are_written_by_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "_SHARD", 2)
    writer = ShardWriter(tmp_path)
    for value in (1, 2, 3):
        writer.add(Crop("p", f"{value}.png", 50.0), _picture(value))
    assert len(Crops(tmp_path)) == 2
    writer.flush()
    writer.flush()
    assert len(Crops(tmp_path)) == 3


def test_a_picture_of_another_shape_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected 144 x 144"):
        ShardWriter(tmp_path).add(Crop("p", "1.png", 50.0), np.zeros((112, 112, 3), np.uint8))


def test_a_kill_before_the_list_leaves_no_shard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, 1)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shards, "write_rows", killed)
        with pytest.raises(KeyboardInterrupt):
            _write(tmp_path, 2)
    assert (tmp_path / "shards" / "00001.npy").exists()
    assert len(Crops(tmp_path)) == 1
    _write(tmp_path, 3)
    assert [crop.source for crop in Crops(tmp_path).crops] == ["1.png", "3.png"]


def test_a_full_disk_leaves_nothing_behind_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, 1)
    before = sorted(tmp_path.rglob("*"))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shards, "write_rows", full)
        with pytest.raises(OutputUnwritable, match="No space left"):
            _write(tmp_path, 2)
    assert sorted(tmp_path.rglob("*")) == before
    assert len(Crops(tmp_path)) == 1


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("00000.csv", b"person,source,face_width\np1,1.png\n"),
        ("00000.csv", b"person,source,face_width\np1,1.png,wide\n"),
        ("00000.csv", b"person,source,face_width\np1,1.png,50\np2,2.png,50\n"),
        ("00000.npy", b"\x93NUMPY"),
        ("00000.npy", b""),
    ],
)
def test_a_damaged_shard_is_named(tmp_path: Path, name: str, damage: bytes) -> None:
    _write(tmp_path, 1)
    (tmp_path / "shards" / name).write_bytes(damage)
    with pytest.raises(DataUnusable, match="00000") as told:
        Crops(tmp_path)
    assert "prepare" in told.value.cure


def test_a_folder_without_crops_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(DataUnusable, match="holds no crops"):
            Crops(folder)


def test_the_selection_says_what_each_is_used_for(tmp_path: Path) -> None:
    _write(tmp_path, 1, 2, 3)
    verdicts = [Verdict.VALIDATION, Verdict.TRAIN, Verdict.TRAIN]
    write_selection(tmp_path, Crops(tmp_path).crops, verdicts)
    crops = CropSet(tmp_path)
    assert crops.used_for(Verdict.TRAIN).tolist() == [1, 2]
    assert crops.used_for(Verdict.BENCHMARK).tolist() == []
    assert crops.labels(np.array([2, 1, 2])).tolist() == [1, 0, 1]


def _without(text: str) -> Iterable[str]:
    return [text.replace("train", "keep"), text.rpartition("3.png")[0], "", text.replace(",", ";")]


def test_a_selection_that_does_not_fit_is_told(tmp_path: Path) -> None:
    _write(tmp_path, 1, 2, 3)
    path = tmp_path / "selection.csv"
    with pytest.raises(DataUnusable, match="selection"):
        CropSet(tmp_path)
    write_selection(tmp_path, Crops(tmp_path).crops, [Verdict.TRAIN] * 3)
    for damaged in _without(path.read_text()):
        path.write_text(damaged)
        with pytest.raises(DataUnusable, match="does not say what each crop is used for"):
            CropSet(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputUnwritable, match="cannot be written"):
        ShardWriter(tmp_path / "file")
    shutil.rmtree(tmp_path)
