"""Hours, exports and imports of a workspace: no camera and no network is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import tzlocal

from desk_access.account import machine_user
from desk_access.config import Settings
from desk_access.reports.writer import ReportWriter
from desk_access.service.auditing import AuditDesk
from desk_access.service.clock import SystemClock
from desk_access.service.exports import ExportDesk
from desk_access.service.importing.desk import ImportDesk
from desk_access.service.timekeeping.desk import TimeDesk, TimeSettings
from desk_access.service.timekeeping.records import Stores
from desk_access.store.workspace import Workspace


def make_audit_desk(workspace: Workspace, settings: Settings) -> AuditDesk:
    """Audits of a workspace, and anchors; not started."""
    return AuditDesk(workspace.audits, SystemClock(), settings.audit)


@contextmanager
def open_audit_desk(folder: Path) -> Iterator[AuditDesk]:
    """The same, alone, on the workspace ``folder``. Raises StoreError, UsageError."""
    with Workspace.open(folder) as workspace:
        yield make_audit_desk(workspace, Settings.parse(workspace.settings.load()))


def make_time_desk(
    workspace: Workspace, settings: Settings, audit: AuditDesk | None = None
) -> TimeDesk:
    """Hours, corrections and plans of a workspace. No camera and no network is needed.

    ``audit`` anchors the ledger when a month is closed; without it one is made.
    """
    audit = audit or make_audit_desk(workspace, settings)
    stores = Stores(
        workspace.ledger,
        workspace.housekeeping,
        workspace.plans,
        workspace.corrections,
        workspace.closed_months,
    )
    machine_zone = tzlocal.get_localzone_name()
    chosen = TimeSettings(settings.attendance, settings.corrections, machine_zone, machine_user())
    return TimeDesk(stores, SystemClock(), chosen, audit.anchor_quietly)


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
