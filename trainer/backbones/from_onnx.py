"""An ONNX recogniser turned back into a network that can be trained on: warm start.

Batch normalisation is folded into the convolution or the dense layer before it, as it was frozen
when the file was made. So the network gives what the file gave and has nothing left to normalise
by the batch: it trains with small batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from trainer.backbones.depthwise import Depthwise
from trainer.errors import GraphUnusable

Weights = dict[str, NDArray[Any]]

_CURE: Final = (
    "Start from a plain feed-forward recogniser: convolutions, batch normalisation, rectifiers, "
    "sums and one dense layer at the end."
)


class ChannelSlopes(nn.Module):
    """PReLU (He et al. 2015) with frozen slopes of at most 1.

    Exported as the larger of ``x`` and ``slope * x``, which is the same and takes ONNX Runtime
    half the time on a CPU: its own PReLU is not vectorised. That needs slopes of at most 1;
    SFace's few above it (up to 1.12) are lowered to 1.
    """

    slopes: Tensor

    def __init__(self, slopes: NDArray[Any]) -> None:
        super().__init__()
        least = np.minimum(slopes.astype(np.float32).ravel(), 1.0)
        self.register_buffer("slopes", torch.from_numpy(least))

    def forward(self, x: Tensor) -> Tensor:
        """Any N x C x H x W."""
        if torch.onnx.is_in_onnx_export():
            return torch.maximum(x, x * self.slopes.reshape(1, -1, 1, 1))
        made: Tensor = _FrozenPReLU.apply(x, self.slopes.to(x.dtype))
        return made


class _FrozenPReLU(torch.autograd.Function):
    """PReLU that gives its slopes no gradient, which takes PyTorch most of its backward pass."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, slopes: Tensor) -> Tensor:
        ctx.save_for_backward(x, slopes)
        return functional.prelu(x, slopes)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        x, slopes = ctx.saved_tensors
        (gradient,) = gradients
        below = gradient * slopes.reshape(1, -1, 1, 1)
        above = torch.ops.aten.threshold_backward(gradient - below, x, 0)
        return above.add_(below), None


class Affine(nn.Module):
    """``x * scale + shift`` a channel, frozen: what normalises a network's input."""

    scale: Tensor
    shift: Tensor

    def __init__(self, scale: NDArray[Any], shift: NDArray[Any]) -> None:
        super().__init__()
        for name, value in (("scale", scale), ("shift", shift)):
            shaped = torch.from_numpy(np.asarray(value, np.float32).reshape(1, -1, 1, 1).copy())
            self.register_buffer(name, shaped)

    def forward(self, x: Tensor) -> Tensor:
        """Any N x C x H x W."""
        return x * self.scale + self.shift


class Sum(nn.Module):
    """The sum of two branches."""

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """Two tensors of one shape."""
        return x + y


@dataclass(frozen=True, slots=True)
class _Step:
    """One module with the names of the values it takes and gives."""

    module: nn.Module
    takes: tuple[str, ...]
    gives: str


class GraphNetwork(nn.Module):
    """Modules run in the order of the graph they were read from.

    Takes float32 N x 3 x H x W as the file does and gives N x D. ``dimension`` is D.
    """

    def __init__(self, source: str, steps: list[_Step]) -> None:
        super().__init__()
        self.modules_in_order = nn.ModuleList(step.module for step in steps)
        self._wiring = [(step.takes, step.gives) for step in steps]
        self._source = source

    @property
    def dimension(self) -> int:
        """How many numbers an embedding has."""
        dense = [each for each in self.modules_in_order if isinstance(each, nn.Linear)]
        return int(dense[-1].out_features)

    def forward(self, x: Tensor) -> Tensor:
        """Raw embeddings of a batch."""
        values = {self._source: x}
        for module, (takes, gives) in zip(self.modules_in_order, self._wiring, strict=True):
            values[gives] = module(*(values[name] for name in takes))
        return values[self._wiring[-1][1]]


