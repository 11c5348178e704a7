"""The composition root: the only place that chooses implementations."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import platformdirs
import tzlocal

from desk_access.capture.camera import CameraNames
from desk_access.capture.opening import open_source
from desk_access.capture.pictures import read_picture
from desk_access.config import CameraSettings, InferenceSettings, Provider, Settings
from desk_access.errors import DeviceUnavailable, UsageError
from desk_access.inference.manifest import Manifest, ModelKind, ModelSpec
from desk_access.inference.manifest_reader import described, load_manifest
from desk_access.inference.model_store import ModelStore
from desk_access.model.frame import Frame
from desk_access.model.recogniser import Calibration
from desk_access.model.status import DeviceNote
from desk_access.ports import Embedder, FaceFinder, FrameSource, LivenessCheck
from desk_access.reports.writer import ReportWriter
from desk_access.resources import resource
from desk_access.service.attendant import Attendant
from desk_access.service.bulk_enrolment import BulkEnrolment
from desk_access.service.clock import SystemClock
from desk_access.service.desk import Desk
from desk_access.service.enrolment import EnrolmentDesk
from desk_access.service.evaluation_looks import EDITION
from desk_access.service.evaluation_run import EvaluationKit, Instruments, Subject
from desk_access.service.exports import ExportDesk
from desk_access.service.feed import CameraFeed
from desk_access.service.importing.desk import ImportDesk
from desk_access.service.mirror import GalleryMirror
from desk_access.service.spoofs import SpoofKeeper
from desk_access.service.suggestions import SuggestionDesk
from desk_access.service.timekeeping.desk import TimeDesk, TimeSettings
from desk_access.service.timekeeping.records import Stores
from desk_access.service.visitors import VisitorDesk
from desk_access.service.watch import Watch
from desk_access.service.workbench import Kit, Tools, Workbench
from desk_access.store.evaluation_archive import EvaluationArchive
from desk_access.store.workspace import Workspace

_NO_LIVENESS = (
    "Photographs are not refused, because the liveness model is missing."
    " Run: desk-access models sync"
)

_LIVE_SECONDS = 10.0
"""How long a live source is used when a recording of it is wanted and no length was given."""


@dataclass(frozen=True, slots=True)
class Playback:
    """How sources are played: ``fast`` plays recordings as fast as the machine can, every frame;
    ``seconds`` uses only so much of each source."""

    fast: bool = False
    seconds: float | None = None


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


def evaluation_kit(recognisers: Sequence[str], workspace: Path, threads: int) -> EvaluationKit:
    """The recognisers to measure beside each other, and the networks of each measuring thread.

    Each is an id, or an ONNX file with its manifest beside it; none stands for the default.
    ``threads`` are those of one network. Raises UsageError for one that is named twice,
    ModelMissing, ModelRejected and ModelUnusable.
    """
    store = models(workspace)
    settings = InferenceSettings(threads=threads)
    chosen = [_recogniser(store, name) for name in recognisers or ("",)]
    names = [name for name, _, _ in chosen]
    if len(set(names)) < len(names):
        raise UsageError(
            "A recogniser is named twice.", "Name each once, files by their own names."
        )

    def build() -> Instruments:
        made = [_embedder(spec, path, settings) for _, spec, path in chosen]
        device = DeviceNote(made[0][0].device, next((why for _, why in made if why), None))
        return Instruments(_finder(store), tuple(embedder for embedder, _ in made), device)

    return EvaluationKit(
        tuple(Subject(name, spec.sha256, _embedding_key(spec)) for name, spec, _ in chosen), build
    )


def calibrations(recognisers: Sequence[str], workspace: Path) -> list[Calibration]:
    """Those of the recognisers that :func:`evaluation_kit` takes. Raises as that does."""
    store = models(workspace)
    return [_recogniser(store, name)[1].contract.calibration for name in recognisers or ("",)]


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


def open_desk(
    folder: Path,
    *,
    cameras: Sequence[CameraSettings] | None = None,
    playback: Playback | None = None,
    camera_names: CameraNames | None = None,
) -> Desk:
    """The whole running system on the workspace ``folder``; nothing is watched yet.

    ``cameras`` are watched in place of those of the settings. Raises StoreError, ModelError or
    UsageError (settings that cannot be read). Close what it returns.
    """
    with ExitStack() as undo:
        workspace = undo.enter_context(Workspace.open(folder))
        settings = Settings.parse(workspace.settings.load())
        if cameras is not None:
            settings = replace(settings, cameras=tuple(cameras))
        store = models(folder)
        kit = make_kit(store, settings.inference)
        bench = Workbench(kit.build)
        undo.callback(bench.close)
        mirror = GalleryMirror(
            workspace.gallery,
            kit.digest,
            kit.calibration,
            settings.recognition,
            settings.calibration,
        )
        feed = partial(_feed, playback or Playback(), camera_names)
        desk = _desk(undo, workspace, settings, mirror, bench, feed, partial(make_kit, store))
        undo.pop_all()
        return desk


def _desk(
    undo: ExitStack,
    workspace: Workspace,
    settings: Settings,
    mirror: GalleryMirror,
    bench: Workbench,
    feed: Callable[[CameraSettings], CameraFeed],
    kit: Callable[[InferenceSettings], Kit],
) -> Desk:
    """What stands on the store, the gallery in memory and the networks; ``undo`` closes it."""
    clock = SystemClock()
    time = make_time_desk(workspace, settings)
    attendant = Attendant(
        workspace.ledger,
        mirror,
        settings.attendance,
        tzlocal.get_localzone_name(),
        uuid.uuid4().hex,
        time.working_day,
    )
    enrolment = EnrolmentDesk(workspace.gallery, mirror, bench, read_picture, clock)
    watch = Watch(settings.cameras, feed, bench, mirror, attendant, liveness=settings.liveness)
    visitors = VisitorDesk(
        workspace.visitors,
        workspace.housekeeping,
        enrolment,
        mirror,
        clock,
        settings.visitors,
    )
    undo.callback(visitors.close)
    suggestions = SuggestionDesk(
        workspace.suggestions, workspace.gallery, workspace.housekeeping, enrolment, mirror
    )
    exports = make_export_desk(workspace, settings, time)
    undo.callback(exports.close)
    exports.start()
    watch.subscribe(visitors.hear)
    watch.subscribe(suggestions.hear)
    watch.subscribe(SpoofKeeper(workspace.spoofs).hear)
    return Desk(
        gallery=workspace.gallery,
        ledger=workspace.ledger,
        settings_store=workspace.settings,
        settings=settings,
        mirror=mirror,
        attendant=attendant,
        workbench=bench,
        watch=watch,
        clock=clock,
        enrolment=enrolment,
        housekeeping=workspace.housekeeping,
        visitors=visitors,
        suggestions=suggestions,
        time=time,
        exports=exports,
        bulk=lambda: BulkEnrolment(
            enrolment, workspace.gallery, read_picture, lambda: mirror.model_digest
        ),
        kit=kit,
        release=workspace.close,
    )


def make_time_desk(workspace: Workspace, settings: Settings) -> TimeDesk:
    """Hours, corrections and plans of a workspace. No camera and no network is needed."""
    stores = Stores(
        workspace.ledger,
        workspace.housekeeping,
        workspace.plans,
        workspace.corrections,
        workspace.closed_months,
    )
    machine_zone = tzlocal.get_localzone_name()
    chosen = TimeSettings(settings.attendance, settings.corrections, machine_zone)
    return TimeDesk(stores, SystemClock(), chosen)


def make_report_writer(workspace: Workspace, time: TimeDesk) -> ReportWriter:
    """What writes reports of a workspace. Nothing is written into its database."""

    def site() -> ZoneInfo:
        attendance = Settings.parse(workspace.settings.load()).attendance
        return attendance.tzinfo(tzlocal.get_localzone_name())

    return ReportWriter(time, workspace.ledger, workspace.folder, site, SystemClock())


def make_export_desk(workspace: Workspace, settings: Settings, time: TimeDesk) -> ExportDesk:
    """Reports, their templates and the scheduled ones; not started."""
    return ExportDesk(
        workspace.exports,
        make_report_writer(workspace, time),
        SystemClock(),
        settings.attendance,
        tzlocal.get_localzone_name(),
    )


@contextmanager
def open_export_desk(folder: Path, exclusive: bool = True) -> Iterator[ExportDesk]:
    """The same, alone, on the workspace ``folder``. Raises StoreError, UsageError.

    Not ``exclusive``: for reading, also beside a program that writes.
    """
    with Workspace.open(folder, exclusive) as workspace:
        settings = Settings.parse(workspace.settings.load())
        yield make_export_desk(workspace, settings, make_time_desk(workspace, settings))


@contextmanager
def open_time_desk(folder: Path, exclusive: bool = True) -> Iterator[TimeDesk]:
    """The same, alone, on the workspace ``folder``. Raises StoreError, UsageError.

    Not ``exclusive``: for reading, also beside a program that writes.
    """
    with Workspace.open(folder, exclusive) as workspace:
        yield make_time_desk(workspace, Settings.parse(workspace.settings.load()))


@contextmanager
def open_import_desk(folder: Path) -> Iterator[ImportDesk]:
    """Comparing and applying tables and calendars, alone, on the workspace ``folder``.

    Raises StoreError, UsageError.
    """
    with Workspace.open(folder) as workspace:
        settings = Settings.parse(workspace.settings.load())
        yield ImportDesk(workspace.gallery, make_time_desk(workspace, settings))


def frames_of(source: str, playback: Playback) -> Iterator[Frame]:
    """The frames of one source, read on this thread. Raises SourceError or UsageError.

    A live source without a length is used for ten seconds.
    """
    camera = CameraSettings(name=source, source=source)
    opened = _source(playback, None, camera)
    if opened.live and playback.seconds is None:
        opened = _source(replace(playback, seconds=_LIVE_SECONDS), None, camera)
    opened.open()
    try:
        while (frame := opened.read()) is not None:
            yield frame
    finally:
        opened.close()


def _source(
    playback: Playback, camera_names: CameraNames | None, camera: CameraSettings
) -> FrameSource:
    return open_source(
        camera.source,
        SystemClock(),
        rotation=camera.rotation,
        fast=playback.fast,
        seconds=playback.seconds,
        camera_names=camera_names,
    )


def _feed(
    playback: Playback, camera_names: CameraNames | None, camera: CameraSettings
) -> CameraFeed:
    opener: Callable[[], FrameSource] = partial(_source, playback, camera_names, camera)
    return CameraFeed(camera.name, opener, SystemClock(), every_frame=playback.fast)


def _tools(store: ModelStore, recogniser: ModelSpec, settings: InferenceSettings) -> Tools:
    """Load the networks, on the thread that will use them."""
    embedder, warning = _embedder(recogniser, store.path(recogniser.id), settings)
    liveness = _liveness(store)
    if liveness is None:
        warning = " ".join(filter(None, (warning, _NO_LIVENESS)))
    return Tools(_finder(store), embedder, DeviceNote(embedder.device, warning), liveness)


def _liveness(store: ModelStore) -> LivenessCheck | None:
    """Load what tells the living from pictures; None where its file is not there.

    A door that opens for photographs, and says so, is better than one that opens for nobody.
    """
    from desk_access.inference.minifasnet import MiniFasNet

    spec = store.manifest.liveness
    if spec is None or store.missing([spec]):
        return None
    return MiniFasNet(store.path(spec.id))


def _finder(store: ModelStore) -> FaceFinder:
    """Load what finds faces.

    Imported here and not above, because MediaPipe takes a second or two: the window and all
    commands that need no network are there before it is.
    """
    from desk_access.inference.finder import FaceChain

    files = {
        spec.kind: store.path(spec.id)
        for spec in store.manifest.models
        if spec.kind in (ModelKind.DETECTOR, ModelKind.LANDMARKER)
    }
    return FaceChain(files[ModelKind.DETECTOR], files[ModelKind.LANDMARKER])


def _embedder(
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


def _recogniser(store: ModelStore, name: str) -> tuple[str, ModelSpec, Path]:
    """What it is called among others, what it is, and where."""
    file = Path(name)
    if file.suffix == ".onnx":
        return file.stem, described(file), file
    spec = store.manifest.recogniser(name)
    return spec.id, spec, store.path(spec.id)


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
