"""What every Embedder does: the fake, a network made in the test, and SFace where it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desk_access import bootstrap
from desk_access.config import Provider
from desk_access.inference.recogniser import OnnxEmbedder
from desk_access.model.arrays import Image, Points, check_image, check_vector
from desk_access.ports import Embedder
from tests.fakes import FakeEmbedder
from tests.unit.inference.tiny import recogniser_spec, tiny_onnx, written


def fake(_folder: Path) -> Embedder:
    return FakeEmbedder()


def tiny(folder: Path) -> Embedder:
    content = tiny_onnx(batch=1)
    return OnnxEmbedder(recogniser_spec(content), written(folder, content), Provider.CPU, 1)


def default(_folder: Path) -> Embedder:
    """The recogniser that is shipped as the default."""
    store = bootstrap.models()
    spec = store.manifest.recogniser()
    if store.missing([spec]):
        pytest.skip(f"{spec.file} is not on this machine; desk-access models sync gets it")
    return OnnxEmbedder(spec, store.path(spec.id), Provider.CPU)


@pytest.fixture(
    scope="module",  # loading the real one takes half a second
    params=[fake, tiny, pytest.param(default, marks=pytest.mark.models)],
    ids=lambda make: make.__name__,
)
def embedder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    make: Callable[[Path], Embedder] = request.param
    return make(tmp_path_factory.mktemp("embedder"))


def picture(who: int) -> tuple[Image, Points]:
    """A picture with five points in it; each number is another face, for the fake as well."""
    image = np.random.default_rng(who).integers(0, 256, (480, 640, 3), np.uint8)
    points = np.array([[300, 200], [340, 200], [320, 225], [304, 250], [336, 250]], np.float32)
    x, y = (round(float(value)) for value in points.mean(axis=0))
    image[y, x] = 255, who, 128
    return image, points


def crops_of(embedder: Embedder, *people: int) -> list[Image]:
    return [embedder.align(*picture(who)) for who in people]


def test_the_digest_names_the_model(embedder: Embedder) -> None:
    assert re.fullmatch("[0-9a-f]{64}", embedder.digest)


def test_the_device_is_told_in_words(embedder: Embedder) -> None:
    assert embedder.device == "CPU" or embedder.device.startswith("GPU: ")


def test_crops_are_pictures_of_one_size(embedder: Embedder) -> None:
    one, other = crops_of(embedder, 1, 2)
    check_image(one)
    assert one.shape == other.shape


def test_aligning_leaves_the_picture_alone(embedder: Embedder) -> None:
    image, points = picture(1)
    embedder.align(image, points)
    assert (image == picture(1)[0]).all()
    assert (points == picture(1)[1]).all()


def test_a_face_at_the_edge_is_aligned_all_the_same(embedder: Embedder) -> None:
    image, points = picture(1)
    crop = embedder.align(image, points - np.array([310, 190], np.float32))
    assert crop.shape == crops_of(embedder, 1)[0].shape


def test_each_crop_gives_one_unit_vector(embedder: Embedder) -> None:
    vectors = embedder.embed(crops_of(embedder, 1, 2, 3))
    assert len(vectors) == 3
    for vector in vectors:
        check_vector(vector)
        assert vector.shape == vectors[0].shape


def test_no_crops_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]) == []


def test_the_order_is_kept_and_others_beside_it_change_nothing(embedder: Embedder) -> None:
    crops = crops_of(embedder, 1, 2, 3, 4, 5)
    together = embedder.embed(crops)
    for crop, vector in zip(crops, together, strict=True):
        (alone,) = embedder.embed([crop])
        assert float(alone @ vector) == pytest.approx(1, abs=1e-4)


def test_different_pictures_give_different_vectors(embedder: Embedder) -> None:
    one, other = embedder.embed(crops_of(embedder, 1, 2))
    assert float(one @ other) < 0.99


def test_a_vector_is_not_changed_by_the_next_call(embedder: Embedder) -> None:
    (kept,) = embedder.embed(crops_of(embedder, 1))
    copy = kept.copy()
    embedder.embed(crops_of(embedder, 2))
    assert (kept == copy).all()
