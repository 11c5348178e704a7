"""An ONNX recogniser turned back into a network that can be trained on: warm start.

Batch normalisation is folded into the convolution or the dense layer before it, as it was frozen
when the file was made. So the network gives what the file gave and has nothing left to normalise
by the batch: it trains with small batches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import nn

from trainer.backbones.depthwise import Depthwise
from trainer.backbones.frozen import Affine, ChannelSlopes, Larger, Sum
from trainer.backbones.graph_network import GraphNetwork, Layer, fill
from trainer.backbones.low_rank import low_rank
from trainer.errors import GraphUnusable

Attributes = dict[str, Any]

_CURE: Final = (
    "Start from a plain feed-forward recogniser: convolutions, batch normalisation, rectifiers, "
    "sums and one dense layer at the end."
)

_COMMUTING: Final = ("Add", "Mul", "Max")


def from_onnx(path: Path, rank: int | None = None) -> GraphNetwork:
    """Read ``path`` and make a trainable network of it.

    With ``rank`` the dense layer at the end is split in two: see
    :func:`~trainer.backbones.low_rank.low_rank`. Raises GraphUnusable for a file that is no ONNX
    graph, or has an operator or a shape that this cannot turn back.
    """
    if not path.is_file():
        raise GraphUnusable(f"There is no file {path}.", "Check the name of the ONNX file.")
    try:
        graph = onnx.load(str(path)).graph
    except Exception as error:  # onnx raises what protobuf raises, of no common kind
        raise GraphUnusable(f"{path} is no ONNX file.", _CURE) from error
    values = _Values(graph)
    inputs = [each.name for each in graph.input if each.name not in values.weights]
    if len(inputs) != 1 or len(graph.output) != 1:
        raise GraphUnusable(f"{path} has not one input and one output.", _CURE)
    try:
        layers = _rectified(_folded(list(_layers(graph.node, values))))
    except (KeyError, IndexError, TypeError, ValueError, RuntimeError) as error:
        raise GraphUnusable(f"{path} is built in a way that is not known here.", _CURE) from error
    if not layers or layers[-1].gives != values.name(graph.output[0].name):
        raise GraphUnusable(f"{path} does not end in its embedding.", _CURE)
    if not isinstance(layers[-1].module, nn.Linear):
        raise GraphUnusable(f"{path} does not end in a dense layer.", _CURE)
    return GraphNetwork(inputs[0], layers if rank is None else low_rank(layers, rank))


class _Values:
    """The graph's constants by name, and the names that stand for others."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.weights = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
        self._same: dict[str, str] = {}

    def name(self, given: str) -> str:
        """The name of the value that ``given`` stands for."""
        return self._same.get(given, given)

    def hands_on(self, node: onnx.NodeProto, attributes: Attributes) -> bool:
        """Take note of a node that computes nothing; False for all others."""
        gives = node.output[0]
        if node.op_type == "Constant":
            self.weights[gives] = numpy_helper.to_array(attributes["value"])
        elif node.op_type in ("Identity", "Dropout"):
            # PyTorch's exporter stores equal weights once and hands them on by name.
            self._same[gives] = self.name(node.input[0])
        return node.op_type in ("Constant", "Identity", "Dropout")


def _layers(nodes: Iterable[onnx.NodeProto], values: _Values) -> Iterator[Layer]:
    for node in nodes:
        attributes = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
        if values.hands_on(node, attributes):
            continue
        if node.op_type not in _MAKERS:
            raise GraphUnusable(f"The operator {node.op_type} cannot be turned back.", _CURE)
        names = [values.name(each) for each in node.input if each]
        own = [values.weights[name] for name in names if name in values.weights]
        takes = tuple(name for name in names if name not in values.weights)
        commutes = node.op_type in _COMMUTING
        if len(takes) != (2 if commutes and not own else 1) or not (commutes or names[0] in takes):
            raise GraphUnusable(f"An operator {node.op_type} has unusual inputs.", _CURE)
        yield Layer(_MAKERS[node.op_type](own, attributes), takes, node.output[0])


def _convolution(own: list[NDArray[Any]], attributes: Attributes) -> nn.Module:
    weight = own[0]
    groups = int(attributes.get("group", 1))
    stride, pads = tuple(attributes.get("strides", (1, 1))), tuple(attributes.get("pads", (0,) * 4))
    dilated = tuple(attributes.get("dilations", (1, 1))) != (1, 1)
    automatic = attributes.get("auto_pad", b"NOTSET") != b"NOTSET"
    if weight.ndim != 4 or pads[:2] != pads[2:] or dilated or automatic:
        raise GraphUnusable("A convolution is padded unevenly, dilated or not over a map.", _CURE)
    kernel = tuple(weight.shape[2:])
    shape = (weight.shape[1] * groups, weight.shape[0], kernel, stride, pads[:2])
    depthwise = groups > 1 and groups == weight.shape[0] and weight.shape[1] == 1
    made = (Depthwise if depthwise else nn.Conv2d)(*shape, groups=groups)
    fill(made, weight, own[1] if len(own) > 1 else np.zeros(weight.shape[0]))
    return made


