from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from desk_access import bootstrap
from desk_access.config import Provider
from desk_access.errors import ModelRejected, ModelUnusable
from desk_access.inference.freebatch import free_batch
from desk_access.inference.recogniser import OnnxEmbedder
from desk_access.opencv import cv2
from tests.unit.inference.tiny import (
    DIMENSION,
    SIDE,
    recogniser_spec,
    tiny_onnx,
    weights,
    written,
)


def embedder(folder: Path, content: bytes, **changed: object) -> OnnxEmbedder:
    return OnnxEmbedder(
        recogniser_spec(content, **changed), written(folder, content), Provider.CPU, 1
    )


def crops_of(count: int) -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    return list(rng.integers(0, 256, (count, SIDE, SIDE, 3), np.uint8))


def expected(crop: np.ndarray, colours: Callable, layout: str, mean: list, std: list) -> np.ndarray:
    """The tiny network's embedding, pixel by pixel as the contract words it."""
    pixels = np.zeros((3, SIDE, SIDE))
    for row in range(SIDE):
        for column in range(SIDE):
            for channel, value in enumerate(colours(crop[row, column])):
                pixels[channel, row, column] = (value / 127.5 - mean[channel]) / std[channel]
    flat = (pixels if layout == "nchw" else pixels.transpose(1, 2, 0)).ravel()
    out = flat @ weights().astype(np.float64)
    return out / np.linalg.norm(out)


@pytest.mark.parametrize("layout", ["nchw", "nhwc"])
@pytest.mark.parametrize(
    ("colour", "colours"), [("rgb", lambda bgr: bgr[::-1]), ("bgr", lambda bgr: bgr)]
)
def test_pixels_reach_the_network_as_the_contract_says(
    tmp_path: Path, layout: str, colour: str, colours: Callable
) -> None:
    mean, std = [0.5, 1.0, 0.25], [1.0, 2.0, 0.5]
    made = embedder(
        tmp_path, tiny_onnx(nhwc=layout == "nhwc"), layout=layout, colour=colour, mean=mean, std=std
    )
    for crop, vector in zip(crops_of(3), made.embed(crops_of(3)), strict=True):
        wanted = expected(crop, colours, layout, mean, std)
        np.testing.assert_allclose(vector, wanted, atol=1e-5)


def test_a_batch_of_one_is_freed(tmp_path: Path) -> None:
    free, fixed = tmp_path / "free", tmp_path / "fixed"
    free.mkdir()
    fixed.mkdir()
    one = embedder(fixed, tiny_onnx(batch=1, weights_as_input=True))
    many = embedder(free, tiny_onnx())
    np.testing.assert_allclose(one.embed(crops_of(4)), many.embed(crops_of(4)), atol=1e-6)
    assert one.digest == hashlib.sha256(tiny_onnx(batch=1, weights_as_input=True)).hexdigest()


def test_a_free_batch_is_left_alone() -> None:
    assert free_batch(tiny_onnx()) == tiny_onnx()
    assert free_batch(free_batch(tiny_onnx(batch=1))) == free_batch(tiny_onnx(batch=1))


def test_the_device_is_told(tmp_path: Path) -> None:
    made = embedder(tmp_path, tiny_onnx())
    assert made.device == made.report.device == "CPU"


def test_a_face_is_laid_onto_the_template(tmp_path: Path) -> None:
    made = embedder(tmp_path, tiny_onnx())
    image = np.zeros((200, 200, 3), np.uint8)
    points = made.contract.template * np.float32(8) + np.array([30, 20], np.float32)
    x, y = points[2].round().astype(int)
    image[y - 6 : y + 7, x - 6 : x + 7] = 255  # the tip of the nose
    crop = made.align(image, points)
    assert crop.shape == (SIDE, SIDE, 3)
    assert np.unravel_index(crop[..., 0].argmax(), crop.shape[:2]) == (9, 8)


def test_crops_of_another_size_or_type_are_a_bug(tmp_path: Path) -> None:
    made = embedder(tmp_path, tiny_onnx())
    with pytest.raises(ValueError, match=r"shape \(16, 16, 3\)"):
        made.embed([np.zeros((SIDE, SIDE + 1, 3), np.uint8)])
    with pytest.raises(ValueError, match="float32"):
        made.embed([np.zeros((SIDE, SIDE, 3), np.float32)])


