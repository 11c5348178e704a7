"""Models small enough to be made in a test, with manifests that describe them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from desk_access.inference.manifest import ModelKind, ModelSpec, Source
from desk_access.inference.manifest_reader import parse_manifest

SIDE, DIMENSION = 16, 8


def spec_of(
    content: bytes,
    *,
    model_id: str = "tiny",
    file: str = "tiny.bin",
    sources: Sequence[Source] = (),
) -> ModelSpec:
    """A model that is no recogniser, so any bytes will do."""
    digest = hashlib.sha256(content).hexdigest()
    return ModelSpec(
        model_id,
        ModelKind.DETECTOR,
        file,
        len(content),
        digest,
        "MIT",
        "us",
        tuple(sources),
        None,
        False,
    )


def manifest_text(content: bytes, file: str = "tiny.onnx", **changed: object) -> str:
    """The manifest of a tiny recogniser; ``changed`` replaces keys of its contract."""
    contract: dict[str, object] = {
        "default": False,
        "width": SIDE,
        "height": SIDE,
        "colour": "rgb",
        "layout": "nchw",
        "scale": 1 / 127.5,
        "mean": [1.0, 1.0, 1.0],
        "std": [1.0, 1.0, 1.0],
        "template": [[5, 6], [11, 6], [8, 9], [6, 12], [10, 12]],
        "dimension": DIMENSION,
        "metric": "cosine",
    } | changed
    lines = [
        "format = 1",
        "[[model]]",
        'id = "tiny"',
        'kind = "recogniser"',
        f"file = {json.dumps(file)}",
        f"bytes = {len(content)}",
        f'sha256 = "{hashlib.sha256(content).hexdigest()}"',
        'licence = "Apache-2.0"',
        'maker = "us"',
        "[model.recogniser]",
        *(f"{key} = {json.dumps(value)}" for key, value in contract.items()),
        "[model.recogniser.calibration]",
        "fmr = [1e-2, 1e-4]",
        "cosine = [0.3, 0.5]",
        "floor = 0.3",
        'measured_on = "nothing"',
        "pairs = 10",
    ]
    return "\n".join(lines)


def recogniser_spec(content: bytes, **changed: object) -> ModelSpec:
    return parse_manifest(manifest_text(content, **changed), "tiny.toml").models[0]


def weights() -> np.ndarray:
    """The tiny recogniser's only matrix."""
    return np.random.default_rng(7).standard_normal((3 * SIDE * SIDE, DIMENSION)).astype("f")


def tiny_onnx(
    *,
    batch: int | str = "n",
    tail: Sequence[tuple[onnx.NodeProto, Sequence[onnx.TensorProto]]] = (),
    weights_as_input: bool = False,
    nhwc: bool = False,
    dtype: int = TensorProto.FLOAT,
) -> bytes:
    """A network that multiplies the flattened crop by a matrix; ``tail`` nodes change its output.

    Each tail node takes ``y0``, ``y1``, ... in turn and gives the next.
    """
    matrix = numpy_helper.from_array(weights(), "w")
    shape = [batch, SIDE, SIDE, 3] if nhwc else [batch, 3, SIDE, SIDE]
    nodes = [
        helper.make_node("Cast", ["x"], ["xf"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", ["xf"], ["flat"]),
        helper.make_node("MatMul", ["flat", "w"], ["y0"]),
        *(node for node, _ in tail),
    ]
    inputs = [helper.make_tensor_value_info("x", dtype, shape)]
    if weights_as_input:
        inputs.append(helper.make_tensor_value_info("w", TensorProto.FLOAT, list(matrix.dims)))
    output = helper.make_tensor_value_info(f"y{len(tail)}", TensorProto.FLOAT, [batch, DIMENSION])
    graph = helper.make_graph(
        nodes, "tiny", inputs, [output], [matrix, *(t for _, more in tail for t in more)]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    return model.SerializeToString()


def written(folder: Path, content: bytes, name: str = "tiny.onnx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