def _dense(own: list[NDArray[Any]], attributes: Attributes) -> nn.Module:
    weight = own[0] if attributes.get("transB", 0) else own[0].T
    if attributes.get("transA", 0):
        raise GraphUnusable("A dense layer takes its input transposed.", _CURE)
    weight = weight * attributes.get("alpha", 1.0)
    bias = own[1] * attributes.get("beta", 1.0) if len(own) > 1 else np.zeros(len(weight))
    made = nn.Linear(weight.shape[1], weight.shape[0])
    fill(made, weight, np.broadcast_to(bias.ravel(), (len(weight),)))
    return made


def _batch_norm(own: list[NDArray[Any]], attributes: Attributes) -> Affine:
    gamma, beta, mean, variance = (each.astype(np.float64) for each in own)
    scale = gamma / np.sqrt(variance + attributes.get("epsilon", 1e-5))
    return Affine(scale, beta - mean * scale)


def _a_channel(constant: NDArray[Any]) -> NDArray[Any]:
    """One number, or one a channel of N x C x H x W."""
    channels = constant.shape[-3] if constant.ndim >= 3 else 1
    if constant.size != channels:
        raise GraphUnusable("A map is combined with a constant that is not one a channel.", _CURE)
    return constant


def _sum(own: list[NDArray[Any]], _attributes: Attributes) -> nn.Module:
    return Affine(np.ones(1), _a_channel(own[0])) if own else Sum()


def _larger(own: list[NDArray[Any]], _attributes: Attributes) -> nn.Module:
    if own:
        raise GraphUnusable("A map is compared with a constant.", _CURE)
    return Larger()


def _flatten(_own: list[NDArray[Any]], attributes: Attributes) -> nn.Module:
    return nn.Flatten(int(attributes.get("axis", 1)))


_MAKERS: Final[dict[str, Callable[[list[NDArray[Any]], Attributes], nn.Module]]] = {
    "Conv": _convolution,
    "Gemm": _dense,
    "BatchNormalization": _batch_norm,
    "PRelu": lambda own, _: ChannelSlopes(own[0]),
    "Relu": lambda _own, _attributes: nn.ReLU(),
    "LeakyRelu": lambda _own, attributes: ChannelSlopes(np.array([attributes.get("alpha", 0.01)])),
    "Sub": lambda own, _: Affine(np.ones(1), -_a_channel(own[0])),
    "Mul": lambda own, _: Affine(_a_channel(own[0]), np.zeros(1)),
    "Add": _sum,
    "Max": _larger,
    "Flatten": _flatten,
}


def _folded(layers: list[Layer]) -> list[Layer]:
    """The same graph with normalisation folded into the layer before, where nothing else reads it.

    What normalises the last map stands behind a rectifier, so it stays a layer of its own.
    """
    readers = Counter(name for layer in layers for name in layer.takes)
    kept: list[Layer] = []
    for layer in layers:
        before = kept[-1] if kept and kept[-1].gives == layer.takes[0] else None
        if before and readers[before.gives] == 1 and _absorb(before.module, layer.module):
            kept[-1] = replace(before, gives=layer.gives)
        else:
            kept.append(layer)
    return kept


def _absorb(layer: nn.Module, affine: nn.Module) -> bool:
    """Fold an affine into the layer before it; False when one is none or the other cannot."""
    if not isinstance(affine, Affine):
        return False
    scale, shift = affine.scale.double().ravel(), affine.shift.double().ravel()
    if isinstance(layer, Affine):
        merged = layer.shift.double().ravel() * scale + shift, layer.scale.double().ravel() * scale
        layer.shift, layer.scale = (each.float().reshape(1, -1, 1, 1) for each in merged)
        return True
    if not isinstance(layer, (nn.Conv2d, nn.Linear)) or layer.bias is None:
        return False
    rows = [-1] + [1] * (layer.weight.dim() - 1)
    with torch.no_grad():
        layer.weight.copy_(layer.weight.double() * scale.reshape(rows))
        layer.bias.copy_(layer.bias.double() * scale + shift)
    return True


def _rectified(layers: list[Layer]) -> list[Layer]:
    """The same graph with ``max(x, slope * x)``, as our own files have it, as frozen slopes."""
    readers = Counter(name for layer in layers for name in layer.takes)
    kept = {layer.gives: layer for layer in layers}
    for layer in layers:
        if not isinstance(layer.module, Larger):
            continue
        for one, other in (layer.takes, layer.takes[::-1]):
            scaled = kept.get(one)
            if scaled and scaled.takes == (other,) and readers[one] == 1:
                slopes = _slopes(scaled.module)
                if slopes is not None:
                    del kept[one]
                    kept[layer.gives] = Layer(slopes, scaled.takes, layer.gives)
    return list(kept.values())


def _slopes(scaled: nn.Module) -> ChannelSlopes | None:
    """The rectifier that gives the larger of x and ``scaled`` of x, if there is one."""
    if not isinstance(scaled, Affine) or scaled.shift.any() or (scaled.scale > 1).any():
        return None
    return ChannelSlopes(scaled.scale.numpy())
