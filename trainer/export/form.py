"""In which numbers a network is stored, and how far it may be from the one that was trained."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """What the weights, and perhaps the arithmetic, of an exported file are."""

    FP32 = "fp32"
    """Everything as it was trained."""
    FP16 = "fp16"
    """Weights stored in half the bytes and widened once, when the file is loaded: processors have
    no half-precision arithmetic, so a face takes as long as with fp32."""
    INT8 = "int8"
    """Weights and activations of 8 bits: a quarter of the bytes, and about half the time."""

    @property
    def floor(self) -> float:
        """The lowest cosine between a face's embedding by the file and by the network."""
        return {Form.FP32: 0.9999, Form.FP16: 0.999, Form.INT8: 0.99}[self]
