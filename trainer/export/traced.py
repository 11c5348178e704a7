"""A network as an ONNX graph in float32."""

from __future__ import annotations

import tempfile
import warnings
from typing import Final

import onnx
import torch
from torch import nn

from trainer.data.shards import INPUT

INPUT_NAME: Final = "face"
OUTPUT_NAME: Final = "embedding"

OPSET: Final = 17
"""From 13 on a weight may be quantised channel by channel; ONNX Runtime 1.31 takes up to 26."""

IR: Final = 10
"""ONNX Runtime 1.31 takes up to 13; onnx itself would write a newer one."""


def traced(network: nn.Module) -> onnx.ModelProto:
    """The graph of ``network``, float32 N x 3 x 112 x 112 to N x D, in evaluation mode, N free.

    The exporter that traces is used: it needs onnx alone and makes one file, and it folds batch
    normalisation into the convolution before. The network's mode is left as it was.
    """
    was_training = network.training
    network.eval()
    try:
        with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
            warnings.filterwarnings("ignore", category=DeprecationWarning)
            torch.onnx.export(
                network,
                (torch.zeros(1, 3, INPUT, INPUT),),
                f"{folder}/traced.onnx",
                dynamo=False,
                opset_version=OPSET,
                input_names=[INPUT_NAME],
                output_names=[OUTPUT_NAME],
                dynamic_axes={INPUT_NAME: {0: "n"}, OUTPUT_NAME: {0: "n"}},
            )
            model = onnx.load(f"{folder}/traced.onnx")
    finally:
        network.train(was_training)
    model.ir_version = IR
    return model
