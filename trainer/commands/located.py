"""Where the files lie that a run's settings name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desk_access.bootstrap import models
from trainer.settings import Settings


def located(settings: Settings, beside: Path) -> Settings:
    """The same settings with the places of the recognisers that they name.

    A recogniser is named by a file, relative to the folder ``beside``, or by its id in the
    manifest, such as ``sface-2021dec``. Raises ModelMissing for an id that is unknown or whose file
    is not on this machine, ModelRejected when that is another file.
    """
    backbone, teacher = settings.backbone, settings.teacher
    return replace(
        settings,
        backbone=replace(backbone, file=_place(backbone.file, beside)),
        teacher=replace(teacher, file=_place(teacher.file, beside)),
    )


def _place(name: str, beside: Path) -> str:
    if not name:
        return ""
    file = beside / Path(name).expanduser()
    if file.suffix == ".onnx" or file.is_file():
        return str(file)
    return str(models().path(name))
