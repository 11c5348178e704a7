"""Fine-tuning for one's own people, with the general network as anchor.

Three things hold it back from forgetting. The general network is the teacher: of every picture,
ruined or not, the tuned one shall say what the general one says of the clean picture. The triplets
are made against frozen centres in the general network's space, other people's among them. And the
weights are in the end a point on the line between general and tuned ones (WiSE-FT, Wortsman et al.
2022), the best for own pictures among those where a held-out part of other people loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from trainer.backbones.make import BackboneKind, BackboneSettings, make_backbone
from trainer.checkpoint import load, save
from trainer.corpus import Corpus
from trainer.data.jitter import Misalignment, write_misalignments
from trainer.data.shards import Crop, Crops, ShardWriter, Verdict, write_selection
from trainer.errors import DataUnusable, OutputUnwritable
from trainer.finetune.compare import Comparison, compared, fnir_at
from trainer.finetune.roles import Part, Roles
from trainer.losses.make import LossKind, paper_settings
from trainer.settings import (
    DataSettings,
    LoopSettings,
    Settings,
    TeacherSettings,
    parse_settings,
    settings_text,
)
from trainer.train import Progress, train
from trainer.trial import Shown, Spoil, Trial, View, both_views, gate

SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
"""How much of the tuned weights: 0 is the general network, 1 the end of the training."""

_ON_AVERAGE: Final = "module."
"""What the names of weights begin with in a moving average."""


class Group(StrEnum):
    """Whom a trial is of."""

    OWN = "own people"
    OTHERS = "other people"
    BENCHMARK = "the benchmark"


@dataclass(frozen=True, slots=True)
class Tried:
    """The merits at this ``share`` of the tuned weights, lower is better.

    There is none of others where there are no pictures of them.
    """

    share: float
    merits: Mapping[Group, float]


@dataclass(frozen=True, slots=True)
class Tuned:
    """What came of it: ``pictures`` and ``anchors`` trained on, ``share`` of the tuned weights
    taken, and ``found`` before and after by view."""

    pictures: int
    anchors: int
    tried: tuple[Tried, ...]
    share: float
    found: Mapping[Group, Mapping[str, Comparison]]


def default_settings(general: Path, pictures: int, changes: Sequence[str] = ()) -> str:
    """The run's file for ``pictures`` to train on, from the ONNX recogniser ``general``.

    Every picture has its turn in each epoch, and a batch is of different ones: triplets are made
    against centres, not within the batch. ``changes`` are like ``loop.steps=100``. Raises
    ConfigUnusable.
    """
    settings = Settings(
        BackboneSettings(BackboneKind.ONNX, file=str(general)),
        paper_settings(LossKind.TRIPLET),
        loss_weight=0.0,
        data=DataSettings(people=max(2, min(32, pictures)), pictures=1, whole=True),
        teacher=TeacherSettings(
            file=str(general), weight=2.0, bank_weight=1.0, bank_negatives=16, limit_weight=4.0
        ),
        loop=LoopSettings(steps=300, rate=5e-4, relative=True, warm_up=30, average=0.98),
    )
    return settings_text(parse_settings(settings_text(settings), changes))


def finetune(
    text: str,
    shared: Roles,
    misalignments: Sequence[Misalignment],
    folder: Path,
    benchmark: Crops | None = None,
    progress: Progress = lambda done, of, words: None,
) -> Tuned:
    """Tune as the settings ``text`` says, in ``folder``: its ``best.pt`` is the chosen network.

    ``benchmark``: other people's crops that are only measured on. A run that was stopped goes on.
    Raises DataUnusable when there is nobody to measure with, and what training raises.
    """
    settings = parse_settings(text)
    seed, views = settings.loop.seed, both_views(misalignments)
    chooses = _trials(shared.gallery, shared.choosing, views, seed)
    measures = _trials(shared.gallery, shared.measuring, views, seed)
    if benchmark is not None:
        numbers = range(len(benchmark))
        everybody = [Shown(benchmark.crops[each].person, benchmark, each) for each in numbers]
        measures[Group.BENCHMARK] = Trial(*gate(everybody), views, seed)
    crops = _written([*shared.tuned, *shared.anchors], misalignments, folder / "crops")
    corpus = Corpus.open(crops, settings, lambda done, of: progress(done, of, "asking the teacher"))
    train(text, folder, corpus, None, progress)
    line = Line(settings, folder)
    tried: list[Tried] = []
    for share in SHARES:
        progress(len(tried), len(SHARES), f"trying {share:.0%} of the tuned weights")
        network = line.at(share)
        tried.append(Tried(share, {who: merit(trial, network) for who, trial in chooses.items()}))
    share = best(tried)
    line.keep(share)
    found: dict[Group, Mapping[str, Comparison]] = {}
    for group, trial in measures.items():
        progress(len(found), len(measures), f"measuring {group}")
        before, after = (trial.run(line.at(each)) for each in (0.0, share))
        found[group] = compared(before, after, View.CLEAN, seed)
    return Tuned(len(shared.tuned), len(shared.anchors), tuple(tried), share, found)


def merit(trial: Trial, network: nn.Module) -> float:
    """Lower is better. As in training a clean picture's misses count doubly."""
    found = trial.run(network)
    return 2 * fnir_at(found[View.CLEAN]) + fnir_at(found[View.WEBCAM])


