"""Weights stored as half-precision numbers."""

from __future__ import annotations

from typing import Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_SMALLEST: Final = 256
"""Fewer numbers than this stay as they are: a bias costs few bytes and loses the most."""


def stored_as_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph with its weights in float16 and a Cast to float32 behind each.

    ONNX Runtime folds the casts when it opens the file, so what runs is the float32 graph. A
    processor has no half-precision kernels: a graph in float16 would be cast to and fro at every
    layer. Numbers beyond 65,504 become infinite, which parity finds.
    """
    made = onnx.ModelProto()
    made.CopyFrom(model)
    casts = []
    for weight in made.graph.initializer:
        values = numpy_helper.to_array(weight)
        if weight.data_type != TensorProto.FLOAT or values.size < _SMALLEST:
            continue
        name, stored = weight.name, f"{weight.name}.half"
        with np.errstate(over="ignore"):
            weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), stored))
        casts.append(
            helper.make_node("Cast", [stored], [name], f"{name}.wide", to=TensorProto.FLOAT)
        )
    nodes = [*casts, *made.graph.node]
    del made.graph.node[:]
    made.graph.node.extend(nodes)
    return made
