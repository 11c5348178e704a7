"""A network in 8 bits: weights and activations."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from trainer.export.bias import bias_corrected
from trainer.export.equalised import equalised
from trainer.export.faces import Faces, batches
from trainer.export.traced import IR

_FLOAT_LAYERS: Final = (0, 1, 3, 7, 15)

_ROUNDED: Final = ("Conv", "Gemm", "Relu", "LeakyRelu", "Add", "Flatten")


class Quantiser:
    """Makes 8-bit files of one network. ``faces`` is what ranges and means are measured on."""

    def __init__(self, model: onnx.ModelProto, faces: Faces) -> None:
        self._faces = faces
        with tempfile.TemporaryDirectory() as folder, _quiet():
            # By way of files: given a model itself, both tools move its weights out of it.
            given, prepared = Path(folder) / "given.onnx", Path(folder) / "prepared.onnx"
            onnx.save(model, given)
            quant_pre_process(given, prepared, skip_symbolic_shape=True)
            self._exact = equalised(onnx.load(prepared), faces)

    @property
    def choices(self) -> list[int]:
        """How many of the first layers may stay in float, fewest first: they carry the finest
        detail, and their error goes through all others."""
        layers = sum(node.op_type in ("Conv", "Gemm") for node in self._exact.graph.node)
        return [count for count in _FLOAT_LAYERS if count < layers]

    def quantised(self, float_layers: int) -> onnx.ModelProto:
        """The network with all but its first ``float_layers``, one of :attr:`choices`, in 8 bits.

        QuantizeLinear and DequantizeLinear pairs, which ONNX Runtime merges into 8-bit kernels;
        weights symmetric and with a scale for each channel (Krishnamoorthi 2018, section 3.1),
        activations unsigned from the least to the largest value seen. Weights use 7 of their 8
        bits: processors without VNNI add two products in 16 bits, which would overflow.
        """
        nodes = self._exact.graph.node
        layers = [at for at, node in enumerate(nodes) if node.op_type in ("Conv", "Gemm")]
        kept = nodes[: layers[float_layers]] if float_layers else []
        with tempfile.TemporaryDirectory() as folder, _quiet():
            exact, path = Path(folder) / "exact.onnx", Path(folder) / "quantised.onnx"
            onnx.save(self._exact, exact)
            quantize_static(
                exact,
                path,
                _Reader(self._exact.graph.input[0].name, self._faces),
                quant_format=QuantFormat.QDQ,
                op_types_to_quantize=list(_ROUNDED),
                per_channel=True,
                reduce_range=True,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
                nodes_to_exclude=[node.name for node in kept],
            )
            made = onnx.load(path)
        made.ir_version = IR
        # Each layer means a run over these, and has many places in each crop: half are enough.
        return bias_corrected(made, self._exact, self._faces[::2])


class _Reader(CalibrationDataReader):  # type: ignore[misc]
    """Gives the faces batch by batch, as ONNX Runtime asks for them."""

    def __init__(self, name: str, faces: Faces) -> None:
        self._name, self._batches = name, batches(faces)

    def get_next(self) -> dict[str, Any] | None:
        """The next batch, None behind the last."""
        some = next(self._batches, None)
        return None if some is None else {self._name: np.asarray(some)}


@contextmanager
def _quiet() -> Iterator[None]:
    """The quantiser writes advice to the root log that is followed here already."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
