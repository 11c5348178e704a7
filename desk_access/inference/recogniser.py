"""The recogniser: aligned faces to embeddings, as its contract says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import InvalidArgument

from desk_access.config import Provider
from desk_access.errors import DeviceUnavailable, ModelRejected, ModelUnusable
from desk_access.inference.freebatch import free_batch
from desk_access.inference.manifest import ModelSpec
from desk_access.inference.session import ORT_ERRORS, DeviceReport, open_session
from desk_access.model.arrays import Image, Points, Vector
from desk_access.model.recogniser import ColourOrder, Layout, RecogniserContract
from desk_access.vision.align import warp

_CURE = "Correct its manifest, or choose another model."
_LARGEST = 1 << 30  # bytes; protobuf ends at two GiB
_WARM_UP = 3  # faces
_SAME = 0.999  # cosine of one face's embeddings, alone and beside others; SFace reaches 1 - 1e-6


class OnnxEmbedder:
    """An :class:`~desk_access.ports.Embedder` over an ONNX file. Owned by one thread.

    Making one runs the network, so that the first face is not slower than the next and a file
    that does not keep its contract is refused: loading SFace takes about half a second. Raises
    ModelRejected when the file is not the one of ``spec``, ModelUnusable, and DeviceUnavailable
    when Provider.CUDA cannot be had.
    """

    def __init__(
        self,
        spec: ModelSpec,
        path: Path,
        provider: Provider = Provider.AUTO,
        threads: int = 0,
    ) -> None:
        self.contract: RecogniserContract = spec.contract
        self._name = spec.id
        data = _read(path)
        self.digest = hashlib.sha256(data).hexdigest()
        if self.digest != spec.sha256:
            raise ModelRejected(
                f"{path} is not the file it should be: its SHA-256 is {self.digest},"
                f" expected {spec.sha256}.",
                "Run: desk-access models sync.",
            )
        session, report = open_session(free_batch(data), provider, threads)
        self._session = session
        self.report: DeviceReport = report
        self._input = self._only_input()
        self._warm_up()

    @property
    def device(self) -> str:
        """What it really runs on: ``CPU`` or ``GPU: name``."""
        return self.report.device

    def align(self, image: Image, points: Points) -> Image:
        """The face of these five points, cut and turned to the model's template and input size.

        ``points``: 5 x 2 float32, pixels of ``image``. Gives uint8 BGR.
        """
        size = self.contract.width, self.contract.height
        return warp(image, points, self.contract.template, size)

    def embed(self, crops: Sequence[Image]) -> list[Vector]:
        """One unit vector a crop, all in one batch.

        Raises ValueError for a crop that is not of the model's input size, ModelUnusable when
        the network gives no embedding, DeviceUnavailable when the GPU fails.
        """
        if not crops:
            return []
        shape = self.contract.height, self.contract.width, 3
        for crop in crops:
            if crop.shape != shape or crop.dtype != np.uint8:
                raise ValueError(
                    f"expected a uint8 crop of shape {shape}, got {crop.dtype} of {crop.shape}"
                )
        return list(self._unit(self._run(self._prepare(np.stack(crops)))))

    def _prepare(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The network's input from n x h x w x 3 BGR."""
        contract = self.contract
        if contract.colour is ColourOrder.RGB:
            crops = crops[..., ::-1]
        ready = crops.astype(np.float32)
        ready *= np.float32(contract.scale)
        ready -= np.array(contract.mean, np.float32)
        ready /= np.array(contract.std, np.float32)
        if contract.layout is Layout.NCHW:
            ready = ready.transpose(0, 3, 1, 2)
        return np.ascontiguousarray(ready)

    def _run(self, ready: NDArray[np.float32]) -> NDArray[np.float32]:
        """One row of ``dimension`` numbers a face."""
        try:
            (rows,) = self._session.run(None, {self._input: ready})
        except ORT_ERRORS as error:
            if self.report.device != "CPU" and not isinstance(error, InvalidArgument):
                raise DeviceUnavailable(
                    f"{self.report.device} failed ({error}).", "Choose the CPU in the settings."
                ) from error
            raise self._unusable(f"does not take {len(ready)} faces as stated ({error})") from error
        rows = np.asarray(rows, np.float32)
        wanted = len(ready), self.contract.dimension
        if rows.shape[:1] != wanted[:1] or rows.size != wanted[0] * wanted[1]:
            raise self._unusable(f"gives {rows.shape} numbers in place of {wanted}")
        return rows.reshape(wanted)

    def _unit(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        with np.errstate(over="ignore"):  # an infinite length is refused below
            lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        if not (np.isfinite(lengths).all() and (lengths > 1e-6).all()):
            raise self._unusable("gives an embedding without a direction (zero, NaN or infinite)")
        unit: NDArray[np.float32] = rows / lengths
        return unit

    def _only_input(self) -> str:
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        if len(inputs) != 1 or len(outputs) != 1:
            raise self._unusable(
                f"has {len(inputs)} inputs and {len(outputs)} outputs in place of one of each"
            )
        if inputs[0].type != "tensor(float)":
            raise self._unusable(f"takes {inputs[0].type} in place of float32 numbers")
        if outputs[0].type != "tensor(float)":
            raise self._unusable(f"gives {outputs[0].type} in place of float32 numbers")
        name: str = inputs[0].name
        return name

    def _warm_up(self) -> None:
        """Run one face, then the same beside others: both must give the same embedding."""
        shape = _WARM_UP, self.contract.height, self.contract.width, 3
        crops = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
        (alone,) = self.embed([crops[0]])
        beside = self.embed(list(crops))[0]
        if float(alone @ beside) < _SAME:
            raise self._unusable("gives a face another embedding when others are beside it")

    def _unusable(self, what: str) -> ModelUnusable:
        return ModelUnusable(f"The model {self._name} {what}.", _CURE)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise ModelUnusable(f"{path} is too large for a model.", "Choose another model.")
        return path.read_bytes()
    except OSError as error:
        raise ModelUnusable(
            f"The model file {path} cannot be read ({error.strerror}).", "Correct its rights."
        ) from error