def from_onnx(path: Path, rank: int | None = None) -> GraphNetwork:
    """Read ``path`` and make a trainable network of it.

    With ``rank`` the dense layer at the end, which is most of SFace's bytes, is split in two: a
    1 x 1 convolution to ``rank`` channels and a dense layer over those, by the truncated singular
    value decomposition over channels. Raises GraphUnusable for a file that is no ONNX graph, or
    has an operator or a shape that this cannot turn back.
    """
    try:
        graph = onnx.load(str(path)).graph
    except Exception as error:  # onnx raises what protobuf raises, of no common kind
        raise GraphUnusable(f"{path} is no ONNX file.", _CURE) from error
    weights = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    inputs = [each.name for each in graph.input if each.name not in weights]
    if len(inputs) != 1 or len(graph.output) != 1:
        raise GraphUnusable(f"{path} has not one input and one output.", _CURE)
    try:
        steps = _merged([_Step(*each) for each in _steps(graph.node, weights)])
    except (KeyError, IndexError, ValueError) as error:
        raise GraphUnusable(f"{path} is built in a way that is not known here.", _CURE) from error
    if not steps or steps[-1].gives != graph.output[0].name:
        raise GraphUnusable(f"{path} does not end in its embedding.", _CURE)
    if not isinstance(steps[-1].module, nn.Linear):
        raise GraphUnusable(f"{path} does not end in a dense layer.", _CURE)
    if rank is not None:
        steps = _low_rank(steps, rank)
    return GraphNetwork(inputs[0], steps)


def _steps(nodes: Any, weights: Weights) -> Iterator[tuple[nn.Module, tuple[str, ...], str]]:
    for node in nodes:
        if node.op_type not in _MAKERS:
            raise GraphUnusable(f"The operator {node.op_type} cannot be turned back.", _CURE)
        own = [weights[name] for name in node.input if name in weights]
        takes = tuple(name for name in node.input if name not in weights)
        attributes = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
        yield _MAKERS[node.op_type](own, attributes), takes, node.output[0]


def _convolution(own: list[NDArray[Any]], attributes: dict[str, Any]) -> nn.Module:
    weight = own[0]
    groups = int(attributes.get("group", 1))
    stride, pads = tuple(attributes.get("strides", (1, 1))), tuple(attributes.get("pads", (0,) * 4))
    if pads[:2] != pads[2:] or tuple(attributes.get("dilations", (1, 1))) != (1, 1):
        raise GraphUnusable("A convolution is padded unevenly or dilated.", _CURE)
    kernel = tuple(weight.shape[2:])
    shape = (weight.shape[1] * groups, weight.shape[0], kernel, stride, pads[:2])
    depthwise = groups > 1 and groups == weight.shape[0] and weight.shape[1] == 1
    made = (Depthwise if depthwise else nn.Conv2d)(*shape, groups=groups)
    _fill(made, weight, own[1] if len(own) > 1 else np.zeros(weight.shape[0]))
    return made


def _dense(own: list[NDArray[Any]], attributes: dict[str, Any]) -> nn.Module:
    weight = own[0] if attributes.get("transB", 0) else own[0].T
    if attributes.get("transA", 0):
        raise GraphUnusable("A dense layer takes its input transposed.", _CURE)
    weight = weight * attributes.get("alpha", 1.0)
    bias = own[1] * attributes.get("beta", 1.0) if len(own) > 1 else np.zeros(len(weight))
    made = nn.Linear(weight.shape[1], weight.shape[0])
    _fill(made, weight, np.broadcast_to(bias.ravel(), (len(weight),)))
    return made


def _batch_norm(own: list[NDArray[Any]], attributes: dict[str, Any]) -> Affine:
    gamma, beta, mean, variance = (each.astype(np.float64) for each in own)
    scale = gamma / np.sqrt(variance + attributes.get("epsilon", 1e-5))
    return Affine(scale, beta - mean * scale)


def _sum(own: list[NDArray[Any]], _attributes: dict[str, Any]) -> nn.Module:
    return Affine(np.ones(1), own[0]) if own else Sum()


def _flatten(_own: list[NDArray[Any]], attributes: dict[str, Any]) -> nn.Module:
    return nn.Flatten(int(attributes.get("axis", 1)))


