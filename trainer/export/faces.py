"""Crops as the networks take them, and networks run over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from desk_access.config import Provider
from desk_access.inference.session import ORT_ERRORS, open_session
from desk_access.model.arrays import Image
from trainer.data.shards import INPUT, MARGIN, CropSet
from trainer.errors import ParityLost

Faces = NDArray[np.float32]
"""N x 3 x 112 x 112, RGB, pixels of 0 to 255."""

Rows = NDArray[np.float32]
"""N x D unit embeddings."""

BATCH: Final = 8


def faces_of(crops: CropSet, indices: Sequence[int]) -> Faces:
    """These crops without their margin."""
    return as_input([crops.picture(index) for index in indices])


def as_input(wide: Sequence[Image]) -> Faces:
    """Crops of SIDE x SIDE x 3 uint8 BGR, without their margin."""
    inner = np.stack(wide)[:, MARGIN : MARGIN + INPUT, MARGIN : MARGIN + INPUT, ::-1]
    return np.ascontiguousarray(inner.transpose(0, 3, 1, 2), np.float32)


def batches(faces: Faces) -> Iterator[Faces]:
    """The faces in their order, a few at a time."""
    for start in range(0, len(faces), BATCH):
        yield faces[start : start + BATCH]


def open_file(model: bytes) -> Any:
    """An ONNX file on the CPU, in one thread, with the application's own options.

    Raises ModelUnusable.
    """
    return open_session(model, Provider.CPU, threads=1)[0]


def embedded_by_file(session: Any, faces: Faces) -> Rows:
    """What an exported file makes of the faces. Raises ParityLost when it cannot run them."""
    name = session.get_inputs()[0].name
    try:
        rows = [session.run(None, {name: some})[0] for some in batches(faces)]
    except ORT_ERRORS as error:
        raise ParityLost(
            f"ONNX Runtime cannot run the exported file ({error}).",
            "Leave this form out, or change the layer it names.",
        ) from error
    return _unit(np.concatenate(rows))


def embedded_by_network(network: nn.Module, faces: Faces) -> Rows:
    """What the network, as it stands, makes of the faces, in float32."""
    with torch.inference_mode():
        rows = [network(torch.from_numpy(some)).numpy() for some in batches(faces)]
    return _unit(np.concatenate(rows))


def _unit(rows: NDArray[np.float32]) -> Rows:
    """Rows without a direction become NaN, which no comparison accepts."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        unit: Rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
