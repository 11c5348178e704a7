"""OpenFace's triplet network (Amos et al. 2016): ``nn4.small2.v1.t7`` to ONNX.

A smaller form of FaceNet's NN4 (Schroff et al. 2015, section 3.3) in Lua Torch's ``nn`` and
``dpnn``: the file holds the layers as objects, which are taken one by one. Measured against the
reader of Lua Torch that OpenCV 4.10 has, the embeddings are equal to 6e-7.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import onnx

from trainer.errors import DataUnusable
from trainer.peers.onnx_graph import GraphBuilder, Value, Window
from trainer.peers.torch7 import TorchObject, read_torch7

_INPUT: Final = (3, 96, 96)


def convert(data: bytes) -> onnx.ModelProto:
    """The network as ONNX: n x 3 x 96 x 96 RGB, 0 to 1, to n x 128 of unit length.

    Raises DataUnusable when ``data`` is no file of Lua Torch, not all of one, or holds something
    else than such a network.
    """
    network = read_torch7(data)
    if not isinstance(network, TorchObject):
        raise DataUnusable(
            "The file of Lua Torch holds no network.", "Get OpenFace's original file."
        )
    builder = GraphBuilder(_INPUT)
    try:
        output = convert_layer(builder, network, builder.input)
    except (ValueError, IndexError) as error:  # numbers that do not fit their shapes
        raise DataUnusable(
            f"The network's layers do not fit together ({error}).", "Get OpenFace's original file."
        ) from error
    return builder.model(output)


def convert_layer(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    """What ``layer`` makes of ``value``. Raises DataUnusable for a layer that is not known."""
    known = _LAYERS.get(layer.kind)
    if known is None:
        raise DataUnusable(
            f"The network has a {layer.kind}, which cannot be turned into ONNX.",
            "Get OpenFace's original file.",
        )
    return known(builder, layer, value)


def _sequence(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    for inner in layer.modules():
        value = convert_layer(builder, inner, value)
    return value


def _inception(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    return convert_layer(builder, layer.object("module"), value)


def _depth_concat(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    """The channels of all branches; smaller ones in the middle of zeros (``nn/DepthConcat.lua``).

    The pooled branches are smaller: dpnn pools with a stride even where the others have none.
    """
    branches = [convert_layer(builder, inner, value) for inner in layer.modules()]
    rows, columns = (max(branch.shape[side] for branch in branches) for side in (1, 2))
    padded = []
    for branch in branches:
        channels, height, width = branch.shape
        before = 0, (rows - height) // 2, (columns - width) // 2
        padded.append(builder.pad(branch, before, (channels, rows, columns)))
    return builder.concat(padded)


def _conv(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    outputs = layer.whole("nOutputPlane"), layer.whole("nInputPlane")
    window = _window(layer)
    # SpatialConvolutionMM keeps a matrix of outputs x the rest.
    weight = layer.array("weight").reshape(*outputs, *window.size)
    return builder.conv(value, weight, layer.array("bias"), window)


def _batch_norm(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    """``running_std`` is one over the deviation, its epsilon included (``nn`` of 2015)."""
    return builder.batch_norm(
        value,
        layer.array("weight"),
        layer.array("bias"),
        layer.array("running_mean"),
        layer.array("running_std") ** -2.0,
    )


def _relu(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    if layer.number("threshold") or layer.number("val"):
        raise DataUnusable(
            "The network's ReLU does not bend at zero.", "Get OpenFace's original file."
        )
    return builder.relu(value)


def _max_pool(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    return builder.max_pool(value, _pool_window(layer))


def _average_pool(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    return builder.average_pool(value, _pool_window(layer))


def _response_norm(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    return builder.response_norm(
        value,
        layer.whole("size"),
        layer.number("alpha"),
        layer.number("beta"),
        layer.number("k"),
    )


def _square(builder: GraphBuilder, _layer: TorchObject, value: Value) -> Value:
    return builder.square(value)


def _square_root(builder: GraphBuilder, _layer: TorchObject, value: Value) -> Value:
    return builder.square_root(value)


def _times(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    return builder.times(value, layer.number("constant_scalar"))


def _reshape(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    return builder.reshape(value, tuple(int(each) for each in layer.array("size")))


def _linear(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    return builder.linear(value, layer.array("weight"), layer.array("bias"))


def _normalise(builder: GraphBuilder, layer: TorchObject, value: Value) -> Value:
    if layer.number("p") != 2:
        raise DataUnusable(
            "The network does not give unit vectors.", "Get OpenFace's original file."
        )
    return builder.unit_length(value)


def _window(layer: TorchObject) -> Window:
    size, stride, pad = (
        (layer.whole(f"{name}H"), layer.whole(f"{name}W")) for name in ("k", "d", "pad")
    )
    return Window(size, stride, pad)


def _pool_window(layer: TorchObject) -> Window:
    if layer.flag("ceil_mode"):
        raise DataUnusable("The network pools past its edge.", "Get OpenFace's original file.")
    return _window(layer)


_LAYERS: Final[dict[str, Callable[[GraphBuilder, TorchObject, Value], Value]]] = {
    "nn.Sequential": _sequence,
    "nn.SpatialLPPooling": _sequence,  # squares, their mean, times the window, the root
    "nn.Inception": _inception,
    "nn.DepthConcat": _depth_concat,
    "nn.SpatialConvolution": _conv,
    "nn.SpatialConvolutionMM": _conv,
    "nn.SpatialBatchNormalization": _batch_norm,
    "nn.ReLU": _relu,
    "nn.SpatialMaxPooling": _max_pool,
    "nn.SpatialAveragePooling": _average_pool,
    "nn.SpatialCrossMapLRN": _response_norm,
    "nn.Square": _square,
    "nn.Sqrt": _square_root,
    "nn.MulConstant": _times,
    "nn.Reshape": _reshape,
    "nn.View": _reshape,
    "nn.Linear": _linear,
    "nn.Normalize": _normalise,
}
