"""The whole running system."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import tzlocal

from desk_access.bootstrap.hours import make_audit_desk, make_export_desk, make_time_desk
from desk_access.bootstrap.networks import make_kit, models
from desk_access.bootstrap.sources import Playback, make_feed
from desk_access.capture.camera import CameraNames
from desk_access.capture.pictures import read_picture
from desk_access.config import CameraSettings, InferenceSettings, ModelChangeRecord, Settings
from desk_access.service.attendant import Attendant
from desk_access.service.bulk_enrolment import BulkEnrolment
from desk_access.service.clock import SystemClock
from desk_access.service.desk import Desk
from desk_access.service.enrolment import EnrolmentDesk
from desk_access.service.feed import CameraFeed
from desk_access.service.mirror import GalleryMirror
from desk_access.service.recorder import Recorder
from desk_access.service.spoofs import SpoofKeeper
from desk_access.service.suggestions import SuggestionDesk
from desk_access.service.visitors import VisitorDesk
from desk_access.service.watch import Watch
from desk_access.service.workbench import Kit, Workbench
from desk_access.store.workspace import Workspace


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
        stored = workspace.settings.load()
        settings = Settings.parse(stored)
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
        feed = partial(make_feed, playback or Playback(), camera_names)
        coming = ModelChangeRecord.parse(stored).recogniser
        kits = partial(make_kit, store)
        desk = _desk(undo, workspace, settings, mirror, bench, feed, kits, coming)
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
    coming: str,
) -> Desk:
    """What stands on the store, the gallery in memory and the networks; ``undo`` closes it."""
    clock = SystemClock()
    audit = make_audit_desk(workspace, settings)
    undo.callback(audit.close)
    time = make_time_desk(workspace, settings, audit)
    attendant = Attendant(
        workspace.prompt_ledger,
        mirror,
        settings.attendance,
        tzlocal.get_localzone_name(),
        uuid.uuid4().hex,
        time.turn,
    )
    enrolment = EnrolmentDesk(
        workspace.gallery, mirror, bench, read_picture, clock, settings.liveness_at
    )
    recorder = Recorder(attendant, workspace.spool, left_over=time.changed)
    watch = Watch(settings.cameras, feed, bench, mirror, recorder, settings.liveness)
    visitors = VisitorDesk(
        workspace.visitors, workspace.housekeeping, enrolment, mirror, clock, settings.visitors
    )
    undo.callback(visitors.close)
    suggestions = SuggestionDesk(
        workspace.suggestions, workspace.gallery, workspace.housekeeping, enrolment, mirror
    )
    exports = make_export_desk(workspace, settings, time)
    undo.callback(exports.close)
    exports.start()
    audit.start()
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
        audit=audit,
        bulk=lambda: BulkEnrolment(
            enrolment, workspace.gallery, read_picture, lambda: mirror.model_digest
        ),
        kit=kit,
        release=workspace.close,
        coming=coming,
    )
