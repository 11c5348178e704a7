"""A trained network to files that the application installs, each checked on real crops."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from torch import nn

from desk_access.inference.manifest import ModelKind, ModelSpec
from desk_access.model.recogniser import (
    Calibration,
    ColourOrder,
    Layout,
    Metric,
    RecogniserContract,
)
from trainer.calibration.calibrate import Calibrated, calibrate
from trainer.calibration.people import embedded_people, measured_on
from trainer.data.shards import INPUT, TEMPLATE, CropSet, Verdict
from trainer.errors import DataUnusable
from trainer.export.faces import (
    Faces,
    as_input,
    embedded_by_file,
    embedded_by_network,
    faces_of,
    open_file,
)
from trainer.export.form import Form
from trainer.export.half import stored_as_half
from trainer.export.parity import Parity, parity
from trainer.export.quantised import Quantiser
from trainer.export.traced import traced
from trainer.export.write import write_together
from trainer.manifest_text import manifest_text

PARITY_CROPS: Final = 256
RANGE_CROPS: Final = 128
"""Crops that the 8-bit ranges and biases are measured on: people who were trained on, so that
parity is asserted on others."""

_TIMED: Final = 31

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make. ``name`` begins the files' names and the models' ids.

    ``licence`` and ``maker`` are stated in the manifest; ``floor`` is the calibration's (see
    :func:`~trainer.calibration.calibrate.calibrate`).
    """

    name: str
    licence: str
    maker: str
    forms: tuple[Form, ...] = tuple(Form)
    floor: float | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """One file. ``milliseconds`` a face in one thread, the median; ``float_layers``: how many
    convolutions an 8-bit file keeps in float."""

    file: Path
    spec: ModelSpec
    parity: Parity
    milliseconds: float
    float_layers: int
    calibrated: Calibrated


@dataclass(frozen=True, slots=True)
class _Made:
    """A form that keeps parity, with its session."""

    data: bytes
    session: Any
    parity: Parity
    float_layers: int


def export(
    network: nn.Module, crops: CropSet, folder: Path, plan: Plan, tell: Tell = lambda words: None
) -> list[Exported]:
    """Write ``folder``/NAME-FORM.onnx with its manifest, NAME-FORM.toml, for each form.

    ``network`` takes float32 N x 3 x 112 x 112, RGB, pixels of 0 to 255, and gives N x D; it is
    run on the CPU. Parity is asserted on validation crops, and each file is calibrated on all of
    them by what it makes of them itself. Everything or nothing is written. Raises ParityLost,
    DataUnusable when there are too few crops, ModelUnusable, OutputUnwritable.
    """
    work = _Work(network, crops, tell)
    made = {form: work.made(form) for form in plan.forms}
    exported = [work.described(form, each, folder, plan) for form, each in made.items()]
    write_together(
        {
            path: data
            for each, one in zip(exported, made.values(), strict=True)
            for path, data in (
                (each.file, one.data),
                (each.file.with_suffix(".toml"), manifest_text(each.spec).encode()),
            )
        }
    )
    return exported


class _Work:
    """The network, traced once, and the faces that its files are checked on."""

    def __init__(self, network: nn.Module, crops: CropSet, tell: Tell) -> None:
        network.cpu().float().eval()
        self._tell = tell
        self._crops = crops
        self._graph = traced(network)
        self._validation = crops.used_for(Verdict.VALIDATION)
        if not len(self._validation):
            raise DataUnusable(
                f"{crops.folder} holds nobody to check the files on.",
                "Prepare with people set aside for validation.",
            )
        self._measured_on = measured_on(crops, self._validation)
        self._parity_faces = faces_of(crops, _some(self._validation, PARITY_CROPS))
        self._wanted = embedded_by_network(network, self._parity_faces)

    def made(self, form: Form) -> _Made:
        """The file of this form. Raises ParityLost."""
        if form is Form.INT8:
            return self._rounded()
        graph = stored_as_half(self._graph) if form is Form.FP16 else self._graph
        found = self._tried(form, graph)
        found.parity.require()
        return found

    def _rounded(self) -> _Made:
        """In 8 bits, with as many of the first layers in float as parity needs."""
        trained_on = self._crops.used_for(Verdict.TRAIN)
        chosen = trained_on if len(trained_on) else self._validation
        quantiser = Quantiser(self._graph, faces_of(self._crops, _some(chosen, RANGE_CROPS)))
        tries = []
        for float_layers in quantiser.choices:
            found = self._tried(Form.INT8, quantiser.quantised(float_layers), float_layers)
            tries.append(found)
            if found.parity.lowest >= Form.INT8.floor:
                return found
        best = max(tries, key=lambda each: float(np.nan_to_num(each.parity.lowest, nan=-1.0)))
        best.parity.require()
        return best

    def _tried(self, form: Form, graph: onnx.ModelProto, float_layers: int = 0) -> _Made:
        data = graph.SerializeToString()
        session = open_file(data)
        found = parity(form, self._wanted, embedded_by_file(session, self._parity_faces))
        kept = f", {float_layers} layers in float" if float_layers else ""
        self._tell(f"{form}{kept}: cosine {found.lowest:.5f} at least over {found.crops} crops")
        return _Made(data, session, found, float_layers)

    def described(self, form: Form, made: _Made, folder: Path, plan: Plan) -> Exported:
        """The file with its contract and a calibration of its own."""
        self._tell(f"{form}: calibrating on {len(self._validation):,} crops")
        references, probes = embedded_people(
            self._crops,
            self._validation,
            lambda wide: embedded_by_file(made.session, as_input(wide)),
        )
        calibrated = calibrate(references, probes, self._measured_on, plan.floor)
        file = folder / f"{plan.name}-{form}.onnx"
        spec = ModelSpec(
            id=file.stem,
            kind=ModelKind.RECOGNISER,
            file=file.name,
            bytes=len(made.data),
            sha256=hashlib.sha256(made.data).hexdigest(),
            licence=plan.licence,
            maker=plan.maker,
            sources=(),
            recogniser=contract(references.vectors.shape[1], calibrated.calibration),
            default=False,
        )
        milliseconds = _timed(made.session, self._parity_faces[:1])
        return Exported(file, spec, made.parity, milliseconds, made.float_layers, calibrated)


def _timed(session: Any, face: Faces) -> float:
    name = session.get_inputs()[0].name
    seconds = []
    for _ in range(_TIMED):
        start = time.perf_counter()
        session.run(None, {name: face})
        seconds.append(time.perf_counter() - start)
    return 1000 * float(np.median(seconds))


def contract(dimension: int, calibration: Calibration) -> RecogniserContract:
    """What every network of this trainer takes and gives."""
    return RecogniserContract(
        width=INPUT,
        height=INPUT,
        colour=ColourOrder.RGB,
        layout=Layout.NCHW,
        scale=1.0,
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        template=TEMPLATE,
        dimension=dimension,
        metric=Metric.COSINE,
        calibration=calibration,
    )


def _some(indices: NDArray[np.int64], most: int) -> Sequence[int]:
    """At most so many of these crops, spread evenly over them."""
    places = np.linspace(0, len(indices) - 1, min(most, len(indices)))
    return [int(each) for each in indices[places.astype(np.int64)]]
