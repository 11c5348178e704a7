"""The composition root: the only place that chooses implementations."""

from __future__ import annotations

from desk_access.bootstrap.desk import open_desk
from desk_access.bootstrap.hours import (
    make_audit_desk,
    make_export_desk,
    make_report_writer,
    make_time_desk,
    open_audit_desk,
    open_export_desk,
    open_import_desk,
    open_time_desk,
)
from desk_access.bootstrap.measuring import calibrations, evaluation_archive, evaluation_kit
from desk_access.bootstrap.networks import home, in_use, make_kit, models, required, workbench
from desk_access.bootstrap.sources import Playback, frames_of, unnamed_camera

__all__ = [
    "Playback",
    "calibrations",
    "evaluation_archive",
    "evaluation_kit",
    "frames_of",
    "home",
    "in_use",
    "make_audit_desk",
    "make_export_desk",
    "make_kit",
    "make_report_writer",
    "make_time_desk",
    "models",
    "open_audit_desk",
    "open_desk",
    "open_export_desk",
    "open_import_desk",
    "open_time_desk",
    "required",
    "unnamed_camera",
    "workbench",
]
