"""Channels brought to like size before they share one scale of 8 bits.

Nagel, van Baalen, Blankevoort and Welling 2019 (Data-Free Quantization Through Weight Equalization
and Bias Correction), section 4.1: f(s x) = s f(x) for rectifiers and s > 0, so a channel may be
made smaller in one convolution and larger in the next without changing what the network gives.
There the ranges are bounds from the weights; here they are measured on crops.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import onnx
from numpy.typing import NDArray

from trainer.export.faces import Faces
from trainer.export.graph import Graph, over_channels, watched

_HOMOGENEOUS: Final = ("Relu", "LeakyRelu", "PRelu")

_TO_ACTIVATIONS: Final = 0.7
"""How much of the differences is taken from the activations rather than left out of the weights
(the migration strength of SmoothQuant, Xiao et al. 2023, equation 4). Of 0.3, 0.5, 0.7, 0.85 and 1
this lost least with SFace's layers under one slope each."""

_LEAST: Final = 1e-3
"""A channel that is nearly never used is not blown up to more than this share's inverse."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two convolutions with nothing but a rectifier between them."""

    first: onnx.NodeProto
    second: onnx.NodeProto


def equalised(model: onnx.ModelProto, faces: Faces) -> onnx.ModelProto:
    """The same network with the channels between its convolutions of like size on ``faces``.

    Where a value goes two ways (a residual sum) it is left as it is.
    """
    graph = Graph(model)
    pairs = _pairs(graph)
    if not pairs:
        return graph.model
    peaks = _peaks(model, [pair.first.output[0] for pair in pairs], faces)
    for pair, peak in zip(pairs, peaks, strict=True):
        _even_out(graph, pair, peak)
    return graph.model


def _peaks(model: onnx.ModelProto, names: list[str], faces: Faces) -> list[NDArray[np.float32]]:
    """The largest size of each channel of each value."""
    peaks = [np.zeros(1, np.float32)] * len(names)
    for values in watched(model, names, faces):
        peaks = [
            np.maximum(peak, abs(some).max(over_channels(some)))
            for peak, some in zip(peaks, values, strict=True)
        ]
    return peaks


def _pairs(graph: Graph) -> list[_Pair]:
    found = []
    for node in graph.nodes.values():
        if node.op_type != "Conv" or len(node.input) < 3:
            continue
        takers = graph.takers[_activated(graph, node.output[0])]
        if len(takers) == 1 and takers[0].op_type == "Conv":
            pair = _Pair(node, takers[0])
            if _is_dense(graph, pair) or _is_depthwise(graph, pair):
                found.append(pair)
    return found


def _activated(graph: Graph, name: str) -> str:
    """The value behind the rectifier that alone takes ``name``; ``name`` where there is none.

    A rectifier may be one node, or the larger of ``x`` and ``slope * x``.
    """
    takers = graph.takers[name]
    if len(takers) == 1 and takers[0].op_type in _HOMOGENEOUS:
        return str(takers[0].output[0])
    kinds = {taker.op_type: taker for taker in takers}
    if len(takers) == 2 and set(kinds) == {"Mul", "Max"}:
        scaled = kinds["Mul"].output[0]
        slope = any(graph.has_weight(each) for each in kinds["Mul"].input)
        if slope and set(kinds["Max"].input) == {name, scaled} and len(graph.takers[scaled]) == 1:
            return str(kinds["Max"].output[0])
    return name


def _is_dense(graph: Graph, pair: _Pair) -> bool:
    _, channels = graph.weight(pair.second.input[1]).shape[:2]
    return bool(channels == _channels(graph, pair))


def _is_depthwise(graph: Graph, pair: _Pair) -> bool:
    out, per_group = graph.weight(pair.second.input[1]).shape[:2]
    return bool((out, per_group) == (_channels(graph, pair), 1))


def _channels(graph: Graph, pair: _Pair) -> int:
    return len(graph.weight(pair.first.input[1]))


def _even_out(graph: Graph, pair: _Pair, peak: NDArray[np.float32]) -> None:
    """Divide each channel of the first by a number, and multiply by it in the second."""
    first, second = graph.weight(pair.first.input[1]), graph.weight(pair.second.input[1])
    bias = graph.weight(pair.first.input[2])
    if _is_depthwise(graph, pair):
        # Each channel has a scale of weights of its own, which takes up any factor.
        size, along = _bounded(peak), (-1, 1, 1, 1)
    else:
        along = (1, -1, 1, 1)
        reach = _bounded(abs(second).max((0, 2, 3)))
        size = _bounded(peak) ** _TO_ACTIVATIONS / reach ** (1 - _TO_ACTIVATIONS)
    size = (size / np.exp(np.log(size).mean())).astype(np.float32)
    graph.set_weight(pair.first, 1, first / size.reshape(-1, 1, 1, 1))
    graph.set_weight(pair.first, 2, bias / size)
    graph.set_weight(pair.second, 1, second * size.reshape(along))


def _bounded(size: NDArray[np.float32]) -> NDArray[np.float32]:
    largest = float(size.max())
    return np.maximum(size, largest * _LEAST) if largest > 0 else np.ones_like(size)
