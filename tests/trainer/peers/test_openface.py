"""The layers of Lua Torch, each against its definition as an explicit loop in float64."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.trainer.peers.files import layer, run, t7, window
from trainer.errors import DataUnusable
from trainer.peers.onnx_graph import GraphBuilder
from trainer.peers.openface import convert, convert_layer
from trainer.peers.torch7 import TorchObject, read_torch7

Loop = Callable[[NDArray[np.float64]], NDArray[np.float64]]
RNG = np.random.default_rng(3)
WEIGHT = RNG.normal(size=(4, 3, 3, 3)).astype(np.float32)
BIAS = RNG.normal(size=4).astype(np.float32)
SCALE, SHIFT, MEAN = RNG.normal(size=(3, 3)).astype(np.float32)
STD = np.array([0.5, 2.0, 1.5], np.float32)
DENSE = RNG.normal(size=(5, 3 * 6 * 7)).astype(np.float32)
DENSE_BIAS = RNG.normal(size=5).astype(np.float32)

PICTURE = RNG.normal(size=(2, 3, 6, 7)).astype(np.float32)
"""Rows and columns differ, so that they cannot be taken for each other unnoticed."""


def windows(
    picture: NDArray[np.float64],
    size: int,
    stride: int,
    pad: int,
    fill: float,
    reduce: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> NDArray[np.float64]:
    padded = np.pad(picture, ((0, 0), (pad, pad), (pad, pad)), constant_values=fill)
    rows = range(0, padded.shape[1] - size + 1, stride)
    columns = range(0, padded.shape[2] - size + 1, stride)
    found = [[reduce(padded[:, r : r + size, c : c + size]) for c in columns] for r in rows]
    return np.array(found).transpose(2, 0, 1)


def conv_loop(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    def one(piece: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([(kernel * piece).sum() for kernel in WEIGHT]) + BIAS

    return windows(picture, 3, 2, 1, 0.0, one)


def max_loop(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    return windows(picture, 3, 2, 1, -np.inf, lambda piece: piece.max(axis=(1, 2)))


def norm_loop(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    channels = enumerate(picture)
    return np.array([(each - MEAN[c]) * STD[c] * SCALE[c] + SHIFT[c] for c, each in channels])


def response_loop(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    """``nn/SpatialCrossMapLRN.lua``, of 3 channels: x / (k + alpha / 3 * sum of squares)^beta."""
    out = np.empty_like(picture)
    for c in range(len(picture)):
        near = picture[max(0, c - 1) : c + 2]
        out[c] = picture[c] / (2.0 + 0.3 / 3 * (near**2).sum(axis=0)) ** 0.75
    return out


def length_pool_loop(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    """The Euclidean length of what the window sees."""
    return windows(picture, 3, 3, 0, 0.0, lambda piece: np.sqrt((piece**2).sum(axis=(1, 2))))


def centred_loop(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    """6 x 7 beside what a window of 3 x 3 leaves with a stride of 2: 2 x 3 in the middle."""
    small = np.zeros_like(picture)
    small[:, 2:4, 2:5] = windows(picture, 3, 2, 0, 0.0, lambda piece: piece.max(axis=(1, 2)))
    return np.concatenate([np.maximum(picture, 0), small])


def dense_loop(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    row = DENSE.astype(np.float64) @ picture.ravel() + DENSE_BIAS
    unit: NDArray[np.float64] = row / np.sqrt((row**2).sum())
    return unit


def relu() -> TorchObject:
    return layer("ReLU", threshold=0, val=0)


def length_pool() -> TorchObject:
    return layer(
        "SpatialLPPooling",
        layer("Square"),
        layer("SpatialAveragePooling", ceil_mode=False, **window(3, 3)),
        layer("MulConstant", constant_scalar=9),
        layer("Sqrt", eps=0),
    )


def inception(*branches: TorchObject) -> TorchObject:
    return layer("Inception", module=layer("DepthConcat", *branches))


CASES: list[tuple[TorchObject, Loop]] = [
    (
        layer(
            "SpatialConvolution",
            nOutputPlane=4,
            nInputPlane=3,
            weight=WEIGHT,
            bias=BIAS,
            **window(3, 2, 1),
        ),
        conv_loop,
    ),
    (
        layer(
            "SpatialConvolutionMM",
            nOutputPlane=4,
            nInputPlane=3,
            weight=WEIGHT.reshape(4, -1),
            bias=BIAS,
            **window(3, 2, 1),
        ),
        conv_loop,
    ),
    (
        layer(
            "SpatialBatchNormalization",
            weight=SCALE,
            bias=SHIFT,
            running_mean=MEAN,
            running_std=STD,
        ),
        norm_loop,
    ),
    (layer("SpatialMaxPooling", ceil_mode=False, **window(3, 2, 1)), max_loop),
    (layer("SpatialCrossMapLRN", size=3, alpha=0.3, beta=0.75, k=2), response_loop),
    (length_pool(), length_pool_loop),
    (
        inception(
            layer("Sequential", relu()),
            layer("SpatialMaxPooling", ceil_mode=False, **window(3, 2)),
        ),
        centred_loop,
    ),
    (
        layer(
            "Sequential",
            layer("Reshape", size=np.array([3, 6, 7], np.float32)),
            layer("View", size=np.array([126], np.float32)),
            layer("Linear", weight=DENSE, bias=DENSE_BIAS),
            layer("Normalize", p=2),
        ),
        dense_loop,
    ),
]


@pytest.mark.parametrize(("made", "loop"), CASES, ids=lambda case: getattr(case, "kind", ""))
def test_a_layer_does_what_its_definition_says(made: TorchObject, loop: Loop) -> None:
    builder = GraphBuilder((3, 6, 7))
    read = read_torch7(t7(made))
    assert isinstance(read, TorchObject)
    model = builder.model(convert_layer(builder, read, builder.input))
    wanted = np.array([loop(picture.astype(np.float64)) for picture in PICTURE])
    np.testing.assert_allclose(run(model, PICTURE), wanted, rtol=1e-5, atol=1e-5)


def test_a_file_becomes_a_network() -> None:
    pooled = layer("SpatialAveragePooling", ceil_mode=False, **window(96, 1))
    flat = layer("View", size=np.array([3], np.float32))
    model = convert(t7(layer("Sequential", pooled, flat, layer("Normalize", p=2))))
    picture = np.zeros((1, 3, 96, 96), np.float32)
    picture[0, 1] = 0.25
    np.testing.assert_allclose(run(model, picture), [[0, 1, 0]], atol=1e-6)
    assert model.ir_version == 10


@pytest.mark.parametrize(
    ("made", "complaint"),
    [
        (layer("SpatialDropout"), r"has a nn\.SpatialDropout"),
        (layer("ReLU", threshold=1, val=0), "does not bend at zero"),
        (layer("SpatialMaxPooling", ceil_mode=True, **window(3, 2)), "past its edge"),
        (
            layer("SpatialAveragePooling", ceil_mode=False, **window(3, 2, 1)),
            "means over padding",
        ),
        (layer("SpatialMaxPooling", ceil_mode=False, **window(99, 2)), "moves a window"),
        (layer("SpatialMaxPooling", ceil_mode=False, **window(3, 0)), "moves a window"),
        (layer("Normalize", p=1), "unit vectors"),
        (layer("View", size=np.array([5], np.float32)), "turns"),
        (layer("Linear", weight=DENSE, bias=DENSE_BIAS), "does not fit together"),
        (
            layer(
                "SpatialConvolution",
                nOutputPlane=9,
                nInputPlane=3,
                weight=WEIGHT,
                bias=BIAS,
                **window(3, 2, 1),
            ),
            "do not fit together",
        ),
        ("a text", "holds no network"),
    ],
)
def test_another_network_is_refused_with_its_reason(made: object, complaint: str) -> None:
    with pytest.raises(DataUnusable, match=complaint):
        convert(t7(made))


def test_something_else_is_refused() -> None:
    with pytest.raises(DataUnusable, match="no whole file of Lua Torch"):
        convert(b"\x08\x07onnx")
