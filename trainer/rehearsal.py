"""A training run played through for a few steps, to know what it will take: nothing is kept."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch

from trainer.corpus import Corpus
from trainer.data.views import PREFETCHED, Batch
from trainer.learner import Learner
from trainer.processes import place
from trainer.settings import Settings

_TIMED: Final = 4
"""Steps that are timed."""

Progress = Callable[[int, int], None]
"""Gets steps done, and of how many."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a run works on and how fast.

    ``crops`` of ``people`` are trained on, ``left_out`` people have too few. A step takes
    ``images`` and ``seconds`` with batches that the input pipeline makes, ``seconds_ready`` with a
    batch that lies on the device already. ``memory_mb`` is the most that this process held, on a
    GPU of the GPU's memory; None where the system does not tell (not Linux).
    """

    device: str
    crops: int
    people: int
    left_out: int
    images: int
    steps: int
    weights: int
    dimension: int
    seconds: float
    seconds_ready: float
    memory_mb: float | None

    @property
    def fed(self) -> float:
        """The share of its possible speed that the input pipeline lets the loop reach."""
        return min(1.0, self.seconds_ready / self.seconds)


def rehearse(
    settings: Settings, corpus: Corpus, progress: Progress = lambda done, of: None
) -> Rehearsal:
    """Take a few steps on a throw-away network. Raises what :func:`trainer.train.train` raises."""
    loop = settings.loop
    with place(loop.threads) as here:
        learner = Learner(settings, corpus, here)
        sampler = corpus.sampler(settings, here.rank, here.world)
        steps = itertools.count()
        # Batches that the workers had time to make in advance say nothing of their speed.
        skipped = 1 + -(-settings.data.workers * PREFETCHED // loop.accumulate)
        total = 1 + 2 * _TIMED + skipped

        def timed(batches: Iterator[Batch], count: int) -> float:
            began = time.perf_counter()
            for _ in range(count):
                learner.step(done := next(steps), batches)
                progress(done + 1, total)
            return (time.perf_counter() - began) / count

        with closing(corpus.batches(settings, sampler, 0, here)) as batches:
            first = next(batches)
            ready = itertools.repeat(
                Batch(first.pixels.to(here.device), first.crops.to(here.device))
            )
            timed(ready, 1)  # the first step chooses its kernels
            seconds_ready = timed(ready, _TIMED)
            timed(batches, skipped)
            seconds = timed(batches, _TIMED)
        return Rehearsal(
            device=torch.cuda.get_device_name() if here.device.type == "cuda" else "CPU",
            crops=len(corpus.chosen),
            people=len(sampler.persons),
            left_out=sampler.left_out,
            images=len(first.crops) * loop.accumulate * here.world,
            steps=loop.steps,
            weights=sum(each.numel() for each in learner.network.parameters()),
            dimension=learner.dimension,
            seconds=seconds,
            seconds_ready=seconds_ready,
            memory_mb=_memory_mb(here.device),
        )


def _memory_mb(device: torch.device) -> float | None:
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated() / 2**20
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return None
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024