def test_a_file_that_is_not_the_manifests_is_rejected(tmp_path: Path) -> None:
    path = written(tmp_path, tiny_onnx(nhwc=True))
    with pytest.raises(ModelRejected, match="SHA-256"):
        OnnxEmbedder(recogniser_spec(tiny_onnx()), path, Provider.CPU)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="cannot be read"):
        OnnxEmbedder(recogniser_spec(tiny_onnx()), tmp_path / "none.onnx", Provider.CPU)


def one_hot(value: float) -> tuple:
    """A tail node that multiplies the embedding by ``value``."""
    factor = numpy_helper.from_array(np.full(DIMENSION, value, "f"), "factor")
    return helper.make_node("Mul", ["y0", "factor"], ["y1"]), [factor]


def beside_others() -> list[tuple]:
    """A tail that adds the whole batch's sum to each row, as a network in training mode might."""
    axes = numpy_helper.from_array(np.array([0]), "axes")
    return [
        (helper.make_node("ReduceSum", ["y0", "axes"], ["y1"], keepdims=1), [axes]),
        (helper.make_node("Add", ["y0", "y1"], ["y2"]), []),
    ]


def fixed_inside() -> tuple:
    shape = numpy_helper.from_array(np.array([1, DIMENSION]), "shape")
    return helper.make_node("Reshape", ["y0", "shape"], ["y1"]), [shape]


@pytest.mark.parametrize(
    ("content", "changed", "why"),
    [
        (tiny_onnx(), {"dimension": 16}, r"gives \(1, 8\) numbers in place of \(1, 16\)"),
        (tiny_onnx(), {"width": 32}, "does not take 1 faces as stated"),
        (tiny_onnx(), {"layout": "nhwc"}, "does not take 1 faces as stated"),
        (tiny_onnx(tail=[one_hot(np.nan)]), {}, "without a direction"),
        (tiny_onnx(tail=[one_hot(np.inf)]), {}, "without a direction"),
        (tiny_onnx(tail=[one_hot(3e38)]), {}, "without a direction"),
        (tiny_onnx(tail=[one_hot(0)]), {}, "without a direction"),
        (tiny_onnx(tail=beside_others()), {}, "another embedding when others are beside it"),
        (tiny_onnx(batch=1, tail=[fixed_inside()]), {}, "does not take 3 faces"),
        (tiny_onnx(dtype=TensorProto.DOUBLE), {}, r"takes tensor\(double\) in place of float32"),
        (b"no model", {}, "no ONNX model"),
        (bytes(100), {}, "no ONNX model"),
    ],
)
def test_a_file_that_does_not_keep_its_contract_is_refused(
    tmp_path: Path, content: bytes, changed: dict, why: str
) -> None:
    with pytest.raises(ModelUnusable, match=why) as caught:
        embedder(tmp_path, content, **changed)
    assert caught.value.cure


@pytest.mark.models
def test_sface_agrees_with_opencvs_own_recogniser() -> None:
    """The shipped contract (colours, scale, template) against the makers' own implementation."""
    store = bootstrap.models()
    spec = store.manifest.model("sface-2021dec")
    if store.missing([spec]):
        pytest.skip(f"{spec.file} is not on this machine; desk-access models sync gets it")
    ours = OnnxEmbedder(spec, store.path(spec.id), Provider.CPU)
    theirs = cv2.FaceRecognizerSF.create(str(store.path(spec.id)), "")
    rng = np.random.default_rng(5)
    image = cv2.GaussianBlur(rng.integers(0, 256, (480, 640, 3), np.uint8), (0, 0), 5)
    image = cv2.normalize(image, None, 0, 255, cv2.NORM_MINMAX)
    points = ours.contract.template * np.float32(1.7) + np.array([200, 120], np.float32)
    row = np.concatenate([[200, 120, 190, 190], points.ravel(), [0.9]]).astype(np.float32)
    crop, reference = ours.align(image, points), theirs.alignCrop(image, row)
    assert np.abs(crop.astype(int) - reference).mean() < 1
    (vector,) = ours.embed([crop])
    wanted = theirs.feature(reference)[0]
    assert float(vector @ wanted) / float(np.linalg.norm(wanted)) > 0.999
    assert vector.shape == (ours.contract.dimension,)
