"""One typed file says all about a run; it is kept inside every checkpoint.

Read from TOML: ``[section]`` and key are the names of these classes' fields. What is left out has
the value below; what is not known here is an error, so that a misspelt key cannot go unnoticed.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from trainer.backbones.make import BackboneSettings
from trainer.errors import ConfigUnusable
from trainer.losses.make import LossSettings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DataSettings:
    """Which crops, and how many views of how many people a batch holds.

    ``pictures`` of each of ``people`` in a batch; ``singles`` lets in people with one picture,
    whose views differ in the camera alone. ``whole``: an epoch shows every picture, not every
    person once. ``share`` of all people to train on, for studies.
    """

    people: int = 16
    pictures: int = 2
    singles: bool = True
    whole: bool = False
    share: float = 1.0
    workers: int = 1


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """What the camera augmentation does; shares are 0 to 1, ranges low and high.

    ``ruined``: how many views a poor camera takes; ``face_width`` pixels it leaves of a face.
    ``occluded``: how many views have a mask, glasses or a hand in them.
    """

    ruined: float = 0.75
    face_width: tuple[float, float] = (18.0, 56.0)
    occluded: float = 0.15
    jitter: float = 1.0


@dataclass(frozen=True, slots=True)
class TeacherSettings:
    """Distillation: the frozen network that sees the clean picture, an ONNX recogniser's file.

    ``weight`` of the distance to its embedding; ``bank_weight`` of the triplets whose positive is
    the person's centre in the teacher's space and whose negatives are other people's centres, with
    ``bank_margin`` on squared distances and the ``bank_negatives`` hardest of them.
    """

    file: str = ""
    weight: float = 1.0
    bank_weight: float = 0.0
    bank_margin: float = 0.4
    bank_negatives: int = 10


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """Steps and their sizes. ``rate`` is AdamW's peak learning rate, after ``warm_up`` steps;
    ``relative`` to each tensor's root mean square at the start, since the tensors of a network
    with folded normalisation differ by a factor of 500.

    ``accumulate`` micro-batches make a step. ``average`` is the decay of the weights' moving
    average. ``every`` so many steps a checkpoint is written, ``validate`` the validation people
    are searched.
    """

    steps: int = 2000
    rate: float = 2e-4
    relative: bool = False
    warm_up: int = 100
    decay: float = 1e-4
    accumulate: int = 1
    clip: float = 1.0
    average: float = 0.998
    bfloat16: bool = True
    every: int = 200
    validate: int = 500
    threads: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole run. ``loss`` counts ``loss_weight`` beside the teacher's terms."""

    backbone: BackboneSettings
    loss: LossSettings
    loss_weight: float = 1.0
    data: DataSettings = field(default_factory=DataSettings)
    camera: CameraSettings = field(default_factory=CameraSettings)
    teacher: TeacherSettings = field(default_factory=TeacherSettings)
    loop: LoopSettings = field(default_factory=LoopSettings)


def read_settings(path: Path) -> Settings:
    """Read a run's file. Raises ConfigUnusable."""
    try:
        return parse_settings(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigUnusable(f"{path} cannot be read.", "Check its name.") from error


def parse_settings(text: str) -> Settings:
    """Parse a run's file. Raises ConfigUnusable for anything unknown or of the wrong type."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigUnusable(f"The settings are no TOML: {error}.", "Correct them.") from error
    return _made(Settings, table, "")


def _made(kind: type[T], table: Any, where: str) -> T:
    if not isinstance(table, dict):
        raise ConfigUnusable(f"{where} must be a section, got {table!r}.", f"Write [{where}].")
    hints = get_type_hints(kind)
    unknown = sorted(set(table) - set(hints))
    if unknown:
        known = ", ".join(each.name for each in fields(kind))  # type: ignore[arg-type]
        raise ConfigUnusable(
            f"There is no setting {f'{where}.' if where else ''}{unknown[0]}.", f"Known: {known}."
        )
    values = {
        name: _value(hints[name], value, f"{where}.{name}" if where else name)
        for name, value in table.items()
    }
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise ConfigUnusable(f"The section {where or 'of all'} is wrong: {error}.", "") from error


def _value(kind: Any, value: Any, where: str) -> Any:
    if is_dataclass(kind):
        return _made(kind, value, where)  # type: ignore[arg-type]
    if get_origin(kind) is UnionType:
        (kind,) = (each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is tuple and isinstance(value, list):
        inner = get_args(kind)
        if len(inner) == len(value):
            return tuple(_value(one, each, where) for one, each in zip(inner, value, strict=True))
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        if value in list(kind):
            return kind(value)
        raise ConfigUnusable(f"{where} is {value!r}.", f"Choose one of {', '.join(kind)}.")
    elif kind is float and type(value) is int:
        return float(value)
    elif type(value) is kind:
        return value
    raise ConfigUnusable(f"{where} is {value!r}.", f"It must be of type {kind}.")
