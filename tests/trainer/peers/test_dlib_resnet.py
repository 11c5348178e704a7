"""dlib's format and layers, on a small network of the same build, against explicit loops."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.trainer.peers.files import (
    dlib_affine,
    dlib_conv,
    dlib_dense,
    dlib_file,
    dlib_int,
    dlib_plain,
    dlib_pool,
    dlib_text,
    run,
)
from trainer.errors import DataUnusable
from trainer.peers.dlib_resnet import add, affine, convert
from trainer.peers.onnx_graph import GraphBuilder

RNG = np.random.default_rng(5)
MEAN = (122.75, 117.0, 104.25)
SIDE = 17


class Layers:
    """The weights of a network with one block of each kind, and the network itself as loops."""

    def __init__(self) -> None:
        def weights(*shape: int) -> NDArray[np.float32]:
            return (RNG.normal(size=shape) / 3).astype(np.float32)

        self.convs = [
            (weights(4, 3, 3, 3), weights(4), 2, 0),
            (weights(4, 4, 3, 3), weights(4), 1, 1),
            (weights(4, 4, 3, 3), weights(4), 1, 1),
            (weights(6, 4, 3, 3), weights(6), 2, 0),
            (weights(6, 6, 3, 3), weights(6), 1, 1),
        ]
        self.affines = [
            (weights(len(bias)) + 1, weights(len(bias))) for _, bias, _, _ in self.convs
        ]
        self.dense = weights(6, 5)

    def file(self) -> bytes:
        """Input, pooled; a plain block, 3 x 3; a block that halves it and adds channels; dense."""
        convs = [dlib_conv(*conv) for conv in self.convs]
        affines = [dlib_affine(*each) for each in self.affines]
        relu, plus = dlib_plain("relu_"), dlib_plain("add_prev_")
        layers = [
            *(convs[0], affines[0], relu, dlib_pool("max_pool_2", 3, 2)),
            *(convs[1], affines[1], relu, convs[2], affines[2], plus, relu),
            *(convs[3], affines[3], relu, convs[4], affines[4]),
            *(dlib_pool("avg_pool_2", 2, 2), plus, relu),
            *(dlib_pool("avg_pool_2", 0, 1), dlib_dense(self.dense)),
        ]
        return dlib_file(layers, MEAN, SIDE)

    def loop(self, picture: NDArray[np.float64]) -> NDArray[np.float64]:
        value = (picture - np.array(MEAN).reshape(3, 1, 1)) / 256
        value = windows(np.maximum(self._conv(0, value), 0), 3, 2, np.max)
        block = value
        value = self._conv(2, np.maximum(self._conv(1, value), 0))
        value = np.maximum(value + block, 0)
        block = windows(value, 2, 2, np.mean)
        value = self._conv(4, np.maximum(self._conv(3, value), 0))
        both = np.zeros([max(pair) for pair in zip(block.shape, value.shape, strict=True)])
        for part in (block, value):
            channels, rows, columns = part.shape
            both[:channels, :rows, :columns] += part
        row: NDArray[np.float64] = np.maximum(both, 0).mean(axis=(1, 2)) @ self.dense
        return row

    def _conv(self, place: int, value: NDArray[np.float64]) -> NDArray[np.float64]:
        weight, bias, stride, pad = self.convs[place]
        padded = np.pad(value, ((0, 0), (pad, pad), (pad, pad)))
        size = weight.shape[2]
        places = [range(0, side - size + 1, stride) for side in padded.shape[1:]]
        out = np.empty((len(weight), *map(len, places)))
        for k, kernel in enumerate(weight):
            gamma, beta = (float(each[k]) for each in self.affines[place])
            for i, row in enumerate(places[0]):
                for j, column in enumerate(places[1]):
                    piece = padded[:, row : row + size, column : column + size]
                    out[k, i, j] = gamma * ((kernel * piece).sum() + bias[k]) + beta
        return out


def windows(
    value: NDArray[np.float64], size: int, stride: int, reduce: object
) -> NDArray[np.float64]:
    assert callable(reduce)
    places = [range(0, side - size + 1, stride) for side in value.shape[1:]]
    return np.array(
        [
            [[reduce(channel[r : r + size, c : c + size]) for c in places[1]] for r in places[0]]
            for channel in value
        ]
    )


def test_the_network_is_that_of_the_file() -> None:
    layers = Layers()
    pictures = RNG.integers(0, 256, (2, 3, SIDE, SIDE)).astype(np.float32)
    model = convert(layers.file())
    wanted = np.array([layers.loop(picture.astype(np.float64)) for picture in pictures])
    assert np.abs(wanted).max() > 0.1
    np.testing.assert_allclose(run(model, pictures), wanted, rtol=1e-4, atol=1e-5)
    assert model.ir_version == 10


def test_affine_scales_and_shifts_a_channel() -> None:
    builder = GraphBuilder((2, 3, 4))
    gamma, beta = np.array([[2, -3], [0.5, 7]], np.float32)
    model = builder.model(affine(builder, builder.input, gamma, beta))
    picture = RNG.normal(size=(1, 2, 3, 4)).astype(np.float32)
    wanted = [[picture[0, c] * gamma[c] + beta[c] for c in range(2)]]
    np.testing.assert_allclose(run(model, picture), wanted, rtol=1e-6)


def test_what_one_summand_has_not_counts_as_nothing() -> None:
    builder = GraphBuilder((1, 2, 4))
    two = builder.concat([builder.input, builder.input])
    wide = builder.reshape(two, (1, 4, 4))
    model = builder.model(add(builder, two, wide))
    picture = np.arange(8, dtype=np.float32).reshape(1, 1, 2, 4)
    (found,) = run(model, picture)
    row = picture[0, 0]
    np.testing.assert_array_equal(found[0], np.concatenate([2 * row, row]))
    np.testing.assert_array_equal(found[1], np.concatenate([row, 0 * row]))


def test_a_file_that_ends_early_is_refused() -> None:
    whole = Layers().file()
    for length in (0, 1, 5, 20, 60, 90, 100, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        with pytest.raises(DataUnusable, match="not dlib's face network"):
            convert(whole[:length])


@pytest.mark.parametrize(
    "file",
    [
        b"something else altogether",
        dlib_int(1) + dlib_text("loss_multiclass_log"),
        dlib_int(7),
        dlib_file([dlib_plain("prelu_")], MEAN, SIDE),
        dlib_file([dlib_plain("relu_") + b"\xff"], MEAN, SIDE),
        Layers().file().replace(dlib_int(-24), dlib_int(1 << 40)),
    ],
    ids=["text", "another loss", "another version", "another layer", "no number", "no real number"],
)
def test_what_is_no_such_file_is_refused(file: bytes) -> None:
    with pytest.raises(DataUnusable, match="not dlib's face network"):
        convert(file)


def test_layers_that_do_not_fit_are_refused() -> None:
    wide = np.ones((2, 3, 9, 9), np.float32)
    conv = dlib_conv(wide, np.ones(2, np.float32), 1, 0)
    with pytest.raises(DataUnusable, match="moves a window"):
        convert(dlib_file([conv, conv, conv], MEAN, SIDE))
