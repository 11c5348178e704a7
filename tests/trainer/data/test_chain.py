"""The application's own chain makes the crops: a handful of real pictures."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from desk_access.bootstrap import models
from desk_access.config import Provider
from desk_access.inference.manifest import ModelKind
from desk_access.inference.recogniser import OnnxEmbedder
from trainer.data.chain import FaceCutter
from trainer.data.cut import Miss, cut_all
from trainer.data.embed import embeddings
from trainer.data.review import agreement
from trainer.data.shards import Crops
from trainer.data.sources import from_folders

pytestmark = [pytest.mark.models, pytest.mark.data]

PEOPLE, PICTURES = 3, 4


def silent(done: int, of: int, words: str) -> None:
    """Nobody watches."""


@pytest.fixture
def people(shared_data: Path, tmp_path: Path) -> Path:
    """Three people of CelebA with four pictures each, a picture of nothing and a damaged one."""
    with zipfile.ZipFile(shared_data / "celeba_train.zip") as archive:
        names = sorted(n for n in archive.namelist() if n.startswith("wild/") and n[-1] != "/")
        persons = sorted({name.split("/")[1] for name in names})[:PEOPLE]
        for person in persons:
            own = [name for name in names if name.split("/")[1] == person][:PICTURES]
            archive.extractall(tmp_path, own)
    folder = tmp_path / "wild" / persons[0]
    (folder / "cut_off.jpg").write_bytes(next(folder.iterdir()).read_bytes()[:300])
    (folder / "nothing.pgm").write_bytes(b"P5 64 64 255\n" + bytes(64 * 64))
    return tmp_path / "wild"


def test_real_pictures_of_one_person_lie_together(people: Path, tmp_path: Path) -> None:
    store = models()
    files = {spec.kind: store.path(spec.id) for spec in store.manifest.required()}
    spec = store.manifest.recogniser("")

    def cutter() -> FaceCutter:
        return FaceCutter(files[ModelKind.DETECTOR], files[ModelKind.LANDMARKER])

    missed = cut_all(from_folders([people]), tmp_path / "out", cutter, 1, silent)
    crops = Crops(tmp_path / "out")
    embedder = OnnxEmbedder(spec, files[ModelKind.RECOGNISER], Provider.CPU)
    vectors = embeddings(crops, embedder, silent)
    labels = np.unique([crop.person for crop in crops.crops], return_inverse=True)[1]

    assert {(Path(each.source).name, each.why) for each in missed} == {
        ("cut_off.jpg", Miss.UNREADABLE),
        ("nothing.pgm", Miss.NO_FACE),
    }
    assert len(crops) == PEOPLE * PICTURES
    assert all(30 < crop.face_width < 224 for crop in crops.crops)
    assert agreement(vectors, labels.astype(np.int64)).min() > 0.4
    strangers = (vectors @ vectors.T)[labels[:, None] != labels]
    assert strangers.max() < 0.4


def test_a_poor_camera_moves_the_points_a_little(people: Path) -> None:
    store = models()
    files = {spec.kind: store.path(spec.id) for spec in store.manifest.required()}
    cutter = FaceCutter(files[ModelKind.DETECTOR], files[ModelKind.LANDMARKER])
    try:
        found = [
            cutter.misalignment(photo.path, np.random.default_rng(0))
            for photo in from_folders([people])
        ]
    finally:
        cutter.close()
    measured = [each for each in found if each is not None]
    assert 1 <= len(measured) <= PEOPLE * PICTURES
    shifts = [np.hypot(each.right, each.down) for each in measured]
    assert 0 < np.median(shifts) < 10
