"""One typed file says all about a run; it is kept inside every checkpoint.

Read from TOML: ``[section]`` and key are the names of these classes' fields. What is left out has
the value below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

from trainer.backbones.make import BackboneSettings
from trainer.errors import ConfigUnusable
from trainer.losses.make import LossSettings
from trainer.typed_toml import parsed, written


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

    def __post_init__(self) -> None:
        _within("people", self.people, 2, inf)
        _within("pictures", self.pictures, 1, inf)
        _within("share", self.share, 0, 1)
        _within("workers", self.workers, 0, inf)


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

    def __post_init__(self) -> None:
        _within("ruined", self.ruined, 0, 1)
        _within("face_width", self.face_width[1], 4, 1000)
        _within("face_width", self.face_width[0], 4, self.face_width[1])
        _within("occluded", self.occluded, 0, 1)
        _within("jitter", self.jitter, 0, inf)


@dataclass(frozen=True, slots=True)
class TeacherSettings:
    """Distillation: the frozen network that sees the clean picture, an ONNX recogniser's file.

    ``weight`` of the distance to its embedding; ``bank_weight`` of the triplets whose positive is
    the person's centre in the teacher's space and whose negatives are other people's centres, with
    ``bank_margin`` on squared distances and the ``bank_negatives`` hardest of them.
    ``limit_weight`` of what those strangers are nearer than to the clean picture. ``centred``
    takes the mean of all people away from the teacher's embeddings: it tells nobody apart.
    """

    file: str = ""
    weight: float = 1.0
    bank_weight: float = 0.0
    bank_margin: float = 0.4
    bank_negatives: int = 10
    limit_weight: float = 0.0
    centred: bool = False

    def __post_init__(self) -> None:
        _within("weight", self.weight, 0, inf)
        _within("bank_weight", self.bank_weight, 0, inf)
        _within("bank_margin", self.bank_margin, 0, 4)
        _within("limit_weight", self.limit_weight, 0, inf)
        _within("bank_negatives", self.bank_negatives, 1, inf)


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

    def __post_init__(self) -> None:
        for name in ("steps", "accumulate", "every", "validate"):
            _within(name, getattr(self, name), 1, inf)
        for name in ("warm_up", "threads", "seed", "decay"):
            _within(name, getattr(self, name), 0, inf)
        for name in ("rate", "clip"):
            _within(name, getattr(self, name), 1e-12, inf)
        _within("average", self.average, 0, 1)


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

    def __post_init__(self) -> None:
        _within("loss_weight", self.loss_weight, 0, inf)
        teacher = self.teacher
        centres = teacher.bank_weight or teacher.limit_weight
        if centres and not teacher.file:
            raise ValueError("teacher.file is missing, whose centres of people are wanted")
        if not (self.loss_weight or (teacher.file and (teacher.weight or centres))):
            raise ValueError("loss_weight is 0 and no teacher's weight is more: nothing is learnt")


def read_settings(path: Path) -> Settings:
    """Read a run's file. Raises ConfigUnusable."""
    return parse_settings(read_text(path))


def read_text(path: Path) -> str:
    """A run's file as it stands. Raises ConfigUnusable."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigUnusable(f"{path} cannot be read.", "Check its name.") from error


def parse_settings(text: str, changes: Iterable[str] = ()) -> Settings:
    """Parse a run's file, with ``changes`` like ``loop.steps=100``.

    Raises ConfigUnusable for anything unknown, of the wrong type or out of its range.
    """
    return parsed(Settings, text, changes)


def settings_text(settings: Settings) -> str:
    """The file that would be read as ``settings``."""
    return written(settings)


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high or value == inf:
        wanted = f"{low:g} to {high:g}" if high < inf else f"{low:g} or more"
        raise ValueError(f"{name} is {value:g}, and must be {wanted}")
