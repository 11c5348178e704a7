"""Templates and scheduled exports that make no sense are refused, in a line that says why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

from desk_access.errors import ChangeRefused
from desk_access.model.export_job import ExportJob
from desk_access.model.identifier import Known, canonical, invisible
from desk_access.model.report import STANDARD, ReportKind, ReportTemplate

_NAME: Final = re.compile(r"\w([\w .()+-]{0,58}[\w)+])?")
"""A name that every system takes as the beginning of a file's name."""


def check_template(template: ReportTemplate) -> None:
    """Raises ChangeRefused."""
    _check_name(template.name)
    if canonical(template.name) == canonical(STANDARD.name):
        raise ChangeRefused(
            f"The template {STANDARD.name} always stays as it is.", "Choose another name."
        )
    for columns in (template.days, template.people, template.punches):
        _check_columns(columns)


def check_job(job: ExportJob, templates: Iterable[ReportTemplate]) -> None:
    """Raises ChangeRefused."""
    _check_name(job.name)
    if job.template not in {template.name for template in templates}:
        raise ChangeRefused(f"There is no template {job.template}.", "Save it first.")
    if not Path(job.folder).is_absolute():
        raise ChangeRefused(
            f"{job.folder or 'Nothing'} is no whole path of a folder.",
            "Name the folder from the root on.",
        )
    if job.group is not None and job.kind is ReportKind.PUNCHES:
        raise ChangeRefused("Punches cannot be exported by group.", "Leave the group out.")


def check_new(name: str, there: Iterable[str]) -> None:
    """Raises ChangeRefused for a name that looks like another: their files would be one."""
    others = [each for each in Known(there).alike(name) if each != name]
    if others:
        raise ChangeRefused(
            f"The name {name} looks like {others[0]}, which is there already.",
            "Choose another name.",
        )


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or invisible(name):
        raise ChangeRefused(
            f"{name[:60]!r} is no name for an export.",
            "Use 1 to 60 letters, digits, spaces, dots, hyphens and brackets.",
        )


def _check_columns(columns: Sequence[StrEnum]) -> None:
    if not columns:
        raise ChangeRefused("A template has no columns.", "Choose at least one for each report.")
    twice = {column.value for column in columns if columns.count(column) > 1}
    if twice:
        raise ChangeRefused(
            f"A template has a column twice: {', '.join(sorted(twice))}.", "Name each once."
        )