def best(tried: Sequence[Tried]) -> float:
    """The share that is best for own people where other people lose nothing; 0 always is one."""
    start = tried[0].merits.get(Group.OTHERS, 0.0)
    allowed = [each for each in tried if each.merits.get(Group.OTHERS, 0.0) <= start]
    return min(allowed, key=lambda each: each.merits[Group.OWN]).share


class Line:
    """The networks between the general one and the tuned one of the run in ``folder``."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        """Raises CheckpointUnusable, GraphUnusable."""
        self._folder = folder
        self._checkpoint = load(folder / "last.pt")
        self._network = make_backbone(settings.backbone)
        self._general = {
            name: values.clone() for name, values in self._network.state_dict().items()
        }

    def at(self, share: float) -> nn.Module:
        """The network at ``share`` of the way. It is one and the same, with other weights."""
        self._network.load_state_dict(self._mixed(share))
        return self._network

    def keep(self, share: float) -> None:
        """Write this network as the run's ``best.pt``. Raises OutputUnwritable."""
        mixed = self._mixed(share)
        average = {
            name: mixed.get(name.removeprefix(_ON_AVERAGE), values)
            for name, values in self._checkpoint.average.items()
        }
        kept = replace(self._checkpoint, network=mixed, average=average)
        save(self._folder / "best.pt", kept)

    def _mixed(self, share: float) -> dict[str, Tensor]:
        tuned = self._checkpoint.average
        return {
            name: torch.lerp(values, tuned[_ON_AVERAGE + name], share)
            for name, values in self._general.items()
        }


def _trials(
    gallery: list[Shown], part: Part, views: Mapping[str, Spoil], seed: int
) -> dict[Group, Trial]:
    found = {Group.OWN: Trial(gallery, part.probes, views, seed)}
    if part.general:
        found[Group.OTHERS] = Trial(*gate(part.general), views, seed)
    return found


def _written(
    pictures: Sequence[Shown], misalignments: Sequence[Misalignment], folder: Path
) -> Path:
    """The pictures to train on as a prepared folder. Goes on where an earlier run stopped.

    Raises DataUnusable when the folder holds other pictures, OutputUnwritable.
    """
    listed = [Crop(each.person, f"{each.person}/{each.source}", 0.0) for each in pictures]
    writer = ShardWriter(folder)
    if not writer.done <= {crop.source for crop in listed}:
        raise DataUnusable(
            f"{folder} holds other pictures than those to tune on now.",
            "Name another folder for this run.",
        )
    for crop, shown in zip(listed, pictures, strict=True):
        if crop.source not in writer.done:
            width = shown.crops.crops[shown.index].face_width
            writer.add(replace(crop, face_width=width), shown.picture())
    writer.flush()
    made = Crops(folder).crops
    write_selection(folder, made, [Verdict.TRAIN] * len(made))
    try:
        write_misalignments(folder / "misalignments.csv", list(misalignments))
    except OSError as error:
        raise OutputUnwritable(
            f"{folder} cannot be written ({error.strerror}).", "Free some space."
        ) from error
    return folder
