"""Building an ONNX network layer by layer, with every shape known on the way."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from trainer.errors import DataUnusable

IR_VERSION: Final = 10
OPSET: Final = 17
"""Old enough for every ONNX Runtime in use, and new enough for what the networks need."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Value:
    """What flows in the network: ``shape`` is without the batch, channels x rows x columns."""

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """What a layer looks at: ``size``, ``stride`` and ``pad`` (both sides), rows then columns."""

    size: tuple[int, int]
    stride: tuple[int, int]
    pad: tuple[int, int]

    def places(self, shape: tuple[int, ...]) -> tuple[int, int]:
        """How often it fits into channels x rows x columns; what is left over is not seen.

        Raises DataUnusable when it does not fit at all.
        """
        if len(shape) == 3 and min(self.stride) > 0:
            sides = zip(shape[1:], self.size, self.stride, self.pad, strict=True)
            rows, columns = ((side + 2 * pad - size) // step + 1 for side, size, step, pad in sides)
            if rows > 0 and columns > 0:
                return rows, columns
        raise _unusable(f"moves a window of {self.size} by {self.stride} over {shape}")

    def attributes(self) -> dict[str, Any]:
        """As ONNX has them."""
        return {
            "kernel_shape": self.size,
            "strides": self.stride,
            "pads": (*self.pad, *self.pad),
        }


class GraphBuilder:
    """Collects layers. ``input`` is where the network begins: n x ``shape``, float32."""

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self.input: Final = Value("input", shape)
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def model(self, output: Value) -> onnx.ModelProto:
        """The network from ``input`` to ``output``, with a free batch.

        Raises DataUnusable when a layer does not fit to the one before it.
        """
        graph = helper.make_graph(
            self._nodes, "peer", [_info(self.input)], [_info(output)], self._weights
        )
        model = helper.make_model(
            graph, ir_version=IR_VERSION, opset_imports=[helper.make_opsetid("", OPSET)]
        )
        try:
            onnx.checker.check_model(model, full_check=True)
        except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
            raise _unusable(f"does not fit together ({error})") from error
        return model

    def conv(self, value: Value, weight: Array, bias: Array, window: Window) -> Value:
        """Convolution: ``weight`` is outputs x inputs x rows x columns."""
        shape = len(weight), *window.places(value.shape)
        names = [value.name, self._weight(weight), self._weight(bias)]
        return self._node("Conv", names, shape, **window.attributes())

    def batch_norm(
        self, value: Value, scale: Array, shift: Array, mean: Array, variance: Array
    ) -> Value:
        """A channel's ``scale * (x - mean) / sqrt(variance) + shift``; nothing is added to the
        variance.
        """
        names = [self._weight(each) for each in (scale, shift, mean, variance)]
        return self._node("BatchNormalization", [value.name, *names], value.shape, epsilon=0.0)

    def relu(self, value: Value) -> Value:
        """Nothing below zero."""
        return self._node("Relu", [value.name], value.shape)

    def max_pool(self, value: Value, window: Window) -> Value:
        """The largest in each window; the padding never is."""
        return self._pool("MaxPool", value, window)

    def average_pool(self, value: Value, window: Window) -> Value:
        """The mean of each window. Raises DataUnusable for a padded one, whose mean is not one
        thing to all makers.
        """
        if any(window.pad):
            raise _unusable("takes means over padding")
        return self._pool("AveragePool", value, window)

    def mean_of_all(self, value: Value) -> Value:
        """The mean of every channel, without rows and columns."""
        pooled = self._node("GlobalAveragePool", [value.name], (value.shape[0], 1, 1))
        return self.reshape(pooled, (value.shape[0],))

    def response_norm(
        self, value: Value, size: int, alpha: float, beta: float, bias: float
    ) -> Value:
        """Across channels: ``x / (bias + alpha / size * sum of squares of size channels)^beta``."""
        return self._node(
            "LRN", [value.name], value.shape, size=size, alpha=alpha, beta=beta, bias=bias
        )

    def square(self, value: Value) -> Value:
        """Each number times itself."""
        return self._node("Mul", [value.name, value.name], value.shape)

    def square_root(self, value: Value) -> Value:
        """The root of each number."""
        return self._node("Sqrt", [value.name], value.shape)

    def times(self, value: Value, factor: float) -> Value:
        """Each number times ``factor``."""
        name = self._weight(np.float32(factor))
        return self._node("Mul", [value.name, name], value.shape)

    def minus(self, value: Value, mean: Array) -> Value:
        """Each channel without its ``mean``."""
        name = self._weight(mean.reshape(-1, 1, 1))
        return self._node("Sub", [value.name, name], value.shape)

    def add(self, first: Value, second: Value) -> Value:
        """The sum of two values of one shape."""
        return self._node("Add", [first.name, second.name], first.shape)

    def pad(self, value: Value, before: tuple[int, ...], shape: tuple[int, ...]) -> Value:
        """``value`` inside zeros of ``shape``, ``before`` of them in front in each direction."""
        if value.shape == shape:
            return value
        after = [
            whole - part - first
            for whole, part, first in zip(shape, value.shape, before, strict=True)
        ]
        pads = self._weight(np.array([0, *before, 0, *after], np.int64))
        return self._node("Pad", [value.name, pads], shape)

    def concat(self, values: list[Value]) -> Value:
        """The channels of all, one after the other."""
        channels = sum(value.shape[0] for value in values)
        names = [value.name for value in values]
        return self._node("Concat", names, (channels, *values[0].shape[1:]), axis=1)

    def reshape(self, value: Value, shape: tuple[int, ...]) -> Value:
        """The same numbers, otherwise arranged. Raises DataUnusable when it needs more or fewer."""
        if value.shape == shape:
            return value
        if prod(value.shape) != prod(shape):
            raise _unusable(f"turns {value.shape} into {shape}")
        name = self._weight(np.array([-1, *shape], np.int64))
        return self._node("Reshape", [value.name, name], shape)

    def linear(self, value: Value, weight: Array, bias: Array) -> Value:
        """A dense layer: ``weight`` is outputs x inputs."""
        names = [value.name, self._weight(weight), self._weight(bias)]
        return self._node("Gemm", names, (len(weight),), transB=1)

    def unit_length(self, value: Value) -> Value:
        """Divided by its Euclidean length."""
        return self._node("LpNormalization", [value.name], value.shape, axis=1, p=2)

    def _pool(self, kind: str, value: Value, window: Window) -> Value:
        shape = value.shape[0], *window.places(value.shape)
        return self._node(kind, [value.name], shape, **window.attributes())

    def _weight(self, numbers: NDArray[Any] | np.generic) -> str:
        name = f"w{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(numbers), name))
        return name

    def _node(
        self, kind: str, inputs: list[str], shape: tuple[int, ...], **attributes: Any
    ) -> Value:
        name = f"v{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return Value(name, shape)


def _info(value: Value) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(value.name, TensorProto.FLOAT, ["batch", *value.shape])


def _unusable(what: str) -> DataUnusable:
    return DataUnusable(
        f"The network {what}.", "Get the original file again: it is another network, or damaged."
    )
