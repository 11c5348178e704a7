"""What recognisers are measured with."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from desk_access.bootstrap.networks import make_embedder, make_finder, models, recogniser_named
from desk_access.config import InferenceSettings
from desk_access.errors import UsageError
from desk_access.inference.manifest import ModelKind, ModelSpec
from desk_access.model.recogniser import Calibration
from desk_access.model.status import DeviceNote
from desk_access.service.evaluation_looks import EDITION
from desk_access.service.evaluation_run import EvaluationKit, Instruments, Subject
from desk_access.store.evaluation_archive import EvaluationArchive


def evaluation_kit(recognisers: Sequence[str], workspace: Path, threads: int) -> EvaluationKit:
    """The recognisers to measure beside each other, and the networks of each measuring thread.

    Each is an id, or an ONNX file with its manifest beside it; none stands for the default.
    ``threads`` are those of one network. Raises UsageError for one that is named twice,
    ModelMissing, ModelRejected and ModelUnusable.
    """
    store = models(workspace)
    settings = InferenceSettings(threads=threads)
    chosen = [recogniser_named(store, name) for name in recognisers or ("",)]
    names = [name for name, _, _ in chosen]
    if len(set(names)) < len(names):
        raise UsageError(
            "A recogniser is named twice.", "Name each once, files by their own names."
        )

    def build() -> Instruments:
        made = [make_embedder(spec, path, settings) for _, spec, path in chosen]
        device = DeviceNote(made[0][0].device, next((why for _, why in made if why), None))
        return Instruments(make_finder(store), tuple(embedder for embedder, _ in made), device)

    return EvaluationKit(
        tuple(Subject(name, spec.sha256, _embedding_key(spec)) for name, spec, _ in chosen), build
    )


def calibrations(recognisers: Sequence[str], workspace: Path) -> list[Calibration]:
    """Those of the recognisers that :func:`evaluation_kit` takes. Raises as that does."""
    store = models(workspace)
    return [recogniser_named(store, name)[1].contract.calibration for name in recognisers or ("",)]


def evaluation_archive(folder: Path) -> EvaluationArchive:
    """What evaluations found in pictures, in ``folder``; another file for other face finders.

    Raises StoreError.
    """
    chain = [
        spec.sha256
        for spec in models().manifest.models
        if spec.kind in (ModelKind.DETECTOR, ModelKind.LANDMARKER)
    ]
    made_by = _digest(EDITION, *chain)
    return EvaluationArchive(folder / f"found-{made_by[:16]}.sqlite")


def _embedding_key(spec: ModelSpec) -> str:
    """What changes with the file and with how it is fed, but not with its calibration."""
    contract = spec.contract
    fed = [
        (field.name, getattr(contract, field.name))
        for field in fields(contract)
        if field.name != "calibration"
    ]
    return _digest(spec.sha256, fed)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
