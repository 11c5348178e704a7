"""Small recognisers written as ONNX graphs by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from trainer.data.shards import INPUT

DIMENSION = 16
_CHANNELS = 8


class GraphBuilder:
    """Nodes after one another; each method gives the name of the value that it made."""

    def __init__(self, seed: int = 0) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._rng = np.random.default_rng(seed)

    def weight(self, *shape: int, like: float = 0.0, spread: float = 1.0) -> str:
        """A constant, drawn around ``like``."""
        return self.constant(like + spread * self._rng.normal(size=shape))

    def constant(self, value: Any) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(value, np.float32), name))
        return name

    def node(self, kind: str, *takes: str, **attributes: Any) -> str:
        gives = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, takes, [gives], **attributes))
        return gives

    def convolution(
        self, x: str, channels: int, *, given: int = _CHANNELS, stride: int = 1, groups: int = 1
    ) -> str:
        weight = self.weight(channels, given // groups, 3, 3, spread=0.3)
        return self.node(
            "Conv", x, weight, group=groups, kernel_shape=[3, 3], strides=[stride] * 2, pads=[1] * 4
        )

    def normalisation(self, x: str, channels: int) -> str:
        gamma, mean = self.weight(channels, like=1, spread=0.1), self.weight(channels, spread=0.2)
        beta = self.weight(channels, spread=0.2)
        variance = self.constant(np.abs(self._rng.normal(1, 0.3, channels)) + 0.1)
        return self.node("BatchNormalization", x, gamma, beta, mean, variance, epsilon=1e-3)

    def slopes(self, x: str, highest: float = 0.5) -> str:
        made = np.linspace(0.05, highest, _CHANNELS).reshape(-1, 1, 1)
        return self.node("PRelu", x, self.constant(made))

    def write(self, path: Path, output: str, side: int = INPUT, inputs: int = 1) -> Path:
        """The graph from ``face`` to ``output`` as a file."""
        faces = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 3, side, side])
            for name in ("face", "other")[:inputs]
        ]
        out = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["n", None])
        graph = helper.make_graph(self.nodes, "recogniser", faces, [out], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.save(model, str(path))
        return path


def tiny_recogniser(path: Path, side: int = INPUT, highest_slope: float = 0.5) -> Path:
    """All that SFace has, in small: N x 3 x side x side of 0 to 255 to N x 16.

    ``side`` is a multiple of 8.
    """
    graph = GraphBuilder()
    x = graph.node("Mul", graph.node("Sub", "face", graph.constant(127.5)), graph.constant(1 / 128))
    x = graph.normalisation(graph.convolution(x, _CHANNELS, given=3, stride=4), _CHANNELS)
    x = graph.slopes(x, highest_slope)
    y = graph.convolution(x, _CHANNELS, groups=_CHANNELS)
    y = graph.slopes(graph.normalisation(y, _CHANNELS), highest_slope)
    x = graph.node("Add", x, y)
    x = graph.convolution(x, _CHANNELS, stride=2, groups=_CHANNELS)
    x = graph.slopes(graph.normalisation(x, _CHANNELS), highest_slope)
    x = graph.node("Dropout", graph.normalisation(x, _CHANNELS))
    pixels = (side // 8) ** 2
    weight = graph.weight(DIMENSION, _CHANNELS * pixels, spread=pixels**-0.5)
    x = graph.node("Gemm", graph.node("Flatten", x), weight, graph.weight(DIMENSION), transB=1)
    return graph.write(path, graph.normalisation(x, DIMENSION), side)


def outputs(path: Path, faces: NDArray[np.float32]) -> NDArray[np.float32]:
    """What ONNX Runtime makes of N x 3 x H x W faces: N x D."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"face": faces})[0])
