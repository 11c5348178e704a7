"""dlib's face network (King 2017): ``dlib_face_recognition_resnet_model_v1.dat`` to ONNX.

The file is dlib's own serialisation (``dlib/serialize.h``, ``dlib/dnn/core.h`` and ``layers.h``).
Layers are nested types there: first come the version numbers of all of them from the loss inwards,
then the input, then what each layer holds from the input outwards. Tags and skips hold nothing, so
what is left to know is that a residual block begins where the network was last pooled or added to.
Measured against dlib 20.0.1 itself, the embeddings are equal to 4e-7.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import prod
from typing import Final

import numpy as np
import onnx
from numpy.typing import NDArray

from trainer.errors import DataUnusable
from trainer.peers.onnx_graph import Array, GraphBuilder, Value, Window

_LOSS: Final = "loss_metric_2"
_INPUT: Final = "input_rgb_image_sized"
_INNERMOST: Final = 3
"""The version that dlib gives to the layer on top of the input, and to no other."""

_DIVISOR: Final = 256.0
"""What dlib divides the pixels by, once the means are taken off (``dlib/dnn/input.h``)."""


class _Name(StrEnum):
    """How dlib calls its layers in a file."""

    CONV = "con_4"
    AFFINE = "affine_"
    RELU = "relu_"
    MAX_POOL = "max_pool_2"
    AVERAGE_POOL = "avg_pool_2"
    ADD = "add_prev_"
    DENSE = "fc_2"


@dataclass(frozen=True, slots=True, eq=False)
class _Conv:
    weight: Array
    bias: Array
    window: Window


@dataclass(frozen=True, slots=True, eq=False)
class _Affine:
    gamma: Array
    beta: Array


@dataclass(frozen=True, slots=True)
class _Relu:
    pass


@dataclass(frozen=True, slots=True)
class _MaxPool:
    window: Window


@dataclass(frozen=True, slots=True)
class _AveragePool:
    window: Window

    @property
    def of_everything(self) -> bool:
        """Whether it is dlib's ``avg_pool_everything``, whose window has no size."""
        return self.window.size == (0, 0)


@dataclass(frozen=True, slots=True)
class _Add:
    pass


@dataclass(frozen=True, slots=True, eq=False)
class _Dense:
    weight: Array  # inputs x outputs


_Layer = _Conv | _Affine | _Relu | _MaxPool | _AveragePool | _Add | _Dense


@dataclass(frozen=True, slots=True, eq=False)
class _Network:
    mean: Array
    side: tuple[int, int]
    layers: tuple[_Layer, ...]


def convert(data: bytes) -> onnx.ModelProto:
    """The network as ONNX: n x 3 x 150 x 150 RGB, 0 to 255, to n x 128, not normalised.

    Raises DataUnusable when ``data`` is not that file or not all of it.
    """
    try:
        network = _Reader(data).network()
    except (ValueError, OverflowError) as error:
        raise DataUnusable(
            f"This is not dlib's face network ({error}).", "Get the original file again."
        ) from error
    return _graph(network)


def _graph(network: _Network) -> onnx.ModelProto:
    builder = GraphBuilder((3, *network.side))
    value = builder.times(builder.minus(builder.input, network.mean), 1 / _DIVISOR)
    block = value  # what the residual block began with: dlib's tag1
    added = False
    for layer in network.layers:
        match layer:
            case _Conv(weight, bias, window):
                value = builder.conv(value, weight, bias, window)
            case _Affine(gamma, beta):
                value = affine(builder, value, gamma, beta)
            case _Relu():
                value = builder.relu(value)
                block = value if added else block
            case _MaxPool(window):
                value = block = builder.max_pool(value, window)
            case _AveragePool(window) if layer.of_everything:
                value = builder.mean_of_all(value)
            case _AveragePool(window):  # stands beside the block, not after it
                block = builder.average_pool(block, window)
            case _Add():
                value = add(builder, value, block)
            case _Dense(weight):
                none = np.zeros(weight.shape[1], np.float32)
                value = builder.linear(value, weight.T, none)
        added = isinstance(layer, _Add)
    return builder.model(value)


def affine(builder: GraphBuilder, value: Value, gamma: Array, beta: Array) -> Value:
    """dlib's ``affine_``: a channel's ``gamma * x + beta``.

    A normalisation by nothing, which ONNX Runtime merges into the convolution before it.
    """
    return builder.batch_norm(value, gamma, beta, np.zeros_like(gamma), np.ones_like(gamma))


