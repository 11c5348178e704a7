"""One step of training: a network, what it is trained for, and all that a step changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from trainer.backbones.make import BackboneKind, fade, make_backbone
from trainer.corpus import Corpus
from trainer.data.views import Batch
from trainer.ema import averaged
from trainer.errors import TrainingDiverged
from trainer.objective import Objective, Step
from trainer.processes import Place
from trainer.schedule import Schedule
from trainer.settings import LoopSettings, Settings
from trainer.teacher import meet

State = dict[str, Any]

_SMALLEST: Final = 1e-3
"""Root mean square of a tensor below which its rate falls no further: biases begin at 0."""


class Learner:
    """``network`` is trained; ``average``, the moving average of its weights, is what counts.

    ``dimension`` is how many numbers an embedding has.
    """

    def __init__(self, settings: Settings, corpus: Corpus, here: Place) -> None:
        """Make all of it on this process's device. Raises ConfigUnusable, GraphUnusable."""
        loop = settings.loop
        torch.manual_seed(loop.seed)
        self._loop, self._corpus, self._device = loop, corpus, here.device
        self._schedule = Schedule(loop.steps, loop.warm_up)
        self._backbone = settings.backbone
        network = make_backbone(settings.backbone).to(here.device)
        self.network: nn.Module = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # PyTorch's annotations leave it out
        self.dimension = int(network.dimension)  # type: ignore[arg-type]  # a plain int on each
        self._objective = Objective(settings, corpus.people, corpus.taught, self.dimension).to(
            here.device
        )
        if corpus.taught is not None and settings.backbone.kind is BackboneKind.ONNX:
            meet(self.network, corpus.crops, corpus.chosen, corpus.taught, here.device)
        self.average = averaged(self.network, loop.average)
        weights = [*self.network.parameters(), *self._objective.parameters()]
        self._weights = [each for each in weights if each.requires_grad]
        self._optimizer = torch.optim.AdamW(_groups(self._weights, loop), fused=True)
        whole = _Whole(self.network, self._objective, here.device, loop.bfloat16)
        self._trained: nn.Module = whole
        if here.world > 1:
            # Without broadcasts: they would send the teacher's embeddings in every step. Batch
            # normalisation's statistics are each process's own, and the first one's are kept.
            self._trained = DistributedDataParallel(whole, broadcast_buffers=False)

    def step(self, number: int, batches: Iterator[Batch]) -> dict[str, float]:
        """Forward and backward over the micro-batches, then the optimiser and the average.

        ``number`` steps were done before. Gives the parts of what was minimised, means over the
        micro-batches, and the gradient's norm before clipping. Raises TrainingDiverged before a
        weight is spoilt.
        """
        loop = self._loop
        for network in (self.network, self.average):
            fade(network, self._backbone, number)
        for group in self._optimizer.param_groups:
            group["lr"] = loop.rate * group["size"] * self._schedule.factor(number)
        self._trained.train()
        self._optimizer.zero_grad(set_to_none=True)
        parts: dict[str, float] = {}
        for left in reversed(range(loop.accumulate)):
            batch = next(batches)
            with self._unshared() if left else nullcontext():
                made: Step = self._trained(
                    batch.pixels.to(self._device, non_blocking=True),
                    batch.crops.to(self._device, non_blocking=True),
                )
                (made.value / loop.accumulate).backward()  # type: ignore[no-untyped-call]
            self._check(made.value, number, batch, "loss")
            for name, value in made.parts.items():
                parts[name] = parts.get(name, 0.0) + value / loop.accumulate
        norm = nn.utils.clip_grad_norm_(self._weights, loop.clip)
        self._check(norm, number, batch, "gradient")
        self._optimizer.step()
        self.average.update_parameters(self.network)
        return {**parts, "gradient": float(norm)}

    def state(self) -> dict[str, State]:
        """What a checkpoint keeps of it, by the checkpoint's names."""
        return {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "objective": self._objective.state_dict(),
            "optimizer": self._optimizer.state_dict(),
        }

    def load(self, network: State, average: State, objective: State, optimizer: State) -> None:
        """Go on from a state. Raises RuntimeError or ValueError when it is of other code."""
        self.network.load_state_dict(network)
        self.average.load_state_dict(average)
        self._objective.load_state_dict(objective)
        self._optimizer.load_state_dict(optimizer)

    def _unshared(self) -> AbstractContextManager[None]:
        """Inside, gradients are not yet added up over the processes."""
        whole = self._trained
        return whole.no_sync() if isinstance(whole, DistributedDataParallel) else nullcontext()

    def _check(self, value: Tensor, number: int, batch: Batch, what: str) -> None:
        if torch.isfinite(value):
            return
        crops = self._corpus.crops.crops
        shown = ", ".join(crops[int(each)].source for each in batch.crops[:3])
        found = float(value.detach())
        raise TrainingDiverged(
            f"The {what} of step {number} is {found}; its batch begins with {shown}.",
            "The last checkpoint is from before. Lower loop.rate and go on from there.",
        )


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


class _Whole(nn.Module):
    """Network and objective as one module, so that gradients of both are added up in one go."""

    def __init__(
        self, network: nn.Module, objective: Objective, device: torch.device, bfloat16: bool
    ) -> None:
        super().__init__()
        self.network, self.objective = network, objective
        self._device, self._bfloat16 = device, bfloat16

    def forward(self, pixels: Tensor, crops: Tensor) -> Step:
        """The cost of N x 3 x 112 x 112 views of these crops (N)."""
        pixels = pixels.float().contiguous(memory_format=torch.channels_last)
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._bfloat16):
            embeddings = self.network(pixels)
        step: Step = self.objective(embeddings.float(), crops)
        return step
