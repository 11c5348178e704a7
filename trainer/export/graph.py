"""An ONNX graph that can be asked who takes what, changed, and looked into while it runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from trainer.export.faces import Faces, batches, open_file


class Graph:
    """A copy of a model. ``nodes`` by name, in order; ``takers`` of a value by its name."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.model = onnx.ModelProto()
        self.model.CopyFrom(model)
        graph = self.model.graph
        self.nodes: dict[str, onnx.NodeProto] = {node.name: node for node in graph.node}
        self.maker = {name: node for node in graph.node for name in node.output}
        self.takers: dict[str, list[onnx.NodeProto]] = defaultdict(list)
        for node in graph.node:
            for name in node.input:
                self.takers[name].append(node)
        self._weights = {weight.name: weight for weight in graph.initializer}

    def has_weight(self, name: str) -> bool:
        """Whether this value lies in the file, rather than being computed."""
        return name in self._weights

    def weight(self, name: str) -> NDArray[Any]:
        """The numbers of this name, which the file has."""
        found: NDArray[Any] = numpy_helper.to_array(self._weights[name])
        return found

    def set_weight(self, node: onnx.NodeProto, place: int, values: NDArray[Any]) -> None:
        """Give one input of a node numbers of its own: the old ones may be another's too."""
        name, before = f"{node.name}.{place}", node.input[place]
        if name != before:
            self._weights[name] = self.model.graph.initializer.add()
            node.input[place] = name
            self.takers[before].remove(node)
            self.takers[name].append(node)
            if not self.takers[before]:
                self.model.graph.initializer.remove(self._weights.pop(before))
        self._weights[name].CopyFrom(numpy_helper.from_array(values, name))


def watched(
    model: onnx.ModelProto, names: Sequence[str], faces: Faces
) -> Iterator[list[NDArray[np.float32]]]:
    """Values inside the network, batch by batch, in the order of ``names``."""
    open_model = onnx.ModelProto()
    open_model.CopyFrom(model)
    outputs = open_model.graph.output
    have = {value.name for value in outputs}
    outputs.extend(
        helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
        for name in names
        if name not in have
    )
    session = open_file(open_model.SerializeToString())
    given = session.get_inputs()[0].name
    for some in batches(faces):
        yield session.run(list(names), {given: some})


def over_channels(values: NDArray[np.float32]) -> tuple[int, ...]:
    """All axes but that of the channels: N x C, or N x C x H x W."""
    return tuple(axis for axis in range(values.ndim) if axis != 1)