def add(builder: GraphBuilder, first: Value, second: Value) -> Value:
    """dlib's ``add_prev_``: where one of the two has no channel, row or column, it counts as 0."""
    shape = tuple(map(max, first.shape, second.shape))
    none = (0,) * len(shape)
    return builder.add(builder.pad(first, none, shape), builder.pad(second, none, shape))


class _Reader:
    """Reads dlib's serialisation. Methods raise ValueError at what they do not expect."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def network(self) -> _Network:
        """The whole file."""
        self._expect("version", self._whole(), 1)
        self._expect("loss", self._text(), _LOSS)
        self._real(), self._real()  # margin and distance threshold of its training
        while self._whole() != _INNERMOST:
            pass
        self._expect("input", self._text(), _INPUT)
        mean = np.array([self._real() for _ in range(3)], np.float32)
        side = self._whole(), self._whole()
        layers = [self._layer()]
        self._whole()  # how many crops one sample became in training
        while self._at < len(self._data):
            layers.append(self._layer())
        return _Network(mean, side, tuple(layers))

    def _layer(self) -> _Layer:
        name = _Name(self._text())
        layer = self._body(name)
        self._take(3)  # flags, and three tensors, of training
        for _ in range(3):
            self._tensor()
        return layer

    def _body(self, name: _Name) -> _Layer:
        match name:
            case _Name.CONV:
                return self._conv()
            case _Name.AFFINE:
                gamma, beta = self._parts(self._tensor(), 2)
                self._expect("affine mode", self._whole(), 0)  # a number a channel
                return _Affine(gamma.ravel(), beta.ravel())
            case _Name.RELU:
                return _Relu()
            case _Name.MAX_POOL:
                return _MaxPool(self._window())
            case _Name.AVERAGE_POOL:
                return _AveragePool(self._window())
            case _Name.ADD:
                return _Add()
            case _Name.DENSE:
                return self._dense()

    def _conv(self) -> _Conv:
        numbers = self._tensor()
        self._whole()  # filters, which the shape of the weights says again
        window = self._window()
        weight, bias = self._parts(numbers, 2)
        self._rates()
        return _Conv(weight, bias.ravel(), window)

    def _dense(self) -> _Dense:
        self._whole(), self._whole()  # outputs and inputs, which the weights' shape says again
        numbers = self._tensor()
        (weight,) = self._parts(numbers, 1)
        self._shape()  # of the bias that it has not
        self._expect("bias", self._whole(), 1)
        self._rates()
        return _Dense(weight.reshape(weight.shape[:2]))

    def _window(self) -> Window:
        size, stride, pad = ((self._whole(), self._whole()) for _ in range(3))
        return Window(size, stride, pad)

    def _rates(self) -> None:
        for _ in range(4):  # learning rates and weight decays of its training
            self._real()

    def _parts(self, numbers: Array, count: int) -> Iterator[Array]:
        """``count`` tensors that lie one after the other in ``numbers``."""
        flat, start = numbers.ravel(), 0
        for _ in range(count):
            shape = self._shape()
            size = prod(shape)
            yield flat[start : start + size].reshape(shape)
            start += size
        if start != flat.size:
            raise ValueError(f"{flat.size} weights in place of {start}")

    def _shape(self) -> tuple[int, ...]:
        self._expect("version of a shape", self._whole(), 1)
        return tuple(self._whole() for _ in range(4))

    def _tensor(self) -> Array:
        self._expect("version of a tensor", self._whole(), 2)
        shape = tuple(self._whole() for _ in range(4))
        if min(shape) < 0:
            raise ValueError(f"a tensor of {shape}")
        numbers: NDArray[np.float32] = np.frombuffer(self._take(4 * prod(shape)), "<f4")
        return numbers.reshape(shape)

    def _real(self) -> float:
        mantissa = self._whole()
        return float(mantissa * 2.0 ** self._whole())

    def _whole(self) -> int:
        """A sign and a count of bytes in one byte, then the bytes, least first."""
        (control,) = self._take(1)
        if not 1 <= control & 0x7F <= 8:
            raise ValueError(f"no number at byte {self._at - 1}")
        size = int.from_bytes(self._take(control & 0x7F), "little")
        return -size if control & 0x80 else size

    def _text(self) -> str:
        return self._take(self._whole()).decode("latin-1")

    def _take(self, count: int) -> bytes:
        piece = self._data[self._at : self._at + count]
        if count < 0 or len(piece) != count:
            raise ValueError(f"it ends at byte {len(self._data)}, too early")
        self._at += count
        return piece

    @staticmethod
    def _expect(what: str, found: object, wanted: object) -> None:
        if found != wanted:
            raise ValueError(f"its {what} is {found!r}, not {wanted!r}")