_MAKERS: Final[dict[str, Callable[[list[NDArray[Any]], dict[str, Any]], nn.Module]]] = {
    "Conv": _convolution,
    "Gemm": _dense,
    "BatchNormalization": _batch_norm,
    "PRelu": lambda own, _: ChannelSlopes(own[0]),
    "Relu": lambda _own, _attributes: nn.ReLU(),
    "LeakyRelu": lambda _own, attributes: nn.LeakyReLU(float(attributes.get("alpha", 0.01))),
    "Sub": lambda own, _: Affine(np.ones(1), -own[0]),
    "Mul": lambda own, _: Affine(own[0], np.zeros(1)),
    "Add": _sum,
    "Flatten": _flatten,
    "Dropout": lambda _own, _attributes: nn.Identity(),
    "Identity": lambda _own, _attributes: nn.Identity(),
}


def _merged(steps: list[_Step]) -> list[_Step]:
    """The same graph without identities, and with normalisation folded into what stands before.

    Also folded forward: what normalises the last map before the dense layer cannot go back
    through its rectifier, so it goes into the dense layer behind it.
    """
    kept: list[_Step] = []
    renamed: dict[str, str] = {}
    readers = [name for step in steps for name in step.takes]
    for step in steps:
        takes = tuple(renamed.get(name, name) for name in step.takes)
        if isinstance(step.module, nn.Identity):
            renamed[step.gives] = takes[0]
            continue
        before = kept[-1] if kept and kept[-1].gives == takes[0] else None
        alone = before is not None and readers.count(before.gives) == 1
        if before and alone and isinstance(step.module, Affine) and _absorb(before, step.module):
            renamed[step.gives] = before.gives
            continue
        kept.append(_Step(step.module, takes, step.gives))
    if kept and kept[-1].gives not in [step.gives for step in steps[-1:]]:
        kept[-1] = _Step(kept[-1].module, kept[-1].takes, steps[-1].gives)
    return kept


def _absorb(before: _Step, affine: Affine) -> bool:
    """Fold an affine into the layer before it; False when that layer cannot take it."""
    scale, shift = affine.scale.double().ravel(), affine.shift.double().ravel()
    layer = before.module
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


def _low_rank(steps: list[_Step], rank: int) -> list[_Step]:
    """Split the dense layer over a C x H x W map into C -> rank, then dense."""
    *body, flatten, dense = steps
    affine = body.pop() if isinstance(body[-1].module, Affine) else None
    channels = next(
        step.module.out_channels for step in reversed(body) if isinstance(step.module, nn.Conv2d)
    )
    layer = dense.module
    if not isinstance(layer, nn.Linear) or not isinstance(flatten.module, nn.Flatten):
        raise GraphUnusable("There is no dense layer over a map of features.", _CURE)
    if not 0 < rank <= channels:
        raise GraphUnusable(f"A rank of {rank} is not within the {channels} channels.", _CURE)
    weight = layer.weight.detach().double().reshape(layer.out_features, channels, -1)
    scale, shift = torch.ones(channels).double(), torch.zeros(channels).double()
    if affine is not None and isinstance(affine.module, Affine):
        scale, shift = (
            each.double().ravel().expand(channels)
            for each in (affine.module.scale, affine.module.shift)
        )
    bias = layer.bias.detach().double() + torch.einsum("dcp,c->d", weight, shift)
    weight = weight * scale[None, :, None]
    across = weight.permute(1, 0, 2).reshape(channels, -1)
    basis = torch.linalg.svd(across, full_matrices=False)[0][:, :rank].T
    narrow = nn.Conv2d(channels, rank, 1)
    after = nn.Linear(weight.shape[2] * rank, layer.out_features)
    _fill(narrow, basis.numpy(), np.zeros(rank))
    _fill(after, torch.einsum("rc,dcp->drp", basis, weight).flatten(1).numpy(), bias.numpy())
    last = body[-1].gives
    return [
        *body,
        _Step(narrow, (last,), f"{last}_narrow"),
        _Step(flatten.module, (f"{last}_narrow",), flatten.gives),
        _Step(after, (flatten.gives,), dense.gives),
    ]


def _fill(layer: nn.Module, weight: NDArray[Any], bias: NDArray[Any]) -> None:
    with torch.no_grad():
        layer.weight.copy_(
            torch.from_numpy(np.array(weight, np.float64)).reshape(layer.weight.shape)
        )
        layer.bias.copy_(torch.from_numpy(np.array(bias, np.float64)))
