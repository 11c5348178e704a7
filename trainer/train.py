"""The training loop, from top to bottom.

A run lives in a folder: ``last.pt`` to go on from, ``best.pt`` with the weights that validation
liked best, ``log.csv`` with a row for each report, TensorBoard's files in ``events/``. The same
command on the same folder goes on where the run stopped; on a CPU to the same weights, bit for bit.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.tensorboard import SummaryWriter

from trainer.backbones.make import make_backbone
from trainer.checkpoint import Checkpoint, load, save
from trainer.corpus import Corpus
from trainer.data.views import Batch, DrawnBatches, Views, loader
from trainer.ema import averaged
from trainer.errors import CheckpointUnusable, TrainingDiverged
from trainer.journal import Journal
from trainer.objective import Objective
from trainer.processes import Place, place
from trainer.schedule import Schedule
from trainer.settings import LoopSettings, Settings, parse_settings
from trainer.validation import Validation

_SMALLEST: Final = 1e-3
"""Root mean square of a tensor below which its rate falls no further: biases begin at 0."""

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
) -> Outcome:
    """Run, or go on with, the training that the settings ``text`` describes, in ``folder``.

    ``stop_after`` ends it after so many steps of the whole run, with a checkpoint, as a kill at
    that moment would. Raises ConfigUnusable, DataUnusable, GraphUnusable, CheckpointUnusable when
    the folder holds another run, TrainingDiverged and OutputUnwritable; checkpoints stay.
    """
    settings = parse_settings(text)
    with place(settings.loop.threads) as here:
        run = _Run(text, settings, folder, corpus, here)
        try:
            return run.go(validation, progress, stop_after)
        finally:
            run.journal.close()


class _Run:
    """Everything that changes while a run goes on."""

    def __init__(
        self, text: str, settings: Settings, folder: Path, corpus: Corpus, here: Place
    ) -> None:
        loop = settings.loop
        torch.manual_seed(loop.seed)
        self.text, self.settings, self.folder, self.here = text, settings, folder, here
        network = make_backbone(settings.backbone).to(here.device)
        self.network = network.to(memory_format=torch.channels_last)
        dimension = int(self.network.dimension)
        self.objective = Objective(settings, corpus.people, corpus.taught, dimension)
        self.objective.to(here.device)
        self.average = averaged(self.network, loop.average)
        weights = [*self.network.parameters(), *self.objective.parameters()]
        self.weights = [each for each in weights if each.requires_grad]
        self.optimizer = torch.optim.AdamW(_groups(self.weights, loop), fused=True)
        self.schedule = Schedule(loop.steps, loop.warm_up)
        self.step, self.best = 0, math.inf
        self._resume()
        self.trained: nn.Module = self.network
        if here.world > 1:
            self.trained = DistributedDataParallel(self.network)
        sampler = corpus.sampler(settings, here.rank, here.world)
        views = Views(corpus.crops, settings.camera, corpus.misalignments)
        draws = DrawnBatches(sampler, corpus.chosen, loop.seed, self.step * loop.accumulate)
        self.batches = loader(views, draws, settings.data.workers)
        self.journal = Journal(folder, self.step, SummaryWriter if here.first else None)

    def go(
        self, validation: Validation | None, progress: Progress, stop_after: int | None
    ) -> Outcome:
        loop = self.settings.loop
        last = min(loop.steps, stop_after or loop.steps)
        began, first = time.monotonic(), self.step
        recent: list[dict[str, float]] = []
        while self.step < last:
            recent.append(self._one_step())
            self.step += 1
            if self.step % _REPORT == 0 or self.step == last:
                parts = {name: fmean(each[name] for each in recent) for name in recent[0]}
                self.journal.add(self.step, parts)
                progress(self.step, loop.steps, _words(parts))
                recent = []
            measured = validation and self.here.first
            if measured and (self.step % loop.validate == 0 or self.step == loop.steps):
                self._validate(validation)
            if self.here.first and (self.step % loop.every == 0 or self.step == last):
                save(self.folder / "last.pt", self._checkpoint())
        seconds = (time.monotonic() - began) / max(last - first, 1)
        return Outcome(self.step, self.best, seconds)

    def _one_step(self) -> dict[str, float]:
        """Forward and backward over the micro-batches, then the optimiser and the average."""
        loop, device = self.settings.loop, self.here.device
        for group in self.optimizer.param_groups:
            group["lr"] = loop.rate * group["size"] * self.schedule.factor(self.step)
        self.trained.train()
        self.optimizer.zero_grad(set_to_none=True)
        for _ in range(loop.accumulate):
            batch: Batch = next(self.batches)
            pixels = batch.pixels.to(device, non_blocking=True).float()
            pixels = pixels.contiguous(memory_format=torch.channels_last)
            with torch.autocast(device.type, torch.bfloat16, enabled=loop.bfloat16):
                embeddings = self.trained(pixels)
            step = self.objective(embeddings.float(), batch.crops.to(device))
            (step.value / loop.accumulate).backward()
            self._check(step.value, batch, "loss")
        norm = nn.utils.clip_grad_norm_(self.weights, loop.clip)
        self._check(norm, batch, "gradient")
        self.optimizer.step()
        self.average.update_parameters(self.network)
        return {**step.parts, "gradient": float(norm)}

    def _check(self, value: torch.Tensor, batch: Batch, what: str) -> None:
        """Stop before a weight is spoilt: the last checkpoint and this one's weights are good."""
        if torch.isfinite(value):
            return
        shown = ", ".join(str(int(each)) for each in batch.crops[:8])
        raise TrainingDiverged(
            f"The {what} of step {self.step} is {float(value)}; its batch begins with the crops"
            f" {shown}.",
            f"The checkpoint in {self.folder} is from before. Lower loop.rate and go on.",
        )

    def _validate(self, validation: Validation) -> None:
        """Measure the averaged weights, and keep them when nothing was better."""
        figures = validation.measure(self.average.module)
        self.journal.measured(self.step, figures)
        if figures.merit < self.best:
            self.best = figures.merit
            save(self.folder / "best.pt", self._checkpoint())

    def _checkpoint(self) -> Checkpoint:
        return Checkpoint(
            settings=self.text,
            step=self.step,
            best=self.best,
            network=self.network.state_dict(),
            average=self.average.state_dict(),
            objective=self.objective.state_dict(),
            optimizer=self.optimizer.state_dict(),
            random=torch.get_rng_state(),
        )

    def _resume(self) -> None:
        path = self.folder / "last.pt"
        if not path.exists():
            return
        found = load(path)
        if not _same_run(found.parsed(), self.settings):
            raise CheckpointUnusable(
                f"{self.folder} holds a run with other settings.",
                "Name another folder, or give the settings that it was begun with.",
            )
        try:
            self.network.load_state_dict(found.network)
            self.average.load_state_dict(found.average)
            self.objective.load_state_dict(found.objective)
            self.optimizer.load_state_dict(found.optimizer)
        except (RuntimeError, ValueError) as error:
            raise CheckpointUnusable(
                f"{path} was made by other code: its weights do not fit.",
                "Use the version that made it, or train anew in another folder.",
            ) from error
        self.step, self.best = found.step, found.best
        torch.set_rng_state(found.random)


def _groups(weights: list[nn.Parameter], loop: LoopSettings) -> list[dict[str, Any]]:
    """A group of the optimiser for each tensor, with the size that its rate is relative to."""
    sizes = [float(each.detach().square().mean().sqrt()) for each in weights]
    return [
        {
            "params": [each],
            "lr": loop.rate,
            "size": max(size, _SMALLEST) if loop.relative else 1.0,
            "weight_decay": loop.decay,
        }
        for each, size in zip(weights, sizes, strict=True)
    ]


def _same_run(one: Settings, other: Settings) -> bool:
    """Whether a run may go on: what changes no weight may differ, and the rate may be lowered."""

    def essence(settings: Settings) -> Settings:
        loop = replace(settings.loop, every=1, validate=1, threads=0, rate=0.0)
        return replace(settings, loop=loop, data=replace(settings.data, workers=0))

    return essence(one) == essence(other)


def _words(parts: dict[str, float]) -> str:
    words = ", ".join(f"{name} {value:.3f}" for name, value in parts.items())
    if parts.get("active") == 0.0:
        words += "; no tuple costs anything any more: mine harder ones or widen the margin"
    return words
