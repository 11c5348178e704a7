"""Embeddings are made once for each crop and recogniser."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.trainer.data.drawn import DrawnCutter, DrawnEmbedder, draw_people
from trainer.data import shards
from trainer.data.cut import cut_all
from trainer.data.embed import embeddings
from trainer.data.shards import Crops
from trainer.data.sources import from_folders
from trainer.errors import OutputUnwritable


def silent(done: int, of: int, words: str) -> None:
    """Nobody watches."""


class Other(DrawnEmbedder):
    """Another recogniser, of fewer dimensions."""

    digest = "e" * 64

    def embed(self, crops: object) -> list[np.ndarray]:  # type: ignore[override]
        return [each[:10] for each in super().embed(crops)]  # type: ignore[arg-type]


class Stopped(DrawnEmbedder):
    """Stops after ten crops."""

    def embed(self, crops: object) -> list[np.ndarray]:  # type: ignore[override]
        if self.embedded >= 10:
            raise KeyboardInterrupt
        return super().embed(crops)  # type: ignore[arg-type]


@pytest.fixture
def crops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Crops:
    """Twenty-five crops in shards of ten."""
    monkeypatch.setattr(shards, "_SHARD", 10)
    photos = from_folders([draw_people(tmp_path / "people", ann=15, bea=10)])
    cut_all(photos, tmp_path / "out", DrawnCutter, 1, silent)
    return Crops(tmp_path / "out")


def test_one_unit_vector_a_crop_in_order(crops: Crops) -> None:
    rows = embeddings(crops, DrawnEmbedder(), silent)
    assert rows.shape == (25, 64)
    assert rows.dtype == np.float32
    for index in (0, 9, 10, 24):
        (alone,) = DrawnEmbedder().embed([crops.picture(index)])
        assert np.array_equal(rows[index], alone)


def test_nothing_is_embedded_twice(crops: Crops) -> None:
    first = embeddings(crops, DrawnEmbedder(), silent)
    again = DrawnEmbedder()
    assert np.array_equal(embeddings(crops, again, silent), first)
    assert again.embedded == 0


def test_a_stopped_run_keeps_its_shards(crops: Crops) -> None:
    with pytest.raises(KeyboardInterrupt):
        embeddings(crops, Stopped(), silent)
    rest = DrawnEmbedder()
    embeddings(crops, rest, silent)
    assert rest.embedded == 15


def test_another_recogniser_has_embeddings_of_its_own(crops: Crops) -> None:
    assert embeddings(crops, DrawnEmbedder(), silent).shape == (25, 64)
    assert embeddings(crops, Other(), silent).shape == (25, 10)
    assert embeddings(crops, DrawnEmbedder(), silent).shape == (25, 64)


def test_embeddings_of_other_pictures_are_not_mistaken(crops: Crops) -> None:
    embeddings(crops, DrawnEmbedder(), silent)
    listed = crops.folder / "shards" / "00001.csv"
    listed.write_text(listed.read_text().replace("ann_0010", "ann_0099"))
    again = DrawnEmbedder()
    embeddings(Crops(crops.folder), again, silent)
    assert again.embedded == 10


@pytest.mark.parametrize("damage", [b"", b"no array", None])
def test_damaged_embeddings_are_made_again(crops: Crops, damage: bytes | None) -> None:
    first = embeddings(crops, DrawnEmbedder(), silent)
    path = min(crops.folder.glob("embeddings/*/*.npy"))
    path.write_bytes(path.read_bytes()[:200] if damage is None else damage)
    assert np.array_equal(embeddings(crops, DrawnEmbedder(), silent), first)


def test_a_place_that_cannot_be_written(crops: Crops) -> None:
    (crops.folder / "embeddings").touch()
    with pytest.raises(OutputUnwritable):
        embeddings(crops, DrawnEmbedder(), silent)
