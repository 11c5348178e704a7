"""The model files, and the networks made of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import platformdirs

from desk_access.config import InferenceSettings, Provider
from desk_access.errors import DeviceUnavailable
from desk_access.inference.liveness import LivenessOnDemand, Look
from desk_access.inference.manifest import Manifest, ModelKind, ModelSpec
from desk_access.inference.manifest_reader import described, load_manifest
from desk_access.inference.model_store import ModelStore
from desk_access.model.status import DeviceNote
from desk_access.ports import Embedder, FaceFinder
from desk_access.resources import resource
from desk_access.service.workbench import Kit, Tools, Workbench


def home() -> Path:
    """The workspace that is used when none is named: DESK_ACCESS_HOME or the user's data folder."""
    chosen = os.environ.get("DESK_ACCESS_HOME")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("desk-access", False))


def models(workspace: Path | None = None) -> ModelStore:
    """The model files. They are shared by all workspaces: DESK_ACCESS_MODELS or the user's data
    folder; recognisers of one's own may lie in the workspace's folder ``models``.

    Raises ModelUnusable for a manifest that makes no sense.
    """
    chosen = os.environ.get("DESK_ACCESS_MODELS")
    shared = Path(platformdirs.user_data_dir("desk-access", False)) / "models"
    own = [workspace / "models"] if workspace else []
    manifest = load_manifest(resource("models/manifest.toml"), own[0] if own else None)
    return ModelStore(Path(chosen) if chosen else shared, manifest, (*own, resource("models")))


def required(manifest: Manifest, settings: InferenceSettings) -> Sequence[ModelSpec]:
    """The models that must be there before a face can be recognised. Raises ModelMissing."""
    return manifest.required(settings.recogniser)


def in_use(manifest: Manifest, settings: InferenceSettings) -> Sequence[ModelSpec]:
    """The required models, and those that make it better. Raises ModelMissing."""
    return manifest.in_use(settings.recogniser)


def make_kit(store: ModelStore, settings: InferenceSettings) -> Kit:
    """How the networks are made with these settings. Raises ModelMissing for an unknown one."""
    spec = store.manifest.recogniser(settings.recogniser)
    return Kit(spec.sha256, spec.contract.calibration, partial(_tools, store, spec, settings))


@contextmanager
def workbench(settings: InferenceSettings | None = None) -> Iterator[Workbench]:
    """The networks alone, without a workspace: for measuring."""
    bench = Workbench(make_kit(models(), settings or InferenceSettings()).build)
    try:
        yield bench
    finally:
        bench.close()


def _tools(store: ModelStore, recogniser: ModelSpec, settings: InferenceSettings) -> Tools:
    """Load the networks, on the thread that will use them."""
    embedder, warning = make_embedder(recogniser, store.path(recogniser.id), settings)
    warning = " ".join(filter(None, (warning, *map(str, store.manifest.refused)))) or None
    return Tools(
        make_finder(store),
        embedder,
        DeviceNote(embedder.device, warning),
        LivenessOnDemand(partial(_liveness, store)),
        store.manifest.digests(),
    )


def _liveness(store: ModelStore) -> Look:
    """Load what tells the living from pictures. Raises ModelError."""
    content = store.read(store.manifest.only(ModelKind.LIVENESS).id)
    # Late, as that of MediaPipe below.
    from desk_access.inference.minifasnet import MiniFasNet

    return MiniFasNet(content).look


def make_finder(store: ModelStore) -> FaceFinder:
    """Load what finds faces.

    Imported here and not above, because MediaPipe takes a second or two: the window and all
    commands that need no network are there before it is.
    """
    from desk_access.inference.finder import FaceChain

    manifest = store.manifest
    return FaceChain(
        store.read(manifest.only(ModelKind.DETECTOR).id),
        store.read(manifest.only(ModelKind.LANDMARKER).id),
    )


def make_embedder(
    spec: ModelSpec, path: Path, settings: InferenceSettings
) -> tuple[Embedder, str | None]:
    """The recogniser, and why it does not run where it was meant to."""
    from desk_access.inference.recogniser import OnnxEmbedder

    try:
        embedder = OnnxEmbedder(spec, path, settings.provider, settings.threads)
    except DeviceUnavailable as error:
        # A door that knows nobody is worse than a slow one: go on, and say so in the window.
        return OnnxEmbedder(spec, path, Provider.CPU, settings.threads), str(error)
    return embedder, embedder.report.note or None


def recogniser_named(store: ModelStore, name: str) -> tuple[str, ModelSpec, Path]:
    """What it is called among others, what it is, and where."""
    file = Path(name)
    if file.suffix == ".onnx":
        return file.stem, described(file), file
    spec = store.manifest.recogniser(name)
    return spec.id, spec, store.path(spec.id)
