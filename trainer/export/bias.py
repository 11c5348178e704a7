"""Biases that make up for what rounding does to the mean of each channel.

Nagel et al. 2019 (Data-Free Quantization Through Weight Equalization and Bias Correction), section
4.2 and appendix D: the error of a rounded layer has a mean that is not zero, and the layers behind
add it up. It is measured on crops, layer by layer from the first, so that each sees what those
before it, corrected already, leave.
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray

from trainer.export.faces import Faces
from trainer.export.graph import Graph, over_channels, watched


def bias_corrected(
    quantised: onnx.ModelProto, exact: onnx.ModelProto, faces: Faces
) -> onnx.ModelProto:
    """``quantised``, made of ``exact``, with biases that give every channel its exact mean."""
    graph = Graph(quantised)
    layers = [node for node in exact.graph.node if node.op_type in ("Conv", "Gemm")]
    wanted = _means(exact, [layer.output[0] for layer in layers], faces)
    for layer, want in zip(layers, wanted, strict=True):
        node = graph.nodes[layer.name]
        widen = graph.maker.get(node.input[2]) if len(node.input) > 2 else None
        if widen is None:  # left in float, or without a bias
            continue
        # Before its own rounding: a rectifier behind it is merged into that and clips it.
        (got,) = _means(graph.model, [node.output[0]], faces)
        steps, step = graph.weight(widen.input[0]), graph.weight(widen.input[1])
        graph.set_weight(widen, 0, steps + np.round((want - got) / step).astype(np.int32))
    return graph.model


def _means(model: onnx.ModelProto, names: list[str], faces: Faces) -> list[NDArray[np.float64]]:
    """The mean of each channel of each value."""
    sums = [np.float64(0)] * len(names)
    for values in watched(model, names, faces):
        sums = [
            so_far + some.mean(over_channels(some), dtype=np.float64) * len(some)
            for so_far, some in zip(sums, values, strict=True)
        ]
    return [total / len(faces) for total in sums]  # type: ignore[misc]
