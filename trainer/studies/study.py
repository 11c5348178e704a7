"""Runs a study: each variation trained and measured, a row for each as it finishes.

Runs lie in ``FOLDER/runs`` by the digest of their settings, so that studies share equal ones, and
a study that was stopped goes on in the middle of a run.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from torch import nn

from desk_access.vision.metrics_open_set import Estimate, open_set
from trainer.backbones.make import make_backbone
from trainer.checkpoint import load
from trainer.corpus import Corpus
from trainer.data.shards import CropSet, Verdict, write_rows
from trainer.errors import DataUnusable, OutputUnwritable
from trainer.settings import Settings, parse_settings, settings_text
from trainer.studies.catalogue import BASE, Study, StudyName, Variation
from trainer.studies.offline import mined
from trainer.train import Progress, train
from trainer.trial import Shown, Trial, gate

FPIR: Final = 0.01
_DRAWS: Final = 500
_ON_AVERAGE: Final = "module."


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; all are words, as they are kept.

    ``probes`` is how they look; ``run`` the digest of the settings.
    """

    variation: str
    probes: str
    seed: str
    steps: str
    rank_1: str
    fnir: str
    run: str


_TITLES: Final = ("variation", "probes", "seed", "steps", "rank 1", f"FNIR at FPIR {FPIR:.0%}")


def study(
    name: StudyName,
    wanted: Study,
    data: Path,
    folder: Path,
    changes: Sequence[str] = (),
    progress: Progress = lambda done, of, words: None,
) -> str:
    """Make, or go on with, the table of a study: ``FOLDER/NAME.md``, which is also returned.

    ``changes`` to the base hold for all its variations. Rows that are there already stay, those of
    other settings too. Raises what training raises, and DataUnusable for a damaged table.
    """
    kept = folder / f"{name}.csv"
    rows = _rows(kept)
    crops = CropSet(data)
    numbers = crops.used_for(Verdict.VALIDATION)
    people = [Shown(crops.crops[int(each)].person, crops, int(each)) for each in numbers]
    trial: Trial | None = None
    for variation in wanted.variations:
        settings = parse_settings(BASE, [*changes, *variation.changes])
        run = _digest(settings, variation)
        finished = {
            row.probes for row in rows if (row.run, row.variation) == (run, variation.label)
        }
        if finished >= set(wanted.views):
            continue
        network = _trained(settings, variation, data, folder / "runs" / run, progress)
        trial = trial or Trial(*gate(people), wanted.views, settings.loop.seed)
        for view, searches in trial.run(network).items():
            found = open_set(searches, (FPIR,), np.random.default_rng(settings.loop.seed), _DRAWS)
            figures = _words(found.rank_1), _words(found.points[0].fnir)
            seed, steps = str(settings.loop.seed), str(settings.loop.steps)
            rows.append(Row(variation.label, view, seed, steps, *figures, run))
        _write(kept, rows, _table(wanted, rows))
    return _table(wanted, rows)


def _trained(
    settings: Settings, variation: Variation, data: Path, folder: Path, progress: Progress
) -> nn.Module:
    """The variation's network, its weights averaged over the last steps."""
    text = settings_text(settings)
    corpus = Corpus.open(data, settings)
    told = partial(_told, progress, variation.label)
    if variation.offline:
        half = folder / "half.pt"
        if not half.exists():
            train(text, folder, corpus, None, told, stop_after=max(settings.loop.steps // 2, 1))
            _copy(folder / "last.pt", half)
        corpus = mined(corpus, _network(settings, half))
    train(text, folder, corpus, None, told)
    return _network(settings, folder / "last.pt")


def _network(settings: Settings, checkpoint: Path) -> nn.Module:
    """The network with the averaged weights. Raises CheckpointUnusable."""
    network = make_backbone(settings.backbone)
    average = load(checkpoint).average
    network.load_state_dict({name: average[_ON_AVERAGE + name] for name in network.state_dict()})
    return network


def _told(progress: Progress, label: str, done: int, of: int, words: str) -> None:
    progress(done, of, f"{label}: {words}")


def _digest(settings: Settings, variation: Variation) -> str:
    """Names the run: equal for equal settings, whichever study asks."""
    what = f"{settings_text(settings)}offline = {variation.offline}"
    return hashlib.sha256(what.encode()).hexdigest()[:12]


def _words(found: Estimate) -> str:
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"


def _table(wanted: Study, rows: Sequence[Row]) -> str:
    lines = [f"# {wanted.repeats}", "", f"| {' | '.join(_TITLES)} |", "|---" * len(_TITLES) + "|"]
    lines += [f"| {' | '.join(astuple(row)[: len(_TITLES)])} |" for row in rows]
    note = "Rates with 95 % intervals over people; the interval is of the people, not of the seed."
    return "\n".join([*lines, "", note]) + "\n"


def _rows(path: Path) -> list[Row]:
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return [Row(*row) for row in list(csv.reader(stream))[1:]]
    except (OSError, ValueError, TypeError) as error:
        raise DataUnusable(f"{path} is no table of a study.", "Delete or move it.") from error


def _write(path: Path, rows: Sequence[Row], text: str) -> None:
    try:
        write_rows(path, [each.name for each in fields(Row)], map(astuple, rows))
        path.with_suffix(".md").write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error


def _copy(source: Path, target: Path) -> None:
    part = target.with_suffix(".part")
    try:
        shutil.copyfile(source, part)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unwritable(target, error) from error


def _unwritable(path: Path, error: OSError) -> OutputUnwritable:
    return OutputUnwritable(
        f"{path} cannot be written ({error.strerror}).",
        "Free some space and run the same command again; it goes on where it stopped.",
    )
