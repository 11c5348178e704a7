"""The training loop, from top to bottom.

A run lives in a folder: ``last.pt`` to go on from, ``best.pt`` with the weights that validation
liked best, ``log.csv`` with a row for each report, TensorBoard's files in ``events/``. The same
command on the same folder goes on where the run stopped; on a CPU to the same weights, bit for bit.
Several processes share a run by torchrun: the folder is then one that all of them see.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Final

import torch

from trainer.checkpoint import Checkpoint, load, save
from trainer.corpus import Corpus
from trainer.errors import CheckpointUnusable
from trainer.journal import Journal
from trainer.learner import Learner
from trainer.processes import Place, place
from trainer.settings import Settings, parse_settings
from trainer.validation import Validation

_REPORT: Final = 20
"""Steps between two rows of the log."""

Progress = Callable[[int, int, str], None]
"""Gets steps done, of how many, and words."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a run ended: steps done, the best merit of validation, seconds a step took."""

    steps: int
    best: float
    seconds_a_step: float


def train(
    text: str,
    folder: Path,
    corpus: Corpus,
    validation: Validation | None,
    progress: Progress = lambda done, of, words: None,
    stop_after: int | None = None,
    settings: Settings | None = None,
) -> Outcome:
    """Run, or go on with, the training that the settings ``text`` describes, in ``folder``.

    ``stop_after`` ends it after so many steps of the whole run, with a checkpoint. ``settings`` are
    those of ``text`` with the places where its files lie on this machine. The first process alone
    needs ``validation``. Raises ConfigUnusable, DataUnusable, GraphUnusable, CheckpointUnusable
    when the folder holds another run, TrainingDiverged and OutputUnwritable; checkpoints stay.
    """
    settings = settings or parse_settings(text)
    loop = settings.loop
    end = min(loop.steps, stop_after or loop.steps)
    with place(loop.threads) as here:
        learner = Learner(settings, corpus, here)
        first, best = _resume(folder, learner, parse_settings(text), here.world)
        sampler = corpus.sampler(settings, here.rank, here.world)
        batches = corpus.batches(settings, sampler, first, here)
        with closing(batches), closing(Journal(folder, first, here.first)) as journal:
            if first == 0:
                journal.add(
                    0, {"people": len(sampler.persons), "people_left_out": sampler.left_out}
                )
            began, recent = time.monotonic(), list[dict[str, float]]()
            for step in range(first + 1, end + 1):
                recent.append(learner.step(step - 1, batches))
                if step % _REPORT == 0 or step == end:
                    parts = {name: fmean(each[name] for each in recent) for name in recent[0]}
                    recent.clear()
                    journal.add(step, parts)
                    if here.first:
                        progress(step, loop.steps, _words(parts))
                if not here.first:
                    continue
                if validation and (step % loop.validate == 0 or step == loop.steps):
                    figures = validation.measure(learner.average.module)
                    journal.measured(step, figures)
                    if figures.merit < best:
                        best = figures.merit
                        save(folder / "best.pt", _checkpoint(text, step, best, learner, here))
                if step % loop.every == 0 or step == end:
                    save(folder / "last.pt", _checkpoint(text, step, best, learner, here))
            here.meet()
            seconds = (time.monotonic() - began) / max(end - first, 1)
    return Outcome(max(first, end), best, seconds)


def _checkpoint(text: str, step: int, best: float, learner: Learner, here: Place) -> Checkpoint:
    return Checkpoint(
        settings=text,
        step=step,
        best=best,
        random=torch.get_rng_state(),
        processes=here.world,
        **learner.state(),
    )


def _resume(
    folder: Path, learner: Learner, settings: Settings, processes: int
) -> tuple[int, float]:
    """The steps that a run in the folder has done and its best merit so far."""
    path = folder / "last.pt"
    if not path.exists():
        return 0, math.inf
    found = load(path)
    if not _same_run(found.parsed(), settings):
        raise CheckpointUnusable(
            f"{folder} holds a run with other settings.",
            "Name another folder, or give the settings that it was begun with.",
        )
    if found.processes != processes:
        raise CheckpointUnusable(
            f"{folder} holds a run of {found.processes} processes, not of {processes}: "
            "its batches were shared otherwise.",
            f"Go on with --nproc-per-node {found.processes}, or name another folder.",
        )
    try:
        learner.load(found.network, found.average, found.objective, found.optimizer)
    except (RuntimeError, ValueError) as error:
        raise CheckpointUnusable(
            f"{path} was made by other code: its weights do not fit.",
            "Use the version that made it, or train anew in another folder.",
        ) from error
    torch.set_rng_state(found.random)
    return found.step, found.best


def _same_run(one: Settings, other: Settings) -> bool:
    """Whether a run may go on: what changes no weight may differ, and the rate may be lowered."""

    def essence(settings: Settings) -> Settings:
        loop = replace(settings.loop, every=1, validate=1, threads=0, rate=1.0)
        return replace(settings, loop=loop, data=replace(settings.data, workers=0))

    return essence(one) == essence(other)


def _words(parts: dict[str, float]) -> str:
    words = ", ".join(f"{name} {value:.3f}" for name, value in parts.items())
    if parts.get("active") == 0.0:
        words += "; no tuple costs anything any more: mine harder ones or widen the margin"
    return words
